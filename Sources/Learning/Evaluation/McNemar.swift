// McNemar's test: whether two models differ significantly on the same rows.

import Basics
import Kernels

/// McNemar's test (1947) of two models, from the rows that only one of them got right. As in statsmodels.
package struct McNemar: Sendable, Hashable {
  /// Rows that both got right.
  package let both: Int
  /// Rows that only the first got right.
  package let firstOnly: Int
  /// Rows that only the second got right.
  package let secondOnly: Int
  /// Rows that both got wrong.
  package let neither: Int
  /// Exact: the smaller of `firstOnly` and `secondOnly`. Otherwise chi-square.
  package let statistic: Double
  /// The p-value.
  package let pValue: Double
  /// By the binomial distribution, not by chi-square with one degree of freedom and continuity correction.
  package let isExact: Bool

  /// - Parameter exact: nil means exact if fewer than 25 rows distinguish the models.
  /// - Precondition: no count is below zero.
  package init(both: Int, firstOnly: Int, secondOnly: Int, neither: Int, exact: Bool? = nil) {
    precondition(min(both, firstOnly, secondOnly, neither) >= 0, "rows are counted from zero")
    self.both = both
    self.firstOnly = firstOnly
    self.secondOnly = secondOnly
    self.neither = neither
    let apart = firstOnly + secondOnly
    // Without discordant rows chi-square is 0/0.
    isExact = exact ?? (apart < 25) || apart == 0
    if isExact {
      let fewer = min(firstOnly, secondOnly)
      statistic = Double(fewer)
      pValue = min(1, 2 * Math.fairCoinTail(successes: fewer, trials: apart))
    } else {
      let gap = Double(abs(firstOnly - secondOnly)) - 1
      statistic = gap * gap / Double(apart)
      pValue = Math.chiSquareTail(statistic)
    }
  }

  /// - Throws: `.length` or `.differentRows` if the two did not predict the same rows.
  package init(
    _ first: Predictions, _ second: Predictions, exact: Bool? = nil
  ) throws(LearningError) {
    if first.count != second.count {
      throw .length(what: "predictions of the second model", found: second.count, rows: first.count)
    }
    var (both, firstOnly, secondOnly, neither) = (0, 0, 0, 0)
    for row in 0..<first.count {
      let truth = first.classes[Int(first.truth[row])]
      if truth != second.classes[Int(second.truth[row])] { throw .differentRows(row: row + 1) }
      switch (first.truth[row] == first.predicted[row], second.truth[row] == second.predicted[row])
      {
      case (true, true): both += 1
      case (true, false): firstOnly += 1
      case (false, true): secondOnly += 1
      case (false, false): neither += 1
      }
    }
    self.init(
      both: both, firstOnly: firstOnly, secondOnly: secondOnly, neither: neither, exact: exact)
  }
}
