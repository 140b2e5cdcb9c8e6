// The data of a figure: as JSON for comparisons, and as a table for readers if it is small.

package import Basics

extension Figure {
  /// Everything drawn, panel by panel and mark by mark, with its type.
  package var data: JSON { .array(columns.map { .array($0.map(\.data)) }) }

  /// The numbers of a figure of one panel, if they fit in 40 rows and 12 columns; nil otherwise.
  package var dataTable: ShownTable? {
    guard columns.count == 1, columns[0].count == 1, let table = columns[0][0].dataTable,
      table.rows > 0, table.rows <= 40, table.columns.count <= 12
    else { return nil }
    return table
  }
}

extension Figure.Axis {
  var data: JSON {
    .object(present: [
      "label": .string(label), "unit": .string(unit.name),
      "categories": categories.map(JSON.strings),
    ])
  }

  /// `time (s)`, or a default for an axis without a label.
  func columnName(_ fallback: String) -> String {
    let name = label.isEmpty ? fallback : label
    return unit.name.isEmpty || unit == .share ? name : "\(name) (\(unit.name))"
  }
}

extension Figure.Unit {
  package var name: String {
    switch self {
    case .none: ""
    case .seconds: "s"
    case .hertz: "Hz"
    case .decibels: "dB"
    case .share: "%"
    case .named(let name): name
    }
  }

  var format: NumberFormat { self == .share ? .percent(1) : .default }
}

extension Figure.Panel {
  var data: JSON {
    ["title": .string(title), "x": x.data, "y": y.data, "marks": .array(marks.map(\.data))]
  }

  /// Only for kinds whose numbers read well in rows.
  var dataTable: ShownTable? {
    let first = marks.first {
      switch $0 {
      case .rule, .band, .note: false
      case .line, .points, .bars, .histogram, .boxes, .heat, .envelope, .image: true
      }
    }
    switch first {
    case .bars(let bars):
      let axis = bars.isHorizontal ? y : x
      let value = bars.isHorizontal ? x : y
      let names = ShownTable.Column(axis.columnName("category"), texts: axis.categories ?? [])
      return ShownTable(
        [names]
          + bars.series.map { series in
            ShownTable.Column(
              series.name.isEmpty ? value.columnName("value") : series.name, numbers: series.values,
              format: value.unit.format)
          })
    case .histogram(let histogram):
      let rows = histogram.counts.indices
      let all = marks.compactMap { mark -> Mark.Histogram? in
        if case .histogram(let one) = mark, one.edges == histogram.edges { return one }
        return nil
      }
      return ShownTable(
        [
          .init("from", numbers: rows.map { histogram.edges[$0] }),
          .init("to", numbers: rows.map { histogram.edges[$0 + 1] }),
        ] + all.map { .init($0.name.isEmpty ? "count" : $0.name, numbers: $0.counts) })
    case .line(let line):
      let lines = marks.compactMap { mark -> Mark.Line? in
        if case .line(let one) = mark, one.x == line.x { return one }
        return nil
      }
      return ShownTable(
        [.init(x.columnName("x"), numbers: line.x, format: x.unit.format)]
          + lines.map {
            .init(
              $0.name.isEmpty ? y.columnName("y") : $0.name, numbers: $0.y, format: y.unit.format)
          })
    case .boxes(let boxes):
      return ShownTable([
        .init(x.columnName("group"), texts: x.categories ?? []),
        .init("count", counts: boxes.boxes.map(\.count)),
        .init("whisker", numbers: boxes.boxes.map(\.low)),
        .init("quartile", numbers: boxes.boxes.map(\.firstQuartile)),
        .init("median", numbers: boxes.boxes.map(\.median)),
        .init("quartile ", numbers: boxes.boxes.map(\.thirdQuartile)),
        .init("whisker ", numbers: boxes.boxes.map(\.high)),
      ])
    case .heat(let heat):
      let corner = [y.label, x.label].filter { !$0.isEmpty }.joined(separator: " \\ ")
      let names = ShownTable.Column(corner, texts: y.categories ?? [])
      return ShownTable(
        [names]
          + (x.categories ?? []).enumerated().map { column, name in
            heat.dataColumn(column, name)
          })
    case .points, .envelope, .image, .rule, .band, .note, nil: return nil
    }
  }
}

