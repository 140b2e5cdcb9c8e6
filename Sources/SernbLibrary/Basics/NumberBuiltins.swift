// Numbers, and summaries of lists of numbers. Missing values are left out of summaries.

internal import Basics
internal import Kernels
import SernbDocument
import SernbLanguage
import SernbRuntime
import Tables

enum NumberBuiltins {
  static let all: [Builtin] =
    [abs, ceil, exp, floor, log, round, sqrt] + [max, mean, median, min, quantile, std, sum]

  private static let family = "numbers"

  /// A function of one number, or of each number of a list, that keeps the unit or needs a plain number.
  private static func elementwise(
    _ name: String, _ summary: String, keepsUnit: Bool, examples: [Builtin.Example],
    _ function: @escaping @Sendable (Double) throws -> Double
  ) -> Builtin {
    let element: Type = keepsUnit ? .anyNumber : .count
    return Builtin(
      name, summary, family: family,
      [.subject("x", of: [element, .list(element)], "A number or a list of numbers.")],
      giving: { $0.type("x") }, examples: examples, origin: .elementwise
    ) { call in try map(try call.value("x"), function) }
  }

  private static func map(_ value: Value, _ function: (Double) throws -> Double) throws -> Value {
    switch value {
    case .number(let number, let unit): .number(try function(number), unit)
    case .missing: .missing
    case .list(let list): .list(try map(list, function))
    default: throw RunProblem.wrongType(value, wanted: "a number", argument: "x")
    }
  }

  private static func map(
    _ list: ListValue, _ function: (Double) throws -> Double
  ) throws -> ListValue {
    var meter = WorkMeter()
    if let numbers = list.numbers {
      var mapped = numbers
      for index in numbers.values.indices
      where numbers.nan == .number || !numbers.values[index].isNaN {
        try meter.spend(10)
        let value = try function(numbers.values[index])
        // A missing value must not be taken for one that a function came to.
        if value.isNaN, numbers.nan == .missing {
          return ListValue(try list.map { try map($0, function) })
        }
        mapped.values[index] = value
      }
      return ListValue(mapped)
    }
    return ListValue(try list.map { try map($0, function) })
  }

  static let abs = elementwise(
    "abs", "The absolute value of a number.", keepsUnit: true,
    examples: [.init("abs(-25 ms)", shows: "0.025 s")]
  ) { $0.magnitude }

  static let floor = elementwise(
    "floor", "The largest whole number that is not above it.", keepsUnit: true,
    examples: [.init("floor(2.7)", shows: "2")]
  ) { $0.rounded(.down) }

  static let ceil = elementwise(
    "ceil", "The smallest whole number that is not below it.", keepsUnit: true,
    examples: [.init("ceil([1.2, 3])", shows: "[2, 3]")]
  ) { $0.rounded(.up) }

  static let sqrt = elementwise(
    "sqrt", "The square root of a plain number.", keepsUnit: false,
    examples: [.init("sqrt(2)", shows: "1.41421")]
  ) { number in
    guard number >= 0 else {
      throw RunProblem("out-of-range", "A negative number has no square root", argument: "x")
    }
    return number.squareRoot()
  }

  static let exp = elementwise(
    "exp", "e raised to a plain number.", keepsUnit: false,
    examples: [.init("exp(1)", shows: "2.71828")]
  ) { Math.exp($0) }

  static let log = elementwise(
    "log", "The natural logarithm of a plain number above zero.", keepsUnit: false,
    examples: [.init("log(100) / log(10)", shows: "2")]
  ) { number in
    guard number > 0 else {
      throw RunProblem(
        "out-of-range", "Only numbers above zero have a logarithm", argument: "x",
        hint: "Leave the others out with `where`.")
    }
    return Math.log(number)
  }

  static let round = Builtin(
    "round", "A number rounded to a number of decimals, halves to even.", family: family,
    [
      .subject("x", of: [.anyNumber, .list(.anyNumber)], "A number or a list of numbers."),
      .count("digits", "The number of decimals.", 0, in: 0...12),
    ], giving: { $0.type("x") },
    examples: [
      .init("round(2.718, digits: 1)", shows: "2.7"), .init("round([0.5, 1.5])", shows: "[0, 2]"),
    ], origin: .elementwise
  ) { call in
    let digits = try call.whole("digits")
    return try map(try call.value("x")) { number in
      rounded(number, digits)
    }
  }

  /// As the decimal digits of the number are rounded. Far from halves that is a matter of whole numbers.
  private static func rounded(_ number: Double, _ digits: Int) -> Double {
    let power = powers[digits]
    let scaled = number * power
    if scaled.magnitude < 1e15 {
      let whole = scaled.rounded()
      let distance = ((scaled - scaled.rounded(.down)) - 0.5).magnitude
      // The product is right to half a unit in its last place.
      if distance > scaled.magnitude * 1e-15 + 1e-300 { return whole == 0 ? 0 : whole / power }
    }
    return Double(NumberText.text(number, .fixed(digits))) ?? number
  }

