// Every key, pressed at a real terminal of 80 and of 40 columns.

import Testing
import TestSupport

/// Keys by the names people give them.
enum Key {
  static let enter = "\r"
  static let up = "\u{1B}[A"
  static let down = "\u{1B}[B"
  static let right = "\u{1B}[C"
  static let left = "\u{1B}[D"
  static let ctrlLeft = "\u{1B}[1;5D"
  static let ctrlRight = "\u{1B}[1;5C"
  static let delete = "\u{1B}[3~"
  static let backspace = "\u{7F}"
  static let altEnter = "\u{1B}\r"
  static let escape = "\u{1B}"
  static let tab = "\t"

  static func ctrl(_ letter: Character) -> String {
    String(UnicodeScalar((letter.asciiValue ?? 64) & 0x1F))
  }

  static func paste(_ text: String) -> String { "\u{1B}[200~\(text)\u{1B}[201~" }
}

/// Keys and the input that they end in; newlines of the input are shown as `|`.
struct Typed: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let keys: [String]
  let text: String

  init(_ what: String, _ keys: String..., gives text: String) {
    (testDescription, self.keys, self.text) = (what, keys, text)
  }

  static let all = [
    Typed("letters", "abc", gives: "abc"),
    Typed("accents", "né à Zürich", gives: "né à Zürich"),
    Typed("a combining accent", "e\u{301}x", gives: "e\u{301}x"),
    Typed("CJK", "情感 音声", gives: "情感 音声"),
    Typed("an emoji", "ok 👍", gives: "ok 👍"),
    Typed("Left, Left, a letter", "abd", Key.left, "c", gives: "abcd"),
    Typed("Left over CJK", "日語", Key.left, "本", gives: "日本語"),
    Typed("SS3 arrows", "ac", "\u{1B}OD", "b", "\u{1B}OC", "d", gives: "abcd"),
    Typed("Home, End", "bc", "\u{1B}[H", "a", "\u{1B}[F", "d", gives: "abcd"),
    Typed("Home, End of other terminals", "bc", "\u{1B}[1~", "a", "\u{1B}[4~", "d", gives: "abcd"),
    Typed("Home, End of the keypad", "bc", "\u{1B}OH", "a", "\u{1B}OF", "d", gives: "abcd"),
    Typed("Ctrl-A, Ctrl-E", "bc", Key.ctrl("A"), "a", Key.ctrl("E"), "d", gives: "abcd"),
    Typed("Ctrl-B, Ctrl-F", "ac", Key.ctrl("B"), "b", Key.ctrl("F"), "d", gives: "abcd"),
    Typed("Delete", "abxc", Key.left + Key.left, Key.delete, gives: "abc"),
    Typed("Ctrl-D in a text", "xab", Key.ctrl("A"), Key.ctrl("D"), gives: "ab"),
    Typed("Ctrl-D at the end of a text", "ab", Key.ctrl("D"), gives: "ab"),
    Typed("Backspace", "abx", Key.backspace, "c", gives: "abc"),
    Typed("Ctrl-H", "abx", Key.ctrl("H"), "c", gives: "abc"),
    Typed("Backspace over an accent", "aé", Key.backspace, "b", gives: "ab"),
    Typed("Backspace over a combining accent", "ae\u{301}", Key.backspace, "b", gives: "ab"),
    Typed("Backspace over CJK", "日本", Key.backspace, gives: "日"),
    Typed("Ctrl-Left", "one two", Key.ctrlLeft, "x", gives: "one xtwo"),
    Typed("Ctrl-Right", "one two", "\u{1B}[H", Key.ctrlRight, "x", gives: "onex two"),
    Typed("Ctrl-Left over accents", "un éléphant", Key.ctrlLeft, "x", gives: "un xéléphant"),
    Typed("Alt-B, Alt-F", "one two", "\u{1B}b", "x", "\u{1B}f", "y", gives: "one xtwoy"),
    Typed("Alt-D", "one two", Key.ctrl("A"), "\u{1B}d", gives: " two"),
    Typed("Alt-Backspace", "one two_2", "\u{1B}\u{7F}", "x", gives: "one x"),
    Typed("Ctrl-W", "a /some/path", Key.ctrl("W"), "x", gives: "a x"),
    Typed("Ctrl-K", "abcd", Key.left + Key.left, Key.ctrl("K"), gives: "ab"),
    Typed("Ctrl-U", "abcd", Key.left + Key.left, Key.ctrl("U"), gives: "cd"),
    Typed(
      "Ctrl-K, Ctrl-Y", "ab", Key.ctrl("A"), Key.ctrl("K"), Key.ctrl("Y") + Key.ctrl("Y"),
      gives: "abab"),
    Typed("Ctrl-T", "acb", Key.ctrl("T"), gives: "abc"),
    Typed("Ctrl-_", "one two", Key.ctrl("W"), "\u{1F}", gives: "one two"),
    Typed("Ctrl-X Ctrl-U", "one", Key.ctrl("W"), "\u{18}\u{15}", gives: "one"),
    Typed("Ctrl-_ with nothing to undo", "\u{1F}\u{1F}", "a", gives: "a"),
    Typed("Ctrl-V", Key.ctrl("V") + Key.ctrl("G"), "a", gives: "\u{7}a"),
    Typed("Ctrl-L", "ab", Key.ctrl("L"), "c", gives: "abc"),
    Typed("Enter in an open bracket", "f(", Key.enter, "1)", gives: "f(|1)"),
    Typed("Enter in the middle of a whole text", "f(1)", Key.left + Key.left, gives: "f(1)"),
    Typed("Alt-Enter", "a", Key.altEnter, "b", gives: "a|b"),
    Typed("Alt-Enter as newline", "a", "\u{1B}\n", "b", gives: "a|b"),
    Typed("Up in a text", "f(a", Key.enter, "b)", Key.up, "x", gives: "f(xa|b)"),
    Typed(
      "Up keeps its column over CJK", "f(日本", Key.enter, "abcd)", Key.left, Key.up, "x",
      gives: "f(日x本|abcd)"),
    Typed("Up, Down", "f(a", Key.enter, "b)", Key.up, Key.down, "x", gives: "f(a|b)x"),
    Typed(
      "Up through a short line", "[long", Key.enter, Key.enter, "long]", Key.up, Key.up, "x",
      gives: "[longx||long]"),
    Typed(
      "Home and End within a line", "f(a", Key.enter, "b)", "\u{1B}[H", "x", "\u{1B}[F", "y",
      gives: "f(a|xb)y"),
    Typed("Ctrl-Home", "f(a", Key.enter, "b)", "\u{1B}[1;5H", "x", gives: "xf(a|b)"),
    Typed(
      "Ctrl-K within a line", "f(ab", Key.enter, "c)", Key.up, Key.left, Key.ctrl("K"),
      gives: "f|c)"),
    Typed(
      "Ctrl-K at the end of a line joins", "[a", Key.enter, "b]", Key.up, Key.ctrl("K"),
      gives: "[ab]"),
    Typed("Backspace joins lines", "[a", Key.enter, "b]", "\u{1B}[H", Key.backspace, gives: "[ab]"),
    Typed(
      "Left over the end of a line", "[a", Key.enter, "b]", "\u{1B}[H", Key.left, "x",
      gives: "[ax|b]"),
    Typed("a paste", Key.paste("[1,\n2]\nrest"), gives: "[1,|2]|rest"),
    Typed("a paste from Windows", Key.paste("a\r\nb\rc"), gives: "a|b|c"),
    Typed("a paste in a text", "ab", Key.left, Key.paste("é\t日"), gives: "aé\t日b"),
    Typed("a paste with control characters", Key.paste("a\u{1}\u{4}\u{1B}OA\rb"), gives: "aOA|b"),
    Typed("Tab with one candidate", "uni", Key.tab, gives: "unique"),
    Typed("Tab in a text", "f(uni)", Key.left, Key.tab, gives: "f(unique)"),
    Typed("Tab with an accent before", "é + grö", Key.tab, gives: "é + größe"),
    Typed("Tab on CJK", "日", Key.tab, gives: "日本語"),
    Typed("Tab up to where candidates part", "one", Key.tab, "b", gives: "one_b"),
    Typed("Tab with no candidate", "zz", Key.tab, "z", gives: "zzz"),
    Typed("Tab indents a further line", "[", Key.enter, Key.tab, "1]", gives: "[|  1]"),
    Typed("keys nobody knows", "a", "\u{1B}[Z", "\u{1B}[2~", "\u{1B}[15~", gives: "a"),
    Typed("Ctrl-G, Ctrl-O, Ctrl-Q, Ctrl-]", "a", Key.ctrl("G"), Key.ctrl("O"), "b", gives: "ab"),
  ]
}

