// The Fourier transform of real signals, at half the cost of the complex one.

/// A transform between `count` real samples and their `count / 2 + 1` bins; made once per size.
///
/// An even count packs neighboring samples into complex numbers (Press et al. 2007, section 12.3); an odd
/// count goes through the complex transform.
public struct RealFourier: Sendable {
  /// The number of samples.
  public let count: Int
  /// The number of bins, `count / 2 + 1`.
  public let bins: Int
  private var fourier: Fourier
  private var re: [Float]
  private var im: [Float]
  /// W_n^k for k in 0 ... n/4.
  private let cosines: [Float]
  private let sines: [Float]

  /// Plans a transform of `count` samples.
  public init(count: Int) {
    precondition(count > 0, "a transform of \(count) samples does not exist")
    self.count = count
    bins = count / 2 + 1
    let points = count % 2 == 0 ? count / 2 : count
    fourier = Fourier(count: points)
    re = [Float](repeating: 0, count: points)
    im = re
    (cosines, sines) = count % 2 == 0 ? Self.roots(count / 4 + 1, of: count) : ([], [])
  }

  /// cos(2πk/n) and -sin(2πk/n), k < length, by a chain in double precision (see `TwoFactors`).
  private static func roots(_ length: Int, of count: Int) -> ([Float], [Float]) {
    let vectors = (length + 7) / 8
    var cosines = [Float](repeating: 0, count: 8 * vectors)
    var sines = cosines
    var c = SIMD8<Double>()
    var s = SIMD8<Double>()
    for lane in 0..<8 { (c[lane], s[lane]) = Math.unitRoot(-lane, of: count) }
    let far = Math.unitRoot(-8, of: count)
    var x = cosines.mutableSpan
    var y = sines.mutableSpan
    for vector in 0..<vectors {
      store(Floats8(c), in: &x, at: 8 * vector)
      store(Floats8(s), in: &y, at: 8 * vector)
      (c, s) = (c * far.cosine - s * far.sine, c * far.sine + s * far.cosine)
    }
    return (cosines, sines)
  }

  /// Transforms `samples` (shorter ones are followed by zeros) into `bins` numbers at `outRe` and `outIm`.
  public mutating func forward(
    _ samples: borrowing Span<Float>, _ outRe: inout [Float], _ outIm: inout [Float]
  ) {
    precondition(samples.count <= count, "the transform has \(count) samples")
    precondition(outRe.count >= bins && outIm.count >= bins, "the transform has \(bins) bins")
    guard count % 2 == 0 else {
      for j in 0..<count {
        re[j] = j < samples.count ? samples[j] : 0
        im[j] = 0
      }
      fourier.forward(&re, &im)
      for k in 0..<bins { (outRe[k], outIm[k]) = (re[k], im[k]) }
      return
    }
    Self.pack(samples, &re, &im)
    fourier.forward(&re, &im)
    unpack(&outRe, &outIm)
  }

  /// z[j] = x[2j] + i·x[2j + 1]
  private static func pack(
    _ samples: borrowing Span<Float>, _ re: inout [Float], _ im: inout [Float]
  ) {
    let half = samples.count / 2
    var a = re.mutableSpan
    var b = im.mutableSpan
    var j = 0
    while j + 8 <= half {
      let low = samples.lanes(at: 2 * j)
      let high = samples.lanes(at: 2 * j + 8)
      store(Floats8(lowHalf: low.evenHalf, highHalf: high.evenHalf), in: &a, at: j)
      store(Floats8(lowHalf: low.oddHalf, highHalf: high.oddHalf), in: &b, at: j)
      j += 8
    }
    while j < a.count {
      a[j] = 2 * j < samples.count ? samples[2 * j] : 0
      b[j] = 2 * j + 1 < samples.count ? samples[2 * j + 1] : 0
      j += 1
    }
  }

  /// X[k] = ½(Z[k] + Z*[h-k]) - ½i·W^k·(Z[k] - Z*[h-k]), h = n/2; k and h - k are made together.
  private func unpack(_ outRe: inout [Float], _ outIm: inout [Float]) {
    let h = count / 2
    let (zr, zi) = (re.span, im.span)
    let (c, s) = (cosines.span, sines.span)
    var xr = outRe.mutableSpan
    var xi = outIm.mutableSpan
    (xr[0], xi[0]) = (zr[0] + zi[0], 0)
    (xr[h], xi[h]) = (zr[0] - zi[0], 0)
    var k = 1
    while 2 * k <= h {
      let sumRe = 0.5 * (zr[k] + zr[h - k])
      let sumIm = 0.5 * (zi[k] - zi[h - k])
      let difRe = 0.5 * (zr[k] - zr[h - k])
      let difIm = 0.5 * (zi[k] + zi[h - k])
      let turnRe = difIm * c[k] + difRe * s[k]
      let turnIm = difIm * s[k] - difRe * c[k]
      (xr[k], xi[k]) = (sumRe + turnRe, sumIm + turnIm)
      (xr[h - k], xi[h - k]) = (sumRe - turnRe, turnIm - sumIm)
      k += 1
    }
  }

  /// The `count` samples whose transform the bins are, with the factor 1/n, written to `samples`.
  public mutating func inverse(
    _ binRe: borrowing Span<Float>, _ binIm: borrowing Span<Float>, _ samples: inout [Float]
  ) {
    precondition(binRe.count >= bins && binIm.count >= bins, "the transform has \(bins) bins")
    precondition(samples.count >= count, "the transform has \(count) samples")
    guard count % 2 == 0 else {
      for k in 0..<bins {
        (re[k], im[k]) = (binRe[k], binIm[k])
        if k > 0 { (re[count - k], im[count - k]) = (binRe[k], -binIm[k]) }
      }
      im[0] = 0
      fourier.inverse(&re, &im)
      for j in 0..<count { samples[j] = re[j] }
      return
    }
    // As numpy does, the imaginary parts of the first and the last bin are ignored.
    let h = count / 2
    re[0] = 0.5 * (binRe[0] + binRe[h])
    im[0] = 0.5 * (binRe[0] - binRe[h])
    var k = 1
    while 2 * k <= h {
      let sumRe = 0.5 * (binRe[k] + binRe[h - k])
      let sumIm = 0.5 * (binIm[k] - binIm[h - k])
      let difRe = 0.5 * (binRe[k] - binRe[h - k])
      let difIm = 0.5 * (binIm[k] + binIm[h - k])
      let (c, s) = (cosines[k], -sines[k])
      let turnRe = -difRe * s - difIm * c
      let turnIm = difRe * c - difIm * s
      (re[k], im[k]) = (sumRe + turnRe, sumIm + turnIm)
      (re[h - k], im[h - k]) = (sumRe - turnRe, turnIm - sumIm)
      k += 1
    }
    fourier.inverse(&re, &im)
    for j in 0..<h {
      samples[2 * j] = re[j]
      samples[2 * j + 1] = im[j]
    }
  }
}
