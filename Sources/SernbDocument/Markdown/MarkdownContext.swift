// The Markdown context of the next text, which decides what has to be escaped. It is derived from the text so far in one
// pass, paragraph by paragraph.

/// The context after a range of Markdown that begins at the start of a block.
package struct MarkdownContext: Sendable {
  enum Kind: Sendable, Equatable {
    case text
    /// After a `<`: what follows may make it a tag or an autolink.
    case angle
    /// In an autolink, between `<` and `>`.
    case address(before: String)
    /// In a tag, outside attribute values.
    case tag
    /// In an attribute value, with its text so far.
    case attribute(name: String, before: String)
    /// In a link destination, with its text so far.
    case destination(before: String)
    /// In a link title.
    case title
  }

  /// Whether only block markers precede it on its line: quotations, list items and spaces.
  private(set) var isLineStart = true
  /// Whether its block begins with a tag, where a backslash may be literal.
  private(set) var isInHTML = false
  private(set) var last: UInt8 = 0x0A
  /// Whether the line so far is digits and spaces: `12` before `.` begins a list.
  var endsInDigits: Bool { isLineStart && (0x30...0x39).contains(last) }

  private enum State: Sendable, Equatable {
    case text
    case escape
    case code(ticks: Int)
    case comment
    case angle
    case tag(Tag)
    case destination(String, depth: Int, hasBlank: Bool, isDefinition: Bool)
    case title(closing: UInt8)
  }

  private struct Tag: Sendable, Equatable {
    var text = ""
    var name = ""
    var quote: UInt8 = 0
    var value = ""
  }

  private var state = State.text
  private var isLineBlank = true
  private var lineBegins: UInt8 = 0
  private var ticks = 0
  /// The text after backticks that may begin code; if they do not, it is read again as text.
  private var behindTicks: [UInt8] = []

  package init() {}

  /// Advances the context over more text.
  package mutating func read(_ text: String) {
    for byte in text.utf8 { read(byte) }
  }

  /// The kind of context. There are no bindings in code, so backticks that are still open here did not begin code.
  mutating func kind() -> Kind {
    endTicks()
    while case .code = state {
      let again = behindTicks
      (state, behindTicks) = (.text, [])
      for byte in again { read(byte) }
      endTicks()
      if again.isEmpty { break }
    }
    switch state {
    case .text, .escape, .code, .comment: return .text
    case .angle: return .angle
    case .tag(let tag):
      if tag.quote != 0 { return .attribute(name: tag.name, before: tag.value) }
      let hasBlank = tag.text.utf8.contains { $0 == 0x20 || $0 == 0x0A }
      if !hasBlank, tag.text.contains(":") { return .address(before: tag.text) }
      return tag.text.last == "=" ? .attribute(name: tag.name, before: "") : .tag
    case .destination(let before, _, let hasBlank, _):
      return hasBlank ? .text : .destination(before: before)
    case .title: return .title
    }
  }

  /// Whether it is in an unquoted attribute value.
  var isBare: Bool {
    if case .tag(let tag) = state { return tag.quote == 0 }
    return false
  }

  private mutating func endTicks() {
    guard ticks > 0 else { return }
    switch state {
    case .code(let opening): if opening == ticks { (state, behindTicks) = (.text, []) }
    default: (state, behindTicks) = (.code(ticks: ticks), [])
    }
    ticks = 0
  }

  private mutating func read(_ byte: UInt8) {
    defer { note(byte) }
    if byte == 0x0A, isLineBlank {
      // A blank line ends everything that was open except comments.
      if state != .comment { (state, ticks, behindTicks) = (.text, 0, []) }
      isInHTML = false
      return
    }
    switch state {
    case .text where byte == UInt8(ascii: "`"), .code where byte == UInt8(ascii: "`"):
      if case .code = state { behindTicks.append(byte) }
      ticks += 1
      return
    default: endTicks()
    }
    switch state {
    case .code: behindTicks.append(byte)
    case .escape: state = .text
    case .comment: if byte == UInt8(ascii: ">"), lastTwo == "--" { state = .text }
    case .text: readText(byte)
    case .angle:
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "/"), UInt8(ascii: "?"):
        var tag = Tag()
        tag.text = String(Unicode.Scalar(byte))
        state = .tag(tag)
      case UInt8(ascii: "!"): state = .comment
      default:
        state = .text
        readText(byte)
      }
    case .tag(let tag): read(byte, in: tag)
    case .destination(let before, let depth, let hasBlank, let isDefinition):
      read(byte, behind: before, depth: depth, hasBlank: hasBlank, isDefinition: isDefinition)
    case .title(let closing):
      if byte == closing { state = .destination("", depth: 0, hasBlank: true, isDefinition: false) }
    }
  }

  private mutating func readText(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\\"): state = isInHTML ? .text : .escape
    case UInt8(ascii: "<"): state = .angle
    case UInt8(ascii: "(") where last == UInt8(ascii: "]"):
      state = .destination("", depth: 0, hasBlank: false, isDefinition: false)
    case UInt8(ascii: ":") where last == UInt8(ascii: "]") && lineBegins == UInt8(ascii: "["):
      state = .destination("", depth: 0, hasBlank: false, isDefinition: true)
    default: break
    }
  }

  private mutating func read(_ byte: UInt8, in tag: Tag) {
    var tag = tag
    if tag.quote != 0 {
      if byte == tag.quote {
        (tag.quote, tag.value, tag.name) = (0, "", "")
      } else {
        tag.value.unicodeScalars.append(Unicode.Scalar(byte))
      }
      state = .tag(tag)
      return
    }
    switch byte {
    case UInt8(ascii: ">"): state = .text
    case UInt8(ascii: "<"): state = .angle
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      if tag.text.last == "=" { tag.quote = byte }
      tag.text.unicodeScalars.append(Unicode.Scalar(byte))
      state = .tag(tag)
    default:
      if byte == 0x20 || byte == 0x0A || byte == 0x09 {
        tag.name = ""
      } else if byte != UInt8(ascii: "=") {
        tag.name.unicodeScalars.append(Unicode.Scalar(byte))
      }
      tag.text.unicodeScalars.append(Unicode.Scalar(byte))
      state = .tag(tag)
    }
  }

  private mutating func read(
    _ byte: UInt8, behind before: String, depth: Int, hasBlank: Bool, isDefinition: Bool
  ) {
    var (before, depth, hasBlank) = (before, depth, hasBlank)
    switch byte {
    case UInt8(ascii: ")") where depth == 0 && !isDefinition:
      state = .text
      return
    case UInt8(ascii: ")"): depth -= 1
    case UInt8(ascii: "(") where hasBlank:
      state = .title(closing: UInt8(ascii: ")"))
      return
    case UInt8(ascii: "("): depth += 1
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      if hasBlank {
        state = .title(closing: byte)
        return
      }
    case 0x20, 0x09, 0x0A:
      if !before.isEmpty { hasBlank = true }
      if byte == 0x0A, isDefinition {
        state = .text
        return
      }
    default:
      // After a space only a title can follow, so this was not a link.
      if hasBlank {
        state = .text
        readText(byte)
        return
      }
    }
    if !hasBlank, byte != 0x20, byte != 0x09, byte != 0x0A {
      before.unicodeScalars.append(Unicode.Scalar(byte))
    }
    state = .destination(before, depth: depth, hasBlank: hasBlank, isDefinition: isDefinition)
  }

  // MARK: The line

  private var lastTwo = ""

  private mutating func note(_ byte: UInt8) {
    lastTwo = String(lastTwo.suffix(1)) + String(Unicode.Scalar(byte))
    last = byte
    if byte == 0x0A {
      (isLineStart, isLineBlank, lineBegins) = (true, true, 0)
      return
    }
    if byte == 0x20 || byte == 0x09 || byte == 0x0D { return }
    if isLineBlank, byte == UInt8(ascii: "<") { isInHTML = true }
    if isLineBlank { lineBegins = byte }
    isLineBlank = false
    isLineStart = isLineStart && ">-*+.)0123456789".utf8.contains(byte)
  }
}
