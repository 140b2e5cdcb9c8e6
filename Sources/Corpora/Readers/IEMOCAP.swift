// IEMOCAP: five sessions of two actors; which files are read, and how turns, sound and transcripts are matched.
//
//     Session{1..5}/dialog/EmoEvaluation/Ses01F_impro01.txt    turns, labels, annotators   (IEMOCAPEvaluation)
//     Session{1..5}/dialog/transcriptions/Ses01F_impro01.txt   words of each turn          (IEMOCAPTranscript)
//     Session{1..5}/dialog/wav/Ses01F_impro01.wav              the whole dialog, 16 kHz stereo
//
// Busso, Bulut, Lee, Kazemzadeh, Mower, Kim, Chang, Lee, Narayanan: "IEMOCAP: interactive emotional dyadic motion
// capture database", Language Resources and Evaluation 42, 2008. Folders beside these three hold motion
// capture, video and single sentences, and are not looked at; sub-folders of EmoEvaluation neither. The demo
// corpus has this layout too.

extension Corpus {
  /// The IEMOCAP corpus.
  package static let iemocap = Corpus(
    "iemocap", title: "IEMOCAP",
    "Ten actors in five sessions of improvised and scripted English dialogs, about 10,000 turns.",
    layout: """
      folders `Session1` to `Session5`, each with `dialog/EmoEvaluation/*.txt` (labels), \
      `dialog/transcriptions/*.txt` (words) and `dialog/wav/*.wav` (sound).
      """,
    source: """
      IEMOCAP needs a license: ask for it at https://sail.usc.edu/iemocap and unpack the release. \
      Without it, `demo` makes a synthetic corpus of the same layout.
      """,
    labels: [
      EmotionLabel("ang", "anger"), EmotionLabel("hap", "happiness"),
      EmotionLabel("exc", "excitement"), EmotionLabel("sad", "sadness"),
      EmotionLabel("fru", "frustration"), EmotionLabel("fea", "fear"),
      EmotionLabel("sur", "surprise"), EmotionLabel("dis", "disgust"),
      EmotionLabel("neu", "neutral"), EmotionLabel("oth", "other"),
      EmotionLabel("xxx", "no agreement"),
    ], speakers: 10,
    recognizes: { tree in
      IEMOCAPReader.sessions.contains { tree.hasFolder("\($0)/dialog/EmoEvaluation") }
    },
    reads: { tree, duration throws(CorpusError) in
      var reader = IEMOCAPReader(tree: tree)
      for session in IEMOCAPReader.sessions { try reader.read(session: session, duration) }
      return (reader.utterances, reader.problems)
    })
}

/// Goes through the sessions and gathers turns and problems.
struct IEMOCAPReader {
  static let sessions = (1...5).map { "Session\($0)" }

  let tree: FileTree
  var utterances: [Utterance] = []
  var problems: [CorpusProblem] = []
  /// Where each id was first read.
  private var known: [String: SourceLocation] = [:]

  init(tree: FileTree) { self.tree = tree }

  mutating func read(session: String, _ duration: DurationLookup) throws(CorpusError) {
    let base = "\(session)/dialog"
    guard tree.hasFolder("\(base)/EmoEvaluation") else {
      problems.append(
        .missingFolder(SourceLocation(tree.hasFolder(session) ? "\(base)/EmoEvaluation" : session)))
      return
    }
    let dialogs = names(in: "\(base)/EmoEvaluation", suffix: ".txt")
    for dialog in dialogs {
      try stopIfCancelled()
      read(dialog: dialog, base: base, duration)
    }
    // Transcripts and sound without labels are skipped and reported.
    for name in names(in: "\(base)/transcriptions", suffix: ".txt") where !dialogs.contains(name) {
      let location = SourceLocation("\(base)/transcriptions/\(name).txt")
      problems.append(.skippedFile(location, reason: "`EmoEvaluation` has no file of that dialog"))
    }
    for name in names(in: "\(base)/wav", suffix: ".wav") where !dialogs.contains(name) {
      problems.append(.audioWithoutTurns(SourceLocation("\(base)/wav/\(name).wav")))
    }
  }

