// The exponential of four numbers at a time: the same bits on every machine, as all of `Math`.

extension Doubles4 {
  /// The lanes of `other` where `mask` is true. `replacing(with:where:)` tests lane by lane.
  @inlinable @inline(__always)
  public func or(_ other: Doubles4, where mask: SIMDMask<SIMD4<Int64>>) -> Doubles4 {
    let bits = unsafeBitCast(mask, to: SIMD4<Int64>.self)
    let (own, others) = (
      unsafeBitCast(self, to: SIMD4<Int64>.self), unsafeBitCast(other, to: SIMD4<Int64>.self)
    )
    return unsafeBitCast((others & bits) | (own & ~bits), to: Doubles4.self)
  }

  /// Each without its sign.
  @inlinable @inline(__always) public var sizes: Doubles4 {
    unsafeBitCast(
      unsafeBitCast(self, to: SIMD4<Int64>.self) & SIMD4<Int64>(repeating: .max), to: Doubles4.self)
  }
}

extension Math {
  /// e to the power of each, within 2 ulp; 0 below -708, where the true value is under 3·10⁻³⁰⁸.
  ///
  /// Cody and Waite's reduction x = k·ln 2 + r with |r| ≤ 0.347 and a Taylor polynomial of degree 13, whose next term
  /// is under 2⁻⁵⁷.
  /// - Precondition: no lane is above 709 or NaN.
  @inlinable @inline(__always) public static func exp(_ x: Doubles4) -> Doubles4 {
    // Adding 1.5·2⁵² rounds to a whole number and leaves it in the low bits.
    let magic = Doubles4(repeating: 0x1.8p52)
    let shifted = magic.addingProduct(x, Doubles4(repeating: 0x1.71547652b82fep+0))
    let k = shifted - magic
    var r = x.addingProduct(k, Doubles4(repeating: -0x1.62e42fefa3800p-1))
    r = r.addingProduct(k, Doubles4(repeating: -0x1.ef35793c76730p-45))
    var p = Doubles4(repeating: 1.0 / 6_227_020_800)
    p = Doubles4(repeating: 1.0 / 479_001_600).addingProduct(p, r)
    p = Doubles4(repeating: 1.0 / 39_916_800).addingProduct(p, r)
    p = Doubles4(repeating: 1.0 / 3_628_800).addingProduct(p, r)
    p = Doubles4(repeating: 1.0 / 362_880).addingProduct(p, r)
    p = Doubles4(repeating: 1.0 / 40_320).addingProduct(p, r)
    p = Doubles4(repeating: 1.0 / 5_040).addingProduct(p, r)
    p = Doubles4(repeating: 1.0 / 720).addingProduct(p, r)
    p = Doubles4(repeating: 1.0 / 120).addingProduct(p, r)
    p = Doubles4(repeating: 1.0 / 24).addingProduct(p, r)
    p = Doubles4(repeating: 1.0 / 6).addingProduct(p, r)
    p = Doubles4(repeating: 0.5).addingProduct(p, r)
    let value = Doubles4(repeating: 1) + r.addingProduct(r * r, p)
    let exponent = unsafeBitCast(shifted, to: SIMD4<Int64>.self) &<< 52
    let scaled = unsafeBitCast(
      unsafeBitCast(value, to: SIMD4<Int64>.self) &+ exponent, to: Doubles4.self)
    return scaled.or(Doubles4(), where: x .< Doubles4(repeating: -708))
  }
}
