// Sound: a clip is handed to the program that owns the terminal, as the bytes of a WAV file for the player that is installed.

import SernbLanguage
import SernbRuntime

extension ReplCommand {
  static let play = ReplCommand("play", "NAME", .name, "Play a clip, if a player is installed.") {
    session, rest in await session.play(rest)
  }
}

extension Session {
  func play(_ name: String) async -> Reply {
    guard !name.isEmpty else { return .usage("Which clip?", hint: "`:vars` lists the names.") }
    guard let seen = sight()[name] else { return unknown(name) }
    guard let value = value(of: name, seen) else {
      let (reason, hint) = absence(of: name, seen)
      return .usage("`\(name)` has no value yet: \(reason)", hint: hint)
    }
    guard case .object(let object) = value, object.kind.endings.contains("wav") else {
      return .usage("Only a clip can be played, and `\(name)` is \(value.typeDescription)")
    }
    do {
      return Reply([], request: .play(try await object.saved(as: "wav", jobs: 1).bytes))
    } catch {
      let problem = error as? RunProblem
      return .usage(problem?.message ?? "`\(name)` cannot be played: \(error)")
    }
  }
}
