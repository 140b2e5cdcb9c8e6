// A hash of what a table holds: the names of its columns and their values, whatever its rows name.

import Basics
import Kernels

extension Table {
  /// Equal for equal columns in the same order; a quick hash, not a cryptographic digest.
  var contentHash: UInt64 {
    var hash = UInt64(rowCount)
    func add(_ text: String) {
      var word: UInt64 = 0
      var count = 0
      for byte in text.utf8 {
        word = word << 8 | UInt64(byte)
        count += 1
        if count & 7 == 0 {
          hash = RowName.joined(hash, word)
          word = 0
        }
      }
      hash = RowName.joined(RowName.joined(hash, word), UInt64(count))
    }
    for entry in entries {
      add(entry.name)
      switch entry.column {
      case .number(let values, _):
        for value in values { hash = RowName.joined(hash, value.bitPattern) }
      case .text(let values):
        for value in values {
          if let value { add(value) } else { hash = RowName.joined(hash, .max) }
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
