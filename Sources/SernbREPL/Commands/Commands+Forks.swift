// Forks: the session as it stands under a name, to go back to and to hold against another way of doing it.

import SernbDocument
import SernbLanguage
import SernbRuntime

extension ReplCommand {
  static let fork = ReplCommand(
    "fork", "[NAME]", .fork, "Remember this state under a name, or go back to it."
  ) { session, rest in await session.fork(rest) }

  static let compare = ReplCommand(
    "compare", "FORK", .fork, "Show what differs between a fork and here."
  ) { session, rest in await session.compare(rest) }
}

extension Session {
  func fork(_ rest: String) -> Reply {
    if rest.isEmpty {
      let names = forks.keys.sorted()
      return .text(
        names.isEmpty
          ? "There are no forks. `:fork NAME` remembers this state."
          : "Forks: \(names.joined(separator: ", ")).")
    }
    guard let other = forks[rest] else {
      forks[rest] = state
      return .text("This state is `\(rest)` now. `:fork \(rest)` comes back to it.")
    }
    let left = state
    state = other
    do throws(Diagnostic) { try reload() } catch {
      state = left
      return Reply([.problem(error, nil)])
    }
    forks[rest] = nil
    return .text("Back at `\(rest)`; as a fork it is gone.")
  }

  func compare(_ rest: String) -> Reply {
    guard let other = forks[rest] else {
      let names = forks.keys.sorted()
      let hint =
        NearestNames.hint(for: rest, among: names)
        ?? (names.isEmpty
          ? "`:fork NAME` makes one." : "There are \(names.joined(separator: ", ")).")
      return .usage(rest.isEmpty ? "Which fork?" : "There is no fork `\(rest)`", hint: hint)
    }
    let here = valuesInSight()
    let own = state
    state = other
    var there: [String: Value?] = [:]
    do throws(Diagnostic) {
      try reload()
      there = valuesInSight()
      state = own
      try reload()
    } catch {
      state = own
      return Reply([.problem(error, nil)])
    }
    let names = Set(here.keys).union(there.keys).sorted().filter { name in
      switch (here[name] ?? nil, there[name] ?? nil) {
      case (let a?, let b?): !a.equals(b)
      case (nil, nil): false
      default: true
      }
    }
    guard !names.isEmpty else { return .text("Every visible name has the same value in both.") }
    func size(_ value: Value??) -> String { (value ?? nil).map(Self.size) ?? "–" }
    return Reply([
      .block(
        .table(
          ShownTable([
            .init("name", texts: names), .init("here", texts: names.map { size(here[$0]) }),
            .init(rest, texts: names.map { size(there[$0]) }),
          ])))
    ])
  }

  /// Functions have no values to compare.
  private func valuesInSight() -> [String: Value?] {
    var values: [String: Value?] = [:]
    for (name, seen) in sight() where seen.origin != .last {
      let value = value(of: name, seen)
      if case .function? = value { continue }
      values[name] = value
    }
    return values
  }
}
