// The sum of the squares of an autocorrelation, without computing the autocorrelation.
//
// By Parseval the squares of all lags, early and late, add up to Σ_f |X_f|⁴ / 2N, X being the transform of 2N points
// with N at least the number of samples; early lags equal late ones. The 2N points are two transforms of
// N/2 complex ones. Even frequencies are those of the N real samples, packed in pairs. Odd ones are
// N/2 numbers, and their conjugates: Y_m = Σ_j (x_j - i·x_(j+N/2)) · W_2N^j · W_(N/2)^(jm).

import Basics
import Kernels

enum LagSquares {
  /// Σ_k r[k]² over the lags k in 0 ..< samples.count of the center-clipped samples, r[0] being `energy`.
  ///
  /// - Throws: `Cancelled`.
  static func sum(
    _ samples: [Float], level: Float = 0, energy: Double
  ) throws(Cancelled) -> Double {
    guard !samples.isEmpty else { return 0 }
    let half = Fourier.goodCount(atLeast: (samples.count + 1) / 2)
    var bins = Bins(half)
    pair(samples.span, level, &bins.re, &bins.im)
    bins.transform()
    try checkCancellation()
    var sum = evenPowers(bins)
    twist(samples.span, level, &bins.re, &bins.im)
    bins.transform()
    try checkCancellation()
    sum += 2 * powers(bins)
    return (sum / Double(4 * half) + energy * energy) / 2
  }

  /// Points, then their bins in windows.
  private struct Bins {
    var re: [Float]
    var im: [Float]
    private var fourier: InPlaceFourier

    init(_ count: Int) {
      fourier = InPlaceFourier(count: count)
      re = [Float](repeating: 0, count: count)
      im = re
    }

    var window: Int { fourier.window }
    var isInOrder: Bool { fourier.isInOrder }

    mutating func transform() { fourier.forward(&re, &im) }

    /// Calls `body` with the bins of a range in order, in `buffer` where they are not.
    func with(
      _ range: Range<Int>, _ buffer: inout Buffer,
      _ body: (borrowing Span<Float>, borrowing Span<Float>) -> Void
    ) {
      if fourier.isInOrder { return body(re.span.extracting(range), im.span.extracting(range)) }
      fourier.copy(range, of: re, to: &buffer.re)
      fourier.copy(range, of: im, to: &buffer.im)
      body(buffer.re.span, buffer.im.span)
    }
  }

  private struct Buffer {
    var re: [Float]
    var im: [Float]

    init(_ bins: Bins) {
      re = [Float](repeating: 0, count: bins.isInOrder ? 0 : bins.window)
      im = re
    }
  }

  /// W_n^-j for eight neighboring j, and on to the next eight: a chain in double precision, whose error stays
  /// under 10⁻¹¹ for any clip.
  private struct Roots {
    var c = SIMD8<Double>()
    var s = SIMD8<Double>()
    let step: (cosine: Double, sine: Double)

    init(of count: Int, from first: Int) {
      for lane in 0..<8 { (c[lane], s[lane]) = Math.unitRoot(-(first + lane), of: count) }
      step = Math.unitRoot(-8, of: count)
    }

    @inline(__always) mutating func next() -> (c: Floats8, s: Floats8) {
      let result = (Floats8(c), Floats8(s))
      (c, s) = (c * step.cosine - s * step.sine, c * step.sine + s * step.cosine)
      return result
    }
  }

  /// Eight clipped samples, zeros after the last.
  @inline(__always) private static func lanes(
    _ x: borrowing Span<Float>, _ n: Int, _ level: Float
  ) -> Floats8 {
    var result = Floats8()
    if n + 8 <= x.count {
      result = x.lanes(unchecked: n)
    } else {
      for lane in 0..<8 where n + lane < x.count { result[lane] = x[n + lane] }
    }
    return Autocorrelation.clipped(result, Floats8(repeating: level))
  }

  @inline(__always) private static func sample(
    _ x: borrowing Span<Float>, _ n: Int, _ level: Float
  ) -> Float {
    n < x.count ? Autocorrelation.clipped(x[n], level) : 0
  }

  /// z[j] = x[2j] + i·x[2j + 1]
  private static func pair(
    _ x: borrowing Span<Float>, _ level: Float, _ re: inout [Float], _ im: inout [Float]
  ) {
    var (a, b) = (Floats8(), Floats8())
    var j = 0
    while j + 8 <= re.count {
      let (low, high) = (lanes(x, 2 * j, level), lanes(x, 2 * j + 8, level))
      a = Floats8(lowHalf: low.evenHalf, highHalf: high.evenHalf)
      b = Floats8(lowHalf: low.oddHalf, highHalf: high.oddHalf)
      put(a, b, &re, &im, j)
      j += 8
    }
    while j < re.count {
      (re[j], im[j]) = (sample(x, 2 * j, level), sample(x, 2 * j + 1, level))
      j += 1
    }
  }

  /// y[j] = (x[j] - i·x[j + N/2]) · W_2N^j
  private static func twist(
    _ x: borrowing Span<Float>, _ level: Float, _ re: inout [Float], _ im: inout [Float]
  ) {
    let half = re.count
    var roots = Roots(of: 4 * half, from: 0)
    var j = 0
    while j + 8 <= half {
      let (a, b) = (lanes(x, j, level), lanes(x, j + half, level))
      let (c, s) = roots.next()
      put((a * c).addingProduct(b, s), (a * s).addingProduct(-b, c), &re, &im, j)
      j += 8
    }
    while j < half {
      let (a, b) = (sample(x, j, level), sample(x, j + half, level))
      let root = Math.unitRoot(-j, of: 4 * half)
      let (c, s) = (Float(root.cosine), Float(root.sine))
      (re[j], im[j]) = (a * c + b * s, a * s - b * c)
      j += 1
    }
  }

