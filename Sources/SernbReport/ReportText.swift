// Text formatting for reports: durations, and texts cut to a length.

internal import Basics
internal import SernbDocument

/// `0.25 s`, `72 s`; `–` for an invalid time.
func seconds(_ seconds: Double) -> String {
  guard seconds.isFinite, seconds >= 0 else { return "–" }
  if seconds >= 100 { return NumberText.text(seconds, .fixed(0)) + " s" }
  return NumberText.text(seconds, .fixed(seconds < 10 ? 2 : 1)) + " s"
}

/// At most `count` characters of a text; a cut is marked by `…`.
func clipped(_ text: String, to count: Int) -> String {
  let start = text.prefix(count + 1)
  return start.count > count ? start.prefix(max(0, count - 1)) + "…" : text
}

/// The text on one line.
func oneLine(_ text: String) -> String {
  text.split(whereSeparator: \.isNewline).joined(separator: " ")
}

/// A name in backquotes; backquotes inside it become straight quotes.
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
