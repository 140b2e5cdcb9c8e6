// Letters beyond ASCII, as Python sees them: `str.lower` and the regular expression `\w`.

/// The text in UTF-8 with a space for each character that is no part of a word.
///
/// - Parameter source: UTF-8.
func separated(_ source: UnsafeBufferPointer<UInt8>, lowercase: Bool) -> [UInt8] {
  let scalars = Array(String(decoding: source, as: UTF8.self).unicodeScalars)
  var bytes: [UInt8] = []
  bytes.reserveCapacity(source.count)
  func add(_ scalar: Unicode.Scalar) {
    if scalar.isASCII || !isWordCharacter(scalar) {
      bytes.append(scalar.isASCII ? UInt8(scalar.value) : 0x20)
    } else {
      bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
  }
  for (place, scalar) in scalars.enumerated() {
    if !lowercase {
      add(scalar)
    } else if scalar.isASCII {
      add((0x41...0x5A).contains(scalar.value) ? lowered(scalar) : scalar)
    } else if scalar == capitalSigma {
      add(isFinal(place, scalars) ? "\u{03C2}" : "\u{03C3}")
    } else {
      for lower in scalar.properties.lowercaseMapping.unicodeScalars { add(lower) }
    }
  }
  return bytes
}

private let capitalSigma: Unicode.Scalar = "\u{03A3}"

private func lowered(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
  Unicode.Scalar(UInt8(scalar.value) + 0x20)
}

/// Letters, numbers of any sort and the underscore; no combining marks.
private func isWordCharacter(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
    .decimalNumber:
    true
  default: scalar.properties.numericType != nil
  }
}

/// Whether a sigma ends a word: a letter with case before it and none after it, over what has no say in case (the
/// Unicode Standard, 3.13, `Final_Sigma`).
private func isFinal(_ place: Int, _ scalars: [Unicode.Scalar]) -> Bool {
  func isCased(_ places: some Sequence<Int>) -> Bool {
    for place in places where !scalars[place].properties.isCaseIgnorable {
      return scalars[place].properties.isCased
    }
    return false
  }
  return isCased((0..<place).reversed()) && !isCased((place + 1)..<scalars.count)
}
