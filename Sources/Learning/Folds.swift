// Folds for cross-validation: each fold is the test side once.

internal import Basics
import Kernels
package import Tables

/// How rows are split into folds.
package enum Folds: Sendable, Hashable {
  /// `count` folds whose sizes differ by at most one.
  case plain(Int)
  /// `count` folds in which every class is spread as evenly as its rows allow.
  case stratified(Int, by: String)
  /// `count` folds of whole groups, balanced greedily, largest group first.
  case grouped(Int, by: GroupSource)
  /// A fold for each group, in order of their names.
  case leaveOneOut(GroupSource)

  /// Train and test rows of each fold. Without a seed rows are assigned in table order, as scikit-learn does
  /// without `shuffle`; with one, at random.
  ///
  /// - Throws: `LearningError`.
  package func indices(for table: Table, seed: UInt64?) throws(LearningError) -> [SplitIndices] {
    switch self {
    case .plain(let count): try Folds.plain(table.rowCount, count: count, seed: seed)
    case .stratified(let count, let label):
      try Folds.stratified(table.labels(label), count: count, seed: seed)
    case .grouped(let count, let source):
      try Folds.grouped(table.groups(source), of: source, count: count, seed: seed)
    case .leaveOneOut(let source): try Folds.leaveOneOut(table.groups(source), of: source)
    }
  }

  // MARK: The four ways

  /// As scikit-learn's `KFold`: the first `rows % count` folds have one row more.
  package static func plain(
    _ rows: Int, count: Int, seed: UInt64?
  ) throws(LearningError) -> [SplitIndices] {
    try check(count, rows)
    let order = shuffled(Array(0..<rows), seed)
    var foldOfRow = [Int](repeating: 0, count: rows)
    var next = 0
    for fold in 0..<count {
      for _ in 0..<(rows / count + (fold < rows % count ? 1 : 0)) {
        foldOfRow[order[next]] = fold
        next += 1
      }
    }
    return sides(foldOfRow, count)
  }

  /// As scikit-learn's `StratifiedKFold`: the rows sorted by class are dealt to the folds in turn, which gives the
  /// number of rows of a class a fold gets; they differ by at most one.
  package static func stratified(
    _ labels: [String?], count: Int, seed: UInt64?
  ) throws(LearningError) -> [SplitIndices] {
    try check(count, labels.count)
    let classes = try Classes(labels, what: "label")
    let largest = classes.counts.max() ?? 0
    if largest < count { throw .classesBelowFolds(largest: largest, folds: count) }
    var random = seed.map { RandomSource(seed: $0) }
    // Classes in order of first appearance, as there.
    let order = classes.names.indices.sorted { classes.members[$0][0] < classes.members[$1][0] }
    var foldOfRow = [Int](repeating: 0, count: labels.count)
    var dealt = 0
    for index in order {
      let members = classes.members[index]
      var positions = [Int](repeating: 0, count: count)
      for _ in members {
        positions[dealt % count] += 1
        dealt += 1
      }
      var folds = positions.indices.flatMap { Array(repeating: $0, count: positions[$0]) }
      if let shuffled = random?.shuffled(folds) { folds = shuffled }
      for (row, fold) in zip(members, folds) { foldOfRow[row] = fold }
    }
    return sides(foldOfRow, count)
  }

  /// As scikit-learn's `GroupKFold`: the largest group first, each to the fold with the fewest rows so far. Groups of
  /// one size come in order of their names, or at random with a seed.
  package static func grouped(
    _ groups: [String?], of source: GroupSource = .column("group"), count: Int, seed: UInt64?
  ) throws(LearningError) -> [SplitIndices] {
    try check(count, groups.count)
    let grouped = try Classes(groups, what: source.description)
    if grouped.names.count < count {
      throw .tooFewGroups(found: grouped.names.count, wanted: count)
    }
    let order = shuffled(Array(grouped.names.indices), seed)
    let bySize = order.indices.sorted { a, b in
      let (x, y) = (grouped.counts[order[a]], grouped.counts[order[b]])
      return x != y ? x > y : a < b
    }
    var rows = [Int](repeating: 0, count: count)
    var foldOfGroup = [Int](repeating: 0, count: order.count)
    for position in bySize {
      let lightest = rows.indices.min { (rows[$0], $0) < (rows[$1], $1) } ?? 0
      foldOfGroup[order[position]] = lightest
      rows[lightest] += grouped.counts[order[position]]
    }
    return sides(grouped.ofRow.map { foldOfGroup[$0] }, count)
  }

  /// A fold for each group, in order of their names.
  package static func leaveOneOut(
    _ groups: [String?], of source: GroupSource = .column("group")
  ) throws(LearningError) -> [SplitIndices] {
    let grouped = try Classes(groups, what: source.description)
    if grouped.names.count < 2 { throw .tooFewGroups(found: grouped.names.count, wanted: 2) }
    return sides(grouped.ofRow, grouped.names.count)
  }

  // MARK: Helpers

  private static func check(_ count: Int, _ rows: Int) throws(LearningError) {
    if count < 2 || count > rows { throw .foldCount(count, rows: rows) }
  }

  private static func shuffled(_ positions: [Int], _ seed: UInt64?) -> [Int] {
    guard let seed else { return positions }
    var random = RandomSource(seed: seed)
    return random.shuffled(positions)
  }

  private static func sides(_ foldOfRow: [Int], _ count: Int) -> [SplitIndices] {
    (0..<count).map { fold in SplitIndices(isTest: foldOfRow.map { $0 == fold }) }
  }
}
