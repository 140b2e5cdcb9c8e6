// Typed lines, kept in a file beside the notebook as long as the session lives: one that was killed loses none.

import Basics
import SernbDocument
import SernbLanguage
import SernbRuntime

struct Recovery: Sendable {
  /// Lines of a session that did not end, as they were found at the start.
  private(set) var found: [ScratchLine] = []
  /// The file; nil where nothing is kept.
  private let path: String?
  private let project: Project
  /// What may not be written.
  private let secrets: SessionSecrets

  /// `.NAME.typed` beside the notebook. Its first line is the process that writes it.
  init(notebook: String?, isOn: Bool, in project: Project, secrets: SessionSecrets) {
    self.secrets = secrets
    self.project = project
    guard isOn, let notebook else {
      path = nil
      return
    }
    let file = Project.folder(of: notebook) + "/." + Notebook.stem(of: notebook) + ".typed"
    guard let text = project.ownBytes(file).map({ String(decoding: $0, as: UTF8.self) }) else {
      path = file
      return
    }
    let lines = text.split(separator: "\n")
    let process = lines.first.flatMap { Int32($0) } ?? 0
    if process != SessionFile.ownProcess, SessionFile.isRunning(process: process) {
      // Another session works on the notebook: its lines are its own.
      path = nil
      return
    }
    path = file
    found = lines.dropFirst().enumerated().compactMap { index, line in
      guard let json = try? JSON(parsing: String(line)), case .string(let text)? = json["text"]
      else { return nil }
      var after: String?
      if case .string(let label)? = json["after"] { after = label }
      return ScratchLine(number: index + 1, after: after, text: text)
    }
  }

  /// What to say of them.
  var offer: String? {
    guard !found.isEmpty else { return nil }
    let lines = found.count == 1 ? "a typed line" : "\(found.count) typed lines"
    return "A session that did not end properly left \(lines): `:recover` restores them."
  }

  func record(_ lines: [ScratchLine]) {
    guard let path else { return }
    // What an earlier session left stays until it is taken up or this session ends.
    let entries = (found + lines).filter { !secrets.isPrivate($0.text) }.map { line in
      JSON.object(
        (line.after.map { [JSON.Member("after", .string($0))] } ?? [])
          + [JSON.Member("text", .string(line.text))]
      ).text()
    }
    let text = ([String(SessionFile.ownProcess)] + entries).joined(separator: "\n") + "\n"
    // A folder that may not be written to must not stop the session.
    try? project.write(Array(text.utf8), to: path, isHidden: true)
  }

  mutating func takeFound() -> [ScratchLine] {
    defer { found = [] }
    return found
  }

  func end() {
    if let path { project.remove(path) }
  }
}
