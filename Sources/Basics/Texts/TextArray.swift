// Many texts in little memory: codes of four bytes into a pool of UTF-8 bytes, where equal texts may share a place.
//
// Whole columns are taken, compared and put below each other by their codes; a `String` is made only where one text is
// asked for. Labels of a million rows are four bytes each.

/// Texts in order, any of which may be missing.
///
///     let labels = TextArray(["ang", nil, "ang"])
///     labels[0]                 // "ang"
///     labels.missingCount       // 1
///     labels.taking([1, 0])     // [nil, "ang"]
public struct TextArray: Sendable {
  /// The number of each text in the pool; `TextArray.missing` for a missing text.
  public internal(set) var codes: [UInt32]
  /// Where the texts are.
  public internal(set) var pool: TextPool

  /// The code of a missing text.
  @inlinable public static var missing: UInt32 { .max }

  /// Texts by their codes in `pool`.
  ///
  /// - Precondition: each code is that of a text in the pool, or `missing`.
  public init(codes: [UInt32], pool: TextPool) {
    self.codes = codes
    self.pool = pool
  }

  /// These texts.
  public init(_ texts: some Collection<String?>) {
    var builder = TextArrayBuilder(capacity: texts.count)
    for text in texts { builder.append(text) }
    self = builder.finish()
  }

  /// These texts, none of them missing.
  public init(_ texts: some Collection<String>) {
    var builder = TextArrayBuilder(capacity: texts.count)
    for text in texts { builder.append(text) }
    self = builder.finish()
  }

  /// One text again and again.
  public init(repeating text: String?, count: Int) {
    let one = TextArray([text])
    self.init(codes: Array(repeating: one.codes[0], count: count), pool: one.pool)
  }

  /// The number of missing texts.
  public var missingCount: Int { codes.reduce(0) { $0 + ($1 == Self.missing ? 1 : 0) } }

  /// Whether all characters are known to be ASCII.
  public var isASCII: Bool { pool.isASCII }

  /// Whether the text of a row is missing.
  @inlinable public func isMissing(_ row: Int) -> Bool { codes[row] == Self.missing }

  /// The number of bytes of all texts in UTF-8.
  public var byteCount: Int {
    codes.reduce(0) { $0 + ($1 == Self.missing ? 0 : pool.range(Int($1)).count) }
  }

  /// Calls `body` with the UTF-8 bytes of a text, `nil` if it is missing.
  @inlinable public func withBytes<R, E: Error>(
    _ row: Int, _ body: (UnsafeBufferPointer<UInt8>?) throws(E) -> R
  ) throws(E) -> R {
    let code = codes[row]
    if code == Self.missing { return try body(nil) }
    return try pool.withBytes(Int(code), body)
  }

  // MARK: Taking and joining

  /// The texts at `indices`, all of which exist, in that order.
  public func taking(_ indices: [Int]) -> TextArray {
    if pool.count == 0 {
      return TextArray(codes: Array(repeating: Self.missing, count: indices.count), pool: pool)
    }
    return TextArray(codes: indices.map { codes[$0] }, pool: pool).compactedIfSparse()
  }

  /// The texts of these rows, missing for a missing row.
  public func taking(optional rows: OptionalRows) -> TextArray {
    TextArray(codes: rows.gather(codes, missing: Self.missing), pool: pool).compactedIfSparse()
  }

  /// The texts of `other` after these.
  public func appending(_ other: TextArray) -> TextArray {
    if other.pool === pool || other.isEmpty {
      return TextArray(codes: codes + other.codes, pool: pool)
    }
    if isEmpty { return other }
    var builder = TextArrayBuilder(self)
    builder.append(contentsOf: other)
    return builder.finish()
  }

  /// The same texts without a large pool that holds mostly others.
  public func compactedIfSparse() -> TextArray {
    codes.count >= pool.count / 8 ? self : compacted()
  }

  /// Whether each text of the pool is that of one row, in order.
  var usesPoolInOrder: Bool {
    var next: UInt32 = 0
    for code in codes where code != Self.missing {
      if code != next { return false }
      next += 1
    }
    return Int(next) == pool.count
  }

  /// The codes of these texts if they are those of one part of the pool, one after the other, as in a block of rows
  /// of a column whose texts share no places.
  private var run: Range<Int>? {
    guard let first = codes.first, first != Self.missing, !pool.isDistinct else { return nil }
    for (index, code) in codes.enumerated() where Int(code) != Int(first) + index { return nil }
    return Int(first)..<(Int(first) + codes.count)
  }

  /// The same texts with a pool of their own.
  public func compacted() -> TextArray {
    if let run {
      return TextArray(codes: Array(0..<UInt32(run.count)), pool: pool.slice(run))
    }
    var builder = TextArrayBuilder(capacity: codes.count)
    for row in indices { builder.append(self, row) }
    return builder.finish()
  }
}

extension TextArray: RandomAccessCollection {
  /// The first row.
  @inlinable public var startIndex: Int { 0 }
  /// The number of texts.
  @inlinable public var endIndex: Int { codes.count }

  /// The text of a row, `nil` where it is missing.
  @inlinable public subscript(row: Int) -> String? {
    let code = codes[row]
    return code == Self.missing ? nil : pool[Int(code)]
  }
}

extension TextArray: ExpressibleByArrayLiteral, CustomStringConvertible {
  /// The texts of a literal.
  public init(arrayLiteral texts: String?...) { self.init(texts) }

  /// As an array of texts.
  public var description: String { Array(self).description }
}

extension TextArray: Hashable {
  /// Equal texts in the same order, as `String` compares them: bytes may differ where accents are written in two ways.
  public static func == (a: TextArray, b: TextArray) -> Bool {
    if a.codes.count != b.codes.count { return false }
    if a.pool === b.pool && (a.pool.isDistinct || a.codes == b.codes) { return a.codes == b.codes }
    return a.indices.allSatisfy { a.isEqual($0, b, $0) }
  }

  /// Whether a text equals a text of another array; missing ones are equal.
  public func isEqual(_ row: Int, _ other: TextArray, _ otherRow: Int) -> Bool {
    let (a, b) = (codes[row], other.codes[otherRow])
    if a == Self.missing || b == Self.missing { return a == b }
    let hasEqualBytes = pool.withBytes(Int(a)) { x in
      other.pool.withBytes(Int(b)) { y in x.count == y.count && x.elementsEqual(y) }
    }
    if hasEqualBytes || pool.isNormal && other.pool.isNormal { return hasEqualBytes }
    return pool[Int(a)] == other.pool[Int(b)]
  }

  /// A few texts are enough to tell most arrays apart.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(count)
    for text in prefix(16) { hasher.combine(text) }
  }
}
