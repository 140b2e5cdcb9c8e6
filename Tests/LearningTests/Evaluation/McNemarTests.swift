// McNemar's test against statsmodels and closed forms; the tails of distributions against scipy.

import Kernels
import Testing

@testable import Learning

@Suite(.timeLimit(.minutes(30))) struct McNemarTests {
  @Test func statsmodelsSaysTheSame() throws {
    let entries = try fixture("evaluation.json", as: EvaluationFixture.self).mcnemar
    #expect(entries.count == 12)
    for entry in entries {
      let (a, b, c, d) = (entry.table[0], entry.table[1], entry.table[2], entry.table[3])
      let exact = McNemar(both: a, firstOnly: b, secondOnly: c, neither: d, exact: true)
      #expect(exact.statistic == entry.exact[0], "\(entry.table)")
      #expect(isClose(exact.pValue, entry.exact[1]), "\(entry.table) \(exact.pValue)")
      if let wanted = entry.chiSquare {
        let about = McNemar(both: a, firstOnly: b, secondOnly: c, neither: d, exact: false)
        #expect(isClose(about.statistic, wanted[0]), "\(entry.table)")
        #expect(isClose(about.pValue, wanted[1]), "\(entry.table) \(about.pValue)")
        #expect(!about.isExact)
      }
      let standard = McNemar(both: a, firstOnly: b, secondOnly: c, neither: d)
      #expect(standard.isExact == (b + c < 25), "\(entry.table)")
    }
  }

  @Test func closedForms() {
    // Five against none: 2 / 2⁵.
    let five = McNemar(both: 0, firstOnly: 5, secondOnly: 0, neither: 0)
    #expect((five.pValue - 1.0 / 16).magnitude < 1e-15)
    #expect(McNemar(both: 4, firstOnly: 0, secondOnly: 0, neither: 1).pValue == 1)
    #expect(McNemar(both: 4, firstOnly: 0, secondOnly: 0, neither: 1, exact: false).pValue == 1)
    #expect(McNemar(both: 4, firstOnly: 7, secondOnly: 7, neither: 1).pValue == 1)
    // Which model comes first does not matter.
    let one = McNemar(both: 4, firstOnly: 30, secondOnly: 11, neither: 1)
    let other = McNemar(both: 4, firstOnly: 11, secondOnly: 30, neither: 1)
    #expect(one.pValue == other.pValue && !one.isExact)
  }

  @Test func rowsAreCountedByWhoIsRight() throws {
    let truth = ["a", "a", "b", "b", "c"]
    let first = try Predictions(truth: truth, predicted: ["a", "b", "b", "a", "c"])
    // Another list of classes: names are compared, not numbers.
    let second = try Predictions(truth: truth, predicted: ["a", "a", "0", "0", "c"])
    let test = try McNemar(first, second)
    #expect(
      [test.both, test.firstOnly, test.secondOnly, test.neither] == [2, 1, 1, 1])
    #expect(test.pValue == 1)
    let moved = try Predictions(truth: ["a", "b", "b", "b", "c"], predicted: truth)
    #expect(throws: LearningError.differentRows(row: 2)) { try McNemar(first, moved) }
    let short = try Predictions(truth: ["a"], predicted: ["a"])
    #expect(
      throws: LearningError.length(what: "predictions of the second model", found: 1, rows: 5)
    ) { try McNemar(first, short) }
  }

  @Test func tailsAreThoseOfScipy() throws {
    let wanted = try fixture("evaluation.json", as: EvaluationFixture.self)
    #expect([wanted.erfc.count, wanted.chiSquareTail.count] == [17, 8])
    for pair in wanted.erfc {
      #expect(isClose(Math.erfc(pair[0]), pair[1], 1e-13), "\(pair) \(Math.erfc(pair[0]))")
    }
    for pair in wanted.chiSquareTail {
      #expect(isClose(Math.chiSquareTail(pair[0]), pair[1], 1e-12), "\(pair)")
    }
    #expect(Math.erfc(.infinity) == 0 && Math.erfc(-.infinity) == 2 && Math.erfc(.nan).isNaN)
    // Against Pascal's triangle.
    var line = [1.0]
    for trials in 0...50 {
      var sum = 0.0
      for successes in 0...trials {
        sum += line[successes]
        let exact = sum / Math.pow(2, Double(trials))
        #expect(
          isClose(Math.fairCoinTail(successes: successes, trials: trials), exact, 1e-13),
          "\(successes) of \(trials)")
      }
      line = zip([0] + line, line + [0]).map { $0 + $1 }
    }
    #expect(Math.fairCoinTail(successes: 9, trials: 4) == 1)
  }

  /// To a relative error; statsmodels' own tails are right to some 3e-12.
  private func isClose(_ found: Double, _ wanted: Double, _ bound: Double = 1e-11) -> Bool {
    (found - wanted).magnitude <= bound * wanted.magnitude
  }
}
