// Normalized transcriptions: lower case without diacritics, sentence ends as separate tokens.
//
// The rule of the published system: lower-case; canonical decomposition without combining marks; a space before each
// of `.!?`; every other run of what is no letter becomes one space. Letters are those of Unicode, so that `ß` stays
// (the published code kept ASCII alone, which is the same for its English corpus). Spaces at the ends are dropped.
//
// Foundation is here for canonical decomposition only, which the standard library does not offer.

package import Basics
import Foundation

/// Normalizes transcriptions.
package enum TextNormalization {
  /// `text` normalized by the published rule.
  ///
  ///     TextNormalization.normalized("Où est-il? It's 9...")   // "ou est il ? it s . . ."
  package static func normalized(_ text: String) -> String {
    // Neither path can throw.
    (try? function(text)) ?? spelled(text)
  }

  /// `normalized` for texts and for arrays of texts.
  package static let function = TextFunction { bytes, answer in
    var isSpaceDue = false
    let before = answer.count
    for byte in bytes {
      let lower = byte &- 0x41 < 26 ? byte | 0x20 : byte
      let isLetter = lower &- 0x61 < 26
      if isLetter || byte == 0x2E || byte == 0x21 || byte == 0x3F {
        if isSpaceDue || !isLetter, answer.count > before { answer.append(0x20) }
        answer.append(lower)
        isSpaceDue = false
      } else {
        isSpaceDue = true
      }
    }
    return true
  } other: {
    spelled($0)
  }

  /// The rule, by the scalars of any text.
  package static func spelled(_ text: String) -> String {
    let decomposed = text.lowercased().decomposedStringWithCanonicalMapping
    var result = String.UnicodeScalarView()
    // Whether a space comes before the next letter; none comes before the first.
    var isSpaceDue = false
    for scalar in decomposed.unicodeScalars {
      if scalar.properties.generalCategory == .nonspacingMark { continue }
      if scalar == "." || scalar == "!" || scalar == "?" {
        if !result.isEmpty { result.append(" ") }
        result.append(scalar)
        isSpaceDue = false
      } else if isLetter(scalar) {
        if isSpaceDue, !result.isEmpty { result.append(" ") }
        result.append(scalar)
        isSpaceDue = false
      } else {
        isSpaceDue = true
      }
    }
    return String(result)
  }

  /// Each text normalized, missing ones left missing.
  package static func normalized(_ texts: [String?]) -> [String?] {
    texts.map { $0.map { normalized($0) } }
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }
}
