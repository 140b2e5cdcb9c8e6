// Numbers as a part: decimals in few bytes, where all of them are decimals of one number of digits.
//
// Measured values mostly are: 0.25 is 25 behind two digits. Such a number is the closest one to a decimal, so that the
// division of a whole number by a power of ten gives its bits again (both are exact, and IEEE division rounds to the
// closest). Where this does not hold for every number, all of them are written as they are.

/// The numbers of a column or of a list.
package struct NumbersPart: StoredPart {
  package let values: [Double]

  package init(_ values: [Double]) { self.values = values }

  package static let kind = "numbers"
  package var isLarge: Bool { memory >= Self.least }
  package var memory: Int { values.count * 8 }
  package var owner: PartOwner? { values.isEmpty ? nil : PartOwner(values._owner, kind: Self.kind) }

  package func content(_ take: (UnsafeRawBufferPointer) -> Void) {
    #if _endian(little)
      values.withUnsafeBytes(take)
    #else
      for value in values { withUnsafeBytes(of: value.bitPattern.littleEndian, take) }
    #endif
  }

  private static let powers: [Double] = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]
  private static let missing = Int32.min
  /// Some program printed `-0.00`.
  private static let negativeZero = Int32.min + 1
  private static let plain: UInt8 = 0xFF

  package func encode(into writer: inout ByteWriter) {
    guard let (power, whole) = decimals else {
      writer.write(Self.plain)
      writer.write(values)
      return
    }
    writer.write(power)
    writer.write(packed: whole.map { UInt32(bitPattern: $0 &- Self.missing) })
  }

  package init(from reader: inout ByteReader) throws(CorruptData) {
    let power = try reader.integer(UInt8.self)
    if power == Self.plain {
      values = try reader.doubles()
      return
    }
    guard power < Self.powers.count else { throw CorruptData("decimals have too many digits") }
    let divisor = Self.powers[Int(power)]
    values = try reader.packed().map { bits in
      let whole = Int32(bitPattern: bits) &+ Self.missing
      switch whole {
      case Self.missing: return .nan
      case Self.negativeZero: return -0.0
      default: return Double(whole) / divisor
      }
    }
  }

  /// The least number of digits behind the point that is enough for all numbers, and the numbers without their points.
  private var decimals: (power: UInt8, whole: [Int32])? {
    var power = 0
    while true {
      let factor = Self.powers[power]
      var next = 0
      let whole = [Int32](unsafeUninitializedCapacity: values.count) { buffer, count in
        while next < values.count, let whole = Self.whole(values[next], factor) {
          buffer.initializeElement(at: next, to: whole)
          next += 1
        }
        count = next
      }
      if next == values.count { return (UInt8(power), whole) }
      // The number that needs more digits says how many; those before it are looked at again.
      while Self.whole(values[next], Self.powers[power]) == nil {
        power += 1
        if power == Self.powers.count { return nil }
      }
    }
  }

  @inline(__always) private static func whole(_ value: Double, _ factor: Double) -> Int32? {
    let scaled = (value * factor).rounded()
    guard scaled.magnitude < 2_147_483_000 else {
      return value.bitPattern == Double.nan.bitPattern ? missing : nil
    }
    let whole = Int32(scaled)
    if (Double(whole) / factor).bitPattern == value.bitPattern { return whole }
    return value.bitPattern == (-0.0).bitPattern ? negativeZero : nil
  }
}

/// Truth values as a part, any of which may be missing.
package struct TruthsPart: StoredPart {
  package let values: [Bool?]

  package init(_ values: [Bool?]) { self.values = values }

  package static let kind = "truths"
  package var isLarge: Bool { memory >= Self.least }
  package var memory: Int { values.count }
  package var owner: PartOwner? { values.isEmpty ? nil : PartOwner(values._owner, kind: Self.kind) }

  private var bytes: [UInt8] { values.map { $0.map { $0 ? 1 : 0 } ?? 2 } }

  package func content(_ take: (UnsafeRawBufferPointer) -> Void) { bytes.withUnsafeBytes(take) }

  package func encode(into writer: inout ByteWriter) { writer.write(bytes) }

  package init(from reader: inout ByteReader) throws(CorruptData) {
    values = try reader.data().map { byte throws(CorruptData) in
      switch byte {
      case 0: false
      case 1: true
      case 2: nil
      default: throw CorruptData("a cell is neither true nor false nor missing")
      }
    }
  }
}

/// Bits, such as hashes, as a part.
package struct WordsPart: StoredPart {
  package let words: [UInt64]

  package init(_ words: [UInt64]) { self.words = words }

  package static let kind = "words"
  package var isLarge: Bool { memory >= Self.least }
  package var memory: Int { words.count * 8 }
  package var owner: PartOwner? { words.isEmpty ? nil : PartOwner(words._owner, kind: Self.kind) }

  package func content(_ take: (UnsafeRawBufferPointer) -> Void) {
    #if _endian(little)
      words.withUnsafeBytes(take)
    #else
      for word in words { withUnsafeBytes(of: word.littleEndian, take) }
    #endif
  }

  package func encode(into writer: inout ByteWriter) { writer.write(words) }
  package init(from reader: inout ByteReader) throws(CorruptData) { words = try reader.read() }
}
