// The ten speakers of the made corpus: what tells one voice from another.

import Kernels

/// A speaker at rest.
struct Voice: Sendable {
  /// "Ses01F".
  let name: String
  let isFemale: Bool
  /// Resting pitch in Hz.
  let pitch: Double
  /// Formant factor against a grown man: the tract is this much shorter.
  let formants: Double
  /// Loudness against the mean speaker, in decibels.
  let gain: Double
  /// Factor of the speaking rate.
  let tempo: Double
  /// Decibels at 3 kHz against the mean speaker.
  let bright: Double
  /// Factor of everything that a mood moves: how much this speaker shows.
  let expression: Double
  /// Share of a glottal cycle in which the glottis is open.
  let openQuotient: Double

  /// The two voices of `session`, 1 ... 5, woman first.
  static func pair(session: Int, seed: UInt64) -> [Voice] {
    [true, false].map { isFemale in
      var random = RandomSource(
        seed: seed ^ 0x564F_4943_4553, stream: UInt64(session * 2 + (isFemale ? 0 : 1)))
      // Means and spreads of adult speakers: about 200 and 115 Hz, 2 semitones; women's tracts are a seventh shorter.
      let semitones = max(-2, min(2, random.normal())) * 1.6
      return Voice(
        name: "Ses0\(session)\(isFemale ? "F" : "M")", isFemale: isFemale,
        pitch: (isFemale ? 200 : 115) * semitoneRatio(semitones),
        formants: (isFemale ? 1.15 : 1) * random.uniform(in: 0.96...1.04),
        gain: max(-2, min(2, random.normal())) * 0.8, tempo: random.uniform(in: 1.0...1.14),
        bright: random.uniform(in: -1.5...1.5), expression: random.uniform(in: 0.85...1.15),
        openQuotient: random.uniform(in: 0.55...0.68))
    }
  }
}

/// 2 to the power `semitones` / 12.
func semitoneRatio(_ semitones: Double) -> Double {
  Math.exp(semitones * 0.057762265046662105)  // ln 2 / 12
}

/// 10 to the power `decibels` / 20.
func amplitudeRatio(_ decibels: Double) -> Double {
  Math.exp(decibels * 0.11512925464970229)  // ln 10 / 20
}
