// How many columns of a terminal a character takes, without asking the locale.

/// Columns of one code point: 0 for combining marks and joiners, 2 for East Asian wide characters and emoji, else 1.
/// The wide ranges are those of Unicode's EastAsianWidth.txt (W and F), joined where only unassigned ones lie between.
func cellWidth(_ scalar: Unicode.Scalar) -> Int {
  let code = scalar.value
  if code < 0x300 { return code == 0xAD ? 0 : 1 }
  switch code {
  case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3,
    0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6B, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
    0x16FE0...0x18DFF, 0x1B000...0x1B2FF, 0x1F200...0x1F265, 0x20000...0x3FFFD:
    // The tone marks of CJK punctuation combine.
    return (0x302A...0x302D).contains(code) || (0x3099...0x309A).contains(code) ? 0 : 2
  // Hangul vowels and finals join the syllable before them; selectors and skin tones, the picture before them.
  case 0x1160...0x11FF, 0xFE00...0xFE0F, 0x1F3FB...0x1F3FF: return 0
  default: break
  }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format: return 0
  default: return scalar.properties.isEmojiPresentation ? 2 : 1
  }
}

/// Columns of a text without control characters.
func cellWidth(_ text: String) -> Int { text.unicodeScalars.reduce(0) { $0 + cellWidth($1) } }
