// Grids of parameters as processes: which pages there are, what runs once, what a failure stops, what becomes of old points.

import Foundation
import Testing
import TestSupport

@Suite("sweeps")
struct SweepTests {
  /// `trees` varies `b`; nothing varies `a`.
  private static let notebook = """
    ---
    title: Trees
    params:
      trees: 100
      kind:
        default: one
        choices: [one, two]
    ---
    ```ser a
    #| caption: the same
    base = sum([n for n in 1 .. 1000])
    ```

    ```ser b
    more = base + params.trees
    expect params.trees < 1000, "too many trees"
    plot line(table(x: [1, 2], y: [1, params.trees]), x: .x, y: .y)
    save params.kind to "kind.txt"
    ```

    There are {{ more }} of {{ params.kind }}.

    """

  private static let other = "```ser a\n1 + 1\n```\n"
  private static let user = """
    ```ser a
    use "n.sernb" (more)
    twice = more * 2
    ```

    {{ twice }}

    """

  private func project(_ files: [String: String] = [:]) throws -> Scratch {
    try Scratch(["Notebooks/n.sernb": Self.notebook].merging(files) { $1 })
  }

  private func run(_ project: Scratch, _ arguments: String...) async throws -> Tool.Outcome {
    await Verb.run(["run"] + arguments, in: project.path)
  }

  private func names(_ project: Scratch) -> [String] { project.files("Outputs").keys.sorted() }

