// Values as bytes: every value of the reference comes back, and damaged bytes are refused or read, never a fault.

import Basics
import Kernels
import SernbDocument
import SernbLanguage
import SernbTools
import Testing

@testable import SernbLibrary
@testable import SernbRuntime

@Suite("Stored values")
struct StoredValueTests {
  /// What the body of a stored value begins behind: its name, version and checksum, and whether parts lie apart.
  static let head = 21

  private func read(_ body: some Collection<UInt8>) throws -> Value {
    var reader = ByteReader(Array(body))
    let value = try Value(from: &reader, Library.decoders)
    try reader.end()
    return value
  }

  /// The examples of the reference; those that ask a value for a part of it once more with the value itself; and values
  /// that no example has.
  static let codes: [String] =
    ReferenceTests.examples.map(\.code)
    + ReferenceTests.examples.compactMap { example in
      let code = example.code
      let name = code.reversed().prefix { $0.isLetter || $0 == "_" }.count
      let rest = code.dropLast(name)
      return name > 0 && rest.hasSuffix(").") ? String(rest.dropLast()) : nil
    } + [
      "answer = published()", "answer = tfidf(column: .text, min_df: 2, stop_list: [\"so\"])",
      "answer = pick(clips(turns(emodb(\"data/emodb\")), from: emodb(\"data/emodb\")), at: 0)",
      TextVectorBuiltins.example + """
        weighed = said |> transform(fit(tfidf(column: .text), said))
        answer = [weighed, first(weighed.terms), 3 s .. 4 s, {a: [missing, x => x]}]
        other = [weighed, weighed.terms, 3 s .. 4 s, {a: [missing, true]}]
        """,
      "answer = standard_scaler(columns: [.rmse], missing: \"refuse\")",
      "answer = random_forest(n_estimators: 7, class_weight: {ang: 2})",
    ]

  @Test("each value comes back", arguments: codes)
  func comesBack(_ code: String) async throws {
    let ran = try await run(code)
    #expect(ran.problems.map(\.message) == [])
    for result in ran.results {
      for (name, value) in result.bound { try expectSame(value.untraced, name) }
    }
  }

  private func expectSame(_ value: Value, _ name: String) throws {
    guard let bytes = value.bytes() else {
      #expect(value.parts.contains { !$0.isStored }, "`\(name)` is not written")
      return
    }
    #expect(!value.parts.contains { !$0.isStored })
    let back = try Value(bytes: bytes, Library.decoders)
    #expect(back.bytes() == bytes)
    #expect(back.equals(value))
    #expect(Reference.shown(back) == Reference.shown(value))
    #expect(back.json.text(.pretty) == value.json.text(.pretty))
    #expect(back.type == value.type)
    try expectSameMembers(of: back, value)
    try expectNoFault(Array(bytes.dropFirst(Self.head)))
  }

  private func expectSameMembers(of back: Value, _ value: Value) throws {
    guard case .object(let one) = back, case .object(let other) = value else { return }
    for member in other.kind.members {
      let (a, b) = (one.member(member.name), other.member(member.name))
      #expect((a == nil) == (b == nil))
      #expect(a.map { Reference.shown($0) } == b.map { Reference.shown($0) })
    }
  }

  /// Truncates a body everywhere and damages it at random; what can be read all the same is used.
  private func expectNoFault(_ body: [UInt8]) throws {
    for end in stride(from: 0, to: body.count, by: max(1, body.count / 2000)) {
      #expect(throws: CorruptData.self) { try read(body[..<end]) }
    }
    #expect(throws: CorruptData.self) { try read(body + [0]) }
    var random = RandomSource(seed: UInt64(body.count))
    for _ in 0..<(body.count > 20_000 ? 20 : 100) {
      var damaged = body
      for _ in 0...random.below(2) {
        let place =
          random.below(2) == 0 ? random.below(min(body.count, 400)) : random.below(body.count)
        damaged[place] = random.below(2) == 0 ? UInt8(random.below(256)) : damaged[place] ^ 1
      }
      guard let value = try? read(damaged) else { continue }
      _ = Reference.shown(value)
      _ = value.json
      if case .object(let object) = value {
        for member in object.kind.members { _ = object.member(member.name)?.line }
        for case .figure(let figure) in object.blocks(ShowOptions()) {
          _ = SVG.text(figure)
          _ = figure.dataTable
          _ = figure.data
        }
      }
      #expect(value.bytes() != nil)
    }
  }

  @Test("a value and the rows that it stems from come back together")
  func tracedComesBack() async throws {
    let ran = try await run(
      LearningBuiltins.example + "level = mean(turns.rmse)\nlabels = [x for x in turns.label]")
    for result in ran.results {
      for (name, value) in result.bound where ["level", "labels"].contains(name) {
        guard case .object(let object) = value, object is TracedValue else {
          Issue.record("`\(name)` has lost its origin")
          continue
        }
        let bytes = try #require(value.bytes())
        let back = try Value(bytes: bytes, Library.decoders)
        #expect(back.equals(value) && back.bytes() == bytes)
        try expectNoFault(Array(bytes.dropFirst(Self.head)))
      }
    }
  }

  @Test("every kind is stored")
  func everyKind() {
    for kind in Library.kinds { #expect(Library.decoders.canDecode(kind), "\(kind.name)") }
    #expect(Library.stored.count == Library.kinds.count)
    #expect(Library.stored.allSatisfy { type in Library.kinds.contains(type.kind) })
  }

  @Test("a value of every stored kind is among them")
  func everyStoredKindIsTested() async throws {
    var missing = Set(Library.stored.map { $0.kind.name })
    for code in Self.codes where !missing.isEmpty {
      for result in try await run(code).results {
        for value in result.bound.values.map(\.untraced) where value.bytes() != nil {
          for case .object(let object) in value.parts { missing.remove(object.kind.name) }
        }
      }
    }
    #expect(missing.sorted() == [])
  }
}

extension Value {
  /// Itself and all values in it.
  fileprivate var parts: [Value] {
    switch self {
    case .list(let items): [self] + items.flatMap(\.parts)
    case .record(let record): [self] + record.fields.flatMap(\.value.parts)
    default: [self]
    }
  }

  fileprivate var isStored: Bool {
    switch self {
    case .function: false
    case .object(let object): Library.decoders.canDecode(object.kind)
    default: true
    }
  }
}