  private mutating func read(dialog: String, base: String, _ duration: DurationLookup) {
    guard let turns = turns(of: dialog, at: "\(base)/EmoEvaluation/\(dialog).txt") else { return }
    let words = words(of: dialog, at: "\(base)/transcriptions/\(dialog).txt", turns: turns)
    let audio = "\(base)/wav/\(dialog).wav"
    let hasAudio = tree.hasFile(audio)
    if !hasAudio { problems.append(.missingAudio(SourceLocation(audio), turns: turns.count)) }
    let length = hasAudio ? duration(audio) : nil
    for turn in turns {
      if let first = known[turn.id] {
        problems.append(.duplicateUtterance(turn.location, id: turn.id, first: first))
        continue
      }
      known[turn.id] = turn.location
      // Times are written to 0.1 ms; a hundredth of a second past the end is rounding, not a fault.
      if let length, turn.end > length + 0.01 {
        problems.append(
          .beyondEnd(turn.location, id: turn.id, start: turn.start, end: turn.end, duration: length)
        )
        if turn.start >= length { continue }
      }
      let session = String(dialog.prefix(5))
      utterances.append(
        Utterance(
          id: turn.id, audio: audio, start: turn.start, end: turn.end,
          speaker: session + (turn.sex == .female ? "F" : "M"), sex: turn.sex, session: session,
          dialog: dialog, label: turn.label, valence: turn.valence, activation: turn.activation,
          dominance: turn.dominance, transcript: words[turn.id], annotations: turn.annotations,
          ratings: turn.ratings, location: turn.location))
    }
  }

  private mutating func turns(of dialog: String, at path: String) -> [IEMOCAPTurn]? {
    guard let lines = lines(at: path) else { return nil }
    var evaluation = IEMOCAPEvaluation(path: path, dialog: dialog)
    evaluation.read(lines)
    problems += evaluation.problems
    return evaluation.turns
  }

  /// The transcript of each turn by its id; lines that match no turn become problems.
  private mutating func words(
    of dialog: String, at path: String, turns: [IEMOCAPTurn]
  ) -> [String: String] {
    guard tree.hasFile(path) else {
      problems.append(.missingTranscriptFile(SourceLocation(path), turns: turns.count))
      return [:]
    }
    guard let lines = lines(at: path) else { return [:] }
    let wanted = Set(turns.map(\.id))
    var words: [String: String] = [:]
    for (number, range) in lines.ranges.enumerated() {
      let location = SourceLocation(path, line: number + 1)
      switch IEMOCAPTranscript.line(lines, range) {
      case .blank: break
      case .stray: problems.append(.strayLine(location, text: lines.shown(range)))
      case .words(let id, let text):
        if !wanted.contains(id) {
          problems.append(.transcriptWithoutTurn(location, id: id))
        } else if words[id] != nil {
          problems.append(.repeatedTranscript(location, id: id))
        } else {
          words[id] = text
        }
      }
    }
    for turn in turns where words[turn.id] == nil {
      problems.append(.missingTranscript(turn.location, id: turn.id))
    }
    return words
  }

  private mutating func lines(at path: String) -> TextLines? {
    do {
      let lines = TextLines(try tree.bytes(at: path))
      problems += lines.foreignLines.map { .notUTF8(SourceLocation(path, line: $0)) }
      return lines
    } catch {
      problems.append(.unreadable(SourceLocation(path), reason: error.message))
      return nil
    }
  }

  /// The names of the files in `folder` that end in `suffix`, without it; other files become notes.
  private mutating func names(in folder: String, suffix: String) -> [String] {
    // A missing folder is reported by each dialog whose file it should hold.
    guard tree.hasFolder(folder) else { return [] }
    let listing: [String]
    do { listing = try tree.names(in: folder) } catch {
      problems.append(.unreadable(SourceLocation(folder), reason: error.message))
      return []
    }
    var found: [String] = []
    for name in listing {
      let path = "\(folder)/\(name)"
      if name.hasPrefix(".") {
        problems.append(.skippedFile(SourceLocation(path), reason: SoundWalk.hidden))
      } else if !tree.hasFile(path) {
        continue  // `Categorical`, `Attribute`, `Self-evaluation`: single annotators' own files
      } else if name.hasSuffix(suffix) {
        found.append(String(name.dropLast(suffix.count)))
      } else {
        problems.append(
          .skippedFile(SourceLocation(path), reason: "only `*\(suffix)` is read here"))
      }
    }
    return found
  }
}
