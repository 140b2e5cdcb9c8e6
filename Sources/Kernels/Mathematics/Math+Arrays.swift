// Exponentials and logarithms of whole arrays, of exactly rounded operations only.
//
// Each loop is plain scalar arithmetic without branches, which compiles to full registers; the same number gives the
// same bits at any index of any array.

extension Math {
  /// Replaces each number by e to its power, within 2 ulp. Powers below -708 count as -708 and those above 709 as 709,
  /// so that each result is a normal number.
  public static func exponentiate(_ values: UnsafeMutableBufferPointer<Double>) {
    for index in 0..<values.count {
      var x = values[index]
      x = x < -708 ? -708 : x
      x = x > 709 ? 709 : x
      // Adding 1.5 · 2⁵² rounds to a whole number, which then stands in the lowest bits.
      let shifted = 0x1.8p52.addingProduct(x, 0x1.71547652b82fep+0)
      let k = shifted - 0x1.8p52
      // ln 2 in two parts: the first has 42 bits, so that its product with k is exact.
      let r = x.addingProduct(k, -0x1.62e42fefa3800p-1).addingProduct(k, -0x1.ef35793c76730p-45)
      // Taylor: for |r| ≤ ln 2 / 2 the terms left out are under 2⁻⁵⁷.
      var p = 1.0 / 6_227_020_800
      p = (1.0 / 479_001_600).addingProduct(p, r)
      p = (1.0 / 39_916_800).addingProduct(p, r)
      p = (1.0 / 3_628_800).addingProduct(p, r)
      p = (1.0 / 362_880).addingProduct(p, r)
      p = (1.0 / 40_320).addingProduct(p, r)
      p = (1.0 / 5_040).addingProduct(p, r)
      p = (1.0 / 720).addingProduct(p, r)
      p = (1.0 / 120).addingProduct(p, r)
      p = (1.0 / 24).addingProduct(p, r)
      p = (1.0 / 6).addingProduct(p, r)
      p = 0.5.addingProduct(p, r)
      p = 1.0.addingProduct(p, r)
      p = 1.0.addingProduct(p, r)
      let power = (shifted.bitPattern &+ 1023) &<< 52
      values[index] = p * Double(bitPattern: power)
    }
  }

  /// Replaces each number by its natural logarithm, within 2 ulp of 1 or of the result, whichever is the larger.
  ///
  /// - Precondition: each is a normal number above zero; another gives a number without meaning.
  public static func takeLogarithms(_ values: UnsafeMutableBufferPointer<Double>) {
    for index in 0..<values.count {
      // x = 2^k · m with m in √½ ... √2: the bits of √½ are taken off, so that the exponent's bits are k.
      let root: UInt64 = 0x3FE6_A09E_667F_3BCD
      let shifted = values[index].bitPattern &- root
      // k + 2048 as a whole number beside 2⁵², which is taken off again.
      let moved = (shifted &+ (2048 << 52)) &>> 52
      let k = Double(bitPattern: moved | 0x4330_0000_0000_0000) - (0x1p52 + 2048)
      let f = Double(bitPattern: (shifted & 0x000F_FFFF_FFFF_FFFF) &+ root) - 1
      let s = f / (2 + f)
      let z = s * s
      // 2/3 + 2z/5 + ...: z ≤ 0.0295, the terms left out are under 2⁻⁵⁶.
      var p = 2.0 / 23
      p = (2.0 / 21).addingProduct(p, z)
      p = (2.0 / 19).addingProduct(p, z)
      p = (2.0 / 17).addingProduct(p, z)
      p = (2.0 / 15).addingProduct(p, z)
      p = (2.0 / 13).addingProduct(p, z)
      p = (2.0 / 11).addingProduct(p, z)
      p = (2.0 / 9).addingProduct(p, z)
      p = (2.0 / 7).addingProduct(p, z)
      p = (2.0 / 5).addingProduct(p, z)
      p = (2.0 / 3).addingProduct(p, z)
      let small = (s + s).addingProduct(s * z, p)
      values[index] = small.addingProduct(k, 0x1.ef35793c76730p-45)
        .addingProduct(k, 0x1.62e42fefa3800p-1)
    }
  }
}
