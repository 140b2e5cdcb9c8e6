// Texts as rows of weighted words: the settings of TF-IDF, and the vocabulary that `fit` learns.

import Basics
import Kernels
import Learning
import SernbDocument
import SernbLanguage
import SernbRuntime
import Tables

enum TextVectorBuiltins {
  static let all: [Builtin] = [loadVocabulary, tfidf]

  static let kinds: [ObjectKind] = [TfidfValue.kind, FittedTfidfValue.kind]

  static let family = TextBuiltins.family

  static let example = """
    said = table(
      turn: ["u1", "u2", "u3"], text: ["i am so sorry", "so what", "sorry sorry you"])
      |> identify(utterance: .turn)

    """

  static let tfidf = Builtin(
    "tfidf",
    "Settings of TF-IDF, which weights the terms of texts, as scikit-learn's `TfidfVectorizer`.",
    family: family,
    [
      .column("column", "The column of texts; `transcription` when left out.", isOptional: true),
      .text("name", "The name of the column of terms that `transform` adds.", "terms"),
    ] + Tfidf.forms.map(ModelBuiltins.parameter) + [
      Parameter(
        "stop_list", .value(.list(.text)), "Words to ignore, instead of `stop_words`.",
        isOptional: true)
    ], gives: .object(TfidfValue.kind),
    examples: [
      .init(
        "\(example)said |> transform(fit(tfidf(column: .text), said))",
        shows: """
          turn  text             terms
          ────  ───────────────  ────────────────────────────
          u1    i am so sorry    am 0.68, so 0.52, sorry 0.52
          u2    so what          what 0.80, so 0.61
          u3    sorry sorry you  sorry 0.84, you 0.55
          """),
      .init(
        "\(example)fit(tfidf(column: .text, ngram_range: [1, 2], min_df: 2), said).terms",
        shows: "[\"so\", \"sorry\"]"),
    ], origin: .builtin
  ) { call in
    var values: [(name: String, value: SettingValue)] = []
    for form in Tfidf.forms {
      values.append((form.name, try ModelBuiltins.settingValue(form, call)))
    }
    var settings = try learning { () throws(LearningError) in try Tfidf(values) }
    if call.optional("stop_list") != nil {
      let words = try call.list("stop_list").map { item in
        guard case .text(let word) = item else {
          throw RunProblem.wrongType(item, wanted: "words in the list", argument: "stop_list")
        }
        return word
      }
      settings.stopWords = .words(words)
    }
    return .object(
      TfidfValue(
        settings: settings, column: call.optionalColumns("column")?.first ?? "transcription",
        name: try call.text("name"), provenance: call.provenance("stop_list")))
  }

  static let loadVocabulary = Builtin(
    "load_vocabulary", "A vocabulary from a file that `save` wrote, on any machine.",
    family: family,
    [
      Parameter("file", .file, "The path of the file.", isNamed: false),
      .column("column", "The column of texts; `transcription` when left out.", isOptional: true),
      .text("name", "The name of the column of terms that `transform` adds.", "terms"),
    ], gives: .object(FittedTfidfValue.kind),
    examples: [
      .init("load_vocabulary(\"data/words.sernbwords\").terms", shows: "[\"sorry\", \"what\"]")
    ]
  ) { call in
    let bytes = try call.bytes("file")
    let fitted = try learning { () throws(LearningError) in try FittedTfidf(bytes: bytes) }
    return .object(
      FittedTfidfValue(
        fitted: fitted, column: call.optionalColumns("column")?.first ?? "transcription",
        name: try call.text("name")))
  }
}

/// The settings of TF-IDF and its text column.
struct TfidfValue: FittableValue {
  static let kind = ObjectKind("text vectorizer", "Settings of TF-IDF, to be fitted by `fit`.")

  let settings: Tfidf
  let column: String
  let name: String
  /// The provenance of the stop words.
  let provenance: [TrainingProvenance]

  var line: String {
    let defaults = Dictionary(
      Tfidf.forms.map { ($0.name, $0.defaultValue) }, uniquingKeysWith: { first, _ in first })
    let changed = settings.values.filter { defaults[$0.name] != $0.value }
    return "TF-IDF of `\(column)`"
      + (changed.isEmpty
        ? "" : " with " + changed.map { "\($0.name) \($0.value.text)" }.joined(separator: ", "))
  }

