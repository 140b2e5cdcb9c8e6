// The exponential of four lanes against the one of a single number.

import Testing

@testable import Kernels

struct ExpLanesTests {
  @Test("four lanes are within two ulp of the exponential")
  func likeOne() {
    var random = RandomSource(seed: 2)
    for round in 0..<20_000 {
      let spread = [1e-9, 1, 30, 700][round % 4]
      let x = DoubleLanes(
        (0..<4).map { _ in spread * random.uniform(in: -1...1) })
      let found = Maths.exp(x)
      for lane in 0..<4 {
        let expected = Maths.exp(x[lane])
        #expect((found[lane] - expected).magnitude <= 2 * expected.ulp, "\(x[lane])")
      }
    }
    #expect(Maths.exp(DoubleLanes(0, -708.5, -1e300, -.infinity)) == DoubleLanes(1, 0, 0, 0))
  }
}
