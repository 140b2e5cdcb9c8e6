// Rows of large tables, such as the folds of a cross-validation: one number per row instead of a section per row.

internal import SernbDocument

struct SweepRows {
  private let cell: String
  private let rows: [SweepScores]

  /// Tables with fewer rows get a section per row.
  private static let fewest = 4
  private static let columnsInTable = 8

  /// Splits scores into those with a section of their own and tables of many rows, both in order of appearance.
  static func part(_ scores: [SweepScores]) -> (single: [SweepScores], tables: [SweepRows]) {
    struct TableKey: Hashable {
      let cell: String
      let number: Int

      init(_ key: SweepScores.Key) { (cell, number) = (key.cell, key.number) }
    }
    var order: [TableKey] = []
    var members: [TableKey: [SweepScores]] = [:]
    for one in scores where !one.isEvaluation {
      let table = TableKey(one.key)
      if members[table] == nil { order.append(table) }
      members[table, default: []].append(one)
    }
    let many = order.filter { (members[$0]?.count ?? 0) >= fewest }
    let single = scores.filter { $0.isEvaluation || !many.contains(TableKey($0.key)) }
    return (single, many.map { SweepRows(cell: $0.cell, rows: members[$0] ?? []) })
  }

  /// The most important metric that every row has, even if it is the same at every point.
  private var metric: String {
    let names = Set(rows.flatMap(\.metrics)).sorted {
      (SweepScores.rank($0), $0) < (SweepScores.rank($1), $1)
    }
    let known = names.first { name in
      rows.allSatisfy { row in row.pointNames.indices.contains { row.value(name, $0) != nil } }
    }
    return known ?? names.first ?? ""
  }

  /// `Rows of folds: accuracy`.
  var title: String { "Rows of \(cell.isEmpty ? "a table" : cell): \(RunMetric.title(metric))" }

  /// One row per point.
  var tables: [ShownTable] {
    let names = ShownTable.Column("point", texts: rows.first?.pointNames ?? [])
    let metric = metric
    let columns = rows.map { row in
      ShownTable.Column(
        row.title,
        row.pointNames.indices.map { point in
          row.value(metric, point).map { .text(SweepScores.number($0)) } ?? .missing
        }, alignment: .right)
    }
    return stride(from: 0, to: columns.count, by: Self.columnsInTable).map { start in
      ShownTable([names] + columns[start..<min(start + Self.columnsInTable, columns.count)])
    }
  }
}
