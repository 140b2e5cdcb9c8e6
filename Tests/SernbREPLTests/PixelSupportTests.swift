// Which terminals are taken to draw pictures, and that a reply carries them unbroken.

import SernbDocument
import SernbREPL
import Testing

@Suite("pictures in replies")
struct PixelSupportTests {
  private static let sixel = Array("\u{1B}[?62;4;22c".utf8)

  @Test(
    "the environment decides, then the terminal",
    arguments: [
      (["TERM": "xterm-kitty"], "", TerminalPixels.Format.kitty),
      (["TERM": "xterm", "KITTY_WINDOW_ID": "1"], "", .kitty),
      (["TERM": "xterm-ghostty"], "", .kitty),
      (["TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"], "", .kitty),
      (["TERM": "xterm-256color", "TERM_PROGRAM": "ghostty"], "", .kitty),
      (["TERM": "xterm-256color"], "\u{1B}[?62;4;22c", .sixel),
      (["TERM": "xterm-256color"], "\u{1B}[?4c", .sixel),
      (["TERM": "xterm-256color"], "ls\u{1B}[?65;1;4c", .sixel),
      (["TERM": "xterm-256color"], "\u{1B}[?62;22;44c", .none),
      (["TERM": "xterm-256color"], "\u{1B}[?62;4", .none),
      (["TERM": "xterm-256color"], "", .none),
      (["TERM": "dumb"], "\u{1B}[?62;4c", .none),
      ([:], "\u{1B}[?62;4c", .none),
      (["TERM": "xterm-kitty", "TMUX": "/tmp/tmux-1000/default,1,0"], "", .none),
      (["TERM": "xterm", "STY": "1.pts-0"], "\u{1B}[?62;4c", .none),
      (["TERM": "tmux-256color"], "\u{1B}[?62;4c", .none),
      (["TERM": "xterm-kitty", "NO_COLOR": "1"], "", .none),
      (["TERM": "xterm-kitty", "SERNB_GRAPHICS": "none"], "", .none),
      (["TERM": "xterm-kitty", "SERNB_GRAPHICS": "sixel"], "", .sixel),
      (["TERM": "tmux", "TMUX": "x", "SERNB_GRAPHICS": "kitty"], "", .kitty),
      (["TERM": "xterm-kitty", "SERNB_GRAPHICS": "yes"], "", .kitty),
    ])
  func way(_ environment: [String: String], _ answer: String, _ way: TerminalPixels.Format) {
    #expect(PixelSupport.way(in: environment, answer: Array(answer.utf8)) == way)
  }

  @Test("nobody is asked where the environment tells")
  func unasked() {
    for environment in [
      ["TERM": "dumb"], ["TERM": "xterm-kitty"], ["TERM": "xterm", "STY": "1"],
      ["TERM": "xterm", "SERNB_GRAPHICS": "none"],
    ] {
      var isAsked = false
      func answer() -> [UInt8] {
        isAsked = true
        return Self.sixel
      }
      _ = PixelSupport.way(in: environment, answer: answer())
      #expect(!isAsked)
    }
  }

  @Test("the answer is found among keys")
  func place() throws {
    let found = try #require(PixelSupport.attributes(in: Array("ab".utf8) + Self.sixel + [99]))
    #expect(found.numbers == [62, 4, 22] && found.position == 2..<(2 + Self.sixel.count))
    #expect(PixelSupport.attributes(in: Array("\u{1B}[A\u{1B}[?1;2R".utf8)) == nil)
  }

  @Test("a terminal's background color tells light from dark")
  func page() {
    #expect(PixelSupport.isDark(in: [:]) && PixelSupport.isDark(in: ["COLORFGBG": "15;0"]))
    #expect(!PixelSupport.isDark(in: ["COLORFGBG": "0;15"]))
  }

  @Test("a reply does not break a picture", arguments: [40, 80])
  func unbroken(_ width: Int) throws {
    let figure = try Figure.line(x: (0..<300).map(Double.init), y: (0..<300).map { Double($0 % 7) })
    let reply = Reply([.text("a curve"), .block(.figure(figure))])
    #expect(reply.hasFigure && !Reply([.text("")]).hasFigure)
    let plain = reply.text(on: Screen(width: width))
    #expect(!plain.unicodeScalars.contains("\u{1B}"))
    for way in [TerminalPixels.Format.kitty, .sixel] {
      let pixels = TerminalPixels(way)
      let text = reply.text(on: Screen(width: width, pixels: pixels))
      let sketch = Terminal(width: width).sketch(figure, pixels: pixels)
      let line = try #require(sketch.split(separator: "\n").first { TerminalPixels.isIn($0) })
      #expect(text.split(separator: "\n").contains(line))
      #expect(text.split(separator: "\n").count == plain.split(separator: "\n").count)
    }
  }
}
