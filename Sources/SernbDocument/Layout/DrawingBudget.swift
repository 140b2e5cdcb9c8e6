// Limits how much of a large figure is drawn, so that its file stays below 50 KB.

/// Limits for all panels of one figure together, from the bytes that each kind of mark takes.
struct DrawingBudget {
  /// Points of a line before it is reduced to its extremes, for each line.
  var linePoints = 1200
  /// Slices of a waveform, for each.
  var slices = 600
  /// The most cells that are drawn one by one, for each heat map; a larger one becomes a picture.
  var cells = 600
  /// The most cells that hold text, for each heat map.
  var textCells = 240
  /// Bytes of a picture before Base64.
  var pictureBytes = 28_000
  /// The points shown and all points, over the whole figure.
  private(set) var shownPoints = 0
  private(set) var allPoints = 0

  /// About 40 bytes per point, 21 per slice, 11 per point of a line, 160 per cell with text, 44 per cell without.
  init(_ figure: Figure) {
    var (lines, longLines, envelopes, heats, pictures) = (0, 0, 0, 0, 0)
    var cellBytes = 0
    let marks = figure.columns.joined().flatMap(\.marks)
    for mark in marks {
      switch mark {
      case .line(let line):
        lines += 1
        if line.x.count > 200 { longLines += 1 }
      case .points(let points): allPoints += points.x.count
      case .boxes(let boxes):
        allPoints += boxes.boxes.reduce(0) { $0 + $1.shown.count + $1.outliers.count }
      case .envelope: envelopes += 1
      case .heat: heats += 1
      case .image: pictures += 1
      case .bars, .histogram, .rule, .band, .note: break
      }
    }
    cells = 600 / max(1, heats)
    textCells = 240 / max(1, heats)
    for case .heat(let heat) in marks {
      if heat.isPicture(cells) { pictures += 1 } else { cellBytes += heat.values.count * 60 * 12 }
    }
    let kinds = [allPoints > 200, longLines > 0, envelopes > 0].count { $0 }
    let share = 1 / Double(max(1, kinds))
    shownPoints = min(allPoints, Int(900 * share))
    slices = min(600, Int(1500 * share) / max(1, envelopes))
    linePoints = max(40, min(1200, Int(2800 * share) / max(1, lines)))
    let taken =
      shownPoints * 40 + slices * envelopes * 21 + min(linePoints, 1200) * longLines * 11
      + cellBytes
    // Base64 takes a third more; 12,000 bytes are for axes, styles and short lines.
    let left = (38_000 - taken) * 3 / 4 / max(1, pictures)
    pictureBytes = min(28_000, max(4000, left))
  }

  /// The points of a group that are shown, in proportion to its share of all points.
  func kept<Element>(_ points: [Element]) -> [Element] {
    guard allPoints > shownPoints else { return points }
    return Thinning.pick(points, max(1, points.count * shownPoints / allPoints))
  }
}

extension Figure {
  /// `Showing about 900 of 2,600 points.`; nil if all are drawn.
  package var thinning: String? {
    let budget = DrawingBudget(self)
    guard budget.shownPoints < budget.allPoints else { return nil }
    return "Showing about \(NumberText.count(budget.shownPoints)) of "
      + "\(NumberText.count(budget.allPoints)) points."
  }
}

extension Mark.Heat {
  /// Whether it has more cells than are drawn one by one.
  func isPicture(_ cells: Int) -> Bool { values.reduce(0) { $0 + $1.count } > cells }

  /// The cells as a picture in the colors that dense pictures have.
  func image(x: ClosedRange<Double>, y: ClosedRange<Double>) -> Mark.Image {
    let columns = values.map(\.count).max() ?? 0
    var levels: [UInt8] = []
    for row in values.reversed() {
      for column in 0..<columns {
        let value = column < row.count ? row[column] : .nan
        let share = high > low ? (value - low) / (high - low) : 0.5
        levels.append(UInt8((min(max(share.clamped, 0), 1) * 255).rounded()))
      }
    }
    return Mark.Image(
      rows: values.count, columns: columns, levels: levels, low: low, high: high, x: x, y: y)
  }
}
