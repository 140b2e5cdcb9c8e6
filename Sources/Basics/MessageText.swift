// Parts of messages: counted nouns, lists of names, a capital first letter.

/// `1 row`, `2 rows`, `12,000 entries`.
///
/// - Parameter plural: the plural noun; nil appends an s.
package func counted(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
  grouped(count) + " " + (count == 1 ? noun : plural ?? noun + "s")
}

/// An integer with thousands separators: `12,000`.
package func grouped(_ number: Int) -> String {
  let digits = String(number.magnitude)
  var text = number < 0 ? "-" : ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.utf8.count - index) % 3 == 0 { text.append(",") }
    text.append(digit)
  }
  return text
}

/// `a`, `a and b`, `a, b and c`.
package func listed(_ names: [String]) -> String {
  guard let last = names.last, names.count > 1 else { return names.first ?? "" }
  return names.dropLast().joined(separator: ", ") + " and " + last
}

extension String {
  /// The text with its first letter in upper case.
  package var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

/// `message` without the full stop at its end: problems of the runtime have none.
package func withoutStop(_ message: String) -> String {
  message.hasSuffix(".") ? String(message.dropLast()) : message
}
