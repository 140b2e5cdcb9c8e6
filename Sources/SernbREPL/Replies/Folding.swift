// Breaks lines that are wider than the screen: at a blank where there is one, else where the screen ends.

internal import Basics
internal import SernbDocument

enum Folding {
  static func fold(_ text: String, to width: Int) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { fold(line: $0, to: width) }.joined(separator: "\n")
  }

  /// What follows is indented like the line. Escape sequences of colors take no room and are never cut.
  private static func fold(line: Substring, to width: Int) -> String {
    if line.utf8.count <= width { return String(line) }
    var lines: [String] = []
    let indent = String(line.prefix { $0 == " " }.prefix(width / 2))
    var current = ""
    var taken = 0
    /// Where the last blank of the line stands, and how many columns lie before it and what follows it.
    var blank: (index: String.Index, columns: Int)?
    var isEscape = false
    for character in line {
      if character == "\u{1B}" { isEscape = true }
      if isEscape {
        current.append(character)
        if character == "m" { isEscape = false }
        continue
      }
      let columns = DisplayWidth.of(String(character))
      if taken + columns > width {
        if character == " " {
          lines.append(current)
          (current, taken, blank) = (indent, indent.count, nil)
          continue
        }
        if let (index, before) = blank {
          lines.append(String(current[..<index]))
          current = indent + current[current.index(after: index)...]
          taken += indent.count - before - 1
        } else {
          lines.append(current)
          (current, taken) = (indent, indent.count)
        }
        blank = nil
      }
      // Blanks at the beginning are indentation, not places to break at.
      if character == " ", current.contains(where: { $0 != " " }) {
        blank = (current.endIndex, taken)
      }
      current.append(character)
      taken += columns
    }
    return (lines + [current]).joined(separator: "\n")
  }
}
