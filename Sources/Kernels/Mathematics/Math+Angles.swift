// Sines and cosines made of exactly rounded operations, with exact reduction of any argument.

extension Math {
  // MARK: Radians

  /// The sine of `x` radians.
  public static func sin(_ x: Double) -> Double { sinCos(x).sine }

  /// The sine and the cosine of `x` radians; NaN for infinities.
  static func sinCos(_ x: Double) -> (sine: Double, cosine: Double) {
    guard x.isFinite else { return (.nan, .nan) }
    let size = x.magnitude
    if size <= 0x1.921fb54442d18p-1 {
      if size < 0x1p-27 { return (x, 1) }
      return (sine(x, 0), cosine(x, 0))
    }
    let (quadrant, high, low) = quadrantAndRest(size)
    let (s, c) = turned(sine(high, low), cosine(high, low), quadrant)
    return (x < 0 ? -s : s, c)
  }

  // MARK: Half turns

  /// cos(πx), with no error from the argument: exactly 0 at odd halves.
  public static func cosPi(_ x: Double) -> Double { sinCosPi(x).cosine }

  /// sin(πx) and cos(πx); NaN for infinities.
  public static func sinCosPi(_ x: Double) -> (sine: Double, cosine: Double) {
    guard x.isFinite else { return (.nan, .nan) }
    // Above 2⁵³ every number is even.
    guard x.magnitude < 0x1p53 else { return (0, 1) }
    let turn = x - 2 * (0.5 * x).rounded()
    let quarter = (2 * turn).rounded()
    let rest = turn - 0.5 * quarter  // exact, in -¼ ... ¼
    let high = rest * 0x1.921fb54442d18p+1
    let low = (-high).addingProduct(rest, 0x1.921fb54442d18p+1)
      .addingProduct(rest, 0x1.1a62633145c07p-53)
    return turned(sine(high, low), cosine(high, low), Int(quarter))
  }

  /// cos and sin of the angle 2πk/n: the twiddle factors of a Fourier transform of `n` points, n < 2⁵⁰.
  ///
  /// The fraction is reduced to an eighth of a turn in whole numbers, so that symmetric roots are equal to the
  /// bit, which the error of `sinCosPi(2k/n)` would not promise.
  public static func unitRoot(_ k: Int, of n: Int) -> (cosine: Double, sine: Double) {
    precondition(n > 0, "a circle of \(n) parts does not exist")
    let index = ((k % n) + n) % n
    // The nearest quarter turn, and the rest as eighths of turns over n.
    let quarter = (4 * index + n / 2) / n
    let rest = Double(4 * index - quarter * n) / Double(n) * 0.5
    let (s, c) = sinCosPi(rest)
    let root = turned(s, c, quarter)
    return (root.cosine, root.sine)
  }

  // MARK: Kernels on -π/4 ... π/4

  /// sin(r + low); the Taylor terms left out are under 2⁻⁶⁰ of the sum.
  @inline(__always) private static func sine(_ r: Double, _ low: Double) -> Double {
    let z = r * r
    var p = 1.0 / 355_687_428_096_000
    p = (-1.0 / 1_307_674_368_000).addingProduct(p, z)
    p = (1.0 / 6_227_020_800).addingProduct(p, z)
    p = (-1.0 / 39_916_800).addingProduct(p, z)
    p = (1.0 / 362_880).addingProduct(p, z)
    p = (-1.0 / 5_040).addingProduct(p, z)
    p = (1.0 / 120).addingProduct(p, z)
    p = (-1.0 / 6).addingProduct(p, z)
    return r + (low * (1 - 0.5 * z)).addingProduct(r * z, p)
  }

  /// cos(r + low).
  @inline(__always) private static func cosine(_ r: Double, _ low: Double) -> Double {
    let z = r * r
    var p = -1.0 / 6_402_373_705_728_000
    p = (1.0 / 20_922_789_888_000).addingProduct(p, z)
    p = (-1.0 / 87_178_291_200).addingProduct(p, z)
    p = (1.0 / 479_001_600).addingProduct(p, z)
    p = (-1.0 / 3_628_800).addingProduct(p, z)
    p = (1.0 / 40_320).addingProduct(p, z)
    p = (-1.0 / 720).addingProduct(p, z)
    p = (1.0 / 24).addingProduct(p, z)
    let half = 0.5 * z
    let top = 1 - half
    return top + (((1 - top) - half) + (z * z * p - r * low))
  }

