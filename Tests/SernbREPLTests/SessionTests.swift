// What transcripts cannot show: pasting, interrupts, colors, widths, and random input.

import Dispatch
import Foundation
import SernbDocument
import SernbLanguage
import SernbLibrary
import SernbREPL
import SernbRuntime
import Testing
import TestSupport

@Suite("sessions")
struct SessionTests {
  private func session(_ notebook: String? = nil) throws -> (Session, Scratch) {
    let project = try Scratch()
    if let notebook { try project.write(notebook, to: "Notebooks/n.sernb") }
    return (try Session(Transcripts.setting(project, notebook == nil ? nil : "n.sernb")), project)
  }

  private func printed(_ session: Session, _ text: String) async -> String {
    await session.submit(text).text(on: Screen())
  }

  @Test("a transcript pasted back in does what it did")
  func paste() async throws {
    let (session, project) = try session()
    defer { withExtendedLifetime(project) {} }
    let pasted = """
      sernb> x = 6
      sernb+1> x * 7
      42
      sernb+1> [x,
      ..>   1]
      [6, 1]
      sernb+1> :vars
      name  type    value  from
      """
    let text = await printed(session, pasted)
    #expect(
      text == """
        42
        [6, 1]

        name  type    value  from
        ────  ──────  ─────  ──────
        x     number  6      line 1
        """)
    #expect(session.prompt == "sernb+1> ")
  }

  @Test("several lines of code are one entry, commands among them are their own")
  func pasteCode() async throws {
    let (session, project) = try session()
    defer { withExtendedLifetime(project) {} }
    let text = await printed(session, "a = 1\nb = a + 1\n:vars\nc = b\nc")
    #expect(
      text == """
        name  type    value  from
        ────  ──────  ─────  ──────
        a     number  1      line 1
        b     number  2      line 1

        2
        """)
    #expect(session.prompt == "sernb+2> ")
  }

  @Test(
    "another seed makes stale what drew from it, and what reads that; the former seed brings it back"
  )
  func seeds() async throws {
    let (session, project) = try session(
      """
      ```ser constant
      still = mean([1, 2, 3])
      ```
      ```ser drawn
      sound = noise(length: 10 ms)
      ```
      ```ser level
      level = rms(sound)
      ```
      """)
    defer { withExtendedLifetime(project) {} }
    _ = await printed(session, ":run to level")
    let changed = await printed(session, ":set seed 9")
    #expect(changed.contains("`drawn`, `level`") && !changed.contains("constant"), "\(changed)")
    let reasons = await printed(session, ":cells")
    #expect(reasons.contains("it uses the seed, which is 9 and was 0"), "\(reasons)")
    #expect(reasons.contains("it reads `sound` of cell `drawn`, and it uses the s"), "\(reasons)")
    _ = await printed(session, ":set seed 0")
    #expect(!(await printed(session, ":cells")).contains("stale"))
  }

  @Test("code that compares with a sign of prompts is code")
  func notAPrompt() async throws {
    let (session, project) = try session("```ser a\nn = 4\n```\n")
    defer { withExtendedLifetime(project) {} }
    _ = await session.submit("")
    #expect(await printed(session, "n > 3") == "true")
    #expect(await printed(session, "n> 3") == "true")
  }

  @Test("a failing line of a paste stops the rest")
  func failingPaste() async throws {
    let (session, project) = try session()
    defer { withExtendedLifetime(project) {} }
    let reply = await session.submit("x = 1\n:nonsense\ny = 2")
    #expect(reply.hasFailed)
    #expect(session.prompt == "sernb+1> ")
  }

  /// From a thread outside of the task pool, as a signal comes: the pool is busy.
  /// Submits a line that would take hours, and presses Ctrl-C from time to time until it ends.
  @MainActor private static func interrupted(_ session: Session, _ line: String) async -> Reply {
    // Not a task: all threads of tasks may be at work.
    let presses = DispatchSource.makeTimerSource(queue: .global(qos: .userInitiated))
    presses.schedule(deadline: .now() + 0.06, repeating: 0.06)
    presses.setEventHandler { @Sendable in session.interrupt() }
    presses.resume()
    defer { presses.cancel() }
    return await session.submit(line)
  }

  @Test(
    "Ctrl-C ends what runs and leaves the session as it was", .timeLimit(.minutes(30)),
    arguments: [
      "[rows(table(x: [n * n for n in 1 .. 5000000])) for n in 1 .. 100000]",
      """
      fit(
        mlp(hidden_layer_sizes: [400, 400], max_iter: 1000000, tol: 0, n_iter_no_change: 1000000),
        table(x: [n for n in 1 .. 3000], label: [if n > 1500 then "a" else "b" for n in 1 .. 3000]),
      )
      """,
      "[sum([n * m for m in 1 .. 9000]) for n in 1 .. 900000]",
      "[rows(mfcc(noise(duration: 60 s, seed: n))) for n in 1 .. 100000]",
    ])
  @MainActor func interrupt(code: String) async throws {
    let (session, project) = try session()
    defer { withExtendedLifetime(project) {} }
    _ = await session.submit("x = 1")
    let reply = await Self.interrupted(session, "y = " + code)
    #expect(reply.problems.map(\.diagnostic.code) == ["interrupted"], "\(reply)")
    #expect(session.prompt == "sernb+1> ")
    #expect(await printed(session, "x") == "1")
  }

  @Test("a cell that was stopped runs again from the start when asked", .timeLimit(.minutes(30)))
  @MainActor func interruptedCell() async throws {
    let code = "big = [sum([n * m for m in 1 .. 3000]) for n in 1 .. 900000]"
    let (session, project) = try session("```ser a\n\(code)\n```\n")
    defer { withExtendedLifetime(project) {} }
    let reply = await Self.interrupted(session, "")
    #expect(reply.problems.map(\.diagnostic.code) == ["interrupted"], "\(reply)")
    #expect(session.prompt == "n 0/1> ")
    try project.write("```ser a\nbig = [1]\n```\n", to: "Notebooks/n.sernb")
    #expect(await session.submit("").hasFailed == false)
    #expect(await printed(session, "big") == "[1]")
  }

  @Test("colors change nothing but the escape sequences")
  func colors() async throws {
    let (session, project) = try session(try Transcripts.text("turns.sernb"))
    defer { withExtendedLifetime(project) {} }
    for line in ["", ":cells", "unknown", ":help", "turns", ":nonsense"] {
      let reply = await session.submit(line)
      let plain = reply.text(on: Screen(width: 60))
      let colored = reply.text(on: Screen(width: 60, style: .colored))
      #expect((colored == plain) == [":help"].contains(line), "\(line)")
      let bare = colored.replacing(try Regex("\u{1B}\\[[0-9;]*m"), with: "")
      #expect(bare == plain, "\(line)")
    }
  }

  @Test("every command that is written is in the list, once")
  func commandList() throws {
    var written: [String] = []
    for (_, text) in try Tool.sources(of: "SernbREPL") {
      for match in text.matches(of: #/static let \w+ = ReplCommand\(\s*"(\w+)"/#) {
        written.append(String(match.1))
      }
    }
    #expect(written.sorted() == Session.commandNames.sorted())
    #expect(Set(written).count == written.count)
  }

  @Test("help fits a screen of 24 lines and 80 columns")
  func help() async throws {
    let (session, project) = try session()
    defer { withExtendedLifetime(project) {} }
    let lines = await printed(session, ":help").split(separator: "\n")
    #expect(lines.count <= 22)
    #expect(lines.allSatisfy { wide(String($0)) <= 80 })
    #expect(lines.count == Session.commandNames.count + 1)
  }

  @Test("a notebook that is gone is said once, and the session goes on")
  func goneNotebook() async throws {
    let (session, project) = try session("```ser a\nx = 4\n```\n")
    defer { withExtendedLifetime(project) {} }
    _ = await session.submit("")
    try FileManager.default.removeItem(atPath: project.path + "/Notebooks/n.sernb")
    #expect(await printed(session, "x + 1").contains("I keep what I read before"))
    #expect(await printed(session, "x + 1") == "5")
    try project.write("```ser a\nx = 5\n```\n", to: "Notebooks/n.sernb")
    #expect(await printed(session, ":run a").contains("was edited"))
    #expect(await printed(session, "x + 1") == "6")
  }

  @Test("what asks for another line", arguments: ["f(", "x =", "a |>", "[1,", "if x then", "1 +"])
  func unfinished(text: String) {
    #expect(Session.wantsMore(text))
  }

  @Test("what does not", arguments: ["f()", "x = 1", ":goto (", "x?", "\"", "", ")", "true"])
  func finished(text: String) {
    #expect(!Session.wantsMore(text))
  }

  @Test("no text makes a session fall over, and no line is too wide", .timeLimit(.minutes(30)))
  func anyText() async throws {
    let (session, project) = try session(try Transcripts.text("turns.sernb"))
    defer { withExtendedLifetime(project) {} }
    let words = [
      ":", ":run", ":goto", ":keep", ":set", ":show", ":fork", ":compare", ":back", "turns", "|>",
      "where(", ")", ".start", "=", "x", "1", "\"a", "\"日本\"", "\n", " ", "?", "-1", "99999999999",
      "seed", "stale", "to", "long", "[", "]", "fn", "save", "\u{1B}[31m", "\u{0}", "é", "#",
    ]
    var state: UInt64 = 42
    func random(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(count))
    }
    for _ in 0..<400 {
      let text = (0..<(1 + random(6))).map { _ in words[random(words.count)] }
        .joined(separator: random(3) == 0 ? "" : " ")
      if text.contains(":q") { continue }
      _ = await session.complete(text, at: random(text.utf8.count + 2))
      let reply = await session.submit(text)
      for width in [20, 40, 80] {
        for line in reply.text(on: Screen(width: width)).split(separator: "\n") {
          #expect(wide(String(line)) <= width, "\(text): \(line)")
        }
      }
    }
    #expect(await printed(session, "1 + 1") == "2")
  }
}
