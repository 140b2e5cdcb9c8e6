// The `.sernb` file format: which bytes are front matter, prose and cells. Printing gives back the same bytes, for any file.
//
//  1. A notebook is UTF-8 text: Markdown prose with cells. `NAME.sernb.md` is read like `NAME.sernb`.
//  2. If the first line is `---`, the lines up to the next `---` are front matter (see `FrontMatter`).
//  3. A fence is a line of at most three blanks and three or more backticks or tildes; it ends at the next line of the
//     same sign, at least as long, with nothing behind it (CommonMark 4.5). Its first word says what it holds.
//  4. A fence whose first word is `ser` is a cell; the second word is its label: letters, digits, `_` and `-`,
//     unique in the file. Any other fence is prose.
//  5. Lines `#| key: value` at the top of a cell are its options (see `CellOption`); the rest is code (see `Parser`).
//  6. `{{ expression }}` or `{{ expression : format }}` in prose, outside code, stands for a value (see `ProseBinding`).
//  7. Lines that begin with `<<<<<<<`, `=======` and `>>>>>>>` are a merge conflict; each is reported with its cells.
//  8. What is read is a partition of the bytes into segments, so prose that means nothing here is kept as it is.

public struct Notebook: Sendable {
  public let source: SourceText
  /// The front matter between its `---` lines, and all of it with them.
  public let frontMatter: (content: Span, whole: Span)?
  public let segments: [Segment]
  public let problems: [Problem]

  public enum Segment: Sendable {
    case prose(Span)
    case cell(Cell)

    public var span: Span {
      switch self {
      case .prose(let span): span
      case .cell(let cell): cell.span
      }
    }
  }

  public struct Cell: Sendable {
    public let label: Name
    /// Everything from the opening to the closing fence, with the line feed behind it.
    public let span: Span
    /// The option lines, then the code.
    public let optionLines: Span
    public let code: Span
    public let options: [OptionLine]
  }

  public struct OptionLine: Sendable {
    public let key: Name
    public let value: String
    public let valueSpan: Span
  }

  public var cells: [Cell] {
    segments.compactMap { if case .cell(let cell) = $0 { cell } else { nil } }
  }

  /// The bytes that were read.
  public func printed() -> [UInt8] {
    var spans = segments.map(\.span)
    if let frontMatter { spans.insert(frontMatter.whole, at: 0) }
    return spans.flatMap { Array(source.bytes[$0.start..<$0.end]) }
  }

  /// `name` without folders and without `.sernb` or `.sernb.md`.
  public static func stem(of name: String) -> String {
    var stem = name.split(separator: "/").last.map(String.init) ?? name
    for ending in [".sernb.md", ".sernb"] where stem.hasSuffix(ending) {
      stem.removeLast(ending.count)
      break
    }
    return stem
  }

  public static func isNotebookName(_ name: String) -> Bool {
    name.hasSuffix(".sernb") || name.hasSuffix(".sernb.md")
  }

  public init(parsing source: SourceText) {
    var reader = NotebookReader(source: source)
    reader.read()
    self.source = source
    frontMatter = reader.frontMatter
    segments = reader.segments
    problems = reader.problems
  }
}

/// Goes over the lines once and cuts them into segments.
private struct NotebookReader {
  let source: SourceText
  var frontMatter: (content: Span, whole: Span)?
  var segments: [Notebook.Segment] = []
  var problems: [Problem] = []
  var labels: [String: Span] = [:]
  var conflicts: [(line: Span, cell: String?)] = []

  init(source: SourceText) { self.source = source }

  private func text(_ line: Int) -> String { source[source.span(ofLine: line)] }

  /// Where the line after `line` begins.
  private func end(ofLine line: Int) -> Int {
    line < source.lineStarts.count ? source.lineStarts[line] : source.bytes.count
  }

  /// Whether a line begins with a byte: most do not, and are passed over without decoding them.
  private func begins(_ line: Int, with signs: [UInt8]) -> Bool {
    var offset = source.lineStarts[line - 1]
    let limit = min(source.bytes.count, offset + 4)
    while offset < limit, source.bytes[offset] == UInt8(ascii: " ") { offset += 1 }
    return offset < limit && signs.contains(source.bytes[offset])
  }

  mutating func read() {
    let count = source.lineStarts.count
    var line = 1
    if text(1) == "---" {
      var last = 2
      while last <= count, text(last) != "---" { last += 1 }
      if last <= count {
        frontMatter = (
          Span(source.lineStarts[1], source.lineStarts[last - 1]), Span(0, end(ofLine: last))
        )
        line = last + 1
      } else {
        problems.append(.unclosedFrontMatter(source.span(ofLine: 1)))
      }
    }
    var proseStart = line <= count ? source.lineStarts[line - 1] : source.bytes.count
    func closeProse(at offset: Int) {
      if offset > proseStart { segments.append(.prose(Span(proseStart, offset))) }
    }
    while line <= count {
      guard begins(line, with: Array("`~<=>".utf8)) else {
        line += 1
        continue
      }
      noteConflict(line, cell: nil)
      guard let fence = Fence(opening: text(line)) else {
        line += 1
        continue
      }
      let closing = ((line + 1)..<max(line + 1, count + 1)).first {
        begins($0, with: Array("`~".utf8)) && fence.isClosed(by: text($0))
      }
      if !fence.isCell {
        // A listing of a notebook within a notebook is prose to its end, whatever it holds.
        line = (closing ?? count) + 1
        continue
      }
      let start = source.lineStarts[line - 1]
      closeProse(at: start)
      if closing == nil { problems.append(.unclosedFence(source.span(ofLine: line))) }
      let last = closing ?? count + 1
      let cellEnd = closing.map { end(ofLine: $0) } ?? source.bytes.count
      segments.append(.cell(cell(fence, from: line, to: last, span: Span(start, cellEnd))))
      proseStart = cellEnd
      line = last + 1
    }
    closeProse(at: source.bytes.count)
    reportConflicts()
  }

