// Huge, deep and odd texts: reading, checking and formatting end quickly with a tree or a diagnostic, on a small stack.

import Foundation
import SernbLanguage
import Testing

/// Runs `body` on a thread with a stack of so many bytes, as a worker thread has.
func onSmallStack<T: Sendable>(_ bytes: Int = 512 * 1024, _ body: @escaping @Sendable () -> T) -> T {
  let (stream, continuation) = (DispatchSemaphore(value: 0), Box<T>())
  let thread = Thread {
    continuation.set(body())
    stream.signal()
  }
  thread.stackSize = bytes
  thread.start()
  stream.wait()
  return continuation.value!
}

private final class Box<T: Sendable>: @unchecked Sendable {
  private var stored: T?
  func set(_ value: T) { stored = value }
  var value: T? { stored }
}

@Suite("Limits")
struct LimitTests {
  /// Parses, checks and formats; the number of problems.
  static func everything(_ text: String) -> Int {
    let notebook = Notebook(parsing: SourceText(text, name: "test.sernb"))
    #expect(notebook.printed() == Array(text.utf8))
    let checked = Words.check(text)
    _ = checked.problems.map { DiagnosticText.draw($0.diagnostic, in: checked.source) }
    let once = Formatter.format(notebook)
    let again = Formatter.format(
      Notebook(parsing: SourceText(String(decoding: once, as: UTF8.self), name: "")))
    #expect(once == again)
    return checked.problems.count
  }

  static func cell(_ code: String) -> String { "```ser a\n\(code)\n```\n" }

  @Test("stack", arguments: [30, 60, 90, 99, 120, 199, 300], ["()", "[]", "call", "unary", "list", "if", "lambda", "neg", "pow", "index", "rec", "mixed"])
  func stack(_ depth: Int, _ kind: String) {
    func times(_ text: String) -> String { String(repeating: text, count: depth) }
    let code =
      switch kind {
      case "()": "x = " + times("(") + "1" + times(")")
      case "[]": "x = " + times("[") + "1" + times("]")
      case "call": "x = " + times("text(") + "1" + times(")")
      case "unary": "x = " + times("not ") + "true"
      case "list": "x = " + times("[1, 2, ") + "1" + times("]")
      case "if": "x = " + times("if true then 1 else ") + "1"
      case "lambda": "x = " + times("y => ") + "1"
      case "neg": "x = " + times("-") + "1"
      case "pow": "x = " + times("2^") + "1"
      case "index": "x = " + times("a[") + "1" + times("]")
      case "rec": "x = " + times("{a: ") + "1" + times("}")
      default: "x = " + times("(1 or 1 and 1 == 1 .. 1 + 1 * 1 ^ (") + "1" + times("))")
      }
    let size = Int(ProcessInfo.processInfo.environment["STACK"] ?? "2048")! * 1024
    print(depth, kind, onSmallStack(size) { Self.everything(Self.cell(code)) })
  }
}
