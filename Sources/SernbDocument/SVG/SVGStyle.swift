// The style sheet of a figure: rules for the classes that it uses, and their overrides for a dark page.

enum SVGStyle {
  /// The number of colors in a ramp of classes.
  static let levels = 32

  /// The `style` element, one line per rule.
  static func lines(for classes: Set<String>) -> [String] {
    let shapes = rules.filter { classes.contains($0.name) }.map { ".\($0.name){\($0.rule)}" }
    let dark = colors(.dark, classes).map { "  " + $0 }
    return [
      "<style>", "text{font-family:Helvetica,Arial,'Liberation Sans',sans-serif;font-size:11px}",
    ]
      + shapes + colors(.light, classes) + ["@media (prefers-color-scheme: dark){"] + dark
      + ["}", "</style>"]
  }

  /// The rules that do not depend on the page.
  private static let rules: [(name: String, rule: String)] = [
    ("title", "font-size:15px;font-weight:bold"), ("head", "font-size:13px;font-weight:bold"),
    ("label", "font-size:12px"), ("small", "font-size:10px"),
    ("cell", "font-size:12px;text-anchor:middle"),
    ("halo", "fill:none;stroke-width:3;stroke-linejoin:round"),
    ("grid", "fill:none;stroke-width:1"), ("axis", "fill:none;stroke-width:1"),
    ("line", "fill:none;stroke-width:1.6;stroke-linejoin:round;stroke-linecap:round"),
    ("dash", "stroke-dasharray:6 4"), ("rule", "fill:none;stroke-width:1.3;stroke-dasharray:4 3"),
    ("thick", "fill:none;stroke-width:2.4"), ("thin", "fill:none;stroke-width:1.2"),
    ("band", "fill-opacity:0.2"), ("box", "fill-opacity:0.25;stroke-width:1.2"),
    ("points", "fill-opacity:0.7"), ("span", "fill-opacity:0.12"),
    ("dots", "fill:none;stroke-width:5;stroke-linecap:round;stroke-opacity:0.7"),
    (
      "under",
      "fill:none;stroke-width:4;stroke-linejoin:round;stroke-linecap:round;stroke:#0b0f14;stroke-opacity:0.8"
    ), ("trace", "stroke:#ffffff"),
    ("specks", "fill:none;stroke-width:3.2;stroke-linecap:round;stroke-opacity:0.7"),
    ("picture", "image-rendering:pixelated"),
  ]

  private static func colors(_ palette: Palette, _ classes: Set<String>) -> [String] {
    var lines: [String] = []
    // Few classes are used, and ramps with readable texts on them take long to work out.
    func add(_ name: String, _ rule: @autoclosure () -> String) {
      if classes.contains(name) { lines.append(".\(name){\(rule())}") }
    }
    let hex = Palette.hex
    add("page", "fill:\(hex(palette.page))")
    for name in ["title", "head", "label", "ink"] { add(name, "fill:\(hex(palette.ink))") }
    for name in ["tick", "quiet", "span"] { add(name, "fill:\(hex(palette.quiet))") }
    add("halo", "stroke:\(hex(palette.page))")
    add("grid", "stroke:\(hex(palette.grid))")
    add("axis", "stroke:\(hex(palette.axis))")
    add("rule", "stroke:\(hex(palette.quiet))")
    // An error bar; the bars of a chart have the fill of their series, below.
    add("bar", "stroke:\(hex(palette.ink))")
    // Translucent light colors lose more contrast than dark ones.
    add("over", "fill-opacity:\(palette.page == Palette.dark.page ? "0.7" : "0.55")")
    add("none", "fill:\(hex(palette.missing))")
    for (index, color) in palette.series.enumerated() {
      add("f\(index)", "fill:\(hex(color))")
      add("s\(index)", "stroke:\(hex(color))")
    }
    for (letter, stops) in [("q", palette.sequential), ("d", palette.diverging)] {
      for level in 0..<levels {
        func color() -> Color { Palette.ramp(stops, Double(level) / Double(levels - 1)) }
        add("\(letter)\(level)", "fill:\(hex(color()))")
        add("\(letter)t\(level)", "fill:\(hex(Palette.textColor(on: color())))")
      }
    }
    return lines
  }
}
