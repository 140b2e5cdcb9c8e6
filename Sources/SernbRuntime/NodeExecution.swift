// Runs one node with the values that it reads: a statement of a cell, or a binding in prose.

internal import Kernels
internal import SernbDocument
import SernbLanguage
internal import Synchronization

struct NodeExecution: Sendable {
  let checked: CheckedNotebook
  let builtins: [String: Builtin]
  let world: World
  let notebook: String
  let label: String
  let used: @Sendable (String) -> NotebookRun?

  func run(_ node: CheckedNotebook.Node, _ names: [String: Value]) async -> NodeResult {
    let remarks = Remembered()
    let (world, notebook, label) = (world, notebook, label)
    let evaluator = Evaluator(
      builtins: builtins, parameters: checked.parameters, source: checked.source,
      context: RunContext(
        world: world, seed: checked.frontMatter.seed,
        progress: { done, total in
          world.report(.progress(notebook: notebook, label: label, done: done, total: total))
        },
        remark: { text in remarks.add(text) }))
    let environment = Environment(names: names, row: nil)
    do {
      var result: NodeResult
      switch node.kind {
      case .prose(let binding):
        let value = try await evaluator.value(binding.expression, environment)
        result = NodeResult(.done)
        result.sentence = value.sentence(binding.format)
        result.spoken = value
      case .statement(let statement):
        result = try await run(statement, evaluator, environment)
      }
      for remark in remarks.all where !result.remarks.contains(remark) {
        result.remarks.append(remark)
      }
      return result
    } catch is Cancelled {
      return NodeResult(.failed(Diagnostic("interrupted", "Stopped", labels: [Label(node.span)])))
    } catch let diagnostic as Diagnostic {
      return NodeResult(.failed(diagnostic))
    } catch let problem as RunProblem {
      return NodeResult(.failed(problem.at(node.span)))
    } catch {
      return NodeResult(
        .failed(Diagnostic("failed", "This failed: \(error)", labels: [Label(node.span)])))
    }
  }

  private func run(_ statement: Statement, _ evaluator: Evaluator, _ environment: Environment)
    async throws -> NodeResult
  {
    var result = NodeResult(.done)
    switch statement.kind {
    case .binding(let name, let value):
      result.bound[name.text] = try await evaluator.value(value, environment)
    case .function(let name, let parameters, let body):
      result.bound[name.text] = .function(
        FunctionValue(
          name: name.text, parameters: parameters.map(\.text), body: body, environment: environment)
      )
    case .show(let value):
      result.outputs.append(
        .value(try await evaluator.value(value, environment), text: Printer.flat(value)))
    case .plot(let value):
      result.outputs.append(
        .value(try await evaluator.value(value, environment), text: Printer.flat(value)))
    case .expect(let claim, let message):
      try await expect(claim, message, evaluator, environment)
    case .save(let value, let path):
      result.outputs.append(try await save(value, path, evaluator, environment))
    case .use(let path, let names):
      result = try await use(path, names)
    case .unreadable: break
    }
    return result
  }

  // MARK: Statements

  private func expect(
    _ claim: Expression, _ message: Expression?, _ evaluator: Evaluator, _ environment: Environment
  ) async throws {
    if case .boolean(true) = try await evaluator.value(claim, environment) { return }
    var notes: [String] = []
    var label = "does not hold"
    var inner = claim
    while case .parentheses(let content) = inner.kind { inner = content }
    if case .binary(let operation, let left, let right) = inner.kind, operation != .and,
      operation != .or
    {
      let (a, b) = (
        try await evaluator.value(left, environment), try await evaluator.value(right, environment)
      )
      label = "here: \(a.line.prefix(60)) \(operation.rawValue) \(b.line.prefix(60))"
    }
    if let message, case .text(let text) = try await evaluator.value(message, environment) {
      notes.append(text)
    }
    throw Diagnostic(
      "expectation-failed", "An expectation does not hold", labels: [Label(claim.span, label)],
      notes: notes)
  }

  private func save(
    _ value: Expression, _ path: Expression, _ evaluator: Evaluator, _ environment: Environment
  ) async throws -> Output {
    let saved = try await evaluator.value(value, environment)
    guard case .text(let name) = try await evaluator.value(path, environment) else {
      throw RunProblem("wrong-type", "The name of a file is a text").at(path.span)
    }
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    let isPlain = parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    guard isPlain, !name.utf8.contains(0), name.utf8.count < 200 else {
      throw RunProblem(
        "forbidden-path", "A notebook cannot save to `\(name)`",
        hint: "Give a file name without `..` and without a leading `/`."
      ).at(path.span)
    }
    let ending = name.split(separator: ".").last.map(String.init) ?? ""
    switch saved {
    case .object(let object):
      let endings = object is any TableObject ? ["csv"] : object.kind.endings
      guard endings.contains(ending) else {
        throw RunProblem(
          "wrong-ending", "\(saved.typeWords) cannot be saved as `\(name)`",
          hint: endings.isEmpty
            ? nil : "Use a name ending in \(endings.map { "`.\($0)`" }.joined(separator: " or "))."
        )
        .at(path.span)
      }
      do {
        return .file(name: name, try await object.saved(as: ending))
      } catch let problem as RunProblem {
        throw problem.at(value.span)
      }
    case .text(let text):
      return .file(name: name, SavedBytes(Array(text.utf8), note: "text"))
    default:
      return .file(
        name: name, SavedBytes(Array((saved.json.text(.pretty) + "\n").utf8), note: "JSON"))
    }
  }

  private func use(_ path: Expression, _ names: [Imported]) async throws -> NodeResult {
    guard case .text(let file) = path.kind, let other = used(file) else {
      throw RunProblem("missing-notebook", "I cannot find the notebook").at(path.span)
    }
    var result = NodeResult(.done)
    for imported in names {
      guard let export = other.checked.exports[imported.name.text] else {
        throw RunProblem("unknown-name", "`\(file)` binds no `\(imported.name.text)`")
          .at(imported.name.span)
      }
      let found = try await other.result(of: export.node)
      guard let value = found.bound[imported.name.text] else {
        var cause = found.failure
        if cause == nil { cause = await other.firstFailure }
        throw Diagnostic(
          "used-notebook-failed", "`\(imported.name.text)` of `\(file)` could not be made",
          labels: [Label(imported.name.span, "wanted here")],
          hint: "Run it to see why: `sernb run \(other.name)`.",
          notes: cause.map { [$0.message] } ?? [], dataPlace: cause?.dataPlace)
      }
      result.bound[imported.bound.text] = value
      for remark in found.remarks where !result.remarks.contains(remark) {
        result.remarks.append(remark)
      }
    }
    return result
  }
}

extension NotebookRun {
  /// Why something here could not be made: the first failure so far.
  var firstFailure: Diagnostic? {
    checked.nodes.lazy.compactMap { self.resultSoFar(of: $0.id)?.failure }.first
  }
}

/// Remarks made by calls of one node, which may come from several tasks.
private final class Remembered: Sendable {
  private let texts = Mutex<[String]>([])

  func add(_ text: String) {
    texts.withLock { if !$0.contains(text) { $0.append(text) } }
  }

  /// In the order of their words: tasks may have added them in any order.
  var all: [String] { texts.withLock { $0.sorted() } }
}
