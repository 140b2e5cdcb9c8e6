// Every builtin with every wrong argument: a problem in words, found before running where the type is known, never a
// crash.

import SernbLanguage
import SernbLibrary
import SernbRuntime
import Testing

@Suite("Wrong calls")
struct WrongCallTests {
  /// Values of every kind, the awkward ones of each among them.
  static let pool: [(name: String, code: String)] = [
    ("one", "1"), ("third", "0.3"), ("below", "0 - 1e300"), ("huge", "1e300"),
    ("infinite", "1e308 * 1e308"), ("nan", "1e308 * 1e308 - 1e308 * 1e308"), ("period", "2 s"),
    ("pitch", "100 Hz"), ("word", "\"zz\""), ("void", "\"\""), ("path", "\"../../etc/passwd\""),
    ("yes", "true"), ("absent", "missing"), ("nothing", "[]"), ("numbers", "[3, 1, 2]"),
    ("gaps", "[missing, nan, 1]"), ("words", "[\"a\", \"b\", \"a\"]"),
    ("mixed", "[1, \"a\", true]"),
    ("units", "[1, 2 s]"), ("nested", "[[1, 2], [3]]"), ("span", "1 .. 3"), ("back", "3 .. 1"),
    ("long", "0 .. 1e18"), ("fields", "{a: 1, b: 2}"), ("bare", "{a: \"x\", b: [1]}"),
    ("whole", "table(label: [\"a\", \"b\", \"a\"], n: [1, 2, 3], length: [1 s, 2 s, 3 s])"),
    ("none", "whole |> where(.n > 9)"),
    ("holes", "table(label: [missing, \"a\"], n: [nan, missing])"),
    ("ends", "table(label: [\"a\", \"a\"], n: [infinite, 0 - infinite])"), ("blank", "table()"),
    ("picture", "line([1, 2])"), ("beep", "tone(200 Hz, duration: 10 ms)"),
    ("speech", "emodb(\"data/emodb\")"), ("stream", "turns(speech) |> clips(from: speech)"),
    ("twice", "x => x * 2"),
  ]

  /// What may stand where a column or an expression on columns is wanted.
  static let columns = [
    ".n", ".label", ".length", ".nowhere", ".n + .length", ".n / .n", "\"n\"", "\"nowhere\"",
    "\"\"",
    "[.n, .label]", "[.n, .n]", "[\"n\", \"label\"]", "[]", "1", "2 s", "true", "missing",
    "numbers", "words",
    "mixed", "gaps", "span", "fields", "whole", "picture", ".label == \"a\"",
    "if .n > 1 then .n else .label",
  ]

  static let ready: [String: String] = [
    "figure": "line([1, 2])", "scaler": "min_max_scaler()",
    "fitted scaler": "fit(min_max_scaler(), whole)", "clip": "beep",
    "corpus": "emodb(\"data/emodb\")", "clips": "stream",
    "spectrogram": "stft(beep)", "feature set": "published",
  ]

  /// Builtins that make files or hours of sound cannot be called a thousand times.
  static let names = Library.all.filter { builtin in
    !builtin.signature.parameters.contains {
      if case .newFolder = $0.wanted { return true }
      return false
    }
  }.map(\.name)

  @Test("gives a problem and never crashes", arguments: names)
  func everyArgument(_ name: String) async throws {
    let signature = try #require(Library.byName[name]).signature
    for parameter in signature.parameters {
      try await check(Trials(signature, parameter))
    }
    if let rest = signature.rest { try await check(Trials(signature, rest)) }
  }

  @Test("without an argument it needs, it says which", arguments: names)
  func missingArguments(_ name: String) async throws {
    let signature = try #require(Library.byName[name]).signature
    let required = signature.parameters.filter { !$0.isOptional }
    let pool = Trials.pool(for: signature)
    for absent in required {
      let given = required.filter { $0.name != absent.name }.map { Trials.plausible($0) }
      let ran = try await run(
        Trials.bindings(of: pool) + "\nanswer = \(name)(\(given.joined(separator: ", ")))")
      let found = ran.staticProblems.first { $0.message.contains("`\(absent.name)`") }
      #expect(found?.code == "missing-argument", "\(name) without \(absent.name)")
    }
    let stray = try await run("answer = \(name)(no_such_argument: 1)")
    #expect(!stray.problems.isEmpty || signature.rest != nil, "\(name) with a stray argument")
  }

