// Preconditioners are about the inverse of the second derivative.

import Kernels
import Testing
import TestSupport

@testable import Learning

@Suite(.timeLimit(.minutes(30))) struct CurvatureTests {
  @Test(
    "over dense columns alone the curvature of each function is undone exactly", arguments: [3, 10])
  func lanes(classes: Int) async throws {
    let rows = try PackedRows(
      clouds(120, columns: 5, classes: classes), weights: [Double](repeating: 1, count: classes),
      PackedRows.Plan(
        outputs: classes, penalty: { 0.5 / $0 }, bend: 2, constant: 1, isConstantPenalized: true))
    let ones = (0..<rows.blocks).map(rows.mask)
    let loss = SquaredHinge(rows, positive: ones, negative: ones)
    var random = RandomSource(seed: 3)
    var point = [Doubles8](repeating: .zero, count: rows.size)
    for index in point.indices { for lane in 0..<8 { point[index][lane] = random.normal() } }
    let slopes = try await loss.slopes(point, loss.scores(point, width: 1), width: 1)
    let curvature = try await LaneCurvature(loss, slopes, width: 2)
    let bending = loss.bending(slopes.bends, open: ones)
    var bent = try await loss.bent(point, slopes.bends, bending: bending, width: 1)
    curvature.apply(to: &bent)
    for (index, vector) in bent.enumerated() {
      for lane in 0..<min(8, classes - 8 * (index % rows.blocks)) {
        expectClose(vector[lane], point[index][lane], relative: 3e-12, absolute: 3e-13)
      }
    }
  }

  @Test("the dense products of all rows are undone, sparse columns are left as they are")
  func dense() throws {
    let rows = try PackedRows(
      combined(200), weights: [1, 1, 1],
      PackedRows.Plan(
        outputs: 3, penalty: { 2 / $0 }, bend: 0.25, constant: 1, isConstantPenalized: false))
    let curvature = try DenseCurvature(rows, bend: 0.25)
    #expect(curvature.columns == 5)
    var random = RandomSource(seed: 4)
    var vector = [Doubles8](repeating: .zero, count: rows.size)
    for index in vector.indices { vector[index] = Doubles8(repeating: random.normal()) }
    var products = vector
    for i in 0..<5 {
      var sum = rows.penalties[i] * vector[i][0]
      for row in 0..<rows.count {
        let weight = 0.25 * rows.totals[row] * rows.cells[row * 5 + i]
        for j in 0..<5 { sum += weight * rows.cells[row * 5 + j] * vector[j][0] }
      }
      products[i] = Doubles8(repeating: sum)
    }
    curvature.apply(to: &products, blocks: 1)
    for (index, found) in products.enumerated() {
      expectClose(found[0], vector[index][0], relative: 1e-7, absolute: 1e-8)
    }
  }

  @Test("rows that bend no open function are left out")
  func bending() async throws {
    let rows = try PackedRows(
      sentences(90), weights: [1, 1, 1],
      PackedRows.Plan(
        outputs: 3, penalty: { 1 / $0 }, bend: 2, constant: 1, isConstantPenalized: true))
    let loss = SquaredHinge(
      rows, positive: [rows.mask(0)], negative: [rows.mask(0)])
    var bends = loss.zeros
    for part in bends.indices {
      for index in bends[part].indices { bends[part][index][index % 3] = 1 }
    }
    var open = Doubles8.zero
    #expect(loss.bending(bends, open: [open]).allSatisfy { $0.isEmpty })
    open[1] = 1
    #expect(loss.bending(bends, open: [open]).flatMap { $0 }.allSatisfy { $0 % 3 == 1 })
    open[2] = 1
    open[0] = 1
    #expect(loss.bending(bends, open: [open]).flatMap { $0 }.count == rows.count)
  }
}
