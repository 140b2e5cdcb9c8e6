// Comments and mathematics: what in prose is neither cell nor binding (rules 6 and 7 of `Notebook`).

import SernbLanguage
import Testing

@Suite("comments and mathematics")
struct CommentTests {
  /// The labels of the cells and the code of the bindings of a notebook, in file order.
  private static func seen(_ text: String) -> [String] {
    let source = SourceText(text, name: "n.sernb")
    let notebook = Notebook(parsing: source)
    #expect(notebook.printed() == source.bytes)
    #expect(Formatter.format(notebook) == source.bytes)
    let checked = Words.check(text)
    let cells = notebook.cells.map { ($0.span.start, $0.label.text) }
    let bindings = checked.nodes.compactMap { node -> (Int, String)? in
      if case .prose = node.kind { (node.span.start, source[node.span]) } else { nil }
    }
    return (cells + bindings).sorted { $0.0 < $1.0 }.map(\.1)
  }

  private static let cell = "```ser a\nx = 1\n```\n"

  static let comments: [(String, [String])] = [
    ("<!-- {{ 1 }} -->\n{{ 2 }}\n", ["{{ 2 }}"]),
    ("<!--\n\(cell)-->\n\(cell)", ["a"]),
    ("<!--\n\(cell)\nmore\n\n-->\n{{ 2 }}\n", ["{{ 2 }}"]),
    // The line that ends a comment belongs to it for cells, and not for bindings.
    ("<!-- a --> {{ 1 }}\n\(cell)", ["{{ 1 }}", "a"]),
    ("<!-- a\n--> {{ 1 }}\n", ["{{ 1 }}"]),
    ("   <!-- {{ 1 }}\n\n{{ 2 }}\n-->\n{{ 3 }}\n", ["{{ 3 }}"]),
    ("<!-->\n{{ 1 }}\n", ["{{ 1 }}"]), ("<!--->\n{{ 1 }}\n", ["{{ 1 }}"]),
    ("<!-- -- > {{ 1 }} --\n>\n{{ 2 }}\n", []),
    // Within a paragraph it must end there.
    ("text <!-- {{ 1 }} --> {{ 2 }}\n", ["{{ 2 }}"]),
    ("text <!-- {{ 1 }}\nmore {{ 2 }} --> {{ 3 }}\n", ["{{ 3 }}"]),
    ("text <!-- {{ 1 }}\n\n{{ 2 }} -->\n", ["{{ 1 }}", "{{ 2 }}"]),
    ("text <!-- {{ 1 }}\n\(cell)-->\n", ["{{ 1 }}", "a"]),
    ("text <!-- a <!-- {{ 1 }} --> {{ 2 }}\n", ["{{ 2 }}"]),
    // What is no comment.
    ("`<!-- ` {{ 1 }} `-->`\n", ["{{ 1 }}"]), ("\\<!-- {{ 1 }} -->\n", ["{{ 1 }}"]),
    ("```text\n<!--\n```\n\(cell){{ 1 }}\n", ["a", "{{ 1 }}"]),
    ("~~~\n<!--\n~~~\n{{ 1 }}\n", ["{{ 1 }}"]),
    ("<!- {{ 1 }} -->\n", ["{{ 1 }}"]), ("< !-- {{ 1 }} -->\n", ["{{ 1 }}"]),
    ("<!-- a -->\r\n\(cell)", ["a"]), ("<!--\r\n{{ 1 }}\r\n-->\r\n{{ 2 }}\r\n", ["{{ 2 }}"]),
    ("\u{FEFF}<!-- {{ 1 }} -->\n", []), ("<!--", []), ("<!--\n\(cell)", []),
  ]

