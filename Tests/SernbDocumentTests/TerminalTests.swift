// Plain text that keeps to its width, in columns of the terminal and not in letters.

import Basics
import SernbDocument
import Testing

@Suite("Terminal")
struct TerminalTests {
  static let table = ShownTable(
    [
      .init("file", texts: ["Ses01F_impro01_F003", "声の高さ"]), .init("rms", numbers: [0.123456, 12]),
      .init("words", texts: ["I don't know what to say any more, it is late", "🎉 no"]),
    ], totalRows: 50)

  @Test("columns line up by their width on screen")
  func table() {
    #expect(
      Terminal(width: 60).table(Self.table) == """
        file                      rms  words
        ───────────────────  ────────  ─────────────────────────────
        Ses01F_impro01_F003  0.123456  I don't know what to say any…
        声の高さ                   12  🎉 no
        showing first 2 of 50 rows
        """)
  }

  @Test("no line is wider than the terminal", arguments: [20, 24, 33, 41, 80])
  func fits(_ width: Int) {
    let text = Terminal(width: width).table(Self.table)
    for line in text.split(separator: "\n") { #expect(DisplayWidth.of(String(line)) <= width) }
    #expect(width > 24 || text.contains("more column"))
  }

  @Test("escape sequences in data reach no terminal")
  func escapes() {
    let text = Terminal().text(.value(.init("a\u{1B}[2Jb\u{9B}c\r\n")))
    #expect(text == "a\\u{1B}[2Jb\\u{9B}c")
  }

  @Test("colors are there only when asked for and take no room")
  func colors() {
    let block = Block.diagnostic(.init(.error, "I cannot find `mfccs`.", drawing: "  ^^^"))
    #expect(Terminal().text(block) == "error: I cannot find `mfccs`.\n  ^^^")
    #expect(
      Terminal(style: .colored).text(block)
        == "\u{1B}[1;31merror:\u{1B}[0m I cannot find `mfccs`.\n  ^^^")
    let words = Block.notRun(.init("cell", reason: "It needs `features`, which did not run."))
    #expect(Terminal(width: 30).text(words).split(separator: "\n").count == 2)
  }

  @Test(
    "widths of letters",
    arguments: [
      ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("🎉", 2), ("👩‍👩‍👧", 2), ("❤️", 2), ("ｱ", 1),
      ("Ａ", 2), ("한", 2), ("", 0), ("\u{200B}", 0),
    ])
  func widths(_ text: String, _ expected: Int) { #expect(DisplayWidth.of(text) == expected) }

  @Test("cutting leaves room for the ellipsis")
  func fitted() {
    #expect(DisplayWidth.fitted("日本語", to: 4) == "日…")
    #expect(DisplayWidth.fitted("日本", to: 4) == "日本")
    #expect(DisplayWidth.fitted("abc", to: 0) == "")
  }

  @Test("labels of a sketch are escaped before they are laid out")
  func sketch() throws {
    let figure = try Figure.bars(["a\u{1B}[2Jb", "c\nd"], [1, 2], title: "t\u{202E}")
    let text = Terminal(width: 60).sketch(figure)
    #expect(Printable.text(text) == text)
    #expect(text.contains("a\\u{1B}[2Jb") && text.contains("c d") && text.contains("t\\u{202E}"))
    for line in text.split(separator: "\n") { #expect(DisplayWidth.of(String(line)) <= 60) }
  }
}
