// Functions of eight floats against the ones of 64 bits, over their whole range and at its ends.

import Foundation
import Kernels
import Testing

@Suite("Functions of lanes") struct LaneMathTests {
  private func applied(_ function: LaneFunction, _ values: [Float]) -> [Float] {
    let floats = SharedFloats(count: (values.count + 7) / 8 * 8)
    for (index, value) in values.enumerated() { floats.start[index] = value }
    function.apply(floats.start, count: floats.count)
    return Array(floats.values.prefix(values.count))
  }

  /// The worst error in units of the last place of the true value.
  private func worst(
    _ function: LaneFunction, _ values: [Float], _ oracle: (Double) -> Double
  ) -> Double {
    zip(values, applied(function, values)).reduce(0) { worst, pair in
      let truth = oracle(Double(pair.0))
      let error = (Double(pair.1) - truth).magnitude / Double(Float(truth).ulp)
      return max(worst, error.isNaN ? .infinity : error)
    }
  }

  @Test("all are within a few ulps")
  func accuracy() {
    let wide = (-8600...8860).map { Float($0) / 100 + 0.003 }
    let near = (-4000...4000).map { Float($0) / 1000 * 1.0003 } + [1e-6, -1e-20, 3e-30]
    #expect(worst(.exponential, wide) { Math.exp($0) } < 2)
    #expect(worst(.exponential, near) { Math.exp($0) } < 2)
    #expect(worst(.hyperbolicTangent, wide + near) { tanh($0) } < 3)
    #expect(worst(.logistic, wide.filter { $0 > -86 } + near) { 1 / (1 + Math.exp(-$0)) } < 4)
    let positive = near.map(\.magnitude) + wide.map { $0 * $0 * $0 * $0 } + [1e-30, 3e37, 1]
    #expect(worst(.squareRoot, positive) { $0.squareRoot() } < 2)
  }

  @Test("the ends are reached without a jump, and NaN stays NaN")
  func ends() {
    let far: [Float] = [-1000, -.infinity, 1000, .infinity, 0, -0.0]
    #expect(applied(.exponential, far) == [0, 0, .infinity, .infinity, 1, 1])
    #expect(applied(.hyperbolicTangent, far) == [-1, -1, 1, 1, 0, 0])
    #expect(applied(.logistic, far) == [0, 0, 1, 1, 0.5, 0.5])
    #expect(applied(.positivePart, far) == [0, 0, 1000, .infinity, 0, 0])
    #expect(applied(.squareRoot, [0, 4, 1e-44])[..<2] == [0, 2])
    for function in [LaneFunction.exponential, .hyperbolicTangent, .logistic, .positivePart] {
      #expect(applied(function, [.nan])[0].isNaN)
    }
  }
}
