// Whole numbers of 32 bits in as few bytes each as the largest of them needs; none where they are equal or count up.

extension ByteWriter {
  /// Writes a counted list of numbers.
  package mutating func write(packed numbers: [UInt32]) {
    write(numbers.count)
    guard let first = numbers.first else { return }
    let isShort = numbers.count <= PackedForm.most
    if isShort, numbers.allSatisfy({ $0 == first }) {
      write(PackedForm.equal.rawValue)
      return write(first)
    }
    // Wraps around at the end, as the reader does.
    if isShort,
      zip(numbers, numbers.indices).allSatisfy({ $0 == first &+ UInt32(truncatingIfNeeded: $1) })
    {
      write(PackedForm.ascending.rawValue)
      return write(first)
    }
    let bounds = numbers.reduce(into: (UInt32.max, UInt32.min)) {
      $0 = (min($0.0, $1), max($0.1, $1))
    }
    let (base, width) = (bounds.0, bounds.1 - bounds.0)
    if width <= UInt32(UInt8.max) {
      write(PackedForm.bytes.rawValue)
      write(base)
      write(numbers.map { UInt8(truncatingIfNeeded: $0 &- base) })
    } else if width <= UInt32(UInt16.max) {
      write(PackedForm.halves.rawValue)
      write(base)
      write(numbers.map { UInt16(truncatingIfNeeded: $0 &- base) })
    } else {
      write(PackedForm.whole.rawValue)
      write(numbers)
    }
  }
}

extension ByteReader {
  /// Reads what `write(packed:)` wrote.
  package mutating func packed() throws(CorruptData) -> [UInt32] {
    // Many equal numbers take no bytes: their count is bounded all the same.
    let count = try int(in: 0...Int(UInt32.max))
    if count == 0 { return [] }
    guard let form = PackedForm(rawValue: try integer()) else {
      throw CorruptData("numbers are packed in no known way")
    }
    let numbers: [UInt32]
    switch form {
    case .equal, .ascending:
      let first = try integer(UInt32.self)
      guard count <= PackedForm.most else { throw CorruptData("a list is too long") }
      if form == .equal { return Array(repeating: first, count: count) }
      return (0..<count).map { first &+ UInt32(truncatingIfNeeded: $0) }
    case .bytes:
      let base = try integer(UInt32.self)
      numbers = try integers(UInt8.self).map { base &+ UInt32($0) }
    case .halves:
      let base = try integer(UInt32.self)
      numbers = try integers(UInt16.self).map { base &+ UInt32($0) }
    case .whole: numbers = try integers()
    }
    guard numbers.count == count else { throw CorruptData("a list is of another length") }
    return numbers
  }
}

private enum PackedForm: UInt8 {
  case equal, ascending, bytes, halves, whole

  /// Longer lists are written number by number: damaged bytes do not claim more memory than that.
  static let most = 1 << 24
}
