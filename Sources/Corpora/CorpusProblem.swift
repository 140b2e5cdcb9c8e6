// Everything a reader can find wrong or strange in a corpus, as facts with a place, and the words for each.

import Basics

/// How much a problem matters.
public enum ProblemSeverity: Int, Sendable, Comparable, CaseIterable {
  /// Nothing is lost; worth counting.
  case note
  /// An utterance was kept, and one of its facts is doubtful or missing.
  case warning
  /// An utterance or a file had to be left out.
  case error

  public static func < (a: ProblemSeverity, b: ProblemSeverity) -> Bool { a.rawValue < b.rawValue }
}

/// One thing that a reader left out, doubted or stepped over.
public enum CorpusProblem: Sendable, Equatable {
  case malformedTurn(Place, text: String, wanted: String)
  case malformedAnnotation(Place, text: String, wanted: String)
  case unknownLabel(Place, code: String, known: [String])
  case unknownSpeaker(Place, speaker: String)
  case unknownFileName(Place, wanted: String)
  case duplicateUtterance(Place, id: String, first: Place)
  case reversedTimes(Place, id: String, start: Double, end: Double)
  case beyondEnd(Place, id: String, start: Double, end: Double, duration: Double)
  case ratingOutOfRange(Place, name: String, value: Double)
  case missingAudio(Place, turns: Int)
  case missingTranscriptFile(Place, turns: Int)
  case missingTranscript(Place, id: String)
  case transcriptWithoutTurn(Place, id: String)
  case repeatedTranscript(Place, id: String)
  case audioWithoutTurns(Place)
  case missingFolder(Place)
  case notUTF8(Place)
  case strayLine(Place, text: String)
  case skippedFile(Place, reason: String)
  case unreadable(Place, reason: String)

  /// A stable name to count by.
  public var kind: String {
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
    case .skippedFile: "skipped file"
    case .unreadable: "unreadable file"
    }
  }

  public var severity: ProblemSeverity {
    switch self {
    case .malformedTurn, .unknownLabel, .duplicateUtterance, .reversedTimes, .unreadable: .error
    case .beyondEnd(_, _, let start, _, let duration): start >= duration ? .error : .warning
    case .malformedAnnotation, .unknownSpeaker, .unknownFileName, .ratingOutOfRange,
      .missingAudio, .missingTranscriptFile, .missingTranscript, .repeatedTranscript:
      .warning
    case .transcriptWithoutTurn, .audioWithoutTurns, .missingFolder, .notUTF8, .strayLine,
      .skippedFile:
      .note
    }
  }

  /// Where it was seen.
  public var place: Place {
    switch self {
    case .malformedTurn(let place, _, _), .malformedAnnotation(let place, _, _),
      .unknownLabel(let place, _, _), .unknownSpeaker(let place, _), .unknownFileName(let place, _),
      .duplicateUtterance(let place, _, _), .reversedTimes(let place, _, _, _),
      .beyondEnd(let place, _, _, _, _), .ratingOutOfRange(let place, _, _),
      .missingAudio(let place, _), .missingTranscriptFile(let place, _),
      .missingTranscript(let place, _), .transcriptWithoutTurn(let place, _),
      .repeatedTranscript(let place, _), .audioWithoutTurns(let place), .missingFolder(let place),
      .notUTF8(let place), .strayLine(let place, _), .skippedFile(let place, _),
      .unreadable(let place, _):
      place
    }
  }

  /// What was seen, what was wanted and what was done about it, without the place.
  public var words: String {
    switch self {
    case .malformedTurn(_, let text, let wanted):
      "this turn is left out: I read `\(text)`, where I expected \(wanted)"
    case .malformedAnnotation(_, let text, let wanted):
      "this annotation is left out: I read `\(text)`, where I expected \(wanted)"
    case .unknownLabel(_, let code, let known):
      "this utterance is left out: its emotion `\(code)` is not one of \(quoted(known))"
    case .unknownSpeaker(_, let speaker):
      "the speaker `\(speaker)` is not one of the corpus's own, so the sex is unknown"
    case .unknownFileName(_, let wanted):
      "this file is left out: its name does not read \(wanted)"
    case .duplicateUtterance(_, let id, let first):
      "`\(id)` was already read from \(first.text); this second one is left out"
    case .reversedTimes(_, let id, let start, let end):
      "`\(id)` is left out: it ends at \(end) s, which is not after its start at \(start) s"
    case .beyondEnd(_, let id, let start, let end, let duration):
      start >= duration
        ? "`\(id)` is left out: it starts at \(start) s, and its recording is \(duration) s long"
        : "`\(id)` ends at \(end) s, and its recording is \(duration) s long: its clip is cut there"
    case .ratingOutOfRange(_, let name, let value):
      "the \(name) is \(value), where 1 to 5 is usual; it is kept as it stands"
    case .missingAudio(_, let turns):
      "this recording is missing, so \(counted(turns, "utterance has", "utterances have")) no sound"
    case .missingTranscriptFile(_, let turns):
      "this transcript is missing, so \(counted(turns, "utterance has", "utterances have")) no words"
    case .missingTranscript(_, let id):
      "`\(id)` has no line in its transcript, so its words are unknown"
    case .transcriptWithoutTurn(_, let id):
      "these are the words of `\(id)`, which has no turn line; they are not used"
    case .repeatedTranscript(_, let id):
      "`\(id)` has its words twice; the first are used"
    case .audioWithoutTurns: "this recording has no turns, so it is not used"
    case .missingFolder: "this folder is not here, so its part of the corpus is not read"
    case .notUTF8: "this line is not UTF-8; I read it as Windows-1252"
    case .strayLine(_, let text): "a line that belongs to no turn is not used: `\(text)`"
    case .skippedFile(_, let reason): "this file is not used: \(reason)"
    case .unreadable(_, let reason): "this file is left out: \(reason)"
    }
  }

  /// The place and the words: "Session1/…/Ses01F_impro01.txt:7: this turn is left out: …".
  public var message: String { "\(place.text): \(words)" }
}

/// "`a`, `b`, `c`".
func quoted(_ names: [String]) -> String {
  names.map { "`\($0)`" }.joined(separator: ", ")
}
