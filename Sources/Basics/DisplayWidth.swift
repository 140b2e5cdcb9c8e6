// How many columns of a terminal a text takes: East Asian letters and emoji take two, combining marks none.

/// Widths in terminal columns, after Unicode Standard Annex 11, without asking the locale.
package enum DisplayWidth {
  /// The columns that `text` takes.
  package static func of(_ text: String) -> Int {
    var width = 0
    for character in text { width += of(character) }
    return width
  }

  /// `text`, cut with an ellipsis where it takes more than `width` columns.
  package static func fitted(_ text: String, to width: Int) -> String {
    if of(text) <= width { return text }
    guard width > 0 else { return "" }
    var kept = ""
    var taken = 0
    for character in text {
      let next = of(character)
      if taken + next > width - 1 { break }
      kept.append(character)
      taken += next
    }
    return kept + "…"
  }

  /// The columns of one character: those of its widest scalar, because marks and joined emoji add none.
  package static func of(_ character: Character) -> Int {
    var width = 0
    for scalar in character.unicodeScalars {
      // The selector that asks for the emoji presentation makes any sign two columns wide.
      if scalar.value == 0xFE0F { return 2 }
      width = max(width, of(scalar))
    }
    return width
  }

  /// The columns of one scalar: 0 for controls, combining marks and joiners, 2 for wide letters and emoji, else 1.
  package static func of(_ scalar: Unicode.Scalar) -> Int {
    let code = scalar.value
    if code < 0x300 { return code < 32 || (code >= 0x7F && code < 0xA0) || code == 0xAD ? 0 : 1 }
    switch code {
    // Hangul vowels and finals join the syllable before them; tone marks of CJK punctuation and kana combine.
    // Skin tones change the picture before them.
    case 0x1160...0x11FF, 0x302A...0x302D, 0x3099...0x309A, 0x1F3FB...0x1F3FF: return 0
    default: break
    }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control, .surrogate: return 0
    default: break
    }
    if scalar.properties.isEmojiPresentation { return 2 }
    return wide.contains { $0.contains(code) } ? 2 : 1
  }

  /// The ranges that EastAsianWidth.txt lists as W or F, joined where only unassigned code points lie between.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C,
    0xAC00...0xD7A3,
    0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6B, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
    0x16FE0...0x18DFF, 0x1AFF0...0x1AFFE, 0x1B000...0x1B2FF, 0x1F200...0x1F265, 0x20000...0x3FFFD,
  ]
}
