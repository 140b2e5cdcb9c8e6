// The pitch of a voice, frame by frame.

package import Basics

/// Fundamental frequencies by probabilistic YIN (Mauch and Dixon 2014, as `librosa.pyin` of librosa 0.11) or
/// by YIN (de Cheveigné and Kawahara 2002).
package struct Pitch: Sendable {
  /// How the pitch of a frame is chosen.
  package enum Method: String, Sendable, CaseIterable {
    /// Among all dips of the difference, by what thresholds they would pass and by their neighbors in time.
    case pyin
    /// The first dip under one threshold.
    case yin
  }

  /// The pitch of a frame.
  package struct Frame: Sendable, Equatable {
    /// Hz, from `lowest` to `highest`; a guess where the frame is not voiced.
    package let frequency: Double
    /// The normalized difference at the period: near 0 for a periodic sound, about 1 for noise.
    package let aperiodicity: Double
    /// Of the thresholds that YIN could use, the share under which the frame has a dip: 0 to 1.
    package let voicedProbability: Double
    /// Whether the frame belongs to a voiced part.
    package let isVoiced: Bool
  }

  /// The sample rate in Hz.
  package let sampleRate: Double
  /// The frames of the analysis.
  package let framing: Framing
  /// The frequencies that are looked for, in Hz.
  package let frequencies: ClosedRange<Double>
  /// How the pitch of a frame is chosen.
  package let method: Method
  /// Of YIN, the difference under which a dip counts as the period.
  package let threshold: Double

  /// Looks for pitches from `lowest` to `highest` Hz.
  /// - Parameter framing: Left out, frames of the least power of two that holds four of the longest periods, a
  ///   quarter of that apart.
  /// - Precondition: 0 < lowest < highest ≤ half the rate; a frame holds two of the longest periods.
  package init(
    sampleRate: Double, lowest: Double = 65, highest: Double = 600, framing: Framing? = nil,
    method: Method = .pyin, threshold: Double = 0.1
  ) {
    precondition(
      lowest > 0 && highest > lowest && highest <= sampleRate / 2, "pitches from low to high")
    self.sampleRate = sampleRate
    self.framing = framing ?? Self.framing(sampleRate: sampleRate, lowest: lowest)
    self.method = method
    self.threshold = threshold
    frequencies = lowest...highest
    precondition(
      self.framing.length >= Self.leastLength(sampleRate: sampleRate, lowest: lowest),
      "the frames are too short for the pitches")
  }

  /// The frames for pitches from `lowest` Hz: 1024 samples at 16 kHz and 4096 at 44.1 kHz for 65 Hz.
  package static func framing(sampleRate: Double, lowest: Double) -> Framing {
    var length = 512
    while Double(length) < 4 * sampleRate / lowest { length *= 2 }
    return Framing(length: length, hop: length / 4)
  }

  /// The least number of samples of a frame: two of the longest periods.
  package static func leastLength(sampleRate: Double, lowest: Double) -> Int {
    2 * Int((sampleRate / lowest).rounded(.up))
  }

  /// The periods that are looked at, in samples.
  var periods: ClosedRange<Int> {
    let least = Int((sampleRate / frequencies.upperBound).rounded(.down))
    return least...max(least + 1, Int((sampleRate / frequencies.lowerBound).rounded(.up)))
  }

  /// One pitch per frame, frames centered as in `Spectrogram`.
  /// - Throws: `Cancelled`.
  package func callAsFunction(_ samples: [Float]) throws(Cancelled) -> [Frame] {
    var difference = PeriodDifference(
      framing.length, periods: periods, ends: method == .pyin ? .open : .fixed)
    var path = PitchPath(self)
    let flat = [Float](repeating: 1, count: framing.length)
    var frame = flat
    var result: [Frame] = []
    for t in 0..<framing.count(of: samples.count) {
      if t % 64 == 0 { try checkCancellation() }
      Spectrogram.cut(samples, from: t * framing.hop - framing.length / 2, flat, &frame)
      let dips = PitchDips(difference(frame), self)
      switch method {
      case .yin: result.append(dips.first(under: threshold))
      case .pyin: path.append(dips, to: &result)
      }
    }
    path.finish(&result)
    return result
  }
}
