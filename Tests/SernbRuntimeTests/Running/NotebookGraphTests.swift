// The graph of notebooks: by use and by data, its order, its circles, and that neither length nor width hurts it.

import SernbLanguage
import Testing
import TestSupport

@testable import SernbRuntime

@Suite("the graph of notebooks")
struct NotebookGraphTests {
  private typealias Facts = NotebookGraph.Facts

  /// `a → b (x, y) [folder]`.
  private func lines(_ graph: NotebookGraph) -> [String] {
    graph.edges.map { edge in
      "\(edge.from) → \(edge.to)" + (edge.isUse ? " (\(edge.names.joined(separator: ", ")))" : "")
        + edge.folders.map { " [\($0)]" }.joined()
    }
  }

  @Test("what is used comes first, with the names that are taken; ties go by path")
  func uses() {
    let graph = NotebookGraph([
      Facts(path: "b", uses: [("z", ["x"]), ("z", ["y", "x"]), ("nowhere", ["q"])]),
      Facts(path: "a", uses: [("b", ["k"])]),
      Facts(path: "z"), Facts(path: "c"),
    ])
    #expect(lines(graph) == ["b → a (k)", "z → b (x, y)"])
    #expect(graph.order == ["c", "z", "b", "a"])
    #expect(graph.layers == [["c", "z"], ["b"], ["a"]])
    #expect(graph.dependencies(of: "a") == ["b"])
    #expect(graph.allDependencies(of: "a") == ["z", "b"])
    #expect(graph.allDependencies(of: "c") == [])
    #expect(graph.cycles.isEmpty)
  }

  @Test(
    "a folder is made before it is read, above and below",
    arguments: [
      ("data/demo", true), ("data/demo/", true), ("./data//demo/x/y.csv", true), ("data", true),
      ("data/old/../demo/a.wav", true), (".", true), ("data/demo2", false), ("/data/demo", false),
    ])
  func data(path: String, isRead: Bool) {
    let graph = NotebookGraph([
      Facts(path: "a", needs: [path]), Facts(path: "m", makes: ["data/demo"]),
    ])
    #expect(graph.order == (isRead ? ["m", "a"] : ["a", "m"]))
    #expect(lines(graph) == (isRead ? ["m → a [data/demo]"] : []))
  }

  @Test("two makers of one folder both come first")
  func twoMakers() {
    let graph = NotebookGraph([
      Facts(path: "a", needs: ["d/x"]), Facts(path: "m", makes: ["d"]),
      Facts(path: "n", makes: ["d/"]),
    ])
    #expect(graph.order == ["m", "n", "a"])
  }

  @Test("an edge of data that would close a circle is left out, one of use is not")
  func closing() {
    let graph = NotebookGraph([
      Facts(path: "a", uses: [("m", ["t"])], makes: ["e"], needs: ["d"]),
      Facts(path: "m", makes: ["d"], needs: ["e"]),
      Facts(path: "n", makes: ["f"], needs: ["g"]), Facts(path: "o", makes: ["g"], needs: ["f"]),
    ])
    #expect(lines(graph) == ["m → a (t) [d]", "n → o [f]"])
    #expect(graph.order == ["m", "a", "n", "o"])
  }

  @Test("circles of use are told once, in the direction of use, and break no order")
  func cycles() {
    let graph = NotebookGraph([
      Facts(path: "a", uses: [("b", [])]), Facts(path: "b", uses: [("c", ["x"])]),
      Facts(path: "c", uses: [("a", []), ("b", [])]), Facts(path: "s", uses: [("s", [])]),
      Facts(path: "t", uses: [("a", [])]),
    ])
    #expect(graph.cycles == [["a", "b", "c", "a"], ["s", "s"]])
    #expect(graph.order.sorted() == ["a", "b", "c", "s", "t"])
    #expect(Set(graph.allDependencies(of: "t")) == ["a", "b", "c"])
  }

  @Test("the order of the facts means nothing")
  func stable() {
    var facts = (0..<30).map { index in
      Facts(
        path: "n\(index)", uses: index % 3 == 0 ? [] : [("n\(index / 2)", ["x"])],
        makes: index % 5 == 0 ? ["d\(index)"] : [], needs: ["d\((index * 7) % 30)/x"])
    }
    let first = NotebookGraph(facts)
    for _ in 0..<5 {
      facts.shuffle()
      let other = NotebookGraph(facts)
      #expect(other.edges == first.edges && other.order == first.order)
    }
  }

  @Test("the checker knows what calls make and need, functions and conditions included")
  func facts() throws {
    let project = try Scratch([
      "Notebooks/n.sernb": """
      ---
      requires:
        data/emodb: Get it.
      params:
        folder: data/demo
        tables: ""
      ---
      ```ser a
      use "o.sernb" (reading as r)
      make(params.folder)
      fn labels(folder) = read(folder + "/labels.csv")
      x = labels("data/x")
      y = r("data/y.csv")
      z = if params.tables == "" then read("data/z.csv") else read(params.tables + "/never.csv")
      ```
      """,
      "Notebooks/o.sernb": "```ser a\nfn reading(path) = read(path)\n```\n",
    ])
    let loaded = try Loading.load("Notebooks/n.sernb", in: project)
    #expect(loaded.makes == ["data/demo"])
    #expect(loaded.needs == ["data/emodb", "data/x/labels.csv", "data/y.csv", "data/z.csv"])
    #expect(loaded.uses.map(\.notebook) == ["Notebooks/o.sernb"])
    #expect(loaded.uses.map(\.names) == [["reading"]])
    let given = try Loading.load(
      "Notebooks/n.sernb", in: project,
      overrides: [Override("tables", "t"), Override("folder", "data/other")])
    #expect(given.makes == ["data/other"])
    #expect(given.needs.contains("t/never.csv") && !given.needs.contains("data/z.csv"))
    let graph = NotebookGraph([loaded])
    #expect(lines(graph) == ["Notebooks/o.sernb → Notebooks/n.sernb (reading)"])
  }

  @Test("edges of data are added with a few steps each, whatever order they come in")
  func acyclicEdges() {
    let count = 2000
    for isForward in [true, false] {
      var edges = AcyclicEdges(count: count, (1..<count).map { ($0 - 1, $0) })
      // One that stands behind all makes what all of them read.
      var wide = AcyclicEdges(count: count + 1, (1..<count).map { ($0 - 1, $0) })
      let order = isForward ? Array(0..<count) : (0..<count).reversed()
      for node in order {
        let isAdded = wide.add(from: count, to: node)
        #expect(isAdded)
      }
      let closing = [wide.add(from: count - 1, to: count), wide.add(from: 0, to: 0)]
      #expect(closing == [false, false])
      #expect(wide.steps < 4 * count, "\(wide.steps)")
      for node in order.dropFirst() where node > 0 {
        let isAdded = edges.add(from: 0, to: node)
        #expect(isAdded)
      }
      #expect(edges.steps == 0)
    }
  }

  @Test("makers and readers of thousands of folders find each other by path")
  func manyFolders() {
    let facts = (0..<3000).map {
      Facts(path: "n\(10_000 + $0)", makes: ["data/\($0)"], needs: ["data/\($0 / 2)/x.csv"])
    }
    let graph = NotebookGraph(facts)
    #expect(graph.edges.count == 2999)
    #expect(graph.layers.count == 13)
  }
}
