// Both sides of a split or of each fold as tables.

import Tables

@testable import Learning

struct SplitTables {
  let train: Table
  let test: Table
}

extension Table {
  /// Both sides of a split; rows keep their identity and their order.
  func split(_ split: Split, seed: UInt64) throws -> SplitTables {
    try sides(split.indices(for: self, seed: seed))
  }

  /// Both sides of each fold.
  func folds(_ folds: Folds, seed: UInt64?) throws -> [SplitTables] {
    try folds.indices(for: self, seed: seed).map(sides)
  }

  private func sides(_ indices: SplitIndices) throws -> SplitTables {
    SplitTables(train: try take(indices.train), test: try take(indices.test))
  }
}
