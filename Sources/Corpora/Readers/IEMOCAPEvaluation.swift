// One file of IEMOCAP's EmoEvaluation folder: turn lines, each with its annotators' lines below.
//
//     % [START_TIME - END_TIME] TURN_NAME EMOTION [V, A, D]          lines from `%` on are remarks
//     [6.2901 - 8.2357]⇥Ses01F_impro01_F000⇥neu⇥[2.5000, 2.5000, 2.5000]
//     C-E2:⇥Neutral;⇥()                                              one annotator's categories (remark)
//     C-E3:⇥Neutral; Anger;⇥(curious)
//     A-E3:⇥val 3; act 2; dom  2;⇥()                                 one annotator's ratings, some empty

/// A turn as its file states it.
struct IEMOCAPTurn {
  let id: String
  let start: Double
  let end: Double
  let sex: Sex
  let label: String
  let valence: Double
  let activation: Double
  let dominance: Double
  var annotations: [Annotation] = []
  var ratings: [AttributeRating] = []
  let location: SourceLocation
}

struct IEMOCAPEvaluation {
  let path: String
  let dialog: String
  private(set) var turns: [IEMOCAPTurn] = []
  private(set) var problems: [CorpusProblem] = []
  /// What the annotator lines below belong to.
  private var owner = Owner.noTurn

  private enum Owner {
    case noTurn
    /// The last of `turns`.
    case lastTurn
    /// A turn that was left out; its annotators go with it.
    case leftOut
  }

  static let turnForm =
    "`[START - END]`, the turn's name, its emotion and `[V, A, D]`, with tabs between"

  init(path: String, dialog: String) {
    self.path = path
    self.dialog = dialog
  }

  mutating func read(_ lines: TextLines) {
    for (number, range) in lines.ranges.enumerated() {
      let location = SourceLocation(path, line: number + 1)
      var scanner = LineScanner(lines.bytes, range)
      scanner.skipSpace()
      switch scanner.next {
      case nil, UInt8(ascii: "%"): continue
      case UInt8(ascii: "["):
        owner = .leftOut
        if let turn = turn(&scanner, lines, range, location) {
          turns.append(turn)
          owner = .lastTurn
        }
      case UInt8(ascii: "C"), UInt8(ascii: "A"): annotator(&scanner, lines, range, location)
      default: problems.append(.strayLine(location, text: lines.shown(range)))
      }
    }
  }

  // MARK: turn lines

  private mutating func turn(
    _ scanner: inout LineScanner, _ lines: TextLines, _ range: Range<Int>,
    _ location: SourceLocation
  ) -> IEMOCAPTurn? {
    guard let (start, end, name, code, ratings) = turnParts(&scanner) else {
      problems.append(
        .malformedTurn(location, text: lines.shown(range), wanted: IEMOCAPEvaluation.turnForm))
      return nil
    }
    let id = lines.text(name)
    guard let sex = sex(ofTurn: id) else {
      problems.append(
        .malformedTurn(
          location, text: lines.shown(name),
          wanted: "a turn of this dialog, such as `\(dialog)_F000` or `\(dialog)_M000`"))
      return nil
    }
    let label = lines.text(code)
    guard Corpus.iemocap.word(for: label) != nil else {
      problems.append(
        .unknownLabel(location, code: lines.shown(code), known: Corpus.iemocap.labels.map(\.code)))
      return nil
    }
    guard end > start else {
      problems.append(.reversedTimes(location, id: id, start: start, end: end))
      return nil
    }
    for (name, value) in zip(["valence", "activation", "dominance"], ratings) {
      checkRange(name, value, location)
    }
    return IEMOCAPTurn(
      id: id, start: start, end: end, sex: sex, label: label, valence: ratings[0],
      activation: ratings[1], dominance: ratings[2], location: location)
  }

  private func turnParts(
    _ scanner: inout LineScanner
  ) -> (start: Double, end: Double, name: Range<Int>, code: Range<Int>, ratings: [Double])? {
    guard scanner.take("[") else { return nil }
    scanner.skipSpace()
    guard let start = scanner.takeNumber(), start >= 0 else { return nil }
    scanner.skipSpace()
    guard scanner.take("-") else { return nil }
    scanner.skipSpace()
    guard let end = scanner.takeNumber(), end >= 0 else { return nil }
    scanner.skipSpace()
    guard scanner.take("]") else { return nil }
    scanner.skipSpace()
    guard let name = scanner.takeWord() else { return nil }
    scanner.skipSpace()
    guard let code = scanner.takeWord() else { return nil }
    scanner.skipSpace()
    guard scanner.take("[") else { return nil }
    var ratings: [Double] = []
    for closing: Unicode.Scalar in [",", ",", "]"] {
      scanner.skipSpace()
      guard let value = scanner.takeNumber() else { return nil }
      scanner.skipSpace()
      guard scanner.take(closing) else { return nil }
      ratings.append(value)
    }
    scanner.skipSpace()
    return scanner.isAtEnd ? (start, end, name, code, ratings) : nil
  }

