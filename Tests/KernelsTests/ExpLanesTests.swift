// The exponential of four lanes against the one of a single number.

import Testing

@testable import Kernels

struct ExpLanesTests {
  @Test("four lanes are within two ulp of the exponential")
  func likeOne() {
    var random = RandomSource(seed: 2)
    for round in 0..<20_000 {
      let spread = [1e-9, 1, 30, 700][round % 4]
      let x = Doubles4(
        (0..<4).map { _ in spread * random.uniform(in: -1...1) })
      let found = Math.exp(x)
      for lane in 0..<4 {
        let expected = Math.exp(x[lane])
        #expect((found[lane] - expected).magnitude <= 2 * expected.ulp, "\(x[lane])")
      }
    }
    #expect(Math.exp(Doubles4(0, -708.5, -1e300, -.infinity)) == Doubles4(1, 0, 0, 0))
  }
}