@Suite("keys", .timeLimit(.minutes(30)))
struct KeyTests {
  @Test("each key does what people expect of it", arguments: [80, 40])
  func keys(columns: Int) throws {
    // One probe for many inputs: each begins at an empty prompt.
    let terminal = try PtyTerminal(columns: columns)
    for (index, typed) in Typed.all.enumerated() {
      try terminal.wait(for: "prompt before \(typed.testDescription)") {
        $0.lines.last == "in>" && $0.cursor.column == 4
      }
      for keys in typed.keys { try terminal.send(keys) }
      try terminal.send(Key.enter)
      let result = "\(index + 1):<\(typed.text)>"
      try terminal.wait(for: "\(result) of \(typed.testDescription)") {
        $0.lines.dropLast().last == result.replacing("\u{7}", with: "").replacing("\t", with: "")
      }
    }
    #expect(terminal.screen.unknown.filter { $0 != "control 9" } == [])
  }

  @Test("the text is drawn as it is edited, with a prompt before each line", arguments: [80, 40])
  func drawing(columns: Int) throws {
    let terminal = try PtyTerminal(columns: columns)
    try terminal.show("in>", column: 4)
    try terminal.send("né(日本")
    try terminal.show("in> né(日本", column: 11)
    try terminal.send(Key.enter)
    try terminal.show("in> né(日本", "  >", column: 4)
    try terminal.send("x" + Key.up)
    try terminal.show("in> né(日本", "  > x", column: 5)
    try terminal.send(Key.ctrl("K") + Key.backspace + ")")
    try terminal.show("in> )", "  > x", column: 5)
  }

  @Test("a text wider than the terminal goes on in the next row", arguments: [80, 40])
  func wrapping(columns: Int) throws {
    let terminal = try PtyTerminal(columns: columns)
    try terminal.show("in>", column: 4)
    let first = String(repeating: "a", count: columns - 5)
    try terminal.send(first)
    try terminal.show("in> " + first, column: columns - 1)
    // A wide character has no room in the last column.
    try terminal.send("日")
    try terminal.show("in> " + first, "日", column: 2)
    try terminal.send(Key.backspace + "b")
    try terminal.show("in> " + first + "b", "", column: 0)
    try terminal.send("c" + Key.ctrl("A") + "x")
    try terminal.show("in> x" + first, "bc", column: 5)
    try terminal.send(Key.enter)
    try terminal.wait(for: "the text") { $0.text.contains("1:<x") }
  }
}