  @inline(__always) private static func put(
    _ a: Floats8, _ b: Floats8, _ re: inout [Float], _ im: inout [Float], _ j: Int
  ) {
    var target = re.mutableSpan
    store(a, in: &target, at: j)
    var other = im.mutableSpan
    store(b, in: &other, at: j)
  }

  /// Σ |Y_m|⁴
  private static func powers(_ bins: Bins) -> Double {
    var sum = SIMD8<Double>()
    var rest: [Double] = []
    var buffer = Buffer(bins)
    for first in stride(from: 0, to: bins.re.count, by: bins.window) {
      let count = min(bins.window, bins.re.count - first)
      bins.with(first..<first + count, &buffer) { re, im in
        var k = 0
        while k + 8 <= count {
          let (x, y) = (re.lanes(at: k), im.lanes(at: k))
          let power = SIMD8<Double>((x * x).adding(y, times: y))
          sum.addProduct(power, power)
          k += 8
        }
        while k < count {
          rest.append(squared(re[k], im[k]))
          k += 1
        }
      }
    }
    return rest.reduce(sum.sum(), +)
  }

  /// Σ_f |X_f|⁴ over all N bins of the real signal whose packed transform is given (see `RealFourier`):
  /// bins k and N/2 - k come out together, and each has its mirror image.
  private static func evenPowers(_ bins: Bins) -> Double {
    let half = bins.re.count
    var (near, far) = (Buffer(bins), Buffer(bins))
    var total = 0.0
    bins.with(0..<1, &near) { re, im in
      total = squared(re[0] + im[0], 0) + squared(re[0] - im[0], 0)
    }
    var sum = SIMD8<Double>()
    var roots = Roots(of: 2 * half, from: 1)
    var k = 1
    // Both runs, upwards from k and downwards from N/2 - k, must not meet in a vector.
    while 2 * (k + 7) < half {
      let vectors = min(bins.window / 8, (half - 2 * (k + 7) + 15) / 16)
      bins.with(k..<k + 8 * vectors, &near) { a, b in
        bins.with(half - k - 8 * vectors + 1..<half - k + 1, &far) { u, v in
          add(a, b, u, v, vectors, &roots, &sum)
        }
      }
      k += 8 * vectors
    }
    // The vectors are twice the bins.
    total += 2 * sum.sum() / 16
    while 2 * k <= half {
      let root = Math.unitRoot(-k, of: 2 * half)
      let (c, s) = (Float(root.cosine), Float(root.sine))
      bins.with(k..<k + 1, &near) { a, b in
        bins.with(half - k..<half - k + 1, &far) { u, v in
          let (sumRe, sumIm) = (0.5 * (a[0] + u[0]), 0.5 * (b[0] - v[0]))
          let (difRe, difIm) = (0.5 * (a[0] - u[0]), 0.5 * (b[0] + v[0]))
          let (turnRe, turnIm) = (difIm * c + difRe * s, difIm * s - difRe * c)
          total += 2 * squared(sumRe + turnRe, sumIm + turnIm)
          if 2 * k < half { total += 2 * squared(sumRe - turnRe, sumIm - turnIm) }
        }
      }
      k += 1
    }
    return total
  }

  /// The powers of vectors of bins upwards from some k and downwards from N/2 - k, which lies last.
  private static func add(
    _ re: borrowing Span<Float>, _ im: borrowing Span<Float>, _ farRe: borrowing Span<Float>,
    _ farIm: borrowing Span<Float>, _ vectors: Int, _ roots: inout Roots,
    _ sum: inout SIMD8<Double>
  ) {
    for vector in 0..<vectors {
      let (a, b) = (re.lanes(at: 8 * vector), im.lanes(at: 8 * vector))
      let other = 8 * (vectors - 1 - vector)
      let (u, v) = (farRe.lanes(at: other).backwards, farIm.lanes(at: other).backwards)
      let (c, s) = roots.next()
      let (sumRe, sumIm) = (a + u, b - v)
      let (difRe, difIm) = (a - u, b + v)
      let turnRe = (difIm * c).addingProduct(difRe, s)
      let turnIm = (difIm * s).addingProduct(-difRe, c)
      let (xr, xi) = (sumRe + turnRe, sumIm + turnIm)
      let (yr, yi) = (sumRe - turnRe, sumIm - turnIm)
      let x = SIMD8<Double>((xr * xr).adding(xi, times: xi))
      let y = SIMD8<Double>((yr * yr).adding(yi, times: yi))
      sum.addProduct(x, x)
      sum.addProduct(y, y)
    }
  }

  /// |x + iy|⁴
  private static func squared(_ x: Float, _ y: Float) -> Double {
    let power = Double(x * x + y * y)
    return power * power
  }
}

extension Floats8 {
  @inline(__always) fileprivate var backwards: Floats8 {
    Floats8(self[7], self[6], self[5], self[4], self[3], self[2], self[1], self[0])
  }
}
