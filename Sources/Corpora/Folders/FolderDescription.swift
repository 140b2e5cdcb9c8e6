// What says how the recordings of any folder are labeled: the arguments of `corpus(…)`, or a file that lies in the folder.
//
//     # corpus.yaml
//     title: Our interviews
//     pattern: "{speaker}_{text}_{label}*.wav"
//     labels: {W: anger, F: happiness}          # the codes and their words
//
//     labels: folder                            # or: the class is the name of the folder
//
//     labels: labels.csv                        # or: a table in the folder, and the names of its columns
//     file: path
//     label: emotion
//     speaker: actor

/// How the recordings of a folder are labeled.
package struct FolderDescription: Sendable, Equatable {
  /// Where labels are written.
  package enum Labels: Sendable, Equatable {
    /// In the names of files and folders; the words of the codes, if they are known.
    case names([EmotionLabel])
    case folder
    case table(String)
  }

  /// A column of a table of labels and what it says; fields of names can be columns too.
  package static let columns =
    ["file"] + NamePattern.Field.allCases.map(\.rawValue) + ["transcript"]

  /// The file of a folder that describes it.
  package static let fileName = "corpus.yaml"

  package struct Fault: Error, Sendable, Equatable {
    package let message: String
    /// The argument that it is about.
    package let argument: String
  }

  /// As messages call it.
  let title: String
  let pattern: NamePattern?
  let labels: Labels
  /// The columns of the table by what they say.
  let tableColumns: [String: String]

  /// - Parameters:
  ///   - pattern: as `NamePattern` reads it; every name by default.
  ///   - columns: the table's columns by what they say, from `columns`.
  /// - Throws: what does not fit together.
  package init(
    title: String? = nil, pattern: String? = nil, labels: Labels, columns: [String: String] = [:]
  ) throws(Fault) {
    self.title = title ?? "the corpus"
    (self.labels, tableColumns) = (labels, columns)
    var read: NamePattern?
    do throws(NamePattern.Fault) {
      let inFolder = if case .folder = labels { true } else { false }
      if let pattern {
        read = try NamePattern(pattern)
      } else if inFolder {
        read = try NamePattern("*")
      }
      if inFolder { read = try read?.inFolderOfLabel() }
    } catch { throw Fault(message: error.message, argument: "pattern") }
    self.pattern = read
    let isTable = if case .table = labels { true } else { false }
    if isTable {
      for name in ["file", "label"] where columns[name] == nil {
        throw Fault(
          message:
            "A table of labels needs `\(name)`: the column that holds the \(name == "file" ? "paths of the sounds" : "labels")",
          argument: "labels")
      }
    } else {
      if let other = columns.keys.min() {
        throw Fault(
          message: "`\(other)` names a column of a table, and `labels` names no table",
          argument: other)
      }
      guard read?.fields.contains(.label) == true else {
        throw Fault(
          message: read.map {
            "`\($0.text)` does not say where the label stands: it has no `{label}`"
          }
            ?? "Nothing says where the labels are: neither a `pattern` nor a table nor `\"folder\"` as `labels`",
          argument: "pattern")
      }
    }
  }

  /// What a `corpus.yaml` says.
  init(file bytes: [UInt8]) throws(DataTree.Fault) {
    let tree = try DataTree(bytes)
    guard let members = tree.members else {
      throw DataTree.Fault(why: "it is not a list of `name: value` lines", line: 1)
    }
    var texts: [String: String] = [:]
    var labels: Labels?
    let known = ["title", "pattern", "labels"] + Self.columns
    for (name, value) in members {
      guard known.contains(name) else {
        throw DataTree.Fault(
          why: "I do not know `\(name)`; known are \(quoted(known))", line: value.line)
      }
      if name == "labels", let words = value.members {
        labels = .names(
          try words.map { code, word throws(DataTree.Fault) in
            guard let word = word.text else {
              throw DataTree.Fault(why: "the word of `\(code)` is no text", line: word.line)
            }
            return EmotionLabel(code, word)
          })
      } else if let text = value.text {
        if name == "labels" { labels = Self.labels(text) } else { texts[name] = text }
      } else {
        throw DataTree.Fault(why: "the value of `\(name)` is no text", line: value.line)
      }
    }
    do {
      try self.init(
        title: texts["title"], pattern: texts["pattern"], labels: labels ?? .names([]),
        columns: texts.filter { Self.columns.contains($0.key) })
    } catch {
      let line = members.first { $0.name == error.argument }?.value.line ?? 1
      throw DataTree.Fault(why: error.message, line: line)
    }
  }

  /// The columns of a table of labels by its beginning.
  package static func columns(ofTable head: [UInt8]) -> [String] {
    TextTable(head, path: "").columns
  }

  /// What is wrong with a `corpus.yaml`, and its line; nil if nothing is.
  package static func fault(inFile bytes: [UInt8]) -> (why: String, line: Int)? {
    do { _ = try FolderDescription(file: bytes) } catch { return (error.why, error.line) }
    return nil
  }

  /// What `labels` means as one text: the folder, or a table.
  package static func labels(_ text: String) -> Labels {
    text == "folder" ? .folder : .table(text)
  }

  /// The codes that labels may be; empty if they are not known beforehand.
  var words: [EmotionLabel] { if case .names(let words) = labels { words } else { [] } }
}

extension Corpus {
  /// The corpus that a description makes of any folder.
  package static func folder(_ description: FolderDescription) -> Corpus {
    Corpus(
      "corpus", title: description.title, "Recordings whose labels are in their names or a table.",
      layout: "sound files, and labels in their names, their folders' names or a table.",
      source: "", labels: description.words, recognizes: { $0.kind(of: "") == .folder },
      reads: { tree, _ throws(CorpusError) in
        var reader = FolderReader(tree: tree, description: description)
        try reader.read()
        return (reader.utterances, reader.problems)
      })
  }

  /// The corpus that a folder is: as its `corpus.yaml` says, else one that has a reader.
  package static func found(in tree: FileTree) throws(CorpusError) -> Corpus {
    let name = FolderDescription.fileName
    if tree.hasFile(name) {
      let bytes: [UInt8]
      do { bytes = try tree.bytes(at: name) } catch {
        throw .unreadable(path: tree.rootPath, reason: error.message)
      }
      do { return .folder(try FolderDescription(file: bytes)) } catch {
        throw .badDescription(
          path: FileTree.join(tree.rootPath, name), line: error.line, why: error.why)
      }
    }
    if let known = all.first(where: { $0.recognizes(tree) }) { return known }
    guard tree.kind(of: "") == .folder else { throw .noCorpus(path: tree.rootPath, call: nil) }
    for corpus in all {
      let parts = corpus.parts(of: tree)
      if !parts.isEmpty {
        throw .notRecognized(path: tree.rootPath, corpus.wanted, inner: parts)
      }
    }
    throw .noCorpus(
      path: tree.rootPath, call: try PatternProposal.best(for: tree)?.call(tree.rootPath))
  }
}
