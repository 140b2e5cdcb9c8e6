// A secret is given to every verb and to a session; then every file that any of them wrote, and both streams, are searched
// for it, in each spelling that a writer may have given it.

import Basics
import Foundation
import Testing
import TestSupport

@Suite("no verb writes a secret")
struct SecretSearchTests {
  /// A path with signs that every writer escapes in its own way, longer than what a table or a drawing shows of a text.
  private static let secret = "data/hid_den pl\"ace, with a *long* name/k&ey.csv"

  /// As a literal of the language.
  private static let literal = secret.replacing("\"", with: "\\\"")

  private static let notebook = """
    ---
    title: Secrets
    params:
      place:
        secret: true
      n: 1
    ---

    ```ser used
    t = read_csv(params.place)
    t
    ```

    ```ser literal
    closed = "\(literal)"
    closed
    longer = "see \(literal) and more"
    table(a: [closed, longer], b: [1, 2])
    {k: closed}
    ```

    The place is {{ closed }} with {{ rows(t) }} rows, [a]({{ closed }}), <b title="{{ closed }}">b</b>.

    ```ser figure
    plot bars([closed, "b"], y: [1, 2], title: "On \(literal)")
    ```

    ```ser saved
    save table(a: [closed]) to "t.csv"
    save {k: closed} to "t.json"
    save closed to "t.txt"
    ```

    ```ser claim
    expect params.n == 1 and closed == "\(literal)", "not \(literal)"
    ```

    """

  /// How a file or a stream could show it, blanks left out: lines may be broken at them.
  private static let spellings: Set<String> = {
    let json = String(literal)
    let twice = json.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    let markdown = secret.replacing("*", with: "\\*").replacing("&", with: "&amp;")
    let references = secret.replacing("&", with: "&amp;").replacing("\"", with: "&quot;")
    let percent = secret.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    let path = secret.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? ""
    let csv = secret.replacing("\"", with: "\"\"")
    // What is left of it where a text was cut.
    let start = String(secret.prefix(20))
    return Set(
      [secret, json, twice, markdown, references, percent, path, csv, start].map(squeezed))
  }()

  private static func squeezed(_ text: String) -> String {
    String(text.filter { !$0.isWhitespace })
  }

  private static func leaks(in text: String) -> Bool {
    let text = squeezed(text)
    return spellings.contains { text.contains($0) }
  }

  private func project() throws -> Scratch {
    try Scratch([
      "Notebooks/n.sernb": Self.notebook, Self.secret: "x\n1\n2\n", "home/.keep": "",
    ])
  }

  /// Everything but the data and the notebook, which holds it as its author wrote it.
  private func leaks(_ project: Scratch) -> [String] {
    project.files().filter { name, bytes in
      name != Self.secret && name != "Notebooks/n.sernb"
        && (Self.leaks(in: String(decoding: bytes, as: UTF8.self)) || Self.leaks(in: name))
    }.keys.sorted()
  }

  /// A home of its own, so that what is kept there is searched, too.
  private func environment(_ project: Scratch) -> [String: String] {
    let home = project.path + "/home"
    return [
      "HOME": home, "XDG_STATE_HOME": home + "/state", "XDG_CACHE_HOME": home + "/cache",
    ]
  }

  private func run(
    _ arguments: [String], _ project: Scratch, typing lines: String = ""
  ) async -> Tool.Outcome {
    let outcome = await Verb.run(
      arguments, in: project.path, environment: environment(project), typing: lines)
    #expect(!Self.leaks(in: outcome.output), "\(arguments): \(outcome.output)")
    #expect(!Self.leaks(in: outcome.errors), "\(arguments): \(outcome.errors)")
    return outcome
  }

