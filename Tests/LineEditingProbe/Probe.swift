// Reads inputs until the end and prints each, for the tests that drive the editor through a terminal.

import LineEditing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@main
struct Probe {
  private static let names: [Candidate] = [
    Candidate(text: "mean", note: "(numbers) -> number"),
    Candidate(text: "median", note: "(numbers) -> number"), Candidate(text: "mfcc", note: "(clip)"),
    Candidate(text: "größe", note: "number"), Candidate(text: "日本語", note: "text"),
    Candidate(text: "one_a"), Candidate(text: "one_b"), Candidate(text: "unique"),
  ]

  /// Complete when every bracket is closed.
  private static func isComplete(_ text: String) -> Bool {
    var depth = 0
    for character in text {
      if "([{".contains(character) { depth += 1 }
      if ")]}".contains(character) { depth -= 1 }
    }
    return depth <= 0
  }

  /// Names that begin as the word before the cursor does.
  private static func complete(_ text: String, _ cursor: Int) -> Completion {
    let before = String(decoding: Array(text.utf8)[..<cursor], as: UTF8.self)
    let word = String(
      before.reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" }.reversed())
    return Completion(
      start: cursor - word.utf8.count, candidates: names.filter { $0.text.hasPrefix(word) },
      signature: before.contains("pick(") ? "pick(first: number, second: number = 2)" : "")
  }

  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    func value(_ option: String) -> String? {
      arguments.first { $0.hasPrefix(option + "=") }.map { String($0.dropFirst(option.count + 1)) }
    }
    let hooks = LineHooks(
      isComplete: isComplete, complete: complete, isRecorded: { !$0.hasPrefix("secret") })
    let editor: any LineEditing =
      TerminalEditor(hooks: hooks, history: value("--history"), hasColor: false)
      ?? PlainEditor(hooks: hooks)
    signal(SIGINT, SIG_IGN)
    let prompt = value("--prompt") ?? "in> "
    var number = 0
    while true {
      number += 1
      switch editor.read(
        prompt: prompt, continuation: "  > ", initial: number == 1 ? value("--initial") ?? "" : "")
      {
      case .text(let text):
        editor.record(text)
        tell("\(number):<" + text.replacing("\n", with: "|") + ">")
      case .interrupted: tell("\(number):interrupted")
      case .end:
        tell("\(number):end")
        return
      }
    }
  }
}

private func tell(_ text: String) {
  let bytes = Array((text + "\n").utf8)
  _ = write(1, bytes, bytes.count)
}
