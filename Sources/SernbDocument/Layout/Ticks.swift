// The ticks of an axis: round numbers in a unit that fits the range, as many as have room for their labels.

import Basics

/// Positions in data units, and their labels.
struct Ticks: Equatable {
  var positions: [Double] = []
  var labels: [String] = []
  /// The unit of the labels, for the axis label: `ms`, `kHz`, `×10⁻⁶`; empty for plain numbers.
  var unit = ""

  /// No ticks.
  init() {}

  /// Ticks for `low...high` over `length` pixels.
  ///
  /// - Parameters:
  ///   - spacing: the least distance of two ticks in pixels.
  ///   - isLevel: whether labels are placed along the axis, so that their widths matter.
  ///   - isWhole: whether only integers make sense.
  init(
    low: Double, high: Double, axis: Figure.Axis, length: Double, spacing: Double, isLevel: Bool,
    isWhole: Bool = false
  ) {
    self.init()
    guard low < high, low.isFinite, high.isFinite, length > 0 else { return }
    if axis.scale == .log, low > 0 {
      fillDecades(low, high, perPixel: spacing / length)
      unit = axis.unit == .share ? "" : axis.unit.name
      if positions.count > 1 { return }
    }
    let display = DisplayUnit(axis.unit, reach: max(low.magnitude, high.magnitude))
    unit = display.name
    let (first, last) = (low / display.scale, high / display.scale)
    var step = NiceStep.atLeast((last - first) * spacing / max(length, spacing))
    if isWhole, display.scale == 1, step.value < 1 { step = NiceStep(mantissa: 1, exponent: 0) }
    while true {
      if isWhole, display.scale == 1, step.exponent < 0 { step = step.next }
      fill(step, first, last)
      let room = step.value / (last - first) * length
      let widest = labels.map { TextWidth.of($0, size: 11) }.max() ?? 0
      if !isLevel || widest + 12 <= room || labels.count <= 2 { break }
      step = step.next
    }
    positions = positions.map { $0 * display.scale }
    labels = labels.map { $0 + display.suffix }
  }

  private mutating func fill(_ step: NiceStep, _ first: Double, _ last: Double) {
    positions = []
    labels = []
    // A tick that rounding puts just outside the range is kept.
    let slack = (last - first) * 1e-9
    let from = Int(((first - slack) / step.value).rounded(.up).clamped)
    let to = Int(((last + slack) / step.value).rounded(.down).clamped)
    for count in from...max(from, min(to, from + 60)) where count <= to {
      let value = step.multiple(count)
      positions.append(value)
      labels.append(NumberText.text(value, .grouped(step.places)))
    }
  }

  /// Powers of ten, with their double and fivefold in between if there is room.
  private mutating func fillDecades(_ low: Double, _ high: Double, perPixel: Double) {
    let decades = PortableMath.log10(high) - PortableMath.log10(low)
    /// Ticks that fit into one decade.
    let room = 1 / (max(decades, 0.1) * perPixel)
    let mantissas = room >= 4 ? [1, 2, 5] : [1]
    let every = max(1, Int((1 / room).rounded(.up)))
    let (first, last) = (PortableMath.decade(low), PortableMath.decade(high))
    for decade in first...max(first, min(last, first + 700)) where decade.isMultiple(of: every) {
      for mantissa in mantissas {
        let value = NiceStep(mantissa: mantissa, exponent: decade).value
        guard value >= low * (1 - 1e-9), value <= high * (1 + 1e-9) else { continue }
        positions.append(value)
        labels.append(Self.short(value))
      }
    }
  }

  /// `0.001`, `20`, `5k`, `1M`.
  private static func short(_ value: Double) -> String {
    guard value >= 1000 else { return NumberText.text(value) }
    return NumberText.quantity(value, unit: "").filter { $0 != " " }
  }
}

/// The unit of tick labels.
struct DisplayUnit: Equatable {
  /// Multiples of the unit of the data.
  var scale = 1.0
  var name = ""
  /// The suffix of each label.
  var suffix = ""

  /// The unit in which numbers up to `reach` are short.
  init(_ unit: Figure.Unit, reach: Double) {
    switch unit {
    case .seconds:
      (scale, name) =
        reach < 1e-3
        ? (1e-6, "µs") : reach < 1 ? (1e-3, "ms") : reach <= 300 ? (1, "s") : (60, "min")
    case .hertz: (scale, name) = reach >= 2000 ? (1000, "kHz") : (1, "Hz")
    case .share: (scale, suffix) = (0.01, "%")
    case .decibels: name = "dB"
    case .none, .named:
      if case .named(let given) = unit { name = given }
      guard reach > 0, reach < 1e-3 || reach >= 1e6, reach.isFinite else { return }
      let decade = PortableMath.decade(reach)
      let power = (decade - ((decade % 3) + 3) % 3)
      scale = PortableMath.power(ofTen: power)
      name = "×10" + Self.raised(power) + (name.isEmpty ? "" : " " + name)
    }
  }

  private static func raised(_ power: Int) -> String {
    let digits: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    let text = String(power.magnitude).utf8.map { digits[Int($0) - 48] }
    return (power < 0 ? "⁻" : "") + String(text)
  }
}
