// A corpus as a value: its name, what it is, its label table and how its folder is read. `Corpus.all` lists them.

/// A code of a corpus and its name, "ang" and "anger"; names are the same in every corpus.
package struct EmotionLabel: Sendable, Equatable {
  /// The code, such as "ang".
  package let code: String
  /// The name of the emotion, such as "anger".
  package let word: String

  /// A code and its name.
  package init(_ code: String, _ word: String) {
    self.code = code
    self.word = word
  }
}

/// The length of a sound file in seconds by its path in the tree, nil if unknown: how this module, which
/// knows nothing of sound, learns that a turn ends after its recording.
package typealias DurationLookup = (String) -> Double?

/// A kind of corpus and its reader.
package struct Corpus: Sendable {
  /// The name in the notebook language, "iemocap".
  package let name: String
  /// The usual name, "IEMOCAP".
  package let title: String
  /// One sentence that ends in a full stop.
  package let summary: String
  /// How the files lie and what their names mean, in plain lines.
  package let layout: String
  /// How to get it, with an address.
  package let source: String
  /// Every code that a label may have, in the order in which tables show them.
  package let labels: [EmotionLabel]
  private let recognition: @Sendable (FileTree) -> Bool
  private let reader:
    @Sendable (FileTree, DurationLookup) throws(CorpusError) -> ([Utterance], [CorpusProblem])

  init(
    _ name: String, title: String, _ summary: String, layout: String, source: String,
    labels: [EmotionLabel], recognizes: @escaping @Sendable (FileTree) -> Bool,
    reads:
      @escaping @Sendable (FileTree, DurationLookup) throws(CorpusError)
      -> ([Utterance], [CorpusProblem])
  ) {
    self.name = name
    self.title = title
    self.summary = summary
    self.layout = layout
    self.source = source
    self.labels = labels
    recognition = recognizes
    reader = reads
  }

  /// Every corpus, by name.
  package static let all: [Corpus] = [.cremaD, .emoDB, .iemocap, .ravdess]

  /// The corpus called `name`, nil if there is none.
  package static func named(_ name: String) -> Corpus? { all.first { $0.name == name } }

  /// The word for a label code: "anger" for "ang"; nil if the corpus has no such code.
  package func word(for code: String) -> String? { labels.first { $0.code == code }?.word }

  /// Whether `tree` looks like this corpus; looks at names only.
  package func recognizes(_ tree: FileTree) -> Bool { recognition(tree) }

  /// Reads the corpus in `tree`.
  ///
  /// - Parameter duration: the length of a sound file in seconds, asked once per file; nil leaves ends unchecked.
  /// - Returns: utterances in byte order of their unique ids, and every problem in order of its location.
  /// - Throws: `CorpusError` if the folder as a whole is not this corpus.
  package func read(
    _ tree: FileTree, duration: DurationLookup = { _ in nil }
  ) throws(CorpusError) -> CorpusReading {
    try expectFolder(tree)
    var (utterances, problems) = try reader(tree, duration)
    utterances.sort { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
    // Problems at equal locations keep the order in which the reader found them.
    let order = problems.indices.sorted { a, b in
      let (left, right) = (problems[a].location, problems[b].location)
      if left.path != right.path {
        return left.path.utf8.lexicographicallyPrecedes(right.path.utf8)
      }
      return (left.line, a) < (right.line, b)
    }
    return CorpusReading(corpus: name, utterances: utterances, problems: order.map { problems[$0] })
  }

  /// Throws the most helpful reason why `tree` is not this corpus.
  private func expectFolder(_ tree: FileTree) throws(CorpusError) {
    if recognition(tree) { return }
    let wanted = CorpusError.Wanted(name: name, title: title, layout: layout, source: source)
    switch tree.kind(of: "") {
    case nil: throw .missingFolder(path: tree.rootPath, wanted)
    case .file?: throw .notAFolder(path: tree.rootPath, wanted)
    case .folder?: break
    }
    let names: [String]
    do { names = try tree.names() } catch {
      throw .unreadable(path: tree.rootPath, reason: error.message)
    }
    let visible = names.filter { !$0.hasPrefix(".") }
    if visible.isEmpty { throw .emptyFolder(path: tree.rootPath, wanted) }
    if let other = Corpus.all.first(where: { $0.name != name && $0.recognition(tree) }) {
      throw .otherCorpus(path: tree.rootPath, wanted, name: other.name, title: other.title)
    }
    // A common mistake: the path of the folder around the corpus. Only folders with few entries are tried.
    let inner = visible.prefix(50).first { tree.hasFolder($0) && recognition(tree.inside($0)) }
    throw .notRecognized(path: tree.rootPath, wanted, inner: inner)
  }
}

/// What a reader found in a folder.
package struct CorpusReading: Sendable {
  /// The corpus's name.
  package let corpus: String
  /// In byte order of their ids, which are unique.
  package let utterances: [Utterance]
  /// In order of path and line.
  package let problems: [CorpusProblem]

  /// The number of problems of each kind, most severe first, then by name.
  package var problemCounts: [(kind: String, severity: ProblemSeverity, count: Int)] {
    var counts: [(kind: String, severity: ProblemSeverity, count: Int)] = []
    for problem in problems {
      let (kind, severity) = (problem.kind, problem.severity)
      if let at = counts.firstIndex(where: { $0.kind == kind && $0.severity == severity }) {
        counts[at].count += 1
      } else {
        counts.append((kind, severity, 1))
      }
    }
    return counts.sorted { ($1.severity, $0.kind) < ($0.severity, $1.kind) }
  }
}
