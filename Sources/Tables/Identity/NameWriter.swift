// Writes many names, such as those of groups, into one piece of memory.

import Basics

/// What puts texts at a place, as UTF-8, one for each row.
struct NameWriter {
  /// How many bytes all texts have at most.
  private(set) var most = 0
  /// Puts the text of a row at a place, and gives the number of its bytes.
  private(set) var put: (Int, UnsafeMutablePointer<UInt8>) -> Int = { _, _ in 0 }

  /// The longest text of a number.
  private static let longest = 32

  /// The texts of cells, nothing for missing ones.
  private init(_ column: Column) {
    switch column {
    case .text(let texts):
      most = texts.byteCount
      put = { row, place in texts.withBytes(row) { Self.copy($0, place) } }
    case .number(let values, _):
      // Zero with a sign is longer than zero.
      let isSmall = values.allSatisfy {
        $0.isNaN || ($0.sign == .plus && $0 < 1e15 && $0 == $0.rounded())
      }
      let largest = isSmall ? values.reduce(0) { max($0, $1) } : 0
      most = values.count * (isSmall ? numberText(largest).utf8.count : Self.longest)
      put = { row, place in Self.put(cell: values[row], place) }
    case .boolean, .terms: self = NameWriter(.text(column.cellTexts))
    }
  }

  /// The cells of some columns with their names: `label=ang, session=1`.
  init(_ columns: some Sequence<(String, Column)>) {
    for (index, (name, column)) in columns.enumerated() {
      let title = Array("\(index > 0 ? ", " : "")\(name)=".utf8)
      let (before, cell) = (put, NameWriter(column))
      most += title.count * column.count + cell.most
      put = { row, place in
        var count = index > 0 ? before(row, place) : 0
        count += title.withUnsafeBufferPointer { Self.copy($0, place + count) }
        return count + cell.put(row, place + count)
      }
    }
  }

  /// The names of these rows.
  init(_ names: RowNames, of rows: some Sequence<Int>) {
    switch names.storage {
    case .texts(let texts):
      most = rows.reduce(0) { $0 + texts.withBytes($1) { $0?.count ?? 0 } }
      put = { row, place in texts.withBytes(row) { Self.copy($0, place) } }
    case .numbered(let names):
      let beginnings = names.beginnings.map { Array($0.utf8) }
      let longest = beginnings.reduce(0) { max($0, $1.count) } + 10
      most = rows.reduce(0) { count, _ in count + longest }
      guard names.sourceOfRow.isEmpty, case .upTo = names.numbers else {
        put = { row, place in
          let source = names.sourceOfRow.isEmpty ? 0 : Int(names.sourceOfRow[row])
          let count = beginnings[source].withUnsafeBufferPointer { Self.copy($0, place) }
          return count + Self.put(UInt64(names.numbers[row]), place + count)
        }
        return
      }
      let beginning = beginnings[0]
      put = { row, place in
        let count = beginning.withUnsafeBufferPointer { Self.copy($0, place) }
        return count + Self.put(UInt64(row + 1), place + count)
      }
    }
  }

  private static func copy(
    _ bytes: UnsafeBufferPointer<UInt8>?, _ place: UnsafeMutablePointer<UInt8>
  ) -> Int {
    guard let bytes, let base = bytes.baseAddress else { return 0 }
    place.update(from: base, count: bytes.count)
    return bytes.count
  }

  private static func put(cell value: Double, _ place: UnsafeMutablePointer<UInt8>) -> Int {
    if value.isNaN { return 0 }
    if value >= 0, value < 1e15, value.sign == .plus, let whole = UInt64(exactly: value) {
      return put(whole, place)
    }
    var text = numberText(value)
    return text.withUTF8 { copy($0, place) }
  }

  private static func put(_ whole: UInt64, _ place: UnsafeMutablePointer<UInt8>) -> Int {
    var (count, limit) = (1, UInt64(10))
    while whole >= limit { (count, limit) = (count + 1, limit * 10) }
    var rest = whole
    for index in stride(from: count - 1, through: 0, by: -1) {
      place[index] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    return count
  }
}
