// Chooses whole groups whose rows are nearest to a share, optionally with balanced classes.

/// Which of several groups are test groups. Ties are broken by the order of the groups, which the
/// caller has shuffled.
struct GroupChoice {
  let share: Double
  let sizes: [Int]
  private(set) var isTest: [Bool]

  /// The choice whose sizes add up nearest to `share` of all rows, the smaller sum among ties; at least one group is on
  /// each side. There are at least two groups, none empty.
  ///
  /// Exact, by dynamic programming over reachable sums (subset sum): groups · rows steps at most.
  init(sizes: [Int], share: Double) {
    self.share = share
    self.sizes = sizes
    let total = sizes.reduce(0, +)
    let target = Double(total) * share
    // The nearest sum above the target is at most one group above it.
    let limit = min(total - 1, Int(target) + (sizes.max() ?? 0))
    // reachedBy[sum] is the group that first made `sum`, whose rest was made by groups before it.
    var reachedBy = [Int](repeating: -1, count: limit + 1)
    var highest = 0
    for (group, size) in sizes.enumerated() {
      var sum = min(highest + size, limit)
      while sum >= size {
        let isRestReached =
          sum == size || reachedBy[sum - size] >= 0 && reachedBy[sum - size] < group
        if reachedBy[sum] < 0, isRestReached { reachedBy[sum] = group }
        sum -= 1
      }
      highest = min(highest + size, limit)
    }
    var best = -1
    for sum in reachedBy.indices where sum > 0 && reachedBy[sum] >= 0 {
      let isNearer =
        best < 0 || (Double(sum) - target).magnitude < (Double(best) - target).magnitude
      if isNearer { best = sum }
    }
    isTest = [Bool](repeating: false, count: sizes.count)
    while best > 0 {
      let group = reachedBy[best]
      isTest[group] = true
      best -= sizes[group]
    }
  }

  /// Moves and swaps groups while that balances the classes on the test side better.
  ///
  /// Minimizes Σ (t - share · n)² / n over the classes and over all rows, where t of n rows are test
  /// rows. With up to 14 groups every choice is tried; with more, local search from the given choice
  /// ends where no single move or swap is better.
  /// - Parameter counts: for each group the rows of each class.
  mutating func balance(_ counts: [[Int]]) {
    var balance = ClassBalance(
      share: share, table: zip(counts, sizes).map { $0 + [$1] }, isTest: isTest)
    if sizes.count <= 14 { balance.chooseBest() } else { balance.improve() }
    isTest = balance.isTest
  }
}

/// The search for a choice of groups that balances classes.
private struct ClassBalance {
  let share: Double
  /// A row per group: its rows of each class, then all its rows.
  let table: [[Int]]
  let totals: [Int]
  private(set) var isTest: [Bool]
  /// The sums over the test groups, by the columns of `table`.
  private var test: [Int]

  init(share: Double, table: [[Int]], isTest: [Bool]) {
    self.share = share
    self.table = table
    self.isTest = isTest
    var totals = [Int](repeating: 0, count: table.first?.count ?? 0)
    var test = totals
    for (row, isOnTestSide) in zip(table, isTest) {
      for column in totals.indices {
        totals[column] += row[column]
        if isOnTestSide { test[column] += row[column] }
      }
    }
    self.totals = totals
    self.test = test
  }

  /// The cost after the groups `a` and `b` (none if -1) have changed sides; infinite if that empties a side.
  private func cost(moving a: Int, _ b: Int) -> Double {
    var sum = 0.0
    var rows = 0
    for column in totals.indices {
      rows = test[column]
      if a >= 0 { rows += isTest[a] ? -table[a][column] : table[a][column] }
      if b >= 0 { rows += isTest[b] ? -table[b][column] : table[b][column] }
      let gap = Double(rows) - share * Double(totals[column])
      sum += totals[column] > 0 ? gap * gap / Double(totals[column]) : 0
    }
    // The last column counts all rows.
    return rows == 0 || rows == totals.last ? .infinity : sum
  }

  private mutating func move(_ group: Int) {
    for column in totals.indices {
      test[column] += isTest[group] ? -table[group][column] : table[group][column]
    }
    isTest[group].toggle()
  }

  /// Tries every choice, each from the one before by one move (in the order of Gray's code).
  mutating func chooseBest() {
    for group in isTest.indices where isTest[group] { move(group) }
    var best = (cost: Double.infinity, choice: isTest)
    for step in 1..<(1 << table.count) {
      move(step.trailingZeroBitCount)
      let value = cost(moving: -1, -1)
      if value < best.cost { best = (value, isTest) }
    }
    isTest = best.choice
  }

  mutating func improve() {
    // Swaps cost groups² per round, too much for groups as small as utterances.
    let swaps = table.count <= 300
    for _ in 0..<200 {
      var best = (cost: cost(moving: -1, -1) - 1e-12, a: -1, b: -1)
      for a in table.indices {
        let value = cost(moving: a, -1)
        if value < best.cost { best = (value, a, -1) }
        for b in table.indices where swaps && isTest[a] && !isTest[b] {
          let value = cost(moving: a, b)
          if value < best.cost { best = (value, a, b) }
        }
      }
      if best.a < 0 { return }
      move(best.a)
      if best.b >= 0 { move(best.b) }
    }
  }
}
