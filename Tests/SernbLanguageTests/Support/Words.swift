// A small vocabulary and a project in memory, so that the front end is tested without the engine.

import SernbLanguage

enum Words {
  static let clip = ObjectKind(
    "clip", "A sound.",
    members: [TypedName("length", .number(.duration)), TypedName("rate", .number(.frequency))],
    cutBy: .duration, endings: ["wav"])
  static let figure = ObjectKind("figure", "A picture.", endings: ["svg"])
  static let estimator = ObjectKind("estimator", "Settings of a model.")

  static let vocabulary = Vocabulary(signatures, kinds: [clip, figure, estimator])

  static let turns = Schema([
    "label": .text, "speaker": .text, "start": .number(.duration), "end": .number(.duration),
    "loudness": .number(.level), "n": .count,
  ])

  private static func subject(_ name: String, _ type: Type) -> Parameter {
    Parameter(name, .value(type), "What it is about.", isNamed: false)
  }

  private static let table = subject("table", .anyTable)

  private static let signatures = [
    Signature("turns", "A table of turns.", family: "test", []) { _ in .table(turns) },
    Signature("clip", "A sound.", family: "test", []) { _ in .object(clip) },
    Signature("table", "A table of lists.", family: "test", [], rest: .value(.list(.unknown))) {
      facts in
      .table(
        Schema(
          facts.rest.map { name, argument in
            if case .list(let element) = argument.type { return TypedName(name.text, element) }
            return TypedName(name.text, .unknown)
          }))
    },
    Signature(
      "where", "Some rows.", family: "test",
      [table, Parameter("condition", .row(.boolean), "What holds.", isNamed: false)]
    ) { $0.type("table") },
    Signature(
      "derive", "Further columns.", family: "test", [table], rest: .row(.unknown)
    ) { facts in
      guard var schema = facts.schema("table") else { return .anyTable }
      for (name, argument) in facts.rest { schema = schema.setting(name.text, to: argument.type) }
      return .table(schema)
    },
    Signature(
      "summarize", "One row a group.", family: "test",
      [table, Parameter("by", .columns, "The groups.", isOptional: true)], rest: .group(.unknown)
    ) { facts in
      guard let schema = facts.schema("table") else { return .anyTable }
      let groups = (facts["by"]?.columns ?? []).map {
        TypedName($0, schema.type(of: $0) ?? .unknown)
      }
      return .table(Schema(groups + facts.rest.map { TypedName($0.name.text, $0.facts.type) }))
    },
    Signature(
      "sort", "Rows in order.", family: "test",
      [
        table, Parameter("by", .columns, "The order."),
        Parameter("descending", .value(.boolean), "Largest first.", defaultValue: .boolean(false)),
      ]
    ) { $0.type("table") },
    Signature(
      "column_of", "One column.", family: "test",
      [table, Parameter("which", .column, "The column.")]
    ) { _ in .list(.unknown) },
    Signature("rows", "How many rows.", family: "test", [table]) { _ in .count },
    Signature("mean", "The mean.", family: "test", [subject("values", .list(.anyNumber))]) {
      facts in
      if case .list(let element) = facts.type("values") { return element }
      return .anyNumber
    },
    Signature("text", "As text.", family: "test", [subject("value", .unknown)]) { _ in .text },
    Signature(
      "forest", formerly: ["wood"], "A forest.", family: "test",
      [
        Parameter(
          "trees", .value(.count), "How many.", defaultValue: .number(100, .plain), isWhole: true,
          range: 1...5000),
        Parameter(
          "share", .value(.count), "Of the rows.", defaultValue: .number(0.5, .plain), range: 0...1),
        Parameter(
          "criterion", .value(.text), "What is best.", defaultValue: .text("gini"),
          choices: ["gini", "entropy"]),
      ]
    ) { _ in .object(estimator) },
    Signature(
      "frames", "Pieces of a sound.", family: "test",
      [
        subject("clip", .object(clip)),
        Parameter("length", .value(.number(.duration)), "Of a piece.", range: 0.001...10),
        Parameter(
          "above", .value(.number(.level)), "Loudness.", defaultValue: .number(-60, .level)),
      ]
    ) { _ in .list(.object(clip)) },
    Signature(
      "fit", "A model.", family: "test",
      [subject("settings", .object(estimator)), subject("rows", .anyTable)]
    ) {
      _ in .unknown
    },
    Signature("line", "A picture.", family: "test", [subject("values", .list(.anyNumber))]) { _ in
      .object(figure)
    },
    Signature(
      "read_csv", "A table in a file.", family: "test",
      [Parameter("path", .file, "The file.", isNamed: false)]
    ) { facts in
      guard let path = facts.text("path"), let head = facts.files.head(path, 1000) else {
        return .anyTable
      }
      let header = String(decoding: head, as: UTF8.self).split(separator: "\n").first ?? ""
      return .table(Schema(header.split(separator: ",").map { TypedName(String($0), .unknown) }))
    },
    Signature(
      "corpus", "Sounds in a folder.", family: "test",
      [Parameter("path", .folder, "The folder.", isNamed: false)]
    ) { _ in .anyTable },
    Signature(
      "make_corpus", "Makes sounds.", family: "test",
      [Parameter("path", .newFolder, "The folder.", isNamed: false)]
    ) { _ in .anyTable },
    Signature("picky", "It finds its own problems.", family: "test", [subject("value", .count)]) {
      facts in
      if case .number(13, _)? = facts["value"]?.constant {
        facts.problems.append(
          .other(
            Diagnostic(
              "unlucky", "Thirteen is refused", labels: [Label(facts.span, "here")])))
      }
      if case .number(14, _)? = facts["value"]?.constant {
        facts.problems.append(.badDescription(facts.span, why: "Fourteen describes nothing"))
      }
      return .count
    },
  ]

