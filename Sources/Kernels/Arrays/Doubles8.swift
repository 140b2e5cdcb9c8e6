// Vectors of eight numbers in double precision, in halves of four: a half is one register.
//
// Comparisons of eight doubles compile to halves of two on processors whose registers hold four, so comparisons
// are written for four lanes.

/// Eight numbers: one of eight rows, or one row's of eight classes.
public typealias Doubles8 = SIMD8<Double>
/// Half of them.
public typealias Doubles4 = SIMD4<Double>

extension Doubles8 {
  /// The sum of the eight, always in the same order.
  @inlinable @inline(__always) public var total: Double {
    let four = lowHalf + highHalf
    let two = four.lowHalf + four.highHalf
    return two[0] + two[1]
  }

  /// The greatest of the eight.
  @inlinable @inline(__always) public var greatest: Double {
    let four = lowHalf.orGreater(highHalf)
    let two = four.lowHalf.replacing(with: four.highHalf, where: four.highHalf .> four.lowHalf)
    return two[1] > two[0] ? two[1] : two[0]
  }

  /// The greater of each pair.
  @inlinable @inline(__always) public func orGreater(_ other: Doubles8) -> Doubles8 {
    Doubles8(
      lowHalf: lowHalf.orGreater(other.lowHalf), highHalf: highHalf.orGreater(other.highHalf))
  }

  /// Each where `other` is above zero; zero elsewhere.
  @inlinable @inline(__always) public func kept(whereAboveZero other: Doubles8) -> Doubles8 {
    Doubles8(
      lowHalf: lowHalf.kept(whereAboveZero: other.lowHalf),
      highHalf: highHalf.kept(whereAboveZero: other.highHalf))
  }
}

extension Doubles4 {
  /// The greater of each pair.
  @inlinable @inline(__always) public func orGreater(_ other: Doubles4) -> Doubles4 {
    replacing(with: other, where: other .> self)
  }

  /// Each where `other` is above zero; zero elsewhere.
  @inlinable @inline(__always) public func kept(whereAboveZero other: Doubles4) -> Doubles4 {
    Doubles4.zero.replacing(with: self, where: other .> Doubles4.zero)
  }
}
