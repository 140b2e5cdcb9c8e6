// Linear functions over dense and sparse columns, and their link functions.

import Kernels
import Testing
import TestSupport

@testable import Learning

@Suite(.timeLimit(.minutes(30))) struct LinearScoresTests {
  @Test("values are those of a plain double loop, also for more functions than lanes")
  func plainLoop() async throws {
    var random = RandomSource(seed: 3)
    let rows = try combined(3000).features
    for classes in [3, 8, 9, 17] {
      let coefficients = (0..<(classes * rows.columns)).map { _ in random.normal() }
      let intercepts = (0..<classes).map { _ in random.normal() }
      let functions = LinearScores(
        columns: rows.columns, classes: classes, link: .margins, coefficients: coefficients,
        intercepts: intercepts)
      let found = try await functions.scores(rows, width: 2)
      var worst = 0.0
      for row in 0..<rows.count {
        var cells = [Double](repeating: 0, count: rows.columns)
        for column in 0..<4 { cells[column] = rows.dense[row * 4 + column] }
        for entry in rows.sparse.range(row) {
          cells[4 + Int(rows.sparse.indices[entry])] = rows.sparse.values[entry]
        }
        for output in 0..<classes {
          var sum = intercepts[output]
          for column in 0..<rows.columns {
            sum += coefficients[output * rows.columns + column] * cells[column]
          }
          worst = max(worst, (found[row * classes + output] - sum).magnitude)
        }
      }
      #expect(worst < 2e-14)
    }
  }

  @Test("links make probabilities that add up to 1, at any size of a value")
  func links() async throws {
    let one = FeatureRows(dense: [1], columns: 1)
    func scores(_ link: LinearLink, _ values: [Double], classes: Int) async throws -> [Double] {
      try await LinearScores(
        columns: 1, classes: classes, link: link,
        coefficients: values.map { _ in 0 }, intercepts: values
      ).scores(one, width: 1)
    }
    #expect(try await scores(.twoMargins, [3], classes: 2) == [-3, 3])
    for value in [-1e9, -800, -3, 0, 2, 800, 1e9] {
      let two = try await scores(.twoProbabilities, [value], classes: 2)
      expectClose(two[0] + two[1], 1, relative: 2e-15)
      // A probability is never below the least normal number or so.
      expectClose(two[1], 1 / (1 + Math.exp(-value)), relative: 1e-12, absolute: 1e-307)
      for link in [LinearLink.softmax, .sigmoidShares] {
        let three = try await scores(link, [value, value, value - 1], classes: 3)
        expectClose(three.reduce(0, +), 1, relative: 2e-15)
        #expect(three[0] == three[1])
        #expect(three[0] >= three[2])
      }
    }
  }
}
