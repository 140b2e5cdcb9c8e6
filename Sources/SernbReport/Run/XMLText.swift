// Escapes text for XML 1.0; hidden and forbidden characters become visible escapes.

internal import Basics

enum XMLText {
  /// Text between tags, or in an attribute between double quotes.
  ///
  /// Line feeds and tabs in an attribute are written as references, because a parser would read them as spaces.
  static func escaped(_ text: String, isAttribute: Bool = false) -> String {
    markup(Printable.text(text)) { scalar in
      switch scalar {
      case "\"": isAttribute ? "&quot;" : nil
      case "\n": isAttribute ? "&#10;" : nil
      case "\t": isAttribute ? "&#9;" : nil
      default: isAllowed(scalar) ? nil : "\u{FFFD}"
      }
    }
  }

  /// ` name="value"`.
  static func attribute(_ name: String, _ value: String) -> String {
    " \(name)=\"\(escaped(value, isAttribute: true))\""
  }

  /// The production `Char` of XML 1.0; `Unicode.Scalar` has no surrogates.
  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }
}
