// The verbs that give tables of another shape: counts, groups, summaries, joins, pivots.

internal import Basics
import SernbDocument
import SernbLanguage
import SernbRuntime
import Tables

enum TableShapeBuiltins {
  static let all: [Builtin] = [count, describe, group, join, pivotLonger, pivotWider, summarize]

  private static let family = "tables"
  private static let example = TableBuiltins.example

  static let count = Builtin(
    "count", "The number of rows for each combination of values in columns.", family: family,
    [
      .table(), .columns("by", "The columns."),
      .flag("largest_first", "Whether the most frequent comes first."),
    ],
    giving: { facts in
      guard let schema = facts.schema("table"), let names = facts["by"]?.columns else {
        return .anyTable
      }
      let keys = names.map { TypedName($0, schema.type(of: $0) ?? .unknown) }
      return .table(Schema(keys + [TypedName("count", .count)]))
    },
    examples: [
      .init(
        "\(example) |> count(by: .label)",
        shows: """
          label  count
          ─────  ─────
          ang        2
          sad        1
          """)
    ]
  ) { call in
    let table = try call.table("table")
    let names = try call.columns("by")
    let largestFirst = try call.flag("largest_first")
    let groups = try verb { () throws(TableError) in try table.group(by: names) }
    let isFree = table.isCountFree(by: names)
    let parts = try await concurrentMap(2, width: table.width(call.jobs)) { part -> GroupPart in
      if part == 0 {
        return GroupPart(
          table: try verb { () throws(TableError) in
            try groups.counts(mostFrequentFirst: largestFirst)
          })
      }
      return GroupPart(rows: isFree ? nil : groups.mixedRows)
    }
    let counts = parts[0].table ?? Table()
    guard let mixed = parts[1].rows else { return .table(counts) }
    return .table(
      try verb { () throws(TableError) in
        try counts.with(
          rows: counts.rows.adding(provenance: [mixed.behindStatistic(in: "count")]))
      })
  }

  static let summarize = Builtin(
    "summarize", formerly: ["summarise"],
    "One row per group, with values computed from its columns as lists: `summarize(by: .label, m: mean(.length))`.",
    family: family,
    [
      .table(),
      .columns(
        "by", "The columns that make the groups; one group when left out.", isOptional: true),
    ], rest: .group(.unknown),
    giving: { facts in
      guard let schema = facts.schema("table") else { return .anyTable }
      let keys = (facts["by"]?.columns ?? []).map { TypedName($0, schema.type(of: $0) ?? .unknown) }
      return .table(Schema(keys + facts.rest.map { TypedName($0.name.text, $0.facts.type) }))
    },
    examples: [
      .init(
        "\(example) |> summarize(by: .label, n: length(.length), total: sum(.length))",
        shows: """
          label  n  total (s)
          ─────  ─  ─────────
          ang    2          6
          sad    1          3
          """)
    ], origin: .builtin
  ) { call in
    let table = try call.table("table")
    let names = call.optionalColumns("by") ?? []
    let groups = try verb { () throws(TableError) in
      names.isEmpty ? try RowGroups(one: table) : try table.group(by: names)
    }
    let (rest, jobs) = (call.rest, call.jobs)
    // What the groups are called is written beside their statistics.
    let parts = try await concurrentMap(2, width: table.width(jobs)) { part -> GroupPart in
      if part == 0 {
        return GroupPart(
          table: try verb { () throws(TableError) in try groups.keys() },
          rows: groups.mixedRows)
      }
      return GroupPart(values: try await table.values(of: rest, by: groups, jobs: jobs))
    }
    var result = parts[0].table ?? Table()
    let mixed = parts[0].rows
    var members: GroupedRows?
    for (index, (name, argument)) in rest.enumerated() {
      guard case .row(let function) = argument else { continue }
      let values: ListValue
      if let known = parts[1].values[index] {
        values = known
      } else {
        let all = try members ?? verb { () throws(TableError) in try groups.members() }
        members = all
        values = try await function.values(over: table, all)
      }
      let column = try Column(values, name: name)
      var provenance = call.provenance(name)
      if let mixed, !(function.isCount && table.isCountFree(by: names)) {
        provenance.append(mixed.behindStatistic(in: name))
      }
      // A statistic of several rows is not a value of one of them.
      let isOwn = provenance.isEmpty && !function.isCount
      let sources =
        isOwn ? function.columns.filter { table[$0]?.kind == .text && !names.contains($0) } : []
      result = try verb { () throws(TableError) in
        try result.with(
          name, column, madeOf: isOwn ? function.columns : [],
          provenance: provenance + sources.map { TrainingProvenance(source: $0, of: [name]) })
      }
    }
    return .table(result)
  }

