// Builtins for train/test splits, folds and oversampling.

internal import Basics
internal import Learning
import SernbLanguage
import SernbRuntime
import Tables

extension LearningBuiltins {
  private static let stratify = Parameter.column(
    "stratify", "The column whose classes keep their proportions on both sides.", isOptional: true)

  private static let group = Parameter(
    "group", .row(.unknown),
    "What keeps rows together on one side: \"speaker\", \"session\", \"utterance\" or a column.",
    isOptional: true)

  static let split = Builtin(
    "split",
    "The rows split into `train` and `test`: at random, stratified by class, or by whole groups such as speakers.",
    family: family,
    [
      .table(), .number("test_size", "The share of test rows.", 0.2, in: 0...1).formerly("test"),
      stratify, group,
      Parameter(
        "test_groups", .value(.list(.unknown)), "The groups that are test rows, by name.",
        isOptional: true), .seed,
    ],
    giving: { facts in
      facts.checkGroup()
      let table = facts.type("table")
      return .record([TypedName("train", table), TypedName("test", table)])
    },
    examples: [
      .init(
        "\(example)split(turns, test_size: 50 %, group: \"speaker\", seed: 1).test |> speakers",
        shows: "[\"Ses01F\"]"),
      .init(
        "\(example)split(turns, group: \"speaker\", test_groups: [\"Ses01M\"]).test.label",
        shows: "[\"sad\", \"sad\"]"),
    ]
  ) { call in
    let table = try call.table("table")
    let seed = try call.seed()
    let share = try call.number("test_size")
    let stratify = call.optionalColumns("stratify")?.first
    let grouping = try await Grouping(call, table)
    let named = try call.groupNames()
    let sides: SplitIndices
    switch (grouping, named) {
    case (nil, .some):
      throw RunProblem(
        "missing-argument", "`test_groups` needs `group`: which groups do the names refer to",
        argument: "test_groups", hint: "Such as `group: \"speaker\"`.")
    case (let grouping?, let names?):
      guard stratify == nil else {
        throw RunProblem(
          "wrong-type", "`test_groups` already names the test rows, so `stratify` has no effect",
          argument: "stratify")
      }
      sides = try learning { () throws(LearningError) in
        try Split.named(grouping.values, of: grouping.source, test: names)
      }
    case (let grouping?, nil):
      sides = try learning { () throws(LearningError) in
        let labels = try stratify.map { name throws(LearningError) in try table.labels(name) }
        return try Split.grouped(
          grouping.values, of: grouping.source, balancing: labels, testShare: share, seed: seed)
      }
    case (nil, nil):
      let way: Split =
        stratify.map { .stratified(testShare: share, by: $0) } ?? .plain(testShare: share)
      sides = try learning { () throws(LearningError) in try way.indices(for: table, seed: seed) }
    }
    return .record(Record(try table.sides(sides)))
  }

  static let folds = Builtin(
    "folds",
    "The rows split into folds for cross-validation: a list of `fold`, `train` and `test`.",
    family: family,
    [
      .table(), .count("k", "How many folds.", 5, in: 2...1000), stratify, group,
      .flag("leave_one_out", "Whether every group is held out once; `k` is ignored then."),
      .seed,
    ],
    giving: { facts in
      facts.checkGroup()
      let table = facts.type("table")
      return .list(
        .record([TypedName("fold", .count), TypedName("train", table), TypedName("test", table)]))
    },
    examples: [
      .init(
        "\(example)[speakers(f.test) for f in folds(turns, group: \"speaker\", leave_one_out: true)]",
        shows: "[[\"Ses01F\"], [\"Ses01M\"]]"),
      .init(
        "\(example)[f.test.label for f in folds(turns, k: 2, stratify: .label)]",
        shows: "[[\"ang\", \"sad\"], [\"ang\", \"sad\"]]"),
    ]
  ) { call in
    let table = try call.table("table")
    let seed = try call.seed()
    let count = try call.whole("k")
    let stratify = call.optionalColumns("stratify")?.first
    let grouping = try await Grouping(call, table)
    let leavesOneOut = try call.flag("leave_one_out")
    guard grouping == nil || stratify == nil else {
      throw RunProblem(
        "wrong-type", "Folds follow classes or groups, not both", argument: "stratify",
        hint: "Leave out `stratify`, so that no group is on both sides.")
    }
    guard grouping != nil || !leavesOneOut else {
      throw RunProblem(
        "missing-argument", "`leave_one_out` needs `group`", argument: "leave_one_out",
        hint: "Such as `group: \"speaker\"`.")
    }
    let folds = try learning { () throws(LearningError) in
      if let grouping {
        return leavesOneOut
          ? try Folds.leaveOneOut(grouping.values, of: grouping.source)
          : try Folds.grouped(grouping.values, of: grouping.source, count: count, seed: seed)
      }
      let way: Folds = stratify.map { .stratified(count, by: $0) } ?? .plain(count)
      return try way.indices(for: table, seed: seed)
    }
    return .list(
      try folds.enumerated().map { index, sides in
        .record(Record([("fold", .count(index + 1))] + (try table.sides(sides))))
      })
  }

