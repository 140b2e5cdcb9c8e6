// Eight exponentials and logarithms at a time against the single ones, which are tested against mpmath.

import Kernels
import Testing

@Suite struct ExponentialLanesTests {
  @Test("e to the power is within 2 ulp over the whole range")
  func exponential() {
    var random = RandomSource(seed: 1)
    var worst = 0.0
    for round in 0..<4000 {
      let reach = [1e-3, 1, 40, 708][round % 4]
      var x = WideLanes.zero
      for lane in 0..<8 { x[lane] = random.uniform(in: -reach...reach) }
      let found = x.exponential
      for lane in 0..<8 {
        let wanted = Maths.exp(x[lane])
        worst = max(worst, (found[lane] - wanted).magnitude / wanted.ulp)
      }
    }
    #expect(worst <= 2)
    #expect(WideLanes.zero.exponential == WideLanes(repeating: 1))
    // Beyond the range the ends stand in: never zero, never infinite.
    let ends = WideLanes(-1e300, -709, -708, 709, 710, 1e300, 0, 1).exponential
    #expect(ends[0] == ends[2] && ends[1] == ends[2] && ends[0] > 0)
    #expect(ends[4] == ends[3] && ends[5] == ends[3] && ends[5].isFinite)
  }

  @Test("logarithms are within 2 ulp of 1 or of the result")
  func logarithm() {
    var random = RandomSource(seed: 2)
    var worst = 0.0
    for round in 0..<4000 {
      var x = WideLanes.zero
      for lane in 0..<8 {
        x[lane] =
          round % 2 == 0
          ? 0.5 + random.uniform()
          : Double(
            sign: .plus, exponent: random.below(2000) - 1000, significand: 1 + random.uniform())
      }
      let found = x.logarithm
      for lane in 0..<8 {
        let wanted = Maths.log(x[lane])
        let unit = max(wanted.ulp, Double.ulpOfOne)
        worst = max(worst, (found[lane] - wanted).magnitude / unit)
      }
    }
    #expect(worst <= 2)
    #expect(WideLanes(repeating: 1).logarithm == .zero)
    let ends = WideLanes(
      .leastNormalMagnitude, .greatestFiniteMagnitude, 2, 0.5, 1e-300, 1e300, 0x1.6a09e667f3bcdp-1,
      0x1.6a09e667f3bccp-1)
    let found = ends.logarithm
    for lane in 0..<8 { #expect((found[lane] - Maths.log(ends[lane])).magnitude < 3e-13) }
  }

  @Test("the total and the greatest of eight")
  func folds() {
    let x = WideLanes(3, -1, 4, 1, -5, 9, 2, 6)
    #expect(x.total == 19)
    #expect(x.greatest == 9)
    for lane in 0..<8 {
      var one = WideLanes(repeating: -7)
      one[lane] = -2
      #expect(one.greatest == -2)
    }
    #expect(x.orGreater(WideLanes(repeating: 2)) == WideLanes(3, 2, 4, 2, 2, 9, 2, 6))
  }
}
