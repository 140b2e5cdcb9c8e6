// Where the characters of a text lie, so that one of them is found without making all of them.

internal import Basics

/// Remembers the places of the text that was asked for last.
final class CharacterPlaces {
  private var last: Places?
  /// The characters of one byte, each by its number.
  private static let ascii = TextArray((UInt8(0)..<128).map { String(UnicodeScalar($0)) }).pool

  /// The characters of one text.
  struct Places {
    fileprivate let text: String
    /// Where each begins, and where the last ends; nil where each is one byte.
    private let starts: [String.Index]?
    let count: Int

    fileprivate init(_ text: String) {
      self.text = text
      // A carriage return with its line feed is one character, although both are ASCII.
      if text.utf8.allSatisfy({ $0 < 128 && $0 != 13 }) {
        starts = nil
        count = text.utf8.count
      } else {
        starts = Array(text.indices) + [text.endIndex]
        count = (starts?.count ?? 1) - 1
      }
    }

    /// One character for each index; nil where characters are of several bytes.
    func characters(at indices: [Int]) -> TextArray? {
      guard starts == nil else { return nil }
      var text = text
      return text.withUTF8 { bytes in
        TextArray(codes: indices.map { UInt32(bytes[$0]) }, pool: CharacterPlaces.ascii)
      }
    }

    subscript(range: Range<Int>) -> String {
      if let starts { return String(text[starts[range.lowerBound]..<starts[range.upperBound]]) }
      let start = text.utf8.index(text.startIndex, offsetBy: range.lowerBound)
      return String(text[start..<text.utf8.index(start, offsetBy: range.count)])
    }
  }

  func of(_ text: String) -> Places {
    // Long texts are compared by where they lie: comparing their bytes would take as long as looking for characters.
    if let last, CharacterPlaces.areSame(last.text, text) { return last }
    let places = Places(text)
    last = places
    return places
  }

  private static func areSame(_ a: String, _ b: String) -> Bool {
    guard a.utf8.count == b.utf8.count, a.utf8.count > 15 else { return false }
    let first = a.utf8.withContiguousStorageIfAvailable { $0.baseAddress }
    let second = b.utf8.withContiguousStorageIfAvailable { $0.baseAddress }
    guard let first, let second else { return false }
    return first == second
  }
}
