// Parameters as they are given to a process: from the line, from a file, and secret ones, which no stream and no file holds.

import Basics
import Foundation
import Testing
import TestSupport

@Suite("parameters of a process")
struct ParameterTests {
  private static let notebook = """
    ---
    params:
      trees: 100
      columns: [1, 2]
    ---
    ```ser a
    [params.trees, sum(params.columns)]
    ```

    """

  private func page(_ arguments: [String], _ files: [String: String] = [:]) async throws -> String {
    let project = try Scratch(["Notebooks/n.sernb": Self.notebook].merging(files) { $1 })
    let outcome = await Verb.run(["run"] + arguments, in: project.path)
    return outcome.code == 0 ? project.text("Outputs/n.md") ?? "" : outcome.all
  }

  @Test("a file gives values, the line goes before it, and the last one on the line counts")
  func order() async throws {
    let file = ["p.yaml": "trees: 7\ncolumns: [3, 4]\n"]
    #expect(try await page(["--params", "p.yaml"], file).contains("[7, 7]"))
    let both = try await page(["-p", "trees=9", "--params", "p.yaml", "-p", "trees=10"], file)
    #expect(both.contains("[10, 7]"), "\(both)")
  }

  @Test("a file may be a pipe, which can be read once")
  func pipe() async throws {
    let project = try Scratch(["Notebooks/n.sernb": Self.notebook])
    let path = project.path + "/pipe"
    #expect(mkfifo(path, 0o600) == 0)
    // Opening it waits for the reader.
    Thread.detachNewThread {
      FileHandle(forWritingAtPath: path)?.write(Data("trees: 8\n".utf8))
    }
    let outcome = await Verb.run(["run", "--params", "pipe"], in: project.path)
    #expect(outcome.code == 0, "\(outcome.all)")
    #expect(try #require(project.text("Outputs/n.md")).contains("[8, 3]"))
  }

  @Test(
    "a file that cannot be read is wrong usage, told by line",
    arguments: [
      ("trees: 1\ntrees: 2\n", "p.yaml:2:1: I cannot read the parameters: `trees` is given twice"),
      ("trees: {a: 1}\n", "p.yaml:1:1: I cannot read the value of `trees`"),
      ("trees: [100, 300]\n", "The parameter `trees` cannot be `[100, 300]`"),
      ("trees: 100,300\n", "The parameter `trees` cannot be `\"100,300\"`"),
    ])
  func unreadable(text: String, words: String) async throws {
    let project = try Scratch(["Notebooks/n.sernb": Self.notebook, "p.yaml": text])
    for verb in [["run"], ["check", "--static"]] {
      let outcome = await Verb.run(verb + ["--params", "p.yaml"], in: project.path)
      #expect(outcome.code == 2, "\(outcome.all)")
      #expect(outcome.errors.contains(words), "\(outcome.all)")
    }
    #expect(project.text("Outputs/n.md") == nil)
    let absent = await Verb.run(["step", "--params", "q.yaml"], in: project.path)
    #expect(absent.code == 2 && absent.errors.contains("'q.yaml'"), "\(absent.all)")
  }

  /// Two notebooks with a parameter of one name.
  private static let two = [
    "Notebooks/a.sernb": "---\nparams:\n  n: 1\n---\n```ser c\nparams.n\n```\n",
    "Notebooks/sub/5.1_b.sernb": "---\nparams:\n  n: 2\n---\n```ser c\nparams.n\n```\n",
  ]

  @Test(
    "a value may be for one notebook, which goes before values for all",
    arguments: [
      (["a.n=7"], "7", "2"), (["5.1_b.n=7", "n=8"], "8", "7"), (["sub/5.1_b.n=7"], "1", "7"),
      (["Notebooks/sub/5.1_b.sernb.n=7", "5.1_b.n=9"], "1", "9"),
    ])
  func addressed(given: [String], a: String, b: String) async throws {
    let project = try Scratch(Self.two)
    let options = given.flatMap { ["-p", $0] }
    let outcome = await Verb.run(["run", "Notebooks"] + options, in: project.path)
    #expect(outcome.code == 0, "\(outcome.all)")
    #expect(try #require(project.text("Outputs/a.md")).contains("\n\(a)\n"))
    #expect(try #require(project.text("Outputs/sub/5.1_b.md")).contains("\n\(b)\n"))
    let check = await Verb.run(["check", "Notebooks"] + options, in: project.path)
    #expect(check.code == 0, "\(check.all)")
    // A file of parameters says the same.
    let lines = given.map { $0.replacing("=", with: ": ") }.joined(separator: "\n")
    let other = try Scratch(Self.two.merging(["p.yaml": lines + "\n"]) { $1 })
    let again = await Verb.run(["run", "Notebooks", "--params", "p.yaml"], in: other.path)
    #expect(again.code == 0, "\(again.all)")
    #expect(other.text("Outputs/a.md") == project.text("Outputs/a.md"))
    #expect(other.text("Outputs/sub/5.1_b.md") == project.text("Outputs/sub/5.1_b.md"))
  }

