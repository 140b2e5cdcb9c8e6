// Enough of CommonMark and GitHub's additions to read back what was escaped: the letters of a line, and the marks in it
// that would act. It knows nothing of how sernb escapes.

import Foundation

enum CommonMark {
  /// The letters of inline text, with escapes and references undone, and what in it is active.
  static func read(_ text: String, isRow: Bool = false) -> (text: String, active: [String]) {
    var letters = ""
    var active: [String] = []
    let all = Array(text.unicodeScalars)
    var index = 0
    func at(_ offset: Int) -> Unicode.Scalar? { all.indices.contains(offset) ? all[offset] : nil }
    func isWord(_ scalar: Unicode.Scalar?) -> Bool {
      scalar.map { $0.properties.isAlphabetic || $0.properties.numericType != nil } ?? false
    }
    func stands(_ word: String, _ offset: Int) -> Bool {
      offset >= 0
        && String(String.UnicodeScalarView(all[offset...].prefix(word.count))).lowercased() == word
    }
    while let scalar = at(index) {
      switch scalar {
      case "\\":
        if let next = at(index + 1), next.isASCII,
          "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~".unicodeScalars.contains(next)
        {
          letters.unicodeScalars.append(next)
          index += 2
          continue
        }
        letters += "\\"
      case "&":
        if let end = all[index...].prefix(12).firstIndex(of: ";"),
          let value = reference(String(String.UnicodeScalarView(all[(index + 1)..<end])))
        {
          letters += value
          index = end + 1
          continue
        }
        letters += "&"
      case "*", "`", "~", "$", "[", "]", "<":
        active.append(String(scalar))
        letters.unicodeScalars.append(scalar)
      case "_":
        if !isWord(at(index - 1)) || !isWord(at(index + 1)) { active.append("_") }
        letters += "_"
      case "|" where isRow:
        active.append("|")
        letters += "|"
      case ":" where stands("://", index):
        active.append("://")
        letters += ":"
      case "." where stands("www.", index - 3):
        active.append("www.")
        letters += "."
      default: letters.unicodeScalars.append(scalar)
      }
      index += 1
    }
    return (letters, active)
  }

  static func reference(_ name: String) -> String? {
    switch name {
    case "amp": return "&"
    case "lt": return "<"
    case "gt": return ">"
    case "quot": return "\""
    case "nbsp": return " "
    default:
      guard name.hasPrefix("#") else { return nil }
      let digits = name.dropFirst()
      let value = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
      return value.flatMap(Unicode.Scalar.init).map { String($0) }
    }
  }

  /// The line without what stands in backquotes.
  static func withoutCode(_ line: String) -> String {
    line.replacingOccurrences(
      of: #"(?<![\\`])(`+)(?!`)(.+?)(?<!`)\1(?!`)"#, with: "", options: .regularExpression)
  }

  /// What a line would begin, besides a paragraph.
  static func block(_ line: String) -> String? {
    let patterns: [(String, String)] = [
      ("heading", #"^ {0,3}#{1,6}(\s|$)"#), ("item", #"^ {0,3}[-+*](\s|$)"#),
      ("ordered", #"^ {0,3}[0-9]{1,9}[.)](\s|$)"#), ("quote", "^ {0,3}>"),
      ("rule", #"^ {0,3}([-_*])[ \t]*(\1[ \t]*){2,}$"#), ("underline", "^ {0,3}(=+|-+)[ \\t]*$"),
      ("fence", "^ {0,3}(```[^`]*$|~~~)"), ("html", "^ {0,3}<"), ("code", "^(    |\t)"),
      ("delimiters", #"^ {0,3}\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$"#),
    ]
    return patterns.first { line.range(of: $0.1, options: .regularExpression) != nil }?.0
  }
}