  private func check(_ trials: Trials) async throws {
    let ran = try await run(trials.code)
    let nodes = ran.checked.nodes.count
    #expect(nodes == trials.first + trials.calls.count, "\(trials.calls.first ?? "")")
    guard nodes == trials.first + trials.calls.count else { return }
    for index in 0..<trials.first {
      #expect(ran.results[index].isDone, "\(trials.pool[index].name) has no value")
    }
    for (index, call) in trials.calls.enumerated() {
      let node = ran.checked.nodes[trials.first + index]
      let result = ran.results[trials.first + index]
      if let failure = result.failure {
        // `failed` is what the runtime says of errors that nobody put into words.
        #expect(
          failure.code != "failed" && failure.code != "interrupted", "\(call): \(failure.message)")
        #expect(isWorded(failure.message), "\(call): \(failure.message)")
      }
      if trials.mustFail[index] {
        #expect(!result.isDone, "\(call) is of the wrong type and gave a value")
        #expect(node.isBlocked || trials.isHidden[index], "\(call) was only found while running")
      }
    }
    for problem in ran.staticProblems {
      #expect(isWorded(problem.message), "\(problem.message)")
    }
  }

  /// A sentence for a person: no full stop at its end, no exclamation, no dump of a value of the implementation.
  private func isWorded(_ message: String) -> Bool {
    !message.isEmpty && !message.hasSuffix(".") && !message.contains("Optional(")
      && !message.contains("Problem(") && !message.contains("Error") && message.contains(" ")
  }
}

/// Calls of one builtin in which one argument goes through all values, the others being right.
struct Trials {
  private(set) var calls: [String] = []
  /// Whether the value is of a type that the parameter does not take.
  private(set) var mustFail: [Bool] = []
  /// Whether the type of the value is hidden from the checker.
  private(set) var isHidden: [Bool] = []

  let pool: [(name: String, code: String)]

  /// How many lines bind values before the calls.
  var first: Int { pool.count }

  var code: String {
    let lines = calls.enumerated().map { "answer\($0) = \($1)" }
    return Trials.bindings(of: pool) + "\n" + lines.joined(separator: "\n")
  }

  /// Sounds are made only for what is about sound: they take longer than all else together.
  static func pool(for signature: Signature) -> [(name: String, code: String)] {
    let isAboutSound = ["corpora", "audio", "features"].contains(signature.family)
    return WrongCallTests.pool.filter {
      isAboutSound || !["beep", "speech", "stream"].contains($0.name)
    }
  }

  static func bindings(of pool: [(name: String, code: String)]) -> String {
    pool.map { "\($0.name) = \($0.code)" }.joined(separator: "\n")
  }

  init(_ signature: Signature, _ parameter: Parameter) {
    pool = Trials.pool(for: signature)
    // What figures are made of may be left out, but nothing is drawn without it.
    let drawn = signature.family == "figures" ? ["table", "x", "y", "value"] : []
    let others = signature.parameters
      .filter { $0.name != parameter.name && (!$0.isOptional || drawn.contains($0.name)) }
      .map(Trials.plausible)
    let table = signature.parameters.contains { parameter in
      parameter.name == "table" && !others.contains { $0.hasPrefix("table:") }
    }
    switch parameter.wanted {
    case .row, .group, .column, .columns:
      let about = table && parameter.name != "table" ? ["table: whole"] : []
      for value in WrongCallTests.columns {
        add(signature.name, about + others + ["\(parameter.name): \(value)"])
      }
      for tableName in ["none", "holes", "ends", "blank"] {
        let rest = others.filter { !$0.hasPrefix("table:") }
        add(signature.name, ["table: \(tableName)"] + rest + ["\(parameter.name): .n"])
        add(signature.name, ["table: \(tableName)"] + rest + ["\(parameter.name): .label"])
      }
    case .value, .oneOf, .file, .folder, .folders, .newFolder:
      for (name, _) in pool {
        let mustFail = Trials.isWrong(name, parameter)
        add(signature.name, others + ["\(parameter.name): \(name)"], mustFail: mustFail)
        add(
          signature.name, others + ["\(parameter.name): [\(name), 1, \"x\"][0]"],
          mustFail: mustFail && name != "twice", isHidden: true)
      }
    }
  }

