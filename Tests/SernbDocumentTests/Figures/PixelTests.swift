// Figures as pictures in a terminal: what is sent is taken apart again, as a terminal would.

import Foundation
import Testing

@testable import SernbDocument

@Suite("pictures in a terminal")
struct PixelTests {
  static let names = [
    "waveform", "overlaid-waveforms", "lines", "long-line", "scatter", "histogram", "histograms",
    "large-heat", "spectrogram", "pitch", "log", "hostile", "annotated", "many-lines", "empty",
  ]

  private static let gallery = Result { try Gallery.all() }

  private func figure(_ name: String) throws -> Figure {
    try #require(try Self.gallery.get().first { $0.0 == name }).1
  }

  /// A sketch without its escape sequences, and the pictures in them with the moves around them.
  private func parted(_ sketch: String) throws -> (text: String, pictures: [String]) {
    var (text, pictures) = ("", [String]())
    var rest = Array(sketch.unicodeScalars)[...]
    func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
      String(String.UnicodeScalarView(scalars))
    }
    while let next = rest.first {
      if next == "\r" {
        rest.removeFirst()
      } else if next != "\u{1B}" {
        text.unicodeScalars.append(next)
        rest.removeFirst()
      } else if ["7", "8"].contains(rest.dropFirst().first) {
        rest.removeFirst(2)
      } else if rest.dropFirst().first == "[" {
        let end = try #require(rest.dropFirst(2).firstIndex { $0.properties.isAlphabetic })
        rest = rest[(end + 1)...]
      } else {
        #expect(["_", "P"].contains(rest.dropFirst().first))
        let end = try #require(rest.dropFirst(2).firstIndex { $0 == "\u{1B}" })
        #expect(rest[end + 1] == "\\")
        pictures.append(string(rest[rest.startIndex..<end].dropFirst()))
        rest = rest[(end + 2)...]
      }
    }
    return (text, pictures)
  }

  private func trimmed(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map {
      var line = $0
      while line.last == " " { line.removeLast() }
      return String(line)
    }
  }

  @Test("the words stay where they are", arguments: names, [40, 80])
  func words(_ name: String, _ width: Int) throws {
    let figure = try figure(name)
    let plain = Terminal(width: width).sketch(figure)
    #expect(!plain.unicodeScalars.contains("\u{1B}"))
    // The hostile figure has a bar, which stays.
    let shades = name == "hostile" ? "░▒▓" : "░▒▓█"
    // Dots and shades are what the picture replaces; the last line of a heat map explains a shade.
    let blanked = plain.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      if line.hasPrefix("blank ") { return String(line) }
      return String(
        String.UnicodeScalarView(
          line.unicodeScalars.map { scalar in
            let isDot =
              (0x2800...0x28FF).contains(scalar.value) || shades.unicodeScalars.contains(scalar)
            return isDot ? " " : scalar
          }))
    }.joined(separator: "\n")
    for way in [TerminalPixels.Format.kitty, .sixel] {
      let pixels = TerminalPixels(way, cellWidth: 4, cellHeight: 6, rows: 50)
      let sketch = Terminal(width: width).sketch(figure, pixels: pixels)
      let (text, pictures) = try parted(sketch)
      #expect(!pictures.isEmpty)
      #expect(trimmed(text) == trimmed(blanked))
    }
  }

  @Test("kitty gets a PNG of the promised size, in parts", arguments: names)
  func kitty(_ name: String) throws {
    let pixels = TerminalPixels(.kitty, cellWidth: 5, cellHeight: 9, rows: 50)
    var parts = try parted(Terminal(width: 80).sketch(try figure(name), pixels: pixels)).pictures[
      ...]
    while let first = parts.popFirst() {
      var letters = ""
      var part = first
      #expect(first.hasPrefix("_Ga=T,f=100,q=2,C=1,"))
      let keys = Dictionary(
        uniqueKeysWithValues: try #require(first.dropFirst(2).split(separator: ";").first)
          .split(separator: ",").map { ($0.prefix(1), Int($0.dropFirst(2)) ?? 0) })
      while true {
        let halves = part.split(separator: ";")
        #expect(halves.count == 2 && halves[1].count <= 4096)
        letters += halves[1]
        if halves[0].hasSuffix("m=0") { break }
        #expect(halves[0].hasSuffix("m=1") && halves[1].count == 4096)
        let next = parts.popFirst()
        part = try #require(next)
        #expect(part.hasPrefix("_Gq=2,m="))
      }
      let file = [UInt8](try #require(Data(base64Encoded: letters)))
      func number(_ offset: Int) -> Int {
        file[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
      }
      #expect(Array(file.prefix(4)) == [0x89, 0x50, 0x4E, 0x47])
      #expect(number(16) == (keys["c"] ?? 0) * 5)
      #expect(number(20) == (keys["r"] ?? 0) * 9)
    }
  }

  @Test("a large picture has fewer pixels where the terminal stretches it")
  func large() {
    #expect(
      TerminalPixels(.kitty, cellWidth: 20, cellHeight: 40).size(columns: 79, rows: 12) == (
        790, 240
      ))
    #expect(
      TerminalPixels(.sixel, cellWidth: 20, cellHeight: 40).size(columns: 79, rows: 12) == (
        1580, 480
      ))
  }

  @Test("sixels are read back as the canvas that was written", arguments: [1, 5, 6, 7, 48])
  func sixel(_ height: Int) throws {
    var noise = Gallery.Noise(state: 5)
    let palette = PixelColors.palette(.dark, ramp: Palette.viridis)
    #expect(palette.count <= 64)
    var canvas = PixelCanvas(width: 97, height: height, palette: palette)
    for _ in 0..<30 {
      let (x, y) = (Int(noise.next() * 97), Int(noise.next() * Double(height)))
      canvas.fill(x..<x + 20, y..<y + 9, UInt8(noise.next() * Double(palette.count)))
    }
    let text = Sixel.text(canvas)
    #expect(text.hasPrefix("\u{1B}P0;1;0q\"1;1;97;\(height)") && text.hasSuffix("\u{1B}\\"))
    let read = try #require(SixelReader(text, width: 97, height: height))
    #expect(read.pixels == canvas.pixels.map { Int($0) })
    for (index, percent) in read.colors {
      let shifts: [UInt32] = [16, 8, 0]
      for (part, shift) in zip(percent, shifts) {
        #expect(abs(Double(palette[index] >> shift & 255) / 2.55 - Double(part)) <= 0.51)
      }
    }
    #expect(
      SixelReader(
        Sixel.text(PixelCanvas(width: 500, height: 6, palette: [0])), width: 500, height: 6)?.pixels
        .count == 3000)
  }

  @Test("the picture is put over its area and the cursor comes back")
  func place() throws {
    let canvas = PixelCanvas(width: 8, height: 16, palette: [0])
    let text = TerminalPixels(.sixel).placed(canvas, columns: 1, rows: 1, up: 3, right: 5)
    #expect(
      text.hasPrefix("\r\u{1B}[3A\u{1B}[5C\u{1B}7\u{1B}P") && text.hasSuffix("\u{1B}8\r\u{1B}[3B"))
    // In the waveform the axis has eleven rows at most, and the area begins right of its labels.
    let figure = try figure("waveform")
    let sketch = Terminal(width: 60).sketch(figure, pixels: TerminalPixels(.kitty))
    let lines = sketch.split(separator: "\n").map(String.init)
    let last = try #require(lines.firstIndex { TerminalPixels.isIn($0[...]) })
    let top = try #require(lines.firstIndex { $0.contains("│") })
    let left = try #require(lines[top].firstIndex(of: "│"))
    let column = lines[top].distance(from: lines[top].startIndex, to: left) + 1
    #expect(lines[last].contains("\r\u{1B}[\(last - top)A\u{1B}[\(column)C\u{1B}_G"))
    #expect(lines[last].contains("c=\(60 - column),r=8,"))
  }

  @Test("letters where the window is too low, and for bars")
  func letters() throws {
    for name in ["lines", "bars", "confusion", "boxes"] {
      let figure = try figure(name)
      let low = TerminalPixels(.kitty, rows: name == "lines" ? 12 : 60)
      #expect(Terminal().sketch(figure, pixels: low) == Terminal().sketch(figure))
    }
  }
}

