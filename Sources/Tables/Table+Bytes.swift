// A table as bytes: the row identities, then the columns, each a part of its own.
//
// Numbers keep their bits, missing ones included, so that a table that was read is written as the same bytes. In the
// store, columns and identities lie apart, each once, so that a table with one column more adds that column only.

package import Basics
internal import Kernels

extension Table: ByteCoded {
  /// Appends the table to `writer`.
  package func encode(into writer: inout ByteWriter) {
    rows.encode(into: &writer)
    writer.write(entries) { writer, entry in
      writer.write(entry.name)
      entry.column.encode(into: &writer)
    }
  }

  /// - Throws: `CorruptData` for bytes that are not a valid table; everything that is read is valid.
  package init(from reader: inout ByteReader) throws(CorruptData) {
    let rows = try RowIdentities(from: &reader)
    let columns = try reader.items(atLeast: 11) { reader throws(CorruptData) in
      (name: try reader.text(), column: try Column(from: &reader))
    }
    do { try self.init(columns, rows: rows) } catch { throw CorruptData(error.message) }
  }
}

extension Column {
  fileprivate func encode(into writer: inout ByteWriter) {
    switch self {
    case .number(let values, let unit):
      writer.write(UInt8(0))
      writer.write(small: unit.seconds)
      writer.write(small: unit.decibels)
      writer.write(part: NumbersPart(values))
    case .text(let texts):
      writer.write(UInt8(1))
      writer.write(part: texts)
    case .boolean(let values):
      writer.write(UInt8(2))
      writer.write(part: TruthsPart(values))
    case .terms(let terms):
      writer.write(UInt8(3))
      writer.write(part: terms)
    }
  }

  fileprivate init(from reader: inout ByteReader) throws(CorruptData) {
    switch try reader.integer(UInt8.self) {
    case 0:
      let unit = try ColumnUnit(from: &reader)
      self = .number(try reader.part(NumbersPart.self).values, unit: unit)
    case 1: self = .text(try reader.part())
    case 2: self = .boolean(try reader.part(TruthsPart.self).values)
    case 3: self = .terms(try reader.part())
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

extension Terms: StoredPart {
  package static let kind = "terms"
  package var isLarge: Bool { memory >= Self.least }
  package var memory: Int { rows.values.count * 12 + rows.starts.count * 8 + names.count * 16 }

  package var owner: PartOwner? {
    rows.values.isEmpty ? nil : PartOwner(rows.values._owner, kind: Self.kind, others: owners)
  }

  /// What the values alone do not say.
  private var owners: [AnyObject] {
    [rows.indices._owner, rows.starts._owner, names._owner].compactMap(\.self)
  }

  package func content(_ take: (UnsafeRawBufferPointer) -> Void) {
    var writer = ByteWriter()
    encode(into: &writer)
    writer.bytes.withUnsafeBytes(take)
  }

  package func encode(into body: inout ByteWriter) {
    body.write(names)
    body.write(rows.starts) { $0.write(small: $1) }
    body.write(rows.indices)
    body.write(rows.values)
  }

  package init(from body: inout ByteReader) throws(CorruptData) {
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
