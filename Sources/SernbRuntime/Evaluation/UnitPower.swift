// `a ^ b` with units: exact for whole exponents, by logarithms for others.

internal import Basics
internal import Kernels
import SernbLanguage

enum UnitPower {
  static func power(_ base: Double, _ dimension: Dimension, _ exponent: Double)
    throws(RunProblem) -> Value
  {
    if let whole = Int(exactly: exponent), whole.magnitude <= 1024 {
      if base == 0, whole < 0 { throw RunProblem("division-by-zero", "Zero has no negative power") }
      var result = 1.0
      var square = base
      var rest = whole.magnitude
      while rest > 0 {
        if rest & 1 == 1 { result *= square }
        square *= square
        rest >>= 1
      }
      var unit = Dimension.plain
      for _ in 0..<min(whole.magnitude, 99) {
        unit = whole > 0 ? unit * dimension : unit / dimension
      }
      return .number(whole < 0 ? 1 / result : result, unit)
    }
    guard dimension == .plain else {
      throw RunProblem(
        "unit-mismatch",
        "\(dimension.description.capitalizedFirst) cannot have the power \(Constant.written(exponent))",
        hint: "Divide by its unit first, as in `x / (1 s)`.")
    }
    guard base >= 0 else {
      throw RunProblem(
        "out-of-range", "A negative number has no power \(Constant.written(exponent))")
    }
    return .number(base == 0 ? 0 : Math.pow(base, exponent))
  }
}
