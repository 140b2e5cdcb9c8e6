// `sernb check` as CI uses it: problems, freshness, a run beside what is committed; and `sernb why`.

import Foundation
import Testing
import TestSupport

@Suite("check")
struct CheckTests {
  private static let notebook = """
    ---
    title: Numbers
    seed: 3
    params:
      share: 50 %
    ---

    # Numbers

    ```ser data
    rows = read_csv("data/n.csv")
    rows
    ```

    ```ser mean
    level = mean(rows.x) * params.share
    level
    ```

    ```ser drawn
    max(noise(duration: 10 ms).samples)
    ```

    The level is {{ level : fixed 2 }}.

    ```ser picture
    plot bars(rows, x: .name, y: .x)
    save rows to "rows.csv"
    ```

    """

  private static func made(_ text: String) async throws -> Scratch {
    let project = try Scratch([
      "Notebooks/n.sernb": text, "data/n.csv": "name,x\na,1\nb,2\nc,6\n",
    ])
    let made = await Verb.run(["run"], in: project.path)
    #expect(made.code == 0, "\(made.all)")
    return project
  }

  /// Run once for all tests, which each get a copy.
  private static let whole = Task { try await made(notebook) }

  private func project(_ text: String? = nil) async throws -> Scratch {
    if let text { return try await Self.made(text) }
    let (whole, copy) = (try await Self.whole.value, try Scratch())
    for name in try FileManager.default.contentsOfDirectory(atPath: whole.path) {
      try FileManager.default.copyItem(
        atPath: whole.path + "/" + name, toPath: copy.path + "/" + name)
    }
    return copy
  }

  private func edit(_ project: Scratch, _ old: String, _ new: String) throws {
    let text = try #require(project.text("Notebooks/n.sernb"))
    #expect(text.contains(old))
    try project.write(text.replacing(old, with: new), to: "Notebooks/n.sernb")
  }

  private func check(_ project: Scratch, _ arguments: String...) async throws -> Tool.Outcome {
    await Verb.run(["check"] + arguments, in: project.path)
  }

  @Test("a write-up that nothing has touched is fresh, and a run gives the same")
  func fresh() async throws {
    let project = try await project()
    let before = project.files("Outputs")
    let fresh = try await check(project, "--freshness")
    #expect(fresh.code == 0 && fresh.errors == "1 write-up: fresh\n", "\(fresh.all)")
    let whole = try await check(project)
    #expect(whole.code == 0, "\(whole.all)")
    #expect(whole.errors.contains("n.sernb: 4 cells, none ran: same as Outputs/n.md"))
    let cold = try await check(project, "--no-cache")
    #expect(cold.code == 0, "\(cold.all)")
    #expect(project.files("Outputs") == before)
  }

  @Test(
    "what makes a write-up stale is named",
    arguments: [
      ("share: 50 %", "share: 40 %", "`share` is 0.4 now, and was 0.5."),
      ("seed: 3", "seed: 4", "`seed` is 4 now, and was 3."),
      ("mean(rows.x)", "max(rows.x)", "The code of `mean`, or something that it reads, changed."),
      ("level : fixed 2", "level : fixed 1", "A value bound in the prose changed."),
      ("# Numbers", "# Many numbers", "Only the text around the results changed."),
      (
        "```ser drawn\nmax(noise(duration: 10 ms).samples)\n```\n", "", "`drawn` is gone."
      ),
    ])
  func stale(old: String, new: String, words: String) async throws {
    let project = try await project()
    try edit(project, old, new)
    let outcome = try await check(project, "--freshness")
    #expect(outcome.code == 4, "\(outcome.all)")
    #expect(outcome.errors.contains("Notebooks/n.sernb: stale. \(words)"), "\(outcome.all)")
  }

