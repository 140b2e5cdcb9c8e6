// One linear function of the columns for each output, over dense and sparse columns alike.

import Kernels

/// What becomes of the values of linear functions.
enum LinearLink: UInt8, Sendable {
  /// The values themselves, one a class.
  case margins = 1
  /// One value d of two classes: -d and d.
  case twoMargins
  /// e to the values, over their sum.
  case softmax
  /// One value d of two classes: 1 - σ(d) and σ(d).
  case twoProbabilities
  /// σ of each value, over their sum: one class against the rest.
  case sigmoidShares

  /// How many linear functions tell `classes` classes apart.
  func outputs(classes: Int) -> Int {
    switch self {
    case .twoMargins, .twoProbabilities: 1
    case .margins, .softmax, .sigmoidShares: classes
    }
  }

  var scoring: Scoring {
    switch self {
    case .margins, .twoMargins: .margins
    case .softmax, .twoProbabilities, .sigmoidShares: .probabilities
    }
  }
}

/// Linear functions of the columns: `intercepts[k] + Σ coefficients[k * columns + j] · x[j]`.
///
/// Weights lie by column, eight functions side by side, so that an entry of a sparse row costs one load and one
/// multiplication for all of them.
struct LinearScores: Sendable {
  /// Numbers in rows that linear models take, and numbers that they learn: their products stay finite.
  static let largestFeature = 1e100
  static let largestCoefficient = 1e200

  let columns: Int
  let link: LinearLink
  let classes: Int
  /// `outputs · columns`, function by function.
  let coefficients: [Double]
  /// One a function.
  let intercepts: [Double]
  /// `columns · blocks`: the weights of each column, eight functions a block.
  private let weights: [SIMD8<Double>]
  /// Intercepts in the same layout.
  private let offsets: [SIMD8<Double>]

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
    var weights = [SIMD8<Double>](repeating: .zero, count: columns * blocks)
    var offsets = [SIMD8<Double>](repeating: .zero, count: blocks)
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
    precondition(rows.columns == columns, "rows have the columns that were learnt from")
    let size = 1024
    let parts = try await concurrentMap((rows.count + size - 1) / size, width: width) { part in
      let range = (part * size)..<min(rows.count, (part + 1) * size)
      var scores = [Double](repeating: 0, count: range.count * classes)
      try fill(&scores, rows, range)
      return scores
    }
    return parts.count == 1 ? parts[0] : parts.flatMap { $0 }
  }

  private func fill(
    _ scores: inout [Double], _ rows: FeatureRows, _ range: Range<Int>
  ) throws(Cancelled) {
    var values = [Double](repeating: 0, count: outputs)
    var sums = offsets
    for row in range {
      if row % 64 == 0 { try checkCancellation() }
      sums = offsets
      add(rows, row, to: &sums)
      for output in 0..<outputs { values[output] = sums[output / 8][output % 8] }
      let start = (row - range.lowerBound) * classes
      LinearScores.write(values, link, to: &scores, at: start)
    }
  }

  /// Adds the weighted columns of a row.
  @inline(__always)
  private func add(_ rows: FeatureRows, _ row: Int, to sums: inout [SIMD8<Double>]) {
    let (blocks, dense) = (blocks, rows.denseColumns)
    let entries = rows.sparse.range(row)
    for block in 0..<blocks {
      var sum = sums[block]
      for column in 0..<dense {
        let x = SIMD8(repeating: rows.dense[row * dense + column])
        sum.addProduct(x, weights[column * blocks + block])
      }
      for entry in entries {
        let column = dense + Int(rows.sparse.indices[entry])
        let x = SIMD8(repeating: rows.sparse.values[entry])
        sum.addProduct(x, weights[column * blocks + block])
      }
      sums[block] = sum
    }
  }

  /// Turns the values of a row's functions into the scores of its classes.
  private static func write(
    _ values: [Double], _ link: LinearLink, to scores: inout [Double], at start: Int
  ) {
    switch link {
    case .margins:
      for (place, value) in values.enumerated() { scores[start + place] = value }
    case .twoMargins:
      scores[start] = -values[0]
      scores[start + 1] = values[0]
    case .twoProbabilities:
      scores[start] = sigmoid(-values[0])
      scores[start + 1] = sigmoid(values[0])
    case .softmax:
      writeSoftmax(values, to: &scores, at: start)
    case .sigmoidShares:
      // Far below zero σ(z) is e^z: the shares of values that are all there are those of a softmax.
      let top = values.max() ?? 0
      if top < -40 { return writeSoftmax(values, to: &scores, at: start) }
      var total = 0.0
      for (place, value) in values.enumerated() {
        scores[start + place] = sigmoid(value)
        total += scores[start + place]
      }
      for place in start..<(start + values.count) { scores[place] /= total }
    }
  }

  private static func writeSoftmax(_ values: [Double], to scores: inout [Double], at start: Int) {
    let top = values.max() ?? 0
    var total = 0.0
    for (place, value) in values.enumerated() {
      scores[start + place] = Maths.exp(value - top)
      total += scores[start + place]
    }
    for place in start..<(start + values.count) { scores[place] /= total }
  }

  private static func sigmoid(_ value: Double) -> Double {
    let small = Maths.exp(-value.magnitude)
    return (value < 0 ? small : 1) / (1 + small)
  }
}

extension LinearScores {
  /// The mean size of each column's weight over the functions.
  var meanWeights: [Double] {
    (0..<columns).map { column in
      var sum = 0.0
      for output in 0..<outputs { sum += coefficients[output * columns + column].magnitude }
      return sum / Double(outputs)
    }
  }

  func encode(into writer: inout ByteWriter) {
    writer.write(link.rawValue)
    writer.write(coefficients)
    writer.write(intercepts)
  }

  init(from reader: inout ByteReader, columns: Int, classes: Int) throws(DamagedBytes) {
    guard let link = LinearLink(rawValue: try reader.integer()) else {
      throw DamagedBytes("a link of linear functions is of no known sort")
    }
    if link.outputs(classes: classes) == 1, classes != 2 {
      throw DamagedBytes("one linear function tells two classes apart, not \(classes)")
    }
    let coefficients = try reader.doubles()
    let intercepts = try reader.doubles()
    let outputs = link.outputs(classes: classes)
    let (wanted, overflow) = outputs.multipliedReportingOverflow(by: columns)
    if overflow || coefficients.count != wanted || intercepts.count != outputs {
      throw DamagedBytes("there is not one weight for each column and class")
    }
    // NaN fails this as well.
    if !(coefficients + intercepts).allSatisfy({ $0.magnitude <= Self.largestCoefficient }) {
      throw DamagedBytes("a weight of a column is no usable number")
    }
    self.init(
      columns: columns, classes: classes, link: link, coefficients: coefficients,
      intercepts: intercepts)
  }
}
