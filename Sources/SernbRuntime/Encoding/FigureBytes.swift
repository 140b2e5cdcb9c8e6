// A figure as bytes: panels, axes and texts; its marks are in `MarkBytes.swift`.

package import Basics
package import SernbDocument

extension FigureValue: StoredObject {
  package func encode(into writer: inout ByteWriter) {
    writer.write(figure.title, figure.alt, figure.caption, figure.columns)
  }

  package init(from reader: inout ByteReader) throws(CorruptData) {
    let (title, alt, caption) = (try reader.text(), try reader.text(), try reader.text())
    self.init(Figure(title: title, columns: try reader.read(), alt: alt, caption: caption))
  }
}

extension Figure.Panel: ByteCoded {
  package func encode(into writer: inout ByteWriter) { writer.write(title, x, y, marks) }

  package init(from reader: inout ByteReader) throws(CorruptData) {
    try self.init(title: reader.read(), x: reader.read(), y: reader.read(), marks: reader.read())
  }
}

extension Figure.Axis: ByteCoded {
  package func encode(into writer: inout ByteWriter) {
    writer.write(label, unit)
    switch scale {
    case .linear: writer.write(UInt8(0))
    case .log: writer.write(UInt8(1))
    case .categories(let names): writer.write(UInt8(2), names)
    }
    writer.write(low, high)
  }

  package init(from reader: inout ByteReader) throws(CorruptData) {
    let label = try reader.text()
    let unit = try Figure.Unit(from: &reader)
    let scale: Scale
    switch try reader.read(UInt8.self) {
    case 0: scale = .linear
    case 1: scale = .log
    case 2: scale = .categories(try reader.texts())
    default: throw CorruptData("an axis is of no known sort")
    }
    try self.init(label, unit: unit, scale: scale, low: reader.read(), high: reader.read())
  }
}

extension Figure.Unit: ByteCoded {
  package func encode(into writer: inout ByteWriter) {
    switch self {
    case .none: writer.write(UInt8(0))
    case .seconds: writer.write(UInt8(1))
    case .hertz: writer.write(UInt8(2))
    case .decibels: writer.write(UInt8(3))
    case .share: writer.write(UInt8(4))
    case .named(let name): writer.write(UInt8(5), name)
    }
  }

  package init(from reader: inout ByteReader) throws(CorruptData) {
    switch try reader.read(UInt8.self) {
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
