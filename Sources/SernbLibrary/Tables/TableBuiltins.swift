// The verbs of tables: which rows, which columns, in what order. Every verb keeps the identity of its rows.

internal import Basics
import SernbDocument
import SernbLanguage
import SernbRuntime
import Tables

enum TableBuiltins {
  static let all: [Builtin] = [
    append, columns, derive, distinct, drop, head, identify, readCSV, rename, rows, sample, select,
    sort, table, tail, `where`,
  ]

  private static let family = "tables"

  /// A small table for examples.
  static let example = "table(label: [\"ang\", \"sad\", \"ang\"], length: [2 s, 3 s, 4 s])"

  @Sendable private static func same(_ facts: inout CallFacts) -> Type { facts.type("table") }

  static let table = Builtin(
    "table", "A table made of lists of equal length.", family: family,
    rest: .value(.list(.unknown)),
    giving: { facts in
      .table(
        Schema(
          facts.rest.map { name, argument in
            if case .list(let element) = argument.type { return TypedName(name.text, element) }
            return TypedName(name.text, .unknown)
          }))
    },
    examples: [
      .init(
        "table(label: [\"ang\", \"sad\"], n: [12, 7])",
        shows: """
          label   n
          ─────  ──
          ang    12
          sad     7
          """)
    ], origin: .builtin
  ) { call in
    var entries: [(name: String, column: Column)] = []
    for (name, argument) in call.rest {
      guard case .value(let value) = argument, case .list(let list) = value else {
        throw RunProblem("wrong-type", "A column is made of a list", argument: name)
      }
      entries.append((name, try Column(list, name: name)))
    }
    let count = entries.first?.column.count ?? 0
    // Rows of different tables must have different names; rows of equal tables may share them.
    let plain = try verb { () throws(TableError) in
      try Table(entries, rows: RowIdentities(count: count, source: "row"))
    }
    // The texts as they will be written, in a buffer that grows by doubling.
    try call.expect(bytes: 2 * entries.reduce(0) { $0 + $1.column.writtenBytes })
    let origins = entries.map { call.rowOrigin($0.name) ?? RowOrigin() }
    let rows = try identities(of: plain, origins, statement: call.context.statement)
    return .table(
      try verb { () throws(TableError) in
        var table = try plain.with(rows: rows)
        for (entry, origin) in zip(entries, origins) {
          let provenance = origin.provenance.filter {
            $0.role != .source || $0.learner != entry.name
          }
          if provenance.isEmpty { continue }
          table = try table.with(entry.name, entry.column, madeOf: [], provenance: provenance)
        }
        return table
      })
  }

  /// The identities of a table made of lists: those of the rows its columns are aligned with; of two tables, both. Rows
  /// that come from no table are named after their content and the cell that made them.
  private static func identities(
    of plain: Table, _ origins: [RowOrigin], statement: String
  ) throws -> RowIdentities {
    var sources: [RowIdentities] = []
    for source in origins.flatMap(\.columns)
    where source.count == plain.rowCount && !sources.contains(source) {
      sources.append(source)
    }
    guard let first = sources.first else {
      let name = contentName(CSV.write(plain) + Array(statement.utf8))
      return RowIdentities(count: plain.rowCount, source: "table \(name)")
    }
    return sources.dropFirst().reduce(first) { rows, other in
      rows.knowing(other, at: OptionalRows(all: rows.count))
    }
  }

  /// A short name for bytes: 64 bits by Fowler, Noll and Vo (FNV-1a).
  private static func contentName(_ bytes: [UInt8]) -> String {
    String(FNV1a(bytes).value, radix: 16)
  }

  static let readCSV = Builtin(
    "read_csv", "A table from a file of comma-separated values (RFC 4180).", family: family,
    [
      Parameter("path", .file, "The file, from the project's folder.", isNamed: false),
      .text("separator", "The character between fields.", ","),
    ],
    giving: { facts in
      guard let path = facts.text("path"), let head = facts.files.head(path, 1 << 16) else {
        return .anyTable
      }
      return .table(schema(of: head, separator: facts.text("separator") ?? ","))
    }, examples: [.init("read_csv(\"data/labels.csv\") |> rows", shows: "2")]
  ) { call in
    let name = try call.path("path", .file)
    let separator = try call.text("separator")
    guard let byte = separator.utf8.first, separator.utf8.count == 1 else {
      throw RunProblem("out-of-range", "A separator is one character", argument: "separator")
    }
    do {
      return .table(
        try await call.withBytes("path") { bytes in
          try await CSV.read(
            bytes, name: name, CSV.Reading(separator: byte), width: call.jobs)
        })
    } catch let error as CSVError {
      throw RunProblem(
        .badData, withoutStop(error.message.split(separator: "\n").first.map(String.init) ?? ""),
        argument: "path", notes: error.faults.dropFirst().prefix(4).map(\.message),
        dataLocation: name)
    }
  }

