// Texts cut at separators, beside what the standard library makes of them.

import Basics
import Testing

@Suite("parts of texts")
struct TextPartsTests {
  private func parts(_ text: String, _ separator: String) throws -> [String] {
    var parts: [String] = []
    try text.forEachPart(separatedBy: separator) { parts.append(String($0)) }
    return parts
  }

  @Test(
    "are those of the standard library",
    arguments: [
      "", "a", "aa", "aaa", "ababa", "a,b,,c,", ",", "é", "e\u{301}", "caf\u{E9} cafe\u{301}",
      "a\r\nb\nc\rd",
      "👩‍👩‍👧👩", "x\u{0}y", "日本語、日本", "🇩🇪🇫🇷🇩🇪",
    ])
  func peers(text: String) throws {
    for separator in [
      "a", "aa", "aba", ",", "é", "e", "e\u{301}", "\n", "\r\n", "\r", "👩", "\u{0}", "日本", "🇩🇪",
      " cafe", "none of it",
    ] {
      let peer = text.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
      #expect(
        try parts(text, separator) == peer,
        "\(text.debugDescription) at \(separator.debugDescription)")
    }
  }

  @Test(
    "of a long text look for cancellation by the bytes compared",
    arguments: [("a", 1_000_000), ("é", 20_000)])
  func looks(letter: String, count: Int) async throws {
    func looks(_ count: Int) async throws -> Int {
      let text = String(repeating: letter + letter + "b", count: count)
      return try await LookCount.looks { try parts(text, letter + letter + letter).count }.looks
    }
    let (few, many) = (try await looks(count), try await looks(4 * count))
    #expect(few > 0 && many >= 4 * few - 1, "\(few), \(many)")
  }
}
