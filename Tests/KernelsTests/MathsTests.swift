// The elementary functions against mpmath, and at the edges that C99 names.

import Kernels
import Testing

@Suite("Elementary functions") struct MathsTests {
  static let one: [String: @Sendable (Double) -> Double] = [
    "exp": Maths.exp, "expm1": Maths.expm1, "tanh": Maths.tanh, "log": Maths.log,
    "log2": Maths.log2, "log10": Maths.log10, "log1p": Maths.log1p, "sin": Maths.sin,
    "cos": Maths.cos, "tan": Maths.tan, "sinPi": Maths.sinPi, "cosPi": Maths.cosPi,
  ]

  @Test("every function is within 2 ulp of the true value")
  func table() {
    var worst: [String: Double] = [:]
    for row in mathsTable {
      let actual: Double
      switch row.name {
      case "pow": actual = Maths.pow(row.x, row.y)
      case "atan2": actual = Maths.atan2(row.x, row.y)
      default:
        guard let function = Self.one[row.name] else {
          Issue.record("no function `\(row.name)`")
          continue
        }
        actual = function(row.x)
      }
      let error = (actual - row.value).magnitude / row.value.ulp
      worst[row.name] = max(worst[row.name] ?? 0, error.isNaN ? .infinity : error)
      #expect(error <= 2, "\(row.name)(\(row.x), \(row.y)) = \(actual), not \(row.value)")
    }
    #expect(worst.count == 14, "\(worst)")
  }

  @Test("limits, zeros and NaN are those of C99")
  func limits() {
    let infinity = Double.infinity
    #expect(Maths.exp(-infinity) == 0 && Maths.exp(infinity) == infinity && Maths.exp(.nan).isNaN)
    #expect(Maths.exp(0) == 1 && Maths.exp(1000) == infinity && Maths.exp(-1000) == 0)
    #expect(Maths.exp(-745) == 0x1p-1074)
    #expect(Maths.log(0) == -infinity && Maths.log(-1).isNaN && Maths.log(infinity) == infinity)
    #expect(Maths.log2(1024) == 10 && Maths.log2(0x1p-1074) == -1074)
    for power in 0...22 { #expect(Maths.log10(Maths.pow(10, Double(power))) == Double(power)) }
    #expect(Maths.log1p(-1) == -infinity && Maths.log1p(-2).isNaN && Maths.log1p(0) == 0)
    #expect(Maths.pow(0, 0) == 1 && Maths.pow(.nan, 0) == 1 && Maths.pow(1, .nan) == 1)
    #expect(Maths.pow(-2, 3) == -8 && Maths.pow(-2, 0.5).isNaN && Maths.pow(-2, 2) == 4)
    #expect(Maths.pow(0, -1) == infinity && Maths.pow(-0.0, -1) == -infinity)
    #expect(Maths.pow(2, infinity) == infinity && Maths.pow(0.5, infinity) == 0)
    #expect(Maths.pow(-infinity, 3) == -infinity && Maths.pow(-infinity, -2) == 0)
    #expect(Maths.pow(3, 4) == 81 && Maths.pow(10, -2) == 0.01)
    #expect(Maths.pow(10, 400) == infinity && Maths.pow(10, -400) == 0)
    #expect(Maths.sin(infinity).isNaN && Maths.cos(.nan).isNaN && Maths.sin(-0.0).sign == .minus)
    #expect(Maths.tanh(infinity) == 1 && Maths.tanh(-infinity) == -1 && Maths.tanh(.nan).isNaN)
    #expect(Maths.atan2(0, -1) == Double.pi && Maths.atan2(-0.0, -1) == -Double.pi)
    #expect(Maths.atan2(0, 0) == 0 && Maths.atan2(1, 0) == Double.pi / 2)
    #expect(Maths.atan2(infinity, infinity) == Double.pi / 4)
    #expect(Maths.atan2(0x1p-1030, 0x1p-1030) == Double.pi / 4)
  }

  @Test("half turns and roots of unity are exact where they can be")
  func exactAngles() {
    for k in -8...8 {
      #expect(Maths.sinPi(Double(k)) == 0)
      #expect(Maths.cosPi(Double(k) + 0.5) == 0)
      #expect(Maths.cosPi(Double(k)) == (k % 2 == 0 ? 1 : -1))
    }
    for n in [1, 2, 3, 4, 5, 7, 12, 30, 2048, 441] {
      for k in -n...(2 * n) {
        let root = Maths.unitRoot(k, of: n)
        let angle = Maths.sinCosPi(2 * Double(k) / Double(n))
        #expect((root.cosine - angle.cosine).magnitude < 2e-15)
        #expect((root.sine - angle.sine).magnitude < 2e-15)
        #expect(root == Maths.unitRoot(k + n, of: n))
      }
    }
    #expect(Maths.unitRoot(1, of: 4) == (0, 1))
    #expect(Maths.unitRoot(6, of: 12) == (-1, 0))
  }
}
