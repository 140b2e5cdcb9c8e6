// The terminal around the keys: pastes, signals, sizes, settings, other editors, and what is not a terminal.

import Basics
import Foundation
import Testing
import TestSupport

@testable import LineEditing

@Suite("terminal", .timeLimit(.minutes(30)))
struct TerminalTests {
  private func terminal(
    _ arguments: [String] = [], columns: Int = 80, rows: Int = 24,
    environment: [String: String] = [:]
  ) throws -> PtyTerminal {
    let terminal = try PtyTerminal(
      arguments, columns: columns, rows: rows, environment: environment)
    try terminal.show("in>", column: 4)
    return terminal
  }

  // MARK: Ends

  @Test("Ctrl-C throws the input away, Ctrl-D at an empty prompt ends", arguments: [80, 40])
  func ends(columns: Int) throws {
    let terminal = try terminal(columns: columns)
    try terminal.send("f(é" + Key.enter + "日" + Key.up + Key.ctrl("C"))
    try terminal.show("in> f(é", "  > 日^C", "1:interrupted", "in>", column: 4)
    #expect(terminal.screen.isPasteBracketed)
    try terminal.send(Key.ctrl("C") + Key.ctrl("D"))
    try terminal.wait(for: "end") { $0.lines.contains("3:end") }
    #expect(try terminal.ended() == 0)
    #expect(!terminal.screen.isPasteBracketed)
    #expect(terminal.screen.unknown == [])
  }

  @Test("an interrupt from outside is Ctrl-C")
  func interrupt() throws {
    let terminal = try terminal()
    try terminal.send("abc")
    try terminal.show("in> abc")
    terminal.signal(SIGINT)
    try terminal.show("in> abc^C", "1:interrupted", "in>", column: 4)
    try terminal.send("d" + Key.enter)
    try terminal.show("2:<d>", "in>", column: 4)
  }

  @Test(
    "a signal that ends the process leaves the terminal as it was", arguments: [SIGTERM, SIGHUP])
  func killed(number: Int32) throws {
    let terminal = try terminal()
    #expect(!terminal.isCooked)
    terminal.signal(number)
    #expect(try terminal.ended() & 0x7F == number)
    #expect(terminal.isCooked)
    #expect(!terminal.screen.isPasteBracketed)
  }

  @Test("Ctrl-Z stops, and what was typed is there again afterwards")
  func suspended() throws {
    // A shell between us and the probe, so that its process group is not an orphan.
    let terminal = try PtyTerminal(
      ["-c", "set -m; \(Tool.folder)/LineEditingProbe; while read -r go; do fg; done"],
      program: "/bin/bash")
    try terminal.show("in>", column: 4)
    try terminal.send("f(ab" + Key.enter + "c" + Key.up + Key.ctrl("Z"))
    try terminal.wait(for: "stop") { $0.text.contains("Stopped") && !$0.isPasteBracketed }
    try terminal.wait(for: "cooked") { _ in terminal.isCooked }
    try terminal.send("\n")
    try terminal.show("in> f(ab", "  > c", column: 5)
    try terminal.send("x)" + Key.down + ")" + Key.enter)
    try terminal.wait(for: "text") { $0.lines.contains("1:<fx)(ab|c)>") }
  }

  @Test("a process that goes on after a stop draws its line again")
  func continued() throws {
    let terminal = try terminal()
    try terminal.send("abc")
    try terminal.show("in> abc")
    terminal.signal(SIGCONT)
    try terminal.show("in> abc", column: 7)
  }

  // MARK: Pasting

  @Test("200 lines are pasted, drawn and not executed", arguments: [80, 40])
  func longPaste(columns: Int) throws {
    let terminal = try terminal(columns: columns)
    let lines = (1...200).map { "line \($0) é日" }
    try terminal.send(Key.paste(lines.joined(separator: "\n")))
    try terminal.show("  > line 199 é日", "  > line 200 é日", column: 16)
    #expect(!terminal.screen.text.contains("<"))
    try terminal.send(Key.up + Key.ctrl("A") + "x")
    try terminal.show("  > xline 199 é日", "  > line 200 é日", column: 5)
    try terminal.send("\u{1B}[1;5H" + "y")
    try terminal.wait(for: "the first line") { $0.lines.first == "in> yline 1 é日" }
    try terminal.send(Key.enter)
    try terminal.wait(for: "the text") {
      $0.lines.joined().contains("xline 199 é日|line 200 é日>")
    }
    try terminal.show("in>", column: 4)
    // All of it stays readable above.
    #expect(terminal.screen.transcript.contains { $0.hasPrefix("  > line 100 é日") })
  }

