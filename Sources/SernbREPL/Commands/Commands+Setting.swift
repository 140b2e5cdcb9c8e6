// Parameters and the seed, for this session only: what they change becomes stale, and setting one back is free.

import SernbDocument
import SernbLanguage
import SernbRuntime

extension ReplCommand {
  static let set = ReplCommand(
    "set", "[NAME VALUE]", .parameter, "Change a parameter or `seed` here; or list them."
  ) { session, rest in await session.set(rest) }
}

extension Session {
  func parameters() -> Reply {
    let declared = loaded.checked.frontMatter.parameters
    var names = ["seed"]
    var values = [String(loaded.checked.frontMatter.seed)]
    var meanings = [""]
    for (parameter, now) in zip(declared, loaded.checked.parameters) {
      names.append(parameter.name.text)
      values.append(now.value.written)
      meanings.append(parameter.help ?? "")
    }
    var table = ShownTable([.init("name", texts: names), .init("value", texts: values)])
    table.columns[1].alignment = .right
    if meanings.contains(where: { !$0.isEmpty }) {
      table.columns.append(.init("meaning", texts: meanings))
    }
    return Reply([.block(.table(table))])
  }

  func set(_ rest: String) -> Reply {
    let given = Self.nameAndValue(rest)
    let (name, value) = (given.name, given.value)
    if name.isEmpty { return parameters() }
    guard !value.isEmpty else {
      return .usage("`\(name)` needs a value", hint: "Write `:set \(name) VALUE`.")
    }
    let before = state
    let stale = Set(staleCells)
    if name == "seed" {
      guard let seed = UInt64(value) else {
        return .usage("The seed must be a whole number of at least 0, not `\(value)`")
      }
      state.seed = seed
    } else {
      let known = loaded.checked.parameters.map(\.name)
      guard known.contains(name) else {
        let hint =
          NearestNames.hint(for: name, among: known + ["seed"])
          ?? (known.isEmpty
            ? "There are none but `seed`."
            : "There are `seed`, \(known.map { "`\($0)`" }.joined(separator: ", ")).")
        return .usage("There is no parameter `\(name)`", hint: hint)
      }
      state.overrides.removeAll { $0.name == name }
      state.overrides.append(given)
    }
    let known = Set(loaded.checked.problems)
    do throws(Diagnostic) { try reload() } catch {
      state = before
      return Reply([.problem(error, nil)])
    }
    if let problem = refusal(of: name, notIn: known) {
      var reply = Reply()
      reply.add(problem, in: loaded.checked.source, isStatic: false)
      state = before
      // What was read before could be read a moment ago, too.
      try? reload()
      return reply
    }
    // A line that was kept before may hold what is a secret now.
    recovery.record(state.lines)
    let new = staleCells.filter { !stale.contains($0) }.map(loaded.label)
    var reply = Reply.text("`\(name)` is \(written(name)) in this session.")
    if !new.isEmpty { reply.parts.append(.aside(Self.staleWords(new))) }
    reply.add(newProblems())
    return reply
  }

  /// The problem that a value brought about, if it is no value for the parameter.
  private func refusal(of name: String, notIn known: Set<Problem>) -> Diagnostic? {
    for problem in loaded.checked.problems where !known.contains(problem) {
      if case .badParameterValue(let parameter, _, _) = problem, parameter.text == name {
        return problem.diagnostic
      }
    }
    return nil
  }

  private func written(_ name: String) -> String {
    if name == "seed" { return String(loaded.checked.frontMatter.seed) }
    return loaded.checked.parameters.first { $0.name == name }?.value.written ?? "missing"
  }

  /// `name value` or `name = value`.
  static func nameAndValue(_ text: String) -> Override {
    let name = text.prefix { !$0.isWhitespace && $0 != "=" }
    var value = text.dropFirst(name.count).drop(while: \.isWhitespace)
    if value.first == "=" { value = value.dropFirst().drop(while: \.isWhitespace) }
    return Override(String(name), String(value))
  }
}
