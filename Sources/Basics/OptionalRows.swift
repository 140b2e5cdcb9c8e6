// Row numbers of which some are missing: four bytes each, where an array of optional numbers takes sixteen.

/// For each row the number of another row, which may be missing.
public struct OptionalRows: Sendable, RandomAccessCollection, MutableCollection {
  @inlinable static var none: UInt32 { .max }
  @usableFromInline var rows: [UInt32]

  /// Only missing numbers.
  @inlinable public init(count: Int) { rows = Array(repeating: Self.none, count: count) }

  /// These numbers, each below 2³² - 1.
  public init(_ rows: some Collection<Int?>) {
    self.rows = rows.map { $0.map { UInt32($0) } ?? Self.none }
  }

  /// The numbers from 0 on.
  public init(all count: Int) { rows = Array(0..<UInt32(count)) }

  /// The first row.
  @inlinable public var startIndex: Int { 0 }
  /// The number of rows.
  @inlinable public var endIndex: Int { rows.count }

  /// The number of a row, `nil` if it is missing.
  @inlinable public subscript(row: Int) -> Int? {
    get { rows[row] == Self.none ? nil : Int(rows[row]) }
    set { rows[row] = newValue.map { UInt32($0) } ?? Self.none }
  }

  /// Whether each row has a number.
  public var areAllThere: Bool { !rows.contains(Self.none) }

  /// The numbers of these rows.
  public func taking(_ indices: [Int]) -> OptionalRows {
    var result = OptionalRows(count: 0)
    result.rows = indices.map { rows[$0] }
    return result
  }

  /// The element of `values` at each number, `missing` for a missing number.
  @inlinable public func gather<T>(_ values: [T], missing: T) -> [T] {
    values.withUnsafeBufferPointer { values in
      rows.map { $0 == Self.none ? missing : values[Int($0)] }
    }
  }
}
