// Exponentials and logarithms of arrays against the single ones, which are tested against mpmath.

import Kernels
import Testing

@Suite struct MathArraysTests {
  private func exponentials(_ values: [Double]) -> [Double] {
    var values = values
    values.withUnsafeMutableBufferPointer { Math.exponentiate($0) }
    return values
  }

  private func logarithms(_ values: [Double]) -> [Double] {
    var values = values
    values.withUnsafeMutableBufferPointer { Math.takeLogarithms($0) }
    return values
  }

  @Test("e to the power is within 2 ulp over the whole range")
  func exponential() {
    var random = RandomSource(seed: 1)
    for reach in [1e-3, 1, 40, 708] {
      let x = (0..<8003).map { _ in random.uniform(in: -reach...reach) }
      var worst = 0.0
      for (found, power) in zip(exponentials(x), x) {
        let wanted = Math.exp(power)
        worst = max(worst, (found - wanted).magnitude / wanted.ulp)
      }
      #expect(worst <= 2, "\(reach)")
    }
    #expect(exponentials([0]) == [1])
    // Beyond the range the ends stand in: never zero, never infinite.
    let ends = exponentials([-1e300, -.infinity, -709, -708, 709, 710, 1e300])
    #expect(ends[0] == ends[3] && ends[1] == ends[3] && ends[2] == ends[3] && ends[3] > 0)
    #expect(ends[5] == ends[4] && ends[6] == ends[4] && ends[4].isFinite)
  }

  @Test("logarithms are within 2 ulp of 1 or of the result")
  func logarithm() {
    var random = RandomSource(seed: 2)
    var x = (0..<8001).map { _ in 0.5 + random.uniform() }
    x += (0..<8001).map { _ in
      Double(sign: .plus, exponent: random.below(2000) - 1000, significand: 1 + random.uniform())
    }
    x += [.leastNormalMagnitude, .greatestFiniteMagnitude, 2, 0.5, 0x1.6a09e667f3bccp-1]
    var worst = 0.0
    for (found, number) in zip(logarithms(x), x) {
      let wanted = Math.log(number)
      worst = max(worst, (found - wanted).magnitude / max(wanted.ulp, .ulpOfOne))
    }
    #expect(worst <= 2)
    #expect(logarithms([1]) == [0])
  }

  @Test("a number gives the same bits at any place of any array")
  func positions() {
    var random = RandomSource(seed: 3)
    let x = (0..<67).map { _ in random.uniform(in: 0.1...9) }
    let (powers, logs) = (exponentials(x), logarithms(x))
    for (index, number) in x.enumerated() {
      #expect(exponentials([number]) == [powers[index]])
      #expect(logarithms([number]) == [logs[index]])
    }
  }

  @Test("the total, the greatest and the positive ones of eight")
  func folds() {
    let x = Doubles8(3, -1, 4, 1, -5, 9, 2, 6)
    #expect(x.total == 19)
    #expect(x.greatest == 9)
    for lane in 0..<8 {
      var one = Doubles8(repeating: -7)
      one[lane] = -2
      #expect(one.greatest == -2)
    }
    #expect(x.orGreater(Doubles8(repeating: 2)) == Doubles8(3, 2, 4, 2, 2, 9, 2, 6))
    #expect(Doubles8(repeating: 7).kept(whereAboveZero: x) == Doubles8(7, 0, 7, 7, 0, 7, 7, 7))
  }
}
