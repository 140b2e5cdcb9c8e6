// Arithmetic and comparisons of arrays, element by element.

/// Operations on two arrays, or on an array and a number.
public enum Elementwise {
  /// An array, or a number that stands for each of its elements.
  public enum Operand: Sendable {
    case scalar(Double)
    case array([Double])
  }

  public enum Arithmetic: Sendable { case add, subtract, multiply, divide }

  public enum Comparison: Sendable {
    case less, lessOrEqual, greater, greaterOrEqual, equal, notEqual
  }

  /// The results, and whether one of them is NaN.
  ///
  /// - Parameter count: the number of elements of each array.
  public static func apply(
    _ operation: Arithmetic, _ a: Operand, _ b: Operand, count: Int
  ) -> (values: [Double], hasNaN: Bool) {
    var hasNaN = false
    let values =
      switch operation {
      case .add: map(a, b, count, &hasNaN) { $0 + $1 }
      case .subtract: map(a, b, count, &hasNaN) { $0 - $1 }
      case .multiply: map(a, b, count, &hasNaN) { $0 * $1 }
      case .divide: map(a, b, count, &hasNaN) { $0 / $1 }
      }
    return (values, hasNaN)
  }

  /// As `map` below, and whether a result is NaN.
  @inline(__always)
  private static func map(
    _ a: Operand, _ b: Operand, _ count: Int, _ hasNaN: inout Bool,
    _ body: (Double, Double) -> Double
  ) -> [Double] {
    var found: UInt64 = 0
    let results = map(a, b, count) { x, y in
      let result = body(x, y)
      found |= result == result ? 0 : 1
      return result
    }
    hasNaN = found != 0
    return results
  }

  /// Whether each pair compares so; nothing but `notEqual` holds for NaN.
  public static func compare(
    _ operation: Comparison, _ a: Operand, _ b: Operand, count: Int
  ) -> [Bool?] {
    switch operation {
    case .less: map(a, b, count) { $0 < $1 }
    case .lessOrEqual: map(a, b, count) { $0 <= $1 }
    case .greater: map(a, b, count) { $0 > $1 }
    case .greaterOrEqual: map(a, b, count) { $0 >= $1 }
    case .equal: map(a, b, count) { $0 == $1 }
    case .notEqual: map(a, b, count) { $0 != $1 }
    }
  }

  public static func hasNaN(_ values: [Double]) -> Bool {
    values.withUnsafeBufferPointer { values in
      var found = 0
      for value in values { found |= value == value ? 0 : 1 }
      return found != 0
    }
  }

  /// The largest number, the first of equal ones; nil of nothing, and where one is NaN.
  public static func max(_ values: UnsafeBufferPointer<Double>) -> Double? {
    extreme(values, sign: 1)
  }

  /// The smallest number, the first of equal ones; nil of nothing, and where one is NaN.
  public static func min(_ values: UnsafeBufferPointer<Double>) -> Double? {
    extreme(values, sign: -1)
  }

  /// The number that is largest when multiplied by `sign`, which is 1 or -1.
  @inline(__always)
  private static func extreme(_ values: UnsafeBufferPointer<Double>, sign: Double) -> Double? {
    guard let first = values.first else { return nil }
    var lanes = (SIMD8(repeating: sign * first), SIMD8(repeating: sign * first))
    // A NaN stays once it is added; so does the one that infinities of both signs come to.
    var sums = SIMD8<Double>.zero
    func next(_ index: Int) -> SIMD8<Double> {
      sign
        * UnsafeRawPointer(values.baseAddress.unsafelyUnwrapped + index).loadUnaligned(
          as: SIMD8<Double>.self)
    }
    var index = 0
    while index + 16 <= values.count {
      let (a, b) = (next(index), next(index + 8))
      lanes.0.replace(with: a, where: a .> lanes.0)
      lanes.1.replace(with: b, where: b .> lanes.1)
      sums += a + b
      index += 16
    }
    var largest = Swift.max(lanes.0.max(), lanes.1.max())
    var sum = sums.sum()
    for value in values[index...] {
      if sign * value > largest { largest = sign * value }
      sum += value
    }
    if sum.isNaN, values.contains(where: \.isNaN) { return nil }
    // Of 0 and -0 the first one.
    return largest == 0 ? values.first { $0 == 0 } : sign * largest
  }

  public static func hasZero(_ values: [Double]) -> Bool {
    values.withUnsafeBufferPointer { values in
      var found = 0
      for value in values { found |= value == 0 ? 1 : 0 }
      return found != 0
    }
  }

  @inline(__always)
  private static func map<Result>(
    _ a: Operand, _ b: Operand, _ count: Int, _ body: (Double, Double) -> Result
  ) -> [Result] {
    [Result](unsafeUninitializedCapacity: count) { result, filled in
      guard let out = result.baseAddress else { return }
      switch (a, b) {
      case (.array(let x), .array(let y)):
        precondition(x.count == count && y.count == count, "both arrays are of that length")
        x.withUnsafeBufferPointer { x in
          y.withUnsafeBufferPointer { y in
            for index in 0..<count { (out + index).initialize(to: body(x[index], y[index])) }
          }
        }
      case (.array(let x), .scalar(let y)):
        precondition(x.count == count, "the array is of that length")
        x.withUnsafeBufferPointer { x in
          for index in 0..<count { (out + index).initialize(to: body(x[index], y)) }
        }
      case (.scalar(let x), .array(let y)):
        precondition(y.count == count, "the array is of that length")
        y.withUnsafeBufferPointer { y in
          for index in 0..<count { (out + index).initialize(to: body(x, y[index])) }
        }
      case (.scalar(let x), .scalar(let y)):
        for index in 0..<count { (out + index).initialize(to: body(x, y)) }
      }
      filled = count
    }
  }
}
