// Some columns of dense and sparse rows, chosen by number.

import Kernels
import Testing

@testable import Learning

@Suite(.timeLimit(.minutes(30))) struct ColumnSelectionTests {
  @Test func columnsKeepTheirValues() throws {
    let rows = try combined(70)
    var random = RandomSource(seed: 3)
    for count in [0, 1, 5, 20, 44] {
      let columns = Array(random.shuffled(Array(0..<44)).prefix(count))
      let some = rows.features.selecting(columns: columns)
      #expect(some.count == 70 && some.columns == count)
      #expect(some.denseColumns == columns.count { $0 < 4 })
      for (index, column) in columns.sorted().enumerated() {
        #expect(some.values(index) == rows.features.values(column))
      }
      for row in 0..<70 {
        let indices = some.sparse.indices[some.sparse.range(row)]
        #expect(zip(indices, indices.dropFirst()).allSatisfy { $0 < $1 })
      }
      if count == 0 { continue }
      let training = rows.selecting(columns: columns)
      #expect(training.columns == columns.sorted().map { rows.columns[$0] })
      #expect(training.features == some && training.labels == rows.labels)
    }
    #expect(rows.features.selecting(columns: Array(0..<44)) == rows.features)
  }

  @Test func replacedColumnIsTheOnlyChange() throws {
    let rows = try combined(40).features
    for column in [0, 3, 4, 17, 43] {
      let values = (0..<40).map { $0 % 3 == 0 ? 0 : Double($0) }
      let changed = rows.replacing(column, with: values)
      for other in 0..<44 {
        #expect(changed.values(other) == (other == column ? values : rows.values(other)))
      }
      #expect(changed.sparse.values.allSatisfy { $0 != 0 })
    }
  }
}

extension TrainingRows {
  /// The rows with only these columns, in their original order, with their names and the same classes.
  func selecting(columns: [Int]) -> TrainingRows {
    TrainingRows(
      features.selecting(columns: columns), columns.sorted().map { self.columns[$0] }, classes,
      labels)
  }
}
