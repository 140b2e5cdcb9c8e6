// Seeing: cells with their state, names with types and sizes, help, times, and why a cell would run again.

import Basics
import SernbDocument
import SernbLanguage
import SernbLibrary
import SernbRuntime
import SernbTools

extension ReplCommand {
  static let cells = ReplCommand("cells", "", .none, "List the cells with their state and time.") {
    session, _ in await session.cells()
  }

  static let vars = ReplCommand("vars", "", .none, "List the visible names: type, value, origin.") {
    session, _ in await session.vars()
  }

  static let show = ReplCommand(
    "show", "NAME [FROM]", .name, "Show a whole value: a table with all its rows."
  ) { session, rest in await session.show(rest) }

  static let why = ReplCommand(
    "why", "[LABEL]", .label, "Explain why a cell ran, is stale, or has not run."
  ) { session, rest in await session.why(rest) }

  static let time = ReplCommand("time", "", .none, "Show how long each cell took.") {
    session, _ in await session.time()
  }

  static let help = ReplCommand("help", "[NAME]", .topic, "Show what can be typed.") {
    session, rest in await session.help(rest)
  }

  static let quit = ReplCommand("quit", "", .none, "Leave; so does Ctrl-D.") { session, _ in
    await session.quit()
  }
}

extension Session {
  func cells() -> Reply {
    guard !loaded.cells.isEmpty else { return .text("There are no cells.") }
    let indices = Array(loaded.cells.indices)
    let states = indices.map(cellState)
    var table = ShownTable([
      .init("", texts: indices.map { $0 == state.position ? ">" : "" }),
      .init("cell", texts: indices.map(loaded.label)),
      .init("state", texts: states.map { "\($0.sign) \($0.name)" }),
      .init(
        "time",
        texts: indices.map { index in
          state.records[loaded.label(index)].map { Self.duration($0.seconds) } ?? ""
        }),
    ])
    table.columns[3].alignment = .right
    if states.contains(.stale) {
      table.columns.append(.init("why", texts: indices.map { reason(forStale: $0) ?? "" }))
    }
    return Reply([.block(.table(table))])
  }

