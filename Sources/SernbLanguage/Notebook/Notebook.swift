// The `.sernb` file format: which bytes are front matter, prose and cells. Printing reproduces the bytes of any file.
//
//  1. A notebook is UTF-8 text: Markdown prose with cells. `NAME.sernb.md` is read like `NAME.sernb`.
//  2. If the first line is `---`, the lines up to the next `---` are front matter (see `FrontMatter`).
//  3. A fence opens with a line of at most three spaces and three or more backticks or tildes; it closes at the next
//     line of the same character, at least as long, with nothing after it (CommonMark 4.5). Its first word is its
//     language.
//  4. A fence whose first word is `ser` is a cell; the second word is its label: letters, digits, `_` and `-`, unique
//     in the file. Any other fence is prose. No line of code looks like the opening of a cell, so a cell that contains
//     one was never closed and ends there.
//  5. Lines `#| key: value` at the top of a cell are its options (see `CellOption`); the rest is code (see `Parser`).
//     Both may be indented; the formatter indents them like their fence.
//  6. A line of at most three spaces and `<!--` begins a comment; it ends after the next `-->`, which may be many lines
//     further down, or at the end of the file (CommonMark 4.6, HTML block type 2). Cells, bindings and escapes in it
//     are plain text. The same holds for a comment within a paragraph, which must end in that paragraph (CommonMark
//     6.6). In a cell, another fence or a code span, `<!--` has no meaning.
//  7. `{{ expression }}` or `{{ expression : format }}` in prose, outside code and comments, is replaced by a value
//     (see `ProseBinding`); `\{{` is a literal `{{`. In mathematics, `$...$` or `$$...$$`, only `{{ x }}` with spaces
//     inside both pairs of braces is a binding; all other braces and backslashes are LaTeX and are kept. As in Pandoc
//     (`tex_math_dollars`), the first `$` is not followed by a space, the last one is neither preceded by a space nor
//     followed by a digit, neither is preceded by a backslash, and both are in one paragraph; so "$5 and {{ x }} and
//     $6" contains no mathematics. `$$...$$` may have spaces at its ends.
//  8. Lines that begin with `<<<<<<<` and `>>>>>>>` enclose a merge conflict. It is reported with its cells, and other
//     problems between them are not.
//  9. The segments partition the bytes, so prose without any special meaning is kept as it is. A byte order mark before
//     the first line is ignored.

/// A parsed notebook file: front matter, prose and cells, with the problems of its format.
public struct Notebook: Sendable {
  package let source: SourceText
  /// The front matter without and with its `---` lines.
  package let frontMatter: (content: Span, whole: Span)?
  package let segments: [Segment]
  package let problems: [Problem]
  /// The merge conflicts, each from its first marker to its last.
  package let conflicts: [Span]

  /// A part of the file: prose or a cell.
  public enum Segment: Sendable {
    case prose(Span)
    case cell(Cell)

    package var span: Span {
      switch self {
      case .prose(let span): span
      case .cell(let cell): cell.span
      }
    }
  }

  /// A fenced cell.
  public struct Cell: Sendable {
    package let label: Name
    /// Everything from the opening to the closing fence, with its line feed.
    package let span: Span
    /// The option lines, then the code.
    package let optionLines: Span
    package let code: Span
    package let options: [OptionLine]
    /// How many spaces the fence is indented by: the lines of the cell may be, too.
    package let margin: Int
    /// Whether it has a closing fence; if not, its last lines may be prose.
    package let isClosed: Bool
  }

  /// A line `#| key: value`.
  package struct OptionLine: Sendable {
    package let key: Name
    package let value: String
    package let valueSpan: Span
  }

  package var cells: [Cell] {
    segments.compactMap { if case .cell(let cell) = $0 { cell } else { nil } }
  }

  /// Whether a merge conflict overlaps `span`.
  func isConflicted(_ span: Span) -> Bool {
    conflicts.firstTouching(span).map { conflicts[$0].start < span.end } ?? false
  }

  /// The bytes that were read.
  package func printed() -> [UInt8] {
    var spans = segments.map(\.span)
    if let frontMatter { spans.insert(frontMatter.whole, at: 0) }
    var bytes: [UInt8] = []
    for span in spans { bytes += source.bytes[span.start..<span.end] }
    return bytes
  }

  /// `name` without folders and without `.sernb` or `.sernb.md`.
  package static func stem(of name: String) -> String {
    // By bytes, as a file system sees slashes even before a combining accent.
    withoutExtension(
      name.utf8.split(separator: UInt8(ascii: "/")).last.map { String(decoding: $0, as: UTF8.self) }
        ?? name)
  }