  /// The columns of a file by its header and first rows; nil when the header cannot be read.
  private static func schema(of head: [UInt8], separator: String) -> Schema? {
    guard let byte = separator.utf8.first, let end = head.lastIndex(of: UInt8(ascii: "\n")),
      let table = try? CSV.read(Array(head[...end]), name: "", CSV.Reading(separator: byte))
    else { return nil }
    // Only names are sure: a column that begins with numbers may turn to text further down.
    return Schema(table.names.map { TypedName($0, .unknown) })
  }

  static let rows = Builtin(
    "rows", "How many rows a table has.", family: family, [.table()], gives: .count,
    examples: [.init("\(example) |> rows", shows: "3")], origin: .counts
  ) { call in .count(try call.table("table").rowCount) }

  static let columns = Builtin(
    "columns", "The names of a table's columns.", family: family, [.table()], gives: .list(.text),
    examples: [.init("\(example) |> columns", shows: "[\"label\", \"length\"]")]
  ) { call in
    .list(try call.table("table").names.map { .text($0) })
  }

  static let `where` = Builtin(
    "where", "The rows for which a condition on their columns holds.", family: family,
    [
      .table(), Parameter("condition", .row(.boolean), "What must hold for a row.", isNamed: false),
    ], giving: same,
    examples: [
      .init("\(example) |> where(.label == \"ang\" and .length > 2 s) |> rows", shows: "1")
    ]
  ) { call in
    let table = try call.table("table")
    let values = try await call.values(of: call.row("condition"), over: table)
    let mask: [Bool]
    if case .truths(let truths) = values.storage {
      mask = truths.map { $0 ?? false }
    } else {
      mask = try values.enumerated().map { row, value in
        switch value {
        case .boolean(let flag): flag
        case .missing: false
        default:
          throw RunProblem(
            "wrong-type",
            "The condition gives \(value.typeDescription) in row \(row + 1), wanted true or false",
            argument: "condition")
        }
      }
    }
    return .table(try verb { () throws(TableError) in try table.filter(mask) })
  }

  static let derive = Builtin(
    "derive", "The table with further columns, each computed from a row's columns.", family: family,
    [.table()], rest: .row(.unknown),
    giving: { facts in
      guard var schema = facts.schema("table") else { return .anyTable }
      for (name, argument) in facts.rest { schema = schema.setting(name.text, to: argument.type) }
      return .table(schema)
    },
    examples: [
      .init(
        "table(start: [1 s], end: [3 s]) |> derive(length: .end - .start)",
        shows: """
          start (s)  end (s)  length (s)
          ─────────  ───────  ──────────
                  1        3           2
          """)
    ], origin: .builtin
  ) { call in
    let table = try call.table("table")
    var result = table
    for (name, argument) in call.rest {
      guard case .row(let function) = argument else { continue }
      let column = try Column(try await call.values(of: function, over: table), name: name)
      let provenance = call.provenance(name)
      result = try verb { () throws(TableError) in
        try result.with(name, column, madeOf: function.columns, provenance: provenance)
      }
    }
    return .table(result)
  }

  static let select = Builtin(
    "select", "Only these columns, in this order.", family: family,
    [.table(), Parameter("columns", .columns, "The columns to keep.", isNamed: false)],
    giving: { facts in
      guard let schema = facts.schema("table"), let names = facts["columns"]?.columns,
        !names.isEmpty
      else { return .anyTable }
      return .table(Schema(names.map { TypedName($0, schema.type(of: $0) ?? .unknown) }))
    }, examples: [.init("\(example) |> select([.label]) |> columns", shows: "[\"label\"]")]
  ) { call in
    let table = try call.table("table")
    let names = try call.columns("columns")
    return .table(try verb { () throws(TableError) in try table.select(names) })
  }

  static let drop = Builtin(
    "drop", "The table without these columns.", family: family,
    [.table(), Parameter("columns", .columns, "The columns to leave out.", isNamed: false)],
    giving: { facts in
      guard let schema = facts.schema("table"), let names = facts["columns"]?.columns else {
        return .anyTable
      }
      return .table(Schema(schema.columns.filter { !names.contains($0.name) }))
    }, examples: [.init("\(example) |> drop([.label]) |> columns", shows: "[\"length\"]")]
  ) { call in
    let table = try call.table("table")
    let names = try call.columns("columns")
    return .table(try verb { () throws(TableError) in try table.drop(names) })
  }

