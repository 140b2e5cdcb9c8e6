// Runs one node with the values that it reads: a statement of a cell, or a binding in prose.

internal import Basics
internal import SernbDocument
import SernbLanguage
internal import Synchronization

struct NodeExecution: Sendable {
  let checked: CheckedNotebook
  let builtins: [String: Builtin]
  let world: World
  let notebook: String
  let label: String
  /// What the notebook has written besides its write-up.
  let written: OutputBudget

  /// - Parameters:
  ///   - names: the values that the node reads.
  ///   - reads: notes what it looks at.
  ///   - partial: where it leaves what it has.
  func run(
    _ node: CheckedNotebook.Node, _ names: [String: Value], reads: FileReads, partial: PartialWork?
  ) async -> NodeResult {
    let remarks = RemarkLog()
    let notes = NoteLog()
    let (world, notebook, label) = (world, notebook, label)
    let evaluator = Evaluator(
      builtins: builtins, parameters: checked.parameters, source: checked.source, names: names,
      context: RunContext(
        world: world, files: reads, seed: checked.frontMatter.seed,
        progress: { done, total in
          world.report(.progress(notebook: notebook, label: label, done: done, total: total))
        },
        remark: { text in remarks.add(text) }, note: { note in notes.add(note) },
        acceptedLeak: node.cell.flatMap { checked.cells[$0].options.acceptedLeak },
        statement: { node.code }, partial: partial, written: written,
        reuse: { reused, total in
          world.report(
            .streamReused(notebook: notebook, label: label, reused: reused, total: total))
        }), limit: world.maximumParts)
    do {
      var result: NodeResult
      switch node.kind {
      case .prose(let binding):
        let value = try await evaluator.value(binding.expression)
        if let note = evaluator.origins.origin?.note { notes.add(note) }
        result = NodeResult(.done)
        result.sentence = value.sentence(binding.format)
        result.spoken = value
      case .given(let name): throw RunProblem("not-run", "The value of `\(name)` was not handed in")
      case .statement(let statement):
        result = try await run(statement, evaluator)
        for value in result.bound.values {
          try ValueSize.expect(parts: world.maximumParts, in: value.untraced)
        }
      }
      for remark in remarks.all where !result.remarks.contains(remark) {
        result.remarks.append(remark)
      }
      result.notes = notes.all
      // What a cancelled task has come to may be nonsense, or half of it.
      try checkCancellation()
      return result
    } catch  where error is Cancelled || error is CancellationError || isCancelled() {
      return NodeResult(.failed(Diagnostic(.interrupted, "Stopped", labels: [Label(node.span)])))
    } catch let diagnostic as Diagnostic { return NodeResult(.failed(diagnostic)) } catch let
      problem as RunProblem
    { return NodeResult(.failed(problem.at(node.span))) } catch {
      return NodeResult(
        .failed(Diagnostic("failed", "This failed: \(error)", labels: [Label(node.span)])))
    }
  }

  private func run(_ statement: Statement, _ evaluator: Evaluator)
    async throws -> NodeResult
  {
    var result = NodeResult(.done)
    switch statement.kind {
    case .binding(let name, let value):
      let bound = try await evaluator.value(value)
      result.bound[name.text] = bound.traced(by: evaluator.origins.origin)
    case .function(let name, let parameters, let body):
      do {
        result.bound[name.text] = try evaluator.function(name.text, parameters, body)
      } catch { throw error.at(statement.span) }
    case .show(let value):
      let shown = try await evaluator.value(value)
      if shown.isPlain, let note = evaluator.origins.origin?.note {
        evaluator.run.context.note(note)
      }
      try ValueSize.expect(parts: ValueSize.maximumShown, in: shown)
      try ValueSize.expectShown(shown)
      result.outputs.append(.value(shown, text: Printer.flat(value)))
    case .plot(let value):
      let shown = try await evaluator.value(value)
      guard shown.isPicture else {
        throw RunProblem.wrongType(shown, wanted: "a figure or a list of figures").at(value.span)
      }
      try ValueSize.expect(parts: ValueSize.maximumShown, in: shown)
      try ValueSize.expectShown(shown)
      result.outputs.append(.value(shown, text: Printer.flat(value)))
    case .expect(let claim, let message):
      try await expect(claim, message, evaluator)
      if let note = evaluator.origins.origin?.note { evaluator.run.context.note(note) }
    case .save(let value, let path):
      result.outputs.append(try await save(value, path, evaluator))
    // Taken from another notebook by the run itself.
    case .use, .unreadable: break
    }
    return result
  }

  // MARK: Statements

