// Many rows of one table, such as the folds of a cross-validation: one number of each, side by side, in place of a section a row.

internal import SernbDocument

struct SweepRows {
  private let cell: String
  private let rows: [SweepScores]

  /// With fewer of them each has a section of its own.
  private static let fewest = 4
  private static let columnsInTable = 8

  /// Parts scores into those with a section of their own and tables of many rows, both in the order of meeting them.
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

  /// The most telling metric that every row has, also where it is the same at every point.
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
  var title: String {
    "Rows of \(cell.isEmpty ? "a table" : cell): \(RunMetric.title(metric))"
  }

  /// A row a point.
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
