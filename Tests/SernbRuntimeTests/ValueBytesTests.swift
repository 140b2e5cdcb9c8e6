// Values and results as bytes: what comes back, what is never written, and what is refused.

import Kernels
import SernbDocument
import SernbLanguage
import Testing

@testable import SernbRuntime

@Suite("Values as bytes")
struct ValueBytesTests {
  /// A stored value of one number.
  struct Mark: StoredObject {
    static let kind = ObjectKind("mark", "A number.")
    let number: Double
    var kind: ObjectKind { Self.kind }
    var line: String { "mark \(number)" }
    init(_ number: Double) { self.number = number }
    func encode(into writer: inout ByteWriter) { writer.write(number) }
    init(from reader: inout ByteReader) throws(DamagedBytes) { number = try reader.double() }
    func equals(_ other: any NotebookObject) -> Bool { (other as? Mark)?.number == number }
  }

  /// One that cannot be kept.
  struct Fleeting: NotebookObject {
    let kind = ObjectKind("fleeting", "Nothing.")
    let line = "fleeting"
  }

  private let decoders = ObjectDecoders([Mark.self, FigureValue.self])

  static let values: [Value] = [
    .missing, .boolean(true), .boolean(false), .number(-0.0, .plain),
    .number(440, Dimension(seconds: -1)), .text("e\u{301} “x”"),
    .range(NumberRange(0.5, 1, .duration)), .list([]),
    .list([.number(1, .level), .number(2, .level)]),
    .list([.number(1, .level), .number(2, .plain)]), .list([.number(1), .missing, .text("")]),
    .record(Record([("a", .list([.record(Record([]))])), ("b", .object(Mark(2)))])),
    .object(Mark(-1)),
  ]

  @Test("a value comes back and is written as the same bytes", arguments: values.indices)
  func comesBack(_ place: Int) throws {
    let value = Self.values[place]
    let bytes = try #require(value.bytes())
    let back = try Value(bytes: bytes, decoders)
    #expect(back.equals(value))
    #expect(back.line == value.line)
    #expect(back.bytes() == bytes)
  }

  @Test("no part of a number is lost")
  func bits() throws {
    let pattern = Double(nan: 77, signaling: false)
    let value = Value.list([.number(-0.0), .number(pattern), .number(.infinity)])
    guard case .list(let items) = try Value(bytes: try #require(value.bytes()), decoders) else {
      Issue.record("not a list")
      return
    }
    let bits = items.map { item -> UInt64 in
      if case .number(let number, .plain) = item { number.bitPattern } else { 0 }
    }
    #expect(bits == [(-0.0).bitPattern, pattern.bitPattern, Double.infinity.bitPattern])
  }

  @Test("a function is not written, nor what holds one, nor what cannot write itself")
  func unwritable() async throws {
    #expect(Value.object(Fleeting()).bytes() == nil)
    #expect(Value.list([.number(1), .object(Fleeting())]).bytes() == nil)
    let (_, results) = try await FakeLibrary.run(cells(["fn f(x) = x", "l = [f]"]))
    let functions = results.flatMap { Array($0.bound.values) }
    #expect(!functions.isEmpty)
    for value in functions { #expect(value.bytes() == nil) }
    for result in results where !result.bound.isEmpty { #expect(result.bytes() == nil) }
  }

  @Test("an unknown kind, another version and damaged bytes are refused")
  func refused() throws {
    let bytes = try #require(Value.object(Mark(3)).bytes())
    #expect(throws: DamagedBytes("I know no stored `mark`")) {
      try Value(bytes: bytes, ObjectDecoders())
    }
    for place in bytes.indices {
      var damaged = bytes
      damaged[place] ^= 1
      #expect(throws: DamagedBytes.self) { try Value(bytes: damaged, decoders) }
      #expect(throws: DamagedBytes.self) { try Value(bytes: Array(bytes[..<place]), decoders) }
    }
  }

  @Test("lists that claim all that is left, one in the other, are refused before they take memory")
  func claims() {
    var writer = ByteWriter()
    for _ in 0..<150 {
      writer.write(UInt8(7))
      writer.write(1_000_000)
    }
    let body = writer.bytes + [UInt8](repeating: 7, count: 1_000_000)
    var reader = ByteReader(body)
    #expect(throws: DamagedBytes.self) { try Value(from: &reader, decoders) }
    // Deeper than any value may be.
    var deep = ByteWriter()
    for _ in 0..<100_000 {
      deep.write(UInt8(7))
      deep.write(1)
    }
    var other = ByteReader(deep.bytes)
    #expect(throws: DamagedBytes("a value is nested too deep")) {
      try Value(from: &other, decoders)
    }
  }

  // MARK: Results

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
    result.depth = 1
    return result
  }

  @Test("a result comes back with its outputs, its words and its notes")
  func resultComesBack() throws {
    let result = result()
    let bytes = try #require(result.bytes())
    let back = try NodeResult(bytes: bytes, decoders)
    #expect(back.bytes() == bytes)
    #expect(back.isDone)
    #expect(back.bound.keys.sorted() == ["a", "b"])
    #expect(back.notes == result.notes)
    #expect(back.notes[0].again("judge") == "See `judge`.")
    #expect(back.notes[1].again("judge") == "A word.")
    #expect(back.sentence == "5 ms")
    #expect(back.spoken?.equals(.number(0.005, .duration)) == true)
    #expect(back.remarks == result.remarks)
    #expect(back.depth == 1)
    guard case .value(let shown, "bars(t)") = back.outputs[0],
      case .object(let figure) = shown, figure.kind.name == "figure",
      case .file("t.csv", let saved) = back.outputs[1]
    else {
      Issue.record("other outputs")
      return
    }
    #expect(saved.bytes == [1, 2, 3])
    #expect(saved.note == "3 bytes")
  }

  @Test("a result that failed, or that shows what cannot be written, is not written")
  func unwritableResults() {
    var failed = result()
    failed.state = .notRun(needs: ["x"])
    #expect(failed.bytes() == nil)
    var fleeting = result()
    fleeting.outputs.append(.value(.object(Fleeting()), text: "x"))
    #expect(fleeting.bytes() == nil)
    fleeting = result()
    fleeting.spoken = .object(Fleeting())
    #expect(fleeting.bytes() == nil)
  }

  @Test("a file that would be written outside of the outputs is refused")
  func forbiddenFile() throws {
    var result = result()
    result.outputs = [.file(name: "../../etc/x", SavedBytes([], note: ""))]
    let bytes = try #require(result.bytes())
    #expect(throws: DamagedBytes("a file has a forbidden name")) {
      try NodeResult(bytes: bytes, decoders)
    }
  }

  @Test("a damaged result is refused or read, never a fault")
  func damagedResult() throws {
    let body = Array(try #require(result().bytes()).dropFirst(20))
    for end in body.indices {
      var reader = ByteReader(Array(body[..<end]))
      #expect(throws: DamagedBytes.self) { try NodeResult(from: &reader, decoders) }
    }
    var random = RandomSource(seed: 5)
    for _ in 0..<5000 {
      var damaged = body
      damaged[random.below(body.count)] = UInt8(random.below(256))
      var reader = ByteReader(damaged)
      guard let read = try? NodeResult(from: &reader, decoders) else { continue }
      for note in read.notes { _ = note.again("x") + (note.table?.extent ?? "") }
      for note in read.notes {
        for column in note.table?.columns ?? [] { _ = column.cells.indices.map(column.text) }
      }
      #expect(read.bytes() != nil)
    }
  }
}
