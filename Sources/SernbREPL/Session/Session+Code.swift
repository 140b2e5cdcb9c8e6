// Typed code: checked at once, run with the values in sight, shown, and kept if it binds a name.

import SernbDocument
import SernbLanguage
import SernbPages
import SernbRuntime

extension Session {
  func evaluate(_ text: String) async -> Reply {
    let line = ScratchLine(
      number: nextLine, after: state.position == 0 ? nil : loaded.label(state.position - 1),
      text: text)
    let names = sight()
    let check = check(line, above: names)
    nextLine += 1
    var reply = Reply()
    let problems = check.checked.problems.map(\.diagnostic)
    if problems.contains(where: \.isError) {
      for problem in check.checked.problems {
        reply.add(hinted(problem), in: check.checked.source, isStatic: true)
      }
      return reply
    }
    if let missing = missingValue(check, names) {
      reply.add(missing, in: check.checked.source, isStatic: false)
      return reply
    }
    guard let results = await run(check, names) else { return Self.interrupted() }
    reply.add(shown(check, results))
    if !reply.hasFailed {
      let binds = check.checked.cells[0].nodes.contains { !check.checked.nodes[$0].binds.isEmpty }
      if binds {
        state.lines.append(line)
        lineChecks[line.number] = check
        recovery.record(state.lines)
      }
      rememberLast(check, results)
      forgetSight()
    }
    return reply
  }

  /// A name that only a later cell binds is known: the message says where.
  private func hinted(_ problem: Problem) -> Diagnostic {
    var diagnostic = problem.diagnostic
    switch problem {
    case .unknownName(let name, _), .unknownFunction(let name, _):
      diagnostic.hint = whereBound(name.text) ?? diagnostic.hint
    default: break
    }
    return diagnostic
  }

  func whereBound(_ name: String) -> String? {
    guard let export = loaded.checked.exports[name],
      let cell = loaded.checked.nodes[export.node].cell
    else { return nil }
    let label = loaded.label(cell)
    return "Cell `\(label)` below binds it: `:run to \(label)` goes there."
  }

  static func interrupted() -> Reply {
    var reply = Reply([.aside("Stopped. Everything is as it was.")])
    reply.problems = [(Diagnostic(.interrupted, "Stopped"), false)]
    return reply
  }

  /// A value that code reads and that is not there.
  private func missingValue(_ check: LineCheck, _ names: [String: NameInSight]) -> Diagnostic? {
    for node in check.checked.cells[0].nodes {
      for (name, read) in check.checked.nodes[node].reads.sorted(by: { $0.key < $1.key }) {
        guard case .given = check.checked.nodes[read].kind, let seen = names[name],
          value(of: name, seen) == nil
        else { continue }
        let (reason, hint) = absence(of: name, seen)
        return Diagnostic(
          "not-run", "`\(name)` has no value yet: \(reason)",
          labels: [Label(check.checked.nodes[node].span)], hint: hint)
      }
    }
    return nil
  }

  /// Runs a checked line with the values in sight; nil when it was stopped.
  func run(_ check: LineCheck, _ names: [String: NameInSight]) async -> [NodeResult]? {
    let tree = makeRun(check.checked, check.keys, name: check.checked.source.name, names)
    let results = try? await tree.run.results(of: Array(check.checked.nodes.indices))
    await keepResults(of: tree)
    return results
  }

  /// A line's run: what is handed in has its results from the start.
  private func makeRun(
    _ checked: CheckedNotebook, _ keys: [Int], name: String, _ names: [String: NameInSight]
  ) -> RunTree {
    if let lastShown, names["_"]?.origin == .last {
      var result = NodeResult(.done)
      result.bound["_"] = lastShown.value
      result.isSecret = lastShown.isSecret
      store.insert(result, for: lastShown.key)
    }
    return makeRun(checked, keys, name: name)
  }

  /// What a line shows, with its files written.
  private func shown(_ check: LineCheck, _ results: [NodeResult]) -> Reply {
    var reply = Reply()
    let cell = WriteUp.cell(0, of: check.checked, results, name: name)
    reply.parts = cell.blocks.filter { if case .file = $0 { false } else { true } }.map {
      .block($0)
    }
    for result in results {
      for case .file(let file, let saved) in result.outputs {
        do throws(Diagnostic) { reply.parts.append(.text(try saveLoose(file, saved))) } catch {
          reply.add(error, in: nil, isStatic: false)
        }
      }
    }
    for var problem in cell.problems {
      problem.cell = nil
      reply.add(problem, in: check.checked.source, isStatic: false)
    }
    return reply
  }

  private func rememberLast(_ check: LineCheck, _ results: [NodeResult]) {
    for (node, result) in results.enumerated().reversed() {
      for case .value(let value, _) in result.outputs.reversed() {
        // A key of its own: under it the value is handed in by the name `_`.
        lastShown = (value, keys.number(ofShown: check.keys[node]), result.isSecret)
        return
      }
    }
  }

  /// A file saved by a typed line goes to a folder of its own, as the next run would delete it among the notebook's.
  private func saveLoose(_ file: String, _ saved: SavedBytes) throws(Diagnostic) -> String {
    let stem = setting.notebook.map(setting.project.outputStem) ?? "Outputs/session"
    let path = "\(stem).typed/\(file)"
    let bytes = secrets.redaction.bytes(saved.bytes, ofFile: file)
    try setting.project.write(bytes, to: path)
    return "saved \(path)" + (saved.note.isEmpty ? "" : ": \(saved.note)")
  }
}