  static let group = Builtin(
    "group",
    "A list with a record for each group: the `name` of the group and its `rows` as a table.",
    family: family, [.table(), .columns("by", "The columns that make the groups.")],
    giving: { facts in
      .list(.record([TypedName("name", .text), TypedName("rows", facts.type("table"))]))
    },
    examples: [
      .init("[g.name for g in group(\(example), by: .label)]", shows: "[\"ang\", \"sad\"]")
    ]
  ) { call in
    let table = try call.table("table")
    let names = try call.columns("by")
    let groups = try verb { () throws(TableError) in try table.group(by: names) }
    let members = try verb { () throws(TableError) in try groups.members() }
    return .list(
      try await concurrentMap(groups.count, width: table.width(call.jobs)) { group -> Value in
        let part = try verb { () throws(TableError) in try table.take(Array(members[group])) }
        let cells = groups.cells(group).map { $0 == .missing ? "missing" : $0.text }
        let name = Value.text(cells.joined(separator: ", "))
        return .record(Record([("name", name), ("rows", .table(part))]))
      })
  }

  static let join = Builtin(
    "join", "The table with the columns of another added, where keys are equal.",
    family: family,
    [
      .table(),
      .subject("other", .anyTable, "The table whose columns are added; a key occurs once in it."),
      .columns("on", "The columns that must be equal, by the same names in both."),
      .choice(
        "keep",
        "Which rows: those with a partner, all of the first, all of both, or none with a partner.",
        ["matched", "all", "both", "unmatched"]),
      .text("suffix", "Appended to the names of added columns that the first table has too.", ""),
    ],
    giving: { facts in
      guard let left = facts.schema("table"), let right = facts.schema("other") else {
        return .anyTable
      }
      if facts.text("keep") == "unmatched" { return facts.type("table") }
      let keys = facts["on"]?.columns ?? []
      let suffix = facts.text("suffix") ?? ""
      let added = right.columns.filter { !keys.contains($0.name) }.map { column in
        TypedName(
          left.type(of: column.name) == nil ? column.name : column.name + suffix, column.type)
      }
      return .table(Schema(left.columns + added))
    },
    examples: [
      .init(
        "join(\(example), table(label: [\"ang\", \"sad\"], word: [\"anger\", \"sadness\"]), on: .label).word",
        shows: "[\"anger\", \"sadness\", \"anger\"]")
    ]
  ) { call in
    let (table, other) = (try call.table("table"), try call.table("other"))
    let keys = try call.columns("on").map { JoinKey($0) }
    let suffix = try call.text("suffix")
    let kind: JoinKind =
      switch try call.text("keep") {
      case "all": .left
      case "both": .full
      case "unmatched": .anti
      default: .inner
      }
    return .table(
      try verb { () throws(TableError) in
        try table.join(other, on: keys, kind: kind, suffix: suffix.isEmpty ? nil : suffix)
      })
  }

