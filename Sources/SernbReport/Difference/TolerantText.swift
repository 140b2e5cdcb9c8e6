// Compares texts whose numbers may differ within a tolerance, such as saved tables.

package import SernbLanguage

/// A name space for the comparison of texts that hold numbers.
package enum TolerantText {
  /// Whether the texts are equal except for numbers, each of which is within the margin of the old one.
  package static func accepts(_ new: String, for old: String, margin: Tolerance) -> Bool {
    if new == old { return true }
    var (a, b) = (Parts(Array(old.utf8)), Parts(Array(new.utf8)))
    while true {
      switch (a.next(), b.next()) {
      case (nil, nil): return true
      case (.number(let x)?, .number(let y)?): if !margin.accepts(y, committed: x) { return false }
      case (.sign(let x)?, .sign(let y)?): if x != y { return false }
      default: return false
      }
    }
  }

  private enum Part {
    case number(Double)
    case sign(UInt8)
  }

  /// A number does not begin within a word or another number, so `x12` and `1.2.3` are texts.
  private struct Parts {
    let bytes: [UInt8]
    var offset = 0
    var isInWord = false

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func next() -> Part? {
      guard offset < bytes.count else { return nil }
      let start = offset
      if !isInWord, let end = endOfNumber(from: start),
        let number = Double(String(decoding: bytes[start..<end], as: UTF8.self))
      {
        offset = end
        isInWord = true
        return .number(number)
      }
      offset += 1
      isInWord = Self.isWord(bytes[start])
      return .sign(bytes[start])
    }

    private static func isWord(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "."), 0x80...0xFF:
        true
      default: false
      }
    }

    private func isDigit(_ offset: Int) -> Bool {
      offset < bytes.count && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[offset])
    }

    /// The offset after a number such as `-12.5e-3`; nil if no number begins here, or if it continues as a word.
    private func endOfNumber(from start: Int) -> Int? {
      var end = start
      if end < bytes.count, bytes[end] == UInt8(ascii: "-") { end += 1 }
      guard isDigit(end) else { return nil }
      while isDigit(end) { end += 1 }
      if end < bytes.count, bytes[end] == UInt8(ascii: "."), isDigit(end + 1) {
        end += 1
        while isDigit(end) { end += 1 }
      }
      if end < bytes.count, bytes[end] | 0x20 == UInt8(ascii: "e") {
        var power = end + 1
        if power < bytes.count, [UInt8(ascii: "-"), UInt8(ascii: "+")].contains(bytes[power]) {
          power += 1
        }
        if isDigit(power) {
          while isDigit(power) { power += 1 }
          end = power
        }
      }
      return end < bytes.count && Self.isWord(bytes[end]) ? nil : end
    }
  }
}
