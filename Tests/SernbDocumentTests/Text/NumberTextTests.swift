// The printer of numbers against Python's `format`, which rounds exact values half to even as well.

import Basics
import SernbDocument
import Testing

@Suite("Number text")
struct NumberTextTests {
  @Test(
    "fixed decimals round the exact value of the double",
    arguments: [
      (2.675, 2, "2.67"), (0.125, 2, "0.12"), (0.375, 2, "0.38"), (1.005, 2, "1.00"),
      (-0.5, 2, "-0.50"), (2.5, 0, "2"), (3.5, 0, "4"), (0.5, 0, "0"), (1.5, 0, "2"),
      (1e22, 2, "10000000000000000000000.00"), (123456.789, 2, "123456.79"), (0.1 + 0.2, 2, "0.30"),
      (1.0 / 3, 2, "0.33"), (99.995, 2, "100.00"), (1e-7, 2, "0.00"), (0.045, 2, "0.04"),
      (9.5, 0, "10"), (999.5, 0, "1000"), (0.1, 20, "0.10000000000000000555"), (-7, 0, "-7"),
    ] as [(Double, Int, String)])
  func fixed(_ value: Double, _ places: Int, _ expected: String) {
    #expect(NumberText.text(value, .fixed(places)) == expected)
  }

  @Test(
    "six significant digits are the default and whole digits are never dropped",
    arguments: [
      (0.1 + 0.2, "0.3"), (1234567.891, "1234568"), (123456.789, "123457"), (1.0 / 3, "0.333333"),
      (0.000012345678, "0.0000123457"), (0.0000099, "9.9e-6"), (1e15, "1e15"),
      (999_999_999_999_999, "999999999999999"), (123456789, "123456789"), (1e-5, "0.00001"),
      (0.999999951, "1"), (1.5e-7, "1.5e-7"), (-2.5e20, "-2.5e20"), (100, "100"), (0, "0"),
      (-0.0, "0"), (0.65, "0.65"), (12.3456789, "12.3457"), (9.9999996e-6, "0.00001"),
      (1.7976931348623157e308, "1.79769e308"),
    ] as [(Double, String)])
  func significant(_ value: Double, _ expected: String) {
    #expect(NumberText.text(value) == expected)
  }

  @Test(
    "shares are written as percentages",
    arguments: [
      (0.6549, 1, "65.5%"), (0.125, 0, "12%"), (0.0005, 1, "0.1%"), (1, 1, "100.0%"),
      (0.99949, 1, "99.9%"), (0, 0, "0%"), (-0.031, 0, "-3%"),
    ] as [(Double, Int, String)])
  func percent(_ value: Double, _ places: Int, _ expected: String) {
    #expect(NumberText.text(value, .percent(places)) == expected)
  }

  @Test("what is no number has a name and no zero has a sign")
  func special() {
    #expect(NumberText.text(.nan, .percent(1)) == "NaN")
    #expect(NumberText.text(.infinity) == "Infinity")
    #expect(NumberText.text(-.infinity, .fixed(2)) == "-Infinity")
    #expect(NumberText.text(-0.001, .fixed(2)) == "0.00")
    #expect(NumberText.text(-0.0, .exact) == "0")
    #expect(NumberText.text(.leastNonzeroMagnitude) == "4.94066e-324")
  }

  @Test("thousands are parted by commas")
  func grouped() {
    #expect(NumberText.count(9800) == "9,800")
    #expect(NumberText.count(-1_234_567) == "-1,234,567")
    #expect(NumberText.count(Int.min) == "-9,223,372,036,854,775,808")
    #expect(NumberText.count(999) == "999")
    #expect(NumberText.text(1234567.895, .grouped(2)) == "1,234,567.90")
  }

  @Test(
    "quantities take the prefix that leaves one to three digits",
    arguments: [
      (0.025, "s", "25 ms"), (44100, "Hz", "44.1 kHz"), (999.96, "Hz", "1 kHz"), (1, "s", "1 s"),
      (0.00004, "s", "40 µs"), (16000, "", "16 k"), (0, "s", "0 s"), (-1500, "m", "-1.5 km"),
      (123.4, "dB", "123.4 dB"),
    ] as [(Double, String, String)])
  func quantity(_ value: Double, _ unit: String, _ expected: String) {
    #expect(NumberText.quantity(value, unit: unit) == expected)
  }

  @Test("seventeen significant digits read back as the same double")
  func roundTrip() {
    var noise = Gallery.Noise(state: 3)
    for _ in 0..<300 {
      let value =
        (noise.next() - 0.5) * Double(sign: .plus, exponent: Int(noise.next() * 60), significand: 1)
      #expect(Double(NumberText.text(value, .significant(17))) == value)
      #expect(Double(NumberText.text(value, .exact)) == value)
    }
  }
}
