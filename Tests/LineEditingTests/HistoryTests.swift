// Inputs of before: kept in a file that sessions share, walked through and searched.

import Foundation
import Testing
import TestSupport

@testable import LineEditing

@Suite("history")
struct HistoryTests {
  @Test("what one session adds, another sees, newlines and backslashes unharmed")
  func shared() throws {
    let folder = try Scratch()
    var one = History(path: folder.path + "/history")
    var two = History(path: folder.path + "/history")
    one.add("a(\n\"\\n\",\n日)")
    two.add("second")
    one.refresh()
    #expect(one.entries == ["a(\n\"\\n\",\n日)", "second"])
    #expect(two.entries == one.entries)
    #expect(folder.text("history") == "a(\\n\"\\\\n\",\\n日)\nsecond\n")
  }

  @Test("sessions that add at the same time lose nothing")
  func concurrent() async throws {
    let folder = try Scratch()
    let path = folder.path + "/history"
    await withTaskGroup(of: Void.self) { group in
      for session in 0..<4 {
        group.addTask {
          var history = History(path: path)
          for number in 0..<100 { history.add("session \(session) input \(number)") }
        }
      }
    }
    var all = History(path: path)
    all.refresh()
    #expect(all.entries.count == 400)
    #expect(Set(all.entries).count == 400)
  }

  @Test("a line that a killed session left unfinished does not swallow the next")
  func torn() throws {
    let folder = try Scratch()
    try folder.write("whole\nhal", to: "history")
    var history = History(path: folder.path + "/history")
    history.add("new")
    #expect(folder.text("history") == "whole\nhal\nnew\n")
    #expect(history.entries == ["whole", "hal", "new"])
  }

  @Test("a file that grew too long keeps its newer half, and other sessions notice")
  func shortened() throws {
    let folder = try Scratch()
    var other = History(path: folder.path + "/history")
    var history = History(path: folder.path + "/history", limit: 1000)
    other.add("oldest")
    for number in 0..<200 { history.add("input number \(number)") }
    other.refresh()
    #expect(other.entries == history.entries)
    #expect(other.entries.last == "input number 199")
    #expect(other.entries.count < 70)
  }

  @Test("a file that cannot be opened leaves a history in memory")
  func unreadable() {
    var history = History(path: "/nonexistent/folder/history")
    history.add("a")
    history.refresh()
    #expect(history.entries == ["a"])
  }

  @Test("a walk keeps the text before the cursor as its prefix and ends where it began")
  func walk() {
    let entries = ["first", "second", "find", "first"]
    var walk = HistoryWalk(from: Array("fi".unicodeScalars), cursor: 2, count: entries.count)
    #expect(walk.step(by: -1, in: entries).map { String(scalars: $0.text) } == "first")
    #expect(walk.step(by: -1, in: entries).map { String(scalars: $0.text) } == "find")
    #expect(walk.step(by: -1, in: entries).map { String(scalars: $0.text) } == "first")
    #expect(walk.step(by: -1, in: entries) == nil)
    #expect(walk.step(by: 1, in: entries).map { String(scalars: $0.text) } == "find")
    #expect(walk.step(by: 1, in: entries).map { String(scalars: $0.text) } == "first")
    #expect(walk.step(by: 1, in: entries).map { String(scalars: $0.text) } == "fi")
    #expect(walk.step(by: 1, in: entries) == nil)
  }
}

@Suite("history at a terminal", .timeLimit(.minutes(30)))
struct HistoryKeyTests {
  private static let entries = "first(1)\nsecond\nfinal(\\n  2)\nthird é日\n"

  private func terminal(_ columns: Int, _ folder: Scratch) throws -> PtyTerminal {
    try folder.write(Self.entries, to: "history")
    let terminal = try PtyTerminal(["--history=" + folder.path + "/history"], columns: columns)
    try terminal.show("in>", column: 4)
    return terminal
  }

