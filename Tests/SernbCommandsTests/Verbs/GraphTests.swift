// `sernb graph`: the drawings of notebooks and of cells, to the letter.

import Basics
import Foundation
import Testing
import TestSupport

@Suite("graph")
struct GraphTests {
  private func project() throws -> Scratch {
    try Scratch([
      "Notebooks/a make.sernb": """
      ```ser make
      made = demo("data/tiny", turns: 10)
      n = 3
      ```
      """,
      "Notebooks/b.sernb": """
      ---
      params:
        corpus: data/tiny/     # where it is
      ---
      ```ser read
      use "a make.sernb" (n)
      corpus = iemocap(params.corpus)
      ```

      {{ rows(turns(corpus)) }}

      ```ser again
      fn all(x) = rows(turns(x))
      ```

      ```ser both
      count = all(corpus) + n
      ```
      """,
      "Notebooks/c/d.sernb": """
      ```ser a
      use "../b.sernb" (corpus as c, count)
      x = read_csv("data/tiny/Session1/x.csv")
      ```
      """,
      "Notebooks/lone.sernb": "Nothing.\n",
    ])
  }

  private func graph(_ arguments: [String], code: Int32 = 0) async throws -> String {
    let project = try project()
    let outcome = await Verb.run(["graph"] + arguments, in: project.path)
    #expect(outcome.code == code, "\(outcome.all)")
    return outcome.output
  }

  @Test("notebooks stand in layers, each with what it takes")
  func text() async throws {
    #expect(
      try await graph([]) == """
        1  Notebooks/a make.sernb
           Notebooks/lone.sernb

        2  Notebooks/b.sernb
           └─ n and data/tiny/ from Notebooks/a make.sernb

        3  Notebooks/c/d.sernb
           ├─ data/tiny/ from Notebooks/a make.sernb
           └─ corpus, count from Notebooks/b.sernb

        """)
  }

  @Test("a notebook that is named brings those that it uses, and parameters move data")
  func named() async throws {
    #expect(
      try await graph(["Notebooks/b.sernb", "-p", "corpus=data/other"]) == """
        1  Notebooks/a make.sernb

        2  Notebooks/b.sernb
           └─ n from Notebooks/a make.sernb

        """)
  }

  @Test("the same as a flowchart of Mermaid")
  func mermaid() async throws {
    #expect(
      try await graph(["--format", "mermaid"]) == """
        flowchart LR
          n_Notebooks_a_make_sernb["Notebooks/a make.sernb"]
          n_Notebooks_lone_sernb["Notebooks/lone.sernb"]
          n_Notebooks_b_sernb["Notebooks/b.sernb"]
          n_Notebooks_c_d_sernb["Notebooks/c/d.sernb"]
          n_Notebooks_a_make_sernb -->|"n and data/tiny/"| n_Notebooks_b_sernb
          n_Notebooks_a_make_sernb -.->|"data/tiny/"| n_Notebooks_c_d_sernb
          n_Notebooks_b_sernb -->|"corpus, count"| n_Notebooks_c_d_sernb

        """)
  }

  @Test("the same as JSON")
  func json() async throws {
    let parsed = try JSONSerialization.jsonObject(
      with: Data(try await graph(["--format", "json"]).utf8))
    let object = try #require(parsed as? [String: Any])
    let nodes = try #require(object["nodes"] as? [[String: Any]])
    #expect(
      nodes.map { "\($0["layer"] ?? "") \($0["name"] ?? "")" } == [
        "1 Notebooks/a make.sernb", "1 Notebooks/lone.sernb", "2 Notebooks/b.sernb",
        "3 Notebooks/c/d.sernb",
      ])
    let edges = try #require(object["edges"] as? [[String: Any]])
    #expect(edges.count == 3)
    #expect(edges[0]["names"] as? [String] == ["n"])
    #expect(edges[0]["folders"] as? [String] == ["data/tiny"])
    #expect(edges[1]["use"] as? Bool == false)
    #expect((object["cycles"] as? [Any])?.isEmpty == true)
  }

  @Test("the cells of a notebook, with the names that go from one to the other")
  func cells() async throws {
    #expect(
      try await graph(["--cells", "Notebooks/b.sernb"]) == """
        1  read
           └─ n from Notebooks/a make.sernb
           again

        2  both
           ├─ corpus, n from read
           └─ all from again

        """)
    #expect(
      try await graph(["--cells", "Notebooks/b.sernb", "--format", "mermaid"]) == """
        flowchart LR
          n_Notebooks_a_make_sernb(["Notebooks/a make.sernb"])
          n_read["read"]
          n_again["again"]
          n_both["both"]
          n_Notebooks_a_make_sernb -->|"n"| n_read
          n_read -->|"corpus, n"| n_both
          n_again -->|"all"| n_both

        """)
  }

  @Test("signs that mean something to Mermaid are written as numbers, and ids differ")
  func escapes() async throws {
    let project = try Scratch([
      "Notebooks/a\"b#[x].sernb": "A.\n", "Notebooks/a_b__x_.sernb": "B.\n",
      "Notebooks/é`<i>.sernb": "C.\n",
    ])
    let outcome = await Verb.run(["graph", "--format", "mermaid"], in: project.path)
    #expect(
      outcome.output == """
        flowchart LR
          n_Notebooks_a_b__x__sernb["Notebooks/a#34;b#35;#91;x#93;.sernb"]
          n_Notebooks_a_b__x__sernb_["Notebooks/a_b__x_.sernb"]
          n_Notebooks____i__sernb["Notebooks/é#96;#60;i#62;.sernb"]

        """, "\(outcome.all)")
  }

  @Test("circles are drawn and told, and exit with 5")
  func circle() async throws {
    let project = try Scratch([
      "Notebooks/a.sernb": "```ser a\nuse \"b.sernb\" (x)\n```\n",
      "Notebooks/b.sernb": "```ser b\nuse \"a.sernb\" (y)\n```\n",
    ])
    for paths in [["Notebooks"], ["Notebooks/b.sernb"]] {
      let outcome = await Verb.run(["graph"] + paths, in: project.path)
      #expect(outcome.code == 5)
      #expect(
        outcome.output == """
          1  Notebooks/a.sernb
             └─ x from Notebooks/b.sernb

          2  Notebooks/b.sernb
             └─ y from Notebooks/a.sernb

          a circle: Notebooks/a.sernb → Notebooks/b.sernb → Notebooks/a.sernb

          """, "\(outcome.all)")
    }
  }

  @Test(
    "wrong usage exits with 2", arguments: [["nowhere"], ["-p", "x=1"], ["--cells", "x.sernb"]])
  func usage(arguments: [String]) async throws {
    _ = try await graph(arguments, code: 2)
  }
}
