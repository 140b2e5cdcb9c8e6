// Early stopping: rows held out of the fit, whose loss decides when to stop.

import Basics
import Kernels

enum HeldOutRows {
  /// About a share of the rows of each class, at random; rows with the same cells and class stay on one side, so that
  /// no copy of a training row is held out, and every class keeps a training row. Ascending.
  ///
  /// - Throws: `LearningError.tooFewRows` if no row can be held out, `Cancelled`.
  static func choose(_ rows: TrainingRows, share: Double, seed: UInt64) throws -> [Int] {
    var held: [Int] = []
    var random = RandomSource(seed: seed, stream: 1 << 63)
    var members = Array(repeating: [Int](), count: rows.classes.count)
    for (row, label) in rows.labels.enumerated() { members[Int(label)].append(row) }
    for members in members {
      var wanted = Int((Double(members.count) * share).rounded())
      let units = try copies(rows.features, members)
      // Some unit is always left for training; a unit larger than the remaining share is skipped.
      for unit in random.shuffled(units).dropLast() where unit.count <= wanted {
        held += unit
        wanted -= unit.count
      }
    }
    if held.isEmpty { throw LearningError.tooFewRows(rows.count, test: 0) }
    return held.sorted()
  }

  /// The rows `members` in sets of equal cells, in order of their first rows.
  private static func copies(_ rows: FeatureRows, _ members: [Int]) throws(Cancelled) -> [[Int]] {
    let distinct = try DistinctRows(
      members.count, hash: { rows.hash(members[$0]) },
      areEqual: { rows.areEqual(members[$0], members[$1]) })
    var units = [[Int]](repeating: [], count: distinct.first.count)
    for (row, unit) in zip(members, distinct.setOfRow) { units[Int(unit)].append(row) }
    return units
  }
}

/// The log loss of held-out rows.
struct BoostingValidation: Sendable {
  /// Distinct rows with their classes and their numbers of held-out rows.
  private let rows: [(row: Int, label: Int, count: Double)]
  private let total: Double

  init(_ held: [Int], _ binned: BinnedRows, _ table: TrainingRows) {
    let pairs = held.map { (row: Int(binned.distinct[$0]), label: Int(table.labels[$0])) }
    var rows: [(row: Int, label: Int, count: Double)] = []
    for pair in pairs.sorted(by: { ($0.row, $0.label) < ($1.row, $1.label) }) {
      if let last = rows.last, last.row == pair.row, last.label == pair.label {
        rows[rows.count - 1].count += 1
      } else {
        rows.append((pair.row, pair.label, 1))
      }
    }
    self.rows = rows
    total = Double(held.count)
  }

  /// The mean of -log of the probability of each row's class, at least 10⁻¹⁶, as XGBoost's `mlogloss`.
  func loss(_ scores: [Double], groups: Int, stride: Int) throws(Cancelled) -> Double {
    var sum = 0.0
    for (index, entry) in rows.enumerated() {
      if index % 4096 == 0 { try checkCancellation() }
      // Sums e to the differences between the other classes' scores and that of the row's own class.
      var others = 0.0
      if groups == 1 {
        others = Math.exp((entry.label == 1 ? -1 : 1) * scores[entry.row])
      } else {
        let own = scores[entry.label * stride + entry.row]
        for group in 0..<groups where group != entry.label {
          others += Math.exp(scores[group * stride + entry.row] - own)
        }
      }
      sum += entry.count * min(Math.log1p(others), -Math.log(1e-16))
    }
    return sum / total
  }
}
