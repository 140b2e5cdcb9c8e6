// FNV-1a, for tables of hashes and checksums: quick, the same on every machine, and no protection against a forger.

/// A 64-bit FNV-1a hash of what was added to it (Fowler, Noll and Vo; RFC 9923).
public struct FNV1a: Sendable {
  @usableFromInline static let prime: UInt64 = 0x100_0000_01B3

  public private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  public init() {}

  public init(_ bytes: some Sequence<UInt8>) { add(bytes) }

  public mutating func add(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { value = (value ^ UInt64(byte)) &* Self.prime }
  }

  /// Adds eight bytes at a time, with a shift that brings the high ones down; the last ones alone.
  public mutating func add(words bytes: ArraySlice<UInt8>) {
    bytes.withUnsafeBytes { buffer in
      let whole = buffer.count / 8 * 8
      for offset in stride(from: 0, to: whole, by: 8) {
        add(
          word: UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
      }
      add(buffer[whole...])
    }
  }

  /// Adds one number of 64 bits at once.
  public mutating func add(word: UInt64) {
    value = (value ^ word) &* Self.prime
    value ^= value >> 32
  }
}
