// What was typed or pasted, cut into what is done one after the other. A transcript pasted back in is recognized: its
// prompts are taken off, and what was printed is passed over.

internal import SernbDocument

enum Entry: Equatable, Sendable {
  case step
  case command(String, String)
  case question(String)
  case code(String)

  /// - Parameter names: the words that prompts may begin with.
  static func entries(of text: String, names: [String]) -> [Entry] {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map(String.init)
    if let typed = transcript(lines, names) {
      return typed.flatMap { Self.entries(of: $0, names: []) }
    }
    if lines.allSatisfy({ $0.allSatisfy(\.isWhitespace) }) { return [.step] }
    var entries: [Entry] = []
    var code: [String] = []
    func closeCode() {
      let text = code.joined(separator: "\n")
      code = []
      if !text.allSatisfy(\.isWhitespace) { entries.append(.code(text)) }
    }
    for line in lines {
      let text = trimmed(line)
      if text.hasPrefix(":") {
        closeCode()
        let parts = text.dropFirst().split(separator: " ", maxSplits: 1)
        entries.append(
          .command(parts.first.map(String.init) ?? "", trimmed(parts.dropFirst().first ?? "")))
      } else if lines.count == 1, let name = question(text) {
        entries.append(.question(name))
      } else {
        code.append(line)
      }
    }
    closeCode()
    return entries
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    var text = Substring(text)
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }

  /// `name?` or `?name`.
  private static func question(_ text: String) -> String? {
    let name: Substring
    if text.hasSuffix("?") {
      name = text.dropLast()
    } else if text.hasPrefix("?") {
      name = text.dropFirst()
    } else {
      return nil
    }
    let word = trimmed(name)
    let isWord = word.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
    return isWord && !word.isEmpty ? word : nil
  }

  // MARK: Transcripts

  /// What was typed in a transcript, or nil if it is not a transcript: its first line must have a prompt.
  private static func transcript(_ lines: [String], _ names: [String]) -> [String]? {
    guard let first = lines.first(where: { !$0.allSatisfy(\.isWhitespace) }),
      afterPrompt(first, names) != nil
    else { return nil }
    var typed: [String] = []
    var isTyping = false
    for line in lines {
      if let text = afterPrompt(line, names) {
        typed.append(text)
        isTyping = true
      } else if isTyping, line.hasPrefix(Session.continuation), let last = typed.popLast() {
        typed.append(last + "\n" + line.dropFirst(Session.continuation.count))
      } else {
        isTyping = false
      }
    }
    return typed
  }

  /// What stands behind `audio 3/12~1+2> ` or `sernb+2> `.
  private static func afterPrompt(_ line: String, _ names: [String]) -> String? {
    for name in names where line.hasPrefix(name) {
      var rest = line.dropFirst(name.count)
      if rest.hasPrefix(" ") {
        rest = rest.dropFirst()
        guard takeNumber(&rest), rest.hasPrefix("/") else { continue }
        rest = rest.dropFirst()
        guard takeNumber(&rest) else { continue }
      } else if name != "sernb" {
        continue
      }
      var isPrompt = true
      for mark in ["~", "+"] where rest.hasPrefix(mark) {
        rest = rest.dropFirst()
        isPrompt = isPrompt && takeNumber(&rest)
      }
      guard isPrompt else { continue }
      if rest == ">" { return "" }
      if rest.hasPrefix("> ") { return String(rest.dropFirst(2)) }
    }
    return nil
  }

  private static func takeNumber(_ text: inout Substring) -> Bool {
    let digits = text.prefix { ("0"..."9").contains($0) }
    text = text.dropFirst(digits.count)
    return !digits.isEmpty
  }
}