  private func expect(
    _ claim: Expression, _ message: Expression?, _ evaluator: Evaluator
  ) async throws {
    guard let failure = try await failure(of: claim, evaluator) else { return }
    var description = "An expectation does not hold"
    if let message, case .text(let text) = try await evaluator.value(message) {
      description += ": " + text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
    throw Diagnostic("expectation-failed", description, labels: [failure])
  }

  /// Which part of a claim does not hold, with what its two sides are; nil when all of it holds.
  private func failure(of claim: Expression, _ evaluator: Evaluator)
    async throws -> Label?
  {
    switch claim.kind {
    case .parentheses(let inner): return try await failure(of: inner, evaluator)
    case .binary(.and, let left, let right):
      if let found = try await failure(of: left, evaluator) { return found }
      return try await failure(of: right, evaluator)
    case .binary(let operation, let left, let right) where operation.precedence == 5:
      let a = try await evaluator.value(left)
      let b = try await evaluator.value(right)
      let holds: Value
      do { holds = try Operators.apply(operation, a, b) } catch { throw error.at(claim.span) }
      if case .boolean(true) = holds { return nil }
      let sides = [a, b].map { $0.line.count > 60 ? $0.line.prefix(59) + "…" : $0.line }
      return Label(claim.span, "here: \(sides[0]) \(operation.rawValue) \(sides[1])")
    default:
      switch try await evaluator.value(claim) {
      case .boolean(true): return nil
      case .boolean(false), .missing: return Label(claim.span, "does not hold")
      case let other: throw RunProblem.wrongType(other, wanted: "true or false").at(claim.span)
      }
    }
  }

  private func save(
    _ value: Expression, _ path: Expression, _ evaluator: Evaluator
  ) async throws -> Output {
    let saved = try await evaluator.value(value)
    guard case .text(let name) = try await evaluator.value(path) else {
      throw RunProblem("wrong-type", "The name of a file is a text").at(path.span)
    }
    guard SavedName.isAllowed(name) else {
      throw RunProblem(
        .forbiddenPath, "A notebook cannot save to `\(name.prefix(60))`",
        hint: "Give a file name without `..` and without a leading `/`."
      ).at(path.span)
    }
    // Content is redacted; a name would have to be another.
    guard world.secrets().areAbsent(from: Array(name.utf8)) else {
      throw RunProblem(
        "secret-name", "The name of the saved file holds a secret",
        hint: "Use a name without it."
      ).at(path.span)
    }
    let ending = SavedName.ending(of: name)
    var endings = saved.type.endings ?? []
    if case .function = saved { endings = [] }
    guard endings.contains(ending) else {
      throw RunProblem(
        "wrong-ending", "\(saved.typeDescription.capitalizedFirst) cannot be saved as `\(name)`",
        hint: endings.isEmpty
          ? nil : "Use a name ending in \(endings.map { "`.\($0)`" }.joined(separator: " or "))."
      ).at(path.span)
    }
    // Texts that are shared in memory are written as often as they stand there.
    let bytes = ValueSize.textBytes(of: saved, rows: .max, upTo: world.maximumOutput)
    guard bytes <= world.maximumOutput else {
      throw RunProblem.tooMuchOutput(name, all: bytes, limit: world.maximumOutput).at(value.span)
    }
    do { try evaluator.run.context.expect(bytes: 2 * Double(bytes)) } catch {
      throw error.at(value.span)
    }
    switch saved {
    case .object(let object):
      do {
        let file = try await object.saved(as: ending, jobs: world.jobs)
        if let remark = file.remark { evaluator.run.context.remark(remark) }
        return .file(name: name, file)
      } catch let problem as RunProblem {
        throw problem.at(value.span)
      }
    case .text(let text): return .file(name: name, SavedBytes(Array(text.utf8), note: "text"))
    default:
      try ValueSize.expect(in: saved)
      return .file(
        name: name, SavedBytes(Array((saved.json.text(.pretty) + "\n").utf8), note: "JSON"))
    }
  }
}

extension CheckedNotebook.Node {
  /// Its code in canonical form; nothing for a value that was handed in.
  fileprivate var code: String {
    switch kind {
    case .prose(let binding): Printer.flat(binding.expression)
    case .given: ""
    case .statement(let statement):
      switch statement.kind {
      case .binding(let name, let value): name.text + " = " + Printer.flat(value)
      case .show(let value), .plot(let value), .expect(let value, _), .save(let value, _):
        Printer.flat(value)
      case .use, .function, .unreadable: ""
      }
    }
  }
}

/// Remarks made by calls of one node, which may come from several tasks.
private final class RemarkLog: Sendable {
  private let texts = Mutex<[String]>([])

  func add(_ text: String) {
    texts.withLock { if !$0.contains(text) { $0.append(text) } }
  }

  /// In the order of their text: tasks may have added them in any order.
  var all: [String] { texts.withLock { $0.sorted() } }
}

/// Notes made by calls of one node, each once.
private final class NoteLog: Sendable {
  private let notes = Mutex<[Note]>([])

  func add(_ note: Note) {
    notes.withLock { if !$0.contains(note) { $0.append(note) } }
  }

  /// In the order of their text: tasks may have added them in any order.
  var all: [Note] { notes.withLock { $0.sorted { $0.callout.body < $1.callout.body } } }
}
