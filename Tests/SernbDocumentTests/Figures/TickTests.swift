// Ticks on round numbers, in units that fit, with room for their labels.

import Testing

@testable import SernbDocument

@Suite("Ticks")
struct TickTests {
  func labels(
    _ low: Double, _ high: Double, _ unit: Figure.Unit = .none, log: Bool = false,
    length: Double = 300,
    whole: Bool = false
  ) -> String {
    let axis = Figure.Axis("", unit: unit, scale: log ? .log : .linear)
    let ticks = Ticks(
      low: low, high: high, axis: axis, length: length, spacing: 48, isLevel: true, isWhole: whole)
    return ticks.labels.joined(separator: " ") + (ticks.unit.isEmpty ? "" : " | \(ticks.unit)")
  }

  @Test("labels and units")
  func table() {
    #expect(labels(0, 1) == "0.0 0.2 0.4 0.6 0.8 1.0")
    #expect(labels(0, 0.05, .seconds) == "0 10 20 30 40 50 | ms")
    #expect(labels(0, 4.2, .seconds) == "0 1 2 3 4 | s")
    #expect(labels(0, 0.0005, .seconds) == "0 100 200 300 400 500 | µs")
    #expect(labels(0, 720, .seconds) == "0 2 4 6 8 10 12 | min")
    #expect(labels(0, 8000, .hertz) == "0 2 4 6 8 | kHz")
    #expect(labels(80, 400, .hertz) == "100 200 300 400 | Hz")
    #expect(labels(0.25, 0.62, .share) == "30% 40% 50% 60%")
    #expect(labels(-60, 0, .decibels) == "-60 -50 -40 -30 -20 -10 0 | dB")
    #expect(labels(0, 12000) == "0 2,000 4,000 6,000 8,000 10,000 12,000")
    #expect(labels(0, 3_900_000) == "0 1 2 3 | ×10⁶")
    #expect(labels(0, 5e-7) == "0 100 200 300 400 500 | ×10⁻⁹")
    #expect(labels(1, 4, whole: true) == "1 2 3 4")
    #expect(labels(0.5, 1.5, whole: true) == "1")
  }

  @Test("logarithmic axes have powers of ten and what fits between them")
  func logarithmic() {
    #expect(labels(20, 20000, .hertz, log: true) == "100 1k 10k | Hz")
    #expect(labels(1, 100, log: true, length: 600) == "1 2 5 10 20 50 100")
    #expect(labels(1e-9, 1e9, log: true) == "1e-9 1e-6 0.001 1 1k 1M 1G")
    #expect(labels(3, 4, log: true) == "3.0 3.2 3.4 3.6 3.8 4.0")
  }

  @Test("labels keep apart whatever the range")
  func room() {
    var noise = Gallery.Noise(state: 21)
    for _ in 0..<400 {
      let middle = (noise.next() - 0.5) * PortableMath.power(ofTen: Int(noise.next() * 16) - 8)
      let span = noise.next() * PortableMath.power(ofTen: Int(noise.next() * 14) - 7)
      let (low, high) = (middle - span, middle + span)
      guard low < high, span > middle.magnitude * 1e-9 else { continue }
      let ticks = Ticks(
        low: low, high: high, axis: Figure.Axis(), length: 500, spacing: 48, isLevel: true)
      #expect(!ticks.positions.isEmpty && ticks.positions.count <= 12)
      #expect(Set(ticks.labels).count == ticks.labels.count)
      #expect(ticks.positions.allSatisfy { $0 >= low - span * 1e-6 && $0 <= high + span * 1e-6 })
      let widest = ticks.labels.map { TextWidth.of($0, size: 11) }.max() ?? 0
      if ticks.positions.count > 2 {
        #expect((ticks.positions[1] - ticks.positions[0]) / (high - low) * 500 > widest)
      }
    }
  }

  @Test("steps are 1, 2, 2.5 and 5 times powers of ten, exactly")
  func steps() {
    #expect(NiceStep.atLeast(0.13).value == 0.2)
    #expect(NiceStep.atLeast(0.2).value == 0.2)
    #expect(NiceStep.atLeast(21).value == 25)
    #expect(NiceStep.atLeast(6e-7).value == 1e-6)
    #expect(NiceStep(mantissa: 25, exponent: -1).next.value == 5)
    #expect(NiceStep(mantissa: 1, exponent: -1).multiple(3) == 0.3)
  }

  @Test("the decimal logarithm and the cube root of the layout")
  func maths() {
    for exponent in -20...20 {
      let log = PortableMath.log10(PortableMath.power(ofTen: exponent))
      #expect((log - Double(exponent)).magnitude < 1e-14)
    }
    #expect((PortableMath.log10(2) - 0.30102999566398120).magnitude < 1e-16)
    #expect((PortableMath.cubeRoot(5531) - 17.68484344141471).magnitude < 2e-14)
    #expect(PortableMath.decade(999.9) == 2 && PortableMath.decade(1000) == 3)
  }
}
