// `corpus`: any folder of recordings, whose labels are in names, in folders or in a table.

internal import Basics
import Corpora
import SernbLanguage
import SernbRuntime

extension CorpusBuiltins {
  static let anyFolder = Builtin(
    "corpus",
    "Any folder of recordings: names, folders or a table say their labels, in the call or in a `corpus.yaml` in the folder.",
    family: family,
    [
      Parameter("folder", .folders, "The folder, or a list of folders.", isNamed: false),
      Parameter(
        "pattern", .value(.text),
        "How names say what a file holds: `{speaker}_{text}_{label}*.wav`, or `{speaker:2}{label:letters}` "
          + "with a width; a `/` separates folders. Names hold "
          + NamePattern.Field.allCases.map { "`{\($0.rawValue)}`" }.joined(separator: ", ") + ".",
        isOptional: true),
      Parameter(
        "labels", .oneOf([.text, .record(nil)]),
        "The codes that the labels are and their words; or \"folder\", where the class is the folder's name; or the "
          + "path of a table in the folder.", isOptional: true),
    ]
      + FolderDescription.columns.map {
        .column(
          $0, "The column of the table that holds \(words[$0] ?? "the \($0)").", isOptional: true)
      }, giving: facts,
    examples: [
      .init(
        "unique(turns(corpus(\"data/emodb\", pattern: \"{speaker:2}{text:3}{label:1}*.wav\", labels: {F: \"happiness\", W: \"anger\"})).label)",
        shows: "[\"F\", \"W\"]"),
      .init(
        "turns(corpus(\"data/moods\", labels: \"folder\")).label", shows: "[\"angry\", \"calm\"]"),
      .init(
        "turns(corpus(\"data/moods\", labels: \"labels.csv\", file: .path, label: .emotion, speaker: .actor)).speaker",
        shows: "[\"ada\", \"bob\"]"),
    ]
  ) { call in
    let folders = try call.folders("folder")
    if let description = try description(call) {
      return try read(.folder(description), at: folders, call)
    }
    let corpus: Corpus
    do throws(CorpusError) { corpus = try Corpus.found(in: call.corpusTree(folders[0])) } catch {
      throw problem(error)
    }
    return try read(corpus, at: folders, call)
  }

  private static let words = [
    "file": "the paths of the sounds, from the folder", "text": "the code of what was said",
    "transcript": "the words",
  ]

  /// What the arguments say of the folder; nil if they leave it to the folder itself.
  private static func description(_ call: Call) throws -> FolderDescription? {
    var columns: [String: String] = [:]
    for name in FolderDescription.columns {
      if let column = call.optionalColumns(name)?.first { columns[name] = column }
    }
    let labels: FolderDescription.Labels
    switch call.optional("labels") {
    case nil:
      if !call.has("pattern"), columns.isEmpty { return nil }
      labels = .names([])
    case .text(let text)?: labels = FolderDescription.labels(text)
    case .record(let record)?:
      labels = .names(
        try record.fields.map { code, word in
          guard case .text(let word) = word else {
            throw RunProblem.wrongType(word, wanted: "the word of `\(code)`", argument: "labels")
          }
          return EmotionLabel(code, word)
        })
    case let other?:
      throw RunProblem.wrongType(other, wanted: "a text or a record", argument: "labels")
    }
    let pattern = call.has("pattern") ? try call.text("pattern") : nil
    do {
      return try FolderDescription(pattern: pattern, labels: labels, columns: columns)
    } catch { throw RunProblem("bad-description", error.message, argument: error.argument) }
  }

  // MARK: Before a run

  /// Checks what is known of the description and of the files that it names.
  private static func facts(_ facts: inout CallFacts) -> Type {
    let result = Type.object(CorpusValue.kind)
    let folders = paths(facts["folder"]?.constant)
    let given = facts.arguments.keys.filter { $0 != "folder" }
    if given.isEmpty {
      for folder in folders {
        let path = FileTree.join(folder, FolderDescription.fileName)
        guard facts.files.kind(path) == .file, let bytes = facts.files.head(path, 1 << 20),
          let fault = FolderDescription.fault(inFile: bytes), let span = facts["folder"]?.span
        else { continue }
        facts.problems.append(
          .badDescription(span, why: "I cannot use `\(path)`, line \(fault.line): \(fault.why)"))
      }
      return result
    }
    // A text that is only known at run time is checked then.
    if facts["pattern"] != nil, facts.text("pattern") == nil { return result }
    let labels = facts["labels"]
    let text = facts.text("labels")
    if let type = labels?.type, text == nil, type == .text || type == .unknown { return result }
    var columns: [String: String] = [:]
    for name in FolderDescription.columns {
      guard let column = facts[name] else { continue }
      // A name that is only known at run time stands for a column that is there.
      columns[name] = column.columns.first ?? ""
    }
    do {
      _ = try FolderDescription(
        pattern: facts.text("pattern"), labels: text.map(FolderDescription.labels) ?? .names([]),
        columns: columns)
    } catch {
      facts.problems.append(
        .badDescription(facts[error.argument]?.span ?? facts.span, why: error.message))
      return result
    }
    if let text, case .table(let table) = FolderDescription.labels(text), let labels {
      for folder in folders {
        check(Name(FileTree.join(folder, table), labels.span), &facts)
      }
    }
    return result
  }

  private static func paths(_ constant: Constant?) -> [String] {
    switch constant {
    case .text(let path)?: return [path]
    case .list(let items)?:
      return items.compactMap { if case .text(let path) = $0 { path } else { nil } }
    default: return []
    }
  }

  /// Whether a table of labels is there and has the columns that are named.
  private static func check(_ table: Name, _ facts: inout CallFacts) {
    if case .missing = facts.files.kind(table.text), !facts.files.trustsMissing {
      facts.problems.append(.missingData(table, folder: false))
      return
    }
    guard let head = facts.files.head(table.text, 1 << 16) else { return }
    let known = FolderDescription.columns(ofTable: head)
    for name in FolderDescription.columns {
      guard let column = facts[name], let written = column.columns.first,
        !known.contains(written)
      else { continue }
      facts.problems.append(.unknownColumn(Name(written, column.span), known: known))
    }
  }
}