  /// `data/labels.csv` with two columns, the folder `data/demo`; whatever begins with `/` is out of bounds.
  static let files = StaticFiles(
    kind: { path in
      if path.hasPrefix("/") { return .forbidden("it is outside of the project's folder") }
      return ["data/labels.csv": .file, "data": .folder, "data/demo": .folder][path] ?? .missing
    },
    head: { path, count in
      path == "data/labels.csv" ? Array("name,label\na,ang\n".utf8.prefix(count)) : nil
    })

  /// The notebooks that `use` finds.
  static func load(_ path: String) -> CheckContext.Loaded {
    switch path {
    case "good.sernb":
      return .notebook(
        check(
          """
          ---
          params:
            k: 3
          ---
          ```ser a
          train = turns
          accuracy = 0.5
          length = 5 s
          fn times(x) = x * params.k
          ```
          """, name: "good.sernb"))
    case "broken.sernb":
      // A cell that is never closed stops the whole notebook, not only one of its cells.
      return .notebook(check("```ser a\nx = 1\n", name: "broken.sernb"))
    case "circle.sernb": return .cycle(["test.sernb", "circle.sernb", "test.sernb"])
    case "latin.sernb": return .unreadable("it is not UTF-8 text")
    default: return .missing(near: ["good.sernb", "other.sernb"])
    }
  }

  static func check(
    _ text: String, name: String = "test.sernb", overrides: [Override] = []
  ) -> CheckedNotebook {
    Checker.check(
      Notebook(parsing: SourceText(text, name: name)),
      in: CheckContext(vocabulary: vocabulary, files: files, overrides: overrides, load: load))
  }

  /// One cell with this code.
  static func cell(_ code: String) -> CheckedNotebook { check("```ser a\n\(code)\n```\n") }

  /// What is wrong with this code, as `code: message`.
  static func problems(_ code: String) -> [String] {
    cell(code).problems.map { "\($0.diagnostic.code): \($0.diagnostic.message)" }
  }

  /// The description of the type of the last name that the code binds.
  static func type(_ code: String) -> String {
    let checked = cell(code)
    guard checked.problems.isEmpty else {
      return "problem: " + (checked.problems.first?.diagnostic.message ?? "")
    }
    let last = checked.cells.last?.code.statements.last?.defines.last?.text ?? ""
    return checked.exports[last].map { $0.type.short } ?? "nothing"
  }
}
