// The pitch of a voice, frame by frame.

package import Basics
internal import Kernels

/// YIN (de Cheveigné and Kawahara 2002) as `librosa.yin`, with a measure of voicing.
package struct Pitch: Sendable {
  /// The pitch of a frame.
  package struct Frame: Sendable, Equatable {
    /// Hz.
    package let frequency: Double
    /// The cumulative mean normalized difference at the period: near 0 for a periodic sound, about 1 for noise.
    package let aperiodicity: Double
    /// Whether `aperiodicity` is under the threshold.
    package let isVoiced: Bool
  }

  /// The sample rate in Hz.
  package let sampleRate: Double
  /// The frames of the analysis.
  package let framing: Framing
  /// The least depth of a dip that counts as the period.
  package let threshold: Double
  private let periods: ClosedRange<Int>

  /// Looks for pitches from `lowest` to `highest` Hz in frames of 2048 samples, 512 apart (44.1 kHz; half
  /// of each for lower rates is usual).
  /// - Precondition: 0 < lowest < highest ≤ half the rate.
  package init(
    sampleRate: Double, lowest: Double = 65, highest: Double = 600, framing: Framing = Framing(),
    threshold: Double = 0.1
  ) {
    precondition(
      lowest > 0 && highest > lowest && highest <= sampleRate / 2, "pitches from low to high")
    self.sampleRate = sampleRate
    self.framing = framing
    self.threshold = threshold
    let least = Int((sampleRate / highest).rounded(.down))
    let most = min(Int((sampleRate / lowest).rounded(.up)), framing.length - 1)
    periods = least...max(least + 1, most)
    precondition(periods.upperBound < framing.length, "the frames are too short for the pitches")
  }

  /// One pitch per frame, frames centered as in `Spectrogram`.
  /// - Throws: `Cancelled`.
  package func callAsFunction(_ samples: [Float]) throws(Cancelled) -> [Frame] {
    var fourier = RealFourier(count: 2 * framing.length)
    let flat = [Float](repeating: 1, count: framing.length)
    var frame = flat
    var result: [Frame] = []
    for t in 0..<framing.count(of: samples.count) {
      if t % 64 == 0 { try checkCancellation() }
      Spectrogram.cut(samples, from: t * framing.hop - framing.length / 2, flat, &frame)
      result.append(pick(differences(frame, &fourier)))
    }
    return result
  }

  /// The cumulative mean normalized difference for each period of the range.
  private func differences(_ frame: [Float], _ fourier: inout RealFourier) -> [Double] {
    var re = [Float](repeating: 0, count: fourier.bins)
    var im = re
    fourier.forward(frame.span, &re, &im)
    for k in 0..<re.count { (re[k], im[k]) = (re[k] * re[k] + im[k] * im[k], 0) }
    var lags = [Float](repeating: 0, count: fourier.count)
    fourier.inverse(re.span, im.span, &lags)
    // d(k) = 2 (r(0) - r(k)) - Σ_{m<k} x(m)², as librosa has it.
    var result: [Double] = []
    var (before, total) = (0.0, 0.0)
    for k in 1...periods.upperBound {
      before += Double(frame[k - 1]) * Double(frame[k - 1])
      let difference = 2 * (Double(lags[0]) - Double(lags[k])) - before
      total += difference
      if k >= periods.lowerBound {
        // The mean up to and with k; librosa keeps zero from zero apart in the same way.
        result.append(difference / (total / Double(k) + Double(Float.leastNormalMagnitude)))
      }
    }
    return result
  }

  /// The first dip under the threshold, or the deepest of all, refined by a parabola.
  private func pick(_ d: [Double]) -> Frame {
    func isTrough(_ i: Int) -> Bool {
      if i == 0 { return d[0] < d[1] }
      return d[i] < d[i - 1] && (i + 1 == d.count || d[i] <= d[i + 1])
    }
    var deepest = 0
    for i in 1..<d.count where d[i] < d[deepest] { deepest = i }
    let best = d.indices.first { d[$0] < threshold && isTrough($0) } ?? deepest
    var shift = 0.0
    if best > 0, best + 1 < d.count {
      let a = d[best + 1] + d[best - 1] - 2 * d[best]
      let b = (d[best + 1] - d[best - 1]) / 2
      if b.magnitude < a.magnitude { shift = -b / a }
    }
    let period = Double(periods.lowerBound + best) + shift
    return Frame(
      frequency: sampleRate / period, aperiodicity: d[best], isVoiced: d[best] < threshold)
  }
}
