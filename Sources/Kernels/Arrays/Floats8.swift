// Vectors of eight samples: loads and stores at any offset of a span.
//
// Eight floats are one register of the processors that `Package.swift` names. The check of an offset costs as
// much as the arithmetic on a vector, so the hottest loops check their range once, before they
// begin, and then use `unchecked` offsets.

/// Eight samples, or one sample of eight signals.
public typealias Floats8 = SIMD8<Float>

extension Span<Float> {
  /// The elements `offset ..< offset + 8`.
  @inlinable @inline(__always) public func lanes(at offset: Int) -> Floats8 {
    bytes.unsafeLoadUnaligned(fromByteOffset: offset &* 4, as: Floats8.self)
  }

  /// The same without a check: the caller has made sure that they exist.
  @inlinable @inline(__always) public func lanes(unchecked offset: Int) -> Floats8 {
    bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset &* 4, as: Floats8.self)
  }
}

extension MutableSpan<Float> {
  /// The elements `offset ..< offset + 8`.
  @inlinable @inline(__always) public func lanes(at offset: Int) -> Floats8 {
    bytes.unsafeLoadUnaligned(fromByteOffset: offset &* 4, as: Floats8.self)
  }
}

/// Writes the elements `offset ..< offset + 8` of `span`.
@inlinable @inline(__always)
public func store(_ lanes: Floats8, in span: inout MutableSpan<Float>, at offset: Int) {
  var bytes = span.mutableBytes
  bytes.storeBytes(of: lanes, toByteOffset: offset &* 4, as: Floats8.self)
}

/// The same without a check: the caller has made sure that they exist.
@inlinable @inline(__always)
public func store(_ lanes: Floats8, in span: inout MutableSpan<Float>, unchecked offset: Int) {
  var bytes = span.mutableBytes
  bytes.storeBytes(of: lanes, toUncheckedByteOffset: offset &* 4, as: Floats8.self)
}

extension Floats8 {
  /// self + a · b in one rounding.
  @inlinable @inline(__always) public func adding(_ a: Floats8, times b: Floats8) -> Floats8 {
    addingProduct(a, b)
  }

  /// The sum of the eight, always in the same order.
  @inlinable @inline(__always) public var total: Float {
    let four = lowHalf + highHalf
    let two = four.lowHalf + four.highHalf
    return two[0] + two[1]
  }
}
