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

  /// Reads the files of `folder` and of the folders in it, as `SoundWalk` goes.
  mutating func read(folder: String = "", depth: Int = 0) throws(CorpusError) {
    var walk = SoundWalk(tree)
    try walk.walk(folder, depth: depth)
    problems += walk.problems
    for path in walk.files {
      try stopIfCancelled()
      let stem = SoundName.stem(of: path)
      read(
        file: path,
        stem: String(stem[(stem.lastIndex(of: "/").map(stem.index(after:)) ?? stem.startIndex)...]))
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

  /// Whether one of the first sound files at the root or in the folders below it reads as this corpus's.
  static func recognizes(
    _ tree: FileTree, folders: [String], parse: (_ stem: String) -> NameReading
  ) -> Bool {
    for folder in [""] + folders {
      guard let names = try? tree.names(in: folder) else { continue }
      let stems = names.lazy.compactMap { name in
        name.hasPrefix(".") ? nil : SoundName.parts(of: name[...])?.stem
      }
      for stem in stems.prefix(20) {
        if case .sentence = parse(String(stem)) { return true }
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
