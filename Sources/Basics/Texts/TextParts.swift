// Splits a text at a separator, for `split_text` and `replace`.
//
// Characters are compared as Swift compares them: `é` in one code point equals `é` in two, and a separator never cuts
// one character in half. Where both texts are ASCII, comparing bytes is the same and much faster.

extension String {
  /// Calls `body` with the parts between the separators, from the first to the last; with the whole text if there is
  /// no separator.
  ///
  /// - Parameter separator: not empty.
  /// - Throws: `Cancelled`, checked by the number of compared bytes, and what `body` throws.
  package func forEachPart(separatedBy separator: String, _ body: (Substring) throws -> Void) throws
  {
    var (text, separator) = (self, separator)
    text.makeContiguousUTF8()
    separator.makeContiguousUTF8()
    // A carriage return with its line feed is one character, although both are ASCII.
    let isPlain = [text, separator].allSatisfy { $0.utf8.allSatisfy { $0 < 128 && $0 != 13 } }
    if isPlain {
      try Self.cut(text[...], text.utf8, at: separator.utf8, cost: 1, body)
    } else {
      // Finding where a character ends and comparing it take about a hundred steps.
      try Self.cut(text[...], text, at: separator, cost: 100, body)
    }
  }

  /// - Parameters:
  ///   - units: the bytes or the characters of `text`.
  ///   - cost: elementary operations for each of them that is compared.
  private static func cut<Units: Collection>(
    _ text: Substring, _ units: Units, at separator: Units, cost: Int,
    _ body: (Substring) throws -> Void
  ) throws where Units.Index == String.Index, Units.Element: Equatable {
    var meter = WorkMeter()
    var (start, index) = (units.startIndex, units.startIndex)
    while index < units.endIndex {
      var (end, other) = (index, separator.startIndex)
      var compared = 1
      while other < separator.endIndex, end < units.endIndex, units[end] == separator[other] {
        units.formIndex(after: &end)
        separator.formIndex(after: &other)
        compared += 1
      }
      try meter.spend(cost * compared)
      if other == separator.endIndex {
        try body(text[start..<index])
        (start, index) = (end, end)
      } else {
        units.formIndex(after: &index)
      }
    }
    try body(text[start...])
  }
}
