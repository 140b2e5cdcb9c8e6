// Running: each node once, in any order, with the same results; failures, limits and cancelling leave a run usable.

import SernbLanguage
import SernbRuntime
import Testing

@Suite("Runs")
struct NotebookRunTests {
  @Test("the nearest binding above is the one that is used")
  func nearest() async throws {
    let lines = try await ran("x = 1\nfn f(y) = x + y\nx = 10\nf(x)\n[f(x) for x in [1, 2]]")
    #expect(lines == ["x = 1", "f = function of y", "x = 10", "11", "[2, 3]"])
  }

  /// A notebook of random cells: sums of earlier names, names bound anew, functions, failures, prose.
  static func random(_ seed: UInt64, nodes: Int) -> (text: String, sums: [String]) {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    func below(_ count: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(count))
    }
    var text = ""
    var sums: [String] = []
    /// What each name is now; nil when it could not be made.
    var known: [String: Int?] = [:]
    for node in 0..<nodes {
      if node % 5 == 0 { text += (node == 0 ? "" : "```\n") + "```ser c\(node)\n" }
      let names = known.keys.sorted()
      let reads = (0..<below(4)).compactMap { _ in names.isEmpty ? nil : names[below(names.count)] }
      let name = below(4) == 0 && !names.isEmpty ? names[below(names.count)] : "v\(node)"
      let fails = below(15) == 0
      let terms = reads + ["\(node)"]
      text += "\(name) = \(fails ? "unknown(1) / 0 + " : "")\(terms.joined(separator: " + "))\n"
      let parts = reads.map { known[$0] ?? nil }
      let isMissing = parts.contains { $0 == nil }
      let sum: Int? = fails || isMissing ? nil : parts.compactMap { $0 }.reduce(node, +)
      known[name] = .some(sum)
      if let sum {
        sums.append("\(name) = \(sum)")
      } else {
        let absent = Set(zip(reads, parts).filter { $0.1 == nil }.map(\.0)).sorted()
        sums.append(
          isMissing
            ? "needs " + absent.joined(separator: ", ")
            : "failed division-by-zero: A number is divided by zero")
      }
    }
    return (text + "```\n", sums)
  }

  @Test("random notebooks come to the same, with one job and with eight", arguments: 1...20)
  func same(seed: Int) async throws {
    let (text, sums) = Self.random(UInt64(seed), nodes: 60)
    let one = try await FakeProject(text, jobs: 1)["test.sernb"]?.lines()
    // Numbers of five digits and more are grouped in lines; the oracle counts plainly.
    #expect(one?.map { $0.filter { $0 != "\u{202F}" && $0 != "\u{2009}" } } == sums)
    let many = try await FakeProject(text, jobs: 8)["test.sernb"]?.lines()
    #expect(one == many)
    #expect(
      try await FakeProject(text, jobs: 1).markdown() == FakeProject(text, jobs: 8).markdown())
  }

  @Test("a chain of hundreds of nodes comes to its end")
  func many() async throws {
    let code = (1..<400).map { "a\($0) = \($0 == 1 ? "0" : "a\($0 - 1)") + 1" }.joined(
      separator: "\n")
    #expect(try await ran(code, jobs: 4).last == "a399 = 399")
  }

  @Test("use runs what it needs and nothing else, and each node once")
  func demand() async throws {
    let calls = Calls()
    let project = FakeProject(
      [
        "a.sernb": """
        ```ser a
        x = called("x")
        y = called("y")
        z = x + called("z")
        x = called("x again")
        ```
        """,
        "b.sernb": "```ser b\nuse \"a.sernb\" (z)\nuse \"a.sernb\" (z as w)\nz + w\n```\n",
        "c.sernb": "```ser c\nuse \"b.sernb\" (z)\nuse \"a.sernb\" (x)\nz + x\n```\n",
      ], jobs: 4, calls: calls)
    #expect(try await project["c.sernb"]?.lines().last == "\"xzx again\"")
    #expect(calls.all.sorted() == ["x", "x again", "z"])
    #expect(try await project["b.sernb"]?.lines().last == "\"xzxz\"")
    #expect(calls.all.sorted() == ["x", "x again", "z"])
    _ = try await project["a.sernb"]?.runAll()
    #expect(calls.all.sorted() == ["x", "x again", "y", "z"])
  }

  @Test("many that ask for one node at a time start it once")
  func together() async throws {
    let calls = Calls()
    let project = FakeProject(
      ["a.sernb": "```ser a\nx = called(\"x\")\n```\n"], jobs: 8, calls: calls)
    let run = try #require(project["a.sernb"])
    try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<20 { group.addTask { try await run.result(of: 0).inLine } }
      for try await line in group { #expect(line == "x = \"x\"") }
    }
    #expect(calls.all == ["x"])
  }

  @Test("a failing statement stops only what needs it")
  func failing() async throws {
    let lines = try await ran(
      "a = fail(\"no good\")\nb = a\nc = b\nd = 2\nfn f(x) = a + x\nf(1)\nexpect d == 2", jobs: 3)
    #expect(
      lines == [
        "failed broken: no good", "needs a", "needs b", "d = 2", "needs a", "needs f", "",
      ])
  }

  @Test("a used notebook that fails says why, in the same words whatever ran before")
  func usedFailure() async throws {
    let project = FakeProject(
      [
        "a.sernb": "```ser a\nother = fail(\"another\")\nx = fail(\"the cause\")\ny = x\n```\n",
        "b.sernb": "```ser b\nuse \"a.sernb\" (y)\ny\n```\n",
      ], jobs: 4)
    for _ in 0..<2 {
      let results = try await project["b.sernb"]?.runAll() ?? []
      let failure = try #require(results[0].failure)
      #expect(failure.message == "`y` of `a.sernb` could not be made")
      #expect(failure.notes == ["the cause"])
      #expect(failure.dataLocation == "row 3 of x.csv")
      _ = try await project["a.sernb"]?.runAll()
    }
  }

  @Test("an expectation that fails shows both sides, and the part of a claim that fails")
  func expectations() async throws {
    func label(_ code: String) async throws -> [String] {
      let project = FakeProject("```ser a\n\(code)\n```\n")
      let failure = try #require(try await project["test.sernb"]?.runAll().first?.failure)
      let source = try #require(project["test.sernb"]).checked.source
      return [failure.message] + failure.labels.flatMap { [source[$0.span], $0.text] }
    }
    #expect(
      try await label("expect 1 + 1 > 3, \"too \" + \"small\"") == [
        "An expectation does not hold: too small", "1 + 1 > 3", "here: 2 > 3",
      ])
    #expect(
      try await label("expect (1 < 2 and (\"a\" in [\"b\"] and 1 > 5))") == [
        "An expectation does not hold", "\"a\" in [\"b\"]", "here: \"a\" in [\"b\"]",
      ])
    #expect(
      try await label("expect not true") == [
        "An expectation does not hold", "not true", "does not hold",
      ])
    #expect(
      try await label("expect missing > 1") == [
        "An expectation does not hold", "missing > 1", "here: missing > 1",
      ])
  }

  @Test("a claim is looked at once")
  func once() async throws {
    let calls = Calls()
    _ = try await FakeProject(
      "```ser a\nexpect called(\"a\") == \"b\" and called(\"c\") == \"c\"\n```\n", calls: calls
    )
    .writeUp()
    #expect(calls.all == ["a"])
  }

  @Test("remarks are said wherever a result rests on them")
  func remarks() async throws {
    let project = FakeProject([
      "a.sernb": "```ser a\nx = note(\"made speech\")\ny = x + 1\nz = 1\n```\n",
      "b.sernb": "```ser b\nuse \"a.sernb\" (y)\nw = y + note(\"more\")\nv = 1\n```\n",
    ])
    let results = try await project["b.sernb"]?.runAll() ?? []
    #expect(results.map(\.remarks) == [["made speech"], ["made speech", "more"], []])
    #expect(try await project.markdown("b.sernb").contains("made speech"))
  }

  // MARK: Limits and cancelling

  @Test(
    "a cell that takes too long is stopped, with one job and with all of them busy",
    arguments: [1, 2, 8])
  func timeouts(jobs: Int) async throws {
    let cell = "#| timeout: 50 ms\n"
    let text =
      (0..<4).map { "```ser c\($0)\n\(cell)a\($0) = hang()\n```\n" }.joined()
      + "```ser d\nb = a0\nc = 1\n```\n"
    let project = FakeProject(text, jobs: jobs)
    let lines = try await project["test.sernb"]?.lines() ?? []
    let stopped = "failed timeout: This took longer than its time limit"
    #expect(lines == [stopped, stopped, stopped, stopped, "needs a0", "c = 1"])
    // Asked again, it says the same and is not run again.
    #expect(try await project["test.sernb"]?.lines() == lines)
  }

  @Test("the limit of the whole run counts for each cell")
  func deadline() async throws {
    let lines = try await FakeProject("```ser a\na = hang()\nb = hang()\n```\n", deadline: 0.1)[
      "test.sernb"]?.lines()
    let stopped = "failed timeout: This took longer than its time limit"
    #expect(lines == [stopped, stopped])
  }

  @Test("a limit of ages is no limit, and no crash")
  func ages() async throws {
    let text = "```ser a\n#| timeout: 1e300 h\nx = plus_one(1)\n```\n"
    #expect(try await FakeProject(text)["test.sernb"]?.lines() == ["x = 2"])
  }

  @Test("calls that double with each function are stopped by the time limit")
  func doubling() async throws {
    var code = "fn f0(x) = x\n"
    for n in 1...60 { code += "fn f\(n)(x) = f\(n - 1)(x) + f\(n - 1)(x)\n" }
    let lines = try await FakeProject(
      "```ser a\n\(code)```\n\n```ser b\n#| timeout: 200 ms\ny = f60(1)\n```\n")["test.sernb"]?
      .lines()
    #expect(lines?.last == "failed timeout: This took longer than its time limit")
  }

  @Test("a run that was cancelled can be asked again")
  func cancelled() async throws {
    let calls = Calls()
    let project = FakeProject(
      [
        "test.sernb":
          "```ser a\nx = called(\"x\")\ny = hang()\nz = y\n```\n```ser b\nw = called(\"w\") + x\n```\n"
      ], jobs: 1,
      calls: calls)
    let run = try #require(project["test.sernb"])
    let task = Task { try await run.runAll() }
    while calls.all.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
    task.cancel()
    await #expect(throws: (any Error).self) { try await task.value }
    #expect(try await run.result(of: 3).inLine == "w = \"wx\"")
    #expect(calls.all == ["x", "w"])
  }

  @Test("a limit that ends a wait for another notebook leaves that notebook usable")
  func usedTimeout() async throws {
    let project = FakeProject(
      [
        "a.sernb": "```ser a\nx = hang()\ny = 1\n```\n",
        "b.sernb":
          "```ser b\n#| timeout: 50 ms\nuse \"a.sernb\" (x)\nz = x\n```\n```ser c\nuse \"a.sernb\" (y)\ny + 1\n```\n",
      ], jobs: 2)
    let lines = try await project["b.sernb"]?.lines()
    #expect(
      lines == [
        "failed timeout: This took longer than its time limit", "needs x", "y = 1", "2",
      ])
  }

  @Test("a branch that a parameter rules out is not run, nor the notebook that only it needs")
  func ruledOut() async throws {
    let calls = Calls()
    let project = FakeProject(
      [
        "a.sernb": "```ser a\nx = called(\"x\")\n```\n",
        "b.sernb": """
        ---
        params:
          from: here
        ---
        ```ser b
        use "a.sernb" (x)
        y = if params.from == "here" then "own" else x
        ```
        """,
      ], jobs: 1, calls: calls)
    let run = try #require(project["b.sernb"])
    _ = try await run.runAll()
    #expect(try await run.result(of: 1).inLine == "y = \"own\"")
    #expect(calls.all.isEmpty)
  }
}