  /// Such as `3.2 s` or `2 min 5 s`; two signs that count.
  static func duration(_ seconds: Double) -> String {
    if seconds < 60 { return NumberText.text(seconds, seconds < 10 ? .fixed(1) : .fixed(0)) + " s" }
    let whole = Int(seconds.rounded())
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole / 60 % 60) min"
  }

  func vars() -> Reply {
    let names = sight().filter { $0.value.origin != .last }.sorted { $0.key < $1.key }
    guard !names.isEmpty else {
      return .text("No names are bound here. Type `name = …`, or run a cell.")
    }
    let table = ShownTable([
      .init("name", texts: names.map(\.key)),
      .init("type", texts: names.map { typeDescription($0.key, $0.value) }),
      .init("value", texts: names.map { valueWords($0.key, $0.value) }),
      .init("from", texts: names.map { Self.originWords($0.value.origin) }),
    ])
    return Reply([.block(.table(table))])
  }

  private func typeDescription(_ name: String, _ seen: NameInSight) -> String {
    guard let value = value(of: name, seen) else { return seen.export.type.short }
    if case .function = value { return "function" }
    if case .object(let object) = value { return object.kind.name }
    return value.type.short
  }

  private func valueWords(_ name: String, _ seen: NameInSight) -> String {
    guard let value = value(of: name, seen) else { return "(\(absence(of: name, seen).reason))" }
    return Self.size(of: value)
  }

  /// What it is in short: small values themselves, large ones by their size.
  static func size(of value: Value) -> String {
    switch value {
    case .list(let items) where items.count > 4: "\(items.count) items"
    case .record(let record) where record.fields.count > 4: "\(record.fields.count) fields"
    case .text(let text) where text.count > 60: "\(text.count) characters"
    case .object(let table as any TableObject):
      counted(table.rowCount, "row") + ", " + counted(table.columnNames.count, "column")
    default: value.line
    }
  }

  private static func originWords(_ origin: NameInSight.Origin) -> String {
    switch origin {
    case .cell(let label): label
    case .line(let number): "line \(number)"
    case .last: "shown last"
    }
  }

  func show(_ rest: String) -> Reply {
    let arguments = rest.split(separator: " ").map(String.init)
    guard let name = arguments.first, arguments.count <= 2 else {
      return .usage("Which name?", hint: "`:vars` lists them.")
    }
    guard let seen = sight()[name] else { return unknown(name) }
    guard let value = value(of: name, seen) else {
      let (reason, hint) = absence(of: name, seen)
      return .usage("`\(name)` has no value yet: \(reason)", hint: hint)
    }
    var reply: Reply
    if case .object(let table as any TableObject) = value {
      guard let from = arguments.count > 1 ? Int(arguments[1]) : 1, from >= 1 else {
        return .usage("`:show` needs the number of a row, not `\(arguments[1])`")
      }
      let first = min(from - 1, table.rowCount)
      let last = min(table.rowCount, first + 1000)
      let part = table.rows(first..<last)
      reply = Reply(part.blocks(name: name, ShowOptions(rows: 1000)).map { .block($0) })
      if last < table.rowCount {
        reply.parts.append(
          .aside("These are the first 1,000 rows; `:show \(name) \(last + 1)` goes on from there."))
      }
    } else {
      reply = Reply(value.blocks(name: name, ShowOptions(rows: 1000)).map { .block($0) })
    }
    reply.isLong = true
    return reply
  }

  func unknown(_ name: String) -> Reply {
    let known = sight().keys.sorted() + setting.vocabulary.names
    return .usage(
      "I cannot find `\(name)`",
      hint: whereBound(name) ?? NearestNames.hint(for: name, among: known))
  }

  /// What a name is: its type, value and origin, or the page of a builtin.
  func describe(_ name: String) -> Reply {
    if let seen = sight()[name] {
      var text = "`\(name)`: \(typeDescription(name, seen))"
      switch seen.origin {
      case .cell(let label): text += ", of cell `\(label)`"
      case .line(let number): text += ", of line \(number)"
      case .last: text += ", shown last"
      }
      var parts: [Reply.Part] = [.text(text + ".")]
      if case .object(let kind) = seen.export.type, !kind.summary.isEmpty {
        parts.append(.aside(kind.summary))
        if !kind.members.isEmpty {
          parts.append(.aside("Parts: " + kind.members.map(\.name).joined(separator: ", ") + "."))
        }
      }
      if let value = value(of: name, seen) {
        parts.append(.text("  " + Self.size(of: value)))
        if case .object(let table as any TableObject) = value {
          parts.append(.aside("  Columns: " + table.columnNames.joined(separator: ", ")))
        }
      } else {
        let (reason, hint) = absence(of: name, seen)
        parts.append(.text("  No value yet: \(reason). \(hint)"))
      }
      return Reply(parts)
    }
    if name == "params" { return parameters() }
    if let builtin = builtins[name] { return Reply([.text(Reference.page(builtin, for: name))]) }
    return unknown(name)
  }

  func why(_ rest: String) -> Reply {
    if rest.isEmpty {
      let stale = staleCells
      guard !stale.isEmpty else { return .text("No cell is stale.") }
      return Reply(stale.map { .text(whyWords($0)) })
    }
    switch cell(rest) {
    case .success(let cell): return .text(whyWords(cell))
    case .failure(let wrong): return wrong.reply
    }
  }

  private func whyWords(_ cell: Int) -> String {
    let label = loaded.label(cell)
    let took = state.records[label].map { Self.duration($0.seconds) }
    switch cellState(cell) {
    case .notRun: return "`\(label)` has not run: nothing needed it."
    case .fresh:
      let time = took.map { ", in \($0)" } ?? ""
      return "`\(label)` ran\(time), and nothing that it depends on has changed since."
    case .failed: return "`\(label)` ran and failed. `:run \(label)` tries it again."
    case .stale:
      let time = took.map { " It took \($0) last time." } ?? ""
      return "`\(label)` is stale: \(reason(forStale: cell) ?? "it changed").\(time)"
    }
  }

  func time() -> Reply {
    let timed = loaded.cells.indices.compactMap { cell in
      state.records[loaded.label(cell)].map { (label: loaded.label(cell), seconds: $0.seconds) }
    }
    guard !timed.isEmpty else { return .text("No cell has run.") }
    let all = timed.reduce(0) { $0 + $1.seconds }
    var table = ShownTable([
      .init("cell", texts: timed.map(\.label) + ["in all"]),
      .init("time", texts: timed.map { Self.duration($0.seconds) } + [Self.duration(all)]),
    ])
    table.columns[1].alignment = .right
    return Reply([.block(.table(table))])
  }

  // MARK: Help

  func help(_ rest: String) -> Reply {
    let name = rest.hasPrefix(":") ? String(rest.dropFirst()) : rest
    if name.isEmpty { return Self.helpPage }
    if case .one(let command) = ReplCommand.find(name) {
      let usage = command.usage.isEmpty ? "" : " " + command.usage
      return .text(":\(command.name)\(usage)\n  \(command.summary)")
    }
    return describe(name)
  }

  /// One screen: what may be typed, and every command.
  static var helpPage: Reply {
    let code = "Type code to see its value, `name = …` to keep one, `name?` for help."
    return Reply([
      .text(code),
      .terms(
        ReplCommand.all.map { command in
          (":\(command.name)" + (command.usage.isEmpty ? "" : " \(command.usage)"), command.summary)
        }),
    ])
  }

  func quit() -> Reply {
    recovery.end()
    return Reply([], request: .leave)
  }
}
