// Rows to learn from: separable clouds, sparse words, both side by side.

import Kernels
import Testing
import TestSupport

@testable import Learning

/// `count` rows of `columns` numbers around a center for each of `classes` classes, the farther apart the larger `gap`.
func clouds(
  _ count: Int, columns: Int = 4, classes: Int = 3, gap: Double = 3, seed: UInt64 = 1
) throws -> TrainingRows {
  var random = RandomSource(seed: seed)
  var centers = RandomSource(seed: 99)
  let means = (0..<classes).map { _ in (0..<columns).map { _ in gap * centers.uniform() } }
  var cells: [Double] = []
  var labels: [String] = []
  for row in 0..<count {
    let label = row % classes
    labels.append("class \(label)")
    for column in 0..<columns {
      cells.append(means[label][column] + 0.3 * random.normal().magnitude)
    }
  }
  return try TrainingRows(FeatureRows(dense: cells, columns: columns), labels: labels)
}

/// Sparse rows of a few words each, of which some are of one class more than of others; every eleventh row is empty.
func sentences(
  _ count: Int, words: Int = 60, classes: Int = 3, seed: UInt64 = 2
) throws -> TrainingRows {
  let (sparse, labels) = wordRows(count, words: words, classes: classes, seed: seed)
  return try TrainingRows(FeatureRows(sparse: sparse), labels: labels)
}

/// Dense columns beside sparse ones.
func combined(_ count: Int, classes: Int = 3, seed: UInt64 = 3) throws -> TrainingRows {
  let sound = try clouds(count, classes: classes, gap: 1, seed: seed)
  let (sparse, labels) = wordRows(count, words: 40, classes: classes, seed: seed)
  return try TrainingRows(
    FeatureRows(count: count, denseColumns: 4, dense: sound.features.dense, sparse: sparse),
    labels: labels)
}

private func wordRows(
  _ count: Int, words: Int, classes: Int, seed: UInt64
) -> (SparseRows, [String]) {
  var random = RandomSource(seed: seed)
  var (starts, indices, values) = ([0], [Int32](), [Double]())
  var labels: [String] = []
  for row in 0..<count {
    let label = row % classes
    labels.append("class \(label)")
    var chosen = Set<Int>()
    if row % 11 != 10 {
      for _ in 0..<5 {
        let word = random.below(words)
        chosen.insert(random.chance(0.7) ? word / classes * classes + label : word)
      }
    }
    for word in chosen.sorted() where word < words {
      indices.append(Int32(word))
      values.append(0.1 + random.uniform())
    }
    starts.append(indices.count)
  }
  return (SparseRows(columns: words, starts: starts, indices: indices, values: values), labels)
}

/// The share of rows whose highest score is that of their class.
func accuracy(_ model: FittedModel, on rows: TrainingRows) async throws -> Double {
  let scores = try await model.scores(rows.features)
  let found = FittedModel.winners(scores, classes: model.classes.count)
  return Double(pairs(found, rows.labels).count { $0 == $1 }) / Double(rows.count)
}
