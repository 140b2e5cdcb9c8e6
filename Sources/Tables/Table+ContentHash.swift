// A hash of what a table holds: the names of its columns and their values, whatever its rows name.

import Basics
import Kernels

extension Table {
  /// Equal for equal columns in the same order; a quick hash, not a cryptographic digest.
  var contentHash: UInt64 {
    var hash = ContentHash(value: UInt64(rowCount))
    for entry in entries {
      hash.add(entry.name)
      switch entry.column {
      case .number(let values, _):
        for value in values { hash.add(value.bitPattern) }
      case .text(let values):
        values.pool.bytes.withUnsafeBufferPointer { bytes in
          for code in values.codes {
            if code == TextArray.missing {
              hash.add(.max)
            } else {
              hash.add(UnsafeBufferPointer(rebasing: bytes[values.pool.range(Int(code))]))
            }
          }
        }
      case .boolean(let values):
        for value in values { hash.add(value.map { $0 ? 1 : 0 } ?? 2) }
      case .terms(let terms):
        for name in terms.names { hash.add(name) }
        for value in terms.rows.values { hash.add(value.bitPattern) }
      }
    }
    return hash.value
  }
}

private struct ContentHash {
  var value: UInt64

  mutating func add(_ word: UInt64) { value = RowName.joined(value, word) }

  mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { add($0) }
  }

  /// Eight bytes at a time, the first one highest, then what is left and how many there were.
  mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
    let raw = UnsafeRawBufferPointer(bytes)
    let whole = raw.count & ~7
    for offset in stride(from: 0, to: whole, by: 8) {
      add(UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
    }
    var word: UInt64 = 0
    for offset in whole..<raw.count { word = word << 8 | UInt64(raw[offset]) }
    add(word)
    add(UInt64(raw.count))
  }
}