  /// `path` without `.sernb` or `.sernb.md`.
  package static func withoutExtension(_ path: String) -> String {
    for ending in [".sernb.md", ".sernb"] where path.hasSuffix(ending) {
      return String(path.dropLast(ending.count))
    }
    return path
  }

  package static func isNotebookName(_ name: String) -> Bool {
    name.hasSuffix(".sernb") || name.hasSuffix(".sernb.md")
  }

  package init(parsing source: SourceText) {
    var reader = NotebookReader(source: source)
    reader.read()
    self.source = source
    frontMatter = reader.frontMatter
    segments = reader.segments
    problems = reader.problems
    conflicts = reader.conflicts
  }
}

extension Notebook {
  /// A text that is only the code of one cell, as typed at a prompt.
  init(codeOnly source: SourceText) {
    let whole = Span(0, source.bytes.count)
    self.source = source
    frontMatter = nil
    segments = [
      .cell(
        Cell(
          label: Name(source.name, Span(0, 0)), span: whole, optionLines: Span(0, 0), code: whole,
          options: [], margin: 0, isClosed: true))
    ]
    problems = []
    conflicts = []
  }
}

/// Splits the lines into segments in one pass.
private struct NotebookReader {
  let source: SourceText
  var frontMatter: (content: Span, whole: Span)?
  var segments: [Notebook.Segment] = []
  var problems: [Problem] = []
  var labels: [String: Span] = [:]
  /// The lines that begin and end conflicts.
  var markers: [Span] = []
  var conflicts: [Span] = []

  init(source: SourceText) { self.source = source }

  private func text(_ line: Int) -> String { source[source.span(ofLine: line)] }

  /// Where the line after `line` begins.
  private func end(ofLine line: Int) -> Int {
    line < source.lineStarts.count ? source.lineStarts[line] : source.bytes.count
  }

  /// Whether a line begins with one of `signs`, after at most three spaces. Most lines do not, and are skipped without
  /// decoding.
  private func begins(_ line: Int, with signs: StaticString) -> Bool {
    var offset = source.lineStarts[line - 1]
    let limit = min(source.bytes.count, offset + 4)
    while offset < limit, source.bytes[offset] == UInt8(ascii: " ") { offset += 1 }
    return offset < limit && signs.withUTF8Buffer { $0.contains(source.bytes[offset]) }
  }

  mutating func read() {
    let count = source.lineStarts.count
    var line = 1
    if isFrontMatterFence(1) {
      var last = 2
      while last <= count, !isFrontMatterFence(last) {
        if begins(last, with: "<>") { noteMarker(last) }
        last += 1
      }
      if last <= count {
        frontMatter = (
          Span(source.lineStarts[1], source.lineStarts[last - 1]), Span(0, end(ofLine: last))
        )
        line = last + 1
      } else {
        problems.append(.unclosedFrontMatter(source.span(ofLine: 1)))
        markers = []
      }
    }
    var proseStart = frontMatter?.whole.end ?? 0
    func closeProse(at offset: Int) {
      if offset > proseStart { segments.append(.prose(Span(proseStart, offset))) }
    }
    while line <= count {
      guard begins(line, with: "`~<>") else {
        line += 1
        continue
      }
      noteMarker(line)
      if let start = Comment.start(in: source.bytes, ofLine: source.lineStarts[line - 1]) {
        line = lineBehindComment(at: start, onLine: line)
        continue
      }
      guard let fence = Fence(opening: text(line)) else {
        line += 1
        continue
      }
      var last = line + 1
      var isClosed = false
      while last <= count {
        if begins(last, with: "`~") {
          let text = text(last)
          isClosed = fence.isClosed(by: text)
          // A listing of a notebook within a notebook is prose to its end.
          if isClosed || (fence.isCell && Fence(opening: text)?.isCell == true) { break }
        }
        last += 1
      }
      if !fence.isCell {
        line = last + 1
        continue
      }
      let start = source.lineStarts[line - 1]
      closeProse(at: start)
      if !isClosed { problems.append(.unclosedFence(source.span(ofLine: line))) }
      let cellEnd =
        isClosed
        ? end(ofLine: last) : last <= count ? source.lineStarts[last - 1] : source.bytes.count
      segments.append(
        .cell(cell(fence, from: line, to: last, Span(start, cellEnd), isClosed: isClosed)))
      proseStart = cellEnd
      line = isClosed ? last + 1 : last
    }
    closeProse(at: source.bytes.count)
    reportConflicts()
  }

  /// The line after a comment that begins at `start`. The rest of its last line cannot begin a cell.
  private mutating func lineBehindComment(at start: Int, onLine first: Int) -> Int {
    let end = Comment.end(in: source.bytes, from: start, upTo: source.bytes.count)
    if end == nil { problems.append(.unclosedComment(source.span(ofLine: first))) }
    let last = end.map { source.position(of: $0 - 1).line } ?? source.lineStarts.count
    for line in (first + 1)..<max(first + 1, last + 1) where begins(line, with: "<>") {
      noteMarker(line)
    }
    return last + 1
  }

