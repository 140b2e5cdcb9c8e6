// Hostile texts in every place of a page: read back, they are the letters they were, and nothing in them acts.

import Basics
import SernbDocument
import Testing
import TestSupport

@Suite("text of data on a page")
struct EscapingTests {
  static let hostile: [String] = [
    "plain words", "snake_case a_b c", "_x_ __y__ *a* **b** ~~c~~ ~d~", "`code` ``more`` `",
    "[x](javascript:alert(1))",
    "![x](http://evil/y.png)", "[^1] [^1]: note", "[!WARNING]", "[x]: http://evil",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "<!-- gone", "-->", "<http://evil>", "http://evil/x",
    "see www.evil.com now", "me@evil.org",
    "&lt;b&gt; &amp; &copy; &#60;", "# heading", "####### seven", "- item", "+ item", "* item",
    "1. one", "12) two", "1234567890. no",
    "---", "===", "- - -", "***", "> quote", "    code", "```", "~~~ x", "|a|b|", "a | b \\| c",
    ":-:", "|---|",
    "\\", "\\\\", "a\\", "$x$ $$y$$", "{{ x }}", "a\nb\n\n# c", "a\r\nb", "\ttab", "  blanks  ", "",
    " ", "#", "C#", "a #", "!", "!!",
    "(http://evil)", ": http://evil", ".", ") x", "\u{1B}[2J", "\u{202E}abc\u{2066}",
    "a\u{200B}b\u{FEFF}", "\u{0}\u{7F}\u{9B}",
    "نمی\u{200C}خواهم", "👩\u{200D}👧", "\" onclick=\"x", "' onclick='x", "javascript:alert(1)",
    "JaVaScRiPt:x", "data:text/html,x",
    "日本語_x", "é_é", "\u{2028}x", "a*b", "2 * 3 * 4", "<", ">", "&", "]", "[", "](x)", "]]>",
    "</details>", "x\u{85}y",
    "\u{B}\u{C}", "5 < 6 > 4", "a--b", "...", "100 %", "-5 dB", "+3", "=x", ":x", "www.", "://",
    "@", "a@b", "`x", "x`",
  ]

  /// What a reader should see of a text.
  private static func letters(_ text: String) -> String {
    let shown = Printable.text(text, in: .page).unicodeScalars.map { scalar -> Character in
      scalar == "\n" || scalar == "\t" ? " " : Character(scalar)
    }
    return String(shown).split(separator: " ").joined(separator: " ")
  }

  private static func tidied(_ text: String) -> String {
    text.split(separator: " ").joined(separator: " ")
  }

