// Visible escapes such as `\u{202E}` for invisible characters, which could command a terminal or reorder a line.
//
// Hidden characters are control characters (C0 except line feed and tab, delete, C1), line and paragraph separators,
// bidirectional marks, overrides and isolates, and all other default-ignorable code points: zero-width spaces and
// joiners, soft hyphens, byte order marks, fillers, tags and variation selectors. The emoji presentation selector is
// kept; the joiners of a joined emoji are shown, because two names that differ only in a joiner would look the same.

/// Escapes all text that goes to a terminal, a report or a page.
package enum Printable {
  /// Where a text is shown, which decides what must be escaped.
  package enum Medium: Sendable, Hashable {
    /// A terminal, a report, a log: all hidden characters are escaped.
    case stream
    /// A page: joiners stay between non-ASCII letters, where Persian and Indic words need them, and within emoji.
    case page
  }

  /// `text` with visible escapes; line feeds and tabs stay, and a carriage return before a line feed is left out.
  ///
  ///     Printable.text("a\u{1B}[2Jb")  // a\u{1B}[2Jb, in letters
  package static func text(_ text: String, in medium: Medium = .stream) -> String {
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

  /// As `text`, on one line: line feeds and tabs become spaces.
  package static func line(_ text: String, in medium: Medium = .stream) -> String {
    let shown = self.text(text, in: medium)
    guard shown.utf8.contains(where: { $0 == 0x0A || $0 == 0x09 }) else { return shown }
    return String(
      String.UnicodeScalarView(shown.unicodeScalars.map { $0 == "\n" || $0 == "\t" ? " " : $0 }))
  }

  /// Text with the color sequences that sernb added (`ESC [ … m`); all other hidden characters are escaped.
  package static func styled(_ text: String) -> String {
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

  /// Whether a character is invisible or changes how its neighbors are shown. Line feeds and tabs do not count.
  package static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A: false
    case 0..<0x20, 0x7F..<0xA0: true
    case 0x20..<0x7F: false
    case 0x2028, 0x2029, 0xFFF9...0xFFFB: true
    default: scalar.properties.isDefaultIgnorableCodePoint || scalar.properties.isBidiControl
    }
  }

  /// The visible escape of a scalar, such as `\u{202E}`.
  package static func escape(_ scalar: Unicode.Scalar) -> String {
    "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    byte == 0x0A || byte == 0x09 || (0x20..<0x7F).contains(byte)
  }

  /// Whether a hidden character is kept because of its neighbors.
  private static func stays(_ index: Int, in scalars: [Unicode.Scalar], _ medium: Medium) -> Bool {
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