extension Mark.Heat {
  /// The cell texts if there are any, otherwise the values.
  fileprivate func dataColumn(_ column: Int, _ name: String) -> ShownTable.Column {
    if texts.isEmpty {
      let numbers = values.map { $0.indices.contains(column) ? $0[column] : .nan }
      return .init(name, numbers: numbers, format: unit.format)
    }
    let cells = texts.map { row -> ShownCell in
      guard row.indices.contains(column) else { return .missing }
      let parts = row[column].split(separator: "\n", omittingEmptySubsequences: false)
      guard parts.count == 2 else { return .text(row[column]) }
      return .text("\(parts[0]) (\(parts[1]))")
    }
    return ShownTable.Column(name, cells, alignment: .right)
  }
}

extension Mark {
  var data: JSON {
    switch self {
    case .line(let line):
      let hasRange = !line.low.isEmpty
      return .object(present: [
        "kind": "line", "name": .string(line.name), "x": .numbers(line.x), "y": .numbers(line.y),
        "low": hasRange ? .numbers(line.low) : nil, "high": hasRange ? .numbers(line.high) : nil,
      ])
    case .points(let points):
      return [
        "kind": "points", "name": .string(points.name), "x": .numbers(points.x),
        "y": .numbers(points.y),
      ]
    case .bars(let bars):
      let series = bars.series.map { series -> JSON in
        .object(present: [
          "name": .string(series.name), "values": .numbers(series.values),
          "errors": series.errors.isEmpty ? nil : .numbers(series.errors),
        ])
      }
      return ["kind": "bars", "stacked": .bool(bars.isStacked), "series": .array(series)]
    case .histogram(let histogram):
      return [
        "kind": "histogram", "name": .string(histogram.name), "edges": .numbers(histogram.edges),
        "counts": .numbers(histogram.counts),
      ]
    case .boxes(let boxes): return ["kind": "boxes", "boxes": .array(boxes.boxes.map(\.data))]
    case .heat(let heat):
      return [
        "kind": "heat", "label": .string(heat.label),
        "values": .array(heat.values.map(JSON.numbers)),
      ]
    case .envelope(let envelope):
      return [
        "kind": "envelope", "name": .string(envelope.name), "start": .number(envelope.start),
        "end": .number(envelope.end), "low": .numbers(envelope.low),
        "high": .numbers(envelope.high),
      ]
    case .image(let image):
      // The picture itself is in the SVG; its size and the mean of each row are enough to compare runs.
      return [
        "kind": "image", "rows": .int(image.rows), "columns": .int(image.columns),
        "low": .number(image.low), "high": .number(image.high),
        "row_means": .numbers(image.rowMeans),
      ]
    case .rule(let rule):
      return [
        "kind": "rule", "axis": rule.direction == .x ? "x" : "y", "value": .number(rule.value),
        "label": .string(rule.label),
      ]
    case .band(let band):
      return [
        "kind": "band", "axis": band.direction == .x ? "x" : "y", "low": .number(band.low),
        "high": .number(band.high), "label": .string(band.label),
      ]
    case .note(let note):
      return [
        "kind": "note", "x": .number(note.x), "y": .number(note.y), "text": .string(note.text),
      ]
    }
  }
}

extension Mark.Boxes.Box {
  fileprivate var data: JSON {
    [
      "count": .int(count), "low": .number(low), "first_quartile": .number(firstQuartile),
      "median": .number(median), "third_quartile": .number(thirdQuartile), "high": .number(high),
      "outliers": .numbers(outliers),
    ]
  }
}

extension Mark.Image {
  fileprivate var rowMeans: [Double] {
    guard rows > 0, columns > 0, levels.count == rows * columns else { return [] }
    return (0..<rows).map { row in
      let sum = levels[row * columns..<(row + 1) * columns].reduce(0) { $0 + Int($1) }
      return low + (high - low) * (Double(sum) / Double(255 * columns))
    }
  }
}
