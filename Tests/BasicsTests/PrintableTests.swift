// Hidden characters are shown as escapes, and visible ones stay.

import Basics
import Testing

@Suite("printable text")
struct PrintableTests {
  @Test(
    "hidden characters become visible escapes",
    arguments: [
      ("a\u{0}b", "a\\u{0}b"), ("\u{1B}[31mred", "\\u{1B}[31mred"), ("\u{7F}", "\\u{7F}"),
      ("\u{9B}2J", "\\u{9B}2J"), ("a\u{202E}b\u{202C}", "a\\u{202E}b\\u{202C}"),
      ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"),
      ("\u{200E}\u{200F}\u{61C}", "\\u{200E}\\u{200F}\\u{61C}"),
      ("a\u{200B}b\u{2060}c\u{FEFF}", "a\\u{200B}b\\u{2060}c\\u{FEFF}"), ("a\u{AD}b", "a\\u{AD}b"),
      ("\u{2028}\u{2029}", "\\u{2028}\\u{2029}"), ("a\u{200D}b\u{200C}", "a\\u{200D}b\\u{200C}"),
      ("\u{E0041}\u{3164}\u{115F}\u{180E}", "\\u{E0041}\\u{3164}\\u{115F}\\u{180E}"),
      ("x\u{FE0F}", "x\\u{FE0F}"),
      ("a\r\nb\rc", "a\nb\\u{D}c"), ("a\tb\n", "a\tb\n"), ("\u{85}", "\\u{85}"),
      ("\u{8}\u{C}", "\\u{8}\\u{C}"),
      ("👩\u{200D}👧", "👩\\u{200D}👧"),
    ])
  func hidden(text: String, shown: String) {
    #expect(Printable.text(text) == shown)
    #expect(Printable.text(shown) == shown)
  }

  @Test(
    "what is seen stays",
    arguments: [
      "plain", "é e\u{301}", "日本語", "🎉 ❤\u{FE0F} 1\u{FE0F}\u{20E3}", "שלום", "سلام", "a\u{A0}b", "",
    ])
  func seen(text: String) { #expect(Printable.text(text) == text) }

  @Test("on a page joiners stay between letters that need them, and nowhere else")
  func joiners() {
    for text in ["نمی\u{200C}خواهم", "क्\u{200D}ष", "👩\u{200D}👧", "❤\u{FE0F}\u{200D}🔥"] {
      #expect(Printable.text(text, in: .page) == text)
    }
    #expect(Printable.text("a\u{200C}b", in: .page) == "a\\u{200C}b")
    #expect(Printable.text("ن\u{200C}\u{200C}م", in: .page) == "ن\\u{200C}\\u{200C}م")
  }

  @Test("of styled text colors pass, and nothing else")
  func styled() {
    #expect(Printable.styled("\u{1B}[1;31mx\u{1B}[0m") == "\u{1B}[1;31mx\u{1B}[0m")
    #expect(
      Printable.styled("\u{1B}[2Jx\u{1B}]0;t\u{7}\u{1B}") == "\\u{1B}[2Jx\\u{1B}]0;t\\u{7}\\u{1B}")
    #expect(Printable.styled("\u{1B}[38;2;1;2;3m\u{202E}") == "\u{1B}[38;2;1;2;3m\\u{202E}")
    #expect(Printable.styled("\u{1B}[") == "\\u{1B}[")
  }

  @Test("JSON holds it as escapes that read back the same")
  func json() throws {
    let text = "a\u{202E}\u{200B}\u{9B}\u{1B}\u{E0041}\u{FEFF}"
    let written = JSON.string(text).text()
    #expect(Printable.text(written) == written)
    #expect(written.contains("\\u202e") && written.contains("\\udb40\\udc41"))
    #expect(try JSON(parsing: written) == .string(text))
  }
}
