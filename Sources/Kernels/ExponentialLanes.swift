// Exponentials and logarithms of eight numbers at a time, of exactly rounded operations only.

/// Eight numbers: one of eight rows, or one row's of eight classes.
public typealias WideLanes = SIMD8<Double>
/// The bits of eight numbers.
@usableFromInline typealias WideBits = SIMD8<UInt64>

extension WideLanes {
  /// The sum of the eight, always in the same order.
  @inlinable @inline(__always)
  public var total: Double {
    let four = lowHalf + highHalf
    let two = four.lowHalf + four.highHalf
    return two[0] + two[1]
  }

  /// The greatest of the eight.
  @inlinable @inline(__always)
  public var greatest: Double {
    let four = lowHalf.replacing(with: highHalf, where: highHalf .> lowHalf)
    let two = four.lowHalf.replacing(with: four.highHalf, where: four.highHalf .> four.lowHalf)
    return two[1] > two[0] ? two[1] : two[0]
  }

  /// The greater of each pair.
  @inlinable @inline(__always)
  public func orGreater(_ other: WideLanes) -> WideLanes {
    replacing(with: other, where: other .> self)
  }

  /// e to each power, within 2 ulp. Powers below -708 count as -708 and those above 709 as 709, so that each result
  /// is a normal number.
  @inlinable @inline(__always)
  public var exponential: WideLanes {
    var x = orGreater(WideLanes(repeating: -708))
    x = x.replacing(with: 709, where: x .> 709)
    // Adding 1.5 · 2⁵² rounds to a whole number, which then stands in the lowest bits.
    let magic = WideLanes(repeating: 0x1.8p52)
    let shifted = magic.addingProduct(x, WideLanes(repeating: 0x1.71547652b82fep+0))
    let k = shifted - magic
    // ln 2 in two parts: the first has 42 bits, so that its product with k is exact.
    var r = x.addingProduct(k, WideLanes(repeating: -0x1.62e42fefa3800p-1))
    r.addProduct(k, WideLanes(repeating: -0x1.ef35793c76730p-45))
    // Taylor: for |r| ≤ ln 2 / 2 the terms left out are under 2⁻⁵⁷.
    var p = WideLanes(repeating: 1.0 / 6_227_020_800)
    p = WideLanes(repeating: 1.0 / 479_001_600).addingProduct(p, r)
    p = WideLanes(repeating: 1.0 / 39_916_800).addingProduct(p, r)
    p = WideLanes(repeating: 1.0 / 3_628_800).addingProduct(p, r)
    p = WideLanes(repeating: 1.0 / 362_880).addingProduct(p, r)
    p = WideLanes(repeating: 1.0 / 40_320).addingProduct(p, r)
    p = WideLanes(repeating: 1.0 / 5_040).addingProduct(p, r)
    p = WideLanes(repeating: 1.0 / 720).addingProduct(p, r)
    p = WideLanes(repeating: 1.0 / 120).addingProduct(p, r)
    p = WideLanes(repeating: 1.0 / 24).addingProduct(p, r)
    p = WideLanes(repeating: 1.0 / 6).addingProduct(p, r)
    p = WideLanes(repeating: 0.5).addingProduct(p, r)
    p = WideLanes(repeating: 1).addingProduct(p, r)
    p = WideLanes(repeating: 1).addingProduct(p, r)
    let bits = unsafeBitCast(shifted, to: WideBits.self)
    let power = (bits &+ WideBits(repeating: 1023)) &<< WideBits(repeating: 52)
    return p * unsafeBitCast(power, to: WideLanes.self)
  }

  /// The natural logarithm of each, within 2 ulp of 1 or of the result, whichever is the larger. Each is a normal
  /// number above zero.
  @inlinable @inline(__always)
  public var logarithm: WideLanes {
    // x = 2^k · m with m in √½ ... √2: the bits of √½ are taken off, so that the exponent's bits are k.
    let bits = unsafeBitCast(self, to: WideBits.self)
    let root = WideBits(repeating: 0x3FE6_A09E_667F_3BCD)
    let shifted = bits &- root
    // k + 2048 as a whole number beside 2⁵², which is taken off again.
    let moved: WideBits = shifted &+ WideBits(repeating: 2048 << 52)
    let biased: WideBits =
      (moved &>> WideBits(repeating: 52)) | WideBits(repeating: 0x4330_0000_0000_0000)
    let k: WideLanes =
      unsafeBitCast(biased, to: WideLanes.self) - WideLanes(repeating: 0x1p52 + 2048)
    let fraction: WideBits = (shifted & WideBits(repeating: 0x000F_FFFF_FFFF_FFFF)) &+ root
    let f = unsafeBitCast(fraction, to: WideLanes.self) - 1
    let s = f / (2 + f)
    let z = s * s
    // 2/3 + 2z/5 + ...: z ≤ 0.0295, the terms left out are under 2⁻⁵⁶.
    var p = WideLanes(repeating: 2.0 / 23)
    p = WideLanes(repeating: 2.0 / 21).addingProduct(p, z)
    p = WideLanes(repeating: 2.0 / 19).addingProduct(p, z)
    p = WideLanes(repeating: 2.0 / 17).addingProduct(p, z)
    p = WideLanes(repeating: 2.0 / 15).addingProduct(p, z)
    p = WideLanes(repeating: 2.0 / 13).addingProduct(p, z)
    p = WideLanes(repeating: 2.0 / 11).addingProduct(p, z)
    p = WideLanes(repeating: 2.0 / 9).addingProduct(p, z)
    p = WideLanes(repeating: 2.0 / 7).addingProduct(p, z)
    p = WideLanes(repeating: 2.0 / 5).addingProduct(p, z)
    p = WideLanes(repeating: 2.0 / 3).addingProduct(p, z)
    let small: WideLanes = (s + s).addingProduct(s * z, p)
    let low = small.addingProduct(k, WideLanes(repeating: 0x1.ef35793c76730p-45))
    return low.addingProduct(k, WideLanes(repeating: 0x1.62e42fefa3800p-1))
  }
}
