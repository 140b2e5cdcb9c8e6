// A command of the session is one value: its name, what may follow, a sentence, and what it does. Help, completion and
// the tests follow from the list of all of them.

/// What may stand behind a command, for completion.
enum CommandArgument: Sendable {
  case none, label, run, name, parameter, fork, topic
}

struct ReplCommand: Sendable {
  let name: String
  /// As help shows it, such as `[LABEL]`; empty if nothing may follow.
  let usage: String
  let argument: CommandArgument
  /// One sentence.
  let summary: String
  let body: @Sendable (Session, String) async -> Reply

  init(
    _ name: String, _ usage: String = "", _ argument: CommandArgument = .none, _ summary: String,
    body: @escaping @Sendable (Session, String) async -> Reply
  ) {
    self.name = name
    self.usage = usage
    self.argument = argument
    self.summary = summary
    self.body = body
  }

  /// Every command, in the order in which help shows them.
  static let all: [ReplCommand] = [
    next, run, back, goto, restart, fork, compare, cells, vars, show, why, time, play, set, keep,
    edit, save, recover, help, quit,
  ]

  enum Found {
    case one(ReplCommand), several([ReplCommand]), none
  }

  /// The command of this name, or the only one whose name begins with it.
  static func find(_ name: String) -> Found {
    if let exact = all.first(where: { $0.name == name }) { return .one(exact) }
    let found = name.isEmpty ? [] : all.filter { $0.name.hasPrefix(name) }
    if found.count > 1 { return .several(found) }
    return found.first.map(Found.one) ?? .none
  }
}

extension Session {
  /// The names of all commands, in the order in which help shows them.
  package static var commandNames: [String] { ReplCommand.all.map(\.name) }
}
