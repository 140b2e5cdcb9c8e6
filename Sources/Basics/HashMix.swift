// Fast hashes for open-addressing tables within a run. Nothing that is kept or shown depends on them.

/// Mixes 64-bit words by the halves of their product (as in wyhash, by Wang Yi).
public enum HashMix {
  @usableFromInline static let first: UInt64 = 0xA076_1D64_78BD_642F
  @usableFromInline static let second: UInt64 = 0xE703_7ED1_A0B4_28DB

  /// A hash of two words, in which each bit of both counts.
  @inlinable public static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = (a ^ first).multipliedFullWidth(by: b ^ second)
    return product.high ^ product.low
  }

  /// A hash of one word, which differs from those of all others (Steele, Lea and Flood 2014).
  @inlinable public static func scrambled(_ word: UInt64) -> UInt64 {
    var word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
    return word ^ word >> 31
  }

  /// A hash of bytes.
  @inlinable public static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    let raw = UnsafeRawBufferPointer(bytes)
    let count = raw.count
    var hash = UInt64(truncatingIfNeeded: count)
    var position = 0
    while position + 8 <= count {
      hash = mix(hash, raw.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      position += 8
    }
    if position < count {
      var rest: UInt64 = 0
      if count >= 8 {
        // The last eight bytes: some of them are hashed twice.
        rest = raw.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
      } else {
        for index in position..<count { rest = rest << 8 | UInt64(raw[index]) }
      }
      hash = mix(hash, rest)
    }
    return mix(hash, UInt64(truncatingIfNeeded: count))
  }
}