  /// YAML allows invisible trailing spaces.
  private func isFrontMatterFence(_ line: Int) -> Bool {
    guard begins(line, with: "-") else { return false }
    let text = text(line)
    return text.hasPrefix("---") && text.dropFirst(3).allSatisfy { $0 == " " || $0 == "\t" }
  }

  /// The cell whose opening fence is line `first`; `last` is its closing fence, or the line after the cell if it has
  /// none.
  private mutating func cell(
    _ fence: Fence, from first: Int, to last: Int, _ span: Span, isClosed: Bool
  ) -> Notebook.Cell {
    let opening = source.span(ofLine: first)
    let label = label(of: fence, opening)
    var line = first + 1
    var options: [Notebook.OptionLine] = []
    while line < last, let start = optionStart(line) {
      if let option = option(line, at: start) { options.append(option) }
      line += 1
    }
    let optionStart = end(ofLine: first)
    let codeStart = line == first + 1 ? optionStart : end(ofLine: line - 1)
    let codeEnd = last <= source.lineStarts.count ? source.lineStarts[last - 1] : span.end
    for line in (first + 1)..<max(first + 1, last) where begins(line, with: "<>") {
      noteMarker(line)
    }
    while line < last {
      if let start = self.optionStart(line) {
        problems.append(.lateOption(Span(start, source.span(ofLine: line).end)))
      }
      line += 1
    }
    return Notebook.Cell(
      label: label, span: span, optionLines: Span(optionStart, codeStart),
      code: Span(codeStart, max(codeStart, codeEnd)), options: options, margin: fence.indent,
      isClosed: isClosed)
  }

  /// The offset of `#|` if the line begins with it.
  private func optionStart(_ line: Int) -> Int? {
    let bytes = source.bytes
    var offset = source.lineStarts[line - 1]
    while offset < bytes.count,
      bytes[offset] == UInt8(ascii: " ") || bytes[offset] == UInt8(ascii: "\t")
    {
      offset += 1
    }
    let isOption =
      offset + 1 < bytes.count && bytes[offset] == UInt8(ascii: "#")
      && bytes[offset + 1] == UInt8(ascii: "|")
    return isOption ? offset : nil
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

  private mutating func option(_ line: Int, at start: Int) -> Notebook.OptionLine? {
    let span = Span(start, source.span(ofLine: line).end)
    let content = source[span].dropFirst(2)
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

  private mutating func noteMarker(_ line: Int) {
    let text = text(line)
    for sign in ["<<<<<<<", ">>>>>>>"] where text == sign || text.hasPrefix(sign + " ") {
      markers.append(source.span(ofLine: line))
    }
  }

  /// Reports one problem for each `<<<<<<<` in place of all problems within the conflict.
  private mutating func reportConflicts() {
    func begins(_ line: Span) -> Bool { source.bytes[line.start] == UInt8(ascii: "<") }
    for (index, marker) in markers.enumerated() where begins(marker) {
      let rest = markers[(index + 1)...]
      let end = rest.first.map { begins($0) ? $0.start : $0.end } ?? source.bytes.count
      conflicts.append(Span(marker.start, end))
    }
    guard !conflicts.isEmpty else { return }
    problems.removeAll { problem in
      let span = problem.span
      return conflicts.firstTouching(span).map { conflicts[$0].start <= span.end } ?? false
    }
    let spans = segments.map(\.span)
    for conflict in conflicts {
      var cells: [String] = []
      var next = spans.firstTouching(conflict) ?? spans.count
      while next < spans.count, spans[next].start < conflict.end {
        if case .cell(let cell) = segments[next], cells.last != cell.label.text {
          cells.append(cell.label.text)
        }
        next += 1
      }
      let line = source.span(ofLine: source.position(of: conflict.start).line)
      problems.append(.mergeConflict(line, cells: cells))
    }
  }
}

extension [Span] {
  /// The index of the first span that ends after the start of `span`; spans are sorted and do not overlap.
  fileprivate func firstTouching(_ span: Span) -> Int? {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle].end > span.start { high = middle } else { low = middle + 1 }
    }
    return low < count ? low : nil
  }
}

/// The opening line of a fence.
struct Fence {
  let sign: Character
  let length: Int
  /// The number of spaces before it, at most three.
  let indent: Int
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
    for part in info.split(
      omittingEmptySubsequences: false, whereSeparator: { $0 == " " || $0 == "\t" })
    {
      if !part.isEmpty { words.append((String(part), offset)) }
      offset += part.utf8.count + 1
    }
    self.sign = sign
    self.length = length
    self.indent = indent
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
