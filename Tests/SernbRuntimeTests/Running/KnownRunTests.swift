// A run where nothing changed: no node takes a task, little memory each, and its record is written once.

import Basics
import Foundation
import SernbDocument
import SernbLanguage
import SernbPages
import Storage
import Testing
import TestSupport

@testable import SernbRuntime

@Suite("Runs of known nodes")
struct KnownRunTests {
  private let scratch: Scratch
  private let cache: ResultCache

  init() throws {
    scratch = try Scratch()
    cache = ResultCache(
      Store(folder: scratch.path + "/.sernb/cache"), engine: Engine(),
      decoders: ObjectDecoders([FigureValue.self]))
  }

  private static let nodes = 40
  private static let text =
    (0..<nodes / 4).map { cell in
      let names = (0..<4).map { 4 * cell + $0 }
      return "```ser c\(cell)\n"
        + names.map { "x\($0) = \($0) + \($0 == 0 ? "1" : "x\($0 - 1)")\n" }.joined() + "```\n"
    }.joined()

  private func run(_ text: String = Self.text) async throws -> NotebookRun {
    let checked = Checker.check(
      Notebook(parsing: SourceText(text, name: "a.sernb")),
      in: CheckContext(vocabulary: Fakes.vocabulary))
    let run = NotebookRun(
      checked, name: "a.sernb", builtins: Fakes.library().byName,
      world: World(files: .inMemory([:]), jobs: 2, cache: cache, usedNotebooks: []))
    try await run.finish()
    return run
  }

  @Test("only nodes that run are executed")
  func executed() async throws {
    #expect(try await run().executed == Self.nodes)
    let warm = try await run()
    #expect(await warm.executed == 0)
    #expect(await warm.isAllKnown)
    #expect(await warm.outcomes.allSatisfy { $0?.origin == .reused })
    let changed = try await run(Self.text.replacing("x38 = 38", with: "x38 = 380"))
    #expect(await changed.executed == 2)
    #expect(await !changed.isAllKnown)
    // Values that are asked for afterwards are those that a run without a store makes.
    for node in 0..<Self.nodes {
      #expect(await warm.known[node]?.stored?.bound.map(\.item.location) == [.entry])
    }
    let values = try await warm.results(of: Array(0..<Self.nodes))
    #expect(await warm.executed == 0)
    let fresh = try await FakeProject(Self.text)["test.sernb"]?.runAll() ?? []
    #expect(values.map(\.inLine) == fresh.map(\.inLine))
  }

  @Test("a result, a statement and a place in a text take little memory")
  func sizes() {
    #expect(MemoryLayout<NodeResult>.size == 8)
    #expect(MemoryLayout<Statement>.size == 8)
    #expect(MemoryLayout<Span>.size == 8)
    #expect(MemoryLayout<SernbLanguage.Expression>.size <= 24)
    #expect(MemoryLayout<StoredResult>.size == 16)
    #expect(MemoryLayout<CheckedNotebook.Node>.size <= 104)
  }

  @Test("changing a copy of a result leaves the other one")
  func copies() {
    var one = NodeResult(.done)
    one.bound["a"] = .number(1)
    var two = one
    two.bound["a"] = .number(2)
    two.remarks.append("r")
    #expect(one.bound["a"]?.line == "1" && two.bound["a"]?.line == "2")
    #expect(one.remarks.isEmpty && two.remarks == ["r"])
  }

  @Test("statements without former names are those that were parsed")
  func shared() throws {
    let checked = Checker.check(
      Notebook(parsing: SourceText(Self.text, name: "a.sernb")),
      in: CheckContext(vocabulary: Fakes.vocabulary))
    for (cell, parsed) in checked.cells.enumerated() {
      for (node, statement) in zip(parsed.nodes, parsed.code.statements) {
        guard case .statement(let own) = checked.nodes[node].kind else { continue }
        #expect(own === statement, "cell \(cell)")
      }
    }
  }

  @Test("nodes become ready in file order, in steps that grow with their number and its logarithm")
  func ready() {
    let orders = [
      Array(0..<4096), Array((0..<4096).reversed()), (0..<4096).map { $0 * 1327 % 4096 },
    ]
    for order in orders {
      var ready = ReadyNodes()
      for node in order { ready.insert(node) }
      var taken: [NodeID] = []
      while let node = ready.takeFirst() { taken.append(node) }
      #expect(taken == Array(0..<4096))
      #expect(ready.steps <= 2 * 4096 * 12)
    }
  }

  /// Which file a name stands for: writing puts another one in its place.
  private func file(_ name: String) throws -> UInt64? {
    let facts = try FileManager.default.attributesOfItem(
      atPath: scratch.path + "/.sernb/last/" + name)
    return (facts[.systemFileNumber] as? NSNumber)?.uint64Value
  }

  @Test("the record of a run is read back, is not written again, and is ignored if it is damaged")
  func record() async throws {
    let run = try await run()
    let root = scratch.path
    await run.remember(in: root, without: .none)
    let path = try #require(scratch.files(".sernb/last").keys.first)
    let first = try #require(LastRun.load("a.sernb", in: root))
    var nodes = await run.dependencies()
    for index in nodes.indices { nodes[index].key = nil }
    #expect(first.nodes == nodes)
    #expect(first.nodes.count == Self.nodes && first.reasons.isEmpty)
    let made = try file(path)
    await run.remember(in: root, without: .none)
    #expect(try file(path) == made)
    // It says how nodes came about: a run that reuses them leaves another record.
    try await self.run().remember(in: root, without: .none)
    #expect(try file(path) != made)
    var last = LastRun(notebook: "a.sernb", nodes: Array(first.nodes.prefix(3)))
    last.reasons = [.init("c0", "its code changed")]
    last.nodes[1].reads[0].notebook = "b.sernb"
    last.nodes[1].reads[0].digest = nil
    last.nodes[2].cell = "e\u{301}"
    last.nodes[1].cell = "é"
    last.nodes[0].code = String(repeating: "x", count: 70_001)
    last.save(in: root)
    let back = try #require(LastRun.load("a.sernb", in: root))
    #expect(back == last)
    #expect(back.nodes[2].cell.utf8.elementsEqual("e\u{301}".utf8))
    try scratch.write("sernblst", to: ".sernb/last/" + path)
    #expect(LastRun.load("a.sernb", in: root) == nil)
  }
}