  @Test("so are data, and write-ups that were edited, lost or never made")
  func staleFiles() async throws {
    let project = try await project()
    func expectStale(_ words: String) async throws {
      let outcome = try await check(project, "--freshness")
      #expect(outcome.code == 4 && outcome.errors.contains(words), "\(outcome.all)")
    }
    try project.write("name,x\na,1\nb,2\nc,7\n", to: "data/n.csv")
    try await expectStale("`data/n.csv` changed.")
    try project.write("name,x\na,1\nb,2\nc,6\n", to: "data/n.csv")
    #expect(try await check(project, "--freshness").code == 0)
    let page = try #require(project.text("Outputs/n.md"))
    try project.write(page.replacing("1.50", with: "9.50"), to: "Outputs/n.md")
    try await expectStale("`Outputs/n.md` was edited by hand.")
    try project.write(page, to: "Outputs/n.md")
    let results = try #require(project.text("Outputs/n.results.json"))
    try project.write(
      results.replacing("\"value\": 1.5", with: "\"value\": 9.5"), to: "Outputs/n.results.json")
    try await expectStale("`Outputs/n.results.json` was edited by hand.")
    try FileManager.default.removeItem(atPath: project.path + "/Outputs/n.results.json")
    try await expectStale("There is no write-up: `sernb run Notebooks/n.sernb` makes it.")
  }

  @Test("data that are not here are told, and judged neither way")
  func absentData() async throws {
    let project = try await project(
      Self.notebook.replacing(
        "seed: 3\n", with: "seed: 3\nrequires:\n  Notebooks: nothing\n"))
    try FileManager.default.removeItem(atPath: project.path + "/data")
    try FileManager.default.removeItem(atPath: project.path + "/.sernb")
    let outcome = try await check(project, "--freshness", "--assume-data")
    #expect(outcome.code == 0, "\(outcome.all)")
    #expect(outcome.errors.contains("fresh, as far as can be checked without `data/n.csv`"))
  }

