// The colors of figures, on a white and on a dark page.
//
// Series follow Okabe and Ito (2008), with lightness adjusted for a contrast of at least 3:1 to the page and for
// distinction under the three kinds of color blindness. Ramps have even steps of lightness in OKLab (Ottosson 2020);
// dense pictures use viridis (van der Walt and Smith 2015).

/// A color as 0xRRGGBB.
typealias Color = UInt32

/// The colors for one kind of page.
struct Palette: Sendable {
  var page: Color
  var ink: Color
  var quiet: Color
  var grid: Color
  var axis: Color
  var series: [Color]
  var sequential: [Color]
  /// From the most negative through neutral to the most positive.
  var diverging: [Color]
  var missing: Color

  static let light = Palette(
    page: 0xFFFFFF, ink: 0x1F2328, quiet: 0x59636E, grid: 0xE4E8EC, axis: 0x8C959F,
    series: [0x0072B2, 0xE2571A, 0x016A57, 0xC46FAE, 0x7E5200, 0x3A9CCC, 0x3A3D48],
    sequential: [
      0xF4F7FB, 0xCAE2EE, 0xA1CCE1, 0x7DB5D5, 0x589DC8, 0x3985B8, 0x296CA2, 0x19548D, 0x0B3C78,
    ],
    diverging: [
      0x0A4F91, 0x4179AF, 0x71A4CD, 0xABCEE6, 0xF5F5F3, 0xF3BEA0, 0xDB8D64, 0xB7623B, 0x93370A,
    ], missing: 0xE4E8EC)

  static let dark = Palette(
    page: 0x0D1117, ink: 0xE6EDF3, quiet: 0x9AA4AF, grid: 0x262C34, axis: 0x6E7681,
    series: [0x3D86E8, 0xD9622B, 0x46CB86, 0xD69CC8, 0xF2DC35, 0xB9E4F5, 0x747B86],
    sequential: [
      0x161D29, 0x1C344F, 0x1F4C79, 0x2B6993, 0x3887AD, 0x56A5BB, 0x7EC3BF, 0xADE0BE, 0xF6F3B0,
    ],
    diverging: [
      0x9BD0F5, 0x68A1CE, 0x3573A8, 0x294867, 0x1C2129, 0x5F3C2C, 0xA65623, 0xD08759, 0xFBB98C,
    ], missing: 0x262C34)

  /// The same on both pages, because the picture is stored once.
  static let viridis: [Color] = [
    0x440154, 0x482878, 0x3E4989, 0x31688E, 0x26828E, 0x1F9E89, 0x35B779, 0x6ECE58, 0xB5DE2B,
    0xFDE725,
  ]

  /// The color at `share` (0…1) of a ramp, linear between its stops.
  static func ramp(_ stops: [Color], _ share: Double) -> Color {
    guard let last = stops.last, share.isFinite else { return 0x808080 }
    let position = min(max(share, 0), 1) * Double(stops.count - 1)
    let index = Int(position)
    guard index + 1 < stops.count else { return last }
    let rest = position - Double(index)
    var color: Color = 0
    for shift: UInt32 in [16, 8, 0] {
      let (from, to) = (
        Double(stops[index] >> shift & 255), Double(stops[index + 1] >> shift & 255)
      )
      color |= Color((from + (to - from) * rest).rounded()) << shift
    }
    return color
  }

  /// The contrast ratio of WCAG 2, from 1 to 21.
  static func contrast(_ one: Color, _ other: Color) -> Double {
    let (first, second) = (luminance(one), luminance(other))
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)
  }

  /// Black or white, whichever has more contrast to `color`.
  static func textColor(on color: Color) -> Color {
    contrast(color, 0x0B0F14) >= contrast(color, 0xFFFFFF) ? 0x0B0F14 : 0xFFFFFF
  }

  static func hex(_ color: Color) -> String {
    let digits = String(color, radix: 16)
    return "#" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
  }

  /// Relative luminance. x^2.4 = x² · ⁵√x², the fifth root by Newton's method from above.
  private static func luminance(_ color: Color) -> Double {
    let linear = [16, 8, 0].map { (shift: UInt32) -> Double in
      let value = Double(color >> shift & 255) / 255
      if value <= 0.04045 { return value / 12.92 }
      let square = (value + 0.055) / 1.055 * ((value + 0.055) / 1.055)
      var root = 1.0
      for _ in 0..<40 { root = (4 * root + square / (root * root * root * root)) / 5 }
      return square * root
    }
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
  }
}
