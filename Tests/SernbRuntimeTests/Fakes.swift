// A library of a few words and notebooks in memory, so that the runtime is tested without the engine.

import Basics
import SernbDocument
import SernbLanguage
import SernbPages
import SernbRuntime
import Synchronization

/// What a test watches from outside: how often something was called.
final class Calls: Sendable {
  private let names = Mutex<[String]>([])
  func add(_ name: String) { names.withLock { $0.append(name) } }
  var all: [String] { names.withLock { $0 } }
}

extension Files {
  /// A tree in memory.
  static func inMemory(_ files: [String: String]) -> Files {
    Files(
      readable: { $0.hasPrefix("/") ? .failure(Forbidden(why: "outside")) : .success($0) },
      writable: { $0.hasPrefix("/") ? .failure(Forbidden(why: "outside")) : .success($0) },
      kind: { path in
        if files[path] != nil { return .file }
        return files.keys.contains { $0.hasPrefix(path + "/") } ? .folder : .missing
      },
      read: { path in
        guard let text = files[path] else {
          throw RunProblem(.missingData, "I cannot find the file `\(path)`")
        }
        return Array(text.utf8)
      })
  }
}

enum Fakes {
  private static func word(
    _ name: String, _ parameters: [Parameter] = [], gives type: Type = .unknown,
    rest: Wanted? = nil, _ body: @escaping @Sendable (Call) async throws -> Value
  ) -> Builtin {
    Builtin(
      Signature(name, "A word.", family: "test", parameters, rest: rest) { _ in type },
      examples: [],
      body: .waiting(body))
  }

  private static func subject(_ name: String, _ type: Type = .unknown) -> Parameter {
    Parameter(name, .value(type), "What it is about.", isNamed: false)
  }

  static func library(_ calls: Calls = Calls()) -> [Builtin] {
    [
      word("plus_one", [subject("x")]) { .number(try $0.number("x") + 1) },
      word("fail", [subject("why", .text)]) { call in
        throw RunProblem(
          "broken", try call.text("why"), hint: "Do not.", dataLocation: "row 3 of x.csv")
      },
      word("note", [subject("text", .text)]) { call in
        call.context.remark(try call.text("text"))
        return .number(1)
      },
      word("called", [subject("name", .text)]) { call in
        calls.add(try call.text("name"))
        return .text(try call.text("name"))
      },
      word("hang") { _ in
        // Work that never waits, and looks up now and then as builtins must.
        while !Task.isCancelled { _ = (0..<1000).reduce(0, &+) }
        throw CancellationError()
      },
      word("seeded", []) { .number(Double(try $0.seed() % 1000)) },
      word("unknown", [subject("x")]) { try $0.value("x") },
      word("whole", [Parameter("n", .value(.count), "A number.", isWhole: true, range: 0...9)]) {
        .number(try $0.number("n"))
      },
      word("figure", gives: .object(FigureValue.kind)) { _ in
        .object(
          FigureValue(
            try Figure.bars(["ang", "sad"], [1, 2], label: "turns", title: "Turns")))
      },
      word(
        "rows_where",
        [subject("list"), Parameter("test", .row(.boolean), "Which.", isNamed: false)]
      ) {
        call in
        let test = try call.row("test")
        var kept: [Value] = []
        for item in try call.list("list") {
          guard case .record(let record) = item else { continue }
          if case .boolean(true) = try await test.apply({ record[$0] }) { kept.append(item) }
        }
        return .list(kept)
      },
    ]
  }

  static let vocabulary = Vocabulary(library().map(\.signature), kinds: [FigureValue.kind])
}

/// Notebooks in memory, each checked and run once.
struct FakeProject {
  let runs: [String: NotebookRun]

  /// - Parameter notebooks: in the order of use: what is used stands before its user.
  init(
    _ notebooks: KeyValuePairs<String, String>, jobs: Int = 1, calls: Calls = Calls(),
    overrides: [Override] = [], deadline: Double? = nil,
    maximumParts: Int = 100_000, memory: MemoryLimit? = nil, more: [Builtin] = []
  ) {
    let builtins = Dictionary(
      (Fakes.library(calls) + more).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var runs: [String: NotebookRun] = [:]
    let clock = ContinuousClock()
    let start = clock.now
    for (name, text) in notebooks {
      let known = runs
      let vocabulary =
        more.isEmpty
        ? Fakes.vocabulary
        : Vocabulary(builtins.values.map(\.signature), kinds: [FigureValue.kind])
      let context = CheckContext(vocabulary: vocabulary, overrides: overrides) { path in
        known[path].map { .notebook($0.checked) } ?? .missing(near: [])
      }
      let checked = Checker.check(Notebook(parsing: SourceText(text, name: name)), in: context)
      runs[name] = NotebookRun(
        checked, name: name, builtins: builtins,
        world: World(
          files: .inMemory([:]), jobs: jobs, maximumParts: maximumParts, memory: memory,
          clock: {
            let time = (clock.now - start).components
            return Double(time.seconds) + Double(time.attoseconds) * 1e-18
          }),
        deadline: deadline
      ) { known[$0] }
    }
    self.runs = runs
  }

  init(_ text: String, jobs: Int = 1, calls: Calls = Calls(), deadline: Double? = nil) {
    self.init(["test.sernb": text], jobs: jobs, calls: calls, deadline: deadline)
  }

  subscript(_ name: String) -> NotebookRun? { runs[name] }

  /// The write-up of a notebook, all of it run.
  func writeUp(_ name: String = "test.sernb") async throws -> WriteUp {
    guard let run = runs[name] else { throw RunProblem("missing-notebook", name) }
    return WriteUp(
      run.checked, try await run.runAll(), name: Notebook.stem(of: name),
      command: "sernb run \(name)")
  }

  func markdown(_ name: String = "test.sernb") async throws -> String {
    Markdown.render(try await writeUp(name).document, name: Notebook.stem(of: name)).text
  }
}

extension NotebookRun {
  /// What each node came to, in a line.
  func lines() async throws -> [String] {
    try await runAll().map(\.inLine)
  }
}

extension NodeResult {
  var inLine: String {
    switch self.state {
    case .failed(let diagnostic): return "failed \(diagnostic.code): \(diagnostic.message)"
    case .notRun(let needs): return "needs " + needs.joined(separator: ", ")
    case .done:
      let values = self.bound.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value.line)" }
      let shown = self.outputs.map { output in
        switch output {
        case .value(let value, _): value.line
        case .file(let name, let saved): "\(name): \(String(decoding: saved.bytes, as: UTF8.self))"
        }
      }
      return (values + shown + (self.sentence.map { [$0] } ?? [])).joined(separator: "; ")
    }
  }
}

/// One cell with this code, run; what each statement came to.
func ran(_ code: String, jobs: Int = 1) async throws -> [String] {
  try await FakeProject("```ser a\n\(code)\n```\n", jobs: jobs)["test.sernb"]?.lines() ?? []
}
