// What runs, in what order it is shown, and what stops what.

import Basics
import Foundation
import Kernels
import SernbDocument
import SernbLanguage
import SernbPages
import SernbRuntime
import Testing

@Suite("what a run shows")
struct ShownRunTests {
  @Test("results are shown in file order, whatever finishes first", arguments: [1, 2, 8])
  func order(jobs: Int) async throws {
    let lines = (0..<20).map { "jitter(\($0))" }
    let (writeUp, _) = try await FakeLibrary.run(cells(lines), jobs: jobs)
    let shown = writeUp.page.split(separator: "\n").compactMap { Int($0) }
    #expect(shown == Array(1...20))
  }

  @Test("a use means the nearest binding above it, and functions keep what they saw")
  func nearest() async throws {
    let (writeUp, _) = try await FakeLibrary.run(
      cells([
        "x = 1", "fn f(y) = x + y", "g = y => x * 10 + y", "x = 5", "x", "f(1)",
        "[g(n) for n in [1, 2]]",
        "x = x + 1", "x",
      ]))
    #expect(writeUp.problems.isEmpty, "\(writeUp.problems)")
    let shown = writeUp.page.split(separator: "\n").filter {
      $0.first?.isNumber == true || $0.hasPrefix("[1")
    }
    #expect(shown == ["5", "2", "[11, 12]", "6"])
  }

  @Test(
    "a graph made by chance gives the same page from one core and from eight", arguments: 0..<10)
  func parallelIsSerial(seed: UInt64) async throws {
    var random = RandomSource(seed: seed)
    var lines: [String] = []
    for n in 0..<40 {
      let terms = (0..<random.below(3)).compactMap { _ in n > 0 ? "v\(random.below(n))" : nil }
      let sum = (["\(n)"] + terms).joined(separator: " + ")
      lines.append(
        "v\(n) = jitter(0) + \(sum)\nv\(n)" + (random.chance(0.1) ? "\nfail(v\(n))" : ""))
    }
    let serial = try await FakeLibrary.run(cells(lines), jobs: 1).0
    let parallel = try await FakeLibrary.run(cells(lines), jobs: 8).0
    #expect(serial.page == parallel.page)
    #expect(serial.problems == parallel.problems)
  }

  @Test("a failed binding stops what needs it and nothing else")
  func failure() async throws {
    let (writeUp, _) = try await FakeLibrary.run(
      cells(["a = fail(1)", "b = a + 1", "b * 2", "c = 3", "c"]))
    #expect(writeUp.failedCells == ["c0", "c1", "c2"])
    #expect(writeUp.problems.map(\.code) == ["broken"])
    let problem = try #require(writeUp.problems.first)
    #expect(problem.cell == "c0" && problem.hint == "Do not call it.")
    #expect(writeUp.page.contains("`c2` did not run. It needs `b`, which did not run."))
    #expect(writeUp.page.contains("\n3\n"))
  }

  @Test("a problem points at the argument to blame")
  func blame() async throws {
    let text = cells(["fail(17)"])
    let (writeUp, _) = try await FakeLibrary.run(text)
    let span = try #require(writeUp.problems.first?.labels.first?.span)
    #expect(SourceText(text, name: "")[span] == "17")
  }

  @Test("an expectation that fails shows both of its sides")
  func expectation() async throws {
    let (writeUp, _) = try await FakeLibrary.run(
      cells(["x = 2", "expect double(x) > 4 + 1, \"too small\"", "expect x == 2"]))
    let problem = try #require(writeUp.problems.first)
    #expect(writeUp.problems.count == 1)
    #expect(problem.labels.first?.text == "here: 4 > 5")
    #expect(problem.message == "An expectation does not hold: too small")
  }

  @Test("an announced error is fine, and one that stays away is not")
  func announced() async throws {
    let text = """
      ```ser a
      #| expect-error: broken
      fail(1)
      ```

      ```ser b
      #| expect-error: broken
      double(1)
      ```

      """
    let (writeUp, _) = try await FakeLibrary.run(text)
    #expect(writeUp.problems.map(\.code) == ["no-error"])
    #expect(writeUp.failedCells == ["b"])
  }

  @Test("a number in a sentence is the value above it")
  func prose() async throws {
    let (writeUp, _) = try await FakeLibrary.run(
      cells(["x = double(0.25)"])
        + "\nIt is {{ x }}, {{ x : percent 1 }}, {{ x : fixed 3 }}, `{{ x }}`.\n")
    #expect(writeUp.page.contains("It is 0.5, 50.0 %, 0.500, `{{ x }}`."))
  }

