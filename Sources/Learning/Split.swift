// Train/test splits: random, stratified, or by whole groups.

internal import Basics
import Kernels
package import Tables

/// The rows of both sides, each ascending; together they are all rows, and no row is on both.
package struct SplitIndices: Sendable, Hashable {
  /// The train rows.
  package var train: [Int]
  /// The test rows.
  package var test: [Int]

  /// The rows of both sides.
  package init(train: [Int], test: [Int]) {
    self.train = train
    self.test = test
  }

  /// The sides from a predicate on each row.
  init(isTest: [Bool]) {
    train = isTest.indices.filter { !isTest[$0] }
    test = isTest.indices.filter { isTest[$0] }
  }
}

/// How rows are split in two.
package enum Split: Sendable, Hashable {
  /// A share of the rows at random.
  case plain(testShare: Double)
  /// A share of the rows of each class.
  case stratified(testShare: Double, by: String)
  /// Whole groups whose rows are as near to the share as possible; with `balancing`, a column of
  /// labels, also near to the share of every class.
  case grouped(testShare: Double, by: GroupSource, balancing: String? = nil)
  /// The rows of the named groups.
  case named(test: [String], by: GroupSource)

  /// The sides for the rows of `table`; the same for the same seed.
  ///
  /// - Throws: `LearningError`.
  package func indices(for table: Table, seed: UInt64) throws(LearningError) -> SplitIndices {
    switch self {
    case .plain(let share): try Split.plain(table.rowCount, testShare: share, seed: seed)
    case .stratified(let share, let label):
      try Split.stratified(table.labels(label), testShare: share, seed: seed)
    case .grouped(let share, let source, let label):
      try Split.grouped(
        table.groups(source), of: source,
        balancing: label.map { label throws(LearningError) in try table.labels(label) },
        testShare: share, seed: seed)
    case .named(let test, let source): try Split.named(table.groups(source), of: source, test: test)
    }
  }

  // MARK: The four ways

  /// `ceil(count · testShare)` rows at random, as scikit-learn's `ShuffleSplit`.
  package static func plain(
    _ count: Int, testShare: Double, seed: UInt64
  ) throws(LearningError) -> SplitIndices {
    let testCount = try testRows(of: count, testShare)
    var random = RandomSource(seed: seed)
    var isTest = [Bool](repeating: false, count: count)
    for row in random.shuffled(Array(0..<count)).prefix(testCount) { isTest[row] = true }
    return SplitIndices(isTest: isTest)
  }

  /// As many test rows as `plain`, stratified by class and rounded so that the sum holds: the train
  /// side's rows go to the classes with the largest remainders, as in scikit-learn's `StratifiedShuffleSplit`; equal
  /// remainders in order of the names (there at random).
  package static func stratified(
    _ labels: [String?], testShare: Double, seed: UInt64
  ) throws(LearningError) -> SplitIndices {
    let testCount = try testRows(of: labels.count, testShare)
    let classes = try Classes(labels, what: "label")
    let rare = classes.names.indices.filter { classes.counts[$0] < 2 }
    if !rare.isEmpty { throw .rareClasses(rare.map { classes.names[$0] }) }
    let trainCount = labels.count - testCount
    for (rows, isTest) in [(trainCount, false), (testCount, true)] where rows < classes.names.count
    {
      throw .sideTooSmall(rows: rows, classes: classes.names.count, isTest: isTest)
    }
    let train = Split.allocation(of: trainCount, to: classes.counts)
    var random = RandomSource(seed: seed)
    var isTest = [Bool](repeating: true, count: labels.count)
    for (members, count) in zip(classes.members, train) {
      for row in random.shuffled(members).prefix(count) { isTest[row] = false }
    }
    return SplitIndices(isTest: isTest)
  }

  /// Whole groups at random such that the number of test rows is as near to the share as possible.
  package static func grouped(
    _ groups: [String?], of source: GroupSource = .column("group"),
    balancing labels: [String?]? = nil, testShare: Double, seed: UInt64
  ) throws(LearningError) -> SplitIndices {
    _ = try testRows(of: groups.count, testShare)
    let grouped = try Classes(groups, what: source.description)
    if grouped.names.count < 2 { throw .tooFewGroups(found: grouped.names.count, wanted: 2) }
    var random = RandomSource(seed: seed)
    let order = random.shuffled(Array(grouped.names.indices))
    var choice = GroupChoice(sizes: order.map { grouped.counts[$0] }, share: testShare)
    if let labels {
      if labels.count != groups.count {
        throw .length(what: "labels", found: labels.count, rows: groups.count)
      }
      let classes = try Classes(labels, what: "label")
      let counts = order.map { group in
        var counts = [Int](repeating: 0, count: classes.names.count)
        for row in grouped.members[group] { counts[classes.ofRow[row]] += 1 }
        return counts
      }
      choice.balance(counts)
    }
    var isTestGroup = [Bool](repeating: false, count: order.count)
    for (position, group) in order.enumerated() { isTestGroup[group] = choice.isTest[position] }
    return SplitIndices(isTest: grouped.ofRow.map { isTestGroup[$0] })
  }

  /// The rows of the groups `test` against all others.
  package static func named(
    _ groups: [String?], of source: GroupSource = .column("group"), test: [String]
  ) throws(LearningError) -> SplitIndices {
    let grouped = try Classes(groups, what: source.description)
    let known = Set(grouped.names)
    let unknown = test.filter { !known.contains($0) }
    if !unknown.isEmpty { throw .unknownGroups(unknown, among: grouped.names) }
    let chosen = Set(test)
    if chosen.isEmpty || chosen.count == grouped.names.count { throw .oneSided(groups: test) }
    return SplitIndices(isTest: grouped.ofRow.map { chosen.contains(grouped.names[$0]) })
  }

  // MARK: Shares in whole rows

  private static func testRows(of count: Int, _ share: Double) throws(LearningError) -> Int {
    if !(share > 0 && share < 1) { throw .shareOutOfRange(share) }
    let test = Int((Double(count) * share).rounded(.up))
    if test < 1 || test >= count { throw .tooFewRows(count, test: test) }
    return test
  }

  /// Distributes `total` rows over classes in proportion to `counts`: whole parts first, then one each for the largest
  /// remainders, the first class among equals.
  static func allocation(of total: Int, to counts: [Int]) -> [Int] {
    let sum = counts.reduce(0, +)
    if sum == 0 { return counts.map { _ in 0 } }
    let exact = counts.map { Double($0) / Double(sum) * Double(total) }
    var positions = exact.map { Int($0.rounded(.down)) }
    let order = counts.indices.sorted { a, b in
      let (x, y) = (exact[a] - Double(positions[a]), exact[b] - Double(positions[b]))
      return x != y ? x > y : a < b
    }
    for index in order.prefix(max(0, total - positions.reduce(0, +))) { positions[index] += 1 }
    return positions
  }
}
