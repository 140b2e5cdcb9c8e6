// A handful of builtins, so that the runtime is tested without the engine.

import Foundation
import SernbDocument
import SernbLanguage
import SernbPages
import SernbRuntime
import Synchronization
import Testing

/// How often each builtin was called, by its argument.
final class CallNotes: Sendable {
  private let seen = Mutex<[String]>([])
  func note(_ text: String) { seen.withLock { $0.append(text) } }
  var all: [String] { seen.withLock { $0.sorted() } }
}

enum FakeLibrary {
  static func builtins(_ calls: CallNotes = CallNotes()) -> [String: Builtin] {
    let number = Parameter("x", .value(.count), "A number.", isNamed: false)
    func builtin(
      _ name: String, _ parameters: [Parameter], _ result: Type,
      _ body: @escaping @Sendable (Call) async throws -> Value
    ) -> Builtin {
      Builtin(
        Signature(name, "A test.", family: "tests", parameters) { _ in result }, examples: [],
        body: .waiting(body))
    }
    let all = [
      builtin("double", [number], .count) { call in
        let x = try call.number("x")
        calls.note("double \(x)")
        return .number(2 * x)
      },
      builtin("fail", [number], .count) { _ in
        throw RunProblem("broken", "This one always breaks", argument: "x", hint: "Do not call it.")
      },
      builtin("slow", [number], .count) { call in
        // Long enough that only a cancellation can end the test in time.
        for _ in 0..<6000 {
          try await Task.sleep(for: .milliseconds(10))
        }
        return try call.value("x")
      },
      builtin("remark", [number], .count) { call in
        call.context.remark("made of clay")
        return try call.value("x")
      },
      builtin("jitter", [number], .count) { call in
        let x = try call.number("x")
        try await Task.sleep(for: .milliseconds(Int(x) * 7 % 5))
        return .number(x + 1)
      },
    ]
    return Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
  }

  static func check(
    _ text: String,
    load: @escaping @Sendable (String) -> CheckContext.Loaded = { _ in .missing(near: []) }
  ) -> CheckedNotebook {
    let vocabulary = Vocabulary(builtins().values.map(\.signature), kinds: [FigureValue.kind])
    return Checker.check(
      Notebook(parsing: SourceText(text, name: "test.sernb")),
      in: CheckContext(vocabulary: vocabulary, load: load))
  }

  static func world(jobs: Int = 2) -> World {
    World(files: .inMemory([:]), jobs: jobs, clock: { Date.timeIntervalSinceReferenceDate })
  }

  static func run(_ text: String, jobs: Int = 2, calls: CallNotes = CallNotes()) async throws -> (
    WriteUp, [NodeResult]
  ) {
    let checked = check(text)
    let run = NotebookRun(
      checked, name: "test", builtins: builtins(calls), world: world(jobs: jobs))
    let results = try await run.runAll()
    return (WriteUp(checked, results, name: "test", command: "sernb run test"), results)
  }
}

/// A cell for each line of code, labeled `c0`, `c1`, ….
func cells(_ lines: [String]) -> String {
  lines.enumerated().map { "```ser c\($0)\n\($1)\n```\n" }.joined(separator: "\n")
}

extension WriteUp {
  var page: String { Markdown.render(document, name: "test").text }
}
