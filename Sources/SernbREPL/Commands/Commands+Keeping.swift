// Keeping: typed lines become a cell of the file, cells are opened in the editor, the write-up is written.

import SernbDocument
import SernbLanguage
import SernbPages
import SernbRuntime

extension ReplCommand {
  static let keep = ReplCommand(
    "keep", "NAME [LABEL]", .name, "Turn the lines that a typed name needs into a cell."
  ) { session, rest in await session.keep(rest) }

  static let edit = ReplCommand("edit", "[LABEL]", .label, "Open a cell in your editor.") {
    session, rest in await session.edit(rest)
  }

  static let save = ReplCommand("save", "", .none, "Write what `sernb run` would render.") {
    session, _ in await session.save()
  }

  static let recover = ReplCommand(
    "recover", "[drop]", .none, "Restore the lines of an unfinished session."
  ) { session, rest in await session.recover(rest) }
}

extension Session {
  // MARK: Keep

  func keep(_ rest: String) -> Reply {
    let arguments = rest.split(separator: " ").map(String.init)
    guard let name = arguments.first, arguments.count <= 2 else {
      return .usage("Which name?", hint: "`:vars` lists those of typed lines.")
    }
    guard let path = setting.notebook else {
      return .usage("There is no notebook to keep it in", hint: "Begin with `sernb step NOTEBOOK`.")
    }
    guard let seen = sight()[name] else {
      return .usage(
        "I cannot find `\(name)`", hint: NearestNames.hint(for: name, among: sight().keys.sorted()))
    }
    guard case .line = seen.origin else {
      return .usage("`\(name)` is in the notebook already: no typed line binds it")
    }
    let label = arguments.count > 1 ? arguments[1] : freeLabel(name)
    if loaded.cell(labeled: label) != nil {
      return .usage("There is a cell `\(label)` already", hint: "Give it another label.")
    }
    guard Self.isLabel(label) else {
      return .usage("`\(label)` is not a label", hint: "Use letters, digits, `_` and `-`.")
    }
    let needed = neededStatements(for: name, seen)
    let code = needed.map { Printer.print($0.kind) }.joined(separator: "\n")
    guard secrets.redaction.text(code) == code else {
      return .usage(
        "`\(name)` contains a secret, which the notebook would show",
        hint: "Read it from its parameter: `params.NAME`.")
    }
    return write(code, as: label, for: name, seen, to: path, from: needed)
  }

  private static func isLabel(_ text: String) -> Bool {
    !text.isEmpty && text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
  }

  private func freeLabel(_ name: String) -> String {
    guard loaded.cell(labeled: name) != nil else { return name }
    return (2...).lazy.map { "\(name)-\($0)" }.first { loaded.cell(labeled: $0) == nil } ?? name
  }

  /// A statement of a typed line.
  private struct Needed {
    let line: Int
    let node: NodeID
    let kind: Statement.Kind
  }

  /// The statements of typed lines that a name rests on, in the order in which they stand.
  private func neededStatements(for name: String, _ seen: NameInSight) -> [Needed] {
    var found: [Needed] = []
    var open: [(name: String, key: Int)] = [(name, seen.key)]
    var visited: Set<Int> = []
    while let next = open.popLast() {
      guard visited.insert(next.key).inserted,
        let statement = statement(withKey: next.key, next.name)
      else { continue }
      found.append(statement)
      guard let check = lineChecks[statement.line] else { continue }
      for (read, node) in check.checked.nodes[statement.node].reads {
        open.append((read, check.keys[node]))
      }
    }
    let order = linesInSight.sorted {
      (self.position(of: $0), $0.number) < (self.position(of: $1), $1.number)
    }.map(\.number)
    return found.sorted {
      (order.firstIndex(of: $0.line) ?? 0, $0.node) < (order.firstIndex(of: $1.line) ?? 0, $1.node)
    }
  }

  /// The statement of a typed line that binds a name under a key; nil where a cell does.
  private func statement(withKey key: Int, _ name: String) -> Needed? {
    for line in linesInSight {
      guard let check = lineChecks[line.number] else { continue }
      for node in check.checked.cells[0].nodes where check.keys[node] == key {
        guard check.checked.nodes[node].binds.contains(where: { $0.name == name }),
          case .statement(let statement) = check.checked.nodes[node].kind
        else { continue }
        return Needed(line: line.number, node: node, kind: statement.kind)
      }
    }
    return nil
  }