  static let oversample = Builtin(
    "oversample",
    "The rows, followed by copies of those of rare classes; each copy keeps the identity of its row.",
    family: family,
    [
      .table(), .column("by", "The column of classes."),
      Parameter(
        "times", .value(.record(nil)),
        "How often the rows of a class occur in the result: `{fea: 31, sur: 11}`.", isOptional: true
      ), .flag("balance", "Whether every class is oversampled to the size of the largest."), .seed,
    ], giving: { $0.type("table") },
    examples: [
      .init(
        "\(example)oversample(turns, by: .label, times: {sad: 3}) |> count(by: .label)",
        shows: """
          label  count
          ─────  ─────
          ang        2
          sad        6
          """),
      .init(
        "\(example)oversample(turns |> head(3), by: .label, balance: true).label",
        shows: "[\"ang\", \"sad\", \"ang\", \"sad\"]"),
    ]
  ) { call in
    let table = try call.table("table")
    let label = try call.columns("by").first ?? ""
    let seed = try call.seed()
    let way: Oversampling
    switch (call.optional("times"), try call.flag("balance")) {
    case (.record(let record)?, false): way = .byFactor(try factors(record))
    case (nil, true): way = .toBalance
    case (nil, false):
      throw RunProblem(
        "missing-argument", "`oversample` needs `times` or `balance: true`",
        hint: "Such as `times: {fea: 31, sur: 11}`.")
    case (.some, _):
      throw RunProblem(
        "wrong-type", "Classes are repeated by `times` or by `balance`, not both",
        argument: "balance")
    }
    if let labels = table[label] {
      try call.expectFrames(way.rows(of: labels), columns: table.columnCount)
    }
    return .table(
      try learning { () throws(LearningError) in
        try way.apply(to: table, by: label, seed: seed)
      })
  }

  private static func factors(_ record: Record) throws -> [String: Int] {
    var factors: [String: Int] = [:]
    for (name, value) in record.fields {
      guard case .number(let number, .plain) = value, let whole = Int(exactly: number), whole >= 1
      else {
        throw RunProblem(
          "out-of-range",
          "`\(name)` cannot be repeated \(value.line) times: wanted a whole number, "
            + "at least 1", argument: "times")
      }
      factors[name] = whole
    }
    return factors
  }
}

extension Oversampling {
  /// The number of rows after oversampling, at most the largest allowed number.
  fileprivate func rows(of labels: Column) -> Int {
    var counts: [String: Int] = [:]
    for row in 0..<labels.count { counts[labels.cell(row).text, default: 0] += 1 }
    let total =
      switch self {
      case .byFactor(let factors):
        counts.reduce(0.0) { $0 + Double($1.value) * Double(factors[$1.key] ?? 1) }
      case .toBalance: Double(counts.count) * Double(counts.values.max() ?? 0)
      }
    return Int(min(total, Double(Oversampling.maximumRows)))
  }
}

extension Table {
  fileprivate func sides(_ indices: SplitIndices) throws(RunProblem) -> [(
    name: String, value: Value
  )] {
    try verb { () throws(TableError) in
      [("train", .table(try take(indices.train))), ("test", .table(try take(indices.test)))]
    }
  }
}

extension Call {
  /// The names in `test_groups`, numbers as they are written.
  fileprivate func groupNames() throws -> [String]? {
    guard optional("test_groups") != nil else { return nil }
    return try list("test_groups").map { item in
      switch item {
      case .text(let name): name
      case .number(_, .plain), .boolean: item.line
      default:
        throw RunProblem.wrongType(item, wanted: "names in the list", argument: "test_groups")
      }
    }
  }
}

/// The grouping of rows by the argument `group`.
private struct Grouping {
  let source: GroupSource
  /// One per row, nil where it is not known.
  let values: [String?]

  static let keywords: [(name: String, source: GroupSource)] = [
    ("speaker", .speaker), ("session", .session), ("utterance", .utterance),
  ]

  init?(_ call: Call, _ table: Table) async throws {
    guard let function = call.optionalRow("group") else { return nil }
    var source: GroupSource?
    if let column = function.column {
      source = .column(column)
    } else if let constant = try? await function.apply({ _ in nil }) {
      switch constant {
      case .missing: return nil
      case .text(let name):
        let known = Grouping.keywords.first { $0.name == name }?.source
        // Rows without a known speaker may still have a column of that name.
        let knows = try known.map { source in
          try learning { () throws(LearningError) in try table.groups(source) }
            .contains { $0 != nil }
        }
        source = table.has(name) && knows != true ? .column(name) : known
        guard source != nil else {
          throw RunProblem.unknownColumn(
            name, known: Grouping.keywords.map(\.name) + table.names, argument: "group")
        }
      default: throw RunProblem.wrongType(constant, wanted: "a column", argument: "group")
      }
    }
    if let source {
      self.source = source
      values = try learning { () throws(LearningError) in try table.groups(source) }
      return
    }
    self.source = .column(Mapping.label(function.text))
    values = try await call.values(of: function, over: table).map { value in
      switch value {
      case .text(let name): name
      case .number, .boolean: value.line
      case .missing: nil
      default: throw RunProblem.wrongType(value, wanted: "a name", argument: "group")
      }
    }
  }
}

extension CallFacts {
  /// A group given as a text must be a known one.
  fileprivate mutating func checkGroup() {
    guard let name = text("group"), let span = self["group"]?.span, let schema = schema("table")
    else { return }
    let keywords = Grouping.keywords.map(\.name)
    if keywords.contains(name) || schema.type(of: name) != nil { return }
    problems.append(
      .notAChoice(Name(name, span), parameter: "group", choices: keywords + schema.names))
  }
}
