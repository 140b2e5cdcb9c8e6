// A corpus as a value: its utterances, transcripts and annotations as tables, and every problem that its reader named.

import Corpora
import SernbDocument
import SernbLanguage
import SernbRuntime
import Tables

struct CorpusValue: NotebookObject {
  static let problemSchema = Schema([
    "severity": .text, "kind": .text, "place": .text, "words": .text,
  ])

  static let kind = ObjectKind(
    "corpus", "A folder of recordings with labels, as its reader understood it.",
    members: [
      TypedName("name", .text), TypedName("folder", .text), TypedName("is_synthetic", .boolean),
      TypedName("labels", .table(Schema(["label": .text, "word": .text]))),
      TypedName("speakers", .list(.text)), TypedName("problems", .table(problemSchema)),
      TypedName(
        "problem_counts",
        .table(Schema(["severity": .text, "kind": .text, "count": .count]))),
    ])

  let corpus: Corpus
  let reading: CorpusReading
  /// The folder as the notebook names it, and where it really is.
  let folder: String
  let realFolder: String
  let isSynthetic: Bool

  var kind: ObjectKind { Self.kind }

  var line: String {
    "\(isSynthetic ? "The demo corpus, in the layout of \(corpus.title)," : corpus.title) in `\(folder)`: \(counted(reading.utterances.count, "utterance")) of "
      + counted(speakers.count, "speaker")
  }

  var speakers: [String] { Array(Set(reading.utterances.map(\.speaker))).sorted() }

  var json: JSON {
    [
      "corpus": .string(corpus.name), "folder": .string(folder),
      "utterances": .int(reading.utterances.count), "speakers": .int(speakers.count),
      "problems": .int(reading.problems.count),
    ]
  }

  func member(_ name: String) -> Value? {
    switch name {
    case "name": .text(corpus.name)
    case "folder": .text(folder)
    case "is_synthetic": .boolean(isSynthetic)
    case "speakers": .list(speakers.map { .text($0) })
    case "labels":
      Self.table(
        ["label": .text(corpus.labels.map(\.code)), "word": .text(corpus.labels.map(\.word))],
        ids: corpus.labels.map(\.code))
    case "problems": problems
    case "problem_counts": problemCounts
    default: nil
    }
  }

  private var problems: Value {
    let all = reading.problems
    return Self.table(
      [
        "severity": .text(all.map { "\($0.severity)" }), "kind": .text(all.map(\.kind)),
        "place": .text(all.map(\.place.text)), "words": .text(all.map(\.words)),
      ], ids: all.indices.map { "problem:\($0 + 1)" })
  }

  private var problemCounts: Value {
    let counts = reading.problemCounts
    return Self.table(
      [
        "severity": .text(counts.map { "\($0.severity)" }), "kind": .text(counts.map(\.kind)),
        "count": .number(counts.map { Double($0.count) }),
      ], ids: counts.map(\.kind))
  }

  /// The reading in a line, and a table of what its reader stumbled over.
  func blocks(_ options: ShowOptions) -> [SernbDocument.Block] {
    var blocks: [SernbDocument.Block] = [.prose(line + ".")]
    guard !reading.problems.isEmpty else { return blocks }
    let counts = reading.problemCounts
    let first = counts.map { count in
      reading.problems.first { $0.kind == count.kind && $0.severity == count.severity }?.message
        ?? ""
    }
    blocks.append(
      .table(
        ShownTable(
          [
            .init("problem", texts: counts.map(\.kind)),
            .init("severity", texts: counts.map { "\($0.severity)" }),
            .init("count", counts: counts.map(\.count)), .init("for example", texts: first),
          ], caption: options.caption ?? "What the reader of \(corpus.title) noted")))
    return blocks
  }

  func equals(_ other: any NotebookObject) -> Bool {
    guard let other = other as? CorpusValue else { return false }
    return corpus.name == other.corpus.name && reading.utterances == other.reading.utterances
  }

  // MARK: Tables

  static let turnSchema = Schema([
    "utterance": .text, "speaker": .text, "sex": .text, "session": .text, "dialog": .text,
    "start": .number(.duration), "end": .number(.duration), "label": .text, "valence": .count,
    "activation": .count, "dominance": .count,
  ])

  private var identities: RowIdentities {
    RowIdentities(reading.utterances.map { RowIdentity(utterance: $0.id, speaker: $0.speaker) })
  }

  /// One row an utterance.
  var turns: Value {
    let all = reading.utterances
    func numbers(_ value: (Utterance) -> Double?, _ unit: ColumnUnit = .plain) -> Column {
      .number(all.map { value($0) ?? .nan }, unit: unit)
    }
    return Self.table(
      [
        "utterance": .text(all.map(\.id)), "speaker": .text(all.map(\.speaker)),
        "sex": .text(all.map { $0.sex?.rawValue }), "session": .text(all.map(\.session)),
        "dialog": .text(all.map(\.dialog)), "start": numbers(\.start, .seconds),
        "end": numbers(\.end, .seconds), "label": .text(all.map(\.label)),
        "valence": numbers(\.valence), "activation": numbers(\.activation),
        "dominance": numbers(\.dominance),
      ], rows: identities)
  }

  static let transcriptSchema = Schema(["utterance": .text, "transcript": .text])

  /// One row an utterance with its words, missing where they are not known.
  var transcripts: Value {
    let all = reading.utterances
    return Self.table(
      ["utterance": .text(all.map(\.id)), "transcript": .text(all.map(\.transcript))],
      rows: identities)
  }

  static let annotatorSchema = Schema([
    "utterance": .text, "annotator": .text, "category": .text, "comment": .text,
  ])

  /// One row for each category that an annotator named.
  var annotators: Value {
    var ids: [RowIdentity] = []
    var (names, annotators, categories, comments) = ([String](), [String](), [String](), [String]())
    for utterance in reading.utterances {
      for annotation in utterance.annotations {
        for category in annotation.categories {
          ids.append(RowIdentity(utterance: utterance.id, speaker: utterance.speaker))
          names.append(utterance.id)
          annotators.append(annotation.annotator)
          categories.append(category)
          comments.append(annotation.comment)
        }
      }
    }
    return Self.table(
      [
        "utterance": .text(names), "annotator": .text(annotators), "category": .text(categories),
        "comment": .text(comments),
      ], rows: RowIdentities(ids))
  }

  private static func table(_ columns: KeyValuePairs<String, Column>, ids: [String]) -> Value {
    table(columns, rows: RowIdentities(ids.map { RowIdentity(utterance: $0) }))
  }

  private static func table(_ columns: KeyValuePairs<String, Column>, rows: RowIdentities) -> Value
  {
    let made = try? Table(columns.map { (name: $0.key, column: $0.value) }, rows: rows)
    return .table(made ?? Table())
  }
}

/// "1 turn", "9,800 turns".
func counted(_ count: Int, _ word: String) -> String {
  "\(NumberText.count(count)) \(word)\(count == 1 ? "" : "s")"
}
