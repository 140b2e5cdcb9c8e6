// Exponential, hyperbolic tangent, logistic function and square root of eight floats at a time: the same bits on every
// machine.
//
// Polynomials are those of Cephes (Moshier, `expf`, `tanhf`); every step is an exactly rounded operation. The tests
// hold them against `Math` to a few ulps.

/// A function of one number, applied to many floats in place.
public enum LaneFunction: Sendable {
  case exponential
  case hyperbolicTangent
  case logistic
  /// The number, or 0 if it is below 0.
  case positivePart
  /// For numbers that are not below 0, and below 10³⁸.
  case squareRoot

  /// - Parameter count: a multiple of 8.
  public func apply(_ values: UnsafeMutablePointer<Float>, count: Int) {
    switch self {
    case .exponential: each(values, count) { $0.exponential }
    case .hyperbolicTangent: each(values, count) { $0.hyperbolicTangent }
    case .logistic: each(values, count) { $0.logistic }
    case .squareRoot: each(values, count) { $0.root }
    case .positivePart: each(values, count) { $0.replacing(with: 0, where: $0 .< 0) }
    }
  }

  @inline(__always) private func each(
    _ values: UnsafeMutablePointer<Float>, _ count: Int, _ function: (Floats8) -> Floats8
  ) {
    for offset in 0..<(count / 8) {
      PackedMatrix.store(function(PackedMatrix.load(values + offset &* 8)), values + offset &* 8)
    }
  }
}

extension Floats8 {
  @inline(__always) init(bits: SIMD8<UInt32>) { self = unsafeBitCast(bits, to: Floats8.self) }

  @inline(__always) var bits: SIMD8<UInt32> { unsafeBitCast(self, to: SIMD8<UInt32>.self) }

  @inline(__always)
  var size: Floats8 { Floats8(bits: bits & SIMD8<UInt32>(repeating: 0x7FFF_FFFF)) }

  /// e to the power of each; 0 below -86.6 (where floats become subnormal), infinite above 88.7.
  @inline(__always) var exponential: Floats8 {
    var x = self
    x.replace(with: 89, where: x .> 89)
    let isTiny = x .< -86.6
    x.replace(with: -86.6, where: isTiny)
    // Adding 1.5 · 2²³ rounds to a whole number, which then stands in the lowest bits.
    let shifted = Floats8(repeating: 12_582_912).addingProduct(x, Floats8(repeating: 1.442_695_04))
    let whole = shifted - 12_582_912
    var r = x.addingProduct(whole, Floats8(repeating: -0.693_359_375))
    r = r.addingProduct(whole, Floats8(repeating: 2.121_944_4e-4))
    var p = Floats8(repeating: 1.987_569_15e-4)
    p = Floats8(repeating: 1.398_199_95e-3).addingProduct(p, r)
    p = Floats8(repeating: 8.333_452e-3).addingProduct(p, r)
    p = Floats8(repeating: 4.166_579_6e-2).addingProduct(p, r)
    p = Floats8(repeating: 1.666_666_55e-1).addingProduct(p, r)
    p = Floats8(repeating: 5.000_000_1e-1).addingProduct(p, r)
    let grown = (r + 1).addingProduct(r * r, p)
    // 2^k as 2^(k-1) · 2: k is 128 at the most.
    let exponent =
      (shifted.bits &- SIMD8<UInt32>(repeating: 0x4B40_0000)) &+ SIMD8<UInt32>(repeating: 126)
    var result = grown * Floats8(bits: exponent &<< SIMD8<UInt32>(repeating: 23)) * 2
    result.replace(with: 0, where: isTiny)
    return result
  }

  /// The hyperbolic tangent of each.
  @inline(__always) var hyperbolicTangent: Floats8 {
    let size = self.size
    let z = self * self
    var p = Floats8(repeating: -5.704_988_7e-3)
    p = Floats8(repeating: 2.063_908_9e-2).addingProduct(p, z)
    p = Floats8(repeating: -5.373_971_6e-2).addingProduct(p, z)
    p = Floats8(repeating: 1.333_144_2e-1).addingProduct(p, z)
    p = Floats8(repeating: -3.333_328e-1).addingProduct(p, z)
    let small = addingProduct(self * z, p)
    let large = 1 - 2 / ((size + size).exponential + 1)
    let signed = Floats8(bits: large.bits | (bits & SIMD8<UInt32>(repeating: 0x8000_0000)))
    return small.replacing(with: signed, where: size .> 0.625)
  }

  /// 1 / (1 + e^-x) of each, accurate on both sides.
  @inline(__always) var logistic: Floats8 {
    let shrunk = (-size).exponential
    let top = shrunk.replacing(with: 1, where: self .>= 0)
    return top / (shrunk + 1)
  }

  /// The square root of each, which is not below 0, to an ulp: the library's is taken lane by lane, with a call for
  /// negative numbers. A guess from the exponent's half (Lomont: "Fast inverse square root", 2003), two steps of
  /// Newton for 1/√x, one for √x.
  @inline(__always) var root: Floats8 {
    let half = self * 0.5
    let magic = SIMD8<UInt32>(repeating: 0x5F37_5A86)
    var y = Floats8(bits: magic &- (bits &>> SIMD8<UInt32>(repeating: 1)))
    y *= Floats8(repeating: 1.5).addingProduct(-(half * y), y)
    y *= Floats8(repeating: 1.5).addingProduct(-(half * y), y)
    let guess = self * y
    return guess.addingProduct(addingProduct(-guess, guess), y * 0.5)
  }
}
