// The exponential of four numbers at a time: the same bits on every machine, as all of `Maths`.

/// Four doubles, or one number of four rows.
public typealias DoubleLanes = SIMD4<Double>

extension DoubleLanes {
  /// The lanes of `other` where `mask` is true. `replacing(with:where:)` tests lane by lane.
  @inlinable @inline(__always)
  public func or(_ other: DoubleLanes, where mask: SIMDMask<SIMD4<Int64>>) -> DoubleLanes {
    let bits = unsafeBitCast(mask, to: SIMD4<Int64>.self)
    let (own, others) = (
      unsafeBitCast(self, to: SIMD4<Int64>.self), unsafeBitCast(other, to: SIMD4<Int64>.self)
    )
    return unsafeBitCast((others & bits) | (own & ~bits), to: DoubleLanes.self)
  }

  /// Each without its sign.
  @inlinable @inline(__always)
  public var sizes: DoubleLanes {
    unsafeBitCast(
      unsafeBitCast(self, to: SIMD4<Int64>.self) & SIMD4<Int64>(repeating: .max),
      to: DoubleLanes.self)
  }
}

extension Maths {
  /// e to the power of each, within 2 ulp; 0 below -708, where the true value is under 3·10⁻³⁰⁸.
  ///
  /// Cody and Waite's reduction x = k·ln 2 + r with |r| ≤ 0.347 and a Taylor polynomial of degree 13, whose next term is
  /// under 2⁻⁵⁷.
  /// - Precondition: no lane is above 709 or NaN.
  @inlinable @inline(__always)
  public static func exp(_ x: DoubleLanes) -> DoubleLanes {
    // Adding 1.5·2⁵² rounds to a whole number and leaves it in the low bits.
    let magic = DoubleLanes(repeating: 0x1.8p52)
    let shifted = magic.addingProduct(x, DoubleLanes(repeating: 0x1.71547652b82fep+0))
    let k = shifted - magic
    var r = x.addingProduct(k, DoubleLanes(repeating: -0x1.62e42fefa3800p-1))
    r = r.addingProduct(k, DoubleLanes(repeating: -0x1.ef35793c76730p-45))
    var p = DoubleLanes(repeating: 1.0 / 6_227_020_800)
    p = DoubleLanes(repeating: 1.0 / 479_001_600).addingProduct(p, r)
    p = DoubleLanes(repeating: 1.0 / 39_916_800).addingProduct(p, r)
    p = DoubleLanes(repeating: 1.0 / 3_628_800).addingProduct(p, r)
    p = DoubleLanes(repeating: 1.0 / 362_880).addingProduct(p, r)
    p = DoubleLanes(repeating: 1.0 / 40_320).addingProduct(p, r)
    p = DoubleLanes(repeating: 1.0 / 5_040).addingProduct(p, r)
    p = DoubleLanes(repeating: 1.0 / 720).addingProduct(p, r)
    p = DoubleLanes(repeating: 1.0 / 120).addingProduct(p, r)
    p = DoubleLanes(repeating: 1.0 / 24).addingProduct(p, r)
    p = DoubleLanes(repeating: 1.0 / 6).addingProduct(p, r)
    p = DoubleLanes(repeating: 0.5).addingProduct(p, r)
    let value = DoubleLanes(repeating: 1) + r.addingProduct(r * r, p)
    let exponent = unsafeBitCast(shifted, to: SIMD4<Int64>.self) &<< 52
    let scaled = unsafeBitCast(
      unsafeBitCast(value, to: SIMD4<Int64>.self) &+ exponent, to: DoubleLanes.self)
    return scaled.or(DoubleLanes(), where: x .< DoubleLanes(repeating: -708))
  }
}