  @Test("Up and Down walk, moving by lines inside an input of many", arguments: [80, 40])
  func upDown(columns: Int) throws {
    let folder = try Scratch()
    let terminal = try terminal(columns, folder)
    try terminal.send("li" + Key.left + Key.backspace + Key.delete)
    try terminal.send(Key.up)
    try terminal.show("in> third é日", column: 13)
    try terminal.send(Key.up)
    try terminal.show("in> final(", "  >   2)", column: 8)
    try terminal.send(Key.up)
    try terminal.show("in> final(", "  >   2)", column: 8)
    try terminal.send(Key.up)
    try terminal.show("in> second", column: 10)
    try terminal.send(Key.down)
    try terminal.show("in> final(", "  >   2)", column: 8)
    try terminal.send(Key.down + Key.down)
    try terminal.show("in>", column: 4)
    try terminal.send(Key.down + Key.up + Key.up + Key.enter)
    try terminal.show("1:<final(|  2)>", "in>")
    #expect(folder.text("history") == Self.entries + "final(\\n  2)\n")
  }

  @Test("Up finds inputs that begin as the text does", arguments: [80, 40])
  func prefix(columns: Int) throws {
    let folder = try Scratch()
    let terminal = try terminal(columns, folder)
    try terminal.send("fi" + Key.up)
    try terminal.show("in> final(", "  >   2)", column: 8)
    try terminal.send(Key.up + Key.up)
    try terminal.show("in> first(1)", column: 12)
    try terminal.send(Key.up)
    try terminal.send(Key.down + Key.down)
    try terminal.show("in> fi", column: 6)
  }

  @Test("Ctrl-R and Ctrl-S search as one types", arguments: [80, 40])
  func search(columns: Int) throws {
    let folder = try Scratch()
    let terminal = try terminal(columns, folder)
    try terminal.send("live" + Key.ctrl("R"))
    try terminal.show("in> live", "search back:", column: 8)
    try terminal.send("i")
    try terminal.show("in> third é日", "search back: i", column: 6)
    try terminal.send(Key.ctrl("R"))
    try terminal.show("in> final(", "  >   2)", "search back: i", column: 5)
    try terminal.send("r")
    try terminal.show("in> first(1)", "search back: ir", column: 5)
    try terminal.send("q")
    try terminal.show("in> first(1)", "search back, not found: irq", column: 5)
    try terminal.send(Key.backspace + Key.backspace)
    try terminal.show("in> final(", "  >   2)", "search back: i", column: 5)
    try terminal.send(Key.ctrl("S"))
    try terminal.show("in> third é日", "search forward: i")
    try terminal.send(Key.ctrl("G"))
    try terminal.show("in> live", column: 8)
    try terminal.send(Key.ctrl("R") + "日" + Key.left + "x")
    try terminal.show("in> third xé日", column: 11)
    try terminal.send(Key.ctrl("U") + Key.ctrl("K") + Key.ctrl("R") + "sec" + Key.enter)
    try terminal.show("1:<second>", "in>")
    try terminal.send(Key.ctrl("R") + "fir" + Key.ctrl("C"))
    try terminal.show("in> first(1)^C", "2:interrupted", "in>")
    try terminal.send(Key.ctrl("R") + Key.ctrl("R"))
    try terminal.show("in> first(1)", "search back: fir")
  }

  @Test("what a session records is available to others at once; secrets are not recorded")
  func sessions() throws {
    let folder = try Scratch()
    let one = try terminal(80, folder)
    let two = try terminal(80, folder)
    try one.send("from one" + Key.enter)
    try one.show("1:<from one>", "in>")
    try two.send("x" + Key.enter)
    try two.show("1:<x>", "in>")
    try two.send(Key.up + Key.up)
    try two.show("in> from one")
    try one.send("secret 42" + Key.enter)
    try one.show("2:<secret 42>", "in>")
    try one.send(Key.up)
    try one.show("in> x")
    #expect(folder.text("history") == Self.entries + "from one\nx\n")
  }

  @Test("Alt-. types the last word of the last input")
  func lastWord() throws {
    let folder = try Scratch()
    let terminal = try terminal(80, folder)
    try terminal.send("see \u{1B}." + Key.enter)
    try terminal.show("1:<see é日>", "in>")
  }
}
