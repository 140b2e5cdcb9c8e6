// Texts as one buffer of UTF-8 bytes and the places where each begins: no object, no header for each.

/// Texts that arrays of texts share. It never changes.
public final class TextPool: Sendable {
  /// All texts one after the other, each valid UTF-8.
  public let bytes: [UInt8]
  @usableFromInline let starts: TextOffsets
  /// Whether no two texts are equal: then equal codes are equal texts, and others are not.
  public let isDistinct: Bool
  /// Whether all characters are ASCII.
  public let isASCII: Bool
  /// Whether all texts are known to be in normal form (NFC): then they are equal, and ordered, as their bytes are.
  public let isNormal: Bool

  /// - Parameter hasDistinctBytes: whether no two texts have equal bytes.
  init(bytes: [UInt8], starts: TextOffsets, hasDistinctBytes: Bool) {
    self.bytes = bytes
    self.starts = starts
    isASCII = NormalText.isASCII(bytes)
    isNormal = isASCII || NormalText.isNormal(bytes)
    // Other texts may be equal without having equal bytes.
    isDistinct = hasDistinctBytes && isNormal
  }

  static let empty = TextPool(bytes: [], starts: TextOffsets(), hasDistinctBytes: true)

  /// The number of texts.
  @inlinable public var count: Int { starts.count - 1 }

  /// The bytes of one text within `bytes`.
  @inlinable public func range(_ code: Int) -> Range<Int> {
    Range(uncheckedBounds: (starts[code], starts[code + 1]))
  }

  /// One text.
  @inlinable public subscript(code: Int) -> String {
    withBytes(code) { String(decoding: $0, as: UTF8.self) }
  }

  /// The texts of these codes alone.
  func slice(_ codes: Range<Int>) -> TextPool {
    var own = TextOffsets()
    own.append(starts, codes, from: 0)
    return TextPool(
      bytes: Array(bytes[starts[codes.lowerBound]..<starts[codes.upperBound]]), starts: own,
      hasDistinctBytes: isDistinct)
  }

  /// Calls `body` with the bytes of one text.
  @inlinable public func withBytes<R, E: Error>(
    _ code: Int, _ body: (UnsafeBufferPointer<UInt8>) throws(E) -> R
  ) throws(E) -> R {
    let range = range(code)
    return try bytes.withUnsafeBufferPointer { all throws(E) in
      try body(UnsafeBufferPointer(rebasing: all[range]))
    }
  }
}

/// Growing positions in a buffer, of four bytes each as long as all of them fit.
public struct TextOffsets: Sendable {
  @usableFromInline var narrow: [UInt32] = [0]
  @usableFromInline var wide: [UInt64] = []

  package init() {}

  mutating func reserveCapacity(_ count: Int) { narrow.reserveCapacity(count) }

  @inlinable package var count: Int { wide.isEmpty ? narrow.count : wide.count }

  @inlinable package subscript(index: Int) -> Int {
    wide.isEmpty ? Int(narrow[index]) : Int(wide[index])
  }

  @inlinable package mutating func append(_ position: Int) {
    if wide.isEmpty, let position = UInt32(exactly: position) {
      narrow.append(position)
    } else {
      widen(position)
    }
  }

  /// Adds the ends of texts of another buffer, whose bytes follow those so far, which end at `end`.
  mutating func append(_ other: TextOffsets, _ codes: Range<Int>, from end: Int) {
    let (first, last) = (other[codes.lowerBound], other[codes.upperBound])
    if wide.isEmpty, other.wide.isEmpty, end + last - first <= Int(UInt32.max) {
      let shift = UInt32(end) &- UInt32(first)
      let ends = other.narrow[(codes.lowerBound + 1)..<(codes.upperBound + 1)]
      narrow.append(contentsOf: ends.lazy.map { $0 &+ shift })
    } else {
      for code in codes { append(end + other[code + 1] - first) }
    }
  }

  @usableFromInline mutating func widen(_ position: Int) {
    if wide.isEmpty {
      wide = narrow.map(UInt64.init)
      narrow = []
    }
    wide.append(UInt64(position))
  }
}

/// Texts that are in normal form for certain, because of the characters that they are made of.
package enum NormalText {
  /// Whether all bytes are ASCII.
  package static func isASCII(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { isASCII($0) }
  }

  /// Whether all bytes are ASCII.
  @inlinable package static func isASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var seen: UInt8 = 0
    for byte in bytes { seen |= byte }
    return seen < 0x80
  }

  /// Whether bytes are valid UTF-8 (Unicode 17, table 3-7).
  package static func isUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    if isASCII(bytes) { return true }
    var position = 0
    while position < bytes.count {
      let lead = bytes[position]
      position += 1
      if lead < 0x80 { continue }
      // How many bytes follow, and what the first of them may be.
      let (length, second): (Int, ClosedRange<UInt8>)
      switch lead {
      case 0xC2...0xDF: (length, second) = (1, 0x80...0xBF)
      case 0xE0: (length, second) = (2, 0xA0...0xBF)
      case 0xED: (length, second) = (2, 0x80...0x9F)
      case 0xE1...0xEF: (length, second) = (2, 0x80...0xBF)
      case 0xF0: (length, second) = (3, 0x90...0xBF)
      case 0xF1...0xF3: (length, second) = (3, 0x80...0xBF)
      case 0xF4: (length, second) = (3, 0x80...0x8F)
      default: return false
      }
      guard position + length <= bytes.count, second.contains(bytes[position]),
        bytes[(position + 1)..<(position + length)].allSatisfy({ $0 & 0xC0 == 0x80 })
      else { return false }
      position += length
    }
    return true
  }

  /// Whether valid UTF-8 holds nothing that normalization (NFC) could change, or that could join with what is before
  /// it. False also for rare characters that it does not change.
  package static func isNormal(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
      var position = 0
      while position < bytes.count {
        let lead = bytes[position]
        if lead < 0x80 {
          position += 1
          continue
        }
        let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
        guard position + length <= bytes.count else { return false }
        var scalar = UInt32(lead) & (0xFF >> UInt32(length + 1))
        for byte in bytes[(position + 1)..<(position + length)] {
          scalar = scalar << 6 | UInt32(byte & 0x3F)
        }
        if !isNormal(scalar) { return false }
        position += length
      }
      return true
    }
  }

  /// Latin, Greek, Cyrillic, Hebrew and Arabic letters, punctuation, symbols, kana, ideographs, Hangul syllables,
  /// emoji: all starters that are their own normal form. None of the marks that join with a character before them.
  private static func isNormal(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0..<0x300, 0x388...0x3FF, 0x400...0x482, 0x48A...0x52F, 0x5D0...0x5EA, 0x620...0x64A,
      0x1E00...0x1EFF, 0x200B...0x2027, 0x2030...0x205E, 0x20A0...0x20C0, 0x2190...0x2328,
      0x232B...0x2ADB, 0x3000...0x3029, 0x3041...0x3096, 0x309B...0x30FF, 0x3400...0x4DBF,
      0x4E00...0x9FFF, 0xAC00...0xD7A3, 0xFE0E...0xFE0F, 0xFF00...0xFFEF, 0x1F000...0x1FAFF:
      true
    default: false
    }
  }
}