  func fitted(on table: Table, _ call: Call) async throws -> Value {
    let texts = Array(try verb { () throws(TableError) in try table.texts(column) })
    let fitted = try await learning {
      try await settings.fit(
        texts, provenance: table.rows.adding(provenance: provenance), width: call.jobs)
    }
    return .object(FittedTfidfValue(fitted: fitted, column: column, name: name))
  }

  func equals(_ other: any EngineValue) -> Bool {
    guard let other = other as? TfidfValue else { return false }
    return settings == other.settings && column == other.column && name == other.name
      && provenance == other.provenance
  }
}

/// The fitted vocabulary and the identities of its texts.
struct FittedTfidfValue: Transformer {
  static let kind = ObjectKind(
    "vocabulary",
    "A fitted vocabulary: terms and weights, with the identities of its training rows.",
    members: [
      TypedName("terms", .list(.text)), TypedName("rows", .count),
      TypedName(
        "weights",
        .table(
          Schema([
            TypedName("term", .text), TypedName("texts", .count), TypedName("idf", .count),
          ]))),
    ], endings: ["csv", "sernbwords"])

  let fitted: FittedTfidf
  let column: String
  let name: String

  var provenance: TrainingProvenance { TrainingProvenance("the vocabulary", fitted.provenance) }

  func transformed(_ table: Table, _ call: Call) async throws -> Table {
    let texts = Array(try verb { () throws(TableError) in try table.texts(column) })
    let rows = try await learning {
      try await fitted.transform(texts, width: call.jobs)
    }
    return try verb { () throws(TableError) in
      let added = try table.with(name, .terms(Terms(names: fitted.terms, rows: rows)))
      let provenance = TrainingProvenance(
        "the vocabulary", fitted.provenance(among: texts, of: table.rows))
      return try added.with(rows: table.rows.adding(provenance: [provenance]))
    }
  }

  func origin(ofMember name: String) -> (any ValueOrigin)? {
    name == "terms" ? RowOrigin(provenance: [].with([provenance])) : nil
  }

  func member(_ name: String) -> Value? {
    switch name {
    case "terms": .list(fitted.terms.map { .text($0) })
    case "rows": .count(fitted.documents)
    case "weights": weights.map { .table($0) }
    default: nil
    }
  }

  /// One row per term, in order of the columns.
  private var weights: Table? {
    try? Table(
      [
        ("term", .text(fitted.terms)),
        ("texts", .number(fitted.documentFrequencies.map(Double.init))),
        ("idf", .number(fitted.idf)),
      ],
      rows: RowIdentities(count: fitted.terms.count, source: "term").adding(provenance: [provenance]
      ))
  }

  var line: String {
    "vocabulary of \(counted(fitted.terms.count, "term")), fitted to "
      + counted(fitted.documents, "text")
  }

  func blocks(_ options: ShowOptions) -> [SernbDocument.Block] {
    // The most frequent terms describe the texts best.
    let order = fitted.terms.indices.sorted {
      (fitted.documentFrequencies[$1], $0) < (fitted.documentFrequencies[$0], $1)
    }.prefix(options.rows)
    var table = ShownTable(
      [
        .init("term", texts: order.map { fitted.terms[$0] }),
        .init("texts", counts: order.map { fitted.documentFrequencies[$0] }),
        .init("idf", numbers: order.map { fitted.idf[$0] }),
      ], totalRows: fitted.terms.count)
    table.caption = options.caption ?? ""
    return [.value(Block.Value(line, json: json)), .table(table)]
  }

  var json: JSON {
    .object([
      JSON.Member("terms", .int(fitted.terms.count)), JSON.Member("rows", .int(fitted.documents)),
    ])
  }

  func saved(as ending: String, jobs: Int) async throws -> SavedBytes {
    let note = counted(fitted.terms.count, "term")
    if ending == "csv", let weights { return SavedBytes(CSV.write(weights), note: note) }
    return SavedBytes(fitted.bytes, note: note)
  }

  func equals(_ other: any EngineValue) -> Bool {
    guard let other = other as? FittedTfidfValue else { return false }
    return fitted.bytes == other.fitted.bytes && column == other.column && name == other.name
  }
}
