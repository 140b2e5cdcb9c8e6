// Round step sizes, as an integer and a power of ten, so that ticks and their labels are exact.

/// One of 1, 2, 2.5 and 5 times a power of ten.
struct NiceStep: Equatable {
  /// 1, 2, 5 or 25.
  var mantissa: Int
  var exponent: Int

  /// The least step that is not below `wanted`.
  static func atLeast(_ wanted: Double) -> NiceStep {
    guard wanted > 0, wanted.isFinite else { return NiceStep(mantissa: 1, exponent: 0) }
    let decade = PortableMath.decade(wanted)
    let candidates = [(1, 0), (2, 0), (25, -1), (5, 0), (1, 1)]
    for (mantissa, shift) in candidates {
      let step = NiceStep(mantissa: mantissa, exponent: decade + shift)
      if step.value >= wanted * (1 - 1e-12) { return step }
    }
    return NiceStep(mantissa: 1, exponent: decade + 1)
  }

  /// The next larger step.
  var next: NiceStep {
    switch mantissa {
    case 1: NiceStep(mantissa: 2, exponent: exponent)
    case 2: NiceStep(mantissa: 25, exponent: exponent - 1)
    case 25: NiceStep(mantissa: 5, exponent: exponent + 1)
    default: NiceStep(mantissa: 1, exponent: exponent + 1)
    }
  }

  var value: Double { multiple(1) }

  /// `count` steps, correctly rounded.
  func multiple(_ count: Int) -> Double {
    let whole = Double(count) * Double(mantissa)
    return exponent < 0
      ? whole / PortableMath.power(ofTen: -exponent) : whole * PortableMath.power(ofTen: exponent)
  }

  /// The number of decimal places of its multiples.
  var places: Int { max(0, -exponent) }
}
