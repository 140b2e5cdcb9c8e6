// Which build of the program runs: the identifier that the linker wrote into it, of some hundred bytes instead of all.

import FileAccess
import Foundation
import SernbRuntime
import Storage

enum BuildIdentifier {
  /// A digest that differs from build to build. nil where the program cannot be read.
  ///
  /// Linkers derive the identifier from everything that they write (GNU ld's `--build-id`, a default of Swift's driver
  /// on Linux). A program without one is read as a whole, once: the index remembers its digest.
  static func ofThisProgram(_ index: FileIndex) -> Digest? {
    // Another build may have been put in the place of the file since the program began (Linux, proc(5)).
    if let identifier = of("/proc/self/exe") { return Digest(of: identifier) }
    guard let path = Bundle.main.executablePath.flatMap({ realPath($0) }) else { return nil }
    if let identifier = of(path) { return Digest(of: identifier) }
    struct Unreadable: Error {}
    return try? index.digest(of: path, .content) {
      guard let digest = FileIndex.contentDigest(path) else { throw Unreadable() }
      return digest
    }
  }

  /// The identifier in a program of 64-bit ELF with little-endian numbers; nil where there is none, or no such program.
  static func of(_ path: String) -> [UInt8]? {
    guard let file = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? file.close() }
    func read(_ offset: UInt64, _ count: Int) -> [UInt8]? {
      guard count <= 1 << 16, offset <= 1 << 40, (try? file.seek(toOffset: offset)) != nil,
        let bytes = try? file.read(upToCount: count), bytes.count == count
      else { return nil }
      return Array(bytes)
    }
    // The layout of the header, of a program header and of a note: System V ABI, chapter 4 and 5.
    guard let header = read(0, 64), header[0..<6] == [0x7F, 0x45, 0x4C, 0x46, 2, 1] else {
      return nil
    }
    let size = Int(number(header, 54, 2))
    let count = Int(number(header, 56, 2))
    guard size >= 56, let table = read(number(header, 32, 8), size * count) else { return nil }
    for start in stride(from: 0, to: table.count, by: size) where number(table, start, 4) == 4 {
      guard let length = Int(exactly: number(table, start + 32, 8)),
        let notes = read(number(table, start + 8, 8), length)
      else { continue }
      if let found = identifier(in: notes) { return found }
    }
    return nil
  }

  /// The note of type 3 by `GNU`.
  private static func identifier(in notes: [UInt8]) -> [UInt8]? {
    func padded(_ count: Int) -> Int { (count + 3) / 4 * 4 }
    var start = 0
    while start + 12 <= notes.count {
      let name = Int(number(notes, start, 4))
      let content = Int(number(notes, start + 4, 4))
      let body = start + 12 + padded(name)
      guard body + content <= notes.count else { return nil }
      if number(notes, start + 8, 4) == 3, notes[(start + 12)...].starts(with: Array("GNU\0".utf8)),
        content >= 8
      {
        return Array(notes[body..<(body + content)])
      }
      start = body + padded(content)
    }
    return nil
  }

  private static func number(_ bytes: [UInt8], _ start: Int, _ count: Int) -> UInt64 {
    bytes[start..<(start + count)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
