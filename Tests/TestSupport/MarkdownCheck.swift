// A check of rendered Markdown: only HTML that GitHub keeps, and no link to a missing figure.

@testable package import SernbDocument

extension RenderedDocument {
  /// The problems of a write-up, one sentence each.
  package var problems: [String] {
    var problems: [String] = []
    let paths = files.map(\.path)
    let folders = Set(paths.compactMap { $0.split(separator: "/").first.map { String($0) } })
    for (index, line) in Self.outsideCode(text) {
      for tag in Self.tags(line) where !Self.allowed.contains(tag) {
        problems.append("Line \(index): `<\(tag)>` is no HTML that GitHub keeps.")
      }
      for target in Self.targets(line) {
        let folder = target.split(separator: "/").first.map { String($0) } ?? ""
        let isOurs = folders.contains(folder) || folder.hasSuffix(".files")
        if isOurs, !paths.contains(where: { MarkdownText.destination($0) == target }) {
          problems.append("Line \(index): `\(target)` is not among the files.")
        }
      }
    }
    for path in paths where !text.contains("(" + MarkdownText.destination(path) + ")") {
      problems.append("No line shows `\(path)`.")
    }
    if !text.hasSuffix("\n") || text.hasSuffix("\n\n") {
      problems.append("The text does not end in one newline.")
    }
    return problems
  }

  /// The tags that both GitHub (html-pipeline) and sernb allow.
  private static let allowed: Set<String> = [
    "a", "br", "details", "img", "picture", "source", "sub", "summary", "sup", "table", "td", "th",
    "tr",
  ]

  /// The numbered lines outside fenced blocks, with code spans and comments blanked out.
  private static func outsideCode(_ text: String) -> [(Int, String)] {
    var lines: [(Int, String)] = []
    var fence = 0
    for (index, line) in MarkdownText.lines(text).enumerated() {
      let body = line.drop { $0 == " " || $0 == ">" }
      let ticks = body.prefix { $0 == "`" }.count
      if fence > 0 {
        if ticks >= fence, body.allSatisfy({ $0 == "`" }) { fence = 0 }
      } else if ticks >= 3 {
        fence = ticks
      } else if !line.hasPrefix("<!--") {
        let parts = line.split(separator: "`", omittingEmptySubsequences: false)
        let plain = parts.enumerated().filter { $0.offset % 2 == 0 }.map { String($0.element) }
        lines.append((index + 1, plain.joined()))
      }
    }
    return lines
  }

  private static func tags(_ line: String) -> [String] {
    line.split(separator: "<", omittingEmptySubsequences: false).dropFirst().compactMap { rest in
      let name = rest.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber }
      return name.isEmpty ? nil : name.lowercased()
    }
  }

  private static func targets(_ line: String) -> [String] {
    var targets: [String] = []
    var rest = line[...]
    while let open = rest.firstRange(of: "](") {
      rest = rest[open.upperBound...]
      targets.append(String(rest.prefix { $0 != ")" }))
    }
    return targets
  }
}
