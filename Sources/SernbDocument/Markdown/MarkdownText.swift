// Escapes text for GitHub Flavored Markdown, so that it is shown literally.
//
// Hidden characters (see `Printable`) always become visible escapes. A mail address in a text may still become a link
// on GitHub, which looks for them after unescaping.

internal import Basics

/// Escapes for the contexts of Markdown. `MarkdownContext` finds the context of a value in prose.
package enum MarkdownText {
  /// Text in a table cell: one line, spaces at its ends kept.
  static func cell(_ text: String) -> String {
    let lines = lines(text).map { keepingEnds(inline($0).replacing("|", with: "\\|")) }
    return lines.joined(separator: "<br>")
  }

  /// Text in a paragraph, without effect as Markdown, HTML or mathematics.
  package static func inline(_ text: String) -> String {
    var result = ""
    let letters = Array(Printable.text(text, in: .page).unicodeScalars)
    func isWord(at index: Int) -> Bool {
      letters.indices.contains(index) && self.isWord(letters[index])
    }
    func stands(_ word: String, at index: Int) -> Bool {
      index >= 0
        && letters[index...].prefix(word.unicodeScalars.count)
          .elementsEqual(word.unicodeScalars) { String($0).lowercased() == String($1) }
    }
    for (index, scalar) in letters.enumerated() {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\\", "`", "*", "[", "]", "~", "$": result += "\\" + String(scalar)
      case "_":
        // Between letters an underscore is not emphasis, and `mean_rms` reads better without a backslash.
        result += isWord(at: index - 1) && isWord(at: index + 1) ? "_" : "\\_"
      // GitHub makes links of `http://…`, `www.…` and `name@place`.
      case ":" where stands("://", at: index): result += "\\:"
      case "." where stands("www.", at: index - 3): result += "\\."
      case "@" where index > 0 && isWord(at: index + 1): result += "\\@"
      case "\n", "\t": result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Escaped text at the start of a line, where it could still begin a heading, an item, a rule or a table.
  static func lineStart(_ text: String) -> String {
    let letters = Array(text.drop { $0 == " " }.unicodeScalars)
    let rest = String(String.UnicodeScalarView(letters))
    func isEnd(_ index: Int) -> Bool { index >= letters.count || letters[index] == " " }
    switch letters.first {
    case "#":
      let count = letters.prefix { $0 == "#" }.count
      return count <= 6 && isEnd(count) ? "\\" + rest : rest
    case "+": return isEnd(1) ? "\\" + rest : rest
    case "-": return letters.count > 1 && isWord(letters[1]) ? rest : "\\" + rest
    case "=": return isEnd(letters.prefix { $0 == "=" }.count) ? "\\" + rest : rest
    case "|": return "\\" + rest
    case ":": return letters.count > 1 && letters[1] == "-" ? "\\" + rest : rest
    case let first? where ("0"..."9").contains(first):
      let count = letters.prefix { ("0"..."9").contains($0) }.count
      guard count <= 9, count < letters.count, letters[count] == "." || letters[count] == ")",
        isEnd(count + 1)
      else { return rest }
      return String(rest.prefix(count)) + "\\" + rest.dropFirst(count)
    default: return rest
    }
  }

  /// A code span; empty text gives nothing.
  package static func code(_ text: String) -> String {
    let text = Printable.line(text, in: .page)
    var (longest, run) = (0, 0)
    for byte in text.utf8 {
      run = byte == UInt8(ascii: "`") ? run + 1 : 0
      longest = max(longest, run)
    }
    if text.isEmpty { return "" }
    let ticks = String(repeating: "`", count: longest + 1)
    // One space at both ends is not shown.
    let needsBlank =
      text.hasPrefix("`") || text.hasSuffix("`")
      || (text.hasPrefix(" ") && text.hasSuffix(" ") && text.contains { $0 != " " })
    let blank = needsBlank ? " " : ""
    return ticks + blank + text + blank + ticks
  }

  /// A sentence whose `names` in backquotes stay code; an unpaired backquote is shown literally.
  package static func message(_ text: String) -> String {
    let parts = text.split(separator: "`", omittingEmptySubsequences: false)
    guard parts.count % 2 == 1 else { return paragraphs(text) }
    // Adjacent or empty code spans would merge their backquotes into longer runs, so these are shown literally.
    let isPlain = parts.indices.allSatisfy { index in
      index % 2 == 1
        ? !parts[index].isEmpty : !parts[index].isEmpty || index == 0 || index == parts.count - 1
    }
    guard isPlain else { return paragraphs(text) }
    var result = ""
    for (index, part) in parts.enumerated() {
      if index % 2 == 1 {
        result += code(String(part))
      } else {
        let lines = lines(String(part))
        for (number, line) in lines.enumerated() {
          if number > 0 { result += "\n" }
          let isStart = number > 0 || index == 0
          result += isStart ? lineStart(inline(line)) : inline(line)
        }
      }
    }
    return result
  }

  /// Lines of plain text.
  private static func paragraphs(_ text: String) -> String {
    lines(text).map { lineStart(inline($0)) }.joined(separator: "\n")
  }

  /// Text in italics, without spaces at its ends, which would undo that.
  static func emphasized(_ text: String) -> String {
    let parts = inline(text).split(separator: " ", omittingEmptySubsequences: false)
    let bare = parts.drop { $0.isEmpty }.reversed().drop { $0.isEmpty }.reversed()
    return bare.isEmpty ? "" : "*" + bare.joined(separator: " ") + "*"
  }

  /// Text inside an HTML element.
  static func html(_ text: String) -> String { markup(Printable.line(text, in: .page)) }

  /// A fenced block whose fence is longer than any run of backquotes in `text`.
  ///
  /// - Parameter isOwn: whether it is the author's own text, which is kept unchanged.
  static func fence(_ text: String, heading: String = "", isOwn: Bool = false) -> String {
    let text = isOwn ? text : Printable.text(text, in: .page)
    let heading = Printable.line(heading, in: .page).replacing("`", with: "'")
    var longest = 0
    var run = 0
    for byte in text.utf8 {
      run = byte == UInt8(ascii: "`") ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: max(3, longest + 1))
    let ending = text.isEmpty || text.utf8.last == UInt8(ascii: "\n") ? "" : "\n"
    return fence + heading + "\n" + text + ending + fence
  }

  /// `text` as a block quotation, including its blank lines.
  static func quoted(_ text: String) -> String {
    lines(text).map { $0.isEmpty ? ">" : "> " + $0 }.joined(separator: "\n")
  }

  /// A relative path as the destination of a link: bytes that could end it are percent-encoded.
  package static func destination(_ path: String) -> String {
    var result = ""
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "+"), UInt8(ascii: ","):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        result += digits.count < 2 ? "%0" + digits : "%" + digits
      }
    }
    return result
  }

  /// A label as an anchor and as part of a file name: letters, digits, hyphen and underscore.
  static func slug(_ label: String) -> String {
    var result = ""
    for scalar in label.unicodeScalars {
      result.unicodeScalars.append(isWord(scalar) || scalar == "_" ? scalar : "-")
    }
    return result.isEmpty ? "cell" : result
  }

  static func lines(_ text: String) -> [String] {
    text.split(omittingEmptySubsequences: false) { $0.isNewline }.map { String($0) }
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }

  private static func keepingEnds(_ text: String) -> String {
    let start = text.prefix { $0 == " " }.count
    if start == text.count { return String(repeating: "&nbsp;", count: start) }
    let end = text.reversed().prefix { $0 == " " }.count
    return String(repeating: "&nbsp;", count: start) + text.dropFirst(start).dropLast(end)
      + String(repeating: "&nbsp;", count: end)
  }
}