  /// A random text of active signs, words and blanks.
  private static func random(_ state: inout UInt64) -> String {
    let parts = [
      "*", "_", "`", "~", "[", "]", "(", ")", "<", ">", "&", "#", "-", "+", "=", "|", ":", "!", "$",
      "\\", "\"", "'", "{", "}", "1", ".",
      "a", "b", "www.", "http://", "@", " ", " ", "\n", "\u{202E}", "\u{1B}", "é", ";", "amp", "lt",
      "/",
    ]
    func next(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(limit))
    }
    return (0..<next(10)).map { _ in parts[next(parts.count)] }.joined()
  }

  private static let texts: [String] = {
    var state: UInt64 = 11
    return hostile + (0..<1000).map { _ in random(&state) }
  }()

  private static func prose(_ before: String, _ text: String, _ next: UInt8? = nil) -> String {
    var context = MarkdownContext()
    context.read(before)
    return MarkdownText.prose(text, at: &context, before: next)
  }

  /// Nothing hidden is left, in whatever place.
  private static func expectVisible(_ text: String) {
    #expect(Printable.text(text, in: .page) == text, "\(text.debugDescription)")
    #expect(!text.contains("\r"))
  }

  @Test(
    "in a paragraph, an item, a quotation, a heading and a row of a table",
    arguments: [
      "", "Words\n", "Words ", "- ", "> ", "12. ", "> - ", "# ", "| a | ", "a\n\n", "**", "x](y) ",
      "`a` ", "a ` b ",
    ])
  func paragraph(before: String) {
    for text in Self.texts {
      let escaped = Self.prose(before, text)
      let (letters, active) = CommonMark.read(escaped, isRow: true)
      #expect(active == [], "\(before.debugDescription) \(text.debugDescription) became \(escaped)")
      #expect(
        Self.tidied(letters) == Self.letters(text), "\(text.debugDescription) became \(escaped)")
      #expect(!escaped.contains("\n"))
      Self.expectVisible(escaped)
      let isStart =
        before.isEmpty || before.hasSuffix("\n") || ["- ", "> ", "12. ", "> - "].contains(before)
      if isStart, !escaped.isEmpty {
        #expect(CommonMark.block(escaped) == nil, "\(text.debugDescription) became \(escaped)")
      }
    }
  }

  @Test("beside signs of the author")
  func edges() {
    #expect(Self.prose("[1]", "(http://evil)") == "\\(http\\://evil)")
    #expect(Self.prose("[1]", ": x") == "\\: x")
    #expect(Self.prose("", "wow!", UInt8(ascii: "[")) == "wow\\!")
    #expect(Self.prose("", "wow!", UInt8(ascii: " ")) == "wow!")
    #expect(Self.prose("Words\n", "1", UInt8(ascii: ".")) == "1\\")
    #expect(Self.prose("Words ", "1", UInt8(ascii: ".")) == "1")
    #expect(Self.prose("1", ". x") == "\\. x")
    #expect(Self.prose("# ", "a #") == "a \\#")
  }

  @Test("what is active nowhere keeps its letters")
  func readable() {
    for text in [
      "snake_case", "a_b", "5.1", "-5 dB", "65.5 %", "9,800", "Ses01F_impro01", "x = 1", "a/b.wav",
      "it's", "1.", "\"a\"",
    ] {
      #expect(Self.prose("Words ", text) == text)
    }
    #expect(Self.prose("", "-5 dB") == "-5 dB")
    #expect(Self.prose("", "1.5 s") == "1.5 s")
  }

  @Test(
    "in attributes of a tag",
    arguments: [
      "<img alt=\"", "Words <a href='", "<a class=x href=\"", "<a\nhref=\"", "a ` <img alt=\"",
    ])
  func attribute(before: String) {
    for text in Self.texts {
      let escaped = Self.prose(before, text)
      #expect(
        !escaped.contains { "\"'<>`*_[]\n".contains($0) },
        "\(text.debugDescription) became \(escaped)")
      Self.expectVisible(escaped)
      let (letters, active) = CommonMark.read(escaped)
      #expect(active.allSatisfy { $0 == "www." || $0 == "://" })
      if before.contains("alt") { #expect(Self.tidied(letters) == Self.letters(text)) }
      if before.contains("href") {
        let scheme = letters.lowercased().prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        #expect(
          !scheme.contains(":")
            || ["http:", "https:", "mailto:"].contains { scheme.hasPrefix($0) }, "\(letters)")
      }
    }
  }

  @Test("in a tag without quotes nothing ends the value", arguments: ["<img alt=", "<img "])
  func bare(before: String) {
    for text in Self.texts {
      let escaped = Self.prose(before, text)
      #expect(
        !escaped.contains { "\"'<>`= \n".contains($0) },
        "\(text.debugDescription) became \(escaped)")
    }
  }

  @Test(
    "between tags references stand for all signs",
    arguments: ["<td>", "<div>\nWords ", "<p class=\"x\">a</p> "])
  func html(before: String) {
    for text in Self.texts {
      let escaped = Self.prose(before, text)
      #expect(
        !escaped.contains { "<>\"`*_[]\\|~$".contains($0) },
        "\(text.debugDescription) became \(escaped)")
      #expect(Self.tidied(CommonMark.read(escaped).text) == Self.letters(text))
    }
  }

  @Test(
    "as the destination of a link",
    arguments: ["[x](", "![x](a/", "[x]( ", "[x]: ", "<http://a/", "[x](<"])
  func destination(before: String) {
    for text in Self.texts {
      let escaped = Self.prose(before, text)
      #expect(
        !escaped.contains { "()<>\"` \n\\[]*".contains($0) },
        "\(text.debugDescription) became \(escaped)")
      Self.expectVisible(escaped)
      if before == "[x](" {
        let scheme = escaped.lowercased().prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        #expect(
          !scheme.contains(":")
            || ["http:", "https:", "mailto:"].contains { scheme.hasPrefix($0) }, "\(escaped)")
      }
    }
    #expect(Self.prose("[x](", "https://a.b/c?d=e%20f") == "https://a.b/c?d=e%20f")
    #expect(Self.prose("[x](java", "script:y") == "script%3Ay")
    #expect(Self.prose("[x](", "a b(c).md") == "a%20b%28c%29.md")
  }

  @Test("behind an angle bracket it makes no tag")
  func angle() {
    for text in Self.texts
    where !text.lowercased().hasPrefix("http") && !text.lowercased().hasPrefix("mailto") {
      let escaped = Self.prose("<", text)
      #expect(
        escaped.isEmpty || escaped.hasPrefix("&#"), "\(text.debugDescription) became \(escaped)")
    }
  }

  @Test("in the title of a link", arguments: ["[x](y \"", "[x](y '", "[x](y ("])
  func title(before: String) {
    for text in Self.texts {
      let escaped = Self.prose(before, text)
      #expect(
        !escaped.contains { "\"'<>`*\n".contains($0) }, "\(text.debugDescription) became \(escaped)"
      )
    }
  }

  @Test("in every text of a document")
  func document() {
    for text in Self.hostile {
      let table = ShownTable([.init(text, texts: [text]), .init("n", counts: [1])], caption: text)
      let page = Markdown.render(
        Document(
          title: text, facts: [.init(text, text)],
          blocks: [
            .table(table), .callout(.init(.note, text)), .value(.init(text)),
            .diagnostic(.init(.error, text, drawing: text)),
            .notRun(.init(text, reason: text)), .file(.init(text, note: text)),
            .details(summary: text, []), .comment(text),
          ]), name: "n"
      ).text
      Self.expectVisible(page)
      var fence = 0
      for line in page.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
        let body = String(line.drop { $0 == ">" || $0 == " " })
        let ticks = body.prefix { $0 == "`" }.count
        if fence > 0 {
          if ticks >= fence, body.allSatisfy({ $0 == "`" }) { fence = 0 }
          continue
        }
        if ticks >= 3, !body.dropFirst(ticks).contains("`") {
          fence = ticks
          continue
        }
        if line.hasPrefix("<!--") {
          #expect(line.hasSuffix("-->") && !line.dropFirst(4).dropLast(3).contains("--"), "\(line)")
          continue
        }
        let plain = CommonMark.withoutCode(line)
        #expect(!plain.contains("<script") && !plain.contains("<img"), "\(line)")
        if line.hasPrefix("|") {
          let pipes = CommonMark.read(line, isRow: true).active.count { $0 == "|" }
          #expect(pipes == 3, "\(line)")
        }
        if line.hasPrefix("> "), !body.hasPrefix("[!"), !body.isEmpty {
          #expect(CommonMark.block(body) == nil, "\(text.debugDescription): \(line)")
        }
      }
      #expect(fence == 0, "\(text.debugDescription)")
    }
  }

  @Test("names in backquotes stay code only where no text can end it")
  func code() {
    #expect(MarkdownText.message("see `a_b` now") == "see `a_b` now")
    #expect(MarkdownText.message("``X`Y``<img>`") == "\\`\\`X\\`Y\\`\\`&lt;img&gt;\\`")
    #expect(MarkdownText.message("`a``<b>`") == "\\`a\\`\\`&lt;b&gt;\\`")
    #expect(MarkdownText.code("a`b") == "``a`b``")
    #expect(MarkdownText.code("`") == "`` ` ``")
    #expect(MarkdownText.code("a\nb") == "`a b`")
    for text in Self.texts {
      let parts = MarkdownText.message("The file `\(text)` is bad")
      #expect(!parts.contains("\u{1B}"))
    }
  }

  @Test("in a figure: SVG that XML allows, with the letters of the text")
  func figures() throws {
    for text in Self.hostile {
      let figure = try Figure.bars([text, "b"], [1, 2], title: text)
      let svg = SVG.text(figure)
      #expect(XMLCheck.problem(svg) == nil, "\(text.debugDescription)")
      Self.expectVisible(svg)
      #expect(!svg.contains("<script"))
    }
  }

  @Test("a value of kind Markdown keeps its marks and loses what is hidden")
  func markdown() {
    #expect(MarkdownText.markdown("**a** [x](y)\n\n- b\u{202E}") == "**a** [x](y)\n\n- b\\u{202E}")
  }
}
