// From the units of an axis to pixels.

/// Maps values to pixels; vertical axes run from a large pixel to a small one.
struct PlotScale {
  /// The ends in data units; for names -0.5 and count - 0.5, so that each name has a slot.
  var low: Double
  var high: Double
  var isLog: Bool
  let isWhole: Bool
  var start: Double = 0
  var end: Double = 1

  init(_ range: AxisRange, isLog: Bool) {
    self.isLog = isLog && range.low > 0
    low = range.low
    high = range.high
    isWhole = range.isWhole
  }

  /// The pixel of `value`; nil if it has none.
  func at(_ value: Double) -> Double? {
    guard value.isFinite else { return nil }
    if isLog {
      guard value > 0 else { return nil }
      let first = PortableMath.log10(low)
      let share = (PortableMath.log10(value) - first) / (PortableMath.log10(high) - first)
      return start + share * (end - start)
    }
    let pixel = start + (value - low) / (high - low) * (end - start)
    return pixel.isFinite ? pixel : nil
  }

  /// The pixel of `value`, clamped to the ends of the axis.
  func inside(_ value: Double) -> Double? {
    at(isLog ? max(value, low) : value).map { min(max($0, min(start, end)), max(start, end)) }
  }

  /// The width of a category's slot in pixels.
  var slot: Double { ((end - start) / (high - low)).magnitude }
}
