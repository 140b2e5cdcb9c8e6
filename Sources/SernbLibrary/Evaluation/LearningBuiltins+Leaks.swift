// The leak report, and the identity of rows.

internal import Basics
internal import Learning
import SernbDocument
import SernbLanguage
import SernbRuntime
import Tables

extension LearningBuiltins {
  static let leaks = Builtin(
    "leaks",
    "A report of test rows that were also seen in training, directly or as copies, by class and speaker.",
    family: family,
    [
      .subject("train", .anyTable, "The training rows."),
      .subject("test", .anyTable, "The test rows."),
      Parameter(
        "fitted", .oneOf(fittedKinds + [.list(.unknown)]),
        "A result of `fit`, such as a scaler, or a list of such results.", isOptional: true
      ).formerly("learnt"),
      .column(
        "by", "The column of classes; `label` when left out and there is one.", isOptional: true),
    ], gives: .object(LeakReportValue.kind),
    examples: [
      .init(
        """
        \(example)copied = split(oversample(turns, by: .label, times: {ang: 3}), test_size: 50 %, seed: 1)
        leaks(copied.train, copied.test)
        """,
        shows: """
          caution: Leak: 2 of 4 test rows (50.0 %) were also seen in training: the train
          rows (2); 2 of them as another copy of the utterance. 1 speaker is on both
          sides: Ses01F.

          class  test rows  seen in training   share
          ─────  ─────────  ────────────────  ──────
          ang            2                 2  100.0%
          sad            2                 0    0.0%
          """),
      .init(
        """
        \(example)scaler = fit(min_max_scaler(), turns)
        leaks(turns |> head(2), turns |> tail(2), fitted: scaler).leaked
        """, shows: "2"),
    ]
  ) { call in
    let (train, test) = (try call.table("train"), try call.table("test"))
    var provenance = [TrainingProvenance("the train rows", train.rows)]
    for fitted in try call.fittedObjects("fitted") { provenance.append(fitted.provenance) }
    provenance = RowIdentities().adding(provenance: provenance + test.rows.learners).learners
    let column = call.optionalColumns("by")?.first ?? (test.has("label") ? "label" : nil)
    let labels = try column.map { name in
      try learning { () throws(LearningError) in try test.labels(name) }
    }
    return .object(
      LeakReportValue(
        provenance: provenance, test: test.rows, labels: labels,
        equal: try equal(train, test, column, labels)))
  }

  /// Test rows that equal a train row in all common numbers and terms and the class.
  private static func equal(
    _ train: Table, _ test: Table, _ label: String?, _ labels: [String?]?
  ) throws -> [EqualRows] {
    guard let label, let labels, train.has(label) else { return [] }
    let names = train.schema.filter { column in
      column.name != label && [.number, .terms].contains(column.kind)
        && test[column.name]?.kind == column.kind
    }.map(\.name)
    if names.isEmpty { return [] }
    return try learning { () throws(LearningError) in
      let known = try train.features(named: names, model: "model")
      let judged = try test.features(named: known.columns, model: "model")
      let digests = RowDigests(known.rows, labels: try train.labels(label), rows: train.rows)
      return [EqualRows("the train rows", digests.equals(in: judged.rows, labels: labels))]
    }
  }

  private static var fittedKinds: [Type] { estimators.map { .object($0.fitted) } }

  static let speakers = Builtin(
    "speakers", "The speakers of a table's rows by name, as far as they are known.",
    family: family, [.table()], gives: .list(.text),
    examples: [.init("\(example)speakers(turns)", shows: "[\"Ses01F\", \"Ses01M\"]")]
  ) { call in
    let known = Set(try call.table("table").rows.speakers.compactMap { $0 })
    return .list(known.sorted().map { .text($0) })
  }