  @Test("what stands in a comment is text", arguments: comments)
  func comment(text: String, wanted: [String]) { #expect(Self.seen(text) == wanted) }

  @Test("a comment in a cell is code, and front matter has none")
  func code() {
    #expect(Self.seen("```ser a\nx = \"<!--\"\n```\n{{ 1 }}\n") == ["a", "{{ 1 }}"])
    #expect(Self.seen("---\ntitle: \"<!--\"\n---\n{{ 1 }}\n") == ["{{ 1 }}"])
  }

  @Test("a comment that is never closed is reported and stops nothing")
  func unclosed() {
    let checked = Words.check("```ser a\nx = 1\n```\n\n<!-- open\n\n```ser b\ny = z\n```\n")
    #expect(checked.problems.map { $0.diagnostic.code } == ["unclosed-comment"])
    #expect(checked.problems.allSatisfy { !$0.isError })
    #expect(checked.cells.map(\.cell.label.text) == ["a"])
  }

  @Test("merge markers in a comment are still a conflict")
  func conflicts() {
    let text = "<!--\n<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n-->\n"
    #expect(Words.check(text).problems.map { $0.diagnostic.code } == ["merge-conflict"])
  }

  static let mathematics: [(String, [String])] = [
    ("$x^{{2}}$ {{1}}\n", ["{{1}}"]), ("$$\\frac{{1}}{{2}}$$ {{1}}\n", ["{{1}}"]),
    ("$$\n\\frac{{1}}{{2}}\n$$\n{{1}}\n", ["{{1}}"]),
    ("$x = {{ 1 }}$\n", ["{{ 1 }}"]), ("$${{ 1 }} + {{2}}$$\n", ["{{ 1 }}"]),
    ("$a {{ 1 }} b {{ 2 }}$ {{3}}\n", ["{{ 1 }}", "{{ 2 }}", "{{3}}"]),
    ("$\\mathbf{{x}}$ and $y_{{i}}$\n", []), ("$\\{{x}\\}$ {{1}}\n", ["{{1}}"]),
    ("${{ 1}} {{2 }}$\n", []), ("$a {{ \"$\" }} b$\n", ["{{ \"$\" }}"]),
    // A price is no mathematics.
    ("$5 and {{ 1 }} and $6\n", ["{{ 1 }}"]), ("$5 and {{1}} and $6\n", ["{{1}}"]),
    ("US$5, {{1}}, US$6\n", ["{{1}}"]), ("5$ or {{1}} $ more\n", ["{{1}}"]),
    ("$ {{1}} $\n", ["{{1}}"]), ("$x {{1}} $\n", ["{{1}}"]), ("$x {{1}}\n", ["{{1}}"]),
    ("\\$x {{1}}$\n", ["{{1}}"]), ("$x {{1}} \\$\n", ["{{1}}"]), ("`$`x {{1}}$\n", ["{{1}}"]),
    ("$x {{1}}\n\ny$\n", ["{{1}}"]), ("$$ {{1}}\n\n$$\n", ["{{1}}"]),
    ("$x {{1}}\n```ser a\nx = 1\n```\n$\n", ["{{1}}", "a"]),
    // Within a paragraph it may go on in the next line.
    ("$x {{1}}\ny$ {{2}}\n", ["{{2}}"]),
    // Each part of a row is its own.
    ("| $5 | {{1}} | a$ |\n", ["{{1}}"]), ("| $x_{{1}}$ | {{2}} |\n", ["{{2}}"]),
    ("<!-- $ --> {{1}} $\n", ["{{1}}"]), ("$a <!-- {{1}} --> b$ {{2}}\n", ["{{2}}"]),
  ]

  @Test("mathematics keeps its braces, but for bindings with blanks inside", arguments: mathematics)
  func braces(text: String, wanted: [String]) { #expect(Self.seen(text) == wanted) }

  @Test("braces of mathematics bring no problem about, open or not")
  func quiet() {
    for text in ["$x^{{2}$ and $y^{{ 2$\n", "$\\{{$\n", "$${{$$\n", "$a_{{$ {{1}}\n"] {
      #expect(Words.check(text).problems.isEmpty, "\(text)")
    }
    #expect(Words.check("$5 {{ 1\n").problems.count == 1)
  }

  @Test("an escape is one in prose and none in mathematics or in a comment")
  func escapes() {
    #expect(Words.check("\\{{ a }} $\\{{a}$ <!-- \\{{ a }} -->\n").escapes == [0])
  }

  @Test("many openings that never close are read in passing", .timeLimit(.minutes(5)))
  func many() {
    for part in ["$a ", "$$ ", "<!-- ", "{{1}} $x ", "| $a ", "`a $b "] {
      let text = "x " + String(repeating: part, count: 30_000) + "\n"
      _ = Words.check(text)
    }
  }
}
