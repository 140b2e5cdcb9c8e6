// Letters beyond ASCII, with the semantics of Python's `str.lower` and the regular expression `\w`.

/// The text in UTF-8 with a space for each character that is not part of a word.
func separated(_ text: String, lowercase: Bool) -> [UInt8] {
  let table = lowercase ? lowerTable : plainTable
  var bytes: [UInt8] = []
  bytes.reserveCapacity(text.utf8.count)
  var all: [Unicode.Scalar] = []
  for (index, scalar) in text.unicodeScalars.enumerated() {
    let known = scalar.value < tableSize ? table[Int(scalar.value)] : unknown
    if known != unknown {
      append(known, to: &bytes)
    } else if !lowercase {
      append(isWordCharacter(scalar) ? scalar.value : 0x20, to: &bytes)
    } else if scalar == capitalSigma {
      if all.isEmpty { all = Array(text.unicodeScalars) }
      append(isFinal(index, all) ? 0x03C2 : 0x03C3, to: &bytes)
    } else {
      for lower in scalar.properties.lowercaseMapping.unicodeScalars {
        append(isWordCharacter(lower) ? lower.value : 0x20, to: &bytes)
      }
    }
  }
  return bytes
}

private let capitalSigma: Unicode.Scalar = "\u{03A3}"

/// Smaller code points are looked up in a table; others are classified each time.
private let tableSize: UInt32 = 0x2000
private let unknown = UInt32.max

/// The replacement of each character, 0x20 for separators.
private let plainTable: [UInt32] = (0..<tableSize).map { value in
  Unicode.Scalar(value).map { isWordCharacter($0) ? value : 0x20 } ?? unknown
}

/// The same of its small letter; unknown where that depends on the letters around it or is two characters.
private let lowerTable: [UInt32] = (0..<tableSize).map { value in
  guard let scalar = Unicode.Scalar(value), scalar != capitalSigma else { return unknown }
  let lower = Array(scalar.properties.lowercaseMapping.unicodeScalars)
  return lower.count > 1 ? unknown : isWordCharacter(lower[0]) ? lower[0].value : 0x20
}

/// Appends a character in UTF-8.
private func append(_ value: UInt32, to bytes: inout [UInt8]) {
  switch value {
  case ..<0x80: bytes.append(UInt8(value))
  case ..<0x800:
    bytes.append(UInt8(0xC0 | value >> 6))
    bytes.append(UInt8(0x80 | value & 0x3F))
  default:
    if value >= 0x1_0000 {
      bytes.append(UInt8(0xF0 | value >> 18))
      bytes.append(UInt8(0x80 | value >> 12 & 0x3F))
    } else {
      bytes.append(UInt8(0xE0 | value >> 12))
    }
    bytes.append(UInt8(0x80 | value >> 6 & 0x3F))
    bytes.append(UInt8(0x80 | value & 0x3F))
  }
}

/// Letters, numbers of any sort and the underscore; no combining marks.
private func isWordCharacter(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
    .decimalNumber:
    true
  default: scalar.properties.numericType != nil || scalar == "_"
  }
}

/// Whether a sigma ends a word: a cased letter before it and none after it, skipping case-ignorable characters (the
/// Unicode Standard, 3.13, `Final_Sigma`).
private func isFinal(_ index: Int, _ scalars: [Unicode.Scalar]) -> Bool {
  func isCased(_ positions: some Sequence<Int>) -> Bool {
    for index in positions where !scalars[index].properties.isCaseIgnorable {
      return scalars[index].properties.isCased
    }
    return false
  }
  return isCased((0..<index).reversed()) && !isCased((index + 1)..<scalars.count)
}
