// The ends of an axis: the data of a panel with some margin, or the ends that the caller gave.

/// The ends of an axis.
struct AxisRange: Equatable {
  var low: Double
  var high: Double
  /// Whether the data are integers.
  var isWhole = false

  /// The range of `panel` along `direction`: its data with some padding, or the ends given by its axis.
  init(_ panel: Figure.Panel, _ direction: Mark.Direction) {
    let axis = direction == .x ? panel.x : panel.y
    if let names = axis.categories {
      low = -0.5
      high = Double(max(1, names.count)) - 0.5
      return
    }
    var extent = Extent(isLog: axis.scale == .log)
    for mark in panel.marks { mark.extend(&extent, direction) }
    (low, high) = extent.padded(unit: axis.unit)
    isWhole = extent.isWhole && axis.unit == .none
    if let given = axis.low, given.isFinite, axis.scale != .log || given > 0 { low = given }
    if let given = axis.high, given.isFinite { high = given }
    // Given ends can be reversed or equal.
    low = min(max(low, -1e300), 1e300)
    if !(low < high) || high > 1e301 { high = low + max(low.magnitude, 1) }
    if axis.scale == .log, !(low > 0) { low = high / 10 }
  }
}

/// The least and greatest value seen, and the padding around them.
struct Extent {
  let isLog: Bool
  var low = Double.infinity
  var high = -Double.infinity
  var needsZero = false
  var lowAir = 0.0
  var highAir = 0.0
  /// Whether only integers were seen, which need no ticks between them.
  var isWhole = true

  init(isLog: Bool) { self.isLog = isLog }

  mutating func add(_ values: [Double], low lowAir: Double = 0, high highAir: Double = 0) {
    // Beyond 1e300 the length of an axis could overflow.
    for value in values where value.magnitude < 1e300 && (!isLog || value > 0) {
      if value != value.rounded() { isWhole = false }
      low = min(low, value)
      high = max(high, value)
    }
    self.lowAir = max(self.lowAir, lowAir)
    self.highAir = max(self.highAir, highAir)
  }

  func padded(unit: Figure.Unit) -> (Double, Double) {
    guard low <= high else { return isLog ? (1, 10) : (0, 1) }
    if isLog {
      return low < high ? (low * (1 - 3 * lowAir), high * (1 + 3 * highAir)) : (low / 2, high * 2)
    }
    var (first, last) = (low, high)
    // Zero is included if it is near, which shows how large the values are.
    if needsZero || (first > 0 && lowAir > 0 && first < 0.25 * last) { first = min(first, 0) }
    if needsZero { last = max(last, 0) }
    if first == last {
      let half = first == 0 ? 0.5 : first.magnitude * 0.1
      return (first - half, last + half)
    }
    let span = last - first
    let bottom = first == 0 ? 0 : first - span * lowAir
    var top = last == 0 ? 0 : last + span * highAir
    if unit == .share, last <= 1, first >= 0 { top = min(top, max(1, last + span * highAir * 0.5)) }
    return (first >= 0 ? max(bottom, 0) : bottom, top)
  }
}

extension Mark {
  /// Extends `extent` by the range of the mark along `direction`.
  func extend(_ extent: inout Extent, _ direction: Mark.Direction) {
    let isX = direction == .x
    switch self {
    case .line(let line):
      if isX {
        extent.add(line.x)
      } else {
        extent.add(line.y + line.low + line.high, low: 0.06, high: 0.06)
      }
    case .points(let points): extent.add(isX ? points.x : points.y, low: 0.05, high: 0.05)
    case .bars(let bars):
      guard isX == bars.isHorizontal else { return }
      extent.needsZero = true
      extent.add(bars.reach, low: 0.1, high: 0.1)
    case .histogram(let histogram):
      if isX {
        extent.add(histogram.edges)
      } else {
        extent.needsZero = true
        extent.add(histogram.counts, high: 0.06)
      }
    case .boxes(let boxes):
      if !isX {
        let values = boxes.boxes.flatMap { [$0.low, $0.high] + $0.outliers + $0.shown }
        extent.add(values, low: 0.06, high: 0.06)
      }
    case .heat: return
    case .envelope(let envelope):
      if isX {
        extent.add([envelope.start, envelope.end])
      } else {
        let peak = (envelope.low + envelope.high).filter(\.isFinite).map(\.magnitude).max() ?? 0
        // Symmetric around zero, and at least wide enough that silence looks silent.
        let reach = max(peak, 0.01)
        extent.add([-reach, reach], low: 0.05, high: 0.05)
      }
    case .image(let image):
      let range = isX ? image.x : image.y
      extent.add([range.lowerBound, range.upperBound])
    case .rule(let rule):
      if rule.direction == direction { extent.add([rule.value], low: 0.02, high: 0.02) }
    case .band(let band): if band.direction == direction { extent.add([band.low, band.high]) }
    case .note(let note): extent.add([isX ? note.x : note.y])
    }
  }
}

extension Mark.Bars {
  /// The ends of all bars and their errors.
  fileprivate var reach: [Double] {
    var ends: [Double] = [0]
    if isStacked {
      for index in 0..<(series.map(\.values.count).max() ?? 0) {
        var (below, above) = (0.0, 0.0)
        for one in series where index < one.values.count && one.values[index].isFinite {
          if one.values[index] < 0 {
            below += one.values[index]
          } else {
            above += one.values[index]
          }
        }
        ends += [below, above]
      }
      return ends
    }
    for one in series {
      ends += one.values
      for (value, error) in zip(one.values, one.errors) { ends += [value - error, value + error] }
    }
    return ends
  }
}
