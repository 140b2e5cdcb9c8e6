// The names that typed code may use at a position: bindings of the cells above it and of the lines typed there.

import SernbLanguage
import SernbRuntime

/// A name in sight, with the key of the result that holds its value.
struct NameInSight: Sendable {
  enum Origin: Sendable, Equatable {
    case cell(String)
    /// A typed line, by number.
    case line(Int)
    /// The value shown last.
    case last
  }

  let export: CheckedNotebook.Export
  let key: Int
  let origin: Origin
}

/// A typed line as it was checked, with the keys of its nodes.
struct LineCheck: Sendable {
  let checked: CheckedNotebook
  let keys: [Int]
}

extension Session {
  /// Typed lines that stand at or before the position of the session.
  var linesInSight: [ScratchLine] { state.lines.filter { position(of: $0) <= state.position } }

  /// How many cells lie before a typed line.
  func position(of line: ScratchLine) -> Int {
    guard let label = line.after, let cell = loaded.cell(labeled: label) else { return 0 }
    return cell + 1
  }

  /// Goes from the first cell to the position of the session; of two bindings of a name the nearer one is meant.
  ///
  /// - Parameter line: a typed line whose own position is meant, instead of the session's: it sees what stands above it.
  func gatherNames(above line: ScratchLine? = nil) -> [String: NameInSight] {
    var names: [String: NameInSight] = [:]
    var lines = state.lines.map { (position: position(of: $0), line: $0) }[...]
    lines.sort { ($0.position, $0.line.number) < ($1.position, $1.line.number) }
    for position in 0...(line.map(self.position) ?? state.position) {
      if position > 0 {
        let label = loaded.label(position - 1)
        for node in loaded.cells[position - 1].nodes {
          for bound in loaded.checked.nodes[node].binds {
            names[bound.name] = NameInSight(
              export: bound.export, key: loaded.keys[node], origin: .cell(label))
          }
        }
      }
      while let next = lines.first, next.position == position {
        if next.line.number == line?.number { return names }
        lines.removeFirst()
        let check = lineChecks[next.line.number] ?? check(next.line, above: names)
        lineChecks[next.line.number] = check
        add(check, number: next.line.number, to: &names)
      }
    }
    if let lastShown, names["_"] == nil {
      names["_"] = NameInSight(
        export: .init(node: 0, type: lastShown.value.type, constant: nil), key: lastShown.key,
        origin: .last)
    }
    return names
  }

  private func add(_ check: LineCheck, number: Int, to names: inout [String: NameInSight]) {
    for node in check.checked.cells[0].nodes {
      for bound in check.checked.nodes[node].binds {
        names[bound.name] = NameInSight(
          export: bound.export, key: check.keys[node], origin: .line(number))
      }
    }
  }

  /// A typed line, checked where it stands.
  func check(_ line: ScratchLine, above names: [String: NameInSight]) -> LineCheck {
    let source = SourceText(line.text, name: "line \(line.number)")
    let checked = Checker.check(
      line: source, above: names.mapValues(\.export), of: loaded.checked, in: loaded.context)
    return LineCheck(
      checked: checked, keys: keys.numbers(of: checked, given: names.mapValues(\.key)))
  }

  /// The value behind a name, if what makes it has run.
  func value(of name: String, _ seen: NameInSight) -> Value? {
    if seen.origin == .last { return lastShown?.value }
    return store[seen.key]?.bound[name]?.untraced
  }

  /// Why a name in sight has no value, and what to do.
  func absence(of name: String, _ seen: NameInSight) -> (reason: String, hint: String) {
    switch seen.origin {
    case .cell(let label):
      let state = loaded.cell(labeled: label).map { cellState($0) } ?? .notRun
      switch state {
      case .stale:
        return ("cell `\(label)`, which makes it, is stale", "`:run \(label)` recomputes it.")
      case .failed:
        return ("cell `\(label)`, which makes it, failed", "`:run \(label)` tries it again.")
      case .notRun, .fresh:
        return ("cell `\(label)`, which makes it, has not run", "`:run \(label)` runs it.")
      }
    case .line, .last: return ("the line that made it is stale", "`:run stale` recomputes it.")
    }
  }
}
