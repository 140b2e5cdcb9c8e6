// Products of panels against products cell by cell, and steps of gradients against their formulas.

import Kernels
import Testing
import TestSupport

@Suite("Panels") struct PackedMatrixTests {
  /// A matrix of small whole numbers over 8, whose products are exact.
  private func cells(_ count: Int, _ seed: UInt64) -> [Float] {
    var random = RandomSource(seed: seed)
    return (0..<count).map { _ in Float(random.below(17) - 8) / 8 }
  }

  /// `rows` rows of `columns` numbers as panels of `capacity` rows.
  private func panels(_ cells: [Float], columns: Int, capacity: Int) -> SharedFloats {
    let panels = SharedFloats(count: PackedMatrix.count(columns) * capacity * 16)
    for (index, cell) in cells.enumerated() {
      let (row, column) = index.quotientAndRemainder(dividingBy: columns)
      panels.start[(column / 16 * capacity + row) * 16 + column % 16] = cell
    }
    return panels
  }

  @Test("a product is that of the naive sum, for widths around a panel's")
  func product() {
    let (rows, outputs) = (24, 16)
    for (inner, columns) in [(1, 16), (2, 8), (15, 9), (16, 3), (17, 16), (40, 8), (40, 40)] {
      let a = cells(rows * inner, 1)
      let b = cells(inner * outputs, 2)
      let start = SharedFloats(cells(16, 3))
      let panelsOfA = panels(a, columns: inner, capacity: rows)
      let panelOfB = SharedFloats(b)
      let c = SharedFloats(count: rows * 16)
      PackedMatrix.product(
        panelsOfA.start, stride: rows * 16, inner: inner, panelOfB.start, from: start.start,
        rows: rows, columns: columns, into: c.start)
      let (found, first) = (c.values, start.values)
      for row in 0..<rows {
        for column in 0..<16 {
          let sum = (0..<inner).reduce(first[column]) {
            $0 + a[row * inner + $1] * b[$1 * 16 + column]
          }
          // Half a panel's work leaves the other half as it is.
          #expect(found[row * 16 + column] == (columns <= 8 && column >= 8 ? 0 : sum))
        }
      }
      withExtendedLifetime((panelsOfA, panelOfB)) {}
    }
  }

  @Test("a row of a product does not depend on its place, nor on the other rows")
  func placeInProduct() {
    var random = RandomSource(seed: 9)
    let a = (0..<(24 * 20)).map { _ in Float(random.normal()) }
    let b = SharedFloats((0..<(20 * 16)).map { _ in Float(random.normal()) })
    let turned = (0..<24).reversed().flatMap { a[($0 * 20)..<($0 * 20 + 20)] }
    for columns in [8, 16] {
      let results = [a, turned].map { cells in
        let panelsOfA = panels(cells, columns: 20, capacity: 24)
        let c = SharedFloats(count: 24 * 16)
        PackedMatrix.product(
          panelsOfA.start, stride: 24 * 16, inner: 20, b.start, from: nil, rows: 24,
          columns: columns, into: c.start)
        withExtendedLifetime(panelsOfA) {}
        return c.values
      }
      for row in 0..<24 {
        #expect(
          results[0][(row * 16)..<(row * 16 + 16)].elementsEqual(
            results[1][((23 - row) * 16)..<((23 - row) * 16 + 16)]))
      }
    }
  }

  @Test("a turned product sums over rows")
  func turnedProduct() {
    let rows = 21
    for (count, columns) in [(1, 16), (4, 16), (6, 5), (16, 16), (16, 8), (9, 8)] {
      let a = cells(rows * 16, 4)
      let d = cells(rows * 16, 5).enumerated().map { $0.offset % 16 < columns ? $0.element : 0 }
      let (panelOfA, panelOfD) = (SharedFloats(a), SharedFloats(d))
      let c = SharedFloats([Float](repeating: 77, count: 256))
      PackedMatrix.turnedProduct(
        panelOfA.start, count: count, panelOfD.start, rows: rows, columns: columns,
        into: c.start)
      let total = SharedFloats(count: 16)
      PackedMatrix.total(panelOfD.start, rows: rows, into: total.start)
      let (found, totals) = (c.values, total.values)
      for column in 0..<16 {
        for k in 0..<count {
          let sum = (0..<rows).reduce(Float(0)) { $0 + a[$1 * 16 + k] * d[$1 * 16 + column] }
          #expect(found[k * 16 + column] == sum)
        }
        #expect(totals[column] == (0..<rows).reduce(0) { $0 + d[$1 * 16 + column] })
      }
      withExtendedLifetime((panelOfA, panelOfD)) {}
    }
  }

  @Test("a sparse row adds the rows that it names")
  func addRows() {
    let b = SharedFloats(cells(9 * 16, 6))
    let c = SharedFloats(cells(16, 7))
    let before = c.values
    let indices: [Int32] = [7, 0, 3, 8]
    let values: [Float] = [9, 0.5, -2, 1]
    PackedMatrix.addRows(indices, values, 1..<4, of: b.start, to: c.start)
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
      #expect((Double(found) - norm).magnitude < 5e-6)
      for index in 0..<16 {
        var (w, m, v) = oracle[index]
        let g = (Double(sums.values[index]) + 0.5 * w) * 0.25
        m = 0.9 * m + 0.1 * g
        v = 0.99 * v + 0.01 * g * g
        let (c1, c2) = (1 - Math.pow(0.9, Double(step)), 1 - Math.pow(0.99, Double(step)))
        w -= 0.01 * c2.squareRoot() / c1 * m / (v.squareRoot() + 1e-6)
        oracle[index] = (w, m, v)
        #expect((Double(weights.values[index]) - w).magnitude < 1e-6)
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
      for index in 0..<16 {
        var (w, v) = oracle[index]
        let g = (Double(sums.values[index]) + 0.5 * w) * 0.25
        v = 0.8 * v - 0.01 * g
        w += isNesterov ? 0.8 * v - 0.01 * g : v
        oracle[index] = (w, v)
        #expect((Double(weights.values[index]) - w).magnitude < 1e-6)
      }
    }
    withExtendedLifetime(velocity) {}
  }
}