  static let identity = Builtin(
    "identity",
    "The utterance and speaker that each row stands for, and which copy of it (0 for the original).",
    family: family, [.table()],
    gives: .table(
      Schema([
        TypedName("utterance", .text), TypedName("speaker", .text), TypedName("copy", .count),
      ])),
    examples: [
      .init(
        "\(example)identity(turns |> oversample(by: .label, times: {sad: 2})) |> tail(2)",
        shows: """
          utterance            speaker  copy
          ───────────────────  ───────  ────
          Ses01F_impro01_M000  Ses01M      1
          Ses01F_impro01_M001  Ses01M      1
          """)
    ]
  ) { call in
    let rows = try call.table("table").rows
    return .table(
      try verb { () throws(TableError) in
        try Table(
          [
            ("utterance", .text(rows.utterances.texts)), ("speaker", .text(rows.speakers)),
            ("copy", .number(rows.copies.map(Double.init))),
          ], rows: rows)
      })
  }
}

extension Call {
  fileprivate func fittedObjects(_ name: String) throws -> [any FittedValue] {
    guard let value = optional(name) else { return [] }
    let items = if case .list(let list) = value { list.items } else { [value] }
    return try items.map { item in
      guard case .object(let object) = item, let fitted = object as? any FittedValue else {
        throw RunProblem.wrongType(item, wanted: "a result of `fit`", argument: name)
      }
      return fitted
    }
  }
}

/// A leak report as a value.
struct LeakReportValue: EngineValue {
  static let kind = ObjectKind(
    "leak report", "Which test rows were also seen in training.",
    members: [
      TypedName("is_clean", .boolean), TypedName("leaked", .count), TypedName("rows", .count),
      TypedName("share", .count), TypedName("copies", .count),
      TypedName("shared_speakers", .list(.text)),
      TypedName(
        "classes",
        .list(
          .record([
            TypedName("class", .text), TypedName("rows", .count), TypedName("leaked", .count),
          ]))),
    ])

  struct ClassCount {
    /// nil for rows without a class.
    let label: String?
    let leaked: Int
    let total: Int
    /// The number of leaked rows per learner, in the order of `learners`.
    let byLearner: [Int]
  }

  let report: LeakReport
  /// Each learner with its number of leaked rows, in the given order.
  let learners: [(name: String, count: Int)]
  /// Every class of the test rows by name, rows without one last.
  let classes: [ClassCount]

  init(report: LeakReport, learners: [(name: String, count: Int)], classes: [ClassCount]) {
    self.report = report
    self.learners = learners
    self.classes = classes
  }

  init(
    provenance: [TrainingProvenance], test: RowIdentities, labels: [String?]?,
    equal: [EqualRows] = []
  ) {
    let report = LeakReport(provenance: provenance, test: test, labels: labels, equal: equal)
    var counts: [(name: String, count: Int)] = []
    let names = provenance.map(\.learner) + equal.map(\.learner)
    for name in names where !counts.contains(where: { $0.name == name }) {
      let seen = report.leaks.count { $0.learners.contains(name) }
      if seen > 0 { counts.append((name, seen)) }
    }
    var totals: [String: Int] = [:]
    var unlabeled = 0
    for label in labels ?? [] {
      if let label { totals[label, default: 0] += 1 } else { unlabeled += 1 }
    }
    func seen(_ label: String?) -> [Int] {
      counts.map { learner in
        report.leaks.count { leak in
          labels.map { leak.testRow < $0.count && $0[leak.testRow] == label } == true
            && leak.learners.contains(learner.name)
        }
      }
    }
    var classes = totals.keys.sorted().map { name in
      ClassCount(
        label: name, leaked: report.classes.first { $0.label == name }?.leaked ?? 0,
        total: totals[name] ?? 0, byLearner: seen(name))
    }
    if unlabeled > 0 {
      let leaked = report.classes.first { $0.label == nil }?.leaked ?? 0
      classes.append(ClassCount(label: nil, leaked: leaked, total: unlabeled, byLearner: seen(nil)))
    }
    self.report = report
    self.learners = counts
    self.classes = classes
  }

  private var leaked: Int { report.leaks.count }
  private var copies: Int { report.leaks.count { $0.isByCopy } }
  private var share: Double {
    report.testCount == 0 ? 0 : Double(leaked) / Double(report.testCount)
  }

