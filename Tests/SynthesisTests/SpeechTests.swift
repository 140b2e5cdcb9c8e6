// The voice: spelling to sounds, pitch and formants where they were asked for, levels, and the file format.

import Kernels
import Testing

@testable import Synthesis

@Suite("made speech")
struct SpeechTests {
  @Test(
    "spelling becomes sounds",
    arguments: [
      ("light", "l ay t"), ("the", "dh ax"), ("station", "s t ae sh ax n"), ("home", "h ow m"),
      ("happy", "h ae p iy"), ("don't", "d ow n t"), ("knife", "n ay f"), ("city", "s ih t iy"),
      ("playing", "p l ey ih ng"), ("church", "ch er ch"), ("", ""), ("123", ""),
    ])
  func spelling(word: String, sounds: String) {
    #expect(Pronunciation.sounds(of: word).joined(separator: " ") == sounds)
  }

  @Test("every word of the corpus has sounds, and every sound is known")
  func allWords() throws {
    for turn in DemoPlan(try DemoSettings(turns: 3000)).dialogs.flatMap(\.turns) {
      for word in turn.text.lowercased().split(separator: " ") where word.first != "[" {
        let sounds = Pronunciation.sounds(of: String(word))
        #expect(!sounds.isEmpty, "\(word)")
        #expect(sounds.allSatisfy { !Sound.parts($0).isEmpty }, "\(word) \(sounds)")
      }
    }
  }

  /// One second of a steady vowel.
  func vowel(_ name: String, voice: Voice, pitch: Double = 0) -> [Float] {
    let sound = Sound.parts(name)[0]
    let frame = ControlFrame(
      pitch: pitch, voice: 1, aspiration: 0, friction: 0, frictionCenter: 4000,
      formants: sound.formants)
    var manner = Mood.neutral.manner
    manner.rough = 0
    manner.breath = 0
    return Synthesizer.render(
      [ControlFrame](repeating: frame, count: 200), voice: voice, manner: manner, level: 0.05,
      random: RandomSource(seed: 1))
  }

  /// The power of `samples` at `frequency` Hz by Goertzel's sum over the middle.
  func power(_ samples: [Float], at frequency: Double) -> Double {
    var (real, imaginary) = (0.0, 0.0)
    for (index, sample) in samples[4000..<12000].enumerated() {
      let (sine, cosine) = Math.sinCosPi(2 * frequency * Double(index) / 16_000)
      let window = 0.5 - 0.5 * Math.cosPi(2 * Double(index) / 8000)
      real += Double(sample) * window * cosine
      imaginary += Double(sample) * window * sine
    }
    return real * real + imaginary * imaginary
  }

  @Test("a vowel has the pitch and the level that were asked for")
  func pitchAndLevel() {
    for voice in Voice.pair(session: 1, seed: 5) {
      let samples = vowel("aa", voice: voice, pitch: 3)
      let fundamental = voice.pitch * semitoneRatio(3)
      // Harmonics stand out from what lies between them.
      for harmonic in 1...4 {
        let on = power(samples, at: fundamental * Double(harmonic))
        let off = power(samples, at: fundamental * (Double(harmonic) + 0.5))
        #expect(on > 300 * off, "\(voice.name) \(harmonic) \(on / off)")
      }
      let square = samples.reduce(0.0) { $0 + Double($1) * Double($1) }
      #expect(((square / 16_000).squareRoot() - 0.05).magnitude < 1e-8)
    }
  }

  @Test(
    "open and close vowels differ where their formants say: `iy` is dark at 700 Hz and bright at 2,300"
  )
  func formants() {
    let voice = Voice.pair(session: 2, seed: 5)[1]
    func band(_ samples: [Float], _ center: Double) -> Double {
      stride(from: center - 150, to: center + 150, by: 10).reduce(0) { $0 + power(samples, at: $1) }
    }
    let (open, close) = (vowel("aa", voice: voice), vowel("iy", voice: voice))
    #expect(band(open, 730 * voice.formants) > 10 * band(close, 730 * voice.formants))
    #expect(band(close, 2250 * voice.formants) > 3 * band(open, 2250 * voice.formants))
  }

  @Test(
    "moods move a voice: an angry turn is louder, quicker and brighter than a sad one of the same words"
  )
  func moods() {
    let voice = Voice.pair(session: 3, seed: 5)[0]
    func spoken(_ mood: Mood) -> [Float] {
      Synthesizer.render(
        Prosody.track(
          "I told you about the money, and you forgot.", voice: voice, manner: mood.manner,
          random: RandomSource(seed: 9)),
        voice: voice, manner: mood.manner, level: 0.03 * amplitudeRatio(mood.manner.energy),
        random: RandomSource(seed: 9))
    }
    let (angry, sad) = (spoken(.anger), spoken(.sadness))
    func level(_ samples: [Float]) -> Float {
      samples.reduce(0) { $0 + $1.magnitude } / Float(samples.count)
    }
    // The mean difference of neighbors against the mean size grows with the center of gravity of the spectrum.
    func brightness(_ samples: [Float]) -> Float {
      zip(samples, samples.dropFirst()).reduce(0) { $0 + ($1.1 - $1.0).magnitude }
        / Float(samples.count) / level(samples)
    }
    #expect(level(angry) > 3 * level(sad))
    #expect(angry.count < sad.count * 4 / 5)
    #expect(brightness(angry) > 1.15 * brightness(sad))
  }

  @Test("no text, odd text and long text make finite sound")
  func oddTexts() {
    let voice = Voice.pair(session: 1, seed: 1)[0]
    for text in ["", "?!", "[LAUGHTER]", "Ünïcödé 123 ,,,", String(repeating: "word ", count: 300)]
    {
      let track = Prosody.track(
        text, voice: voice, manner: Mood.fear.manner, random: RandomSource(seed: 2))
      let samples = Synthesizer.render(
        track, voice: voice, manner: Mood.fear.manner, level: 0.05, random: RandomSource(seed: 3))
      #expect(samples.count == track.count * 80)
      #expect(samples.allSatisfy { $0.isFinite && $0.magnitude < 2 })
    }
  }

  @Test("a file is RIFF WAVE with the samples, an odd remark and the right lengths")
  func waveFile() {
    let bytes = WaveFile.bytes([1, -2, 300], rate: 16_000, remark: "odd!")
    func number(_ at: Int, _ width: Int) -> Int {
      (0..<width).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
    }
    #expect(
      String(decoding: bytes[0..<4], as: UTF8.self) == "RIFF" && number(4, 4) == bytes.count - 8)
    #expect(number(24, 4) == 16_000 && number(34, 2) == 16 && number(22, 2) == 1)
    #expect(number(40, 4) == 6 && Array(bytes[44..<50]) == [1, 0, 0xFE, 0xFF, 0x2C, 1])
    #expect(String(decoding: bytes[50..<54], as: UTF8.self) == "LIST" && bytes.count % 2 == 0)
    #expect(number(54, 4) == bytes.count - 58)
  }
}