  static let describe = Builtin(
    "describe",
    "One row per column: number of values, mean, standard deviation and quartiles, or the most frequent text.",
    family: family, [.table()], gives: .anyTable,
    examples: [.init("(describe(\(example)) |> where(.column == \"length\")).mean", shows: "[3]")]
  ) { call in
    let table = try call.table("table")
    let all = try await concurrentMap(table.columnCount, width: call.jobs) { index in
      try verb { () throws(TableError) in
        try ColumnDescription(table.names[index], table.columns[index])
      }
    }
    return .table(try verb { () throws(TableError) in try table.descriptionTable(all) })
  }

  static let pivotWider = Builtin(
    "pivot_wider", "One column for each text of a column, filled from another.", family: family,
    [
      .table(), .column("names", "The column whose texts become columns."),
      .column("values", "The column that fills them."),
    ], gives: .anyTable,
    examples: [
      .init(
        "table(id: [1, 1], k: [\"a\", \"b\"], v: [5, 6]) |> pivot_wider(names: .k, values: .v)",
        shows: """
          id  a  b
          ──  ─  ─
           1  5  6
          """)
    ]
  ) { call in
    let table = try call.table("table")
    let names = try call.columns("names").first ?? ""
    let values = try call.columns("values").first ?? ""
    let size = try verb { () throws(TableError) in
      try table.widerSize(names: names, values: values)
    }
    // A row index and a cell for each.
    try call.expect(bytes: Double(size.rows) * Double(size.columns) * 32)
    return .table(
      try verb { () throws(TableError) in try table.pivotWider(names: names, values: values) })
  }

  static let pivotLonger = Builtin(
    "pivot_longer", "One row for each of several columns, with the column's name and its value.",
    family: family,
    [
      .table(), .columns("columns", "The columns to put below each other."),
      .text("names", "Name of the column of names.", "name"),
      .text("values", "Name of the column of values.", "value"),
    ], gives: .anyTable,
    examples: [
      .init(
        "table(id: [1], a: [5], b: [6]) |> pivot_longer(columns: [.a, .b])",
        shows: """
          id  name  value
          ──  ────  ─────
           1  a         5
           1  b         6
          """)
    ]
  ) { call in
    let table = try call.table("table")
    let stacked = try call.columns("columns")
    let (names, values) = (try call.text("names"), try call.text("values"))
    try call.expectFrames(table.rowCount * stacked.count, columns: table.columnCount + 2)
    return .table(
      try verb { () throws(TableError) in
        try table.pivotLonger(stacked, names: names, values: values)
      })
  }
}

extension RowFunction {
  /// Whether it only counts rows, whatever their values are.
  fileprivate var isCount: Bool {
    columns.count == 1 && text.hasPrefix("length(.") && text.dropFirst(8).dropLast() == columns[0]
  }
}

/// What is found out about groups at the same time.
private struct GroupPart: Sendable {
  var table: Table?
  var rows: RowIdentities?
  /// Statistics, by the number of the argument that asks for them.
  var values: [Int: ListValue] = [:]
}

extension RowFunction {
  /// The values over the lists of each group.
  fileprivate func values(
    over table: Table, _ members: GroupedRows
  ) async throws -> ListValue {
    var values = ListBuilder()
    for rows in members {
      try checkCancellation()
      values.append(
        try await apply { column in
          table[column].map { found in .list(found.taking(Array(rows)).list) }
        })
    }
    return values.list
  }
}

extension Table {
  /// How many tasks work on it: few rows are done before another task has begun.
  fileprivate func width(_ jobs: Int) -> Int { rowCount < 1 << 14 ? 1 : jobs }

