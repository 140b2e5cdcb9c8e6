// Small words that every report needs: counts, lists, times, and texts cut to a length.

internal import SernbDocument

/// `1 notebook`, `1,200 notebooks`.
func counted(_ count: Int, _ noun: String) -> String {
  "\(NumberText.count(count)) \(noun)\(count == 1 ? "" : "s")"
}

/// `a`, `a and b`, `a, b and c`.
func listed(_ words: [String]) -> String {
  guard let last = words.last, words.count > 1 else { return words.first ?? "" }
  return words.dropLast().joined(separator: ", ") + " and " + last
}

/// `0.25 s`, `72 s`; what is no time is `–`.
func seconds(_ seconds: Double) -> String {
  guard seconds.isFinite, seconds >= 0 else { return "–" }
  if seconds >= 100 { return NumberText.text(seconds, .fixed(0)) + " s" }
  return NumberText.text(seconds, .fixed(seconds < 10 ? 2 : 1)) + " s"
}

/// At most `count` letters of a text; a cut is shown by `…`.
func clipped(_ text: String, to count: Int) -> String {
  let start = text.prefix(count + 1)
  return start.count > count ? start.prefix(max(0, count - 1)) + "…" : text
}

/// The text on one line.
func oneLine(_ text: String) -> String {
  text.split(whereSeparator: \.isNewline).joined(separator: " ")
}

/// A name in backquotes; those inside it become straight quotes, which cannot end it.
func quoted(_ name: String) -> String {
  let safe = name.unicodeScalars.map { scalar -> Character in
    switch scalar {
    case "`": "'"
    case "\u{0}"..<"\u{20}", "\u{7F}": " "
    default: Character(scalar)
    }
  }
  return "`\(clipped(String(safe), to: 80))`"
}
