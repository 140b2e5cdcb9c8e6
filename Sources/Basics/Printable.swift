// Characters that nobody sees and that command a terminal or reorder a line, written as visible escapes: `\u{202E}`.
//
// Hidden are the control characters (C0 but for line feed and tab, delete, C1), the line and paragraph separators, the
// marks, overrides and isolates of writing direction, and every other character that Unicode ignores by default:
// zero-width blanks and joiners, soft hyphens, byte order marks, fillers, tags and variation selectors. The selector that
// asks for the picture of an emoji stays; an emoji that is joined of several is shown with its joiners, because a name
// that differs in nothing else would look like another.

/// The one function at the edge of terminals and reports.
public enum Printable {
  /// Where a text is shown.
  public enum Medium: Sendable, Hashable {
    /// A terminal, a report, a log: whatever is hidden is escaped.
    case stream
    /// A page: joiners between letters of other scripts than ASCII, which Persian and Indic words need, and between
    /// the parts of an emoji stay.
    case page
  }

  /// `text` with visible escapes; line feeds and tabs stay, and a carriage return before a line feed is left out.
  ///
  ///     Printable.text("a\u{1B}[2Jb")  // a\u{1B}[2Jb, in letters
  public static func text(_ text: String, in medium: Medium = .stream) -> String {
    if text.utf8.allSatisfy(isPlain) { return text }
    let scalars = Array(text.unicodeScalars)
    var result = ""
    for (index, scalar) in scalars.enumerated() {
      if !isHidden(scalar) || stays(index, in: scalars, medium) {
        result.unicodeScalars.append(scalar)
      } else if scalar != "\r" || index + 1 == scalars.count || scalars[index + 1] != "\n" {
        result += escape(scalar)
      }
    }
    return result
  }

  /// The same on one line: line feeds and tabs are blanks.
  public static func line(_ text: String, in medium: Medium = .stream) -> String {
    let shown = self.text(text, in: medium)
    guard shown.utf8.contains(where: { $0 == 0x0A || $0 == 0x09 }) else { return shown }
    return String(
      String.UnicodeScalarView(
        shown.unicodeScalars.map { $0 == "\n" || $0 == "\t" ? " " : $0 }))
  }

  /// Text with the colors that sernb added (`ESC [ … m`): all that is hidden besides them is escaped.
  public static func styled(_ text: String) -> String {
    guard text.utf8.contains(0x1B) else { return self.text(text) }
    var result = ""
    var rest = Substring(text)
    while let start = rest.unicodeScalars.firstIndex(of: "\u{1B}") {
      result += self.text(String(rest[..<start]))
      let behind = rest.unicodeScalars[start...].dropFirst()
      var end = behind.startIndex
      if behind.first == "[" {
        end = behind.dropFirst().firstIndex { $0 != ";" && !("0"..."9").contains($0) } ?? end
      }
      if end > behind.startIndex, behind[end] == "m" {
        end = behind.index(after: end)
        result += String(rest[start..<end])
      } else {
        end = behind.startIndex
        result += escape("\u{1B}")
      }
      rest = rest[end...]
    }
    return result + self.text(String(rest))
  }

  /// Whether a character is not seen, or acts on what is around it. Line feeds and tabs are no such characters here.
  public static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A: false
    case 0..<0x20, 0x7F..<0xA0: true
    case 0x20..<0x7F: false
    case 0x2028, 0x2029, 0xFFF9...0xFFFB: true
    default: scalar.properties.isDefaultIgnorableCodePoint || scalar.properties.isBidiControl
    }
  }

  /// `\u{202E}`.
  public static func escape(_ scalar: Unicode.Scalar) -> String {
    "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    byte == 0x0A || byte == 0x09 || (0x20..<0x7F).contains(byte)
  }

  /// Whether a hidden character stays, for what stands beside it.
  private static func stays(
    _ index: Int, in scalars: [Unicode.Scalar], _ medium: Medium
  ) -> Bool {
    guard index > 0 else { return false }
    let before = scalars[index - 1]
    switch scalars[index] {
    case "\u{FE0E}", "\u{FE0F}": return before.properties.isEmoji
    case "\u{200C}", "\u{200D}":
      return medium == .page && index + 1 < scalars.count && joins(before)
        && joins(scalars[index + 1])
    default: return false
    }
  }

  private static func joins(_ scalar: Unicode.Scalar) -> Bool {
    let properties = scalar.properties
    if scalar.value == 0xFE0F || properties.isEmojiModifier { return true }
    guard !scalar.isASCII else { return false }
    switch properties.generalCategory {
    case .otherLetter, .nonspacingMark, .spacingMark: return true
    default: return properties.isEmoji
    }
  }
}
