// The discrete Fourier transform of any number of complex points.

/// A transform of `count` points with its buffers: made once per size and reused.
///
/// X[k] = Σ_j x[j] · e^(-2πijk/n), without a factor; the inverse has the other sign and the factor 1/n. Counts that
/// are products of 2, 3, 5 and 7 take n log n steps: they are cut into two factors near √n (Bailey's four-step
/// method, 1990), so that eight columns at a time are transformed in the first-level cache, one a
/// vector lane. Other counts become a convolution (Bluestein 1970). Single precision; the relative error
/// is about 10⁻⁷ · log₂ n.
public struct Fourier: Sendable {
  /// The number of points.
  public let count: Int
  private let plan: Plan
  private var scratch: Scratch

  private indirect enum Plan: Sendable {
    case empty
    /// One transform of a small count, all lanes alike.
    case direct(LaneFourier)
    case twoFactors(TwoFactors)
    case chirp(Bluestein)
  }

  /// Buffers between the steps.
  struct Scratch: Sendable {
    var lanes: [Floats8] = []
    var other: [Floats8] = []
    var re: [Float] = []
    var im: [Float] = []
  }

  /// Plans a transform of `count` points.
  public init(count: Int) {
    precondition(count >= 0, "a transform of \(count) points does not exist")
    self.count = count
    scratch = Scratch()
    guard count > 0 else {
      plan = .empty
      return
    }
    guard let radices = LaneFourier.radices(of: count) else {
      let chirp = Bluestein(count: count)
      plan = .chirp(chirp)
      return
    }
    if let factors = TwoFactors(count: count) {
      plan = .twoFactors(factors)
      let width = 2 * max(factors.rows.count, factors.columns.count)
      scratch.lanes = [Floats8](repeating: Floats8(), count: width)
      scratch.other = scratch.lanes
      scratch.re = [Float](repeating: 0, count: count)
      scratch.im = scratch.re
    } else {
      plan = .direct(LaneFourier(count: count, radices: radices))
      scratch.lanes = [Floats8](repeating: Floats8(), count: 2 * count)
      scratch.other = scratch.lanes
    }
  }

  /// The least product of 2, 3 and 5 that is at least `count`: a size that transforms fast.
  public static func goodCount(atLeast count: Int) -> Int {
    guard count > 1 else { return 1 }
    var best = Int.max
    var fives = 1
    while fives < best {
      var threes = fives
      while threes < best {
        var size = threes
        while size < count { size *= 2 }
        best = min(best, size)
        if threes >= count { break }
        threes *= 3
      }
      if fives >= count { break }
      fives *= 5
    }
    return best
  }

  /// Replaces the `count` points by their transform.
  public mutating func forward(_ re: inout [Float], _ im: inout [Float]) {
    precondition(re.count == count && im.count == count, "the transform has \(count) points")
    switch plan {
    case .empty: break
    case .direct(let lane):
      for j in 0..<count {
        scratch.lanes[j] = Floats8(repeating: re[j])
        scratch.lanes[count + j] = Floats8(repeating: im[j])
      }
      lane.transform(&scratch.lanes, &scratch.other)
      for k in 0..<count {
        re[k] = scratch.lanes[k][0]
        im[k] = scratch.lanes[count + k][0]
      }
    case .twoFactors(let factors): factors.transform(&re, &im, &scratch)
    case .chirp(let chirp): chirp.transform(&re, &im)
    }
  }

  /// Replaces the `count` points by their inverse transform.
  public mutating func inverse(_ re: inout [Float], _ im: inout [Float]) {
    forward(&im, &re)
    let scale = 1 / Float(max(count, 1))
    for j in 0..<count {
      re[j] *= scale
      im[j] *= scale
    }
  }
}

/// Bluestein: jk = (j² + k² - (k-j)²)/2 makes the transform a convolution with a chirp.
private struct Bluestein: Sendable {
  let count: Int
  let size: Int
  /// e^(-πij²/n)
  let re: [Float]
  let im: [Float]
  /// The transform of the conjugate chirp, with the factor of the inverse.
  let filterRe: [Float]
  let filterIm: [Float]
  let fourier: Fourier

  init(count: Int) {
    self.count = count
    size = Fourier.goodCount(atLeast: 2 * count - 1)
    var re: [Float] = []
    var im: [Float] = []
    for j in 0..<count {
      let root = Math.unitRoot((j * j) % (2 * count), of: 2 * count)
      re.append(Float(root.cosine))
      im.append(Float(-root.sine))
    }
    var fourier = Fourier(count: size)
    var filterRe = [Float](repeating: 0, count: size)
    var filterIm = filterRe
    for j in 0..<count {
      filterRe[j] = re[j]
      filterIm[j] = -im[j]
      if j > 0 {
        filterRe[size - j] = re[j]
        filterIm[size - j] = -im[j]
      }
    }
    fourier.forward(&filterRe, &filterIm)
    (self.re, self.im, self.filterRe, self.filterIm) = (re, im, filterRe, filterIm)
    self.fourier = fourier
  }

  func transform(_ x: inout [Float], _ y: inout [Float]) {
    var fourier = fourier
    var a = [Float](repeating: 0, count: size)
    var b = a
    for j in 0..<count {
      a[j] = x[j] * re[j] - y[j] * im[j]
      b[j] = x[j] * im[j] + y[j] * re[j]
    }
    fourier.forward(&a, &b)
    for k in 0..<size {
      (a[k], b[k]) = (
        a[k] * filterRe[k] - b[k] * filterIm[k], a[k] * filterIm[k] + b[k] * filterRe[k]
      )
    }
    fourier.inverse(&a, &b)
    for k in 0..<count {
      x[k] = a[k] * re[k] - b[k] * im[k]
      y[k] = a[k] * im[k] + b[k] * re[k]
    }
  }
}
