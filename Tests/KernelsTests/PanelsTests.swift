// Products of panels against products cell by cell, and steps of gradients against their formulas.

import Kernels
import TestSupport
import Testing

@Suite("Panels") struct PanelsTests {
  /// A matrix of small whole numbers over 8, whose products are exact.
  private func cells(_ count: Int, _ seed: UInt64) -> [Float] {
    var random = RandomSource(seed: seed)
    return (0..<count).map { _ in Float(random.below(17) - 8) / 8 }
  }

  /// `rows` rows of `columns` numbers as panels of `capacity` rows.
  private func panels(_ cells: [Float], columns: Int, capacity: Int) -> SharedFloats {
    let panels = SharedFloats(count: Panels.count(columns) * capacity * 16)
    for (place, cell) in cells.enumerated() {
      let (row, column) = place.quotientAndRemainder(dividingBy: columns)
      panels.start[(column / 16 * capacity + row) * 16 + column % 16] = cell
    }
    return panels
  }

  @Test(
    "a product is that of the naive sum, for widths around a panel's",
    arguments: [
      1, 2, 15, 16, 17, 40,
    ])
  func product(_ inner: Int) {
    let (rows, outputs) = (12, 16)
    let a = cells(rows * inner, 1)
    let b = cells(inner * outputs, 2)
    let start = SharedFloats(cells(16, 3))
    let panelsOfA = panels(a, columns: inner, capacity: rows)
    let panelOfB = SharedFloats(b)
    let c = SharedFloats(count: rows * 16)
    Panels.product(
      panelsOfA.start, stride: rows * 16, inner: inner, panelOfB.start, from: start.start,
      rows: rows, into: c.start)
    for row in 0..<rows {
      for column in 0..<16 {
        let sum = (0..<inner).reduce(start.values[column]) {
          $0 + a[row * inner + $1] * b[$1 * 16 + column]
        }
        #expect(c.values[row * 16 + column] == sum)
      }
    }
    withExtendedLifetime((panelsOfA, panelOfB)) {}
  }

  @Test("a turned product sums over rows", arguments: [1, 4, 6, 16])
  func turnedProduct(_ columns: Int) {
    let rows = 21
    let a = cells(rows * 16, 4)
    let d = cells(rows * 16, 5)
    let (panelOfA, panelOfD) = (SharedFloats(a), SharedFloats(d))
    let c = SharedFloats(count: 256)
    Panels.turnedProduct(
      panelOfA.start, columns: columns, panelOfD.start, rows: rows, into: c.start)
    let total = SharedFloats(count: 16)
    Panels.total(panelOfD.start, rows: rows, into: total.start)
    for column in 0..<16 {
      for k in 0..<columns {
        let sum = (0..<rows).reduce(Float(0)) { $0 + a[$1 * 16 + k] * d[$1 * 16 + column] }
        #expect(c.values[k * 16 + column] == sum)
      }
      #expect(total.values[column] == (0..<rows).reduce(0) { $0 + d[$1 * 16 + column] })
    }
    withExtendedLifetime((panelOfA, panelOfD)) {}
  }

  @Test("a sparse row adds the rows that it names")
  func addRows() {
    let b = SharedFloats(cells(9 * 16, 6))
    let c = SharedFloats(cells(16, 7))
    let before = c.values
    let indices: [Int32] = [7, 0, 3, 8]
    let values: [Float] = [9, 0.5, -2, 1]
    Panels.addRows(indices, values, 1..<4, of: b.start, to: c.start)
    for column in 0..<16 {
      let sum =
        before[column] + 0.5 * b.values[column] - 2 * b.values[48 + column]
        + b.values[128 + column]
      #expect(c.values[column] == sum)
    }
  }

  @Test("Adam moves as its formula says, and forgets what is too small to matter")
  func adam() {
    let weights = SharedFloats((0..<16).map { Float($0) / 10 - 0.7 })
    let (mean, square) = (SharedFloats(count: 16), SharedFloats(count: 16))
    var oracle = weights.values.map { (w: Double($0), m: 0.0, v: 0.0) }
    for step in 1...30 {
      let sums = SharedFloats((0..<16).map { Float(($0 * 7 + step) % 11 - 5) })
      let norm = oracle.reduce(0) { $0 + $1.w * $1.w }
      let found = AdamStep(rate: 0.01, beta1: 0.9, beta2: 0.99, epsilon: 1e-6, step: step).move(
        weights.start, mean: mean.start, square: square.start, by: sums.start, count: 16,
        GradientScale(decay: 0.5, scale: 0.25))
      #expect((Double(found) - norm).magnitude < 1e-5)
      for place in 0..<16 {
        var (w, m, v) = oracle[place]
        let g = (Double(sums.values[place]) + 0.5 * w) * 0.25
        m = 0.9 * m + 0.1 * g
        v = 0.99 * v + 0.01 * g * g
        let (c1, c2) = (1 - Maths.pow(0.9, Double(step)), 1 - Maths.pow(0.99, Double(step)))
        w -= 0.01 * c2.squareRoot() / c1 * m / (v.squareRoot() + 1e-6)
        oracle[place] = (w, m, v)
        #expect((Double(weights.values[place]) - w).magnitude < 2e-5)
      }
    }
    let tiny = SharedFloats([Float](repeating: 1e-30, count: 16))
    let nothing = SharedFloats(count: 16)
    let (noMean, noSquare) = (SharedFloats(count: 16), SharedFloats(count: 16))
    _ = AdamStep(rate: 0.01, beta1: 0.9, beta2: 0.99, epsilon: 1e-6, step: 1).move(
      tiny.start, mean: noMean.start, square: noSquare.start, by: nothing.start, count: 8,
      GradientScale(decay: 0, scale: 1))
    #expect(tiny.values == [Float](repeating: 0, count: 8) + [Float](repeating: 1e-30, count: 8))
    withExtendedLifetime((mean, square, noMean, noSquare, nothing)) {}
  }

  @Test("momentum moves as its formula says", arguments: [false, true])
  func momentum(isNesterov: Bool) {
    let weights = SharedFloats((0..<16).map { Float($0) / 10 - 0.7 })
    let velocity = SharedFloats(count: 16)
    var oracle = weights.values.map { (w: Double($0), v: 0.0) }
    let rule = MomentumStep(rate: 0.01, momentum: 0.8, isNesterov: isNesterov)
    for step in 1...30 {
      let sums = SharedFloats((0..<16).map { Float(($0 * 7 + step) % 11 - 5) })
      _ = rule.move(
        weights.start, velocity: velocity.start, by: sums.start, count: 16,
        GradientScale(decay: 0.5, scale: 0.25))
      for place in 0..<16 {
        var (w, v) = oracle[place]
        let g = (Double(sums.values[place]) + 0.5 * w) * 0.25
        v = 0.8 * v - 0.01 * g
        w += isNesterov ? 0.8 * v - 0.01 * g : v
        oracle[place] = (w, v)
        #expect((Double(weights.values[place]) - w).magnitude < 2e-6)
      }
    }
    withExtendedLifetime(velocity) {}
  }
}