  @Test("runs, checks, reports, records, explanations and graphs", .timeLimit(.minutes(30)))
  func verbs() async throws {
    let project = try project()
    let given = ["-p", "place=\(Self.secret)"]
    let reports = ["xml", "json", "md", "codequality.json"].flatMap { ["--report", "r.\($0)"] }
    #expect(await run(["run"] + given + reports, project).code == 0)
    let page = try #require(project.text("Outputs/n.md"))
    #expect(
      page.contains("The place is ••• with 2 rows, [a](%E2%80%A2%E2%80%A2%E2%80%A2)"), "\(page)")
    let bad = ["xml", "json", "md"].flatMap { ["--report", "bad.\($0)"] }
    #expect(await run(["run", "-p", "n=2"] + given + bad, project).code == 1)
    #expect(await run(["run", "-p", "n=2", "--format", "json"] + given, project).code == 1)
    #expect(await run(["run"] + given, project).code == 0)
    #expect(await run(["check"] + given + ["--report", "c.xml"], project).code == 0)
    try project.write(
      Self.notebook + "\nMore: {{ longer }}\n", to: "Notebooks/n.sernb")
    #expect(await run(["check"] + given + ["--report", "d.json"], project).code == 3)
    _ = await run(["check", "--freshness"] + given, project)
    _ = await run(["check", "--static"] + given, project)
    _ = await run(["why", "Notebooks/n.sernb"] + given, project)
    for format in ["text", "mermaid", "json"] {
      _ = await run(["graph", "--format", format] + given, project)
      _ = await run(["graph", "--cells", "Notebooks/n.sernb", "--format", format] + given, project)
      if format != "mermaid" { _ = await run(["history", "--format", format], project) }
    }
    _ = await run(["diff", "last~1", "last"], project)
    _ = await run(["run", "-p", "n=1,2", "--keep-going"] + given, project)
    _ = await run(["check"] + given, project)
    _ = await run(["cache", "info"], project)
    #expect(leaks(project) == [])
    for (name, bytes) in project.files() where name.hasSuffix(".json") {
      #expect((try? JSONSerialization.jsonObject(with: Data(bytes))) != nil, "\(name)")
    }
  }

  @Test("a session and each of its commands", .timeLimit(.minutes(30)))
  func session() async throws {
    let project = try project()
    let lines = [
      ":run", "closed", "z = closed", "typed = \"\(Self.literal)\"", ":keep typed", ":vars",
      ":set", ":show literal", ":why literal", "table(a: [closed, longer])",
      "bars([closed], y: [1], title: closed)", "save table(a: [closed]) to \"typed.csv\"",
      "[closed, closed]", "{k: closed}", "closed?", "read_csv(closed + \"q\")",
      "nothing(closed, \"\(Self.literal)\")",
      ":fork x", ":save", ":quit",
    ]
    let outcome = await run(
      ["step", "Notebooks/n.sernb", "-p", "place=\(Self.secret)"], project,
      typing: lines.joined(separator: "\n") + "\n")
    #expect(outcome.output.contains("Outputs/n.md written."), "\(outcome.all)")
    #expect(outcome.errors.contains("contains a secret"), "\(outcome.all)")
    #expect(project.text("Notebooks/n.sernb") == Self.notebook)
    #expect(leaks(project) == [])
  }

  @Test(
    "no file that a notebook saves is named by a secret",
    arguments: ["tOken-1234.csv", "of tOken-1234/t.csv"])
  func names(name: String) async throws {
    let code = "rows(read_csv(params.place))\nsave table(a: [1]) to \"\(name)\"\n"
    let project = try Scratch([
      "Notebooks/n.sernb": "---\nparams:\n  place:\n    secret: true\n---\n```ser a\n\(code)```\n",
      "tOken-1234": "x\n1\n",
    ])
    let outcome = await Verb.run(["run", "-p", "place=tOken-1234"], in: project.path)
    #expect(outcome.code == 1, "\(outcome.all)")
    #expect(outcome.errors.contains("holds a secret"), "\(outcome.all)")
    for (name, bytes) in project.files() where !["Notebooks/n.sernb", "tOken-1234"].contains(name) {
      #expect(!name.contains("tOken-1234"))
      #expect(!String(decoding: bytes, as: UTF8.self).contains("tOken-1234"), "\(name)")
    }
  }

  @Test("a secret of digits leaves JSON that can be read")
  func digits() async throws {
    let project = try Scratch([
      "Notebooks/n.sernb":
        "---\nparams:\n  place:\n    secret: true\n---\n```ser a\nrows(read_csv(params.place))\n12345678\n[0.12345678, 123456789]\n```\n",
      "12345678": "x\n1\n",
    ])
    let outcome = await Verb.run(
      ["run", "-p", "place=12345678", "--report", "r.json"], in: project.path)
    for (name, bytes) in project.files() where name.hasSuffix(".json") {
      let text = String(decoding: bytes, as: UTF8.self)
      #expect((try? JSONSerialization.jsonObject(with: Data(bytes))) != nil, "\(name): \(text)")
      #expect(!text.contains("12345678"), "\(name)")
    }
    #expect(!outcome.all.contains("12345678"))
  }
}
