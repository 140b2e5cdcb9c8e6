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
  /// Every code that a label may have, in the order in which tables show them; empty if reading finds them.
  package let labels: [EmotionLabel]
  /// How many speakers the whole corpus has, if that is known.
  package let speakerCount: Int?
  private let recognition: @Sendable (FileTree) -> Bool
  private let reader:
    @Sendable (FileTree, DurationLookup) throws(CorpusError) -> ([Utterance], [CorpusProblem])

  init(
    _ name: String, title: String, _ summary: String, layout: String, source: String,
    labels: [EmotionLabel], speakers: Int? = nil,
    recognizes: @escaping @Sendable (FileTree) -> Bool,
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
    speakerCount = speakers
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
    let (utterances, problems) = try reader(tree, duration)
    return CorpusReading(self, utterances, problems)
  }

  /// Reads a corpus that lies in several folders. Paths then begin with the path of their folder.
  ///
  /// - Parameter durations: as `read(_:duration:)`, of each folder.
  package func read(
    _ trees: [FileTree], durations: (FileTree) -> DurationLookup = { _ in { _ in nil } }
  ) throws(CorpusError) -> CorpusReading {
    if trees.count == 1 { return try read(trees[0], duration: durations(trees[0])) }
    var (utterances, problems): ([Utterance], [CorpusProblem]) = ([], [])
    var known: [String: SourceLocation] = [:]
    for tree in trees {
      try expectFolder(tree)
      let (found, faults) = try reader(tree, durations(tree))
      for problem in CorpusReading.folded(faults) {
        // A part that another folder has is not missing.
        if case .missingFolder(let place) = problem,
          trees.contains(where: { $0.hasFolder(place.path) })
        {
          continue
        }
        problems.append(.below(folder: tree.rootPath, problem))
      }
      for var utterance in found {
        utterance.audio = FileTree.join(tree.rootPath, utterance.audio)
        utterance.location = utterance.location.below(tree.rootPath)
        if let first = known[utterance.id] {
          problems.append(.duplicateUtterance(utterance.location, id: utterance.id, first: first))
        } else {
          known[utterance.id] = utterance.location
          utterances.append(utterance)
        }
      }
    }
    return CorpusReading(self, utterances, problems)
  }

  /// Throws the most helpful reason why `tree` is not this corpus.
  private func expectFolder(_ tree: FileTree) throws(CorpusError) {
    if recognition(tree) { return }
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
    throw .notRecognized(path: tree.rootPath, wanted, inner: parts(of: tree))
  }

  var wanted: CorpusError.Wanted {
    CorpusError.Wanted(name: name, title: title, layout: layout, source: source)
  }

  /// The folders in `tree` that look like this corpus. A common mistake is the path of the folder around the corpus, or
  /// around parts of it. Only folders with few entries are tried.
  func parts(of tree: FileTree) -> [String] {
    func folders(in folder: String) -> [String] {
      let names = (try? tree.names(in: folder)) ?? []
      return names.filter { !$0.hasPrefix(".") }.prefix(50).map { FileTree.join(folder, $0) }
        .filter { tree.hasFolder($0) }
    }
    let near = folders(in: "")
    let parts = near.filter { recognition(tree.inside($0)) }
    if !parts.isEmpty { return parts }
    return near.flatMap { folders(in: $0) }.filter { recognition(tree.inside($0)) }
  }
}