  @Test("a paste whose end never comes is left by Ctrl-C")
  func openPaste() throws {
    let terminal = try terminal()
    try terminal.send("\u{1B}[200~abc" + Key.ctrl("C"))
    try terminal.show("in> abc", column: 7)
  }

  @Test("a paste longer than any buffer comes whole")
  func hugePaste() throws {
    let terminal = try terminal()
    let text = String(repeating: "0123456789abcdef", count: 4096)
    try terminal.send(Key.paste(text) + Key.enter)
    try terminal.wait(for: "the text") { $0.text.contains("def>") }
    let all = terminal.screen.transcript.joined()
    #expect(all.contains("1:<" + text + ">"))
  }

  // MARK: Completion

  @Test("candidates are shown with their notes, and go with the next key", arguments: [80, 40])
  func candidates(columns: Int) throws {
    let terminal = try terminal(columns: columns)
    try terminal.send("f(me" + Key.tab)
    try terminal.show(
      "in> f(me", "mean    (numbers) -> number", "median  (numbers) -> number", column: 8)
    try terminal.send("d")
    try terminal.show("in> f(med", column: 9)
    try terminal.send(Key.tab)
    try terminal.show("in> f(median", "median  (numbers) -> number", column: 12)
    try terminal.send(")" + Key.enter)
    try terminal.show("in> f(median)", "1:<f(median)>", "in>")
    try terminal.send("one" + Key.tab + Key.tab)
    try terminal.show("in> one_", "one_a  one_b", column: 8)
    try terminal.send(Key.ctrl("C"))
    try terminal.show("in> one_^C", "2:interrupted", "in>")
  }

  @Test("the signature of a call stands above the candidates, and alone where there are none")
  func signature() throws {
    let terminal = try terminal(columns: 80)
    try terminal.send("pick(one" + Key.tab + Key.tab)
    try terminal.show(
      "in> pick(one_", "pick(first: number, second: number = 2)", "one_a  one_b", column: 13)
    try terminal.send("zz" + Key.tab)
    try terminal.show(
      "in> pick(one_zz", "pick(first: number, second: number = 2)", column: 15)
    let narrow = try self.terminal(columns: 24)
    try narrow.send("pick(zz" + Key.tab)
    try narrow.show(
      "in> pick(zz", "pick(first: number,", "  second: number = 2)", column: 11)
  }

  @Test("more candidates than rows are counted")
  func manyCandidates() throws {
    let terminal = try terminal(columns: 40, rows: 5)
    try terminal.send(Key.tab)
    try terminal.wait(for: "the rest") { $0.text.contains("more") }
    #expect(terminal.screen.lines.contains("in>"))
  }

  // MARK: Sizes

  @Test("the input is redrawn when the terminal changes its size")
  func resized() throws {
    let terminal = try terminal()
    let long = String(repeating: "abcdefghi ", count: 7)
    try terminal.send("f(" + long + Key.enter + "日本" + Key.up)
    try terminal.show("in> f(" + long.dropLast(), "  > 日本", column: 8)
    terminal.resize(rows: 24, columns: 40)
    terminal.signal(SIGWINCH)
    let all = Array("in> f(" + long)
    try terminal.show(
      String(all[..<40]), String(all[40..<75]), "  > 日本", column: 8)
    #expect(terminal.screen.lines.count == 3)
    terminal.resize(rows: 10, columns: 100)
    terminal.signal(SIGWINCH)
    try terminal.show("in> f(" + long.dropLast(), "  > 日本", column: 8)
    try terminal.send("x")
    try terminal.wait(for: "x") { $0.text.contains("in> f(abxcdefghi") }
  }

  @Test(
    "a terminal of one row or two columns is borne", arguments: [(1, 20), (3, 2), (2, 5), (1, 1)])
  func tiny(rows: Int, columns: Int) throws {
    let terminal = try PtyTerminal(columns: columns, rows: rows, isSteady: true)
    try terminal.wait(for: "prompt") { $0.isPasteBracketed }
    try terminal.send(
      "a日b(" + Key.enter + "c)" + Key.up + Key.tab + Key.ctrl("R") + "x" + Key.ctrl("G"))
    try terminal.send(Key.ctrl("C"))
    try terminal.send(Key.ctrl("D"))
    #expect(try terminal.ended() == 0)
  }

  // MARK: Prompts

  @Test("a prompt may have lines and colors")
  func prompts() throws {
    let terminal = try PtyTerminal(["--prompt=notebook 4/12\n\u{1B}[1;32mfresh\u{1B}[0m> "])
    try terminal.show("notebook 4/12", "fresh>", column: 7)
    try terminal.send("日" + Key.ctrl("A") + "x")
    try terminal.show("notebook 4/12", "fresh> x日", column: 8)
  }

