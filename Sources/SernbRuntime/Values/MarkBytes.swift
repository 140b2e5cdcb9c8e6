// The marks of a figure as bytes: a tag, then their numbers.

import Basics
import SernbDocument

extension Mark {
  func encode(into writer: inout ByteWriter) {
    switch self {
    case .line(let line):
      writer.write(UInt8(0))
      writer.write(line.name)
      for numbers in [line.x, line.y, line.low, line.high] { writer.write(numbers) }
      writer.write(line.isDashed)
    case .points(let points):
      writer.write(UInt8(1))
      writer.write(points.name)
      writer.write(points.x)
      writer.write(points.y)
    case .bars(let bars):
      writer.write(UInt8(2))
      writer.write(bars.series) { writer, series in
        writer.write(series.name)
        writer.write(series.values)
        writer.write(series.errors)
      }
      writer.write(bars.isStacked)
      writer.write(bars.isHorizontal)
    case .histogram(let histogram):
      writer.write(UInt8(3))
      writer.write(histogram.name)
      writer.write(histogram.edges)
      writer.write(histogram.counts)
    case .boxes(let boxes):
      writer.write(UInt8(4))
      writer.write(boxes.boxes) { $1.encode(into: &$0) }
    case .heat(let heat):
      writer.write(UInt8(5))
      heat.encode(into: &writer)
    case .envelope(let envelope):
      writer.write(UInt8(6))
      writer.write(envelope.name)
      writer.write(envelope.start)
      writer.write(envelope.end)
      writer.write(envelope.low)
      writer.write(envelope.high)
    case .image(let image):
      writer.write(UInt8(7))
      image.encode(into: &writer)
    case .rule(let rule):
      writer.write(UInt8(8))
      writer.write(rule.direction == .x)
      writer.write(rule.value)
      writer.write(rule.label)
    case .band(let band):
      writer.write(UInt8(9))
      writer.write(band.direction == .x)
      writer.write(band.low)
      writer.write(band.high)
      writer.write(band.label)
    case .note(let note):
      writer.write(UInt8(10))
      writer.write(note.text)
      writer.write(note.x)
      writer.write(note.y)
    }
  }

  init(from reader: inout ByteReader) throws(CorruptData) {
    switch try reader.integer(UInt8.self) {
    case 0:
      self = .line(
        Line(
          name: try reader.text(), x: try reader.doubles(), y: try reader.doubles(),
          low: try reader.doubles(), high: try reader.doubles(), isDashed: try reader.bool()))
    case 1:
      self = .points(
        Points(name: try reader.text(), x: try reader.doubles(), y: try reader.doubles()))
    case 2:
      let series = try reader.items(atLeast: 24) { reader throws(CorruptData) in
        Bars.Series(try reader.text(), try reader.doubles(), errors: try reader.doubles())
      }
      self = .bars(
        Bars(series, isStacked: try reader.bool(), isHorizontal: try reader.bool()))
    case 3:
      let name = try reader.text()
      let (edges, counts) = (try reader.doubles(), try reader.doubles())
      guard edges.count == counts.count + 1 else {
        throw CorruptData("a histogram has not one edge more than bars")
      }
      self = .histogram(Histogram(name: name, edges: edges, counts: counts))
    case 4:
      self = .boxes(
        Boxes(
          try reader.items(atLeast: 64) { reader throws(CorruptData) in
            try Boxes.Box(from: &reader)
          }))
    case 5: self = .heat(try Heat(from: &reader))
    case 6:
      self = .envelope(
        Envelope(
          name: try reader.text(), start: try reader.double(), end: try reader.double(),
          low: try reader.doubles(), high: try reader.doubles()))
    case 7: self = .image(try Image(from: &reader))
    case 8:
      self = .rule(
        Rule(try reader.bool() ? .x : .y, at: try reader.double(), label: try reader.text()))
    case 9:
      self = .band(
        Band(
          try reader.bool() ? .x : .y, from: try reader.double(), to: try reader.double(),
          label: try reader.text()))
    case 10:
      self = .note(Note(try reader.text(), x: try reader.double(), y: try reader.double()))
    default: throw CorruptData("a mark is of no known kind")
    }
  }
}

extension Mark.Boxes.Box {
  fileprivate func encode(into writer: inout ByteWriter) {
    writer.write(count)
    for number in [low, firstQuartile, median, thirdQuartile, high] { writer.write(number) }
    writer.write(outliers)
    writer.write(shown)
  }

  fileprivate init(from reader: inout ByteReader) throws(CorruptData) {
    self.init(
      count: try reader.int(in: 0...Int(Int32.max)), low: try reader.double(),
      firstQuartile: try reader.double(), median: try reader.double(),
      thirdQuartile: try reader.double(), high: try reader.double(),
      outliers: try reader.doubles(), shown: try reader.doubles())
  }
}

extension Mark.Heat {
  fileprivate func encode(into writer: inout ByteWriter) {
    writer.write(values) { $0.write($1) }
    writer.write(texts) { $0.write($1) }
    writer.write(palette == .diverging)
    writer.write(low)
    writer.write(high)
    writer.write(label)
    unit.encode(into: &writer)
  }

  fileprivate init(from reader: inout ByteReader) throws(CorruptData) {
    let values = try reader.items(atLeast: 8) { reader throws(CorruptData) in
      try reader.doubles()
    }
    let texts = try reader.items(atLeast: 8) { reader throws(CorruptData) in try reader.texts() }
    guard values.allSatisfy({ $0.count == values.first?.count }) else {
      throw CorruptData("the rows of a matrix are of several lengths")
    }
    self.init(
      values: values, texts: texts, palette: try reader.bool() ? .diverging : .sequential,
      low: try reader.double(), high: try reader.double(), label: try reader.text(),
      unit: try Figure.Unit(from: &reader))
  }
}

extension Mark.Image {
  fileprivate func encode(into writer: inout ByteWriter) {
    writer.write(rows)
    writer.write(columns)
    writer.write(levels as [UInt8])
    for number in [low, high, x.lowerBound, x.upperBound, y.lowerBound, y.upperBound] {
      writer.write(number)
    }
    writer.write(label)
    unit.encode(into: &writer)
  }

  fileprivate init(from reader: inout ByteReader) throws(CorruptData) {
    let most = Int(Int32.max)
    let (rows, columns) = (try reader.int(in: 0...most), try reader.int(in: 0...most))
    let levels = try reader.data()
    let (low, high) = (try reader.double(), try reader.double())
    let (left, right) = (try reader.double(), try reader.double())
    let (bottom, top) = (try reader.double(), try reader.double())
    guard levels.count == rows * columns, left <= right, bottom <= top else {
      throw CorruptData("a picture does not fit its place")
    }
    self.init(
      rows: rows, columns: columns, levels: levels, low: low, high: high,
      label: try reader.text(), unit: try Figure.Unit(from: &reader), x: left...right,
      y: bottom...top)
  }
}
