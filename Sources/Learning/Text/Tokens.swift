// Tokenizes texts: runs of two or more letters, digits or underscores, optionally lower-cased.
//
// Bytes of ASCII are looked up in a table of 256; a text with other characters is first rewritten so that the same loop
// can process it.

import Basics

/// The tokens of some texts, in order.
struct Tokens: Sendable {
  /// The bytes of all words without separators; the end may be unused.
  private(set) var bytes: [UInt8] = []
  /// The range of each word in `bytes`.
  private(set) var ranges: [Range<Int>] = []
  /// The hash of each word's bytes.
  private(set) var hashes: [UInt64] = []
  /// Where the words of each text begin; one more than there are texts.
  private(set) var starts = [0]

  private var used = 0

  /// - Throws: `Cancelled`.
  init(_ texts: ArraySlice<String?>, lowercase: Bool) throws(Cancelled) {
    let table = lowercase ? lowerTable : plainTable
    bytes.reserveCapacity(texts.reduce(0) { $0 + ($1?.utf8.count ?? 0) })
    starts.reserveCapacity(texts.count + 1)
    for text in texts {
      try checkCancellation()
      if var text {
        let isPlain = text.withUTF8 { source in
          let isPlain = source.allSatisfy { $0 < 0x80 }
          if isPlain { add(source, table) }
          return isPlain
        }
        if !isPlain {
          separated(text, lowercase: lowercase).withUnsafeBufferPointer { add($0, plainTable) }
        }
      }
      starts.append(ranges.count)
    }
  }

  func of(_ text: Int) -> Range<Int> { starts[text]..<starts[text + 1] }

  /// Adds the words of a text in which every byte of 128 and above belongs to a word.
  private mutating func add(_ source: UnsafeBufferPointer<UInt8>, _ table: [UInt8]) {
    if bytes.count < used + source.count {
      bytes.append(contentsOf: repeatElement(0, count: used + source.count - bytes.count))
    }
    var (start, end, letters) = (used, used, 0)
    var hash = fnvBasis
    bytes.withUnsafeMutableBufferPointer { bytes in
      table.withUnsafeBufferPointer { table in
        // No more bytes are written than read, and `bytes` has room for all of `source`.
        for index in 0...source.count {
          let byte = index < source.count ? table[Int(source[index])] : 0
          if byte != 0 {
            bytes[end] = byte
            end &+= 1
            letters &+= byte & 0xC0 == 0x80 ? 0 : 1
            hash = (hash ^ UInt64(byte)) &* fnvPrime
          } else if end > start {
            if letters >= 2 {
              ranges.append(start..<end)
              hashes.append(hash)
              start = end
            }
            end = start
            letters = 0
            hash = fnvBasis
          }
        }
      }
    }
    used = end
  }
}

private let fnvBasis: UInt64 = 0xcbf2_9ce4_8422_2325
private let fnvPrime: UInt64 = 0x0000_0100_0000_01b3

/// FNV-1a of a word, as `Tokens` computes it along the way.
func wordHash(_ word: some Sequence<UInt8>) -> UInt64 {
  word.reduce(fnvBasis) { ($0 ^ UInt64($1)) &* fnvPrime }
}

/// The replacement of each byte, 0 for separators.
private let plainTable: [UInt8] = (0...255).map { (byte: UInt8) -> UInt8 in
  switch byte {
  case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A, 0x80...: byte
  default: 0
  }
}

private let lowerTable = plainTable.map { byte in
  (0x41...0x5A).contains(byte) ? byte + 0x20 : byte
}
