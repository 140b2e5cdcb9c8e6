// Everything a reader can find wrong or strange in a corpus, as facts with a location, and the message of each.

import Basics

/// How much a problem matters.
package enum ProblemSeverity: Int, Sendable, Comparable, CaseIterable {
  /// Nothing is lost; worth counting.
  case note
  /// An utterance was kept, and one of its facts is doubtful or missing.
  case warning
  /// An utterance or a file had to be left out.
  case error

  /// Less severe comes first.
  package static func < (a: ProblemSeverity, b: ProblemSeverity) -> Bool { a.rawValue < b.rawValue }
}

/// One thing that a reader left out, doubted or skipped.
package indirect enum CorpusProblem: Sendable, Equatable {
  case malformedTurn(SourceLocation, text: String, wanted: String)
  case malformedAnnotation(SourceLocation, text: String, wanted: String)
  case unknownLabel(SourceLocation, code: String, known: [String])
  case unknownSpeaker(SourceLocation, speaker: String)
  case unknownFileName(SourceLocation, wanted: String)
  case duplicateUtterance(SourceLocation, id: String, first: SourceLocation)
  case reversedTimes(SourceLocation, id: String, start: Double, end: Double)
  case beyondEnd(SourceLocation, id: String, start: Double, end: Double, duration: Double)
  case ratingOutOfRange(SourceLocation, name: String, value: Double)
  case missingAudio(SourceLocation, turns: Int)
  case missingTranscriptFile(SourceLocation, turns: Int)
  case missingTranscript(SourceLocation, id: String)
  case transcriptWithoutTurn(SourceLocation, id: String)
  case repeatedTranscript(SourceLocation, id: String)
  case audioWithoutTurns(SourceLocation)
  case missingFolder(SourceLocation)
  case notUTF8(SourceLocation)
  case strayLine(SourceLocation, text: String)
  case skippedFile(SourceLocation, reason: String)
  /// Files of one folder, all for the same reason.
  case skippedFiles(SourceLocation, count: Int, example: String, reason: String)
  /// A row of a table of labels that names no utterance.
  case unusableRow(SourceLocation, reason: String)
  case missingLabels(SourceLocation, title: String, labels: [String], of: Int)
  case missingSpeakers(SourceLocation, title: String, found: Int, of: Int)
  case unreadable(SourceLocation, reason: String)
  /// In one of several folders.
  case below(folder: String, CorpusProblem)

  /// A stable name to count by.
  package var kind: String {
    switch self {
    case .malformedTurn: "malformed turn"
    case .malformedAnnotation: "malformed annotation"
    case .unknownLabel: "unknown label"
    case .unknownSpeaker: "unknown speaker"
    case .unknownFileName: "unknown file name"
    case .duplicateUtterance: "duplicate utterance"
    case .reversedTimes: "reversed times"
    case .beyondEnd: "beyond the end"
    case .ratingOutOfRange: "rating out of range"
    case .missingAudio: "missing audio"
    case .missingTranscriptFile: "missing transcript file"
    case .missingTranscript: "missing transcript"
    case .transcriptWithoutTurn: "transcript without turn"
    case .repeatedTranscript: "repeated transcript"
    case .audioWithoutTurns: "audio without turns"
    case .missingFolder: "missing folder"
    case .notUTF8: "not UTF-8"
    case .strayLine: "stray line"
    case .skippedFile, .skippedFiles: "skipped file"
    case .unusableRow: "unusable row"
    case .missingLabels: "missing classes"
    case .missingSpeakers: "missing speakers"
    case .unreadable: "unreadable file"
    case .below(_, let problem): problem.kind
    }
  }

  /// How much the problem matters.
  package var severity: ProblemSeverity {
    switch self {
    case .malformedTurn, .unknownLabel, .duplicateUtterance, .reversedTimes, .unreadable,
      .unusableRow:
      .error
    case .beyondEnd(_, _, let start, _, let duration): start >= duration ? .error : .warning
    case .malformedAnnotation, .unknownSpeaker, .unknownFileName, .ratingOutOfRange,
      .missingAudio, .missingTranscriptFile, .missingTranscript, .repeatedTranscript,
      .missingLabels, .missingSpeakers:
      .warning
    case .transcriptWithoutTurn, .audioWithoutTurns, .missingFolder, .notUTF8, .strayLine,
      .skippedFile, .skippedFiles:
      .note
    case .below(_, let problem): problem.severity
    }
  }

  /// Where it was seen.
  package var location: SourceLocation {
    switch self {
    case .malformedTurn(let location, _, _), .malformedAnnotation(let location, _, _),
      .unknownLabel(let location, _, _), .unknownSpeaker(let location, _),
      .unknownFileName(let location, _), .duplicateUtterance(let location, _, _),
      .reversedTimes(let location, _, _, _), .beyondEnd(let location, _, _, _, _),
      .ratingOutOfRange(let location, _, _), .missingAudio(let location, _),
      .missingTranscriptFile(let location, _), .missingTranscript(let location, _),
      .transcriptWithoutTurn(let location, _), .repeatedTranscript(let location, _),
      .audioWithoutTurns(let location), .missingFolder(let location), .notUTF8(let location),
      .strayLine(let location, _), .skippedFile(let location, _), .unreadable(let location, _),
      .skippedFiles(let location, _, _, _), .unusableRow(let location, _),
      .missingLabels(let location, _, _, _), .missingSpeakers(let location, _, _, _):
      location
    case .below(let folder, let problem): problem.location.below(folder)
    }
  }

  /// What was seen, what was expected and what was done about it, without the location.
  package var description: String {
    switch self {
    case .malformedTurn(_, let text, let wanted):
      "this turn is left out: I read `\(text)`, where I expected \(wanted)"
    case .malformedAnnotation(_, let text, let wanted):
      "this annotation is left out: I read `\(text)`, where I expected \(wanted)"
    case .unknownLabel(_, let code, let known):
      "this utterance is left out: its emotion `\(code)` is not one of \(quoted(known))"
    case .unknownSpeaker(_, let speaker):
      "the speaker `\(speaker)` is not one of the corpus's own, so the sex is unknown"
    case .unknownFileName(_, let wanted): "this file is left out: its name is not \(wanted)"
    case .duplicateUtterance(_, let id, let first):
      "`\(id)` was already read from \(first.text); this second one is left out"
    case .reversedTimes(_, let id, let start, let end):
      "`\(id)` is left out: it ends at \(end) s, which is not after its start at \(start) s"
    case .beyondEnd(_, let id, let start, let end, let duration):
      start >= duration
        ? "`\(id)` is left out: it starts at \(start) s, and its recording is \(duration) s long"
        : "`\(id)` ends at \(end) s, and its recording is \(duration) s long: its clip is cut there"
    case .ratingOutOfRange(_, let name, let value):
      "the \(name) is \(value), where 1 to 5 is usual; it is kept as it is"
    case .missingAudio(_, let turns):
      "this recording is missing, so \(counted(turns, "utterance has", "utterances have")) no sound"
    case .missingTranscriptFile(_, let turns):
      "this transcript is missing, so \(counted(turns, "utterance has", "utterances have")) no words"
    case .missingTranscript(_, let id):
      "`\(id)` has no line in its transcript, so its words are unknown"
    case .transcriptWithoutTurn(_, let id):
      "these are the words of `\(id)`, which has no turn line; they are not used"
    case .repeatedTranscript(_, let id): "`\(id)` has its words twice; the first are used"
    case .audioWithoutTurns: "this recording has no turns, so it is not used"
    case .missingFolder: "this folder is not here, so its part of the corpus is not read"
    case .notUTF8: "this line is not UTF-8; I read it as Windows-1252"
    case .strayLine(_, let text): "a line that belongs to no turn is not used: `\(text)`"
    case .skippedFile(_, let reason): "this file is not used: \(reason)"
    case .skippedFiles(_, let count, let example, let reason):
      "\(count) files are not used, such as `\(example)`: \(reason)"
    case .unusableRow(_, let reason): "this row is left out: \(reason)"
    case .missingLabels(_, let title, let labels, let count):
      "\(labels.count) of the \(count) classes of \(title) "
        + (labels.count == 1 ? "has" : "have") + " no utterance: \(quoted(labels))"
    case .missingSpeakers(_, let title, let found, let count):
      "\(found) of the \(counted(count, "speaker")) of \(title) \(found == 1 ? "is" : "are") here"
    case .unreadable(_, let reason): "this file is left out: \(reason)"
    case .below(_, let problem): problem.description
    }
  }

  /// The location and the description: "Session1/…/Ses01F_impro01.txt:7: this turn is left out: …".
  package var message: String {
    location.text.isEmpty ? description : "\(location.text): \(description)"
  }
}

/// "`a`, `b`, `c`".
func quoted(_ names: [String]) -> String { names.map { "`\($0)`" }.joined(separator: ", ") }
