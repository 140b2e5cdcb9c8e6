// SHA-256 digests, which identify content: equal content has equal digests on any machine.

internal import Basics
internal import Crypto

/// A SHA-256 digest (FIPS 180-4).
public struct Digest: Hashable, Sendable {
  /// The 32 bytes as four words, the first byte in the lowest bits of the first word.
  let words: (UInt64, UInt64, UInt64, UInt64)

  init(words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

  /// The digest of `bytes`.
  package init(of bytes: some Sequence<UInt8>) {
    var hash = SHA256()
    let done: Void? = bytes.withContiguousStorageIfAvailable {
      hash.update(bufferPointer: UnsafeRawBufferPointer($0))
    }
    if done == nil { hash.update(data: Array(bytes)) }
    self.init(hash.finalize())
  }

  /// The digest of some bytes; nil if the surrounding task is cancelled before it is done.
  package init?(unlessCancelled bytes: [UInt8]) {
    var hash = SHA256()
    let piece = 1 << 22
    for start in stride(from: 0, to: bytes.count, by: piece) {
      if isCancelled() { return nil }
      bytes[start..<min(bytes.count, start + piece)].withUnsafeBytes {
        hash.update(bufferPointer: $0)
      }
    }
    self.init(hash.finalize())
  }

  init(_ digest: SHA256.Digest) {
    words = digest.withUnsafeBytes { buffer in
      func word(_ offset: Int) -> UInt64 {
        UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      }
      return (word(0), word(8), word(16), word(24))
    }
  }

  /// The digest whose 32 bytes these are; nil for any other number of bytes.
  package init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 32 else { return nil }
    var words: [UInt64] = [0, 0, 0, 0]
    for (index, byte) in bytes.enumerated() {
      words[index / 8] |= UInt64(byte) << UInt64(index % 8 * 8)
    }
    self.init(words: (words[0], words[1], words[2], words[3]))
  }

  package var bytes: [UInt8] { withBytes { [UInt8]($0) } }

  /// Calls `body` with the 32 bytes.
  func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
    let words = (
      words.0.littleEndian, words.1.littleEndian, words.2.littleEndian, words.3.littleEndian
    )
    return withUnsafeBytes(of: words, body)
  }

  /// 64 hexadecimal digits.
  package var hex: String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(64)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The digest with these 64 hexadecimal digits; nil for anything else.
  package init?(hex: String) {
    let digits = Array(hex.utf8)
    guard digits.count == 64 else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: 64, by: 2) {
      guard let high = Self.value(digits[index]), let low = Self.value(digits[index + 1]) else {
        return nil
      }
      bytes.append(high << 4 | low)
    }
    self.init(bytes: bytes)
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
  }

  /// Whether all 32 bytes are equal.
  public static func == (a: Digest, b: Digest) -> Bool { a.words == b.words }

  /// Hashes the first eight bytes, which are as good as random.
  public func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}

extension Digest: Comparable {
  /// Whether the bytes of `a` sort before those of `b`.
  public static func < (a: Digest, b: Digest) -> Bool {
    let (a, b) = (a.words, b.words)
    // The order of the bytes, and so of the hexadecimal digits: the first byte is the lowest of its word.
    if a.0 != b.0 { return a.0.byteSwapped < b.0.byteSwapped }
    if a.1 != b.1 { return a.1.byteSwapped < b.1.byteSwapped }
    if a.2 != b.2 { return a.2.byteSwapped < b.2.byteSwapped }
    return a.3.byteSwapped < b.3.byteSwapped
  }
}

extension Digest: CustomStringConvertible {
  /// The 64 hexadecimal digits.
  public var description: String { hex }
}

/// Builds the digest of several values. Each is preceded by its length, so that different lists never collide by
/// concatenation.
public struct DigestBuilder: Sendable {
  private var hash = SHA256()

  /// - Parameter purpose: what is hashed, so that values of different kinds have different digests (domain separation).
  package init(_ purpose: String) { add(purpose) }

  package mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { buffer in
      add(buffer.count)
      hash.update(bufferPointer: UnsafeRawBufferPointer(buffer))
    }
  }

  package mutating func add(_ bytes: [UInt8]) {
    add(bytes.count)
    bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
  }

  package mutating func add(_ number: Int) {
    withUnsafeBytes(of: Int64(number).littleEndian) { hash.update(bufferPointer: $0) }
  }

  package mutating func add(_ number: UInt64) {
    withUnsafeBytes(of: number.littleEndian) { hash.update(bufferPointer: $0) }
  }

  package mutating func add(_ digest: Digest) {
    add(32)
    digest.withBytes { hash.update(bufferPointer: $0) }
  }

  package func digest() -> Digest { Digest(hash.finalize()) }
}
