// Cells: in which state each one is, and running them in the order of the file.

import SernbDocument
import SernbLanguage
import SernbPages
import SernbRuntime

extension Session {
  // MARK: State

  func cellState(_ cell: Int) -> CellState {
    let keys = loaded.keys(ofCell: cell)
    let options = loaded.cells[cell].options
    let record = state.records[loaded.label(cell)]
    if let record, record.keys == keys, record.expectedError == options.expectedError?.text {
      if record.hasFailed { return .failed }
      return hasResults(cell) ? .fresh : .notRun
    }
    if hasResults(cell), options.expectedError == nil { return .fresh }
    return record == nil ? .notRun : .stale
  }

  /// Whether everything in a cell that can run has run.
  private func hasResults(_ cell: Int) -> Bool {
    loaded.cells[cell].nodes.allSatisfy { node in
      store[loaded.keys[node]] != nil
        || (loaded.cells[cell].options.expectedError != nil
          && state.records[loaded.label(cell)]?.hasFailed == false)
    }
  }

  var staleCells: [Int] { loaded.cells.indices.filter { cellState($0) == .stale } }

  /// Why a cell is stale, in one clause; nil if it is not.
  func reason(forStale cell: Int) -> String? {
    guard cellState(cell) == .stale, let record = state.records[loaded.label(cell)] else {
      return nil
    }
    let now = loaded.keys(ofCell: cell)
    guard record.keys.count == now.count else { return "its code changed" }
    for (old, new) in zip(record.keys, now) where old != new {
      return keys.cause(from: old, to: new)?.clause ?? "it reads other names now"
    }
    return "another `expect-error` is given"
  }

  // MARK: Running

  /// How a cell is shown while it runs.
  enum Showing { case reading, brief }

  /// Runs a cell with all that it rests on, and shows it.
  func runCell(_ cell: Int, _ showing: Showing) async -> Reply {
    let checked = loaded.checked
    if !checked.fatal.isEmpty {
      var reply = Reply()
      for problem in checked.fatal {
        reply.add(problem.diagnostic, in: checked.source, isStatic: true)
      }
      return reply
    }
    let prose = showing == .reading ? loaded.proseNodes(before: cell) : []
    let tree = makeRun(checked, loaded.keys, name: runName)
    let known = await tree.run.results
    forgetTimes()
    let results: [NodeResult]
    // Cells that ran because this one needs them.
    let others: [Int]
    do {
      _ = try await tree.run.results(of: prose + loaded.cells[cell].nodes)
      let made = await tree.run.results
      others = Set(made.keys.filter { known[$0] == nil }.compactMap { checked.nodes[$0].cell })
        .subtracting([cell]).sorted()
      results = checked.nodes.indices.map { made[$0] ?? NodeResult(.notRun(needs: [])) }
    } catch {
      await keepResults(of: tree)
      return Self.interrupted()
    }
    await keepResults(of: tree)
    let shown = WriteUp.cell(cell, of: checked, results, name: name)
    let label = loaded.label(cell)
    state.records[label] = CellRecord(
      keys: loaded.keys(ofCell: cell),
      expectedError: loaded.cells[cell].options.expectedError?.text, hasFailed: shown.hasFailed,
      seconds: seconds(of: label))
    noteWhole(others)
    forgetSight()

    var reply = Reply()
    if showing == .reading {
      let text = loaded.prose(before: cell).map { WriteUp.prose($0, of: checked, results) }.joined()
      let prose = Self.withoutMarks(text)
      if !prose.isEmpty { reply.parts.append(.prose(prose)) }
    }
    reply.parts.append(.rule(heading(cell, hasFailed: shown.hasFailed, alsoRan: others)))
    if showing == .reading, !loaded.cells[cell].options.hidesCode {
      reply.parts.append(.code(checked.source[loaded.cells[cell].cell.code]))
    }
    let own = shown.problems
    reply.parts += shown.blocks.compactMap { Self.part($0, hasProblems: !own.isEmpty) }
    for problem in own { reply.add(problem, in: checked.source, isStatic: isStatic(problem)) }
    for failure in failures(in: results, without: cell) where !own.contains(failure) {
      reply.add(failure, in: checked.source, isStatic: false)
    }
    rememberLast(cell, results)
    return reply
  }

  private static func part(_ block: Block, hasProblems: Bool) -> Reply.Part? {
    switch block {
    case .diagnostic(let announced): .text("It failed as expected: \(announced.message).")
    case .notRun where hasProblems: nil
    default: .block(block)
    }
  }

  /// One for each node; those that did not run say so.
  func allResults(of tree: RunTree) async -> [NodeResult] {
    let made = await tree.run.results
    return loaded.checked.nodes.indices.map { made[$0] ?? NodeResult(.notRun(needs: [])) }
  }