  private mutating func cell(_ fence: Fence, from first: Int, to last: Int, span: Span)
    -> Notebook.Cell
  {
    let opening = source.span(ofLine: first)
    let label = label(of: fence, opening)
    var line = first + 1
    var options: [Notebook.OptionLine] = []
    while line < last, text(line).hasPrefix("#|") {
      if let option = option(line) { options.append(option) }
      line += 1
    }
    let optionStart = end(ofLine: first)
    let codeStart = line == first + 1 ? optionStart : end(ofLine: line - 1)
    let codeEnd = last <= source.lineStarts.count ? source.lineStarts[last - 1] : span.end
    for line in line..<max(line, min(last, source.lineStarts.count + 1))
    where begins(line, with: Array("<=>".utf8)) {
      noteConflict(line, cell: label.text)
    }
    return Notebook.Cell(
      label: label, span: span, optionLines: Span(optionStart, codeStart),
      code: Span(codeStart, max(codeStart, codeEnd)), options: options)
  }

  private mutating func label(of fence: Fence, _ opening: Span) -> Name {
    let offset = opening.start + fence.infoOffset
    guard let word = fence.words.dropFirst().first else {
      problems.append(.missingLabel(opening))
      return Name("cell-\(segments.count)", opening)
    }
    let wordSpan = Span(offset + word.offset, offset + word.offset + word.text.utf8.count)
    let isPlain = word.text.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "_" || $0 == "-"
    }
    if !isPlain { problems.append(.badLabel(Name(word.text, wordSpan))) }
    if let extra = fence.words.dropFirst(2).first {
      let start = offset + extra.offset
      problems.append(.wordsAfterLabel(Span(start, max(start, opening.end))))
    }
    if let other = labels[word.text] {
      problems.append(.duplicateLabel(Name(word.text, wordSpan), first: other))
    }
    labels[word.text] = labels[word.text] ?? wordSpan
    return Name(word.text, wordSpan)
  }

  private mutating func option(_ line: Int) -> Notebook.OptionLine? {
    let span = source.span(ofLine: line)
    let content = text(line).dropFirst(2)
    guard let colon = content.firstIndex(of: ":") else {
      problems.append(.badOptionLine(span))
      return nil
    }
    let rawKey = content[..<colon]
    let key = rawKey.drop { $0 == " " }
    let keyStart = span.start + 2 + rawKey.utf8.count - key.utf8.count
    let trimmedKey = String(key).trimmingBlanks()
    let rawValue = content[content.index(after: colon)...]
    let value = rawValue.drop { $0 == " " }
    let valueStart = span.end - value.utf8.count
    let trimmed = String(value).trimmingBlanks()
    return Notebook.OptionLine(
      key: Name(trimmedKey, Span(keyStart, keyStart + trimmedKey.utf8.count)), value: trimmed,
      valueSpan: Span(valueStart, valueStart + trimmed.utf8.count))
  }

  // MARK: Merge conflicts

  private mutating func noteConflict(_ line: Int, cell: String?) {
    let text = text(line)
    if ["<<<<<<<", ">>>>>>>"].contains(where: text.hasPrefix) || text == "=======" {
      conflicts.append((source.span(ofLine: line), cell))
    }
  }

  /// One problem for each `<<<<<<<`; a lone `=======` is an underlined heading.
  private mutating func reportConflicts() {
    for (index, conflict) in conflicts.enumerated()
    where source[conflict.line].hasPrefix("<<<<<<<") {
      let end =
        conflicts[(index + 1)...].first { source[$0.line].hasPrefix(">>>>>>>") }?.line.end
        ?? source.bytes.count
      var cells: [String] = []
      for case .cell(let cell) in segments
      where cell.span.start < end && cell.span.end > conflict.line.start {
        if !cells.contains(cell.label.text) { cells.append(cell.label.text) }
      }
      problems.append(.mergeConflict(conflict.line, cells: cells))
    }
  }
}

/// The opening line of a fence.
struct Fence {
  let sign: Character
  let length: Int
  /// Where the info string begins in the line, in UTF-8.
  let infoOffset: Int
  let words: [(text: String, offset: Int)]

  var isCell: Bool { words.first?.text == "ser" }

  init?(opening line: String) {
    let indent = line.prefix { $0 == " " }.count
    let rest = line.dropFirst(indent)
    guard indent <= 3, let sign = rest.first, sign == "`" || sign == "~" else { return nil }
    let length = rest.prefix { $0 == sign }.count
    let info = rest.dropFirst(length)
    guard length >= 3, sign == "~" || !info.contains("`") else { return nil }
    var words: [(String, Int)] = []
    var offset = 0
    for part in info.split(separator: " ", omittingEmptySubsequences: false) {
      if !part.isEmpty { words.append((String(part), offset)) }
      offset += part.utf8.count + 1
    }
    self.sign = sign
    self.length = length
    self.words = words
    infoOffset = indent + length
  }

  func isClosed(by line: String) -> Bool {
    let rest = line.drop { $0 == " " }
    guard line.count - rest.count <= 3 else { return false }
    let run = rest.prefix { $0 == sign }.count
    return run >= length && rest.dropFirst(run).allSatisfy { $0 == " " || $0 == "\t" }
  }
}

extension String {
  func trimmingBlanks() -> String {
    var text = Substring(self)
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