  @Test("each point has a page with its files, and a page compares them")
  func pages() async throws {
    let project = try project()
    let outcome = try await run(project, "-p", "trees=100,300,500")
    #expect(outcome.code == 0, "\(outcome.all)")
    let points = ["100", "300", "500"].flatMap { trees in
      ["files/b-1.svg", "files/kind.txt", "md", "results.json"].map {
        "n.sweep/trees-\(trees).\($0)"
      }
    }
    #expect(names(project) == ["n.sweep.md", "n.sweep.results.json"] + points)
    let page = try #require(project.text("Outputs/n.sweep.md"))
    #expect(page.hasPrefix("# Sweep: Trees\n\n`trees` takes 3 values (100, 300, 500)."), "\(page)")
    #expect(page.contains("| [trees-300](n.sweep/trees-300.md) | 300 | 500800 |"), "\(page)")
    #expect(page.contains("<sub>Made by `sernb run Notebooks/n.sernb -p trees=100,300,500`"))
    #expect(page.contains("kind `\"one\"`"), "\(page)")
    let point = try #require(project.text("Outputs/n.sweep/trees-300.md"))
    #expect(point.contains("(trees-300.files/b-1.svg)"), "\(point)")
    #expect(point.contains("Made by `sernb run Notebooks/n.sernb -p trees=300`"), "\(point)")
    #expect(
      outcome.errors.contains("Notebooks/n.sernb: 3 points → Outputs/n.sweep.md written"),
      "\(outcome.all)")
    let again = try await run(project, "-p", "trees=100,300,500")
    #expect(again.errors.contains("n.sernb: 3 points → Outputs/n.sweep.md unchanged"))
  }

  @Test("what does not hang on a varied parameter is computed once")
  func once() async throws {
    let project = try project()
    let outcome = try await run(project, "-p", "trees=100,300,500")
    // A line for each cell that ran.
    let lines = outcome.errors.split(separator: "\n").filter {
      $0.hasPrefix("Notebooks/n.sernb at ")
    }
    let ran = lines.map { $0.split(separator: " ")[2...3].joined(separator: " ") }
    #expect(
      ran == ["trees-100: a", "trees-100: b", "trees-300: b", "trees-500: b"], "\(outcome.all)")
  }

  @Test("the files are the same bytes with one job and with many, with the cache and without")
  func bytes() async throws {
    let files = ["Notebooks/u.sernb": Self.user, "Notebooks/o.sernb": Self.other]
    let ways = [
      ["--jobs", "1"], ["--jobs", "8"], ["--no-cache"], ["--recompute", "--jobs", "3"],
    ]
    var first: [String: Data]?
    for way in ways {
      let project = try project(files)
      let outcome = await Verb.run(
        ["run", "-p", "trees=100,300", "-p", "kind=one,two"] + way, in: project.path)
      #expect(outcome.code == 0, "\(way) \(outcome.all)")
      let made = project.files("Outputs")
      #expect(first == nil || made == first, "\(way)")
      first = first ?? made
      #expect(project.files(".sernb/cache").isEmpty == (way == ["--no-cache"]))
    }
    #expect(first?["u.sweep/trees-300_kind-two.md"] != nil)
  }

  @Test("without a cache a notebook that nothing varied reaches still runs once for all points")
  func sharedNotebook() async throws {
    let project = try project([
      "Notebooks/n.sernb": """
      ---
      params:
        trees: 100
      ---
      ```ser b
      use "o.sernb" (base)
      more = base + params.trees
      ```

      {{ more }}

      """, "Notebooks/o.sernb": "```ser a\nbase = 1 + 1\n```\n",
    ])
    let outcome = try await run(project, "--no-cache", "-p", "trees=1,2,3")
    #expect(outcome.code == 0, "\(outcome.all)")
    let lines = outcome.errors.split(separator: "\n").filter { $0.contains(": a ") }
    #expect(lines.count == 1 && lines[0].hasPrefix("Notebooks/o.sernb: a "), "\(outcome.all)")
    #expect(project.text("Outputs/o.md") != nil)
  }

  @Test("of a folder only notebooks that the parameter reaches have points, the others run as ever")
  func folder() async throws {
    let project = try project([
      "Notebooks/u.sernb": Self.user, "Notebooks/o.sernb": Self.other,
      "Notebooks/rate.sernb": "---\nparams:\n  rate: 8\n---\n{{ params.rate + 1 }}\n",
    ])
    let outcome = try await run(project, "-p", "trees=100,300", "-p", "rate=8..12:2")
    #expect(outcome.code == 0, "\(outcome.all)")
    let pages = names(project).filter { $0.hasSuffix(".md") }
    #expect(
      pages == [
        "n.sweep.md", "n.sweep/trees-100.md", "n.sweep/trees-300.md", "o.md", "rate.sweep.md",
        "rate.sweep/rate-10.md", "rate.sweep/rate-12.md", "rate.sweep/rate-8.md", "u.sweep.md",
        "u.sweep/trees-100.md", "u.sweep/trees-300.md",
      ])
    #expect(
      try #require(project.text("Outputs/o.md")).contains("Made by `sernb run Notebooks/o.sernb`"))
    #expect(
      try #require(project.text("Outputs/u.sweep.md")).contains(
        "Notebooks/u.sernb -p trees=100,300`"))
    // The pages of a run without a grid are its own.
    #expect(try await run(project, "Notebooks/n.sernb").code == 0)
    #expect(project.text("Outputs/n.md") != nil && project.text("Outputs/n.sweep.md") != nil)
    let checked = await Verb.run(["check", "Notebooks/n.sernb"], in: project.path)
    #expect(checked.code == 0, "\(checked.all)")
  }

  @Test("two parameters make every pair of values, and choices count as values")
  func twoParameters() async throws {
    let project = try project()
    let outcome = try await run(project, "-p", "trees=100,300", "-p", "kind=one,two")
    #expect(outcome.code == 0, "\(outcome.all)")
    let page = try #require(project.text("Outputs/n.sweep.md"))
    #expect(
      page.contains(
        "`trees` takes 2 values (100, 300) and `kind` takes 2 values (one, two), which makes 4 points."
      ), "\(page)")
    #expect(project.text("Outputs/n.sweep/trees-300_kind-two.files/kind.txt") == "two")
    // No choice is a mistake at once.
    let wrong = try await run(project, "-p", "kind=one,three")
    #expect(wrong.code == 2 && wrong.errors.contains("`kind`"), "\(wrong.all)")
  }

  @Test("a point that fails ends the notebook, its page and the comparison say so")
  func failure() async throws {
    let project = try project(["Notebooks/z.sernb": Self.other])
    let outcome = try await run(project, "-p", "trees=100,2000,300,400")
    #expect(outcome.code == 1, "\(outcome.all)")
    #expect(
      outcome.errors.contains("n.sernb: 4 points, 1 failed, 2 not run → Outputs/n.sweep.failed.md"))
    #expect(
      try #require(project.text("Outputs/n.sweep/trees-2000.failed.md")).contains("too many trees"))
    let page = try #require(project.text("Outputs/n.sweep.failed.md"))
    for words in [
      "| [trees-100](n.sweep/trees-100.md) | 100 |", "| done |", "| 2000 | – | failed |",
      "| trees-400 | 400 | – | not run |", "`trees-2000` failed: in `b`: ", "too many trees",
      "2 points from `trees-300` to `trees-400` did not run",
    ] {
      #expect(page.contains(words), "\(words)\n\(page)")
    }
    #expect(project.text("Outputs/n.sweep/trees-300.md") == nil)
    #expect(project.text("Outputs/z.md") == nil)
  }

  @Test("with --keep-going every point and every notebook runs")
  func keepGoing() async throws {
    let project = try project(["Notebooks/z.sernb": Self.other])
    let outcome = try await run(project, "--keep-going", "-p", "trees=100,2000,300")
    #expect(outcome.code == 1, "\(outcome.all)")
    let page = try #require(project.text("Outputs/n.sweep.failed.md"))
    #expect(page.contains("| 2000 | – | failed |"), "\(page)")
    #expect(page.contains("| [trees-300](n.sweep/trees-300.md) | 300 | 500800 | done |"))
    #expect(project.text("Outputs/z.md") != nil)
  }

  @Test("problems of all points are told before anything runs, each once with its points")
  func staticProblems() async throws {
    let project = try project([
      "Notebooks/n.sernb": """
      ---
      params:
        trees: 100
      ---
      ```ser a
      random_forest(n_estimators: params.trees)
      rmz(1)
      ```

      """
    ])
    let outcome = try await run(project, "-p", "trees=0,100,-1,5")
    #expect(outcome.code == 5, "\(outcome.all)")
    let problems = outcome.errors.components(separatedBy: "error[").dropFirst()
    #expect(problems.count == 3, "\(outcome.all)")
    #expect(outcome.errors.contains("It is so at all 4 points"), "\(outcome.all)")
    #expect(outcome.errors.contains("It is so at the point `trees-0`, of 4"))
    #expect(outcome.errors.contains("It is so at the point `trees--1`, of 4"))
    #expect(project.files("Outputs").isEmpty)
  }

  @Test("points that a later grid does not have are deleted, and nothing of other notebooks is")
  func stale() async throws {
    let project = try project([
      "Notebooks/m.sernb": Self.notebook, "Outputs/n.sweep/notes.txt": "mine",
    ])
    #expect(try await run(project, "-p", "trees=100,300").code == 0)
    let before = project.files("Outputs/m.sweep")
    let outcome = try await run(project, "Notebooks/n.sernb", "-p", "trees=300,500")
    #expect(outcome.code == 0, "\(outcome.all)")
    let names = Set(
      project.files("Outputs/n.sweep").keys.compactMap { $0.split(separator: ".").first })
    #expect(names == ["notes", "trees-300", "trees-500"])
    #expect(project.files("Outputs/m.sweep") == before && before.count == 8)
  }

  @Test("a folder that is a link is left alone")
  func link() async throws {
    let project = try project(["elsewhere/trees-1.md": "mine"])
    try FileManager.default.createDirectory(
      atPath: project.path + "/Outputs", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: project.path + "/Outputs/n.sweep", withDestinationPath: project.path + "/elsewhere")
    let outcome = try await run(project, "-p", "trees=100,300")
    #expect(
      outcome.code == 1 && outcome.errors.contains("is a link to another place"), "\(outcome.all)")
    #expect(project.files("elsewhere").keys.sorted() == ["trees-1.md"])
  }

  @Test("only run takes grids", arguments: [["check"], ["check", "--static"], ["why"], ["step"]])
  func otherVerbs(verb: [String]) async throws {
    let project = try project()
    let outcome = await Verb.run(
      verb + ["Notebooks/n.sernb", "-p", "trees=100,300"], in: project.path)
    #expect(outcome.code == 2, "\(outcome.all)")
    #expect(
      outcome.errors.contains(
        "`trees` has 2 values (100, 300), and only `sernb run` takes grids. Give it one value."),
      "\(outcome.all)")
  }

  @Test(
    "a grid that cannot be, and a name that nobody knows, are wrong usage",
    arguments: [
      ("trees=100,abc", "The parameter `trees` cannot be `abc`"),
      ("trees=1..9999:1", "a grid has at most 1000 points"),
      ("trees=100,100", "The grid of `trees` has `100` twice"),
    ])
  func refused(given: String, words: String) async throws {
    let project = try project()
    let outcome = try await run(project, "-p", given)
    #expect(outcome.code == 2 && outcome.errors.contains(words), "\(outcome.all)")
    let unknown = try await run(project, "-p", "trees=1,2", "-p", "tree=3")
    #expect(unknown.code == 2 && unknown.errors.contains("Did you mean `trees`?"))
    #expect(project.files("Outputs").isEmpty)
  }

  @Test("a notebook whose pages belong where those of the sweep go is told of")
  func clash() async throws {
    let project = try project(["Notebooks/n.sweep.sernb": Self.other])
    let outcome = try await run(project, "Notebooks/n.sernb", "-p", "trees=100,300")
    #expect(outcome.code == 2 && outcome.errors.contains("n.sweep.sernb"), "\(outcome.all)")
    #expect(project.files("Outputs").isEmpty)
  }

  @Test("a secret stands on no page of a sweep")
  func secrets() async throws {
    let secret = "data/hidden_place.csv"
    let project = try project([
      "Notebooks/n.sernb": """
      ---
      params:
        place:
          secret: true
        trees: 1
      ---
      ```ser a
      number = rows(read_csv(params.place)) + params.trees
      expect number < 3, "too many"
      ```

      {{ number }}

      """, secret: "x\n1\n",
    ])
    let outcome = try await run(project, "--keep-going", "-p", "place=\(secret)", "-p", "trees=1,5")
    #expect(outcome.code == 1, "\(outcome.all)")
    #expect(!outcome.all.contains("hidden"), "\(outcome.all)")
    let page = try #require(project.text("Outputs/n.sweep.failed.md"))
    #expect(page.contains("-p place=••• -p trees=1,5"), "\(page)")
    for (name, bytes) in project.files() where !name.hasPrefix("data/") {
      #expect(!String(decoding: bytes, as: UTF8.self).contains("hidden"), "\(name)")
    }
  }

  @Test("a record is left with every point, and points are compared by their names")
  func record() async throws {
    let project = try project(["Notebooks/o.sernb": Self.other])
    let first = try await run(
      project, "Notebooks", "-p", "trees=100,300", "--report", "r.xml", "--report", "r.json")
    #expect(first.code == 0, "\(first.all)")
    let junit = try #require(project.text("r.xml"))
    let suites = ["n.sernb at trees-100", "n.sernb at trees-300", "o.sernb"]
    #expect(
      suites.allSatisfy { junit.contains("<testsuite name=\"Notebooks/\($0)\"") }, "\(junit)")

    func tool(_ arguments: String...) async throws -> Tool.Outcome {
      await Verb.run(arguments, in: project.path)
    }
    let all = try await tool("history", "--format", "markdown")
    #expect(all.output.split(separator: "\n").count == 3, "\(all.all)")
    #expect(all.output.contains("| n, o |"), "\(all.all)")
    let own = try await tool("history", "n", "--format", "markdown")
    #expect(
      own.output.contains("@trees-100 |") && own.output.contains("@trees-300 |"), "\(own.all)")
    let points = try await tool("diff", "last@trees-100", "last@trees-300")
    #expect(points.code == 0 && points.output.contains("`trees` 100 → 300"), "\(points.all)")
    let written = try await tool("diff", "--notebook", "n", "--exit-code")
    #expect(
      written.code == 0 && written.output.contains("`Notebooks/n.sernb at trees-300`"),
      "\(written.all)")

    // A run of one point beside the point of the sweep.
    _ = try await run(project, "Notebooks/n.sernb", "-p", "trees=300")
    let one = try await tool("diff", "last~1@trees-300", "last", "--notebook", "n")
    #expect(one.code == 2, "\(one.all)")
    let record = try #require(
      own.output.split(whereSeparator: { "| @\\".contains($0) }).first { $0.hasPrefix("20") })
    let beside = try await tool("diff", "\(record)@trees-300", "last", "--exit-code")
    #expect(beside.code == 0 && beside.output.contains("No value changed"), "\(beside.all)")
    let none = try await tool("diff", "\(record)@trees-200", "last")
    #expect(none.code == 2 && none.all.contains("has no point `trees-200`"), "\(none.all)")
  }

  @Test("points that a failure kept from running are told so")
  func notRun() async throws {
    let project = try project()
    let outcome = try await run(project, "-p", "trees=1500,100,300", "--report", "r.json")
    #expect(outcome.code == 1, "\(outcome.all)")
    let report = try #require(project.text("r.json"))
    #expect(report.components(separatedBy: "\"state\": \"not_run\"").count == 3, "\(report)")
    #expect(report.contains("`--keep-going` goes on"), "\(report)")
  }

  @Test("a point whose page would be too much is a point that failed")
  func tooMuch() async throws {
    let project = try Scratch([
      "Notebooks/n.sernb": "---\nparams:\n  n: 1\n---\n```ser a\nlist(1 .. params.n)\n```\n"
    ])
    let outcome = try await run(project, "-p", "n=10,50000,20", "--keep-going", "--disk", "100 KB")
    #expect(outcome.code == 1, "\(outcome.all)")
    #expect(
      outcome.errors.contains("n.sernb: 3 points, 1 failed → Outputs/n.sweep.failed.md written"),
      "\(outcome.all)")
    let page = try #require(project.text("Outputs/n.sweep.failed.md"))
    #expect(page.contains("`n-50000` failed: The write-up would take"), "\(page)")
  }

  @Test("time limits of cells, and secrets, hold at every point")
  func settings() async throws {
    let project = try Scratch([
      "Notebooks/n.sernb": """
      ---
      params:
        n: 1
        key:
          secret: true
      ---
      ```ser a
      s = sum([x * params.n for x in 1 .. 3000000])
      ```

      ```ser b
      #| timeout: 10 h
      f = read_csv(params.key)
      f
      ```

      """, "data/hunter22.csv": "name\nsesame\n",
    ])
    let outcome = try await run(
      project, "-p", "n=1,2", "-p", "key=data/hunter22.csv", "--keep-going", "--cell-timeout",
      "1 ms")
    #expect(outcome.code == 6, "\(outcome.all)")
    #expect(
      outcome.errors.components(separatedBy: "error[timeout]").count == 3, "\(outcome.all)")
    for (name, bytes) in project.files("") where !name.hasPrefix("data/") {
      #expect(!String(decoding: bytes, as: UTF8.self).contains("hunter22"), "\(name)")
    }
  }
}