  private static let powers = (0...12).map { digits in
    (0..<digits).reduce(1.0) { power, _ in power * 10 }
  }

  // MARK: Summaries

  /// - Parameter passesNaN: whether the function of numbers with a NaN among them is NaN.
  private static func summary(
    _ name: String, _ text: String, examples: [Builtin.Example], emptyIsMissing: Bool = true,
    passesNaN: Bool = true,
    _ function: @escaping @Sendable (UnsafeBufferPointer<Double>) throws -> Double
  ) -> Builtin {
    Builtin(
      name, text, family: family,
      [.subject("values", .list(.anyNumber), "The numbers; missing ones are left out.")],
      giving: elementType, examples: examples
    ) { call in
      // A missing number is stored as NaN: where the result of all is not NaN, none of them was missing.
      if passesNaN, let all = try call.list("values").numbers, !all.values.isEmpty {
        let value = try all.values.withUnsafeBufferPointer(function)
        if !value.isNaN { return .number(value, all.dimension) }
      }
      let (numbers, unit) = try call.numbers("values")
      if numbers.isEmpty, emptyIsMissing { return .missing }
      return .number(try numbers.withUnsafeBufferPointer(function), unit)
    }.summarizing(Builtin.Statistic(isMissingOfNothing: emptyIsMissing, function))
  }

  @Sendable private static func elementType(_ facts: inout CallFacts) -> Type {
    if case .list(let element) = facts.type("values"), case .number = element { return element }
    return .anyNumber
  }

  static let mean = summary(
    "mean", "The arithmetic mean of a list.", examples: [.init("mean([1, 2, 6])", shows: "3")]
  ) { Aggregate.mean(of: $0) }

  static let std = summary(
    "std", "The standard deviation of a sample (divisor n - 1, as in pandas).",
    examples: [.init("std([2, 4, 4, 4, 5, 5, 7, 9])", shows: "2.13809")]
  ) { Aggregate.std(of: $0) }

  static let median = summary(
    "median", "The median of a list.",
    examples: [.init("median([3, 1, 10])", shows: "3")], passesNaN: false
  ) { try Aggregate.quantile(0.5, of: $0) }

  static let sum = summary(
    "sum", "The sum of a list; zero for an empty one.",
    examples: [.init("sum([1 s, 250 ms])", shows: "1.25 s")], emptyIsMissing: false
  ) { Aggregate.sum(of: $0) }

  static let max = summary(
    "max", "The largest number of a list.", examples: [.init("max([1, 3, 2])", shows: "3")]
  ) { Elementwise.max($0) ?? $0.max() ?? .nan }

  static let min = summary(
    "min", "The smallest number of a list.",
    examples: [.init("min([2 kHz, 800 Hz])", shows: "800 Hz")]
  ) { Elementwise.min($0) ?? $0.min() ?? .nan }

  static let quantile = Builtin(
    "quantile", "A quantile of a list, interpolated as in numpy.",
    family: family,
    [
      .subject("values", .list(.anyNumber), "The numbers; missing ones are left out."),
      .number("at", "The share, such as `90 %`.", in: 0...1),
    ], giving: elementType, examples: [.init("quantile([1, 2, 3, 4, 5], at: 25 %)", shows: "2")]
  ) { call in
    let (numbers, unit) = try call.numbers("values")
    if numbers.isEmpty { return .missing }
    let share = try call.number("at")
    return .number(
      try numbers.withUnsafeBufferPointer { numbers throws(Cancelled) in
        try Aggregate.quantile(share, of: numbers)
      }, unit)
  }
}

extension Call {
  /// The numbers of a list argument, without missing ones, and their unit.
  func numbers(_ name: String) throws -> ([Double], Dimension) {
    let list = try list(name)
    if let all = list.numbers, !list.hasOnlyMissing {
      return (
        all.nan == .number || !Elementwise.hasNaN(all.values)
          ? all.values : all.values.filter { !$0.isNaN }, all.dimension
      )
    }
    var numbers: [Double] = []
    var unit: Dimension?
    for item in list {
      switch item {
      case .missing: continue
      case .number(let number, let dimension):
        if let unit, unit != dimension {
          throw RunProblem(
            "unit-mismatch", "The list holds \(unit.description) and \(dimension.description)",
            argument: name)
        }
        unit = dimension
        numbers.append(number)
      default: throw RunProblem.wrongType(item, wanted: "a number in the list", argument: name)
      }
    }
    return (numbers, unit ?? .plain)
  }
}
