// Transcripts: what is typed into a session and what it prints, as text files that a person can read.
//
// A transcript is its own script: lines with a prompt are typed, and the whole file is what must come out. Its first
// lines may say `# notebook: NAME` and `# width: 40`. `# edit: old -> new` edits the notebook behind the session's
// back, and `# kill` ends the session without a word and begins another one. `SERNB_RECORD=1` writes the files anew.

import Basics
import Foundation
import SernbDocument
import SernbLibrary
import SernbREPL
import SernbRuntime
import Testing
import TestSupport

enum Transcripts {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Transcripts")

  static let names: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".txt") }.sorted()

  static func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }

  /// A session in a project of its own, with the notebook of that name in it.
  static func setting(_ project: Scratch, _ notebook: String?) -> Session.Setting {
    Session.Setting(
      project: Project(root: project.path),
      notebook: notebook.map { "\(project.path)/Notebooks/\($0)" },
      builtins: Library.all, vocabulary: Library.vocabulary, keepsLines: true)
  }

  /// What typing the lines of a transcript prints, in the form of a transcript.
  static func replay(_ script: String) async throws -> String {
    var lines = script.components(separatedBy: "\n")
    if lines.last == "" { lines.removeLast() }
    func header(_ key: String) -> String? {
      lines.prefix(3).first { $0.hasPrefix("# \(key): ") }.map {
        String($0.dropFirst(key.count + 4))
      }
    }
    let notebook = header("notebook")
    let screen = Screen(width: header("width").flatMap { Int($0) } ?? 80)
    let project = try Scratch(["Notebooks/empty.sernb": ""])
    if let notebook { try project.write(try text(notebook), to: "Notebooks/\(notebook)") }
    var session = try Session(setting(project, notebook))
    let name = notebook.map { $0.replacing(".sernb", with: "") } ?? "sernb"
    let prompt = try Regex("^(\(name) [0-9]+/[0-9]+|sernb)(~[0-9]+)?(\\+[0-9]+)?> ?")

    var printed = lines.prefix { $0.hasPrefix("# notebook") || $0.hasPrefix("# width") }
      .joined(separator: "\n")
    func say(_ text: String) {
      if !text.isEmpty { printed += (printed.isEmpty ? "" : "\n") + text }
    }
    say(await session.greeting().text(on: screen))
    var index = 0
    while index < lines.count {
      let line = lines[index]
      index += 1
      if line.hasPrefix("# edit: ") {
        let parts = line.dropFirst(8).components(separatedBy: " -> ")
        let old = try #require(project.text("Notebooks/\(notebook ?? "")"))
        try #require(old.contains(parts[0]), "\(line)")
        let new = old.replacing(parts[0], with: parts[1].replacing("\\n", with: "\n"))
        try project.write(new, to: "Notebooks/\(notebook ?? "")")
        say(line)
      } else if line == "# kill" {
        say(line)
        // As the system would leave the file if the process were gone.
        let file = "Notebooks/.\(name).typed"
        if let text = project.text(file) {
          let rest = text.drop { $0 != "\n" }
          try project.write("0" + rest, to: file)
        }
        session = try Session(setting(project, notebook))
        say(await session.greeting().text(on: screen))
      } else if let match = line.firstMatch(of: prompt) {
        var text = String(line[match.range.upperBound...])
        while index < lines.count, lines[index].hasPrefix(Session.continuation) {
          text += "\n" + lines[index].dropFirst(Session.continuation.count)
          index += 1
        }
        let shown = text.replacing("\n", with: "\n" + Session.continuation)
        let line = session.prompt + shown
        say(line.hasSuffix("> ") ? String(line.dropLast()) : line)
        let reply = await session.submit(text)
        let answer = reply.text(on: screen)
        say(answer)
        for line in answer.components(separatedBy: "\n") where wide(line) > screen.width {
          Issue.record("wider than \(screen.width) columns: \(line)")
        }
        if case .edit(let path, let line)? = reply.request {
          say("(opens \(path.replacing(project.path + "/", with: "")):\(line))")
        }
        if case .play(let bytes)? = reply.request { say("(plays \(bytes.count) bytes)") }
        if reply.request == .leave { say("(leaves)") }
      }
    }
    return printed.replacing(project.path, with: "PROJECT") + "\n"
  }
}

@Suite("transcripts of sessions")
struct TranscriptTests {
  @Test(
    "what is typed prints what the transcript says", .timeLimit(.minutes(30)),
    arguments: Transcripts.names)
  func replay(name: String) async throws {
    let script = try Transcripts.text(name)
    let printed = try await Transcripts.replay(script)
    if ProcessInfo.processInfo.environment["SERNB_RECORD"] == "1" {
      try printed.write(
        to: Transcripts.folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
      Issue.record("recorded \(name)")
      return
    }
    let (old, new) = (script.components(separatedBy: "\n"), printed.components(separatedBy: "\n"))
    let first = zip(old, new).enumerated().first { $1.0 != $1.1 }?.offset
    if script != printed {
      let at = first ?? min(old.count, new.count)
      Issue.record(
        """
        \(name) differs from line \(at + 1) on:
        - \(at < old.count ? old[at] : "(the end)")
        + \(at < new.count ? new[at] : "(the end)")
        """)
    }
  }

  @Test("every command stands in a transcript")
  func everyCommand() throws {
    let all = try Transcripts.names.map(Transcripts.text).joined(separator: "\n")
    for name in Session.commandNames {
      #expect(all.contains(try Regex("> :\(name)\\b(?!-)")), "no transcript types :\(name)")
    }
  }
}

/// Columns of a line without colors.
func wide(_ line: String) -> Int { DisplayWidth.of(line) }