  /// Puts a cell behind the position of the session, if the name means the same there.
  private func write(
    _ code: String, as label: String, for name: String, _ seen: NameInSight, to path: String,
    from needed: [Needed]
  ) -> Reply {
    let source = loaded.checked.source
    let cells = loaded.cells
    let at =
      state.position > 0
      ? cells[state.position - 1].cell.span.end
      : loaded.checked.notebook.frontMatter?.whole.end ?? 0
    var head = String(decoding: source.bytes[..<at], as: UTF8.self)
    var tail = String(decoding: source.bytes[at...], as: UTF8.self)
    if !head.isEmpty, !head.hasSuffix("\n") { head += "\n" }
    if !head.isEmpty { head += "\n" }
    if !tail.isEmpty, !tail.hasPrefix("\n") { tail = "\n" + tail }
    let text = head + "```ser \(label)\n\(code)\n```\n" + tail
    let trial = Checker.check(
      Notebook(parsing: SourceText(text, name: source.name)), in: loaded.context)
    let keys = self.keys.numbers(of: trial)
    guard let cell = trial.cells.first(where: { $0.cell.label.text == label }),
      let node = cell.nodes.last(where: { trial.nodes[$0].binds.contains { $0.name == name } }),
      keys[node] == seen.key
    else {
      return .usage(
        "`\(name)` would mean something else as a cell here",
        hint: "A cell between its lines and here binds a name that it reads; keep it there.")
    }
    let above = state.position == 0 ? nil : loaded.label(state.position - 1)
    do throws(Diagnostic) {
      try setting.project.write(Array(text.utf8), to: path)
      forget(needed)
      try reload()
    } catch {
      var reply = Reply()
      reply.add(error, in: nil, isStatic: false)
      return reply
    }
    state.position += 1
    // What was typed here besides may read what is in the new cell now.
    for index in state.lines.indices where state.lines[index].after == above {
      state.lines[index].after = label
    }
    recovery.record(state.lines)
    forgetSight()
    var reply = Reply([.code(code)])
    reply.parts.append(.text("`\(label)` is a cell of \(source.name) now."))
    let stale = staleCells.map(loaded.label)
    if !stale.isEmpty { reply.parts.append(.aside(Self.staleWords(stale))) }
    reply.add(newProblems())
    return reply
  }

  /// Lines all of whose bindings are in the file now.
  private func forget(_ needed: [Needed]) {
    let kept = Set(needed.map { [$0.line, $0.node] })
    let checks = lineChecks
    state.lines.removeAll { line in
      guard let check = checks[line.number], needed.contains(where: { $0.line == line.number })
      else { return false }
      return check.checked.cells[0].nodes.allSatisfy { node in
        check.checked.nodes[node].binds.isEmpty || kept.contains([line.number, node])
      }
    }
  }

  // MARK: Edit and save

  func edit(_ rest: String) -> Reply {
    guard let path = setting.notebook else {
      return .usage("There is no notebook to edit", hint: "Begin with `sernb step NOTEBOOK`.")
    }
    let source = loaded.checked.source
    if rest.isEmpty {
      let cell = min(state.position, loaded.cells.count - 1)
      let offset = cell < 0 ? 0 : loaded.cells[cell].cell.span.start
      return Reply([], request: .edit(path: path, line: source.position(of: offset).line))
    }
    switch cell(rest) {
    case .success(let cell):
      let line = source.position(of: loaded.cells[cell].cell.span.start).line
      return Reply([], request: .edit(path: path, line: line))
    case .failure(let wrong): return wrong.reply
    }
  }

  /// Writes the write-up, which must be whole: a session never leaves half of one.
  func save() async -> Reply {
    guard let path = setting.notebook else {
      return .usage("There is no notebook to render", hint: "Begin with `sernb step NOTEBOOK`.")
    }
    let missing = loaded.cells.indices.filter { cellState($0) != .fresh }
    guard missing.isEmpty else {
      let names = missing.prefix(6).map { "`\(loaded.label($0))` \(cellState($0).name)" }
      let rest = missing.count > 6 ? " and \(missing.count - 6) more" : ""
      return .usage(
        "Not every cell is fresh: \(names.joined(separator: ", "))\(rest)",
        hint: "Run `:run` and `:run stale` first.")
    }
    let tree = makeRun(loaded.checked, loaded.keys, name: runName)
    guard let results = try? await tree.run.runAll() else { return Self.interrupted() }
    await keepResults(of: tree)
    let stem = setting.project.outputStem(path)
    let writeUp = WriteUp(
      loaded.checked, results, name: Notebook.stem(of: path),
      command: RunLine.text(
        setting.project.shortName(path), state.overrides, secrets: loaded.checked.secretNames),
      room: setting.maximumOutput, without: secrets.redaction)
    do throws(Diagnostic) {
      let files = writeUp.files(at: stem, without: secrets.redaction)
      if let problem = WriteUp.tooMuch(files, room: setting.maximumOutput) { throw problem }
      let changed = try OutputFolder(setting.project)
        .replace(files, stem: stem, removing: WriteUp.failedStem(stem))
      let seed =
        state.seed.map { " The seed is \($0) only here: the notebook says otherwise." } ?? ""
      return .text("\(stem).md \(changed.isEmpty ? "unchanged" : "written").\(seed)")
    } catch {
      var reply = Reply()
      reply.add(error, in: nil, isStatic: false)
      return reply
    }
  }

  // MARK: Recover

  func recover(_ rest: String) async -> Reply {
    guard !recovery.found.isEmpty else { return .text("No session left lines behind.") }
    let lines = recovery.takeFound()
    if rest == "drop" {
      recovery.record(state.lines)
      return .text("Dropped.")
    }
    for line in lines {
      let known = line.after.map { loaded.cell(labeled: $0) != nil } ?? true
      state.lines.append(
        ScratchLine(number: nextLine, after: known ? line.after : nil, text: line.text))
      nextLine += 1
    }
    recovery.record(state.lines)
    forgetSight()
    var reply = Reply(lines.map { .code($0.text) })
    reply.parts.append(.text("They have no values yet: `:run stale` computes them."))
    return reply
  }
}
