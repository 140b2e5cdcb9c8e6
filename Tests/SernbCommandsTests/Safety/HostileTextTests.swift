// Data, names of files and a notebook that try to command the terminal and the page: every verb, both streams, all files.

import Foundation
import Testing
import TestSupport

@Suite("hostile texts and every verb")
struct HostileTextTests {
  private static let sequence = "\u{1B}[2J\u{1B}]0;owned\u{7}\u{9B}31m\u{202E}\u{200B}\u{2066}"
  private static let cell = "<img src=x onerror=y> [a](javascript:b) |c| *d* `e`"

  private static let notebook = """
    ---
    title: "T\u{202E} <script>"
    params:
      n: 1        # how many
    ---

    ```ser a
    t = read_csv("names.csv")
    t
    t.name[0]
    {k: t.name[0]}
    plot bars(t.name, y: t.x, title: t.name[0])
    save t to "u.csv"
    # \(sequence)
    ```

    {{ t.name[0] }}

    Words {{ t.name[0] }} and <b title="{{ t.name[0] }}">x</b>.

    | a | b |
    | :-- | :-- |
    | {{ t.name[0] }} | 1 |

    Made {{ markdown("*" + t.name[0]) }}

    ```ser b
    expect params.n == 1, t.name[0]
    ```

    """

  private func project() throws -> Scratch {
    let first = "\"\(Self.sequence) \(Self.cell)\",1\n"
    return try Scratch([
      "Notebooks/n.sernb": Self.notebook,
      "names.csv": "name,x\n" + first + "b,2\n",
      "Notebooks/bad\u{1B}[31m\u{202E}.sernb": "```ser a\nx = nothing \"\(Self.sequence)\"\n```\n",
    ])
  }

  /// What must not be in a stream or a file.
  private static func hidden(in text: String) -> [String] {
    text.unicodeScalars.filter { scalar in
      switch scalar.value {
      case 0x09, 0x0A: false
      case 0..<0x20, 0x7F..<0xA0, 0x200B, 0x202A...0x202E, 0x2066...0x2069: true
      default: false
      }
    }.map { String($0.value, radix: 16) }
  }

  private func run(_ arguments: [String], _ project: Scratch) async -> Tool.Outcome {
    let outcome = await Verb.run(arguments, in: project.path)
    #expect(
      Self.hidden(in: outcome.output) == [], "\(arguments): \(outcome.output.debugDescription)")
    #expect(
      Self.hidden(in: outcome.errors) == [], "\(arguments): \(outcome.errors.debugDescription)")
    return outcome
  }

  @Test("no verb passes a hidden character on", .timeLimit(.minutes(30)))
  func verbs() async throws {
    let project = try project()
    let reports = ["xml", "json", "md", "codequality.json"].flatMap { ["--report", "r.\($0)"] }
    #expect(await run(["run", "Notebooks/n.sernb"] + reports, project).code == 0)
    #expect(await run(["run", "Notebooks", "-p", "n=2"] + reports, project).code == 5)
    _ = await run(["run", "Notebooks", "-p", "n=2", "--format", "json"], project)
    _ = await run(["check", "Notebooks", "--report", "c.xml"], project)
    for verb in [
      ["history"], ["diff"], ["graph"], ["why", "Notebooks/n.sernb"], ["doc", "mean\u{1B}[2J"],
      ["cache", "info"], ["fmt", "Notebooks", "--check"],
      ["corpus", "show", "no\u{1B}[2J\u{202E}"], ["run", "no\u{1B}[2J.sernb"],
    ] {
      _ = await run(verb, project)
    }
    for (name, bytes) in project.files() {
      let isReport = ["r.xml", "r.json", "r.md", "r.codequality.json", "c.xml"].contains(name)
      let isPage = name.hasSuffix(".svg") || name.hasSuffix(".results.json")
      guard isReport || isPage else { continue }
      #expect(Self.hidden(in: String(decoding: bytes, as: UTF8.self)) == [], "\(name)")
    }
  }

  @Test("the page shows the letters of the data, and none of them acts")
  func page() async throws {
    let project = try project()
    #expect(await run(["run", "Notebooks/n.sernb"], project).code == 0)
    let page = try #require(project.text("Outputs/n.md"))
    let prose = page.split(separator: "\n").filter { $0.hasPrefix("Words") || $0.hasPrefix("|") }
    #expect(prose.contains { $0.contains("Words \\\\u{1B}\\[2J") }, "\(page)")
    for line in prose {
      #expect(!line.contains("<img") && !line.contains("[a](") && !line.contains(" *d*"), "\(line)")
      #expect(!line.contains(" |c| "), "\(line)")
    }
    #expect(prose.contains { $0.contains("title=\"&#92;u&#123;1B&#125;") }, "\(prose)")
    // A value that was made Markdown keeps its marks.
    #expect(page.contains("<img src=x onerror=y>"))
  }

  @Test("a session shows it, too")
  func session() async throws {
    let project = try project()
    let outcome = await Verb.run(
      ["step", "Notebooks/n.sernb"], in: project.path,
      typing:
        ":run\nt\nt.name[0]\n\"\(Self.sequence)\"\nbars(t.name, y: t.x)\n:vars\nwrong \(Self.sequence)\n:quit\n"
    )
    #expect(Self.hidden(in: outcome.all) == [], "\(outcome.all.debugDescription)")
    #expect(outcome.all.contains("\\u{1B}[2J"))
  }
}
