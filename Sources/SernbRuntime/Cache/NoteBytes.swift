// The parts of a stored result that are no values: notes, tables in them, and formats of numbers, as bytes.

internal import Basics
internal import Kernels
import SernbDocument
import SernbLanguage

extension Note {
  func encode(into writer: inout ByteWriter) {
    writer.write(callout.kind.rawValue)
    writer.write(callout.body)
    writer.write(optional: table) { $1.encode(into: &$0) }
    writer.write(isLeak)
    writer.write(optional: repeated) { writer, repeated in
      writer.write(repeated.before)
      writer.write(repeated.after)
    }
  }

  init(from reader: inout ByteReader) throws(CorruptData) {
    guard let kind = Block.Callout.Kind(rawValue: try reader.text()) else {
      throw CorruptData("a note is of no known kind")
    }
    let callout = Block.Callout(kind, try reader.text())
    let table = try reader.optional { reader throws(CorruptData) in try ShownTable(from: &reader) }
    let isLeak = try reader.bool()
    let repeated = try reader.optional { reader throws(CorruptData) in
      Repeated(before: try reader.text(), after: try reader.text())
    }
    self.init(callout, table: table, isLeak: isLeak, repeated: repeated)
  }
}

// MARK: Shown tables

extension ShownTable {
  fileprivate func encode(into writer: inout ByteWriter) {
    writer.write(columns) { writer, column in
      writer.write(column.name)
      writer.write(column.cells) { $1.encode(into: &$0) }
      column.format.encode(into: &writer)
      let alignment: UInt8 =
        switch column.alignment {
        case .left: 0
        case .right: 1
        case .center: 2
        }
      writer.write(alignment)
    }
    writer.write(caption)
    writer.write(optional: totalRows) { $0.write($1) }
  }

  fileprivate init(from reader: inout ByteReader) throws(CorruptData) {
    let columns = try reader.items(atLeast: 18) { reader throws(CorruptData) in
      let name = try reader.text()
      let cells = try reader.items { reader throws(CorruptData) in try ShownCell(from: &reader) }
      let format = try NumberFormat(from: &reader)
      let alignment: Alignment
      switch try reader.integer(UInt8.self) {
      case 0: alignment = .left
      case 1: alignment = .right
      case 2: alignment = .center
      default: throw CorruptData("a column stands nowhere")
      }
      return Column(name, cells, format: format, alignment: alignment)
    }
    let caption = try reader.text()
    let total = try reader.optional { reader throws(CorruptData) in
      try reader.int(in: 0...Int.max)
    }
    self.init(columns, caption: caption, totalRows: total)
  }
}

extension ShownCell {
  fileprivate func encode(into writer: inout ByteWriter) {
    switch self {
    case .missing: writer.write(UInt8(0))
    case .flag(let flag): writer.write(UInt8(flag ? 2 : 1))
    case .text(let text):
      writer.write(UInt8(3))
      writer.write(text)
    case .count(let count):
      writer.write(UInt8(4))
      writer.write(count)
    case .number(let number):
      writer.write(UInt8(5))
      writer.write(number)
    }
  }

  fileprivate init(from reader: inout ByteReader) throws(CorruptData) {
    switch try reader.integer(UInt8.self) {
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

extension NumberFormat {
  fileprivate func encode(into writer: inout ByteWriter) {
    let (sort, digits): (UInt8, Int) =
      switch self {
      case .significant(let digits): (0, digits)
      case .fixed(let digits): (1, digits)
      case .percent(let digits): (2, digits)
      case .grouped(let digits): (3, digits)
      case .exact: (4, 0)
      }
    writer.write(sort)
    writer.write(digits)
  }

  fileprivate init(from reader: inout ByteReader) throws(CorruptData) {
    let sort = try reader.integer(UInt8.self)
    // No double has more digits than that.
    let digits = try reader.int(in: 0...1100)
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
