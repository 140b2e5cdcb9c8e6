// A strict subset of YAML: no aliases, no duplicate keys, no deep nesting, and plain error messages.
//
// Aliases are refused because a few of them may expand to more values than fit in memory.

internal import Yams

struct StrictYAML {
  let source: SourceText
  /// The range of the text that is YAML.
  let content: Span
  /// The first line of the content in the file, from one.
  let firstLine: Int
  /// Checkpoints of long lines: the offset of every 256th code point. All YAML may be on one line, with a value in each
  /// word.
  private let marks: [Int: [Int]]
  private static let markDistance = 256

  init(source: SourceText, content: Span) {
    self.source = source
    self.content = content
    firstLine = source.position(of: content.start).line
    let last = source.position(of: max(content.start, content.end - 1)).line
    var marks: [Int: [Int]] = [:]
    for line in firstLine...max(firstLine, last) {
      let span = source.span(ofLine: line)
      guard span.end - span.start > 4 * Self.markDistance else { continue }
      var count = 0
      for offset in span.start..<span.end where source.bytes[offset] & 0xC0 != 0x80 {
        if count % Self.markDistance == 0 { marks[line, default: []].append(offset) }
        count += 1
      }
    }
    self.marks = marks
  }

  /// Why YAML is refused, as the end of a sentence, and where.
  struct Refusal: Error {
    let why: String
    let span: Span

    init(_ why: String, _ span: Span) {
      self.why = why
      self.span = span
    }
  }

  func span(of node: Node) -> Span {
    guard let mark = node.mark else { return content }
    let number = firstLine + mark.line - 1
    let line = source.span(ofLine: number)
    var (start, left) = (line.start, max(0, mark.column - 1))
    if let marks = marks[number], left / Self.markDistance < marks.count {
      start = marks[left / Self.markDistance]
      left %= Self.markDistance
    }
    while left > 0, start < line.end {
      start += 1
      while start < line.end, source.bytes[start] & 0xC0 == 0x80 { start += 1 }
      left -= 1
    }
    let length = max(1, node.scalar?.string.utf8.count ?? 1)
    return Span(min(start, line.end), min(line.end, start + length))
  }

  /// The content, or nil if it is empty.
  func node() throws(Refusal) -> Node? {
    if let refusal = refusal() { throw refusal }
    do { return try Yams.compose(yaml: source[content]) } catch let error as YamlError {
      throw refusal(of: error)
    } catch { throw Refusal("it is not YAML", content) }
  }

  private func refusal(of error: YamlError) -> Refusal {
    switch error {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      // An unclosed construct is detected at the end and shown where it begins.
      let isOpen = problem == "found unexpected end of stream"
      let line = isOpen ? context?.mark.line ?? mark.line : mark.line
      let span = source.trimmed(source.span(ofLine: firstLine + max(1, line) - 1))
      return Refusal(Self.plainMessages[problem] ?? problem, span)
    case .duplicatedKeysInMapping(let keys, _):
      let name = keys.sorted().first ?? ""
      return Refusal("`\(name)` is given twice", secondLine(of: name))
    default: return Refusal("it is not YAML", content)
    }
  }

  /// Plain versions of the YAML parser's messages.
  private static let plainMessages = [
    "found unexpected end of stream": "a quoted text is never closed",
    "found character that cannot start any token": "no value begins with such a character",
    "mapping values are not allowed in this context":
      "a second `:` in a line needs quotes around the value",
    "did not find expected key": "this line does not fit those above it",
    "did not find expected '-' indicator": "this line does not fit those above it",
    "could not find expected ':'": "a `:` is missing after a key",
    "did not find expected ',' or ']'": "a `]` or `,` is missing",
    "did not find expected ',' or '}'": "a `}` or `,` is missing",
  ]

  /// The second line that begins with a key.
  private func secondLine(of key: String) -> Span {
    var count = 0
    for line in lines {
      let text = source[line].trimmingBlanks()
      guard text.hasPrefix(key), text.dropFirst(key.count).drop(while: { $0 == " " }).first == ":"
      else { continue }
      count += 1
      if count == 2 { return source.trimmed(line) }
    }
    return lines.first ?? content
  }

  private var lines: [Span] {
    let last = source.position(of: max(content.start, content.end - 1)).line
    return (firstLine...max(firstLine, last)).map { source.span(ofLine: $0) }
  }

  /// Refuses what the YAML parser must not see: nesting that overflows the stack, and aliases.
  private func refusal() -> Refusal? {
    var hasAnchor = false
    var depth = 0
    for line in lines {
      let signs = Array(source[line])
      var isTooDeep = signs.prefix { " -?\t".contains($0) }.count > 200
      var quote: Character?
      // The last nonblank character decides whether a value begins after it.
      var before: Character = "-"
      for (index, sign) in signs.enumerated() {
        if let open = quote {
          if sign == open { quote = nil }
          continue
        }
        if sign == "#", index == 0 || signs[index - 1] == " " { break }
        let beginsValue = ":-?[{,".contains(before)
        switch sign {
        case _ where sign == "\"" || sign == "'": quote = beginsValue ? sign : nil
        case "[", "{": depth += 1
        case "]", "}": depth -= 1
        case _ where beginsValue && (sign == "&" || sign == "*"):
          let next = index + 1 < signs.count ? signs[index + 1] : " "
          guard next.isLetter || next.isNumber else { break }
          if sign == "*", hasAnchor { return Refusal("it holds an alias", line) }
          hasAnchor = hasAnchor || sign == "&"
        default: break
        }
        isTooDeep = isTooDeep || depth > 50
        if sign != " ", sign != "\t" { before = sign }
      }
      if isTooDeep { return Refusal("it is nested too deeply", line) }
    }
    return nil
  }

  /// The value of a scalar or of a list, by the rules of the language.
  static func constant(_ node: Node) -> Constant? {
    if let items = node.sequence {
      let constants = items.compactMap(constant)
      return constants.count == items.count ? .list(constants) : nil
    }
    guard let scalar = node.scalar else { return nil }
    return scalar.style == .plain ? Constant(reading: scalar.string) : .text(scalar.string)
  }
}
