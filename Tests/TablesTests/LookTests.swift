// Operations on long tables check for cancellation by cells, and stop.

import Basics
import Kernels
import Testing

@testable import Tables

@Suite("verbs look for cancellation by work")
struct LookTests {
  private typealias Verb = (name: String, does: @Sendable (Table) throws -> Table)

  private static let verbs: [Verb] = [
    ("sort by texts", { try $0.sort(by: [SortKey("key")]) }),
    ("sort by numbers", { try $0.sort(by: [SortKey("a", descending: true)]) }),
    ("distinct", { try $0.distinct(by: ["key", "a"]) }),
    ("join", { try $0.join($0.renaming, on: [JoinKey("key")], kind: .left) }),
    ("group", { try $0.group(by: ["key"]).keys() }),
    ("describe", { try $0.descriptionTable($0.describe()) }),
    ("take", { try $0.take((0..<$0.rowCount).map { $0 } + (0..<$0.rowCount).map { $0 }) }),
    (
      "read from CSV",
      { try CSV.read(Array("key,a\n".utf8) + $0.csv, name: "t") }
    ),
    (
      "written to bytes",
      {
        var writer = ByteWriter()
        $0.encode(into: &writer)
        return $0
      }
    ),
  ]

  private static func table(_ count: Int) throws -> Table {
    var random = RandomSource(seed: 3)
    let order = random.shuffled(Array(0..<count))
    return try Table(
      [
        ("key", .text(order.map { "key \($0)" })),
        ("a", .number(order.map { Double($0) / 7 })),
      ], rows: RowIdentities(count: count, source: "t"))
  }

  @Test("the longer the table, the more looks", arguments: verbs.map(\.name))
  func grows(_ name: String) async throws {
    let verb = try #require(Self.verbs.first { $0.name == name })
    var looks: [Int] = []
    for count in [100_000, 400_000] {
      let table = try Self.table(count)
      looks.append(try await LookCount.looks { try verb.does(table) }.looks)
    }
    // Ten million operations at some hundred a row.
    #expect(looks[0] >= 1 && looks[1] >= 3 * looks[0], "\(looks)")
  }

  @Test("a cancelled task gets no table", arguments: verbs.dropLast().map(\.name))
  func stops(_ name: String) async throws {
    let verb = try #require(Self.verbs.first { $0.name == name })
    let table = try Self.table(200_000)
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try verb.does(table)
    }
    await #expect(throws: (any Error).self) { try await task.value }
  }
}

extension Table {
  /// The same keys beside a column of another name.
  fileprivate var renaming: Table {
    get throws {
      try Table(
        [("key", try column("key")), ("b", try column("a"))],
        rows: RowIdentities(count: rowCount, source: "u"))
    }
  }

  fileprivate var csv: [UInt8] {
    (0..<rowCount).flatMap { row in Array("key \(row),\(row)\n".utf8) }
  }
}