  /// Further named arguments.
  init(_ signature: Signature, _ rest: Wanted) {
    pool = Trials.pool(for: signature)
    let given = signature.parameters.filter { !$0.isOptional }.map(Trials.plausible)
    for value in WrongCallTests.columns + pool.map(\.name) {
      add(signature.name, given + ["extra: \(value)"])
      add(signature.name, given + ["extra: numbers", "other: \(value)"])
    }
  }

  private mutating func add(
    _ name: String, _ arguments: [String], mustFail: Bool = false, isHidden: Bool = false
  ) {
    calls.append("\(name)(\(arguments.joined(separator: ", ")))")
    self.mustFail.append(mustFail)
    self.isHidden.append(isHidden)
  }

  /// Values by their kind, to know what a parameter must refuse.
  private static func isWrong(_ name: String, _ parameter: Parameter) -> Bool {
    let type: Type
    switch name {
    case "one", "third", "below", "huge", "infinite", "nan": type = .count
    case "period": type = .number(.duration)
    case "pitch": type = .number(.frequency)
    case "word", "void", "path": type = .text
    case "yes": type = .boolean
    case "numbers": type = .list(.count)
    case "words": type = .list(.text)
    case "span", "back", "long": type = .range(.plain)
    case "fields", "bare": type = .record(nil)
    case "whole", "none", "holes", "ends", "blank": type = .anyTable
    case "picture": type = .object(FigureValue.kind)
    case "beep", "speech", "stream":
      let kind = ["beep": "clip", "speech": "corpus", "stream": "clips"][name] ?? ""
      type = .object(ObjectKind(kind, ""))
    default: return false
    }
    let isMatch = parameter.wanted.types.contains { type.fits($0) }
    return !isMatch
  }

  /// `name: value` with a value that the parameter takes.
  static func plausible(_ parameter: Parameter) -> String {
    "\(parameter.name): \(value(for: parameter))"
  }

  private static func value(for parameter: Parameter) -> String {
    switch parameter.wanted {
    case .column: return ".label"
    case .columns: return "[.label]"
    case .row(.boolean): return ".n > 1"
    case .row: return ".n"
    case .group: return "mean(.n)"
    case .file: return "\"data/labels.csv\""
    case .folder, .folders, .newFolder: return "\"data\""
    case .value, .oneOf: break
    }
    if let choice = parameter.choices.first { return "\"\(choice)\"" }
    switch parameter.wanted.types.first {
    case .number(let dimension):
      let number = parameter.range.map { $0.lowerBound.isFinite ? max($0.lowerBound, 1) : 1 } ?? 1
      let bounded = min(number, parameter.range?.upperBound ?? number)
      return "\(bounded)" + (dimension.map { $0 == .plain ? "" : " \($0.symbol)" } ?? "")
    case .text: return "\"a\""
    case .boolean: return "true"
    case .list(.text): return "[\"a\", \"b\"]"
    case .list(.list): return "[[1, 2], [3, 4]]"
    case .list(.object(let kind)): return "[\(WrongCallTests.ready[kind.name] ?? "missing")]"
    case .list: return "[1, 2]"
    case .range: return "1 .. 3"
    case .record: return "{a: 1}"
    case .table: return "whole"
    case .object(let kind): return WrongCallTests.ready[kind.name] ?? "missing"
    case .missing, .unknown, .function, nil: return "1"
    }
  }
}
