// The marks of a figure as bytes: a tag, then their numbers.

package import Basics
package import SernbDocument

extension Mark: ByteCoded {
  package func encode(into writer: inout ByteWriter) {
    switch self {
    case .line(let line):
      writer.write(UInt8(0), line.name, line.x, line.y, line.low, line.high, line.isDashed)
    case .points(let points): writer.write(UInt8(1), points.name, points.x, points.y)
    case .bars(let bars): writer.write(UInt8(2), bars.series, bars.isStacked, bars.isHorizontal)
    case .histogram(let histogram):
      writer.write(UInt8(3), histogram.name, histogram.edges, histogram.counts)
    case .boxes(let boxes): writer.write(UInt8(4), boxes.boxes)
    case .heat(let heat): writer.write(UInt8(5), heat)
    case .envelope(let envelope):
      writer.write(
        UInt8(6), envelope.name, envelope.start, envelope.end, envelope.low, envelope.high)
    case .image(let image): writer.write(UInt8(7), image)
    case .rule(let rule): writer.write(UInt8(8), rule.direction == .x, rule.value, rule.label)
    case .band(let band):
      writer.write(UInt8(9), band.direction == .x, band.low, band.high, band.label)
    case .note(let note): writer.write(UInt8(10), note.text, note.x, note.y)
    }
  }

  package init(from reader: inout ByteReader) throws(CorruptData) {
    switch try reader.read(UInt8.self) {
    case 0:
      self = .line(
        try Line(
          name: reader.read(), x: reader.read(), y: reader.read(), low: reader.read(),
          high: reader.read(), isDashed: reader.read()))
    case 1: self = .points(try Points(name: reader.read(), x: reader.read(), y: reader.read()))
    case 2:
      self = .bars(try Bars(reader.read(), isStacked: reader.read(), isHorizontal: reader.read()))
    case 3:
      let histogram = try Histogram(
        name: reader.read(), edges: reader.read(), counts: reader.read())
      guard histogram.edges.count == histogram.counts.count + 1 else {
        throw CorruptData("a histogram has not one edge more than bars")
      }
      self = .histogram(histogram)
    case 4: self = .boxes(try Boxes(reader.read()))
    case 5: self = .heat(try reader.read())
    case 6:
      self = .envelope(
        try Envelope(
          name: reader.read(), start: reader.read(), end: reader.read(), low: reader.read(),
          high: reader.read()))
    case 7: self = .image(try reader.read())
    case 8: self = .rule(try Rule(reader.bool() ? .x : .y, at: reader.read(), label: reader.read()))
    case 9:
      self = .band(
        try Band(
          reader.bool() ? .x : .y, from: reader.read(), to: reader.read(), label: reader.read()))
    case 10: self = .note(try Note(reader.read(), x: reader.read(), y: reader.read()))
    default: throw CorruptData("a mark is of no known kind")
    }
  }
}

extension Mark.Bars.Series: ByteCoded {
  package func encode(into writer: inout ByteWriter) { writer.write(name, values, errors) }

  package init(from reader: inout ByteReader) throws(CorruptData) {
    try self.init(reader.read(), reader.read(), errors: reader.read())
  }
}

extension Mark.Boxes.Box: ByteCoded {
  package func encode(into writer: inout ByteWriter) {
    writer.write(count, low, firstQuartile, median, thirdQuartile, high, outliers, shown)
  }

  package init(from reader: inout ByteReader) throws(CorruptData) {
    try self.init(
      count: reader.int(in: 0...Int(Int32.max)), low: reader.read(), firstQuartile: reader.read(),
      median: reader.read(), thirdQuartile: reader.read(), high: reader.read(),
      outliers: reader.read(), shown: reader.read())
  }
}

extension Mark.Heat: ByteCoded {
  package func encode(into writer: inout ByteWriter) {
    writer.write(values, texts, palette == .diverging, low, high, label, unit)
  }

  package init(from reader: inout ByteReader) throws(CorruptData) {
    try self.init(
      values: reader.read(), texts: reader.read(),
      palette: reader.bool() ? .diverging : .sequential, low: reader.read(), high: reader.read(),
      label: reader.read(), unit: reader.read())
    let columns = values.first?.count
    guard values.allSatisfy({ $0.count == columns }) else {
      throw CorruptData("the rows of a matrix are of several lengths")
    }
  }
}

extension Mark.Image: ByteCoded {
  package func encode(into writer: inout ByteWriter) {
    writer.write(
      rows, columns, levels as [UInt8], low, high, x.lowerBound, x.upperBound, y.lowerBound,
      y.upperBound, label, unit)
  }

  package init(from reader: inout ByteReader) throws(CorruptData) {
    let most = Int(Int32.max)
    let (rows, columns) = (try reader.int(in: 0...most), try reader.int(in: 0...most))
    let levels = try reader.data()
    let (low, high) = (try reader.double(), try reader.double())
    let (left, right) = (try reader.double(), try reader.double())
    let (bottom, top) = (try reader.double(), try reader.double())
    guard levels.count == rows * columns, left <= right, bottom <= top else {
      throw CorruptData("a picture does not fit its axes")
    }
    try self.init(
      rows: rows, columns: columns, levels: levels, low: low, high: high, label: reader.read(),
      unit: reader.read(), x: left...right, y: bottom...top)
  }
}
