// A table as bytes: each distinct text once, then the row identities, then the columns.
//
// Numbers keep their bits, missing ones included, so that a table that was read is written as the same bytes.

package import Basics
internal import Kernels

extension Table: ByteCoded {
  /// Appends the table to `writer`.
  package func encode(into writer: inout ByteWriter) {
    var names = NamePool()
    var body = ByteWriter()
    rows.encode(into: &body, &names)
    body.write(entries) { body, entry in
      body.write(entry.name)
      entry.column.encode(into: &body, &names)
    }
    writer.write(names.all, body.bytes)
  }

  /// - Throws: `CorruptData` for bytes that are not a valid table; everything that is read is valid.
  package init(from reader: inout ByteReader) throws(CorruptData) {
    let names = try reader.texts()
    var body = ByteReader(try reader.data())
    let rows = try RowIdentities(from: &body, names)
    let columns = try body.items(atLeast: 17) { body throws(CorruptData) in
      (name: try body.text(), column: try Column(from: &body, names))
    }
    try body.end()
    do { try self.init(columns, rows: rows) } catch { throw CorruptData(error.message) }
  }
}

extension Column {
  fileprivate func encode(into body: inout ByteWriter, _ names: inout NamePool) {
    switch self {
    case .number(let values, let unit):
      body.write(UInt8(0))
      body.write(small: unit.seconds)
      body.write(small: unit.decibels)
      body.write(values)
    case .text(let values):
      body.write(UInt8(1))
      body.write(Array(values)) { $0.write(small: $1.map { names.index(of: $0) + 1 } ?? 0) }
    case .boolean(let values):
      body.write(UInt8(2))
      body.write(Array(values)) { $0.write(UInt8($1.map { $0 ? 1 : 0 } ?? 2)) }
    case .terms(let terms):
      body.write(UInt8(3))
      terms.encode(into: &body)
    }
  }

  fileprivate init(from body: inout ByteReader, _ names: [String]) throws(CorruptData) {
    switch try body.integer(UInt8.self) {
    case 0:
      let unit = try ColumnUnit(from: &body)
      self = .number(try body.doubles(), unit: unit)
    case 1:
      self = .text(
        TextArray(
          try body.items { body throws(CorruptData) in
            let position = try body.small()
            guard position >= 0, position <= names.count else {
              throw CorruptData("a cell has the number of a text that is not there")
            }
            return position == 0 ? nil : names[position - 1]
          }))
    case 2:
      self = .boolean(
        try body.items { body throws(CorruptData) in
          switch try body.integer(UInt8.self) {
          case 0: false
          case 1: true
          case 2: nil
          default: throw CorruptData("a cell is neither true nor false nor missing")
          }
        })
    case 3: self = .terms(try Terms(from: &body))
    default: throw CorruptData("a column is of no known kind")
    }
  }
}

extension ColumnUnit {
  /// Far above the exponents of any real unit, and small enough to be added without overflow.
  fileprivate init(from body: inout ByteReader) throws(CorruptData) {
    self.init(seconds: try body.small(), decibels: try body.small())
    guard (-1_000_000...1_000_000).contains(seconds), (-1_000_000...1_000_000).contains(decibels)
    else { throw CorruptData("a unit is none") }
  }
}

extension Terms {
  fileprivate func encode(into body: inout ByteWriter) {
    body.write(names)
    body.write(rows.starts) { $0.write(small: $1) }
    body.write(rows.indices)
    body.write(rows.values)
  }

  fileprivate init(from body: inout ByteReader) throws(CorruptData) {
    let names = try body.texts()
    let starts = try body.items { body throws(CorruptData) in try body.small() }
    let indices = try body.integers(Int32.self)
    let values = try body.doubles()
    guard starts.first == 0, starts.last == indices.count, indices.count == values.count,
      names.count <= Int(Int32.max)
    else { throw CorruptData("terms do not fit together") }
    for (start, end) in zip(starts, starts.dropFirst()) {
      guard start >= 0, start <= end, end <= indices.count else {
        throw CorruptData("the rows of terms are not in order")
      }
      var last: Int32 = -1
      for index in indices[start..<end] {
        guard index > last, Int(index) < names.count else {
          throw CorruptData("the terms of a row are not in order")
        }
        last = index
      }
    }
    self.init(
      names: names,
      rows: SparseRows(columns: names.count, starts: starts, indices: indices, values: values))
  }
}
