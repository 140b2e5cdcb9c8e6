// Text between the tags of HTML and XML.

/// The text with `&`, `<` and `>` as references, and other characters as a format demands.
///
/// - Parameter replacement: what stands for a character; nil leaves it as it is.
package func markup(
  _ text: String, replacing replacement: (Unicode.Scalar) -> String? = { _ in nil }
) -> String {
  var result = ""
  result.reserveCapacity(text.utf8.count)
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    default:
      if let other = replacement(scalar) {
        result += other
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
  }
  return result
}
