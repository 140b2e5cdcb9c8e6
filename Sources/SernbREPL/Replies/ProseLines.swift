// Paragraphs of Markdown, each on one line: the screen breaks them where it wants, not where the author's editor did.

enum ProseLines {
  static func joined(_ text: String) -> String {
    var lines: [String] = []
    var isOpen = false
    var isFenced = false
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      let content = line.drop { $0 == " " }
      if content.hasPrefix("```") || content.hasPrefix("~~~") {
        isFenced.toggle()
        isOpen = false
        lines.append(String(line))
      } else if isOpen, !isFenced, !content.isEmpty, !startsBlock(content) {
        lines[lines.count - 1] += " " + content
      } else {
        lines.append(String(line))
        // Headings and rows of tables end with their line.
        isOpen = !isFenced && !content.isEmpty && !content.hasPrefix("#") && !content.hasPrefix("|")
      }
      if content.isEmpty || line.hasSuffix("  ") { isOpen = false }
    }
    return lines.joined(separator: "\n")
  }

  /// Whether a line begins something of its own: a heading, an item, a quotation, a row, HTML.
  private static func startsBlock(_ line: Substring) -> Bool {
    if let first = line.first, "#|><".contains(first) { return true }
    for sign in ["- ", "* ", "+ "] where line.hasPrefix(sign) { return true }
    let digits = line.prefix(while: \.isNumber)
    let behind = line.dropFirst(digits.count)
    return !digits.isEmpty && (behind.hasPrefix(". ") || behind.hasPrefix(") "))
  }
}
