// Results in the store: what comes back, what is made again, and what is refused.

import Basics
import Kernels
import SernbDocument
import SernbLanguage
import Storage
import Testing
import TestSupport

@testable import SernbRuntime

@Suite("Stored results")
struct StoredResultTests {
  private typealias Mark = ValueBytesTests.Mark
  private typealias Fleeting = ValueBytesTests.Fleeting
  private let scratch: Scratch
  private let cache: ResultCache
  private let key = Digest(of: [1])

  init() throws {
    scratch = try Scratch()
    cache = ResultCache(
      Store(folder: scratch.path + "/.sernb/cache"), engine: Engine(),
      decoders: ObjectDecoders([Mark.self, FigureValue.self]))
  }

  private func result() -> NodeResult {
    var result = NodeResult(.done)
    result.bound = ["b": .object(Mark(1)), "a": .list([.text("x")])]
    let figure = Figure(columns: [[.init(marks: [.rule(.init(.x, at: 1))])]])
    result.outputs = [
      .value(.object(FigureValue(figure)), text: "bars(t)"),
      .file(name: "t.csv", SavedBytes([1, 2, 3], note: "3 bytes")),
    ]
    result.sentence = "5 ms"
    result.spoken = .number(0.005, .duration)
    result.remarks = ["The data is made up."]
    let table = ShownTable(
      [
        .init("a", [.text("x"), .flag(true), .missing]),
        .init("b", [.count(1), .number(0.5)], format: .percent(1), alignment: .center),
      ], caption: "c", totalRows: 9)
    result.notes = [
      Note(
        .init(.caution, "12 rows leak."), table: table, isLeak: true,
        repeated: .init(before: "See `", after: "`.")),
      Note(.init(.note, "A word.")),
    ]
    return result
  }

  private func found(_ result: NodeResult) async throws -> NodeResult {
    var kept = result
    await cache.keep(key, &kept, isSettled: true)
    let trace = try #require(cache.find(key, .inMemory([:]), seed: 0))
    let known = cache.known(trace)
    #expect(known.digests == kept.digests)
    #expect(known.shown == kept.shown)
    #expect(known.origin == .reused)
    #expect(!known.isLoaded)
    return known
  }

  @Test("a result comes back with its outputs, its words and its notes")
  func comesBack() async throws {
    let result = result()
    let known = try await found(result)
    #expect(known.bound.isEmpty)
    let shown = try #require(cache.loaded(known, withBound: false))
    #expect(shown.bound.isEmpty)
    let back = try #require(cache.loaded(known, withBound: true))
    #expect(back.isDone && back.isLoaded)
    #expect(back.bound.keys.sorted() == ["a", "b"])
    for (name, value) in result.bound { #expect(back.bound[name]?.equals(value) == true) }
    #expect(back.notes == result.notes)
    #expect(back.notes[0].again("judge") == "See `judge`.")
    #expect(back.notes[1].again("judge") == "A word.")
    #expect(back.sentence == "5 ms")
    #expect(back.spoken?.equals(.number(0.005, .duration)) == true)
    #expect(back.remarks == result.remarks)
    guard case .value(let figure, "bars(t)") = back.outputs[0],
      case .object(let object) = figure, object.kind.name == "figure",
      case .file("t.csv", let saved) = back.outputs[1]
    else {
      Issue.record("other outputs")
      return
    }
    #expect(saved.bytes == [1, 2, 3])
    #expect(saved.note == "3 bytes")
  }

  @Test("what cannot be written is known by what made it, and is not in the store")
  func unwritable() async throws {
    var result = result()
    result.bound["a"] = .object(Fleeting())
    let known = try await found(result)
    #expect(known.digests["a"] != nil)
    #expect(cache.loaded(known, withBound: false) != nil)
    #expect(cache.loaded(known, withBound: true) == nil)
    result.observations = [Observation("x.csv", .content, Digest(of: [7]))]
    var other = result
    await cache.keep(key, &other, isSettled: false)
    #expect(other.digests["a"] != known.digests["a"])
    #expect(other.digests["b"] == known.digests["b"])
  }

  @Test("a value that is gone from the store is not there, and the rest is")
  func missingValue() async throws {
    var result = result()
    result.bound["a"] = .text(String(repeating: "long ", count: 10_000))
    let known = try await found(result)
    let digest = try #require(known.digests["a"])
    cache.store.flush()
    cache.store.remove(.values, digest)
    #expect(cache.loaded(known, withBound: true) == nil)
    #expect(cache.loaded(known, withBound: false) != nil)
  }

  @Test("a result holds as long as everything that it saw is the same")
  func observations() async throws {
    let files = Files.inMemory(["a.csv": "1"])
    let other = Files.inMemory(["a.csv": "2"])
    var result = result()
    result.observations = [
      Observation("a.csv", .content, files.observe("a.csv", .content)), .seed(7),
    ]
    await cache.keep(key, &result, isSettled: true)
    #expect(cache.find(key, files, seed: 7) != nil)
    #expect(cache.find(key, files, seed: 8) == nil)
    #expect(cache.find(key, other, seed: 7) == nil)
    #expect(cache.find(key, .inMemory([:]), seed: 7) == nil)
    // Both states are known from now on.
    result.observations[0] = Observation("a.csv", .content, other.observe("a.csv", .content))
    await cache.keep(key, &result, isSettled: true)
    #expect(cache.find(key, files, seed: 7) != nil)
    #expect(cache.find(key, other, seed: 7) != nil)
  }

  @Test("of many states the newest are kept")
  func mostTraces() throws {
    var traces = StoredTraces()
    for number in 0..<20 {
      traces.add(.init([.seed(UInt64(number))], StoredResult()))
    }
    traces.add(.init([.seed(15)], StoredResult()))
    #expect(traces.traces.count == StoredTraces.most)
    #expect(traces.traces.first?.observations == [.seed(15)])
    #expect(traces.traces.last?.observations == [.seed(12)])
    #expect(try StoredTraces(bytes: traces.bytes) == traces)
  }

  @Test("a file that would be written outside of the outputs is refused")
  func forbiddenFile() throws {
    var stored = StoredResult()
    stored.outputs = [
      .file(name: "../../etc/x", note: "", .init(Digest(of: [UInt8]()), .here([])))
    ]
    let bytes = StoredTraces([.init([], stored)]).bytes
    #expect(throws: CorruptData("a file has a forbidden name")) { try StoredTraces(bytes: bytes) }
  }

  @Test("damaged entries are refused or read, never a fault")
  func damaged() async throws {
    var result = result()
    result.observations = [Observation("a.csv", .content, Digest(of: [2])), .seed(3)]
    await cache.keep(key, &result, isSettled: true)
    let body = try #require(cache.traces(key)).bytes
    for end in body.indices {
      #expect(throws: CorruptData.self) { try StoredTraces(bytes: Array(body[..<end])) }
    }
    #expect(throws: CorruptData.self) { try StoredTraces(bytes: body + [0]) }
    var random = RandomSource(seed: 5)
    for _ in 0..<5000 {
      var damaged = body
      damaged[random.below(body.count)] = UInt8(random.below(256))
      guard let read = try? StoredTraces(bytes: damaged) else { continue }
      for trace in read.traces {
        for note in trace.result.notes {
          _ = note.again("x") + (note.table?.extent ?? "")
          for column in note.table?.columns ?? [] { _ = column.cells.indices.map(column.text) }
        }
        _ = cache.loaded(cache.known(trace), withBound: true)
      }
      #expect(try StoredTraces(bytes: read.bytes) == read)
    }
  }
}