  @Test("the results file holds every shown value with its type and unit")
  func results() async throws {
    let (writeUp, _) = try await FakeLibrary.run(
      cells(["double(2)\n25 ms\n{a: 1 s, b: \"x\"}", "fail(1)", "x = 3"])
        + "\nSo {{ x * 2 : fixed 1 }}, and \\{{ x }}.\n")
    let text = writeUp.results.json.text()
    for part in [
      #"{"cell":"c0","index":1,"kind":"value","name":"double(2)","type":"number","value":4.0}"#,
      #""name":"25 ms","type":"number","value":{"value":0.025,"unit":"s"}}"#,
      #""type":"record","value":{"a":{"value":1.0,"unit":"s"},"b":"x"}}"#,
      #"{"cell":"c1","index":1,"kind":"diagnostic","code":"broken""#,
      #"{"cell":"","index":1,"kind":"value","name":"x * 2","type":"number","value":6.0}"#,
    ] { #expect(text.contains(part), "\(part) is not in \(text)") }
    #expect(writeUp.page.contains("So 6.0, and {{ x }}."))
  }

  @Test("a cell that takes too long is stopped and the rest goes on")
  func timeout() async throws {
    let text = "```ser a\n#| timeout: 30 ms\nslow(1)\n```\n\n```ser b\ndouble(4)\n```\n"
    let (writeUp, _) = try await FakeLibrary.run(text)
    #expect(writeUp.problems.map(\.code) == ["timeout"])
    #expect(writeUp.page.contains("\n8\n"))
  }

  @Test("a cancelled run throws, and what it had not finished runs when asked again")
  func cancelled() async throws {
    let calls = CallNotes()
    let checked = FakeLibrary.check(cells(["a = double(1)", "a + slow(1)"]))
    let run = NotebookRun(
      checked, name: "test", builtins: FakeLibrary.builtins(calls), world: FakeLibrary.world())
    let task = Task { try await run.runAll() }
    while calls.all.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    task.cancel()
    await #expect(throws: Cancelled.self) { try await task.value }
    let again = try await run.result(of: 0)
    guard case .number(2, _)? = again.bound["a"] else {
      Issue.record("a is not there: \(again)")
      return
    }
    #expect(calls.all == ["double 1.0"], "what was done is not done again")
  }

  @Test("another notebook runs only what is asked of it, and once")
  func use() async throws {
    let calls = CallNotes()
    let first = FakeLibrary.check(
      cells(["a = double(1)", "b = double(a)", "c = double(100)", "d = remark(b)"]))
    let load: @Sendable (String) -> CheckContext.Loaded = { _ in .notebook(first) }
    let second = FakeLibrary.check(
      cells(["use \"1.sernb\" (b, d as e)", "b + e", "use \"1.sernb\" (b as again)", "again"]),
      load: load)
    #expect(second.errors.isEmpty, "\(second.errors)")
    let used = NotebookRun(
      first, name: "1", builtins: FakeLibrary.builtins(calls), world: FakeLibrary.world())
    let run = NotebookRun(
      second, name: "2", builtins: FakeLibrary.builtins(calls), world: FakeLibrary.world(),
      used: { _ in used })
    let results = try await run.runAll()
    #expect(calls.all == ["double 1.0", "double 2.0"])
    let writeUp = WriteUp(second, results, name: "2", command: "")
    #expect(writeUp.page.contains("\n8\n") && writeUp.page.contains("\n4\n"))
    #expect(writeUp.page.contains("made of clay"), "remarks travel with values")
  }

  @Test("a value that another notebook could not make is said with why")
  func brokenUse() async throws {
    let first = FakeLibrary.check(cells(["a = fail(1)"]))
    let second = FakeLibrary.check(
      cells(["use \"1.sernb\" (a)", "a"]), load: { _ in .notebook(first) })
    let used = NotebookRun(
      first, name: "1.sernb", builtins: FakeLibrary.builtins(), world: FakeLibrary.world())
    let run = NotebookRun(
      second, name: "2", builtins: FakeLibrary.builtins(), world: FakeLibrary.world(),
      used: { _ in used })
    let writeUp = WriteUp(second, try await run.runAll(), name: "2", command: "")
    let problem = try #require(writeUp.problems.first)
    #expect(problem.code == "used-notebook-failed")
    #expect(problem.notes == ["This one always breaks"])
    #expect(writeUp.page.contains("`c1` did not run. It needs `a`"))
  }

  @Test("expressions of the allowed depth are evaluated on worker threads")
  func deep() async throws {
    let deep = String(repeating: "(", count: 45) + "1" + String(repeating: ")", count: 45)
    let sum = Array(repeating: "1", count: 90).joined(separator: " + ")
    let (writeUp, _) = try await FakeLibrary.run(cells([deep, sum]))
    #expect(writeUp.problems.isEmpty, "\(writeUp.problems)")
    #expect(writeUp.page.contains("\n90\n"))
  }

  @Test("a list of more than ten million numbers is refused")
  func longRange() async throws {
    let (writeUp, _) = try await FakeLibrary.run(cells(["[n for n in 1 .. 1e12]"]))
    #expect(writeUp.problems.map(\.code) == ["out-of-range"])
  }
}
