// The elementary functions against mpmath, and at the edges that C99 names.

import Kernels
import Testing

@Suite("Elementary functions") struct MathTests {
  static let one: [String: @Sendable (Double) -> Double] = [
    "exp": Math.exp, "log": Math.log, "log2": Math.log2, "log10": Math.log10,
    "log1p": Math.log1p, "sin": Math.sin, "cosPi": Math.cosPi,
  ]

  @Test("every function is within 2 ulp of the true value")
  func table() {
    var worst: [String: Double] = [:]
    for row in mathsTable {
      let actual: Double
      switch row.name {
      case "pow": actual = Math.pow(row.x, row.y)
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
    #expect(worst.count == 8, "\(worst)")
  }

  @Test("limits, zeros and NaN are those of C99")
  func limits() {
    let infinity = Double.infinity
    #expect(Math.exp(-infinity) == 0 && Math.exp(infinity) == infinity && Math.exp(.nan).isNaN)
    #expect(Math.exp(0) == 1 && Math.exp(1000) == infinity && Math.exp(-1000) == 0)
    #expect(Math.exp(-745) == 0x1p-1074)
    #expect(Math.log(0) == -infinity && Math.log(-1).isNaN && Math.log(infinity) == infinity)
    #expect(Math.log2(1024) == 10 && Math.log2(0x1p-1074) == -1074)
    for power in 0...22 { #expect(Math.log10(Math.pow(10, Double(power))) == Double(power)) }
    #expect(Math.log1p(-1) == -infinity && Math.log1p(-2).isNaN && Math.log1p(0) == 0)
    #expect(Math.pow(0, 0) == 1 && Math.pow(.nan, 0) == 1 && Math.pow(1, .nan) == 1)
    #expect(Math.pow(-2, 3) == -8 && Math.pow(-2, 0.5).isNaN && Math.pow(-2, 2) == 4)
    #expect(Math.pow(0, -1) == infinity && Math.pow(-0.0, -1) == -infinity)
    #expect(Math.pow(2, infinity) == infinity && Math.pow(0.5, infinity) == 0)
    #expect(Math.pow(-infinity, 3) == -infinity && Math.pow(-infinity, -2) == 0)
    #expect(Math.pow(3, 4) == 81 && Math.pow(10, -2) == 0.01)
    #expect(Math.pow(10, 400) == infinity && Math.pow(10, -400) == 0)
    #expect(Math.sin(infinity).isNaN && Math.sin(.nan).isNaN && Math.sin(-0.0).sign == .minus)
  }

  @Test("half turns and roots of unity are exact where they can be")
  func exactAngles() {
    for k in -8...8 {
      #expect(Math.sinCosPi(Double(k)).sine == 0)
      #expect(Math.cosPi(Double(k) + 0.5) == 0)
      #expect(Math.cosPi(Double(k)) == (k % 2 == 0 ? 1 : -1))
    }
    for n in [1, 2, 3, 4, 5, 7, 12, 30, 2048, 441] {
      for k in -n...(2 * n) {
        let root = Math.unitRoot(k, of: n)
        let angle = Math.sinCosPi(2 * Double(k) / Double(n))
        #expect((root.cosine - angle.cosine).magnitude < 2e-15)
        #expect((root.sine - angle.sine).magnitude < 2e-15)
        #expect(root == Math.unitRoot(k + n, of: n))
      }
    }
    #expect(Math.unitRoot(1, of: 4) == (0, 1))
    #expect(Math.unitRoot(6, of: 12) == (-1, 0))
  }
}
