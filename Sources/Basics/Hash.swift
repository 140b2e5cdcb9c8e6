// FNV-1a, for hash tables and checksums: fast, the same on every machine, and not cryptographic.

/// A 64-bit FNV-1a hash of the bytes added so far (Fowler, Noll and Vo; RFC 9923).
public struct FNV1a: Sendable {
  @usableFromInline static let prime: UInt64 = 0x100_0000_01B3

  /// The hash of what was added so far.
  @inlinable public var value: UInt64 { state }

  @usableFromInline var state: UInt64 = 0xCBF2_9CE4_8422_2325

  /// Creates the hash of nothing.
  @inlinable public init() {}

  // Inlinable: a row name is hashed for each row, and an unspecialized loop over bytes takes many times as long.

  /// Creates the hash of `bytes`.
  @inlinable public init(_ bytes: some Sequence<UInt8>) { add(bytes) }

  /// Adds bytes one by one.
  @inlinable public mutating func add(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { state = (state ^ UInt64(byte)) &* Self.prime }
  }

  /// Adds eight bytes at a time, then the remaining ones one by one.
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

  /// Adds a 64-bit word, then folds its high bits into the low ones, which a product alone never reaches.
  public mutating func add(word: UInt64) {
    state = (state ^ word) &* Self.prime
    state ^= state >> 32
  }
}
