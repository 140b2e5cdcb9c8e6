// Files read on several threads: the same tables and the same errors as piece by piece.

import Basics
import Kernels
import Testing

@testable import Tables

@Suite("files in chunks")
struct CSVChunkTests {
  /// About `size` bytes of rows, with what `change` makes of some of them.
  private func file(_ size: Int, _ change: (Int) -> String? = { _ in nil }) -> [UInt8] {
    var random = RandomSource(seed: 2)
    var bytes = Array("name,label,n,flag,gap,x\n".utf8)
    var row = 0
    while bytes.count < size {
      row += 1
      let label = ["ang", "sad", "", "glücklich"][random.below(4)]
      let line =
        "row \(row),\(label),\(random.below(1000)),\(random.chance(0.5)),,\(random.uniform())\n"
      bytes += (change(row) ?? line).utf8
    }
    return bytes
  }

  private func compare(_ bytes: [UInt8]) async throws {
    func answer(_ read: () async throws -> Table) async throws -> Result<Table, CSVError> {
      do { return .success(try await read()) } catch let error as CSVError {
        return .failure(error)
      }
    }
    let wanted = try await answer { try CSV.read(bytes, name: "t.csv") }
    for width in [2, 3, 5] {
      let found = try await answer { try await CSV.read(bytes, name: "t.csv", width: width) }
      switch (wanted, found) {
      case (.success(let a), .success(let b)):
        #expect(a == b && a.columnCount > 0, "width \(width)")
        #expect(a.rows.names(a.rowCount - 1) == b.rows.names(b.rowCount - 1))
      case (.failure(let a), .failure(let b)): #expect(a == b, "width \(width)")
      case (.success, .failure), (.failure, .success): Issue.record("width \(width)")
      }
    }
  }

  private static let rare: [(name: String, line: String)] = [
    ("quoted line ends", "\"a\nb,\"\"\",x,1,true,,2\n"),
    ("a quote within a field", "a\"b,x,1,true,,2\n"),
    ("CR LF", "a,x,1,true,,2\r\n"), ("CR", "a,x,1,true,,2\r"), ("empty lines", "\n\n\r\n"),
    ("a late text among numbers", "a,x,1,true,,none\n"),
    ("a first cell far down", "a,x,1,true,7,2\n"),
    ("a first quoted empty cell", "a,x,1,true,\"\",2\n"), ("no truth value", "a,x,1,maybe,,2\n"),
    ("too few fields", "a,x\n"), ("text after a quote", "\"a\"b,x,1,true,,2\n"),
    ("an open quote", "\"a,x,1,true,,2\n"), ("infinite", "a,x,1,true,,-inf\n"),
  ]

  @Test("plain ones, and ones with something rare", arguments: [nil] + rare.map { $0.name })
  func same(name: String?) async throws {
    let rare = Self.rare.first { $0.name == name }
    for every in [70_001, 90_007] {
      try await compare(file(6 << 20) { $0 % every == 0 ? rare?.line : nil })
    }
  }

  @Test("quotes in every row, with separators, line ends and quotes between them")
  func quotes() async throws {
    let fields = [
      "\"x, y\"", "\"two\nlines\"", "\"a \"\"b\"\"\"", "\"\"", "5\" wide", "\"é\r\n\"\"\"",
    ]
    for used in [0..<1, 0..<4, 0..<6, 4..<5] {
      let lines = Array(fields[used])
      try await compare(
        file(6 << 20) { row in "\(lines[row * 7919 % lines.count]),x\(row),1,true,,2\n" })
    }
    // A quote that opens nothing turns the count of quotes over.
    try await compare(
      file(6 << 20) { row in row == 9 ? "a\"b,x,1,true,,2\n" : "\"a,\nb\",x,1,true,,2\n" })
  }

  @Test("bytes that are no UTF-8 are named by row, line and place")
  func invalid() async throws {
    var bytes = file(6 << 20)
    for place in stride(from: 3 << 20, to: bytes.count, by: 1 << 20) { bytes[place] = 0xFF }
    try await compare(bytes)
  }

  @Test("the end of a file without a line end")
  func end() async throws {
    try await compare(file(3 << 20).dropLast())
    try await compare(file(3 << 20) + Array("\"a".utf8))
    try await compare([UInt8](repeating: 0x61, count: 3 << 20))
    try await compare(Array("a\n".utf8) + [UInt8](repeating: 0x0A, count: 3 << 20))
  }

  @Test("bytes are told to be UTF-8 as the standard library tells")
  func validation() {
    var random = RandomSource(seed: 8)
    let pieces: [[UInt8]] = [
      [0x61], [0xC3, 0xA9], [0xE6, 0xBC, 0xA2], [0xF0, 0x9F, 0x98, 0x80], [0xC0],
      [0xED, 0xA0, 0x80],
      [0xE0, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF5], [0x80], [0xE2, 0x82],
      [0xF0, 0x8F, 0x80, 0x80],
      [0xEF, 0xBF, 0xBF], [0xF1, 0x80, 0x80], [0xC2], [0xED, 0x9F, 0xBF], [0xF4, 0x8F, 0xBF, 0xBF],
    ]
    for _ in 0..<20_000 {
      let bytes = (0..<random.below(4)).flatMap { _ in pieces[random.below(pieces.count)] }
      let found = bytes.withUnsafeBufferPointer { NormalText.isUTF8($0) }
      #expect(found == (String(validating: bytes, as: UTF8.self) != nil), "\(bytes)")
    }
  }
}
