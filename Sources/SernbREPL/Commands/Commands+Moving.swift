// Moving: run the next cell, run to a cell, step back, go elsewhere. Values never change, so moving back is free.

import Basics
import SernbLanguage
import SernbPages
import SernbRuntime

extension ReplCommand {
  static let next = ReplCommand("next", "", "Run the next cell, as an empty line does.") {
    session, _ in await session.next()
  }

  static let run = ReplCommand(
    "run", "[[to] LABEL|stale]", .run, "Run the rest, one cell, up to a cell, or what is stale."
  ) { session, rest in await session.run(rest) }

  static let back = ReplCommand("back", "[N]", .none, "Step back before the last cell.") {
    session, rest in await session.back(rest)
  }

  static let goto = ReplCommand(
    "goto", "LABEL|N", .label, "Go to a cell without running it."
  ) { session, rest in await session.goto(rest) }

  static let restart = ReplCommand(
    "restart", "", "Forget all results and start over."
  ) { session, _ in await session.restart() }
}

extension ReplCommand {
  fileprivate init(
    _ name: String, _ usage: String, _ summary: String,
    body: @escaping @Sendable (Session, String) async -> Reply
  ) {
    self.init(name, usage, .none, summary, body: body)
  }
}

extension Session {
  func next() async -> Reply {
    reloadIfDataIsAwaited()
    let cell = state.position
    guard cell < loaded.cells.count else { return .text(atTheEnd) }
    var reply = await runCell(cell, .reading)
    if !reply.hasFailed {
      state.position = cell + 1
      forgetSight()
      if state.position == loaded.cells.count { reply.add(await closingProse()) }
    }
    return reply
  }

  private var atTheEnd: String {
    if loaded.cells.isEmpty { return "There are no cells. Type code, or `:help`." }
    return "This is the end of \(runName). `:restart` starts over, `:back` steps back."
  }

  /// What stands behind the last cell.
  private func closingProse() async -> Reply {
    let end = loaded.cells.count
    guard !loaded.prose(before: end).isEmpty else { return Reply() }
    let tree = makeRun(loaded.checked, loaded.keys, name: runName)
    guard (try? await tree.run.results(of: loaded.proseNodes(before: end))) != nil else {
      return Reply()
    }
    await keepResults(of: tree)
    let results = await allResults(of: tree)
    let text = loaded.prose(before: end).map { WriteUp.prose($0, of: loaded.checked, results) }
    let prose = Self.withoutMarks(text.joined())
    return prose.isEmpty ? Reply() : Reply([.prose(prose)])
  }

  /// A cell that wants a file which was not there may find it now: an earlier cell may have made it.
  private func reloadIfDataIsAwaited() {
    guard loaded.checked.problems.contains(where: { $0.diagnostic.code == .missingData }) else {
      return
    }
    // The text was read a moment ago; if it cannot be read now, the session goes on with what it has.
    try? reload()
  }

  func run(_ rest: String) async -> Reply {
    reloadIfDataIsAwaited()
    let arguments = rest.split(separator: " ").map(String.init)
    switch arguments.count {
    case 0: return await run(through: loaded.cells.count - 1)
    case 1 where arguments[0] == "stale": return await runStale()
    case 1:
      switch cell(arguments[0]) {
      case .success(let cell): return await runCell(cell, .brief)
      case .failure(let wrong): return wrong.reply
      }
    case 2 where arguments[0] == "to":
      switch cell(arguments[1]) {
      case .success(let cell):
        guard cell >= state.position else {
          return .text("`\(loaded.label(cell))` is above; `:goto \(arguments[1])` goes there.")
        }
        return await run(through: cell)
      case .failure(let wrong): return wrong.reply
      }
    default:
      return .usage("I cannot run `\(rest)`", hint: "Try `:run`, `:run LABEL` or `:run to LABEL`.")
    }
  }

  /// Runs cells in order up to the first that fails, which is then the next one.
  private func run(through last: Int) async -> Reply {
    guard state.position <= last else { return .text(atTheEnd) }
    var reply = Reply()
    while state.position <= last {
      let answer = await runCell(state.position, .brief)
      reply.add(answer)
      if answer.hasFailed { break }
      state.position += 1
      forgetSight()
    }
    return reply
  }

  /// Cells and typed lines whose last results are of an earlier text.
  private func runStale() async -> Reply {
    var reply = Reply()
    var count = 0
    for cell in loaded.cells.indices where cellState(cell) == .stale {
      count += 1
      reply.add(await runCell(cell, .brief))
      if Task.isCancelled { return reply }
    }
    for line in linesInSight where isStale(line) {
      count += 1
      let answer = await remake(line)
      reply.add(answer)
      if Task.isCancelled { return reply }
    }
    return count == 0 ? .text("Nothing is stale.") : reply
  }

  func isStale(_ line: ScratchLine) -> Bool {
    _ = sight()
    guard let check = lineChecks[line.number] else { return true }
    return !check.checked.cells[0].nodes.allSatisfy { node in
      check.checked.nodes[node].binds.isEmpty || store[check.keys[node]] != nil
    }
  }

  /// Runs a typed line again where it stands.
  private func remake(_ line: ScratchLine) async -> Reply {
    let names = gatherNames(above: line)
    let check = check(line, above: names)
    var reply = Reply([.code(line.text)])
    for problem in check.checked.problems {
      reply.add(problem.diagnostic, in: check.checked.source, isStatic: true)
    }
    guard !reply.hasFailed else { return reply }
    guard let results = await run(check, names) else { return Self.interrupted() }
    for result in results {
      if let failure = result.failure {
        reply.add(failure, in: check.checked.source, isStatic: false)
      }
    }
    return reply
  }

  func back(_ rest: String) -> Reply {
    guard let count = rest.isEmpty ? 1 : Int(rest), count > 0 else {
      return .usage("`:back` needs a number of cells, not `\(rest)`")
    }
    guard state.position > 0 else { return .text("This is the beginning.") }
    state.position = max(0, state.position - count)
    forgetSight()
    return whereabouts
  }

  func goto(_ rest: String) -> Reply {
    switch cell(rest) {
    case .success(let cell):
      state.position = cell
      forgetSight()
      return whereabouts
    case .failure(let wrong): return wrong.reply
    }
  }

  private var whereabouts: Reply {
    guard state.position < loaded.cells.count else { return .text(atTheEnd) }
    return .text("The next cell is `\(loaded.label(state.position))`.")
  }

  func restart() -> Reply {
    store.forgetAll()
    state.records = [:]
    state.position = 0
    lastShown = nil
    lineChecks = [:]
    do throws(Diagnostic) { try reload() } catch { return Reply([.problem(error, nil)]) }
    forgetSight()
    return .text("All results are forgotten.")
  }

  // MARK: Naming cells

  struct WrongCell: Error { let reply: Reply }

  /// A cell by its label or its number, from one.
  func cell(_ word: String) -> Result<Int, WrongCell> {
    if let cell = loaded.cell(labeled: word) { return .success(cell) }
    if let number = Int(word), loaded.cells.indices.contains(number - 1) {
      return .success(number - 1)
    }
    let labels = loaded.cells.indices.map(loaded.label)
    let hint =
      NearestNames.hint(for: word, among: labels)
      ?? (labels.isEmpty ? "The session has no notebook." : "`:cells` lists them.")
    let message = word.isEmpty ? "Which cell?" : "There is no cell `\(word)`"
    return .failure(WrongCell(reply: .usage(message, hint: hint)))
  }
}