  func member(_ name: String) -> Value? {
    switch name {
    case "is_clean": .boolean(report.isClean)
    case "leaked": .count(leaked)
    case "rows": .count(report.testCount)
    case "share": .number(share)
    case "copies": .count(copies)
    case "shared_speakers": .list(report.sharedSpeakers.map { .text($0) })
    case "classes":
      .list(
        classes.map { count in
          .record(
            Record([
              ("class", count.label.map { .text($0) } ?? .missing),
              ("rows", .count(count.total)), ("leaked", .count(count.leaked)),
            ]))
        })
    default: nil
    }
  }

  var line: String {
    report.isClean
      ? report.knowledge == .none
        ? "no identity, so leaks among \(NumberText.count(report.testCount)) test rows cannot be detected"
        : "no \(report.knowledge == .partial ? "known " : "")leak in \(NumberText.count(report.testCount)) test rows"
      : "\(NumberText.count(leaked)) of \(NumberText.count(report.testCount)) test rows leak"
  }

  func blocks(_ options: ShowOptions) -> [SernbDocument.Block] {
    let callout = Block.Callout(report.isClean ? .note : .caution, message)
    guard !classes.isEmpty else { return [.callout(callout)] }
    var table = classTable.first(max(options.rows, 20))
    table.caption = options.caption ?? ""
    return [.callout(callout), .table(table)]
  }

  /// One row per class: test rows, leaked rows, and leaked rows per learner if there are several.
  var classTable: ShownTable {
    var columns: [ShownTable.Column] = [
      .init("class", classes.map { $0.label.map(ShownCell.text) ?? .missing }),
      .init("test rows", counts: classes.map(\.total)),
      .init("seen in training", counts: classes.map(\.leaked)),
      .init(
        "share", numbers: classes.map { $0.total == 0 ? 0 : Double($0.leaked) / Double($0.total) },
        format: .percent(1)),
    ]
    if learners.count > 1 {
      columns += learners.enumerated().map { index, learner in
        .init("by \(learner.name)", counts: classes.map { $0.byLearner[index] })
      }
    }
    return ShownTable(columns)
  }

  /// The report in sentences: leaked rows, learners, and speakers on both sides.
  var message: String {
    var text: String
    if report.isClean {
      let count = NumberText.count(report.testCount)
      text =
        switch report.knowledge {
        case .complete: "No leak: none of the \(count) test rows was seen in training."
        case .partial:
          "No known leak: none of the \(count) test rows is known to have been seen in training."
        case .none:
          "The rows have no identity: whether any of the \(count) test rows was seen in training is unknown."
        }
      if report.naturalEquals > 0 {
        text +=
          " \(NumberText.count(report.naturalEquals)) of them equal a training row in all features and the class, as is common for such values."
      }
    } else {
      let percent = NumberText.text(share, .percent(1)).replacing("%", with: " %")
      let by = learners.map { "\($0.name) (\(NumberText.count($0.count)))" }
      text =
        "Leak: \(NumberText.count(leaked)) of \(NumberText.count(report.testCount)) test rows "
        + "(\(percent)) were also seen in training: \(listed(by))"
        + (copies == 0
          ? "." : "; \(NumberText.count(copies)) of them as another copy of the utterance.")
        + (report.valueCount == 0
          ? ""
          : " \(NumberText.count(report.valueCount)) of them have another name there, with equal features and class.")
        + (report.isChosen ? " These rows were also used for a choice that is evaluated here." : "")
    }
    let speakers = report.sharedSpeakers
    if speakers.isEmpty { return text }
    let shown = speakers.prefix(12).joined(separator: ", ")
    return text + " \(NumberText.count(speakers.count)) "
      + (speakers.count == 1 ? "speaker is" : "speakers are") + " on both sides: \(shown)"
      + (speakers.count > 12 ? ", …" : "") + "."
  }

  var json: JSON {
    .object(Self.kind.members.map { JSON.Member($0.name, member($0.name)?.json ?? .null) })
  }

  func equals(_ other: any EngineValue) -> Bool { (other as? LeakReportValue)?.report == report }
}
