// Rows of a prompt and a text.

import Basics
import Testing

@testable import LineEditing

@Suite("layout of an input")
struct LayoutTests {
  @Test("a combining mark takes no column, a Chinese character two")
  func widths() {
    #expect(DisplayWidth.of("e\u{301}") == 1)
    #expect(DisplayWidth.of("日本") == 4)
    #expect(DisplayWidth.of("é") == 1)
    #expect(DisplayWidth.of("한") == 2)
    #expect(DisplayWidth.of("👍") == 2)
  }
}