  @Test("an input may begin with a text")
  func initial() throws {
    let terminal = try PtyTerminal(["--initial=f(1,\n2)"])
    try terminal.show("in> f(1,", "  > 2)", column: 6)
    try terminal.send("\u{1F}" + Key.backspace + "3)" + Key.enter)
    try terminal.show("1:<f(1,|23)>", "in>")
  }

  // MARK: Other editors and settings

  @Test("Ctrl-X Ctrl-E edits in $EDITOR and comes back", arguments: [80, 40])
  func outside(columns: Int) throws {
    let folder = try Scratch([
      "edit": "#!/bin/sh\nprintf 'g(é,\\n' > \"$1\"\nprintf '日)\\n' >> \"$1\"\n"
    ])
    let terminal = try terminal(
      columns: columns, environment: ["EDITOR": "sh \(folder.path)/edit", "TMPDIR": folder.path])
    try terminal.send("f(1)" + "\u{18}\u{05}")
    try terminal.show("in> g(é,", "  > 日)", column: 7)
    #expect(!terminal.isCooked)
    try terminal.send(Key.enter)
    try terminal.show("1:<g(é,|日)>", "in>")
    #expect(folder.files().keys.sorted() == ["edit"])
  }

  @Test("an $EDITOR that fails leaves the text, and says so")
  func outsideFails() throws {
    let terminal = try terminal(environment: ["VISUAL": "false"])
    try terminal.send("f(1)" + "\u{18}\u{05}")
    try terminal.show("in> f(1)", "`false` ended with status 1: the text is as it was.", column: 8)
  }

  @Test(
    "`bind -v` gives vi's keys: Escape alone, and keys that begin with Escape", arguments: [80, 40])
  func vi(columns: Int) throws {
    let folder = try Scratch([
      ".editrc": "bind -v\n", "history": "older é\nnewer\n",
    ])
    let terminal = try terminal(
      ["--history=\(folder.path)/history"], columns: columns,
      environment: ["HOME": folder.path, "EDITOR": "true"])
    try terminal.send("abc" + Key.escape + "0x" + "iy" + Key.enter)
    try terminal.show("1:<ybc>", "in>")
    try terminal.send("ab" + Key.left + "x" + Key.escape)
    try terminal.show("in> axb")
    try terminal.send("A!" + Key.enter)
    try terminal.show("2:<axb!>", "in>")
    try terminal.send("one two" + Key.escape + "bdwk")
    try terminal.send("k" + Key.enter)
    try terminal.wait(for: "history") { $0.lines.dropLast().last?.hasPrefix("3:<") == true }
    try terminal.send("f(" + Key.altEnter + "a)" + Key.up + "x" + Key.enter)
    try terminal.show("4:<f(x|a)>", "in>")
    try terminal.send("日本" + Key.escape + "rxu:_@#Gv" + Key.ctrl("C"))
    try terminal.wait(for: "interrupt") { $0.lines.dropLast().last == "5:interrupted" }
    try terminal.send("f(a" + Key.enter + "b)" + Key.escape + "kiy" + Key.enter)
    try terminal.show("6:<fy(a|b)>", "in>")
    try terminal.send(Key.escape + "/old" + Key.enter)
    try terminal.show("7:<older é>", "in>")
  }

  @Test("`.editrc` is honored, for sernb only")
  func editrc() throws {
    let folder = try Scratch([
      ".editrc": """
      # comment
      sernb:bind "^G" ed-prev-word
      other:bind "^A" ed-move-to-end
      bind "^[[A" ed-search-prev-history
      bind "^T" sernb-newline
      bind -s "^[q" "quoted text"
      bind "^X" no-such-command
      bind "unfinished
      edit off
      settc co 3
      """,
      "history": "before\n",
    ])
    let terminal = try terminal(
      ["--history=\(folder.path)/history"], environment: ["HOME": folder.path])
    try terminal.send("one two" + Key.ctrl("G") + "x" + Key.ctrl("A") + "y" + Key.enter)
    try terminal.show("1:<yone xtwo>", "in>")
    try terminal.send("be" + Key.up + Key.ctrl("T") + "\u{1B}q" + Key.enter)
    try terminal.show("2:<before|quoted text>", "in>")
  }

  @Test("$EDITRC names another file; keys that type themselves are left out")
  func editrcElsewhere() throws {
    let folder = try Scratch(["mine": "bind -s \"^T\" \"a^T\"\nbind \"^G\" sernb-newline\n"])
    let terminal = try terminal(environment: ["EDITRC": folder.path + "/mine"])
    try terminal.send("acb" + Key.ctrl("T") + Key.ctrl("G") + "d" + Key.enter)
    try terminal.show("1:<abc|d>", "in>")
  }

  // MARK: Robustness

