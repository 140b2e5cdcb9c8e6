// The eight numbers of the published system for one clip, by librosa's definitions but with far less work.

import Basics
import Kernels

/// The features of a clip, in the published order.
///
/// They agree with librosa 0.11 on the same samples to 10⁻⁴ of their value, `harmonic` to 10⁻⁶. Sums are made in
/// double precision.
package struct PublishedFeatures: Sendable, Equatable {
  /// The mean absolute value of the samples.
  let meanAbsolute: Double
  /// The standard deviation of the samples.
  let standardDeviation: Double
  /// Mean and standard deviation of the root mean squares of frames (2048 samples, hop 512) of the samples
  /// plus 0.0001.
  let loudnessMean: Double
  let loudnessDeviation: Double
  /// The share of frames whose root mean square is at most 0.4 times the mean over all frames.
  package let silence: Double
  /// 1000 times the mean of the harmonic component (see `HarmonicPercussive`).
  package let harmonic: Double
  /// 1000 times the largest autocorrelation of the center-clipped samples, over their number; the level is
  /// 0.45 of `meanAbsolute`.
  let autocorrelationMaximum: Double
  /// The standard deviation of that autocorrelation over all lags from 0 on.
  let autocorrelationDeviation: Double
  /// Whether the samples are the mean of channels that cancel each other.
  package var channelsCancel = false

  /// The names of the features, in order.
  package static let names = [
    "sig_mean", "sig_std", "rmse_mean", "rmse_std", "silence", "harmonic", "auto_corr_max",
    "auto_corr_std",
  ]

  /// In the order of `names`.
  package var values: [Double] {
    [
      meanAbsolute, standardDeviation, loudnessMean, loudnessDeviation, silence, harmonic,
      autocorrelationMaximum, autocorrelationDeviation,
    ]
  }

  /// Features by their values, in the order of `names`; nil for any other number of values.
  package init?(values: [Double]) {
    guard values.count == Self.names.count else { return nil }
    meanAbsolute = values[0]
    standardDeviation = values[1]
    loudnessMean = values[2]
    loudnessDeviation = values[3]
    silence = values[4]
    harmonic = values[5]
    autocorrelationMaximum = values[6]
    autocorrelationDeviation = values[7]
  }

  /// The features of `clip`, whose sample rate does not matter (the published ones are at 44.1 kHz).
  ///
  /// Clips shorter than a frame count as padded with zeros, as in librosa.
  /// - Parameter tables: shared by many clips, to avoid making them for each.
  /// - Throws: `SoundProblem` if the clip has no samples or one that is not finite; `Cancelled`.
  package init(_ clip: Clip, tables: FeatureTables = FeatureTables()) throws {
    guard !clip.samples.isEmpty else { throw SoundProblem(path: "", fact: .noFrames) }
    if let index = clip.firstNotFinite {
      throw SoundProblem(path: "", fact: .notFinite(second: Double(index) / clip.sampleRate))
    }
    channelsCancel = clip.channelsCancel
    let samples = clip.samples
    let count = Double(samples.count)
    let sums = HopSums(samples)
    let mean = sums.sum / count
    meanAbsolute = sums.sizes / count
    standardDeviation = max(0, sums.squares / count - mean * mean).squareRoot()

    let loudness = sums.loudness
    let middle = loudness.reduce(0, +) / Double(loudness.count)
    let spread = loudness.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
    loudnessMean = middle
    loudnessDeviation = (spread / Double(loudness.count)).squareRoot()
    silence =
      Double(loudness.reduce(0) { $0 + ($1 <= 0.4 * middle ? 1 : 0) }) / Double(loudness.count)
    try checkCancellation()
    harmonic = 1000 * (try HarmonicMean.mean(samples, tables))
    try checkCancellation()

    // The largest autocorrelation is that at lag 0, the energy. The sum over all lags follows from that
    // of the samples: (Σx)² counts each lag from 1 on twice and lag 0 once.
    let level = Float(0.45 * meanAbsolute)
    let (sum, energy) = Self.sumAndEnergy(samples, clippedAt: level)
    autocorrelationMaximum = 1000 * energy / count
    let lagMean = (sum * sum + energy) / 2 / count
    let lagSquares = try LagSquares.sum(samples, level: level, energy: energy) / count
    autocorrelationDeviation = max(0, lagSquares - lagMean * lagMean).squareRoot()
  }

  private static func sumAndEnergy(
    _ samples: [Float], clippedAt level: Float
  ) -> (sum: Double, energy: Double) {
    let x = samples.span
    let levels = Floats8(repeating: level)
    var (sums, squares) = (SIMD8<Double>(), SIMD8<Double>())
    var n = 0
    while n + 8 <= x.count {
      let v = SIMD8<Double>(Autocorrelation.clipped(x.lanes(at: n), levels))
      sums += v
      squares.addProduct(v, v)
      n += 8
    }
    var (sum, energy) = (sums.sum(), squares.sum())
    while n < x.count {
      let v = Double(Autocorrelation.clipped(x[n], level))
      sum += v
      energy += v * v
      n += 1
    }
    return (sum, energy)
  }
}

/// Sums of the samples, and of the squares of each hop, from which four in a row make a frame.
private struct HopSums {
  var sum = 0.0
  var sizes = 0.0
  var squares = 0.0
  /// The root mean square of each frame of the samples plus 0.0001.
  var loudness: [Double] = []

  init(_ samples: [Float]) {
    let (hop, length) = (512, 2048)
    let x = samples.span
    // Two hops of zeros come before the samples; after them as many as the last frame needs.
    let frames = 1 + samples.count / hop
    var hops = [Double](repeating: 0, count: frames + 3)
    for j in 0..<(samples.count + hop - 1) / hop {
      let end = min(samples.count, (j + 1) * hop)
      var n = j * hop
      var (values, magnitudes) = (SIMD8<Double>(), SIMD8<Double>())
      var (energies, raised) = (SIMD8<Double>(), SIMD8<Double>())
      while n + 8 <= end {
        let v = x.lanes(at: n)
        let wide = SIMD8<Double>(v)
        values += wide
        magnitudes += wide.replacing(with: -wide, where: wide .< 0)
        energies.addProduct(wide, wide)
        let up = SIMD8<Double>(v + 0.0001)
        raised.addProduct(up, up)
        n += 8
      }
      (sum, sizes) = (sum + values.sum(), sizes + magnitudes.sum())
      squares += energies.sum()
      hops[j + 2] = raised.sum()
      while n < end {
        let (value, up) = (Double(x[n]), Double(x[n] + 0.0001))
        (sum, sizes) = (sum + value, sizes + value.magnitude)
        squares += value * value
        hops[j + 2] += up * up
        n += 1
      }
    }
    loudness = (0..<frames).map { t in
      ((hops[t] + hops[t + 1] + (hops[t + 2] + hops[t + 3])) / Double(length)).squareRoot()
    }
  }
}
