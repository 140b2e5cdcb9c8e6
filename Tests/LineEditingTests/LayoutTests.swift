// Rows of a prompt and a text.

import Testing

@testable import LineEditing

@Suite("layout of an input")
struct LayoutTests {
  @Test("a combining mark takes no column, a Chinese character two")
  func widths() {
    #expect(cellWidth("e\u{301}") == 1)
    #expect(cellWidth("日本") == 4)
    #expect(cellWidth("é") == 1)
    #expect(cellWidth("한") == 2)
    #expect(cellWidth("👍") == 2)
  }
}
