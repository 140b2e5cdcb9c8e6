// Loops and row functions that go over many elements at a time come to what one element at a time comes to.

import Kernels
import SernbLanguage
import SernbRuntime
import Testing

@Suite("Elements in blocks")
struct ElementBlockTests {
  /// Lists of one kind, with what an expression of their element may hold.
  private static let kinds: [(list: String, numbers: [String], truths: [String], texts: [String])] =
    [
      ("[3, -1.5, 0, 2, 7, 1e300, -0, 4, 9, 10, 0.25, 8]", ["x"], [], []),
      ("[3, missing, 0, 2, missing, 1e300, 5, 4, 9, 10, 0.25, 8]", ["x"], ["is_missing(x)"], []),
      (
        "[3, 1e308 * 10 - 1e308 * 10, 0, 2, 5, 1e300, 5, 4, 9, 10, 0.25, 8]", ["x"],
        ["is_missing(x)"],
        []
      ),
      (
        "[3, 1e308 * 10 - 1e308 * 10, 0, missing, 5, 1e300, 5, 4, 9, 10, 0.25, 8]", ["x"],
        ["is_missing(x)"], []
      ),
      ("[true, false, missing, true, true, false, false, true, true, false]", [], ["x"], []),
      (
        "[\"ang\", \"Sad\", missing, \"\", \"e\u{301}a\", \"\u{e9}a\", \"ang\", \"x y\", \"zz\", \"a\"]",
        [], ["is_missing(x)"], ["x"]
      ),
    ]

  private struct Maker {
    var random: RandomSource
    let numbers: [String]
    let truths: [String]
    let texts: [String]

    mutating func pick(_ all: [String]) -> String { all[random.below(all.count)] }

    mutating func number(_ depth: Int) -> String {
      let leaves = numbers + ["2", "0.5", "-3", "m", "mean(ys)", "ys[1]", "half(4)"]
      if depth == 0 { return pick(leaves) }
      switch random.below(9) {
      case 0, 1: return "(\(number(depth - 1)) \(pick(["+", "-", "*"])) \(number(depth - 1)))"
      case 2: return "(\(number(depth - 1)) / \(number(depth - 1)))"
      case 3: return "(if \(truth(depth - 1)) then \(number(depth - 1)) else \(number(depth - 1)))"
      case 4: return "abs(\(number(depth - 1)))"
      case 5: return "half(\(number(depth - 1)))"
      case 6: return "coalesce(\(number(depth - 1)), 7)"
      case 7: return "sum([\(number(depth - 1)) * z for z in 1 .. 3])"
      default: return "-\(pick(leaves))"
      }
    }

    mutating func truth(_ depth: Int) -> String {
      let leaves = truths + ["true", "m > 1"]
      if depth == 0 { return pick(leaves) }
      switch random.below(texts.isEmpty ? 5 : 7) {
      case 0, 1:
        return
          "(\(number(depth - 1)) \(pick(["<", "<=", ">", ">=", "==", "!="])) \(number(depth - 1)))"
      case 2: return "(\(truth(depth - 1)) \(pick(["and", "or"])) \(truth(depth - 1)))"
      case 3: return "(not \(truth(depth - 1)))"
      case 4: return "(\(number(depth - 1)) in \(pick(["[1, 2, 3]", "0 .. 5"])))"
      case 5: return "(\(pick(texts)) \(pick(["==", "!=", "<"])) \(pick(texts + ["\"\u{e9}a\""])))"
      default: return "(\(pick(texts)) in [\"ang\", \"\u{e9}a\"])"
      }
    }
  }

  private static let above = """
    m = 2
    ys = [1, 5, 9]
    fn half(v) = v / 2

    """

  @Test("are what they are one by one, and fail with the same words", arguments: 0..<24)
  func sameAsSingle(seed: Int) async throws {
    let kind = Self.kinds[seed % Self.kinds.count]
    var maker = Maker(
      random: RandomSource(seed: UInt64(seed)), numbers: kind.numbers, truths: kind.truths,
      texts: kind.texts)
    for round in 0..<12 {
      let code = round % 2 == 0 ? maker.number(3) : maker.truth(3)
      let start = Self.above + "xs = \(kind.list)\n"
      let together = try await run(start + "answer = [\(code) for x in xs]")
      let count = kind.list.split(separator: ",").count
      var lines: [String] = []
      var failure: String?
      for index in 0..<count {
        let single = try await run(start + "answer = [\(code) for x in xs[\(index) .. \(index)]]")
        if let problem = single.problems.first {
          failure = "\(problem.message) at \(problem.labels.map(\.span))"
          break
        }
        if case .list(let list)? = single.value("answer") { lines += list.map(\.line) }
      }
      if let failure {
        let problem = together.problems.first
        #expect(
          problem.map { "\($0.message) at \($0.labels.map(\.span))" } == failure, "\(code)")
      } else if case .list(let list)? = together.value("answer") {
        #expect(list.map(\.line) == lines, "\(code) of \(kind.list)")
      } else {
        Issue.record("\(code) of \(kind.list): \(together.problems.map(\.message))")
      }
      // As rows of a table, in which a NaN would be a missing value.
      let row = code.replacing("x", with: ".x")
      guard failure == nil, !kind.list.contains("1e308"), !row.contains("for z") else { continue }
      let table = try await run(start + "answer = (table(x: xs) |> derive(y: \(row))).y")
      guard case .list(let list)? = table.value("answer") else { continue }
      #expect(list.map(\.line) == lines, "\(row)")
    }
  }

  @Test("a block after the first is the same")
  func manyBlocks() async throws {
    let list = try await value(
      "[if x > 3 and x != 5000 then x * 2 else -x for x in 0 .. 20000 if x != 3 and x < 19000]")
    guard case .list(let items) = list else {
      Issue.record("no list")
      return
    }
    var wanted: [Double] = []
    for x in 0..<19000 where x != 3 {
      wanted.append(x > 3 && x != 5000 ? 2 * Double(x) : -Double(x))
    }
    #expect(items.numbers?.values == wanted)
  }
}
