// The secrets of a session: what may neither be shown nor be kept of what was typed.

import SernbLanguage
internal import SernbRuntime
internal import Synchronization

/// Every secret that the session has seen, those of values that were replaced among them.
final class SessionSecrets: Sendable {
  private struct State {
    var values: [String] = []
    var redaction = Redaction.none
    /// Parameters that are no secrets.
    var openNames: Set<String> = []
    /// What prompts begin with.
    var names: [String] = ["sernb"]
  }

  private let state = Mutex(State())

  /// Learns what a notebook was given.
  func take(_ notebook: CheckedNotebook, in project: Project) {
    let values = CheckedNotebook.secrets(of: [notebook])
    state.withLock { state in
      let parameters = notebook.frontMatter.parameters
      state.openNames = Set(parameters.filter { !$0.isSecret }.map(\.name.text) + ["seed"])
      state.names = ["sernb", Notebook.stem(of: notebook.source.name)]
      let new = values.filter { !state.values.contains($0) }
      guard !new.isEmpty else { return }
      state.values += new
      state.redaction = Redaction(secrets: state.values, in: project)
    }
  }

  var redaction: Redaction { state.withLock(\.redaction) }

  /// Whether a text may not be kept: it holds a secret, or sets a parameter that may be one.
  func isPrivate(_ text: String) -> Bool {
    let (redaction, openNames, names) = state.withLock { ($0.redaction, $0.openNames, $0.names) }
    if redaction.text(text) != text { return true }
    return Entry.entries(of: text, names: names).contains { entry in
      guard case .command(let command, let rest) = entry,
        case .one(let found) = ReplCommand.find(command), found.name == ReplCommand.set.name
      else { return false }
      // A name that is mistyped may be meant for a secret.
      let given = Session.nameAndValue(rest)
      return !given.value.isEmpty && !openNames.contains(given.name)
    }
  }
}

extension Session {
  /// Whether a typed text may not be kept in any file: it holds a secret, or sets one.
  package nonisolated func isPrivate(_ text: String) -> Bool { secrets.isPrivate(text) }

  /// A text as it may be shown.
  package nonisolated func redacted(_ text: String) -> String { secrets.redaction.text(text) }

  /// An answer as it may be shown: its words before they are laid out, which may part a secret.
  package nonisolated func redacted(_ reply: Reply) -> Reply {
    let redaction = secrets.redaction
    guard !redaction.isEmpty else { return reply }
    var shown = reply
    shown.hiding = redaction.hiding
    shown.parts = reply.parts.map { part in
      switch part {
      case .text(let text): .text(redaction.text(text))
      case .aside(let text): .aside(redaction.text(text))
      case .prose(let text): .prose(redaction.text(text))
      case .rule(let text): .rule(redaction.text(text))
      case .code(let text): .code(redaction.text(text))
      case .terms(let terms): .terms(terms.map { (redaction.text($0), redaction.text($1)) })
      case .block(let block): .block(redaction.block(block))
      case .problem(let diagnostic, let source): .problem(redaction.diagnostic(diagnostic), source)
      }
    }
    return shown
  }
}
