// Summary statistics of a column, as in pandas.

import Basics
import Kernels

/// Count, spread and quartiles of a column of numbers. NaN where there are too few values.
package struct NumberDescription: Sendable, Hashable {
  /// Cells that are not missing.
  package var count: Int
  /// The number of missing cells.
  package var missing: Int
  /// The mean.
  package var mean: Double
  /// The standard deviation of a sample (n - 1).
  package var std: Double
  /// The minimum.
  package var min: Double
  /// The first quartile.
  package var lowerQuartile: Double
  /// The median.
  package var median: Double
  /// The third quartile.
  package var upperQuartile: Double
  /// The maximum.
  package var max: Double
  /// The unit of the numbers.
  package var unit: ColumnUnit

  init(_ values: [Double], unit: ColumnUnit) throws(TableError) {
    let present = values.filter { !$0.isNaN }
    count = present.count
    missing = values.count - present.count
    mean = Aggregate.mean(of: present)
    std = Aggregate.std(of: present)
    (min, max) = present.withUnsafeBufferPointer {
      (Elementwise.min($0) ?? .nan, Elementwise.max($0) ?? .nan)
    }
    // Of 0 and -0 the one that sorting puts last.
    if max == 0 { max = present.last { $0 == 0 } ?? 0 }
    func quantile(_ share: Double) throws(TableError) -> Double {
      try unlessCancelled { () throws(Cancelled) in
        try present.withUnsafeBufferPointer { numbers throws(Cancelled) in
          try Aggregate.quantile(share, of: numbers)
        }
      }
    }
    lowerQuartile = try quantile(0.25)
    median = try quantile(0.5)
    upperQuartile = try quantile(0.75)
    self.unit = unit
  }
}

/// Count and most frequent value of a column of texts or truth values.
package struct TextDescription: Sendable, Hashable {
  /// Cells that are not missing.
  package var count: Int
  /// The number of missing cells.
  package var missing: Int
  /// The number of distinct values.
  package var distinct: Int
  /// The most frequent text, the first by name among equals; `nil` if all are missing.
  package var mostFrequent: String?
  /// How often the most frequent value occurs.
  package var frequency: Int

  init(_ column: Column) throws(TableError) {
    let coded = try KeyCodes([column], rows: column.count)
    var counts = Array(repeating: 0, count: coded.firsts.count)
    for code in coded.codes { counts[Int(code)] += 1 }
    missing = column.missingCount
    count = column.count - missing
    let present = coded.firsts.indices.filter { !column.isMissing(coded.firsts[$0]) }
    distinct = present.count
    let frequency = present.reduce(0) { max($0, counts[$1]) }
    self.frequency = frequency
    // The first by name among those that are as frequent.
    let rows = present.filter { counts[$0] == frequency }.map { coded.firsts[$0] }
    let names = column.taking(rows).cellTexts
    mostFrequent = try unlessCancelled { () throws(Cancelled) in
      try SortOrder.least(of: names).flatMap { names[$0] }
    }
  }
}

/// A column's name and what it holds.
package struct ColumnDescription: Sendable, Hashable {
  /// The name of the column.
  package var name: String
  /// The kind of the cells.
  package var kind: Column.Kind
  /// The statistics.
  package var content: Content

  /// The statistics by kind of column.
  package enum Content: Sendable, Hashable {
    case number(NumberDescription)
    case text(TextDescription)
  }

  /// What a column holds.
  package init(_ name: String, _ column: Column) throws(TableError) {
    self.name = name
    kind = column.kind
    switch column {
    case .number(let values, let unit):
      content = .number(try NumberDescription(values, unit: unit))
    case .text, .boolean, .terms: content = .text(try TextDescription(column))
    }
  }
}

extension Table {
  /// What each column holds, in column order.
  package func describe() throws(TableError) -> [ColumnDescription] {
    try entries.map { name, column throws(TableError) in try ColumnDescription(name, column) }
  }

  /// What each column holds as a table, one row per column: `column`, `kind`, `unit`, `count`, `missing`, then for numbers
  /// `mean`, `std`, `min`, `q25`, `median`, `q75`, `max` and for others `distinct`, `most_frequent`, `frequency`.
  /// Columns that would be empty throughout are left out.
  ///
  /// - Parameter all: a description of each column.
  package func descriptionTable(_ all: [ColumnDescription]) throws(TableError) -> Table {
    var numbers: [NumberDescription?] = []
    var texts: [TextDescription?] = []
    for description in all {
      switch description.content {
      case .number(let content):
        numbers.append(content)
        texts.append(nil)
      case .text(let content):
        numbers.append(nil)
        texts.append(content)
      }
    }
    let hasNumbers = numbers.contains { $0 != nil }
    let hasUnits = numbers.contains { $0.map { $0.unit != .plain } ?? false }
    let hasTexts = texts.contains { $0 != nil }
    var entries: [(name: String, column: Column)] = []
    func add(_ name: String, if isWanted: Bool = true, _ value: (Int) -> Double?) {
      if isWanted { entries.append((name, .number(all.indices.map { value($0) ?? .nan }))) }
    }
    entries.append(("column", .text(all.map(\.name))))
    entries.append(("kind", .text(all.map(\.kind.rawValue))))
    if hasUnits { entries.append(("unit", .text(numbers.map { $0?.unit.symbol }))) }
    add("count") { Double(numbers[$0]?.count ?? texts[$0]?.count ?? 0) }
    add("missing") { Double(numbers[$0]?.missing ?? texts[$0]?.missing ?? 0) }
    add("mean", if: hasNumbers) { numbers[$0]?.mean }
    add("std", if: hasNumbers) { numbers[$0]?.std }
    add("min", if: hasNumbers) { numbers[$0]?.min }
    add("q25", if: hasNumbers) { numbers[$0]?.lowerQuartile }
    add("median", if: hasNumbers) { numbers[$0]?.median }
    add("q75", if: hasNumbers) { numbers[$0]?.upperQuartile }
    add("max", if: hasNumbers) { numbers[$0]?.max }
    add("distinct", if: hasTexts) { texts[$0].map { Double($0.distinct) } }
    if hasTexts { entries.append(("most_frequent", .text(texts.map { $0?.mostFrequent }))) }
    add("frequency", if: hasTexts) { texts[$0].map { Double($0.frequency) } }
    // Each number comes from all rows.
    let provenance = [TrainingProvenance("a statistic", rows, role: .statistic)]
    return try Table(
      entries,
      rows: RowIdentities(all.map { RowIdentity(utterance: $0.name, naming: .group) })
        .adding(provenance: provenance))
  }
}
