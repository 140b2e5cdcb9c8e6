// A corpus as a value: its utterances, transcripts and annotations as tables, and every problem that its reader
// reported.

import Basics
import Corpora
import SernbDocument
import SernbLanguage
import SernbRuntime
import Tables

struct CorpusValue: EngineValue {
  static let problemSchema = Schema([
    "severity": .text, "kind": .text, "place": .text, "words": .text,
  ])

  static let kind = ObjectKind(
    "corpus", "A folder of recordings with labels.",
    members: [
      TypedName("name", .text), TypedName("folder", .text), TypedName("is_synthetic", .boolean),
      TypedName("labels", .table(Schema(["label": .text, "word": .text]))),
      TypedName("speakers", .list(.text)), TypedName("problems", .table(problemSchema)),
      TypedName(
        "problem_counts", .table(Schema(["severity": .text, "kind": .text, "count": .count]))),
    ])

  /// The name of its kind, and what messages call it.
  let name: String
  let title: String
  /// The codes that its labels may be.
  let labels: [EmotionLabel]
  /// In byte order of their ids.
  let utterances: [Utterance]
  /// In order of path and line.
  let problems: [Remark]
  /// The paths as the notebook names them.
  let folders: [String]
  let isSynthetic: Bool

  /// A problem that the reader of a corpus reported.
  struct Remark: Sendable, Equatable {
    let severity: ProblemSeverity
    let kind: String
    let location: String
    let description: String
    let message: String
  }

  /// What the paths of its recordings begin with. Those of several folders begin with theirs.
  var folder: String { folders.count == 1 ? folders[0] : "" }

  var line: String {
    let name =
      isSynthetic
      ? "The demo corpus, in the layout of \(title),"
      : title.prefix(1).uppercased() + title.dropFirst()
    let places = folders.map { "`\($0)`" }.joined(separator: ", ")
    return "\(name) in \(places): \(counted(utterances.count, "utterance"))"
      + (speakers.isEmpty ? "" : " of " + counted(speakers.count, "speaker"))
  }

  var speakers: [String] { Array(Set(utterances.compactMap(\.speaker))).sorted() }

  var json: JSON {
    [
      "corpus": .string(name), "folder": .string(folders.joined(separator: ", ")),
      "utterances": .int(utterances.count), "speakers": .int(speakers.count),
      "problems": .int(problems.count),
    ]
  }

  func member(_ name: String) -> Value? {
    switch name {
    case "name": .text(self.name)
    case "folder": .text(folders.joined(separator: ", "))
    case "is_synthetic": .boolean(isSynthetic)
    case "speakers": .list(speakers.map { .text($0) })
    case "labels":
      Self.table(
        ["label": .text(labels.map(\.code)), "word": .text(labels.map(\.word))],
        ids: labels.map(\.code))
    case "problems": problemTable
    case "problem_counts": problemCounts
    default: nil
    }
  }

  private var problemTable: Value {
    Self.table(
      [
        "severity": .text(problems.map { "\($0.severity)" }), "kind": .text(problems.map(\.kind)),
        "place": .text(problems.map(\.location)), "words": .text(problems.map(\.description)),
      ], ids: problems.indices.map { "problem:\($0 + 1)" })
  }

  /// The number of problems of each kind, most severe first, then by name, with the first of each.
  private var counts: [(first: Remark, count: Int)] {
    var counts: [(first: Remark, count: Int)] = []
    for problem in problems {
      if let at = counts.firstIndex(where: {
        $0.first.kind == problem.kind && $0.first.severity == problem.severity
      }) {
        counts[at].count += 1
      } else {
        counts.append((problem, 1))
      }
    }
    return counts.sorted { ($1.first.severity, $0.first.kind) < ($0.first.severity, $1.first.kind) }
  }

  private var problemCounts: Value {
    let counts = counts
    return Self.table(
      [
        "severity": .text(counts.map { "\($0.first.severity)" }),
        "kind": .text(counts.map(\.first.kind)), "count": .number(counts.map { Double($0.count) }),
      ], ids: counts.map(\.first.kind))
  }

  /// The summary in one line, and a table of the problems.
  func blocks(_ options: ShowOptions) -> [SernbDocument.Block] {
    var blocks: [SernbDocument.Block] = [.prose(MarkdownText.message(line + "."))]
    guard !problems.isEmpty else { return blocks }
    let counts = counts
    blocks.append(
      .table(
        ShownTable(
          [
            .init("problem", texts: counts.map(\.first.kind)),
            .init("severity", texts: counts.map { "\($0.first.severity)" }),
            .init("count", counts: counts.map(\.count)),
            .init("for example", texts: counts.map(\.first.message)),
          ], caption: options.caption ?? "What the reader of \(title) noted")))
    return blocks
  }

  func equals(_ other: any EngineValue) -> Bool {
    guard let other = other as? CorpusValue else { return false }
    return name == other.name && folders == other.folders && utterances == other.utterances
  }

  // MARK: Tables

  static let turnSchema = Schema([
    "utterance": .text, "speaker": .text, "sex": .text, "session": .text, "dialog": .text,
    "start": .number(.duration), "end": .number(.duration), "label": .text, "valence": .count,
    "activation": .count, "dominance": .count,
  ])

  private var identities: RowIdentities { RowIdentities(utterances.map(Self.identity)) }

  /// Editions of one recording are the same row.
  private static func identity(_ utterance: Utterance) -> RowIdentity {
    RowIdentity(
      utterance: utterance.id, speaker: utterance.speaker,
      aliases: utterance.recording.map { [RowName.hash($0)] } ?? [])
  }

  /// One row per utterance.
  var turns: Value {
    let all = utterances
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

  /// One row per utterance with its words, missing where they are not known.
  var transcripts: Value {
    let all = utterances
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
    for utterance in utterances {
      for annotation in utterance.annotations {
        for category in annotation.categories {
          ids.append(Self.identity(utterance))
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

extension CorpusValue.Remark {
  init(_ problem: CorpusProblem) {
    self.init(
      severity: problem.severity, kind: problem.kind, location: problem.location.text,
      description: problem.description, message: problem.message)
  }
}
