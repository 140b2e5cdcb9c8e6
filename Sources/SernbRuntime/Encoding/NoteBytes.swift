// The parts of a stored result that are no values: notes, tables in them, and formats of numbers, as bytes.

package import Basics
package import SernbDocument

extension Note: ByteCoded {
  package func encode(into writer: inout ByteWriter) {
    writer.write(callout.kind.rawValue, callout.body, table, isLeak, repeated)
  }

  package init(from reader: inout ByteReader) throws(CorruptData) {
    let kind: Block.Callout.Kind = try reader.choice(else: "a note is of no known kind")
    let callout = Block.Callout(kind, try reader.text())
    try self.init(callout, table: reader.read(), isLeak: reader.read(), repeated: reader.read())
  }
}

extension Note.Repeated: ByteCoded {
  package func encode(into writer: inout ByteWriter) { writer.write(before, after) }

  package init(from reader: inout ByteReader) throws(CorruptData) {
    try self.init(before: reader.read(), after: reader.read())
  }
}

// MARK: Shown tables

extension ShownTable: ByteCoded {
  package func encode(into writer: inout ByteWriter) {
    writer.write(columns, caption, totalRows, totalColumns)
  }

  package init(from reader: inout ByteReader) throws(CorruptData) {
    let (columns, caption) = (try reader.read([Column].self), try reader.text())
    let total: Int? = try reader.read()
    let allColumns: Int? = try reader.read()
    for case let count? in [total, allColumns] where count < 0 {
      throw CorruptData("a table has fewer than no rows or columns")
    }
    self.init(columns, caption: caption, totalRows: total)
    totalColumns = allColumns
  }
}

extension ShownTable.Column: ByteCoded {
  package func encode(into writer: inout ByteWriter) {
    let alignment: UInt8 =
      switch alignment {
      case .left: 0
      case .right: 1
      case .center: 2
      }
    writer.write(name, cells, format, alignment)
  }

  package init(from reader: inout ByteReader) throws(CorruptData) {
    let (name, cells) = (try reader.text(), try reader.read([ShownCell].self))
    let format = try NumberFormat(from: &reader)
    let alignment: ShownTable.Alignment
    switch try reader.read(UInt8.self) {
    case 0: alignment = .left
    case 1: alignment = .right
    case 2: alignment = .center
    default: throw CorruptData("a column has no known alignment")
    }
    self.init(name, cells, format: format, alignment: alignment)
  }
}

extension ShownCell: ByteCoded {
  package func encode(into writer: inout ByteWriter) {
    switch self {
    case .missing: writer.write(UInt8(0))
    case .flag(let flag): writer.write(UInt8(flag ? 2 : 1))
    case .text(let text): writer.write(UInt8(3), text)
    case .count(let count): writer.write(UInt8(4), count)
    case .number(let number): writer.write(UInt8(5), number)
    }
  }

  package init(from reader: inout ByteReader) throws(CorruptData) {
    switch try reader.read(UInt8.self) {
    case 0: self = .missing
    case 1: self = .flag(false)
    case 2: self = .flag(true)
    case 3: self = .text(try reader.text())
    case 4: self = .count(try reader.int())
    case 5: self = .number(try reader.double())
    default: throw CorruptData("a cell is of no known sort")
    }
  }
}

extension NumberFormat: ByteCoded {
  package func encode(into writer: inout ByteWriter) {
    let (sort, digits): (UInt8, Int) =
      switch self {
      case .significant(let digits): (0, digits)
      case .fixed(let digits): (1, digits)
      case .percent(let digits): (2, digits)
      case .grouped(let digits): (3, digits)
      case .exact: (4, 0)
      }
    writer.write(sort, digits)
  }

  package init(from reader: inout ByteReader) throws(CorruptData) {
    // No double has more digits than that.
    let (sort, digits) = (try reader.read(UInt8.self), try reader.int(in: 0...1100))
    switch sort {
    case 0: self = .significant(digits)
    case 1: self = .fixed(digits)
    case 2: self = .percent(digits)
    case 3: self = .grouped(digits)
    case 4 where digits == 0: self = .exact
    default: throw CorruptData("a number has no known format")
    }
  }
}