  @Test("another result is a difference, as values and as a diff; --update accepts it")
  func differs() async throws {
    let project = try await project()
    try project.write("name,x\na,1\nb,2\nc,9\n", to: "data/n.csv")
    let before = project.files("Outputs")
    let outcome = try await check(project)
    #expect(outcome.code == 3, "\(outcome.all)")
    #expect(outcome.errors.contains("stale. `data/n.csv` changed."))
    #expect(outcome.errors.contains("differs from Outputs/n.md"))
    #expect(outcome.output.contains("`mean`: value `level`"), "\(outcome.output)")
    #expect(outcome.output.contains("2 now, 1.5 committed"), "\(outcome.output)")
    #expect(
      outcome.output.contains("-The level is 1.50.\n+The level is 2.00."), "\(outcome.output)")
    #expect(project.files("Outputs") == before)
    let update = try await check(project, "--update")
    #expect(update.code == 0, "\(update.all)")
    #expect(project.text("Outputs/n.md")?.contains("The level is 2.00.") == true)
    #expect(try await check(project).code == 0)
  }

  @Test("a cell's tolerance decides how far its numbers may lie, and no other cell's")
  func tolerance() async throws {
    let project = try await project(
      Self.notebook.replacing("```ser mean\n", with: "```ser mean\n#| tolerance: 10 %\n"))
    // Only `level` moves, by 2 %; the table of rows is left out, as it has no tolerance.
    try edit(project, "* params.share", "* params.share * 1.02")
    try edit(project, "The level is {{ level : fixed 2 }}.", "A level.")
    #expect(try await check(project, "--update").code == 0)
    try edit(project, "* 1.02", "* 1.04")
    let near = try await check(project)
    #expect(near.code == 4, "\(near.all)")
    #expect(near.errors.contains("same as Outputs/n.md: "), "\(near.all)")
    try edit(project, "* 1.04", "* 1.4")
    let far = try await check(project)
    #expect(far.code == 3, "\(far.all)")
    #expect(far.output.contains("tolerance 10 %"), "\(far.output)")
  }

  @Test("parts of the work together are all of it, each notebook once")
  func shards() async throws {
    let project = try Scratch()
    for name in ["a", "b", "c", "d", "e"] {
      try project.write(
        "---\ntitle: \(name)\n---\n\n```ser one\n1 + 1\n```\n", to: "Notebooks/\(name).sernb")
    }
    #expect(await Verb.run(["run"], in: project.path).code == 0)
    var seen: [String] = []
    for part in 1...3 {
      let outcome = try await check(project, "--shard", "\(part)/3")
      #expect(outcome.code == 0, "\(outcome.all)")
      for line in outcome.errors.split(separator: "\n") where line.contains(": same as ") {
        seen.append(String(line.prefix { $0 != ":" }))
      }
    }
    #expect(seen.sorted() == ["a", "b", "c", "d", "e"].map { "Notebooks/\($0).sernb" })
    for wrong in ["0/3", "4/3", "1", "a/b", "1/0"] {
      #expect(try await check(project, "--shard", wrong).code == 2, "\(wrong)")
    }
  }

  @Test("a notebook that fails is told as in a run, and its write-up stays")
  func failing() async throws {
    let project = try await project()
    let before = project.files("Outputs")
    try edit(project, "plot bars(rows, x: .name, y: .x)", "expect level > 5, \"it should\"")
    let outcome = try await check(project)
    #expect(outcome.code == 1, "\(outcome.all)")
    #expect(outcome.errors.contains("error[expectation-failed]"), "\(outcome.all)")
    #expect(project.files("Outputs") == before)
  }

  // MARK: What runs, and why

  private func ran(_ outcome: Tool.Outcome) -> [String] {
    outcome.errors.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard words.count >= 3, words[0] == "Notebooks/n.sernb:", words[2].first?.isNumber == true
      else { return nil }
      return String(words[1])
    }.sorted()
  }

  @Test(
    "an edit runs the cells that hang on it and no others",
    arguments: [
      ("# Numbers", "# Sums", [String]()),
      ("```ser mean\n", "```ser mean\n#| caption: The level\n# a remark\n", []),
      (
        "level = mean(rows.x) * params.share",
        "level = mean( rows.x )*params.share   # by parameter", []
      ),
      ("share: 50 %", "share: 60 %", ["mean"]),
      ("seed: 3", "seed: 4", ["drawn"]),
      ("mean(rows.x)", "max(rows.x)", ["mean"]),
      ("10 ms", "20 ms", ["drawn"]),
    ])
  func edits(old: String, new: String, cells: [String]) async throws {
    let project = try await project()
    try edit(project, old, new)
    let warm = await Verb.run(["run"], in: project.path)
    #expect(warm.code == 0, "\(warm.all)")
    #expect(ran(warm) == cells, "\(warm.all)")
    let made = project.files("Outputs")
    let cold = await Verb.run(["run", "--no-cache"], in: project.path)
    #expect(cold.code == 0)
    #expect(project.files("Outputs") == made)
    // Back again: everything is known.
    try edit(project, new, old)
    #expect(ran(await Verb.run(["run"], in: project.path)) == [])
  }

  @Test("a file that changes runs what reads it, and stops where the value is the same")
  func data() async throws {
    let project = try await project()
    try project.write("name,x\na,1\nb,2.0\nc,6\n", to: "data/n.csv")
    #expect(ran(await Verb.run(["run"], in: project.path)) == ["data"])
    try project.write("name,x\na,1\nb,3\nc,6\n", to: "data/n.csv")
    #expect(ran(await Verb.run(["run"], in: project.path)) == ["data", "mean", "picture"])
    #expect(ran(await Verb.run(["run", "--recompute"], in: project.path)).count == 4)
    #expect(ran(await Verb.run(["run"], in: project.path)) == [])
  }

  @Test(
    "the seed of a notebook that is used counts where what is used was drawn from it",
    arguments: [("fixed", true), ("drawn", false)])
  func usedSeed(name: String, isFresh: Bool) async throws {
    let source = """
      ---
      seed: 1
      ---
      ```ser values
      fixed = 1 + 1
      drawn = max(noise(duration: 10 ms).samples)
      ```

      """
    let project = try Scratch([
      "Notebooks/source.sernb": source,
      "Notebooks/user.sernb": "```ser a\nuse \"source.sernb\" (\(name))\n\(name) > 0\n```\n",
    ])
    #expect(await Verb.run(["run"], in: project.path).code == 0)
    try project.write(source.replacing("seed: 1", with: "seed: 2"), to: "Notebooks/source.sernb")
    let outcome = try await check(project, "--freshness", "Notebooks/user.sernb")
    #expect(outcome.code == (isFresh ? 0 : 4), "\(outcome.all)")
    let words = "The seed of `Notebooks/source.sernb`, which it uses, changed."
    #expect(outcome.errors.contains(words) != isFresh, "\(outcome.all)")
    let why = await Verb.run(["why", "Notebooks/user.sernb", "a"], in: project.path)
    #expect(why.output.contains("would not run") == isFresh, "\(why.all)")
    // A run ends in what the check has said.
    #expect(await Verb.run(["run"], in: project.path).code == 0)
    #expect(try await check(project, "--freshness").code == 0)
  }

  @Test("`why` names the file, the parameter or the cell")
  func why() async throws {
    let project = try await project()
    func expectWhy(
      _ cell: String, _ words: String, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
      let outcome = await Verb.run(["why", "Notebooks/n.sernb", cell], in: project.path)
      #expect(
        outcome.code == 0 && outcome.output.contains(words), "\(outcome.all)",
        sourceLocation: sourceLocation)
    }
    try await expectWhy("mean", "because the notebook had not run here before. Now it would not")
    try project.write("name,x\na,1\nb,2\nc,7\n", to: "data/n.csv")
    try await expectWhy(
      "mean",
      "Now it would run: it reads `rows` of cell `data`, and the file `data/n.csv` changed.")
    #expect(await Verb.run(["run"], in: project.path).code == 0)
    try await expectWhy(
      "mean",
      "because it reads `rows` of cell `data`, and the file `data/n.csv` changed. Now it would not")
    try await expectWhy("drawn", "did not run in the last run: nothing it depends on")
    try edit(project, "share: 50 %", "share: 60 %")
    try await expectWhy(
      "mean", "Now it would run: the parameter `share` is 0.6, and was 0.5.")
    try edit(project, "seed: 3", "seed: 5")
    try await expectWhy("drawn", "Now it would run: it uses the seed, which is 5 and was 3.")
    try edit(project, "10 ms", "30 ms")
    try await expectWhy("drawn", "Now it would run: its code changed.")
    let unknown = await Verb.run(["why", "Notebooks/n.sernb", "meen"], in: project.path)
    #expect(unknown.code == 2 && unknown.errors.contains("Did you mean `mean`?"), "\(unknown.all)")
  }

  @Test("`why` says that a place may not be looked at without `--allow`, not that it changed")
  func whyForbidden() async throws {
    let outside = try Scratch(["rows.csv": "x\n1\n"])
    let rows = "\(outside.path)/rows.csv"
    let project = try Scratch([
      "Notebooks/n.sernb": "```ser a\nt = read_csv(\"\(rows)\")\n```\n\n```ser b\nrows(t)\n```\n"
    ])
    #expect(await Verb.run(["run", "--allow", outside.path], in: project.path).code == 0)
    let words = "it may not look at `\(rows)` without `--allow`."
    for (cell, sentence) in [("a", words), ("b", "it reads `t` of cell `a`, and " + words)] {
      let why = await Verb.run(["why", "Notebooks/n.sernb", cell], in: project.path)
      #expect(why.output.contains("Now it could not run: " + sentence), "\(why.all)")
    }
    let allowed = await Verb.run(
      ["why", "Notebooks/n.sernb", "b", "--allow", outside.path], in: project.path)
    #expect(allowed.output.contains("Now it would not run"), "\(allowed.all)")
  }

  // MARK: Pages of sweeps

  private func swept() async throws -> Scratch {
    let project = try await project()
    let made = await Verb.run(["run", "-p", "share=25 %,75 %"], in: project.path)
    #expect(made.code == 0, "\(made.all)")
    return project
  }

  @Test("the pages of a sweep are judged too, without naming its parameters")
  func sweep() async throws {
    let project = try await swept()
    let fresh = try await check(project, "--freshness")
    #expect(fresh.code == 0 && fresh.errors.contains("4 write-ups: fresh"), "\(fresh.all)")
    let same = try await check(project, "--report", "r.json")
    #expect(same.code == 0, "\(same.all)")
    for point in ["share-25-percent", "share-75-percent", "all points"] {
      #expect(same.errors.contains("n.sernb at \(point): "), "\(same.all)")
      #expect(project.text("r.json")?.contains("\"point\": \"\(point)\"") == true)
    }
    try project.write("name,x\na,1\nb,2\nc,7\n", to: "data/n.csv")
    let stale = try await check(project, "--freshness", "--report", "r.xml")
    #expect(stale.code == 4 && stale.errors.contains("1 of 4 write-ups fresh"), "\(stale.all)")
    #expect(
      stale.errors.contains(
        "n.sernb at share-25-percent: stale. `data/n.csv` changed."), "\(stale.all)")
    #expect(project.text("r.xml")?.components(separatedBy: "type=\"stale\"").count == 4)
    let differs = try await check(project, "--report", "r.md")
    #expect(differs.code == 3, "\(differs.all)")
    #expect(
      differs.errors.contains("at share-75-percent: 4 cells, 1 ran: differs from Outputs/n.sweep/"),
      "\(differs.all)")
    #expect(differs.errors.contains("at all points: 2 points: differs from Outputs/n.sweep.md"))
    #expect(project.text("r.md")?.contains("+++ Outputs/n.sweep.md (now)") == true)
    #expect(try await check(project, "--update").code == 0)
    #expect(try await check(project).code == 0)
  }

  @Test("points that differ within their tolerances are no difference, nor is what is told of them")
  func sweepTolerance() async throws {
    let text = """
      ---
      params:
        share: 50 %
      ---
      ```ser level
      #| tolerance: 10 %
      params.share * 3
      ```

      """
    let project = try Scratch(["Notebooks/n.sernb": text])
    for arguments in [["run"], ["run", "-p", "share=25 %,75 %"]] {
      let made = await Verb.run(arguments, in: project.path)
      #expect(made.code == 0, "\(made.all)")
    }
    for name in [
      "n.sweep.md", "n.sweep/share-25-percent.md", "n.sweep/share-25-percent.results.json",
    ] {
      let page = try #require(project.text("Outputs/" + name))
      #expect(page.contains("0.75"), "\(name)")
      try project.write(page.replacing("0.75", with: "0.76"), to: "Outputs/" + name)
    }
    let outcome = try await check(project)
    #expect(outcome.code == 4, "\(outcome.all)")
    #expect(
      outcome.errors.contains("at share-25-percent: 1 cell, none ran: same as"), "\(outcome.all)")
    #expect(
      outcome.errors.contains(
        "at all points: 2 points: not compared, as points differ within their tolerances"),
      "\(outcome.all)")
  }

  @Test("what was done to the pages of a sweep is seen")
  func sweepEdited() async throws {
    let project = try await swept()
    func fresh(_ words: String, _ change: () throws -> Void) async throws {
      let before = project.files("Outputs")
      try change()
      let outcome = try await check(project, "--freshness")
      #expect(outcome.code == 4 && outcome.errors.contains(words), "\(words) \(outcome.all)")
      for (name, bytes) in before {
        try bytes.write(to: URL(fileURLWithPath: project.path + "/Outputs/" + name))
      }
      #expect(try await check(project, "--freshness").code == 0)
    }
    let page = try #require(project.text("Outputs/n.sweep.md"))
    try await fresh("at all points: stale. `Outputs/n.sweep.md` was edited by hand.") {
      try project.write(page + "x", to: "Outputs/n.sweep.md")
    }
    let results = try #require(project.text("Outputs/n.sweep.results.json"))
    try await fresh("at all points: stale. `Outputs/n.sweep.results.json` was edited by hand.") {
      try project.write(
        results.replacing("75 %", with: "85 %"), to: "Outputs/n.sweep.results.json")
    }
    try await fresh("does not say what it was made from: `sernb run Notebooks/n.sernb -p") {
      try project.write("{}", to: "Outputs/n.sweep.results.json")
    }
    try await fresh("`Outputs/n.sweep/share-25-percent.md` is missing") {
      try FileManager.default.removeItem(
        atPath: project.path + "/Outputs/n.sweep/share-25-percent.md")
    }
    try await fresh("at share-25-percent: stale. There is no write-up: `sernb run") {
      try FileManager.default.removeItem(
        atPath: project.path + "/Outputs/n.sweep/share-25-percent.results.json")
    }
    // The point as it was made once more by itself, with another value.
    try await fresh("`Outputs/n.sweep/share-25-percent.results.json` was edited by hand.") {
      let other = try #require(project.text("Outputs/n.sweep/share-75-percent.results.json"))
      try project.write(other, to: "Outputs/n.sweep/share-25-percent.results.json")
    }
    // A parameter that is no more.
    let text = try #require(project.text("Notebooks/n.sernb"))
    try project.write(
      text.replacing("share: 50 %", with: "part: 50 %").replacing(
        "params.share", with: "params.part"),
      to: "Notebooks/n.sernb")
    let gone = try await check(project, "--freshness")
    #expect(gone.code == 4, "\(gone.all)")
    #expect(
      gone.errors.contains("n.sernb at all points: stale. The notebook has no such grid any more"),
      "\(gone.all)")
  }
}