  @Test("no keys make it crash or hang", arguments: ["emacs", "vi"], [1, 2, 3])
  func anyKeys(mode: String, seed: UInt64) throws {
    let folder = try Scratch([
      ".editrc": mode == "vi" ? "bind -v\n" : "", "history": "one\ntwo(\\n3)\né日\n",
    ])
    let terminal = try PtyTerminal(
      ["--history=\(folder.path)/history"], columns: 40, rows: 8,
      environment: ["HOME": folder.path, "EDITOR": "true"], isSteady: true)
    try terminal.show("in>", column: 4)
    let sequences = [
      Key.up, Key.down, Key.left, Key.right, Key.delete, Key.ctrlLeft, Key.ctrlRight, Key.altEnter,
      Key.escape, Key.tab, "é", "日", "👍", "e\u{301}", "(", ")", "\r", Key.paste("a\n(b"),
      "\u{18}\u{05}", "\u{1B}[H", "\u{1B}[F", "\u{1B}[", "\u{1B}O", "\u{1B}3", "\u{18}",
    ]
    var state = seed
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    for round in 0..<60 {
      var keys: [UInt8] = []
      for _ in 0..<30 {
        switch random(4) {
        case 0: keys += Array(sequences[random(sequences.count)].utf8)
        case 1: keys.append(UInt8(random(32)))
        case 2: keys.append(UInt8(random(128)))
        default: keys.append(UInt8(random(256)))
        }
      }
      // Ctrl-D on nothing would end it, and Ctrl-Z stop it: both have their own tests.
      keys.removeAll { $0 == 4 || $0 == 26 }
      if random(10) == 0 { terminal.resize(rows: 3 + random(20), columns: 10 + random(80)) }
      // It still answers: whatever was going on, these end it, and the next input is submitted.
      try terminal.send(keys)
      // Between two readings libedit lets the terminal throw keys away, so they may have to be typed again.
      var tries = 0
      while !terminal.screen.text.contains("<ok\(round)>"), tries < 10 {
        tries += 1
        try terminal.send("\u{7}\u{3}\u{3}ok\(round)\r")
        try? terminal.wait(for: "an answer", limit: 2) { $0.text.contains("<ok\(round)>") }
      }
      #expect(terminal.screen.text.contains("<ok\(round)>"), "no answer after \(keys)")
    }
    try terminal.send("\u{4}")
    #expect(try terminal.ended() == 0)
  }

  @Test("bytes that are no UTF-8 are shown as such and do no harm")
  func invalid() throws {
    let terminal = try terminal()
    try terminal.send([0x61, 0xFF, 0xE9, 0x62, 0xC3, 0x28, 0x29, 0x0D])
    try terminal.show("1:<a\u{FFFD}\u{FFFD}b\u{FFFD}()>", "in>")
  }
}

@Suite("without a terminal", .timeLimit(.minutes(30)))
struct PlainTests {
  private func run(_ text: String, hooks: LineHooks = LineHooks()) throws -> [LineInput] {
    let folder = try Scratch(["in": text])
    let file = open(folder.path + "/in", O_RDONLY)
    defer { close(file) }
    let editor = PlainEditor(input: file, output: 1, hooks: hooks)
    var all: [LineInput] = []
    while all.last != .end { all.append(editor.read(prompt: "> ", continuation: "  ")) }
    return all
  }

  @Test("lines of a pipe are joined until they are complete")
  func joined() throws {
    let hooks = LineHooks(isComplete: { !$0.hasSuffix(",") })
    #expect(
      try run("a\r\n\nb,\nc,\né日\nd", hooks: hooks)
        == [.text("a"), .text(""), .text("b,\nc,\né日"), .text("d"), .end])
    #expect(try run("a,", hooks: hooks) == [.text("a,"), .end])
    #expect(try run("") == [.end])
  }

  @Test("a dumb terminal gets no prompt, no colors, and no sequences")
  func dumb() throws {
    let terminal = try PtyTerminal(environment: ["TERM": "dumb"])
    try terminal.send("f(\n1)\n")
    try terminal.wait(for: "the text") { $0.text.contains("1:<f(|1)>") }
    // No prompt shows when it reads again: an earlier interrupt is lost.
    var tries = 0
    while !terminal.screen.text.contains("2:interrupted"), tries < 100 {
      tries += 1
      try terminal.send("ab" + Key.ctrl("C"))
      try? terminal.wait(for: "an interrupt", limit: 0.2) { $0.text.contains("2:interrupted") }
    }
    #expect(terminal.screen.text.contains("2:interrupted"))
    try terminal.send(Key.ctrl("D"))
    #expect(try terminal.ended() == 0)
    #expect(!terminal.screen.text.contains("in>"))
    #expect(terminal.screen.unknown == [])
  }
}
