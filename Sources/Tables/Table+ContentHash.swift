// A hash of what a table holds: the names of its columns and their values, whatever its rows name.

import Basics
import Kernels

extension Table {
  /// Equal for equal columns in the same order; a quick hash, not a cryptographic digest.
  var contentHash: UInt64 {
    var hash = UInt64(rowCount)
    func add(bytes: UnsafeBufferPointer<UInt8>) {
      let raw = UnsafeRawBufferPointer(bytes)
      let whole = raw.count & ~7
      for offset in stride(from: 0, to: whole, by: 8) {
        let word = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        hash = RowName.joined(hash, UInt64(bigEndian: word))
      }
      var word: UInt64 = 0
      for byte in raw[whole...] { word = word << 8 | UInt64(byte) }
      hash = RowName.joined(RowName.joined(hash, word), UInt64(raw.count))
    }
    func add(_ text: String) {
      var text = text
      text.withUTF8 { add(bytes: $0) }
    }
    for entry in entries {
      add(entry.name)
      switch entry.column {
      case .number(let values, _):
        for value in values { hash = RowName.joined(hash, value.bitPattern) }
      case .text(let values):
        for row in values.indices {
          values.withBytes(row) { bytes in
            if let bytes { add(bytes: bytes) } else { hash = RowName.joined(hash, .max) }
          }
        }
      case .boolean(let values):
        for value in values { hash = RowName.joined(hash, value.map { $0 ? 1 : 0 } ?? 2) }
      case .terms(let terms):
        for name in terms.names { add(name) }
        for value in terms.rows.values { hash = RowName.joined(hash, value.bitPattern) }
      }
    }
    return hash
  }
}
