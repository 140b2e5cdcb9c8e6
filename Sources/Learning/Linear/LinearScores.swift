// One linear function of the columns for each output, over dense and sparse columns alike.

import Basics
import Kernels

/// Linear functions of the columns: `intercepts[k] + Σ coefficients[k * columns + j] · x[j]`.
///
/// Weights are stored by column, eight functions side by side, so that an entry of a sparse row costs one load and one
/// multiplication for all of them.
struct LinearScores: Sendable {
  /// The largest features and weights of linear models: their products stay finite.
  static let largestFeature = 1e100
  static let largestCoefficient = 1e200

  let columns: Int
  let link: LinearLink
  let classes: Int
  /// `outputs · columns`, function by function.
  let coefficients: [Double]
  /// One per function.
  let intercepts: [Double]
  /// `columns · blocks`: the weights of each column, eight functions per block.
  private let weights: [Doubles8]
  /// Intercepts in the same layout.
  private let offsets: [Doubles8]

  var outputs: Int { intercepts.count }
  private var blocks: Int { offsets.count }

  /// - Precondition: there are `link.outputs(classes:)` intercepts, and `columns` coefficients for each.
  init(columns: Int, classes: Int, link: LinearLink, coefficients: [Double], intercepts: [Double]) {
    let outputs = link.outputs(classes: classes)
    precondition(intercepts.count == outputs, "there is an intercept for each function")
    precondition(coefficients.count == outputs * columns, "a function has a weight for each column")
    self.columns = columns
    self.classes = classes
    self.link = link
    self.coefficients = coefficients.map(LinearScores.bounded)
    self.intercepts = intercepts.map(LinearScores.bounded)
    let blocks = (outputs + 7) / 8
    var weights = [Doubles8](repeating: .zero, count: columns * blocks)
    var offsets = [Doubles8](repeating: .zero, count: blocks)
    for output in 0..<outputs {
      offsets[output / 8][output % 8] = self.intercepts[output]
      for column in 0..<columns {
        weights[column * blocks + output / 8][output % 8] =
          self.coefficients[output * columns + column]
      }
    }
    self.weights = weights
    self.offsets = offsets
  }

  private static func bounded(_ value: Double) -> Double {
    min(largestCoefficient, max(-largestCoefficient, value))
  }

  /// `rows.count · classes` scores, row by row.
  func scores(_ rows: FeatureRows, width: Int) async throws -> [Double] {
    precondition(rows.columns == columns, "rows have the columns of the fit")
    let sparse = rows.sparse.columns
    precondition(
      rows.sparse.indices.allSatisfy { $0 >= 0 && Int($0) < sparse }, "entries lie in columns")
    let size = 1024
    let parts = try await concurrentMap((rows.count + size - 1) / size, width: width) { part in
      let range = (part * size)..<min(rows.count, (part + 1) * size)
      return link.scores(try values(rows, range), outputs: outputs)
    }
    return parts.count == 1 ? parts[0] : parts.flatMap { $0 }
  }

  /// The values of the functions for some rows, `outputs` per row.
  private func values(_ rows: FeatureRows, _ range: Range<Int>) throws(Cancelled) -> [Double] {
    let (blocks, dense, sparse) = (blocks, rows.denseColumns, rows.sparse)
    var values = [Double](repeating: 0, count: range.count * outputs)
    try weights.withUnsafeBufferPointer { weights throws(Cancelled) in
      try rows.dense.withUnsafeBufferPointer { cells throws(Cancelled) in
        try sparse.indices.withUnsafeBufferPointer { indices throws(Cancelled) in
          try sparse.values.withUnsafeBufferPointer { entries throws(Cancelled) in
            for row in range {
              if row % 64 == 0 { try checkCancellation() }
              for block in 0..<blocks {
                var sum = offsets[block]
                for column in 0..<dense {
                  let x = Doubles8(repeating: cells[row &* dense &+ column])
                  sum.addProduct(x, weights[column &* blocks &+ block])
                }
                for entry in sparse.range(row) {
                  let column = dense &+ Int(indices[entry])
                  let x = Doubles8(repeating: entries[entry])
                  sum.addProduct(x, weights[column &* blocks &+ block])
                }
                let start = (row - range.lowerBound) * outputs + 8 * block
                for lane in 0..<min(8, outputs - 8 * block) { values[start + lane] = sum[lane] }
              }
            }
          }
        }
      }
    }
    return values
  }
}

extension LinearScores {
  /// The mean absolute weight of each column over the functions.
  var meanWeights: [Double] {
    (0..<columns).map { column in
      var sum = 0.0
      for output in 0..<outputs { sum += coefficients[output * columns + column].magnitude }
      return sum / Double(outputs)
    }
  }

  func encode(into writer: inout ByteWriter) {
    writer.write(link.rawValue, coefficients, intercepts)
  }

  init(from reader: inout ByteReader, columns: Int, classes: Int) throws(CorruptData) {
    let link: LinearLink = try reader.choice(else: "a link of linear functions is of no known sort")
    if link.outputs(classes: classes) == 1, classes != 2 {
      throw CorruptData("one linear function tells two classes apart, not \(classes)")
    }
    let coefficients = try reader.doubles()
    let intercepts = try reader.doubles()
    let outputs = link.outputs(classes: classes)
    let (wanted, overflow) = outputs.multipliedReportingOverflow(by: columns)
    if overflow || coefficients.count != wanted || intercepts.count != outputs {
      throw CorruptData("there is not one weight for each column and class")
    }
    // NaN also fails this check.
    if !(coefficients + intercepts).allSatisfy({ $0.magnitude <= Self.largestCoefficient }) {
      throw CorruptData("a weight of a column is no usable number")
    }
    self.init(
      columns: columns, classes: classes, link: link, coefficients: coefficients,
      intercepts: intercepts)
  }
}
