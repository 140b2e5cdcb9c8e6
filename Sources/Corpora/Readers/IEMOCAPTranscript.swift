// One line of an IEMOCAP transcript: `Ses01F_impro01_F000 [006.2901-008.2357]: Excuse me.`
//
// The words start after the *first* `]: `: they hold colons and brackets of their own ("[LAUGHTER]"). Lines
// of another form (`M: …`, remarks on overlaps) belong to no turn.

enum IEMOCAPTranscript {
  enum Line: Equatable {
    case blank
    case stray
    case words(id: String, text: String)
  }

  static func line(_ lines: TextLines, _ range: Range<Int>) -> Line {
    var scanner = LineScanner(lines.bytes, range)
    scanner.skipSpace()
    if scanner.isAtEnd { return .blank }
    guard let id = scanner.takeWord(), lines.bytes[id].starts(with: "Ses".utf8) else {
      return .stray
    }
    scanner.skipSpace()
    // The times that count are those of the turn line: of these, only the start is checked.
    guard scanner.take("["), scanner.takeNumber() != nil, scanner.takeUntil("]") != nil,
      scanner.take(":")
    else { return .stray }
    let text = scanner.trimmed(scanner.at..<scanner.end)
    return .words(id: lines.text(id), text: lines.text(text))
  }
}
