// Eight by eight numbers in registers, and their transposition.

/// Eight by eight numbers, a row a vector.
public struct Block: Sendable {
  /// The rows.
  public var r0, r1, r2, r3, r4, r5, r6, r7: Floats8

  /// A block of eight rows.
  @inlinable @inline(__always) public init(
    _ r0: Floats8, _ r1: Floats8, _ r2: Floats8, _ r3: Floats8, _ r4: Floats8, _ r5: Floats8,
    _ r6: Floats8, _ r7: Floats8
  ) {
    (self.r0, self.r1, self.r2, self.r3) = (r0, r1, r2, r3)
    (self.r4, self.r5, self.r6, self.r7) = (r4, r5, r6, r7)
  }

  /// Rows become columns, by interleaving three times over.
  @inlinable @inline(__always) public var transposed: Block {
    let first = interleaved
    let second = first.interleaved
    return second.interleaved
  }

  /// Row i interleaved with row i + 4 makes rows 2i and 2i + 1.
  @inlinable @inline(__always) var interleaved: Block {
    Block(
      Self.lower(r0, r4), Self.upper(r0, r4), Self.lower(r1, r5), Self.upper(r1, r5),
      Self.lower(r2, r6), Self.upper(r2, r6), Self.lower(r3, r7), Self.upper(r3, r7))
  }

  @inlinable @inline(__always) static func lower(_ a: Floats8, _ b: Floats8) -> Floats8 {
    Floats8(a[0], b[0], a[1], b[1], a[2], b[2], a[3], b[3])
  }

  @inlinable @inline(__always) static func upper(_ a: Floats8, _ b: Floats8) -> Floats8 {
    Floats8(a[4], b[4], a[5], b[5], a[6], b[6], a[7], b[7])
  }
}
