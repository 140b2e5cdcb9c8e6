// From words and a manner to a track of control frames: voicing, pitch, loudness and formants.
//
// Pitch is a falling line over each phrase, a bump on the stressed vowel of each content word, and a fall or, in a
// question, a rise at the end (after Pierrehumbert: "Synthesizing intonation", JASA 70, 1981). Stress and phrase ends
// lengthen (Klatt: "Linguistic uses of segmental duration in English", JASA 59, 1976).

import Kernels

/// The state of the voice over 5 ms.
struct ControlFrame: Sendable {
  /// The time that a frame lasts, in samples at 16 kHz.
  static let length = 80
  static let seconds = 0.005

  /// Semitones above the voice's resting pitch.
  var pitch: Double
  /// 0 ... 1 and a little above under stress.
  var voice: Double
  var aspiration: Double
  var friction: Double
  var frictionCenter: Double
  /// Hz, of a grown man.
  var formants: SIMD4<Double>
}

/// Makes control frames of one turn.
struct Prosody {
  private let voice: Voice
  private let manner: Manner
  private var random: RandomSource
  private var frames: [ControlFrame] = []

  /// The track of `text` spoken by `voice` in `manner`.
  static func track(
    _ text: String, voice: Voice, manner: Manner, random: RandomSource
  ) -> [ControlFrame] {
    var prosody = Prosody(voice: voice, manner: manner, random: random)
    prosody.pause(milliseconds: 80)
    for phrase in Phrase.split(text) { prosody.speak(phrase) }
    prosody.pause(milliseconds: 120)
    return prosody.glided()
  }

  private init(voice: Voice, manner: Manner, random: RandomSource) {
    self.voice = voice
    self.manner = manner
    self.random = random
  }

  /// Words up to a comma or a full stop, and what ended them.
  struct Phrase {
    var words: [String] = []
    var end: Character = "."

    static func split(_ text: String) -> [Phrase] {
      var phrases: [Phrase] = []
      var open = Phrase()
      for piece in text.split(separator: " ") {
        open.words.append(piece.lowercased())
        if let last = piece.last, ",.:?!;".contains(last) {
          open.end = last
          phrases.append(open)
          open = Phrase()
        }
      }
      if !open.words.isEmpty { phrases.append(open) }
      return phrases
    }
  }

  // MARK: sounds in time

  private mutating func speak(_ phrase: Phrase) {
    let tempo = manner.tempo * voice.tempo
    // Semitones from the start of a phrase to its end.
    let slope = 3 * manner.range
    let first = frames.count
    for (index, word) in phrase.words.enumerated() {
      if word == "[laughter]" {
        laugh()
        continue
      }
      let isLast = index == phrase.words.count - 1
      let bare = String(decoding: word.utf8.filter { 97...122 ~= $0 }, as: UTF8.self)
      let hasAccent = !Pronunciation.unaccented.contains(bare)
      // Some words weigh more than others, and no two speakers agree on which.
      let weight = hasAccent ? random.uniform(in: 0.5...1.5) : 0
      var isStressOpen = hasAccent
      for sound in Pronunciation.sounds(of: word).flatMap(Sound.parts) {
        let isStressed = isStressOpen && sound.kind == .vowel
        if isStressed { isStressOpen = false }
        var length = sound.length / tempo
        if sound.kind == .vowel {
          length *= hasAccent ? (isStressed ? 1.15 : 0.9) : 0.75
          if isLast { length *= 1.3 }
        }
        length *= random.uniform(in: 0.88...1.12)
        let lift = isStressed ? weight : 0
        append(
          sound, milliseconds: length, pitch: manner.pitch + lift * 3.2 * manner.range,
          level: amplitudeRatio(
            isStressed ? min(7, 3 * weight * manner.range) : hasAccent ? 0 : -2.5))
      }
      // A hesitation: long and frequent in a sad or thoughtful turn.
      if !isLast, random.chance(min(0.5, 0.05 * manner.pause)) {
        pause(milliseconds: random.uniform(in: 120...420) * manner.pause.squareRoot())
      }
    }
    lean(from: first, slope: slope, rises: phrase.end == "?")
    let base = phrase.end == "," || phrase.end == ":" ? 110.0 : 230.0
    pause(milliseconds: base * manner.pause * random.uniform(in: 0.6...1.4))
  }

  /// Three to five breathy beats, each lower than the one before.
  private mutating func laugh() {
    for beat in 0..<(3 + random.below(3)) {
      let pitch = manner.pitch + 4 - 1.5 * Double(beat)
      for sound in Sound.parts("h") { append(sound, milliseconds: 70, pitch: pitch, level: 1.2) }
      for sound in Sound.parts("ah") { append(sound, milliseconds: 75, pitch: pitch, level: 0.8) }
    }
  }

  private mutating func pause(milliseconds: Double) {
    append(.silence, milliseconds: milliseconds, pitch: manner.pitch, level: 1)
  }

  private mutating func append(_ sound: Sound, milliseconds: Double, pitch: Double, level: Double) {
    let count = max(1, Int((milliseconds / (1000 * ControlFrame.seconds)).rounded()))
    let frame = ControlFrame(
      pitch: pitch, voice: sound.voice * level, aspiration: sound.aspiration * level,
      friction: sound.friction * level, frictionCenter: sound.frictionCenter,
      formants: sound.kind == .silence ? (frames.last?.formants ?? sound.formants) : sound.formants)
    frames.append(contentsOf: repeatElement(frame, count: count))
  }

  /// Adds the falling pitch line and the final contour of a phrase to the frames from `first` on.
  private mutating func lean(from first: Int, slope: Double, rises: Bool) {
    let count = frames.count - first
    guard count > 1 else { return }
    for index in 0..<count {
      let along = Double(index) / Double(count - 1)
      var shift = slope * (0.5 - along)
      let ending = max(0, along - 0.8) / 0.2
      shift += (rises ? 5 : -1.5) * manner.range * ending
      frames[first + index].pitch += shift
      frames[first + index].voice *= 1 - 0.3 * ending
    }
  }

  // MARK: gliding

  /// The frames with every leap turned into a glide: the mouth takes about 30 ms from one position to the next,
  /// the glottis about 10 ms (two frames).
  private func glided() -> [ControlFrame] {
    var result = frames
    // The next position already affects the sound: a second pass backwards makes the glide symmetric.
    for index in 1..<max(1, result.count) {
      result[index].glide(from: result[index - 1], 0.32, 0.6)
    }
    for index in stride(from: result.count - 2, through: 0, by: -1) {
      result[index].glide(from: result[index + 1], 0.45, 0.75)
    }
    return result
  }
}

extension ControlFrame {
  /// Moves towards this frame's own values from those of `other`, by `share` of the way for the mouth and the pitch
  /// and by `level` of the way for amplitudes.
  fileprivate mutating func glide(from other: ControlFrame, _ share: Double, _ level: Double) {
    formants = other.formants + (formants - other.formants) * share
    pitch = other.pitch + (pitch - other.pitch) * share
    voice = other.voice + (voice - other.voice) * level
    aspiration = other.aspiration + (aspiration - other.aspiration) * level
    friction = other.friction + (friction - other.friction) * level
  }
}
