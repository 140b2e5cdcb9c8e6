// What does not change in a loop is worked out once: counted by the looks for a wish to stop, which grow with work.

import Basics
import SernbLanguage
import SernbRuntime
import Testing

@Suite("Work of loops")
struct LoopWorkTests {
  private static let above = "n = 20000\nxs = [x * 7 / 3 for x in 1 .. n]\nt = table(x: xs)\n"

  private static func looks(_ code: String) async throws -> Int {
    let (looks, ran) = try await LookCount.looks { try await run(above + "answer = \(code)") }
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