  @Test("a value for a notebook or a parameter that is not there is told")
  func wrongAddress() async throws {
    let project = try Scratch(Self.two)
    let outcome = await Verb.run(
      ["run", "Notebooks", "-p", "c.n=1", "-p", "a.m=1", "-p", "5.1_c.n=1"], in: project.path)
    #expect(outcome.code == 2)
    #expect(outcome.all.contains("No notebook here is named `c`."), "\(outcome.all)")
    #expect(outcome.all.contains("The notebook `a` has no parameter `m`."), "\(outcome.all)")
    #expect(outcome.all.contains("Did you mean `5.1_b`?"), "\(outcome.all)")
  }

  @Test("a grid may be for one notebook")
  func addressedGrid() async throws {
    let project = try Scratch(Self.two)
    let outcome = await Verb.run(["run", "Notebooks", "-p", "a.n=3,4"], in: project.path)
    #expect(outcome.code == 0, "\(outcome.all)")
    #expect(project.text("Outputs/a.sweep/a.n-4.md") != nil, "\(outcome.all)")
    #expect(project.text("Outputs/sub/5.1_b.md") != nil)
    #expect(project.text("Outputs/sub/5.1_b.sweep/a.n-4.md") == nil)
  }

  @Test(
    "a path that is given from elsewhere stands on pages by its name, and is compared where it is there"
  )
  func givenPath() async throws {
    let notebook = """
      ---
      requires:
        data/t.csv: Make it.
      params:
        file: data/t.csv
      ---
      ```ser c
      read_csv(params.file)
      ```

      From {{ params.file }}.

      """
    let data = try Scratch(["deep/t.csv": "x\n1\n", "other/t.csv": "x\n2\n"])
    let project = try Scratch(["Notebooks/n.sernb": notebook])
    let given = ["-p", "file=\(data.path)/deep/t.csv"]
    let outcome = await Verb.run(["run", "Notebooks"] + given, in: project.path)
    #expect(outcome.code == 0, "\(outcome.all)")
    for page in ["Outputs/n.md", "Outputs/n.results.json"] {
      let text = try #require(project.text(page))
      #expect(!text.contains(data.path), "\(page)")
      #expect(text.contains("…/t.csv"), "\(page)")
    }
    func check(_ options: [String]) async -> (code: Int32?, all: String) {
      let outcome = await Verb.run(["check", "Notebooks"] + options, in: project.path)
      return (outcome.code, outcome.all)
    }
    let plain = await check([])
    #expect(plain.code == 0 && plain.all.contains("without `…/t.csv`"), "\(plain.all)")
    #expect(await check(given).code == 0)
    let other = await check(["-p", "file=\(data.path)/other/t.csv"])
    #expect(other.code == 3 && other.all.contains("`…/t.csv` changed."), "\(other.all)")
    // What is not there is missing, wherever it is.
    for missing in ["\(data.path)/none/t.csv", "../none/t.csv", "none.csv"] {
      let outcome = await Verb.run(
        ["run", "Notebooks/n.sernb", "-p", "file=\(missing)"], in: project.path)
      #expect(outcome.code == 7, "\(missing): \(outcome.all)")
    }
  }

  @Test("every name that no notebook declares is told, from the line and from the file")
  func unknown() async throws {
    let project = try Scratch(["Notebooks/n.sernb": Self.notebook, "p.yaml": "tree: 1\nx: 2\n"])
    let outcome = await Verb.run(
      ["run", "--params", "p.yaml", "-p", "column=3", "-p", "tree=4"], in: project.path)
    #expect(outcome.code == 2)
    for words in [
      "No notebook here has a parameter `tree`. Did you mean `trees`?",
      "No notebook here has a parameter `x`.",
      "No notebook here has a parameter `column`. Did you mean `columns`?",
      "There are `columns`, `trees`.",
    ] {
      #expect(outcome.errors.contains(words), "\(words)\n\(outcome.all)")
    }
    #expect(outcome.errors.components(separatedBy: "`tree`.").count == 2)
  }

