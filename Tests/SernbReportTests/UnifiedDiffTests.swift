// Differences of texts: what `diff -u` writes, right for any two texts, and quick for long ones.

import Foundation
import Testing
import TestSupport

@testable import SernbReport

@Suite("unified diff")
struct UnifiedDiffTests {
  private static let folder = Tool.package + "/Tests/SernbReportTests/Fixtures/"

  private func diff(_ old: String, _ new: String, context: Int = 3) -> String {
    UnifiedDiff.text(old: old, new: new, oldName: "committed", newName: "now", context: context)
  }

  // Made by `diff -u --label committed --label now NAME.old NAME.new > NAME.diff`, GNU diffutils 3.8.
  @Test("fixtures differ as GNU diff says")
  func fixtures() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder).sorted()
      .filter { !$0.hasPrefix(".") }
    #expect(names.count == 10)
    for name in names {
      let texts = try ["old", "new", "diff"].map {
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(Self.folder)\(name)/\(name).\($0)"))
        return String(decoding: data, as: UTF8.self)
      }
      let text = diff(texts[0], texts[1])
      #expect(Array(text.utf8) == Array(texts[2].utf8), "\(name):\n\(text)")
    }
  }

  @Test("applying the difference to the old text gives the new one")
  func apply() throws {
    var random = SystemOfNumbers(state: 7)
    for round in 0..<600 {
      let letters = ["a", "b", "c", "}", "", "é", "e\u{301}", "@@ -1 +1 @@", "-x", "+x", "\r"]
      let count = random.below(3 + round % 40)
      var old = (0..<count).map { _ in letters[random.below(letters.count)] }
      var text = old.joined(separator: "\n") + (random.below(2) == 0 ? "\n" : "")
      for _ in 0..<random.below(6) {
        let index = random.below(old.count + 1)
        switch random.below(3) {
        case 0: old.insert(letters[random.below(letters.count)], at: index)
        case 1 where index < old.count: old.remove(at: index)
        default: if index < old.count { old[index] = letters[random.below(letters.count)] }
        }
      }
      var new = old.joined(separator: "\n") + (random.below(2) == 0 ? "\n" : "")
      if round % 3 == 0 { new = String(new.reversed()) }
      if round % 5 == 0 { text = "" }
      let patch = diff(text, new, context: round % 4)
      let patched = try applied(patch, to: text)
      #expect(Array(patched.utf8) == Array(new.utf8), "\(patch)")
      if round % 7 == 0, round % 3 != 0 {
        #expect(diff(text, text).isEmpty && diff(new, new).isEmpty)
      }
    }
  }

  @Test("the difference is the shortest: as long as a table of all pairs says")
  func shortest() {
    var random = SystemOfNumbers(state: 11)
    for _ in 0..<200 {
      func text() -> [Int] { (0..<random.below(30)).map { _ in random.below(4) } }
      let (old, new) = (text(), text())
      var common = [[Int]](
        repeating: Array(repeating: 0, count: new.count + 1), count: old.count + 1)
      for x in 0..<old.count {
        for y in 0..<new.count {
          common[x + 1][y + 1] =
            old[x] == new[y] ? common[x][y] + 1 : max(common[x][y + 1], common[x + 1][y])
        }
      }
      let written = diff(
        old.map { "\($0)\n" }.joined(), new.map { "\($0)\n" }.joined(), context: 0)
      let lines = written.split(separator: "\n").dropFirst(2)
      let changes = lines.count { !$0.hasPrefix("@@") }
      #expect(changes == old.count + new.count - 2 * common[old.count][new.count])
    }
  }

  @Test(
    "a hundred thousand lines take little time, also if every one has moved",
    .timeLimit(.minutes(30)))
  func long() throws {
    let lines = (0..<100_000).map { "line \($0 % 5000) \($0)\n" }
    var edited = lines
    for index in stride(from: 500, to: 100_000, by: 997) { edited[index] = "changed\n" }
    let patch = diff(lines.joined(), edited.joined())
    #expect(patch.split(separator: "\n").count { $0 == "+changed" } == 100)
    let other = (0..<100_000).map { "other \($0)\n" }
    #expect(diff(lines.joined(), other.joined()).utf8.count > 2_000_000)
    // 20,000 lines in another order.
    var random = SystemOfNumbers(state: 3)
    let order = (0..<20_000).map { _ in random.below(20_000) }
    let shuffled = order.map { lines[$0] }.joined()
    let start = lines.prefix(20_000).joined()
    #expect(try applied(diff(start, shuffled), to: start) == shuffled)
    // A search for the shortest way would visit ten times as many points.
    var search = EditSearch(old: Array(0..<20_000), new: order)
    _ = search.kept()
    #expect(search.visited < 40_000_000, "\(search.visited)")
  }

  @Test("a limit counts the lines that it leaves out")
  func limit() {
    let new = (0..<50).map { "\($0)\n" }.joined()
    let text = UnifiedDiff.text(old: "", new: new, oldName: "a", newName: "b\nc", limit: 3)
    #expect(
      text
        == "--- a\n+++ b\u{FFFD}c\n@@ -0,0 +1,50 @@\n+0\n+1\n… 48 more lines of this difference\n")
  }

  /// What `patch` makes of `old`; throws where a line is not what the patch says.
  private func applied(_ patch: String, to old: String) throws -> String {
    let old = lines(old)
    var result: [[UInt8]] = []
    var index = 0
    var mark: UInt8 = 0
    for line in lines(patch).dropFirst(2) {
      let rest = Array(line.dropFirst())
      switch line.first {
      case UInt8(ascii: "@"):
        let head = String(decoding: line, as: UTF8.self)
        let match = try #require(
          head.firstMatch(of: #/^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@\n$/#))
        let start = try #require(Int(match.1)) - (match.2 == "0" ? 0 : 1)
        try #require(start >= index && start <= old.count)
        result += old[index..<start]
        index = start
        #expect(try #require(Int(match.3)) - (match.4 == "0" ? 0 : 1) == result.count)
      case UInt8(ascii: " "), UInt8(ascii: "-"):
        try #require(index < old.count && (old[index] == rest || old[index] + [10] == rest))
        if line.first == UInt8(ascii: " ") { result.append(rest) }
        index += 1
      case UInt8(ascii: "+"): result.append(rest)
      case UInt8(ascii: "\\"):
        if mark != UInt8(ascii: "-") { result[result.count - 1].removeLast() }
      default: Issue.record("a line of a patch begins with something else")
      }
      mark = line.first ?? 0
    }
    result += old[index...]
    return String(decoding: result.joined(), as: UTF8.self)
  }

  private func lines(_ text: String) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    var line: [UInt8] = []
    for byte in text.utf8 {
      line.append(byte)
      if byte == 10 {
        lines.append(line)
        line = []
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }
}

/// Numbers that are the same every time.
struct SystemOfNumbers {
  var state: UInt64

  mutating func below(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(max(1, limit)))
  }
}
