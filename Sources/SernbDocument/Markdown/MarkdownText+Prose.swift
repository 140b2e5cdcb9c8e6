// Values in prose, escaped for their context in the paragraph.

internal import Basics

extension MarkdownText {
  /// `text` escaped for `context`, so that it is shown literally; advances the context.
  ///
  /// - Parameter next: the byte that follows in the notebook.
  package static func prose(
    _ text: String, at context: inout MarkdownContext, before next: UInt8? = nil
  ) -> String {
    let plain = oneLine(text)
    switch context.kind() {
    case .text where context.isInHTML: return entities(plain)
    case .text: return paragraph(plain, at: context, before: next)
    case .angle:
      if hasKnownScheme(plain) { return address(plain, behind: "") }
      // One escaped character makes it neither a tag nor an autolink.
      guard let first = plain.unicodeScalars.first else { return "" }
      return "&#\(first.value);" + inline(String(plain.unicodeScalars.dropFirst()))
    case .address(let before), .destination(let before): return address(plain, behind: before)
    case .tag: return entities(plain, isBare: true)
    case .attribute(let name, let before):
      let value = isAddress(name) ? withKnownScheme(plain, behind: before, colon: "%3A") : plain
      return entities(value, isBare: context.isBare)
    case .title: return entities(plain)
    }
  }

  /// A Markdown value for a page: its own markup, without hidden characters.
  package static func markdown(_ text: String) -> String { Printable.text(text, in: .page) }

  /// All white space is collapsed; at the ends it is dropped where it would have a meaning.
  private static func oneLine(_ text: String) -> String {
    var result = ""
    for scalar in Printable.text(text, in: .page).unicodeScalars {
      if scalar == "\n" || scalar == "\t" || scalar == " " {
        if result.unicodeScalars.last != " " { result += " " }
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func paragraph(
    _ text: String, at context: MarkdownContext, before next: UInt8?
  ) -> String {
    var text = Substring(text)
    if context.isLineStart, !context.endsInDigits { text = text.drop { $0 == " " } }
    if next == nil || next == 0x0A || next == 0x0D || next == 0x20 {
      while text.last == " " { text.removeLast() }
    }
    let bare = String(text)
    var result = inline(bare).replacing("|", with: "\\|")
    switch bare.unicodeScalars.first {
    case ".", ")":
      // After digits at the start of a line.
      if context.endsInDigits { result = "\\" + result }
    case "(", ":":
      // `[…](` and `[…]:` would be links.
      if context.last == UInt8(ascii: "]") { result = "\\" + result }
    default: break
    }
    if context.isLineStart { result = lineStart(result) }
    // A `#` at the end of a heading is not part of it.
    if bare == "#" || bare.hasSuffix(" #"), !result.hasSuffix("\\#") {
      result = result.dropLast() + "\\#"
    }
    if next == UInt8(ascii: "["), result.hasSuffix("!") { result = result.dropLast() + "\\!" }
    let isNumber = !bare.isEmpty && bare.utf8.allSatisfy { (0x30...0x39).contains($0) }
    if context.isLineStart, isNumber, next == UInt8(ascii: ".") || next == UInt8(ascii: ")") {
      result += "\\"
    }
    return result
  }

  /// Text in HTML, where character references also work in Markdown, and backslashes are literal.
  ///
  /// - Parameter isBare: whether it is unquoted, so that spaces would end it.
  private static func entities(_ text: String, isBare: Bool = false) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "-", ".", ",", "/", "%", ";", "?", "(", ")":
        result.unicodeScalars.append(scalar)
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case " ": result += isBare ? "&#32;" : " "
      case "\u{21}"..."\u{7E}": result += "&#\(scalar.value);"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  // MARK: Addresses

  /// A URL: bytes that could end it are percent-encoded, and only schemes that cannot run code are kept.
  private static func address(_ text: String, behind before: String) -> String {
    let bytes = Array(withKnownScheme(text, behind: before, colon: "%3A").utf8)
    func isHex(_ index: Int) -> Bool {
      index < bytes.count && Unicode.Scalar(bytes[index]).properties.isASCIIHexDigit
    }
    var result = ""
    for (index, byte) in bytes.enumerated() {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      case UInt8(ascii: "&"): result += "&amp;"
      case UInt8(ascii: "%") where isHex(index + 1) && isHex(index + 2): result += "%"
      case _ where "-_.~/:?#@!$'+,;=".utf8.contains(byte):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        result += digits.count < 2 ? "%0" + digits : "%" + digits
      }
    }
    return result
  }

  /// Attributes whose value is a URL.
  private static func isAddress(_ name: String) -> Bool {
    [
      "href", "src", "action", "formaction", "cite", "poster", "data", "srcset", "longdesc",
      "background", "xlink:href",
    ].contains(name.lowercased())
  }

  private static func hasKnownScheme(_ text: String) -> Bool {
    ["http", "https", "mailto"].contains { text.lowercased().hasPrefix($0 + ":") }
  }

  /// `javascript:`, `data:` and the like become parts of a relative path.
  private static func withKnownScheme(_ text: String, behind before: String, colon: String)
    -> String
  {
    let whole = before + text
    let start = whole.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard start.contains(":"), !hasKnownScheme(whole) else { return text }
    return text.replacing(":", with: colon)
  }
}
