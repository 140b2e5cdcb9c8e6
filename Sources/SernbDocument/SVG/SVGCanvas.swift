// The text of an SVG, one element per line, with at most two decimals.

internal import Basics

/// Collects the elements of a picture.
struct SVGCanvas {
  private(set) var lines: [String] = []
  private(set) var classes: Set<String> = []

  /// An element without content.
  mutating func add(_ element: String) { lines.append(element) }

  mutating func rectangle(
    _ style: String, x: Double, y: Double, width: Double, height: Double, radius: Double = 0
  ) {
    use(style)
    let corner = radius > 0 ? " rx=\"\(Self.number(radius))\"" : ""
    lines.append(
      "<rect class=\"\(style)\" x=\"\(Self.number(x))\" y=\"\(Self.number(y))\""
        + " width=\"\(Self.number(max(0, width)))\" height=\"\(Self.number(max(0, height)))\"\(corner)/>"
    )
  }

  mutating func line(_ style: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) {
    path(style, "M\(Self.number(x1)) \(Self.number(y1))L\(Self.number(x2)) \(Self.number(y2))")
  }

  mutating func path(_ style: String, _ data: String) {
    use(style)
    lines.append("<path class=\"\(style)\" d=\"\(data)\"/>")
  }

  /// The anchor of a text at its point.
  enum Anchor: String { case start, middle, end }

  mutating func text(
    _ style: String, _ text: String, x: Double, y: Double, anchor: Anchor = .start,
    rotation: Double = 0
  ) {
    guard !text.isEmpty else { return }
    use(style)
    let (left, top) = (Self.number(x), Self.number(y))
    let turn = rotation == 0 ? "" : " transform=\"rotate(\(Self.number(rotation)) \(left) \(top))\""
    let hold = anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\""
    lines.append(
      "<text class=\"\(style)\" x=\"\(left)\" y=\"\(top)\"\(hold)\(turn)>\(Self.escaped(text))</text>"
    )
  }

  /// A small text over marks, outlined in the color of the page. The outline is a separate element, because not every
  /// viewer supports painting it under the fill.
  mutating func note(_ text: String, x: Double, y: Double, anchor: Anchor = .start) {
    self.text("halo", text, x: x, y: y, anchor: anchor)
    self.text("tick", text, x: x, y: y, anchor: anchor)
  }

  mutating func open(_ style: String, clip: String = "") {
    use(style)
    let clipping = clip.isEmpty ? "" : " clip-path=\"url(#\(clip))\""
    lines.append(style.isEmpty ? "<g\(clipping)>" : "<g class=\"\(style)\"\(clipping)>")
  }

  mutating func close() { lines.append("</g>") }

  /// Records a class that is used by an element added as text.
  mutating func touch(_ style: String) { use(style) }

  private mutating func use(_ style: String) {
    for name in style.split(separator: " ") { classes.insert(String(name)) }
  }

  /// At most two decimals; numbers far outside any picture are clamped, and NaN is zero.
  static func number(_ value: Double) -> String {
    guard value.isFinite else { return "0" }
    let hundredths = Int((min(max(value, -1e6), 1e6) * 100).rounded())
    let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
    var text = hundredths < 0 ? "-\(whole)" : "\(whole)"
    if rest > 0 { text += rest % 10 == 0 ? ".\(rest / 10)" : rest < 10 ? ".0\(rest)" : ".\(rest)" }
    return text
  }

  /// At most one decimal, for long paths.
  static func short(_ value: Double) -> String { number((value.clamped * 10).rounded() / 10) }

  /// Text for XML 1.0, on one line, between tags or in an attribute, with visible escapes for hidden characters.
  static func escaped(_ text: String) -> String {
    markup(Printable.line(text, in: .page)) { scalar in
      switch scalar {
      case "\"": "&quot;"
      case "\u{FFFE}", "\u{FFFF}": "\u{FFFD}"
      default: nil
      }
    }
  }
}
