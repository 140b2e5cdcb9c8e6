// The shared reader of corpora with one sentence per sound file and all facts in the file name.

/// What a file name says.
struct NamedSentence {
  var id: String
  var speaker: String
  var sex: Sex?
  var label: String
  var transcript: String?
  var sentence: String?
  var intensity: String?
  /// As `Utterance.recording`.
  var recording: String?
}

/// What a reader makes of one file name.
enum NameReading {
  case sentence(NamedSentence)
  /// The form is right, but one part is not in the corpus's table.
  case unknownLabel(code: String)
  /// The form is wrong.
  case unknown
}

/// Reads a tree of sound files by their names.
struct SentenceCorpusReader {
  let tree: FileTree
  /// The form of a name as messages show it: "`03a01Wa.wav`: …".
  let form: String
  let labels: [EmotionLabel]
  let parse: (_ stem: String) -> NameReading
  private(set) var utterances: [Utterance] = []
  private(set) var problems: [CorpusProblem] = []
  private var known: [String: SourceLocation] = [:]

  init(
    tree: FileTree, form: String, labels: [EmotionLabel],
    parse: @escaping (_ stem: String) -> NameReading
  ) {
    self.tree = tree
    self.form = form
    self.labels = labels
    self.parse = parse
  }

  /// Folders may lie at most this deep: it ends the walk where links make a circle.
  static let deepest = 4

  /// Reads the files of `folder` and of the folders in it. Other files than `.wav` are noted in folders that are
  /// the corpus's own, and passed at the root, where read-me files and tables lie.
  mutating func read(folder: String = "", depth: Int = 0) throws(CorpusError) {
    try stopIfCancelled()
    let names: [String]
    do { names = try tree.names(in: folder) } catch {
      problems.append(.unreadable(SourceLocation(folder), reason: error.message))
      return
    }
    for name in names {
      try stopIfCancelled()
      let path = FileTree.join(folder, name)
      if name.hasPrefix(".") {
        problems.append(.skippedFile(SourceLocation(path), reason: "its name starts with a dot"))
      } else if isSound(name) {
        read(file: path, stem: String(name.dropLast(4)))
      } else if tree.hasFolder(path) {
        if depth < SentenceCorpusReader.deepest {
          try read(folder: path, depth: depth + 1)
        } else {
          problems.append(
            .skippedFile(SourceLocation(path), reason: "it lies too deep to be of this corpus"))
        }
      } else if depth > 0 {
        problems.append(.skippedFile(SourceLocation(path), reason: "only `*.wav` is read here"))
      }
    }
  }

  private mutating func read(file path: String, stem: String) {
    let location = SourceLocation(path)
    switch parse(stem) {
    case .unknown: problems.append(.unknownFileName(location, wanted: form))
    case .unknownLabel(let code):
      problems.append(.unknownLabel(location, code: code, known: labels.map(\.code)))
    case .sentence(let sentence):
      if let first = known[sentence.id] {
        problems.append(.duplicateUtterance(location, id: sentence.id, first: first))
        return
      }
      known[sentence.id] = location
      if sentence.sex == nil {
        problems.append(.unknownSpeaker(location, speaker: sentence.speaker))
      }
      if sentence.transcript == nil {
        problems.append(.missingTranscript(location, id: sentence.id))
      }
      utterances.append(
        Utterance(
          id: sentence.id, audio: path, speaker: sentence.speaker, sex: sentence.sex,
          label: sentence.label, transcript: sentence.transcript, sentence: sentence.sentence,
          intensity: sentence.intensity, recording: sentence.recording, location: location))
    }
  }

  private func isSound(_ name: String) -> Bool { name.hasSuffix(".wav") || name.hasSuffix(".WAV") }

  /// Whether one of the first sound files at the root or in the folders below it reads as this corpus's.
  static func recognizes(
    _ tree: FileTree, folders: [String], parse: (_ stem: String) -> NameReading
  ) -> Bool {
    for folder in [""] + folders {
      guard let names = try? tree.names(in: folder) else { continue }
      let sounds = names.lazy.filter {
        !$0.hasPrefix(".") && ($0.hasSuffix(".wav") || $0.hasSuffix(".WAV"))
      }
      for name in sounds.prefix(20) {
        if case .sentence = parse(String(name.dropLast(4))) { return true }
      }
    }
    return false
  }
}

extension Substring {
  /// Whether this is `count` digits, and nothing else.
  func isDigits(_ count: Int) -> Bool {
    utf8.count == count && utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
  }
}