  /// The values of those functions that count the rows of groups or are a statistic of their numbers.
  fileprivate func values(
    of arguments: [(name: String, argument: CallArgument)], by groups: RowGroups, jobs: Int
  ) async throws -> [Int: ListValue] {
    var found: [Int: ListValue] = [:]
    // The numbers of one column, group by group.
    var known: (column: String, numbers: [Double])?
    for (index, (_, argument)) in arguments.enumerated() {
      guard case .row(let function) = argument else { continue }
      if function.isCount, has(function.columns[0]) {
        found[index] = ListValue(NumberList(groups.codes.sizes.map { Double($0) }))
        continue
      }
      guard let (statistic, name) = function.statistic.map({ ($0.of, $0.column) }),
        case .number(let numbers, _)? = self[name], let dimension = self[name]?.dimension,
        numbers.contains(where: { !$0.isNaN })
      else { continue }
      let own = try (known?.column == name ? known?.numbers : nil) ?? groups.codes.together(numbers)
      known = (name, own)
      found[index] = try await Self.statistics(
        statistic, of: own, dimension, groups.codes.sizes, jobs: jobs)
    }
    return found
  }

  /// A statistic of the numbers of each group; nil where that is not all there is to it.
  ///
  /// - Parameters:
  ///   - numbers: those of the first group, then those of the second, and so on.
  ///   - sizes: how many are of each group.
  private static func statistics(
    _ statistic: Builtin.Statistic, of numbers: [Double], _ dimension: Dimension, _ sizes: [Int],
    jobs: Int
  ) async throws -> ListValue? {
    let parts = Swift.max(1, Swift.min(sizes.count, numbers.count >> 16))
    let bounds = (0...parts).map { $0 * sizes.count / parts }
    var starts = [0]
    for part in 0..<parts {
      starts.append(starts[part] + sizes[bounds[part]..<bounds[part + 1]].reduce(0, +))
    }
    let found = try await concurrentMap(parts, width: jobs) { [starts] part in
      try statistics(
        statistic, of: numbers, from: starts[part], sizes[bounds[part]..<bounds[part + 1]])
    }
    let hasMissing = found.contains { $0.hasMissing }
    // A sum of nothing has no unit, and a missing result is no result that is NaN.
    guard !(hasMissing && (!statistic.isMissingOfNothing || found.contains { $0.hasNaN })) else {
      return nil
    }
    var values: [Double] = []
    values.reserveCapacity(sizes.count)
    for part in found { values.append(contentsOf: part.values) }
    return ListValue(NumberList(values, dimension, nan: hasMissing ? .missing : .number))
  }

  private static func statistics(
    _ statistic: Builtin.Statistic, of numbers: [Double], from start: Int, _ sizes: ArraySlice<Int>
  ) throws -> (values: [Double], hasMissing: Bool, hasNaN: Bool) {
    var meter = WorkMeter()
    var (values, hasMissing, hasNaN): ([Double], Bool, Bool) = ([], false, false)
    values.reserveCapacity(sizes.count)
    var (own, start): ([Double], Int) = ([], start)
    try numbers.withUnsafeBufferPointer { numbers in
      for size in sizes {
        try meter.spend(20 * size + 100)
        let group = UnsafeBufferPointer(rebasing: numbers[start..<start + size])
        start += size
        let value: Double?
        if group.contains(where: { $0.isNaN }) {
          own.removeAll(keepingCapacity: true)
          for number in group where !number.isNaN { own.append(number) }
          value = own.isEmpty ? nil : try own.withUnsafeBufferPointer(statistic.value)
        } else {
          value = size == 0 ? nil : try statistic.value(group)
        }
        if value == nil { hasMissing = true } else if value?.isNaN == true { hasNaN = true }
        values.append(value ?? .nan)
      }
    }
    return (values, hasMissing, hasNaN)
  }

  /// How many turns a speaker has, or the speakers of a session, is a fact of the corpus and not learned from rows:
  /// counts by columns that follow from the speaker are free.
  fileprivate func isCountFree(by names: [String]) -> Bool {
    (try? speakersDecide(names)) == true
  }
}

extension RowIdentities {
  /// That a statistic of these rows is shown in a column.
  fileprivate func behindStatistic(in column: String) -> TrainingProvenance {
    TrainingProvenance("a statistic", self, columns: [column], role: .statistic)
  }
}
