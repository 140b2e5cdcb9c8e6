// Figures as SVG: well formed, small, one element a line, safe, and readable on both pages.

import Testing

@testable import SernbDocument

@Suite("SVG")
struct SVGTests {
  /// Made and written once: builds without optimization are slow at both.
  static let gallery = Result { try Gallery.all().map { ($0.0, SVG.text($0.1)) } }

  @Test("every kind of figure is a small well-formed file with one element a line")
  func gallery() throws {
    for (name, text) in try Self.gallery.get() {
      #expect(text.utf8.count < 50_000, "\(name) has \(text.utf8.count) bytes")
      #expect(XMLCheck.problem(text) == nil, "\(name)")
      for line in text.split(separator: "\n") {
        let opened = line.split(separator: "<", omittingEmptySubsequences: false).dropFirst()
        let isClipPath = line.hasPrefix("<clipPath")
        #expect(opened.count { !$0.hasPrefix("/") } <= (isClipPath ? 2 : 1), "\(name): \(line)")
      }
      for line in text.split(separator: "\n")
      where line.hasPrefix("<path") || line.hasPrefix("<rect") {
        #expect(!line.contains("nan") && !line.contains("inf"), "\(name): \(line)")
      }
      #expect(text.contains("role=\"img\"") && text.contains("<title>") && text.contains("<desc>"))
    }
  }

  @Test("numbers have at most two decimals")
  func decimals() throws {
    for (name, text) in try Self.gallery.get() {
      for line in text.split(separator: "\n") where !line.hasPrefix("<image") {
        for attribute in ["x", "y", "d", "width", "height", "cx", "cy"] {
          guard let start = line.firstRange(of: " \(attribute)=\"")?.upperBound else { continue }
          let value = line[start...].prefix { $0 != "\"" }
          for number in value.split(whereSeparator: { !$0.isNumber && $0 != "." }) {
            let places = number.split(separator: ".", omittingEmptySubsequences: false)
            #expect(places.count < 2 || places[1].count <= 2, "\(name): \(number)")
          }
        }
      }
    }
    #expect(SVGCanvas.number(-0.004) == "0")
    #expect(SVGCanvas.number(1.005) == "1")
    #expect(SVGCanvas.number(-12.3) == "-12.3")
    #expect(SVGCanvas.number(0.05) == "0.05")
    #expect(SVGCanvas.number(.nan) == "0")
  }

  @Test("text of the data cannot act as markup")
  func escaping() throws {
    let figure = try Figure.bars(["<script>&\"\u{0}"], [1], title: "]]> <b>")
    let text = SVG.text(figure)
    #expect(text.contains("&lt;script&gt;&amp;&quot;\\u{0}"))
    #expect(XMLCheck.problem(text) == nil)
  }

  @Test("large data stay small files")
  func sizes() throws {
    let many = (0..<30000).map { Double(($0 * 7919) % 10007) }
    let figures = [
      try Figure.scatter(x: many, y: many.reversed(), groups: many.map { "group \(Int($0) % 6)" }),
      try Figure.lines((0..<8).map { Mark.Line(name: "\($0)", x: many.sorted(), y: many) }),
      Figure.beside(
        (0..<6).map { Figure.waveform(samples: many.map { Float($0) }, rate: Double($0 + 8000)) }),
      try Figure.boxes((0..<20).map { "\($0)" }, (0..<20).map { _ in many }, showsValues: true),
      try Figure.bars((0..<600).map { "\($0)" }, Array(many.prefix(600))),
      try Figure.heatmap(
        rows: (0..<15).map { "\($0)" }, columns: (0..<15).map { "\($0)" },
        values: (0..<15).map { row in Array(many[row * 15..<row * 15 + 15]) }),
      try Figure.heatmap(
        rows: (0..<100).map { "\($0)" }, columns: (0..<300).map { "\($0)" },
        values: (0..<100).map { row in Array(many[row * 300..<row * 300 + 300]) }),
      try Figure.stacked(
        (0..<3).map { _ in
          try Figure.spectrogram(
            decibels: many.map { Float($0) }, frames: 300, bins: 100, duration: 1, top: 1)
        }),
    ]
    for (index, figure) in figures.enumerated() {
      let size = SVG.text(figure).utf8.count
      #expect(size < 50_000, "figure \(index) has \(size) bytes")
    }
    #expect(figures[0].thinning == "Showing about 900 of 30,000 points.")
  }

  @Test("series stand out from their page and from each other")
  func contrast() {
    for palette in [Palette.light, .dark] {
      for color in palette.series { #expect(Palette.contrast(color, palette.page) >= 3) }
      #expect(Palette.contrast(palette.ink, palette.page) >= 7)
      #expect(Palette.contrast(palette.quiet, palette.page) >= 4.5)
      #expect(Set(palette.series).count == palette.series.count)
    }
    #expect((Palette.contrast(0xFFFFFF, 0) - 21).magnitude < 1e-13)
    // The contrast of #767676 on white is 4.54 (WCAG 2, the classic example).
    #expect((Palette.contrast(0x767676, 0xFFFFFF) - 4.54).magnitude < 0.01)
  }

  @Test("text can be read on every color of every ramp")
  func ramps() {
    let ramps = [Palette.light, .dark].flatMap { [$0.sequential, $0.diverging] }
    for ramp in ramps {
      for level in 0..<SVGStyle.levels {
        let color = Palette.ramp(ramp, Double(level) / Double(SVGStyle.levels - 1))
        #expect(Palette.contrast(color, Palette.textColor(on: color)) >= 4.2)
      }
    }
  }

  @Test("sequential ramps change their lightness in one direction")
  func monotone() {
    for (ramp, page) in [
      (Palette.light.sequential, Palette.light.page), (Palette.dark.sequential, Palette.dark.page),
    ] {
      let contrasts = ramp.map { Palette.contrast($0, page) }
      #expect(zip(contrasts, contrasts.dropFirst()).allSatisfy(<))
    }
  }

  @Test("estimated widths are those of the font's metrics")
  func widths() {
    // Helvetica: W 944, i 222, per thousand; 3 % of slack.
    #expect((TextWidth.of("Wi", size: 100) - 116.6 * 1.03).magnitude < 1e-13)
    #expect(TextWidth.of(TextWidth.fitted("a long label", width: 40, size: 12), size: 12) <= 40)
  }
}

/// A check that an XML text is well formed, for what the writer can write.
enum XMLCheck {
  static func problem(_ text: String) -> String? {
    var open: [String] = []
    for piece in text.split(separator: "<", omittingEmptySubsequences: false).dropFirst() {
      guard let end = piece.firstIndex(of: ">") else { return "no end: \(piece)" }
      let tag = piece[..<end]
      let content = piece[piece.index(after: end)...]
      if tag.hasPrefix("/") {
        guard open.popLast() == tag.dropFirst().description else { return "mismatched \(tag)" }
      } else {
        let name = tag.prefix { $0.isLetter }
        if tag.count(where: { $0 == "\"" }) % 2 != 0 { return "quotes in \(tag)" }
        if !tag.hasSuffix("/") { open.append(String(name)) }
      }
      if open.isEmpty, content.contains(where: { !$0.isWhitespace }) { return "text outside" }
      for part in content.split(separator: "&", omittingEmptySubsequences: false).dropFirst() {
        let entity = part.prefix { $0 != ";" }
        if !["amp", "lt", "gt", "quot"].contains(entity) { return "entity \(entity)" }
      }
    }
    return open.isEmpty ? nil : "left open: \(open)"
  }
}