  static let rename = Builtin(
    "rename", "The table with new names for columns: `rename(new: .old)`.", family: family,
    [.table()], rest: .column,
    giving: { facts in
      guard let schema = facts.schema("table") else { return .anyTable }
      return .table(
        Schema(
          schema.columns.map { column in
            let new = facts.rest.first { $0.facts.columns == [column.name] }?.name.text
            return TypedName(new ?? column.name, column.type)
          }))
    },
    examples: [
      .init("\(example) |> rename(mood: .label) |> columns", shows: "[\"mood\", \"length\"]")
    ]
  ) { call in
    let table = try call.table("table")
    var pairs: [(from: String, to: String)] = []
    for (name, argument) in call.rest {
      if case .columns(let old) = argument, let old = old.first { pairs.append((old, name)) }
    }
    return .table(try verb { () throws(TableError) in try table.rename(pairs) })
  }

  static let sort = Builtin(
    "sort",
    "The rows sorted by columns; equal rows keep their order, missing values come last.",
    family: family,
    [
      .table(), .columns("by", "The columns to sort by, the most important first."),
      .flag("descending", "Whether the largest comes first."),
    ], giving: same,
    examples: [
      .init("(\(example) |> sort(by: .length, descending: true)).length", shows: "[4 s, 3 s, 2 s]")
    ]
  ) { call in
    let table = try call.table("table")
    let down = try call.flag("descending")
    let keys = try call.columns("by").map { SortKey($0, descending: down) }
    return .table(try verb { () throws(TableError) in try table.sort(by: keys) })
  }

  private static let howMany = Parameter(
    "n", .value(.count), "How many.", defaultValue: .number(5, .plain), isNamed: false,
    isWhole: true, range: 0...1e9)

  static let head = Builtin(
    "head", "The first rows of a table.", family: family,
    [.table(), howMany], giving: same,
    examples: [.init("\(example) |> head(2) |> rows", shows: "2")]
  ) { call in
    let table = try call.table("table")
    let count = try call.whole("n")
    return .table(try verb { () throws(TableError) in try table.head(count) })
  }

  static let tail = Builtin(
    "tail", "The last rows of a table.", family: family,
    [.table(), howMany], giving: same,
    examples: [.init("(\(example) |> tail(1)).label", shows: "[\"ang\"]")]
  ) { call in
    let table = try call.table("table")
    let count = try call.whole("n")
    return .table(try verb { () throws(TableError) in try table.tail(count) })
  }

  static let sample = Builtin(
    "sample", "A random sample of the rows, in the order of the table.", family: family,
    [.table(), .count("n", "How many; at most as many as there are."), .seed], giving: same,
    examples: [.init("\(example) |> sample(n: 2, seed: 1) |> rows", shows: "2")]
  ) { call in
    let table = try call.table("table")
    let (count, seed) = (try call.whole("n"), try call.seed())
    return .table(try verb { () throws(TableError) in try table.sample(count, seed: seed) })
  }

  static let distinct = Builtin(
    "distinct", "The first row of each combination of values.", family: family,
    [.table(), .columns("by", "The columns compared; all when left out.", isOptional: true)],
    giving: same, examples: [.init("\(example) |> distinct(by: .label) |> rows", shows: "2")]
  ) { call in
    let table = try call.table("table")
    let names = call.optionalColumns("by") ?? []
    return .table(try verb { () throws(TableError) in try table.distinct(by: names) })
  }

  static let append = Builtin(
    "append", "The rows of one table, then those of another with the same columns.", family: family,
    [.table(), .subject("other", .anyTable, "The table whose rows come after.")], giving: same,
    examples: [.init("append(\(example), \(example)) |> rows", shows: "6")]
  ) { call in
    let (table, other) = (try call.table("table"), try call.table("other"))
    try call.expectFrames(table.rowCount + other.rowCount, columns: table.columnCount)
    return .table(try verb { () throws(TableError) in try table.append(other) })
  }

  static let identify = Builtin(
    "identify",
    "The table with its rows' identity taken from columns, so that copies and shared speakers are recognized.",
    family: family,
    [
      .table(), .column("utterance", "The column that names the utterance."),
      .column("speaker", "The column that names the speaker.", isOptional: true),
    ], giving: same,
    examples: [.init("\(example) |> identify(utterance: .label) |> rows", shows: "3")]
  ) { call in
    let table = try call.table("table")
    func texts(_ name: String) throws -> [String] {
      guard let column = table[name] else {
        throw RunProblem.unknownColumn(name, known: table.names)
      }
      return (0..<column.count).map { column.cell($0).text }
    }
    let utterances = try texts(try call.columns("utterance").first ?? "")
    let speakers = try call.optionalColumns("speaker")?.first.map(texts)
    // Earlier names are kept as aliases: renaming makes no new row.
    let rows = table.rows.renamed(
      utterances: utterances,
      speakers: utterances.enumerated().map { row, utterance in
        speakers?[row] ?? RowIdentity.speaker(of: utterance)
      })
    return .table(try verb { () throws(TableError) in try table.with(rows: rows) })
  }
}
