// Tables to split, copy and scale.

import Kernels
import Tables

/// `count` turns of ten speakers in five sessions with labels of very different frequency; the column `row` tells
/// each row's number.
func speech(_ count: Int, seed: UInt64) throws -> Table {
  var random = RandomSource(seed: seed)
  var labels: [String] = []
  var utterances: [String] = []
  for row in 0..<count {
    let draw = random.uniform()
    labels.append(draw < 0.4 ? "neu" : draw < 0.7 ? "sad" : draw < 0.92 ? "ang" : "fea")
    let session = 1 + random.below(5)
    utterances.append("Ses0\(session)F_impro01_\(random.chance(0.5) ? "F" : "M")\(1000 + row)")
  }
  return try Table(
    [("row", .number((0..<count).map { Double($0) })), ("label", .text(labels))],
    rows: RowIdentities(utterances: utterances))
}

/// Whether the two sides are all rows of `count`, each once and ascending.
func isPartition(_ train: [Int], _ test: [Int], of count: Int) -> Bool {
  train == train.sorted() && test == test.sorted() && (train + test).sorted() == Array(0..<count)
}
