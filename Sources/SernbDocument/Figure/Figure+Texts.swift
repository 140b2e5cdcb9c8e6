// Maps all texts of a figure: they are escaped or redacted before layout.

internal import Basics

extension Figure {
  /// The figure with each text on one line and with visible escapes, which take room in the layout.
  var printable: Figure {
    var figure = mappingTexts { Printable.line($0) }
    figure.alt = Printable.text(alt)
    figure.caption = Printable.text(caption)
    return figure
  }

  /// The figure with each text replaced by `change` of it.
  package func mappingTexts(_ change: (String) -> String) -> Figure {
    var figure = self
    figure.title = change(title)
    figure.alt = change(alt)
    figure.caption = change(caption)
    figure.columns = columns.map { $0.map { $0.mappingTexts(change) } }
    return figure
  }
}

extension Figure.Panel {
  fileprivate func mappingTexts(_ change: (String) -> String) -> Figure.Panel {
    Figure.Panel(
      title: change(title), x: x.mappingTexts(change), y: y.mappingTexts(change),
      marks: marks.map { $0.mappingTexts(change) })
  }
}

extension Figure.Axis {
  fileprivate func mappingTexts(_ change: (String) -> String) -> Figure.Axis {
    var axis = self
    axis.label = change(label)
    axis.unit = unit.mappingTexts(change)
    if case .categories(let names) = scale { axis.scale = .categories(names.map(change)) }
    return axis
  }
}

extension Figure.Unit {
  fileprivate func mappingTexts(_ change: (String) -> String) -> Figure.Unit {
    if case .named(let name) = self { return .named(change(name)) }
    return self
  }
}

extension Mark {
  fileprivate func mappingTexts(_ change: (String) -> String) -> Mark {
    switch self {
    case .line(var line):
      line.name = change(line.name)
      return .line(line)
    case .points(var points):
      points.name = change(points.name)
      return .points(points)
    case .bars(var bars):
      for index in bars.series.indices {
        bars.series[index].name = change(bars.series[index].name)
      }
      return .bars(bars)
    case .histogram(var histogram):
      histogram.name = change(histogram.name)
      return .histogram(histogram)
    case .boxes: return self
    case .heat(var heat):
      heat.label = change(heat.label)
      // A cell may show a number and its share on two lines.
      heat.texts = heat.texts.map { row in
        row.map { text in
          let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
          return lines.map { change(String($0)) }.joined(separator: "\n")
        }
      }
      heat.unit = heat.unit.mappingTexts(change)
      return .heat(heat)
    case .envelope(var envelope):
      envelope.name = change(envelope.name)
      return .envelope(envelope)
    case .image(var image):
      image.label = change(image.label)
      image.unit = image.unit.mappingTexts(change)
      return .image(image)
    case .rule(var rule):
      rule.label = change(rule.label)
      return .rule(rule)
    case .band(var band):
      band.label = change(band.label)
      return .band(band)
    case .note(var note):
      note.text = change(note.text)
      return .note(note)
    }
  }
}
