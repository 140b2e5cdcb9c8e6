// Secrets are kept out of texts and bytes, however they were escaped; and a secret's value shows and equals nothing.

import Basics
import SernbDocument
import SernbLanguage
import SernbPages
import SernbRuntime
import Testing
import TestSupport

@Suite("redaction")
struct RedactionTests {
  private static let secret = "a_b/c&<\"d\" é%'\\x*"

  private static func escaped(_ text: String, _ table: [Character: String]) -> String {
    text.map { table[$0] ?? String($0) }.joined()
  }

  /// The secret as several writers would put it.
  private static let spellings: [String] = {
    let secret = Self.secret
    let percent = secret.utf8.map { byte in
      let isPlain = byte < 0x80 && (Character(Unicode.Scalar(byte)).isLetter || byte == 0x5F)
      let digits = String(byte, radix: 16, uppercase: true)
      return isPlain
        ? String(Unicode.Scalar(byte)) : "%" + (digits.count < 2 ? "0" : "") + digits
    }.joined()
    let json = JSON.string(secret).text().dropFirst().dropLast()
    let markdown = escaped(
      secret, Dictionary(uniqueKeysWithValues: "_/&<\"%'\\*".map { ($0, "\\\($0)") }))
    return [
      secret, percent, percent.lowercased().replacing("%5c", with: "%5C"), String(json), markdown,
      JSON.string(markdown).text().dropFirst().dropLast().description,
      escaped(secret, ["&": "&amp;", "<": "&lt;", "\"": "&quot;", "'": "&apos;"]),
      escaped(secret, ["&": "&#38;", "<": "&#x3C;", "\"": "&#34;", "'": "&#39;"]),
      escaped(secret, ["é": "\\u00e9", "/": "\\/", "\"": "\\\"", "\\": "\\\\"]),
      escaped(secret, ["é": "\\u00E9", "\"": "\\\"", "\\": "\\\\"]),
      Printer.quoted(secret).dropFirst().dropLast().description,
    ]
  }()

  @Test("a secret is found in each of its spellings", arguments: spellings)
  func spelling(text: String) {
    let redaction = Redaction(secrets: [Self.secret])
    #expect(redaction.text("before \(text) after") == "before ••• after")
    #expect(redaction.text(text + text) == "••••••")
    #expect(redaction.bytes([0xFF] + Array(text.utf8) + [0]) == [0xFF] + Array("•••".utf8) + [0])
  }

  @Test("it is found in what the writers of documents make of it")
  func written() {
    let redaction = Redaction(secrets: [Self.secret])
    let table = ShownTable([.init("a|b", texts: [Self.secret])])
    let page = Markdown.render(
      Document(title: "", facts: [], blocks: [.table(table)]), name: "n"
    ).text
    #expect(redaction.text(page).contains("| ••• |"), "\(page)")
  }

  @Test("nothing else is touched, and other letters are other letters")
  func others() {
    let redaction = Redaction(secrets: ["hunter2hunter2"])
    let text = "hunter2 hunter2, Hunter2hunter2 hunter2hunter \\ % & �"
    #expect(redaction.text(text) == text)
    #expect(Redaction.none.text("hunter2hunter2") == "hunter2hunter2")
    #expect(Redaction(secrets: [""]).text("abc") == "abc")
    #expect(Redaction(secrets: ["abcdefgh", "abcdefghijkl"]).text("abcdefghijkl!") == "•••!")
  }

  @Test("a path is also found tidied up, and where its links lead")
  func paths() throws {
    #expect(Redaction(secrets: ["data//private/"]).text("see data/private/x") == "see •••/x")
    let folder = try Scratch(["kept_here/a.csv": "x\n"])
    let project = Project(root: folder.path)
    let redaction = Redaction(secrets: ["./kept_here"], in: project)
    #expect(redaction.text("\(folder.path)/kept_here/a.csv") == "•••/a.csv")
    // The project's folder itself is no secret.
    #expect(
      Redaction(secrets: ["../" + folder.path.split(separator: "/").last!], in: project).text(
        folder.path + "/x") == folder.path + "/x")
  }

  @Test("long texts with many beginnings are read in passing", .timeLimit(.minutes(30)))
  func long() {
    let redaction = Redaction(secrets: [String(repeating: "a", count: 200) + "b"])
    let text = String(repeating: "a", count: 5000)
    #expect(redaction.text(text) == text)
  }

  @Test("the words of a problem are told without it")
  func diagnostics() {
    let told = Redaction(secrets: ["hunter2hunter2"]).diagnostic(
      Diagnostic(
        "x", "a hunter2hunter2", labels: [Label(Span(0, 1), "hunter2hunter2")],
        hint: "hunter2hunter2", notes: ["hunter2hunter2"], dataLocation: "row 1 of hunter2hunter2"))
    #expect(!"\(told)".contains("hunter2"))
  }
}

@Suite("secrets")
struct SecretTests {
  private static let notebook = """
    ---
    params:
      token:
        secret: true
      plain: 1
    ---
    ```ser a
    t = unknown({t: params.token}).t
    params
    unknown(t)
    whole = [t == t, t in [t]]
    whole
    ```

    """

  @Test("a secret that is not known as one shows as dots and equals nothing, itself included")
  func shown() async throws {
    let project = FakeProject(
      ["test.sernb": Self.notebook], overrides: [Override("token", "hunter2hunter2")])
    let lines = try #require(try await project["test.sernb"]?.lines())
    #expect(
      lines == [
        "t = •••", "{token: •••, plain: 1}", "•••", "whole = [false, false]", "[false, false]",
      ])
    let checked = try #require(project["test.sernb"]).checked
    #expect(checked.secretNames == ["token"])
    #expect(CheckedNotebook.secrets(of: [checked]) == ["hunter2hunter2"])
    #expect(!"\(checked.parameters)".contains("hunter2"))
    #expect(String(reflecting: checked.parameters).contains("hunter2") == false)
    var dumped = ""
    dump(checked.parameters, to: &dumped)
    #expect(!dumped.contains("hunter2"))
    let page = try await project.markdown()
    #expect(page.contains("token `•••`") && !page.contains("hunter2"))
  }

  @Test("a function of text refuses one that only the run can know")
  func text() async throws {
    let text = "---\nparams:\n  k:\n    secret: true\n---\n```ser a\nnote(unknown(params.k))\n```\n"
    // The checker refuses the call of `unknown`; through a record nobody sees it.
    let hidden = text.replacing("unknown(params.k)", with: "unknown({a: params.k}).a")
    let project = FakeProject(["test.sernb": hidden], overrides: [Override("k", "hunter2hunter2")])
    #expect(
      try await project["test.sernb"]?.lines() == [
        "failed secret: A secret can only be given where a path is wanted"
      ])
  }

  @Test("the command line names it without its value")
  func command() {
    let given = [Override("token", "hunter2hunter2"), Override("trees", "5")]
    #expect(
      RunLine.text("n.sernb", given, secrets: ["token"])
        == "sernb run n.sernb -p token=••• -p trees=5")
    #expect(
      RunLine.text(
        "a b.sernb",
        [
          Override("x", "880 Hz"), Override("y", "[1];[2]"), Override("z", "it's"),
          Override("w", ""),
        ])
        == "sernb run 'a b.sernb' -p x='880 Hz' -p y='[1];[2]' -p z='it'\\''s' -p w=")
  }
}
