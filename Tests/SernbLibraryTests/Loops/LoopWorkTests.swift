// What does not change in a loop is worked out once: counted by the looks for a wish to stop, which grow with work.

import Basics
import SernbLanguage
import SernbRuntime
import Testing

@Suite("Work of loops")
struct LoopWorkTests {
  private static let above = "n = 20000\nxs = [x * 7 / 3 for x in 1 .. n]\nt = table(x: xs)\n"

  private static func looks(_ code: String, _ more: String = "") async throws -> Int {
    let (looks, ran) = try await LookCount.looks {
      try await run(above + more + "answer = \(code)")
    }
    #expect(ran.problems.isEmpty, "\(ran.problems.map(\.message))")
    return looks
  }

  @Test(
    "grows with the number of rows, not with its square",
    arguments: [
      "t |> derive(z: (.x - median(t.x)) / std(t.x))",
      "t |> where(.x > quantile(t.x, at: 0.9))",
      "[t.x[i] for i in 0 .. n - 1]",
      "[x - median(xs) for x in xs]",
      "[x for x in xs if x > median(xs)]",
      "[sorted(xs)[i] for i in 0 .. n - 1]",
      "unique([[x, 1] for x in xs])",
      "unique([{a: x} for x in xs])",
      "[join_texts([text(x) for x in 1 .. 500], by: \"\")[i] for i in 0 .. 1000]",
    ])
  func linear(code: String) async throws {
    // Each of them looks at most once for four million operations; with one median for each row it would be hundreds.
    let looks = try await Self.looks(code)
    #expect(looks < 60, "\(looks) looks")
  }

  @Test(
    "operators and functions that go over many elements are given all of them at once",
    arguments: [
      ("t |> derive(z: .x * 2 - 1)", true), ("t |> where(.x / 2 > 3)", true),
      ("[x * 2 + 1 for x in xs if x > 3]", true), ("[lower(s) for s in names]", true),
      ("[(x + 1) * (x - 1) for x in xs]", true),
      // Blocks of 4,096, each with a look: the first of these would hold five columns at a time.
      ("[(x + 1) * ((x + 2) * ((x + 3) * ((x + 4) * (x + 5)))) for x in xs]", false),
      ("t |> derive(z: (.x + 1) * ((.x + 2) * ((.x + 3) * (.x + 4))))", false),
      ("[if x > 3 then x else 0 for x in xs]", false),
    ])
  func whole(code: String, isWhole: Bool) async throws {
    let names = "names = [text(x) for x in xs]\n"
    let base = try await Self.looks("1", names)
    let looks = try await Self.looks(code, names) - base
    #expect(isWhole ? looks < 5 : looks >= 5, "\(looks) looks")
  }

  @Test("values take 24 bytes, and numbers in a list eight")
  func sizes() async throws {
    #expect(Value.bytes == 24)
    let ran = try await run(Self.above)
    guard case .list(let list)? = ran.value("xs"), case .numbers(let numbers) = list.storage else {
      Issue.record("no numbers")
      return
    }
    #expect(numbers.values.count == 20_000)
  }

  @Test("a part of a loop that is never needed is never evaluated, and fails where it first is")
  func lazily() async throws {
    let quiet = try await run("answer = [if x > 5 then 1 / 0 else x for x in 1 .. 5]")
    #expect(quiet.problems.isEmpty && quiet.value("answer")?.line == "[1, 2, 3, 4, 5]")
    let loud = try await run("answer = [if x > 5 then 1 / 0 else x for x in 1 .. 60]")
    #expect(loud.problems.map(\.message) == ["A number is divided by zero"])
  }
}
