// Mel-frequency cepstral coefficients, as in librosa 0.11.

package import Basics
internal import Kernels

/// The spectral envelope of each frame in a few numbers (Davis and Mermelstein 1980).
///
/// `librosa.feature.mfcc` with its defaults: power spectra of `Spectrogram`, 128 triangles of Slaney's mel
/// scale from 0 Hz to half the rate, each of unit area, decibels no more than 80 under the loudest, and the
/// orthonormal cosine transform.
package struct MelCepstrum: Sendable {
  /// The frames of the spectra.
  package let framing: Framing
  /// Coefficients a frame.
  package let count: Int
  private let bank: MelBank
  private let cosines: CosineTransform
  private let transform: FrameTransform

  /// - Precondition: `count` and `bands` are above zero.
  package init(
    sampleRate: Double, count: Int = 20, bands: Int = 128, framing: Framing = Framing()
  ) {
    precondition(count > 0 && bands > 0 && sampleRate > 0, "a cepstrum needs coefficients")
    self.framing = framing
    bank = MelBank(sampleRate: sampleRate, bins: framing.length / 2 + 1, bands: bands)
    cosines = CosineTransform(inputs: bands, outputs: count)
    self.count = cosines.outputs
    transform = FrameTransform(framing: framing)
  }

  /// One row of `count` coefficients per frame.
  /// - Throws: `Cancelled`.
  package func callAsFunction(_ samples: [Float]) throws(Cancelled) -> [[Double]] {
    let frames = framing.count(of: samples.count)
    var decibels: [[Double]] = []
    decibels.reserveCapacity(frames)
    var loudest = -Double.infinity
    for start in stride(from: 0, to: frames, by: 128) {
      let spectra = try Spectrogram(samples, transform, only: start..<min(frames, start + 128))
      for row in 0..<spectra.frames {
        if row % 16 == 0 { try checkCancellation() }
        let levels = bank.powers(of: spectra, row: row).map { 10 * Math.log10(max(1e-10, $0)) }
        loudest = max(loudest, levels.max() ?? loudest)
        decibels.append(levels)
      }
    }
    var result: [[Double]] = []
    result.reserveCapacity(frames)
    for (t, levels) in decibels.enumerated() {
      if t % 64 == 0 { try checkCancellation() }
      result.append(cosines(levels.map { max($0, loudest - 80) }))
    }
    return result
  }
}

/// Triangles over the bins of a power spectrum, evenly spaced on Slaney's mel scale.
struct MelBank: Sendable {
  /// The first bin of each band and the weights from there on.
  let bands: [(first: Int, weights: [Double])]

  init(sampleRate: Double, bins: Int, bands count: Int) {
    let top = Self.mel(ofHertz: sampleRate / 2)
    let edges = (0..<count + 2).map { Self.hertz(ofMel: top * Double($0) / Double(count + 1)) }
    let width = sampleRate / Double(2 * (bins - 1))
    bands = (0..<count).map { band in
      let (low, middle, high) = (edges[band], edges[band + 1], edges[band + 2])
      var first = 0
      var weights: [Double] = []
      for bin in 0..<bins {
        let f = Double(bin) * width
        let height = min((f - low) / (middle - low), (high - f) / (high - middle))
        if height > 0 {
          if weights.isEmpty { first = bin }
          weights.append(height * 2 / (high - low))
        }
      }
      return (first, weights)
    }
  }

  /// Linear up to 1000 Hz, which is 15 mel, then logarithmic with 27 mel to a factor of 6.4.
  static func mel(ofHertz f: Double) -> Double {
    f < 1000 ? f * 3 / 200 : 15 + Math.log(f / 1000) * 27 / Math.log(6.4)
  }

  static func hertz(ofMel m: Double) -> Double {
    m < 15 ? m * 200 / 3 : 1000 * Math.exp((m - 15) * Math.log(6.4) / 27)
  }

  /// The weighted power of frame `row` in each band.
  func powers(of spectra: Spectrogram, row: Int) -> [Double] {
    let start = row * spectra.stride
    var power: [Double] = []
    power.reserveCapacity(spectra.bins)
    for bin in 0..<spectra.bins {
      let (x, y) = (Double(spectra.re[start + bin]), Double(spectra.im[start + bin]))
      power.append(x * x + y * y)
    }
    return bands.map { band in
      var sum = 0.0
      for (offset, weight) in band.weights.enumerated() {
        sum = sum.addingProduct(weight, power[band.first + offset])
      }
      return sum
    }
  }
}
