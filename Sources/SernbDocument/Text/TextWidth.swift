// The width of a text in a proportional font, by the advance widths of Helvetica, which Arial and Liberation Sans share.

import Basics

/// Estimates of widths in pixels, so that margins fit their labels without a font at hand.
enum TextWidth {
  /// The width of `text` in pixels at `size` pixels.
  static func of(_ text: String, size: Double, bold: Bool = false) -> Double {
    var thousandths = 0
    for scalar in text.unicodeScalars { thousandths += advance(scalar) }
    // Bold letters are about 6 % wider; another 3 % is a margin for fonts that replace Helvetica.
    return Double(thousandths) * size / 1000 * (bold ? 1.09 : 1.03)
  }

  /// `text`, cut with an ellipsis where it is wider than `width` pixels.
  static func fitted(_ text: String, width: Double, size: Double, bold: Bool = false) -> String {
    if of(text, size: size, bold: bold) <= width { return text }
    var kept = ""
    for character in text {
      if of(kept + String(character) + "…", size: size, bold: bold) > width { break }
      kept.append(character)
    }
    while kept.last == " " { kept.removeLast() }
    return kept + "…"
  }

  private static func advance(_ scalar: Unicode.Scalar) -> Int {
    let code = Int(scalar.value)
    if code >= 32, code < 32 + ascii.count { return ascii[code - 32] }
    switch DisplayWidth.of(scalar) {
    case 0: return 0
    case 2: return 1000
    default: break
    }
    switch scalar {
    case "…", "—": return 1000
    case "·", "\u{A0}", "’", "‘": return 278
    case "²", "³", "¹", "⁰", "⁴"..."⁹", "⁻": return 333
    case "×", "±", "−", "≤", "≥": return 584
    default: return scalar.properties.isUppercase ? 690 : 556
    }
  }

  /// From space to tilde, in thousandths of the font size (Adobe's metrics of Helvetica).
  private static let ascii: [Int] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
  ]
}