  private func isStatic(_ problem: Diagnostic) -> Bool {
    loaded.checked.problems.contains { $0.diagnostic.code == problem.code }
  }

  private func heading(_ cell: Int, hasFailed: Bool, alsoRan others: [Int]) -> String {
    var text = "\(loaded.label(cell)) (\(cell + 1) of \(loaded.cells.count))"
    if hasFailed { text += " failed" }
    if !others.isEmpty { text += ", needed \(others.map(loaded.label).joined(separator: ", "))" }
    return text
  }

  /// Cells of which nothing is left to run have run as if asked for.
  private func noteWhole(_ cells: [Int]) {
    for other in cells where hasResults(other) {
      let label = loaded.label(other)
      state.records[label] = CellRecord(
        keys: loaded.keys(ofCell: other), expectedError: nil, hasFailed: false,
        seconds: seconds(of: label))
    }
  }

  /// What failed in other cells, so that this one could not run.
  private func failures(in results: [NodeResult], without cell: Int) -> [Diagnostic] {
    zip(loaded.checked.nodes, results).compactMap { node, result in
      guard let other = node.cell, other != cell, var failure = result.failure else { return nil }
      failure.cell = loaded.label(other)
      return failure
    }
  }

  private func rememberLast(_ cell: Int, _ results: [NodeResult]) {
    for node in loaded.cells[cell].nodes.reversed() {
      for case .value(let value, _) in results[node].outputs.reversed() {
        lastShown = (value, keys.number(ofShown: loaded.keys[node]), results[node].isSecret)
        return
      }
    }
  }

  /// Prose as one reads it on a terminal: without blank lines at its ends and without invisible remarks.
  static func withoutMarks(_ text: String) -> String {
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    while lines.first?.allSatisfy(\.isWhitespace) == true { lines.removeFirst() }
    while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
    return lines.joined(separator: "\n")
  }

  // MARK: Edits of the file

  /// Looks at the file, and reads it again if it was written.
  func takeUpEdits() -> Reply {
    var reply = takeUpChangedData()
    guard isChangedOnDisk else { return reply }
    let before = Set(staleCells.map(loaded.label))
    let old = loaded
    do throws(Diagnostic) { try reload() } catch {
      // Told once: the next change is news again.
      loaded.files = loaded.files.map { NotebookStamp($0.path) }
      reply.parts.append(.aside("\(error.message). I keep what I read before."))
      return reply
    }
    if old.checked.source.bytes == loaded.checked.source.bytes, loaded.keys == old.keys {
      return reply
    }
    var text = "\(loaded.checked.source.name) was edited."
    let stale = staleCells.map(loaded.label).filter { !before.contains($0) }
    if !stale.isEmpty { text += " " + Self.staleWords(stale) }
    reply.parts.append(.aside(text))
    reply.add(newProblems())
    return reply
  }

  /// Looks at the files that results depend on: what was made from one that changed is stale.
  private func takeUpChangedData() -> Reply {
    var paths: [String] = []
    for (key, observations) in store.observed(of: loaded.keys + usedKeys()) {
      guard let change = world.files.firstChange(in: observations, seed: 0) else { continue }
      keys.noteChange(of: change.path, behind: key)
      if !paths.contains(change.path) { paths.append(change.path) }
    }
    guard !paths.isEmpty else { return Reply() }
    let before = Set(staleCells.map(loaded.label))
    loaded.keys = keys.numbers(of: loaded.checked)
    lineChecks = [:]
    forgetSight()
    let names = paths.prefix(3).map { "`\($0)`" }.joined(separator: ", ")
    let rest = paths.count > 3 ? " and \(paths.count - 3) more" : ""
    var text = "\(names)\(rest) changed."
    let stale = staleCells.map(loaded.label).filter { !before.contains($0) }
    if !stale.isEmpty { text += " " + Self.staleWords(stale) }
    return Reply([.aside(text)])
  }

  /// The numbers of the nodes of notebooks that this one uses.
  private func usedKeys() -> [Int] {
    var all = keys.numbers(ofAllBehind: loaded.checked)
    all[loaded.checked.source.name] = nil
    return Set(all.values.joined()).sorted()
  }

  static func staleWords(_ labels: [String]) -> String {
    let names = labels.prefix(6).map { "`\($0)`" }.joined(separator: ", ")
    let rest = labels.count > 6 ? " and \(labels.count - 6) more" : ""
    return "Stale now: \(names)\(rest); `:run stale` runs \(labels.count == 1 ? "it" : "them")."
  }

  /// Problems of the notebook that were not reported yet.
  func newProblems() -> Reply {
    var reply = Reply()
    for problem in loaded.checked.problems {
      var unlabeled = problem.diagnostic
      unlabeled.labels = []
      if reported.insert(unlabeled).inserted {
        reply.parts.append(.problem(problem.diagnostic, loaded.checked.source))
      }
    }
    return reply
  }
}