  @Test("a parameter that nothing reads is a static problem at its name")
  func unread() async throws {
    let project = try Scratch([
      "Notebooks/n.sernb": "---\nparams:\n  used: 1\n  idle: 2\n---\n{{ params.used }}\n"
    ])
    let outcome = await Verb.run(["check", "--static"], in: project.path)
    #expect(outcome.code == 5)
    #expect(outcome.errors.contains("error[unread-parameter]: The parameter `idle`"))
    #expect(outcome.errors.contains("n.sernb:4:3"), "\(outcome.all)")
  }
}

@Suite("secrets of a process")
struct SecretProcessTests {
  private static let secret = "data/hidden_place"

  private func project(_ cell: String) throws -> Scratch {
    try Scratch([
      "Notebooks/n.sernb": """
      ---
      params:
        place:
          secret: true
      ---
      ```ser a
      \(cell)
      ```

      """, "\(Self.secret)/a.csv": "x\n1\n", "\(Self.secret).csv": "x\n1\n",
    ])
  }

  /// Every file that names the secret but for those that it is about.
  private func leaks(_ project: Scratch) -> [String] {
    project.files().filter { name, bytes in
      !name.hasPrefix("data/") && String(decoding: bytes, as: UTF8.self).contains("hidden_place")
    }.keys.sorted()
  }

  @Test("one that is not given is asked for where it is read")
  func absent() async throws {
    let project = try project("rows(read_csv(params.place))")
    let outcome = await Verb.run(["run"], in: project.path)
    #expect(outcome.code == 2, "\(outcome.all)")
    #expect(outcome.errors.contains("error[missing-parameter]: The secret `place` is needed here"))
    #expect(outcome.errors.contains("n.sernb:7:22"), "\(outcome.all)")
    #expect(project.text("Outputs/n.md") == nil)
  }

  @Test("it opens a file and leaves no trace on the page")
  func used() async throws {
    let project = try project("rows(read_csv(params.place))")
    let outcome = await Verb.run(["run", "-p", "place=\(Self.secret).csv"], in: project.path)
    #expect(outcome.code == 0, "\(outcome.all)")
    #expect(!outcome.all.contains("hidden"))
    #expect(leaks(project) == [])
    let page = try #require(project.text("Outputs/n.md"))
    #expect(page.contains("-p place=•••") && page.contains("place `•••`"), "\(page)")
  }

  @Test("problems are told without it, in words and as JSON", arguments: ["text", "json"])
  func problems(format: String) async throws {
    let project = try project("rows(read_csv(params.place))")
    let outcome = await Verb.run(
      ["run", "--format", format, "-p", "place=\(Self.secret)/none.csv"], in: project.path)
    #expect(outcome.code == 7, "\(outcome.all)")
    #expect(outcome.all.contains("I cannot find the file `•••`"), "\(outcome.all)")
    #expect(!outcome.all.contains("hidden"), "\(outcome.all)")
    let short = await Verb.run(["run", "-p", "place=abc_def"], in: project.path)
    #expect(short.code == 2 && short.errors.contains("at least 8 characters"), "\(short.all)")
    #expect(!short.all.contains("abc_def"))
  }

  @Test("a session shows it as dots, also once it was set to another")
  func session() async throws {
    let project = try project("rows(read_csv(params.place))")
    let lines = """
      :set place \(Self.secret)/a.csv
      :next
      :set
      "\(Self.secret)/a.csv"
      :set place \(Self.secret)/none.csv
      :run stale
      "see \(Self.secret)/a.csv"

      """
    let outcome = await Verb.run(["step", "Notebooks/n.sernb"], in: project.path, typing: lines)
    #expect(!outcome.all.contains("hidden_place"), "\(outcome.all)")
    #expect(outcome.output.contains("`place` is ••• in this session."), "\(outcome.all)")
    #expect(outcome.errors.contains("I cannot find the file `•••`"), "\(outcome.all)")
    #expect(leaks(project) == [])
  }
}
