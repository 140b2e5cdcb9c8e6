// The ten moods of the made corpus: how often each occurs, how it is heard and rated, and how it moves a voice.
//
// Shares are IEMOCAP's counts over 10,039 turns. Directions of the voice follow what is known of emotional speech
// (Scherer: "Vocal communication of emotion", Speech Communication 40, 2003): anger and joy are higher, wider, louder,
// faster and brighter, sadness is the reverse, fear is high, fast and unsteady. Sizes were tuned until the scores of
// audio, words and both lay apart (see the tests of this target).

import Kernels

enum Mood: Int, CaseIterable, Sendable {
  case anger, happiness, excitement, sadness, frustration, fear, surprise, disgust, neutral, other

  /// IEMOCAP's label code.
  var code: String {
    switch self {
    case .anger: "ang"
    case .happiness: "hap"
    case .excitement: "exc"
    case .sadness: "sad"
    case .frustration: "fru"
    case .fear: "fea"
    case .surprise: "sur"
    case .disgust: "dis"
    case .neutral: "neu"
    case .other: "oth"
    }
  }

  /// The word on annotators' lines.
  var category: String {
    switch self {
    case .anger: "Anger"
    case .happiness: "Happiness"
    case .excitement: "Excited"
    case .sadness: "Sadness"
    case .frustration: "Frustration"
    case .fear: "Fear"
    case .surprise: "Surprise"
    case .disgust: "Disgust"
    case .neutral: "Neutral"
    case .other: "Other"
    }
  }

  /// Turns of IEMOCAP with this label.
  var share: Int {
    switch self {
    case .anger: 1103
    case .happiness: 595
    case .excitement: 1041
    case .sadness: 1084
    case .frustration: 1849
    case .fear: 40
    case .surprise: 107
    case .disgust: 2
    case .neutral: 1708
    case .other: 3
    }
  }

  /// Turns of IEMOCAP on which annotators did not agree (`xxx`).
  static let shareWithoutAgreement = 2507

  /// The moods that this one is confused with, the likeliest first.
  var neighbors: [Mood] {
    switch self {
    case .anger: [.frustration, .disgust, .neutral]
    case .happiness: [.excitement, .neutral, .surprise]
    case .excitement: [.happiness, .surprise, .neutral]
    case .sadness: [.neutral, .frustration, .fear]
    case .frustration: [.anger, .neutral, .sadness]
    case .fear: [.sadness, .surprise, .frustration]
    case .surprise: [.excitement, .neutral, .happiness]
    case .disgust: [.frustration, .anger, .neutral]
    case .neutral: [.frustration, .happiness, .sadness]
    case .other: [.neutral, .frustration, .surprise]
    }
  }

  /// Mean ratings on a scale from 1 to 5: valence, activation, dominance.
  var ratings: (valence: Double, activation: Double, dominance: Double) {
    switch self {
    case .anger: (1.8, 4.0, 4.1)
    case .happiness: (4.1, 3.2, 3.1)
    case .excitement: (4.2, 4.0, 3.4)
    case .sadness: (2.0, 2.2, 2.5)
    case .frustration: (2.3, 3.1, 3.3)
    case .fear: (2.1, 3.4, 2.2)
    case .surprise: (3.1, 3.4, 2.9)
    case .disgust: (2.2, 3.0, 3.2)
    case .neutral: (3.0, 2.6, 2.9)
    case .other: (2.8, 3.0, 3.0)
    }
  }

  var phrases: MoodPhrases {
    switch self {
    case .anger: .anger
    case .happiness: .happiness
    case .excitement: .excitement
    case .sadness: .sadness
    case .frustration: .frustration
    case .fear: .fear
    case .surprise: .surprise
    case .disgust: .disgust
    case .neutral, .other: .neutral
    }
  }

  /// How this mood moves a voice from its resting state.
  var manner: Manner {
    switch self {
    case .anger:
      Manner(
        pitch: 3.5, range: 1.5, energy: 8, tempo: 1.1, bright: 5, pause: 0.45, rough: 1.6,
        breath: 0.4)
    case .happiness:
      Manner(
        pitch: 2.5, range: 1.5, energy: 2.5, tempo: 1.04, bright: 2, pause: 0.8, rough: 0.9,
        breath: 1.0)
    case .excitement:
      Manner(
        pitch: 4.5, range: 1.9, energy: 5, tempo: 1.14, bright: 3, pause: 0.5, rough: 1.0,
        breath: 0.8)
    case .sadness:
      Manner(
        pitch: -2, range: 0.5, energy: -8, tempo: 0.82, bright: -5, pause: 2.4, rough: 1.3,
        breath: 2.0)
    case .frustration:
      Manner(
        pitch: 0.5, range: 1.0, energy: 1, tempo: 0.95, bright: 1, pause: 1.7, rough: 1.2,
        breath: 1.2)
    case .fear:
      Manner(
        pitch: 4, range: 1.0, energy: -3, tempo: 1.18, bright: -1, pause: 1.5, rough: 2.5,
        breath: 2.2)
    case .surprise:
      Manner(
        pitch: 5, range: 2.2, energy: 3, tempo: 1.0, bright: 1, pause: 0.7, rough: 1.0, breath: 1.0)
    case .disgust:
      Manner(
        pitch: -1, range: 0.9, energy: 0, tempo: 0.9, bright: 0, pause: 1.2, rough: 1.6, breath: 1.0
      )
    case .neutral, .other:
      Manner(
        pitch: 0, range: 0.7, energy: -2, tempo: 1.02, bright: -0.5, pause: 0.8, rough: 1.0,
        breath: 1.0)
    }
  }
}

/// A way of speaking, against a voice's resting state.
struct Manner: Sendable {
  /// Semitones above the resting pitch.
  var pitch: Double
  /// Factor of the pitch movements.
  var range: Double
  /// Decibels above the resting loudness.
  var energy: Double
  /// Factor of the speaking rate.
  var tempo: Double
  /// Decibels more at 3 kHz than the resting spectrum has.
  var bright: Double
  /// Factor of the number and length of pauses.
  var pause: Double
  /// Factor of the cycle-to-cycle changes of period (jitter) and height (shimmer).
  var rough: Double
  /// Factor of the noise of breath in the voice.
  var breath: Double

  /// The weighted mean of manners; weights sum to 1.
  static func blend(_ parts: [(manner: Manner, weight: Double)]) -> Manner {
    func mean(_ value: (Manner) -> Double) -> Double {
      parts.reduce(0) { $0 + $1.weight * value($1.manner) }
    }
    return Manner(
      pitch: mean(\.pitch), range: mean(\.range), energy: mean(\.energy), tempo: mean(\.tempo),
      bright: mean(\.bright), pause: mean(\.pause), rough: mean(\.rough), breath: mean(\.breath))
  }

  /// A random variation of this manner: no two turns of one mood are alike. `spread` scales all deviations.
  func varied(_ random: inout RandomSource, spread: Double) -> Manner {
    func factor(_ deviation: Double) -> Double { Math.exp(spread * deviation * random.normal()) }
    return Manner(
      pitch: pitch + spread * 1.5 * random.normal(), range: range * factor(0.2),
      energy: energy + spread * 2.0 * random.normal(), tempo: tempo * factor(0.07),
      bright: bright + spread * 1.5 * random.normal(), pause: pause * factor(0.3),
      rough: rough * factor(0.2), breath: breath * factor(0.2))
  }
}
