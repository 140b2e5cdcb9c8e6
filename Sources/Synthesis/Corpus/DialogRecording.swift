// A planned dialog made audible: its samples, and the time of each turn in them.

import Basics
import Kernels

/// The sound of one dialog at 16 kHz.
struct DialogRecording {
  let samples: [Int16]
  /// Where each turn lies in `samples`; starts and ends are whole multiples of 80 samples, 5 ms.
  let turns: [Range<Int>]

  /// The level of a turn at rest, as root mean square of full scale: -30 dB leaves room for shouting.
  private static let restingLevel = 0.0316

  init(_ dialog: PlannedDialog, seed: UInt64, stream: UInt64) throws(Cancelled) {
    var random = RandomSource(seed: seed ^ 0x534F_554E_44, stream: stream)
    var room = RandomSource(seed: random.next())
    var samples: [Int16] = []
    var turns: [Range<Int>] = []
    DialogRecording.append(silence: 0.5, to: &samples, &room)
    for turn in dialog.turns {
      try checkCancellation()
      let start = samples.count
      DialogRecording.append(DialogRecording.spoken(turn, &random), to: &samples, &room)
      turns.append(start..<samples.count)
      // The pause between turns: from quick answers to long silences.
      let gap = 0.12 + 0.35 * random.uniform() + (random.chance(0.1) ? random.uniform() : 0)
      DialogRecording.append(silence: gap, to: &samples, &room)
    }
    self.samples = samples
    self.turns = turns
  }

  private static func spoken(_ turn: PlannedTurn, _ random: inout RandomSource) -> [Float] {
    let voice = turn.voice
    let resting = Mood.neutral.manner
    let moved = Manner.blend(turn.judgment.performed.map { ($0.mood.manner, $0.weight) })
    // Expressiveness varies by speaker and by turn.
    let shown = voice.expression * random.uniform(in: 0.7...1.3)
    let manner = Manner.blend([(resting, 1 - shown), (moved, shown)]).varied(&random, spread: 1)
    let track = Prosody.track(
      turn.text, voice: voice, manner: manner, random: RandomSource(seed: random.next()))
    return Synthesizer.render(
      track, voice: voice, manner: manner,
      level: restingLevel * amplitudeRatio(manner.energy + voice.gain),
      random: RandomSource(seed: random.next()))
  }

  /// Seconds of the room alone.
  private static func append(
    silence seconds: Double, to samples: inout [Int16], _ room: inout RandomSource
  ) {
    let frames = Int((seconds / ControlFrame.seconds).rounded())
    append([Float](repeating: 0, count: frames * ControlFrame.length), to: &samples, &room)
  }

  /// Adds the room's own noise, 66 dB under full scale, and rounds to 16 bits; the noise is the dither too.
  private static func append(
    _ sound: [Float], to samples: inout [Int16], _ room: inout RandomSource
  ) {
    var bits: UInt64 = 0
    samples.reserveCapacity(samples.count + sound.count)
    for (index, value) in sound.enumerated() {
      if index % 4 == 0 { bits = room.next() }
      // 28 units of 16 bits to either side.
      let noise = Float(Int16(truncatingIfNeeded: bits)) * (28 / 32768)
      bits >>= 16
      samples.append(Int16(max(-32767, min(32767, (limited(value) * 32767 + noise).rounded()))))
    }
  }

  /// Soft clipping: linear up to 0.7 of full scale, then compressed to stay below 1.
  private static func limited(_ x: Float) -> Float {
    let size = x.magnitude
    guard size > 0.7 else { return x }
    let over = (size - 0.7) / 0.3
    let bent = 0.7 + 0.3 * over / (1 + over)
    return x < 0 ? -bent : bent
  }
}
