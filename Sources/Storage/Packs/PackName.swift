// The name of a pack: a number that grows with time, and a random one, so that processes never choose the same.

internal import Basics
internal import SystemPackage

/// Sorts as its packs were made: of two packs with an entry of one key, the later one counts.
struct PackName: Hashable, Comparable, Sendable {
  let number: UInt64
  private let random: UInt64

  /// - Parameter number: nanoseconds since 1970, or more than those of the packs that are there.
  init(number: UInt64) {
    self.number = number
    random = UInt64.random(in: 0 ... .max)
  }

  /// nil for what no pack is named.
  init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Self.number(parts[0]), let random = Self.number(parts[1])
    else { return nil }
    (self.number, self.random) = (number, random)
  }

  private static func number(_ digits: Substring) -> UInt64? {
    let isHex = digits.utf8.allSatisfy {
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
    }
    return digits.utf8.count == 16 && isHex ? UInt64(digits, radix: 16) : nil
  }

  var text: String {
    func hex(_ number: UInt64) -> String {
      let digits = String(number, radix: 16)
      return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
    return hex(number) + "-" + hex(random)
  }

  static func < (a: PackName, b: PackName) -> Bool { (a.number, a.random) < (b.number, b.random) }
}
