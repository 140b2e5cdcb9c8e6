// What a run writes and what it leaves alone, as a person at the command line meets it.

import Basics
import Foundation
import Testing
import TestSupport

@Suite("what a run writes")
struct OutputsTests {
  private static let notebook = """
    ---
    params:
      n: 3
    ---
    # N

    ```ser one
    t = table(a: list(1 .. params.n))
    save t to "t.csv"
    t
    ```

    """

  private func sernb(_ project: Scratch, _ arguments: String...) async -> Tool.Outcome {
    await Verb.run(arguments, in: project.path)
  }

  @Test("a folder means its notebooks, also the second time")
  func folder() async throws {
    let project = try Scratch(["Notebooks/n.sernb": Self.notebook])
    for _ in 0..<2 {
      let outcome = await sernb(project, "run", ".")
      #expect(outcome.code == 0, "\(outcome.all)")
      #expect(outcome.errors.contains("Notebooks/n.sernb: 1 cell"), "\(outcome.all)")
    }
  }

  @Test("two notebooks of one page are refused by name, and nothing of either is written")
  func clash() async throws {
    let project = try Scratch([
      "Notebooks/x.sernb": Self.notebook, "x.sernb": Self.notebook,
      "Notebooks/y.sernb": Self.notebook,
    ])
    for verb in [["run", "Notebooks"], ["check", "--static", "Notebooks"]] {
      let outcome = await Verb.run(verb, in: project.path)
      #expect(outcome.code == 5, "\(outcome.all)")
      #expect(
        outcome.errors.contains(
          "`Notebooks/x.sernb` and `x.sernb` would both write `Outputs/x.md`"),
        "\(outcome.all)")
    }
    #expect(project.text("Outputs/x.md") == nil)
  }

  @Test("a page that a person wrote is neither replaced nor deleted")
  func foreign() async throws {
    let project = try Scratch([
      "Notebooks/n.sernb": Self.notebook, "Outputs/n.md": "mine",
      "Outputs/n.files/notes.txt": "mine too",
    ])
    let refused = await sernb(project, "run")
    #expect(refused.code == 1 && refused.errors.contains("I did not write `Outputs/n.md`"))
    #expect(project.text("Outputs/n.md") == "mine")
    #expect(project.files("Outputs").count == 2)
    let elsewhere = await sernb(project, "run", "--output", "pages")
    #expect(elsewhere.code == 0, "\(elsewhere.all)")
    #expect(project.text("pages/n.md") != nil && project.text("Outputs/n.md") == "mine")
  }

  @Test("write-ups in another folder are made, checked and found stale there")
  func output() async throws {
    let project = try Scratch(["Notebooks/n.sernb": Self.notebook])
    #expect(await sernb(project, "run").code == 0)
    let own = project.files("Outputs")
    #expect(await sernb(project, "run", "--output", "real", "-p", "n=5").code == 0)
    #expect(project.files("Outputs") == own)
    #expect(project.text("real/n.files/t.csv")?.contains("5") == true)
    #expect(await sernb(project, "check", "--output", "real", "-p", "n=5").code == 0)
    let stale = await sernb(project, "check", "--freshness", "--output", "real")
    #expect(stale.code == 4 && stale.errors.contains("`n` is 3 now, and was 5"), "\(stale.all)")
    #expect(await sernb(project, "run", "--output", ".git/x").code == 2)
  }

  @Test("write-ups whose notebook is gone are reported, listed and deleted")
  func clean() async throws {
    let project = try Scratch([
      "Notebooks/n.sernb": Self.notebook, "Notebooks/gone.sernb": Self.notebook,
    ])
    #expect(await sernb(project, "run").code == 0)
    try FileManager.default.removeItem(atPath: project.path + "/Notebooks/gone.sernb")
    try project.write("mine", to: "Outputs/gone.files/mine.txt")
    for verb in [["check", "Notebooks"], ["check", "--freshness", "Notebooks"]] {
      let check = await Verb.run(verb, in: project.path)
      #expect(
        check.code == 3 && check.errors.contains("Notebooks/gone.sernb is gone"), "\(check.all)")
    }
    #expect(await sernb(project, "check", "Notebooks/n.sernb").code == 0)
    let listed = await sernb(project, "clean", "--dry-run")
    #expect(listed.output.contains("Outputs/gone.files/t.csv"), "\(listed.all)")
    #expect(project.text("Outputs/gone.md") != nil)
    let cleaned = await sernb(project, "clean")
    #expect(cleaned.code == 0 && cleaned.output.contains("Deleted 3 files"), "\(cleaned.all)")
    #expect(project.text("Outputs/gone.files/mine.txt") == "mine")
    #expect(project.text("Outputs/gone.md") == nil && project.text("Outputs/n.md") != nil)
    #expect(await sernb(project, "check", "Notebooks").code == 0)
  }

  @Test("data that are not here make nothing stale, whether their folder is here or not")
  func absentData() async throws {
    let project = try Scratch([
      "Notebooks/n.sernb": "```ser a\nread_csv(\"data/sub/x.csv\")\n```\n",
      "data/sub/x.csv": "a\n1\n",
    ])
    #expect(await sernb(project, "run").code == 0)
    let before = project.files("Outputs")
    for folder in [nil, "/data", "/data/sub"] {
      try? FileManager.default.removeItem(atPath: project.path + "/data")
      if let folder {
        try FileManager.default.createDirectory(
          atPath: project.path + folder, withIntermediateDirectories: true)
      }
      let fresh = await sernb(project, "check", "--freshness")
      #expect(fresh.code == 0, "\(fresh.all)")
      #expect(fresh.errors.contains("as far as can be checked without `data/sub/x.csv`"))
      // A run that fails for lack of them keeps the committed page.
      #expect(await sernb(project, "run").code == 7)
      var after = project.files("Outputs")
      for name in after.keys where name.contains(".failed.") { after[name] = nil }
      #expect(after == before)
    }
  }

  @Test("a checkout whose line ends Git changed is fresh, and its pages compare as equal")
  func lineEnds() async throws {
    let project = try Scratch([
      "Notebooks/n.sernb":
        "# N\n\n```ser a\nt = read_csv(\"in.csv\")\nplot line(t, x: .a, y: .b)\nsave t to \"t.csv\"\nt\n```\n",
      "in.csv": "a,b\n1,2\n2,3\n",
    ])
    #expect(await sernb(project, "run").code == 0)
    for (name, bytes) in project.files() where !name.hasPrefix(".") {
      let text = String(decoding: bytes, as: UTF8.self).replacing("\n", with: "\r\n")
      try project.write(text, to: name)
    }
    let fresh = await sernb(project, "check", "--freshness")
    #expect(fresh.code == 0 && !fresh.errors.contains("as far as"), "\(fresh.all)")
    let checked = await sernb(project, "check")
    #expect(checked.code == 0, "\(checked.all)")
  }

  @Test("the line that says how a page was made names only parameters that the notebook has")
  func madeBy() async throws {
    let project = try Scratch([
      "Notebooks/n.sernb": Self.notebook, "Notebooks/m.sernb": "```ser a\n1\n```\n",
    ])
    #expect(await sernb(project, "run", "-p", "n=4").code == 0)
    #expect(project.text("Outputs/n.md")?.contains("-p n=4") == true)
    #expect(project.text("Outputs/m.md")?.contains("-p n=4") == false)
  }

  @Test("the cache may lie in another folder, by option or by environment")
  func cache() async throws {
    let project = try Scratch(["p/Notebooks/n.sernb": Self.notebook])
    let root = project.path + "/p"
    let kept = project.path + "/disk"
    #expect(await Verb.run(["run", "--cache", kept], in: root).code == 0)
    #expect(!project.files("disk/v1/packs").isEmpty && project.files("p/.sernb/cache").isEmpty)
    let again = await Verb.run(["run"], in: root, environment: ["SERNB_CACHE": kept])
    #expect(again.errors.contains("none ran"), "\(again.all)")
  }

  @Test("a new notebook's project tells git what to ignore and to leave as it is")
  func gitLines() async throws {
    let project = try Scratch([".git/HEAD": "", ".gitignore": "/data"])
    let made = await sernb(project, "new", "Notebooks/n.sernb")
    #expect(made.code == 0, "\(made.all)")
    #expect(project.text(".gitignore") == "/data\nOutputs/**/*.failed.*\n/.sernb\n")
    #expect(project.text(".gitattributes")?.contains("Outputs/** text=auto eol=lf") == true)
    #expect(await sernb(project, "new", "Notebooks/m.sernb").code == 0)
    #expect(project.text(".gitignore") == "/data\nOutputs/**/*.failed.*\n/.sernb\n")
  }
}
