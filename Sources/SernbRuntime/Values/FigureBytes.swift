// A figure as bytes: panels, axes and words; its marks are in `MarkBytes.swift`.

package import Basics
import SernbDocument

extension FigureValue: StoredObject {
  package func encode(into writer: inout ByteWriter) {
    for text in [figure.title, figure.alt, figure.caption] { writer.write(text) }
    writer.write(figure.columns) { writer, column in
      writer.write(column) { $1.encode(into: &$0) }
    }
  }

  package init(from reader: inout ByteReader) throws(CorruptData) {
    let (title, alt, caption) = (try reader.text(), try reader.text(), try reader.text())
    let columns = try reader.items(atLeast: 8) { reader throws(CorruptData) in
      try reader.items(atLeast: 40) { reader throws(CorruptData) in
        try Figure.Panel(from: &reader)
      }
    }
    self.init(Figure(title: title, columns: columns, alt: alt, caption: caption))
  }
}

extension Figure.Panel {
  fileprivate func encode(into writer: inout ByteWriter) {
    writer.write(title)
    x.encode(into: &writer)
    y.encode(into: &writer)
    writer.write(marks) { $1.encode(into: &$0) }
  }

  fileprivate init(from reader: inout ByteReader) throws(CorruptData) {
    let title = try reader.text()
    let (x, y) = (try Figure.Axis(from: &reader), try Figure.Axis(from: &reader))
    let marks = try reader.items(atLeast: 9) { reader throws(CorruptData) in
      try Mark(from: &reader)
    }
    self.init(title: title, x: x, y: y, marks: marks)
  }
}

extension Figure.Axis {
  fileprivate func encode(into writer: inout ByteWriter) {
    writer.write(label)
    unit.encode(into: &writer)
    switch scale {
    case .linear: writer.write(UInt8(0))
    case .log: writer.write(UInt8(1))
    case .categories(let names):
      writer.write(UInt8(2))
      writer.write(names)
    }
    writer.write(optional: low) { $0.write($1) }
    writer.write(optional: high) { $0.write($1) }
  }

  fileprivate init(from reader: inout ByteReader) throws(CorruptData) {
    let label = try reader.text()
    let unit = try Figure.Unit(from: &reader)
    let scale: Scale
    switch try reader.integer(UInt8.self) {
    case 0: scale = .linear
    case 1: scale = .log
    case 2: scale = .categories(try reader.texts())
    default: throw CorruptData("an axis is of no known sort")
    }
    let low = try reader.optional { reader throws(CorruptData) in try reader.double() }
    let high = try reader.optional { reader throws(CorruptData) in try reader.double() }
    self.init(label, unit: unit, scale: scale, low: low, high: high)
  }
}

extension Figure.Unit {
  func encode(into writer: inout ByteWriter) {
    switch self {
    case .none: writer.write(UInt8(0))
    case .seconds: writer.write(UInt8(1))
    case .hertz: writer.write(UInt8(2))
    case .decibels: writer.write(UInt8(3))
    case .share: writer.write(UInt8(4))
    case .named(let name):
      writer.write(UInt8(5))
      writer.write(name)
    }
  }

  init(from reader: inout ByteReader) throws(CorruptData) {
    switch try reader.integer(UInt8.self) {
    case 0: self = .none
    case 1: self = .seconds
    case 2: self = .hertz
    case 3: self = .decibels
    case 4: self = .share
    case 5: self = .named(try reader.text())
    default: throw CorruptData("a unit is of no known sort")
    }
  }
}