/// Reads sixels into indices, -1 where nothing was painted.
struct SixelReader {
  var pixels: [Int]
  var colors: [Int: [Int]] = [:]

  init?(_ text: String, width: Int, height: Int) {
    pixels = Array(repeating: -1, count: width * height)
    guard let body = text.dropFirst(2).dropLast(2).split(separator: "q", maxSplits: 1).last else {
      return nil
    }
    var bytes = Array(body.utf8)[...]
    var (x, top, color) = (0, 0, 0)
    func numbers() -> [Int] {
      let digits = bytes.prefix { (48...57).contains($0) || $0 == 59 }
      bytes = bytes.dropFirst(digits.count)
      return digits.split(separator: 59).compactMap { Int(String(decoding: $0, as: UTF8.self)) }
    }
    while let byte = bytes.popFirst() {
      var count = 1
      var sign = byte
      switch byte {
      case UInt8(ascii: "\""):
        guard numbers() == [1, 1, width, height] else { return nil }
        continue
      case UInt8(ascii: "#"):
        let parts = numbers()
        color = parts[0]
        if parts.count == 5 { colors[color] = Array(parts[2...]) }
        continue
      case UInt8(ascii: "$"):
        x = 0
        continue
      case UInt8(ascii: "-"):
        (x, top) = (0, top + 6)
        continue
      case UInt8(ascii: "!"):
        count = numbers()[0]
        guard let next = bytes.popFirst() else { return nil }
        sign = next
      default: break
      }
      guard (63...126).contains(sign), x + count <= width else { return nil }
      for row in 0..<6 where (sign - 63) >> UInt8(row) & 1 == 1 {
        guard top + row < height else { return nil }
        for column in x..<x + count { pixels[(top + row) * width + column] = color }
      }
      x += count
    }
  }
}