  /// Turns the point by `quadrant` quarter turns.
  @inline(__always)
  private static func turned(
    _ s: Double, _ c: Double, _ quadrant: Int
  ) -> (sine: Double, cosine: Double) {
    switch quadrant & 3 {
    case 0: return (s, c)
    case 1: return (c, -s)
    case 2: return (-s, -c)
    default: return (-c, s)
    }
  }

  // MARK: Reduction by π/2

  /// x = quadrant · π/2 + high + low modulo a turn, for finite x > ½ (Payne and Hanek 1983).
  ///
  /// 192 bits of 2/π are taken from where they begin to matter modulo 4; no double is nearer than about
  /// 2⁻⁶² to a multiple of π/2, so that 75 good bits remain in the worst case.
  private static func quadrantAndRest(_ x: Double) -> (Int, Double, Double) {
    let mantissa = x.significandBitPattern | (1 << 52)
    let start = 64 + Int(x.exponent) - 54
    let word = start >> 6
    let shift = UInt64(start & 63)
    func window(_ i: Int) -> UInt64 {
      let upper = twoOverPi[word + i]
      return shift == 0 ? upper : upper << shift | twoOverPi[word + i + 1] >> (64 - shift)
    }
    let low = window(2).multipliedFullWidth(by: mantissa)
    let middle = window(1).multipliedFullWidth(by: mantissa)
    let (r1, carry) = middle.low.addingReportingOverflow(low.high)
    let r0 = window(0) &* mantissa &+ middle.high &+ (carry ? 1 : 0)
    var quadrant = Int(r0 >> 62)
    // The fraction of a quadrant as 128 bits, made signed around the nearest quadrant.
    var f0 = r0 << 2 | r1 >> 62
    var f1 = r1 << 2 | low.low >> 62
    let isBelow = f0 >> 63 == 1
    if isBelow {
      quadrant += 1
      f1 = ~f1
      f0 = ~f0
    }
    var exponent = -64
    if f0 == 0 {
      (f0, f1) = (f1, (isBelow ? ~(low.low << 2) : low.low << 2))
      exponent -= 64
    }
    let zeros = UInt64(f0.leadingZeroBitCount)
    if zeros > 0, zeros < 64 { (f0, f1) = (f0 << zeros | f1 >> (64 - zeros), f1 << zeros) }
    let scale = powerOfTwo(exponent - Int(zeros))
    let top = Double(f0 & ~0x7FF) * scale
    let tail = Double((f0 & 0x7FF) << 53 | f1 >> 11) * (scale * 0x1p-53)
    let product = top * 0x1.921fb54442d18p+0
    let rest = (-product).addingProduct(top, 0x1.921fb54442d18p+0)
      .addingProduct(top, 0x1.1a62633145c07p-54).addingProduct(tail, 0x1.921fb54442d18p+0)
    let high = product + rest
    let remainder = rest - (high - product)
    return isBelow ? (quadrant, -high, -remainder) : (quadrant, high, remainder)
  }

  /// A zero word, then the first 1280 bits of 2/π (mpmath).
  private static let twoOverPi: [UInt64] = [
    0, 0xA2F9_836E_4E44_1529, 0xFC27_57D1_F534_DDC0, 0xDB62_9599_3C43_9041, 0xFE51_63AB_DEBB_C561,
    0xB724_6E3A_424D_D2E0, 0x0649_2EEA_09D1_921C, 0xFE1D_EB1C_B129_A73E, 0xE882_35F5_2EBB_4484,
    0xE99C_7026_B45F_7E41, 0x3991_D639_8353_39F4, 0x9C84_5F8B_BDF9_283B, 0x1FF8_97FF_DE05_980F,
    0xEF2F_118B_5A0A_6D1F, 0x6D36_7ECF_27CB_09B7, 0x4F46_3F66_9E5F_EA2D, 0x7527_BAC7_EBE5_F17B,
    0x3D07_39F7_8A52_92EA, 0x6BFB_5FB1_1F8D_5D08, 0x5603_3046_FC7B_6BAB, 0xF0CF_BC20_9AF4_361D,
  ]
}
