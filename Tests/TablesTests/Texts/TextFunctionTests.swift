// Functions of texts by bytes against the standard library, for texts of all kinds.

import Basics
import Kernels
import Synchronization
import Tables
import Testing

@Suite("functions of texts")
struct TextFunctionTests {
  /// Random texts: most of them ASCII, others with accents in two ways, line ends of two characters, emoji, marks.
  private func texts(_ count: Int, seed: UInt64) -> [String?] {
    let plain = [
      "a", "B", " ", "\t", ".", "!", "Zz", "x1", ",", "\n", "\u{B}", "ab", "\u{0}", "\u{1F}",
    ]
    let odd = [
      "é", "e\u{301}", "\r\n", "\r", "😀", "👩‍👩‍👧", "ß", "İ", "ǅ", "\u{A0}", "\u{2003}", "Σ", "ς", "漢",
      "\u{301}",
      "ﬁ", "\u{212A}",
    ]
    var random = RandomSource(seed: seed)
    return (0..<count).map { row in
      if random.chance(0.1) { return nil }
      return (0..<random.below(12)).map { _ in
        row % 3 == 0 && random.chance(0.3)
          ? odd[random.below(odd.count)] : plain[random.below(plain.count)]
      }.joined()
    }
  }

  /// One text at a time, and a whole array.
  private func compare(
    _ function: TextFunction, seed: UInt64, _ peer: (String) -> String
  ) throws {
    let texts = texts(3000, seed: seed)
    let all = Array(try function(TextArray(texts + texts.prefix(500))))
    for (text, found) in zip(texts + texts.prefix(500), all) {
      guard let text else {
        #expect(found == nil)
        continue
      }
      let wanted = Array(peer(text).utf8)
      if try Array(function(text).utf8) != wanted || found.map({ Array($0.utf8) }) != wanted {
        Issue.record("\(text.debugDescription) gives \(found.debugDescription)")
      }
    }
    #expect(try function(TextArray([String]())) == [])
  }

  @Test("cases are those of the standard library")
  func cases() throws {
    try compare(.lowercased, seed: 1) { $0.lowercased() }
    try compare(.uppercased, seed: 2) { $0.uppercased() }
  }

  @Test("cases of ASCII texts, whether rows share them or not", arguments: [4, 3000])
  func plainCases(kinds: Int) throws {
    let texts = (0..<3000).map { $0 % 9 == 0 ? nil : "Ab\($0 % kinds)@[`{Z" }
    let array = TextArray(texts + ["aB1@[`{z"])
    for (function, wanted) in [
      (TextFunction.lowercased, texts.map { $0?.lowercased() } + ["ab1@[`{z"]),
      (.uppercased, texts.map { $0?.uppercased() } + ["AB1@[`{Z"]),
    ] {
      let found = try function(array)
      #expect(Array(found) == wanted && found.isASCII)
      // Texts that became equal are equal.
      #expect(found.isEqual(1, found, 3000))
      #expect(try Array(function(array.taking([7, 0, 1]))) == [wanted[7], nil, wanted[1]])
    }
  }

  @Test("white space is trimmed by characters")
  func trimming() throws {
    try compare(.trimmed, seed: 3) { text in
      var rest = Substring(text)
      while rest.first?.isWhitespace == true { rest.removeFirst() }
      while rest.last?.isWhitespace == true { rest.removeLast() }
      return String(rest)
    }
  }

  @Test("transcripts are normalized as they are spelled")
  func normalization() throws {
    try compare(TextNormalization.function, seed: 4) { TextNormalization.spelled($0) }
  }

