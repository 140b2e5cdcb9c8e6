// Text made safe for a place in GitHub Flavored Markdown, so that it is read as the letters it holds.

/// Escapes for the places where text stands in Markdown.
package enum MarkdownText {
  /// Text in a table cell: one line, spaces at its ends kept.
  static func cell(_ text: String) -> String {
    let lines = lines(text).map { keepingEnds(inline($0).replacing("|", with: "\\|")) }
    return lines.joined(separator: "<br>")
  }

  /// Text in a paragraph: no letter of it acts as Markdown, HTML or mathematics.
  package static func inline(_ text: String) -> String {
    var result = ""
    let letters = Array(text.unicodeScalars)
    for (index, scalar) in letters.enumerated() {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\\", "`", "*", "[", "]", "~", "$": result += "\\" + String(scalar)
      case "_":
        // Between letters an underscore is no emphasis, and `mean_rms` reads better without a backslash.
        let isInside =
          index > 0 && index + 1 < letters.count && isWord(letters[index - 1])
          && isWord(letters[index + 1])
        result += isInside ? "_" : "\\_"
      case "\r": continue
      case "\n", "\t": result += " "
      case "\u{0}"..<"\u{20}", "\u{7F}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A sentence whose `names` in backquotes stay code; an odd backquote is shown as one.
  package static func message(_ text: String) -> String {
    let parts = text.split(separator: "`", omittingEmptySubsequences: false)
    guard parts.count % 2 == 1 else {
      return lines(text).map(inline).joined(separator: "\n")
    }
    var result = ""
    for (index, part) in parts.enumerated() {
      if index % 2 == 1 {
        result += "`" + lines(String(part)).joined(separator: " ") + "`"
      } else {
        result += lines(String(part)).map(inline).joined(separator: "\n")
      }
    }
    return result
  }

  /// Text inside an HTML element.
  static func html(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\n", "\r": result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A fenced block whose fence is longer than any run of backquotes in `text`.
  static func fence(_ text: String, heading: String = "") -> String {
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

  /// `text` as a quotation; blank lines stay in it.
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

extension String {
  /// The text with each `target` replaced.
  func replacing(_ target: Character, with replacement: String) -> String {
    var result = ""
    for character in self {
      if character == target { result += replacement } else { result.append(character) }
    }
    return result
  }
}