  /// The speaker's sex if `id` is this dialog's name, `_`, `F` or `M`, and a number: nil otherwise.
  private func sex(ofTurn id: String) -> Sex? {
    let bytes = Array(id.utf8)
    let head = Array(dialog.utf8) + [UInt8(ascii: "_")]
    guard bytes.starts(with: head), bytes.count > head.count + 1 else { return nil }
    let digits = bytes[(head.count + 1)...]
    guard digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else { return nil }
    switch bytes[head.count] {
    case UInt8(ascii: "F"): return .female
    case UInt8(ascii: "M"): return .male
    default: return nil
    }
  }

  // MARK: annotator lines

  private mutating func annotator(
    _ scanner: inout LineScanner, _ lines: TextLines, _ range: Range<Int>,
    _ location: SourceLocation
  ) {
    let isCategory = scanner.take("C")
    guard isCategory || scanner.take("A"), scanner.take("-") else {
      problems.append(.strayLine(location, text: lines.shown(range)))
      return
    }
    switch owner {
    case .noTurn: problems.append(.strayLine(location, text: lines.shown(range)))
    case .leftOut: break
    case .lastTurn:
      guard let name = scanner.takeUntil(":"), !name.isEmpty else {
        return malformed(lines, range, location, "an annotator's code and a colon")
      }
      if isCategory {
        categories(&scanner, lines, range, location, annotator: lines.text(name))
      } else {
        rating(&scanner, lines, range, location, annotator: lines.text(name))
      }
    }
  }

  private mutating func categories(
    _ scanner: inout LineScanner, _ lines: TextLines, _ range: Range<Int>,
    _ location: SourceLocation, annotator: String
  ) {
    var list = scanner
    // Remarks may hold `;` too, so the list ends at the first parenthesis.
    let remarkStart = lines.bytes[scanner.at..<scanner.end].firstIndex(of: UInt8(ascii: "("))
    list = LineScanner(lines.bytes, scanner.at..<(remarkStart ?? scanner.end))
    var found: [String] = []
    while !list.isAtEnd {
      let rest = list.at..<list.end
      let piece = list.trimmed(list.takeUntil(";") ?? rest)
      if list.at == rest.lowerBound { list.at = list.end }
      if !piece.isEmpty { found.append(lines.text(piece)) }
    }
    if found.isEmpty {
      return malformed(lines, range, location, "a category and `;` after the annotator's code")
    }
    var remark = ""
    if let remarkStart {
      var inner = list.trimmed((remarkStart + 1)..<scanner.end)
      if inner.upperBound > inner.lowerBound, lines.bytes[inner.upperBound - 1] == UInt8(ascii: ")")
      {
        inner = list.trimmed(inner.lowerBound..<(inner.upperBound - 1))
      }
      remark = lines.text(inner)
    }
    turns[turns.count - 1].annotations.append(
      Annotation(annotator: annotator, categories: found, comment: remark))
  }

  private mutating func rating(
    _ scanner: inout LineScanner, _ lines: TextLines, _ range: Range<Int>,
    _ location: SourceLocation, annotator: String
  ) {
    let wanted = "`val 3; act 2; dom 2;` after the annotator's code, some numbers maybe missing"
    var values: [Double?] = []
    for name in ["val", "act", "dom"] {
      scanner.skipSpace()
      guard let part = scanner.takeUntil(";") else {
        return malformed(lines, range, location, wanted)
      }
      var inner = LineScanner(lines.bytes, part)
      guard let word = inner.takeWord(), lines.bytes[word].elementsEqual(name.utf8) else {
        return malformed(lines, range, location, wanted)
      }
      inner.skipSpace()
      let value = inner.takeNumber()
      inner.skipSpace()
      if !inner.isAtEnd { return malformed(lines, range, location, wanted) }
      if let value { checkRange("rating `\(name)` of `\(annotator)`", value, location) }
      values.append(value)
    }
    turns[turns.count - 1].ratings.append(
      AttributeRating(
        annotator: annotator, valence: values[0], activation: values[1], dominance: values[2]))
  }

  // MARK: problems

  private mutating func malformed(
    _ lines: TextLines, _ range: Range<Int>, _ location: SourceLocation, _ wanted: String
  ) {
    problems.append(.malformedAnnotation(location, text: lines.shown(range), wanted: wanted))
  }

  /// Ratings are on a scale from 1 to 5, and their means too.
  private mutating func checkRange(_ name: String, _ value: Double, _ location: SourceLocation) {
    if !(1...5 ~= value) {
      problems.append(.ratingOutOfRange(location, name: name, value: value))
    }
  }
}
