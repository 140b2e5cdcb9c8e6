// The file format: which bytes are front matter, prose and cells.

import SernbLanguage
import Testing

@Suite("Notebook")
struct NotebookTests {
  static func parsed(_ text: String) -> Notebook {
    Notebook(parsing: SourceText(text, name: "test.sernb"))
  }

  /// The segments in short: `prose`, or a cell's label, options and code.
  static func segments(_ text: String) -> [String] {
    let notebook = parsed(text)
    return notebook.segments.map { segment in
      switch segment {
      case .prose: return "prose"
      case .cell(let cell):
        let options = cell.options.map { "\($0.key.text)=\($0.value)" }.joined(separator: " ")
        return "\(cell.label.text)[\(options)] \(notebook.source[cell.code])"
      }
    }
  }

  @Test("what was read prints back byte for byte", arguments: Notebooks.edges)
  func roundTrip(text: String) {
    #expect(Self.parsed(text).printed() == Array(text.utf8))
  }

  static let fences: [(String, [String])] = [
    ("```ser a\nx\n```\n", ["a[] x\n"]), ("~~~ser a\nx\n~~~", ["a[] x\n"]),
    ("`````ser a\n```\n`````\n", ["a[] ```\n"]), ("   ```ser a\n   x\n  ```\n", ["a[]    x\n"]),
    ("    ```ser a\n    x\n    ```\n", ["prose"]), ("````\n```ser a\n```\n````\n", ["prose"]),
    ("```ser a\n~~~\n```\n", ["a[] ~~~\n"]), ("```ser a\n``` x\n```\n", ["a[] ``` x\n"]),
    ("```\tser\ta\nx\n```\t\n", ["a[] x\n"]), ("```python\n```\n", ["prose"]),
    ("```ser a\n#| fold: true\n  #| hide: all\nx\n```\n", ["a[fold=true hide=all] x\n"]),
    ("```ser a\r\n#| fold: true\r\nx\r\n```\r\n", ["a[fold=true] x\r\n"]),
    ("```ser a\nx\n```\ntext\n```ser b\ny\n```", ["a[] x\n", "prose", "b[] y\n"]),
    ("```ser a\nx\n\n```ser b\ny\n```\n", ["a[] x\n\n", "b[] y\n"]), ("`ser a`\n", ["prose"]),
    ("\u{FEFF}```ser a\nx\n```\n", ["prose", "a[] x\n"]),
  ]

  @Test("a fence ends at its own sign, as long and alone in its line", arguments: fences)
  func fenced(text: String, wanted: [String]) { #expect(Self.segments(text) == wanted) }

  @Test("front matter stands at the very top")
  func frontMatter() {
    func content(_ text: String) -> String? {
      let notebook = Self.parsed(text)
      return notebook.frontMatter.map { notebook.source[$0.content] }
    }
    #expect(content("---\na: 1\n---\n") == "a: 1\n")
    #expect(content("\u{FEFF}---  \r\na: 1\r\n---\r\n") == "a: 1\r\n")
    #expect(content("---\n---") == "")
    #expect(content("text\n---\na: 1\n---\n") == nil)
    #expect(content("----\na: 1\n----\n") == nil)
  }

  @Test("bytes that are no UTF-8 are found with their place")
  func utf8() {
    let bad: [([UInt8], Int, Int)] = [
      ([0x61, 0x0A, 0x62, 0xFF], 2, 2), ([0xC3], 1, 1), ([0xC0, 0x80], 1, 1),
      ([0xED, 0xA0, 0x80], 1, 1), ([0xF5, 0x80, 0x80, 0x80], 1, 1), ([0xE2, 0x82], 1, 1),
      ([0x61, 0x80], 1, 2),
    ]
    for (bytes, line, column) in bad {
      guard case .failure(let place) = SourceText.decoding(bytes, name: "") else {
        Issue.record("\(bytes) was read")
        continue
      }
      #expect(place.line == line && place.column == column)
    }
    guard case .success = SourceText.decoding(Array("ä€🎉".utf8), name: "") else {
      Issue.record("good text was refused")
      return
    }
  }

  @Test("places count characters, whatever their bytes")
  func places() {
    let source = SourceText("ä🎉e\u{301}x\r\nb", name: "")
    let places = [0, 2, 6, 9, 10, 11, 12].map { source.position(of: $0) }
    #expect(places.map(\.column) == [1, 2, 3, 4, 5, 6, 1])
    #expect(places.last?.line == 2)
    #expect(source.position(of: 99) == (2, 2))
    #expect(source.position(of: -1) == (1, 1))
  }

  @Test("names of notebooks")
  func names() {
    #expect(Notebook.stem(of: "Notebooks/a b.sernb.md") == "a b")
    #expect(Notebook.stem(of: "x.sernb") == "x")
    #expect(Notebook.stem(of: "x.md") == "x.md")
    #expect(Notebook.isNotebookName("x.sernb.md") && !Notebook.isNotebookName("x.md"))
  }

  static let bindings: [(String, [String])] = [
    ("{{ a }} and {{b}}", ["a", "b"]), ("`{{ a }}` {{ b }}", ["b"]),
    ("``{{ ` a }}`` {{ b }}", ["b"]),
    ("` {{ a }}", ["a"]), ("\\{{ a }} {{ b }}", ["b"]), ("\\\\{{ a }}", ["a"]),
    ("```\n{{ a }}\n```\n{{ b }}", ["b"]), ("```\r\n{{ a }}\r\n```\r\n{{ b }}\r\n", ["b"]),
    ("line\\\n```\n{{ a }}\n```\n{{ b }}", ["b"]), ("~~~\n```\n~~~\n{{ b }}", ["b"]),
    ("{{ {x: {y: 1}}.x }}", ["{x: {y: 1}}.x"]), ("{{ \"}}\" }}", ["\"}}\""]),
    ("{{ f(a: 1) : fixed 2 }}", ["f(a: 1)"]), ("{{\na\n+ b\n}}", ["a + b"]),
    ("{{ a\n\n}} {{ b }}", ["b"]), ("{{ a\r\n \r\n}} {{ b }}", ["b"]), ("{{ a {{ b }}", ["b"]),
    ("` a\n\n` {{ b }} `", []), ("{{ a # }} }}", ["a"]), ("\\` {{ a }} `", ["a"]),
  ]

  @Test("bindings are found outside of code", arguments: bindings)
  func bound(text: String, wanted: [String]) {
    let checked = Words.check(text)
    let found = checked.nodes.compactMap { node -> String? in
      if case .prose(let binding) = node.kind { Printer.flat(binding.expression) } else { nil }
    }
    #expect(found == wanted)
  }

  @Test("number formats", arguments: ["fixed 2", "percent", "percent 1", "integer"])
  func formats(text: String) { #expect(ProseFormat(reading: text) != nil) }

  @Test(
    "what is no number format",
    arguments: ["", "fixed", "fixed -1", "percent 13", "integer 2", "x"])
  func noFormats(text: String) { #expect(ProseFormat(reading: text) == nil) }
}
