// Values and results as bytes: what comes back, what is never written, and what is refused.

import Basics
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
    init(from reader: inout ByteReader) throws(CorruptData) { number = try reader.double() }
    func equals(_ other: any EngineValue) -> Bool { (other as? Mark)?.number == number }
  }

  /// One that cannot be kept.
  struct Fleeting: EngineValue {
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
    #expect(functions.count == 2)
    for value in functions { #expect(value.bytes() == nil) }
  }

  @Test("an unknown kind, another version and damaged bytes are refused")
  func refused() throws {
    let bytes = try #require(Value.object(Mark(3)).bytes())
    #expect(throws: CorruptData("I know no stored `mark`")) {
      try Value(bytes: bytes, ObjectDecoders())
    }
    for place in bytes.indices {
      var damaged = bytes
      damaged[place] ^= 1
      #expect(throws: CorruptData.self) { try Value(bytes: damaged, decoders) }
      #expect(throws: CorruptData.self) { try Value(bytes: Array(bytes[..<place]), decoders) }
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
    #expect(throws: CorruptData.self) { try Value(from: &reader, decoders) }
    // Deeper than any value may be.
    var deep = ByteWriter()
    for _ in 0..<100_000 {
      deep.write(UInt8(7))
      deep.write(1)
    }
    var other = ByteReader(deep.bytes)
    #expect(throws: CorruptData("a value is nested too deep")) {
      try Value(from: &other, decoders)
    }
  }

  // MARK: Results
}