  @Test(
    "parts are replaced and cut at as characters",
    arguments: ["a", "ab", " ", "e", "é", "\n", "\r\n", ".", "aa", "👩", ""])
  func parts(part: String) throws {
    for replacement in ["", "-", "é", "aab"] {
      let function = TextFunction.replacing(part, with: replacement) { _ in }
      try compare(function, seed: 5) { text in
        if part.isEmpty { return text }
        return text.split(separator: part, omittingEmptySubsequences: false)
          .joined(separator: replacement)
      }
    }
    let texts = texts(2000, seed: 6)
    let (parts, counts) = try TextArray(texts).split(by: part)
    let wanted = texts.map { text -> [String] in
      guard let text else { return [] }
      if part.isEmpty { return text.map { String($0) } }
      return text.split(separator: part, omittingEmptySubsequences: false).map(String.init)
    }
    #expect(counts == wanted.map(\.count))
    #expect(parts.map { Array(($0 ?? "").utf8) } == wanted.flatMap { $0 }.map { Array($0.utf8) })
  }

  @Test(
    "all texts at once, of ASCII, are as one by one",
    arguments: ["a", "ab", "aa", "aab", " ", "b b", String(repeating: "a", count: 40), "x\n"])
  func wholePools(part: String) throws {
    var random = RandomSource(seed: 7)
    let texts = (0..<4000).map { row -> String? in
      if random.chance(0.05) { return nil }
      let text = (0..<random.below(row % 50 == 0 ? 90 : 9)).map { _ in
        ["a", "a", "b", " ", "x\n"][random.below(5)]
      }.joined()
      // Different ones, so that the array stores each by itself.
      return row % 3 == 0 ? text + " \(row)" : text
    }
    let array = TextArray(texts)
    #expect(array.isASCII && !array.pool.isDistinct)
    let trimmed = try TextFunction.trimmed(array)
    #expect(try Array(trimmed) == texts.map { try $0.map { try TextFunction.trimmed($0) } })
    for replacement in ["", "b", "aab", String(repeating: "xa", count: 30)] {
      let function = TextFunction.replacing(part, with: replacement) { _ in }
      #expect(
        try Array(function(array))
          == texts.map {
            $0?.split(separator: part, omittingEmptySubsequences: false)
              .joined(separator: replacement)
          })
    }
    let (parts, counts) = try array.split(by: part)
    let wanted = texts.map {
      $0?.split(separator: part, omittingEmptySubsequences: false).map(String.init) ?? []
    }
    #expect(counts == wanted.map(\.count) && parts.map { $0 } == wanted.flatMap { $0 })
  }

  @Test("a text that is not asked for may be too long")
  func unusedTooLong() throws {
    struct TooLong: Error {}
    let texts = (0..<2000).map { "\($0) a" } + ["aaaaaaaa"]
    let function = TextFunction.replacing("a", with: "bb") { if $0 > 9 { throw TooLong() } }
    #expect(throws: TooLong.self) { try function(TextArray(texts)) }
    let asked = try function(TextArray(texts).taking(Array(0..<2000)))
    #expect(asked.first == "0 bb" && asked.last == "1999 bb")
  }

  @Test("a text that many rows share is looked at once")
  func shared() throws {
    let looked = Mutex(0)
    let function = TextFunction { _, _ in
      false
    } other: {
      looked.withLock { $0 += 1 }
      return $0 + "!"
    }
    let labels = TextArray((0..<10_000).map { "label \($0 % 4)" })
    #expect(try Array(function(labels)).suffix(2) == ["label 2!", "label 3!"])
    #expect(try function(labels.taking([1, 1])) == ["label 1!", "label 1!"])
    #expect(looked.withLock { $0 } == 4 + 1, "rows that were left out cost nothing")
  }

  @Test("an answer that grows too long is refused")
  func limit() {
    struct TooLong: Error {}
    let function = TextFunction.replacing("a", with: "bbbb") { if $0 > 9 { throw TooLong() } }
    #expect(throws: TooLong.self) { try function("aaa") }
    #expect(throws: TooLong.self) { try function(["é aaa"]) }
    #expect((try? function("aa")) == "bbbbbbbb")
  }
}
