// The tables and answers that `Fixtures/make_linear.py` made with scikit-learn.

import Kernels
import Testing
import TestSupport

@testable import Learning

struct LinearFixture: Decodable, Sendable {
  let tables: [String: Rows]
  let bayes: [Bayes]
  let logistic: [Logistic]
  let svm: [Machine]

  static let stored = Result { try fixture("linear.json", as: LinearFixture.self) }

  struct Rows: Decodable {
    let rows, columns, dense: Int
    let cells: [Double]
    let starts: [Int]
    let indices: [Int32]
    let values: [Double]
    let labels: [Int]

    /// - Parameter isDense: sparse columns are written out as dense ones.
    func training(isDense: Bool = false) throws -> TrainingRows {
      let sparse = SparseRows(
        columns: columns - dense, starts: starts, indices: indices, values: values)
      var features = FeatureRows(count: rows, denseColumns: dense, dense: cells, sparse: sparse)
      if isDense {
        var cells = [Double](repeating: 0, count: rows * columns)
        for row in 0..<rows {
          for column in 0..<dense {
            cells[row * columns + column] = features.dense[row * dense + column]
          }
          for entry in sparse.range(row) {
            cells[row * columns + dense + Int(sparse.indices[entry])] = sparse.values[entry]
          }
        }
        features = FeatureRows(dense: cells, columns: columns)
      }
      // Classes stand in the order of their numbers also where there are more than ten.
      return try TrainingRows(
        features, labels: labels.map { "class " + ($0 < 10 ? "0" : "") + "\($0)" })
    }
  }

  struct Bayes: Decodable {
    let table: String
    let alpha: Double
    let fitPrior: Bool
    let weight: String
    let logs, scores: [Double]
  }

  struct Logistic: Decodable {
    let table: String
    let c: Double
    let penalty: String
    let intercept: Bool
    let weight: String
    let ovr: Bool
    let coefficients, intercepts, scores: [Double]
  }

  struct Machine: Decodable {
    let table: String
    let c: Double
    let intercept: Bool
    let scaling: Double
    let weight, loss: String
    let coefficients, intercepts, scores: [Double]
  }

  func rows(_ table: String, isDense: Bool = false) throws -> TrainingRows {
    try #require(tables[table]).training(isDense: isDense)
  }
}

/// Weights as the script names them: the first class 2.5, the last 0.5.
func weights(_ name: String, _ rows: TrainingRows) -> ClassWeights {
  switch name {
  case "balanced": .balanced
  case "named": ClassWeights([(rows.classes[0], 2.5), (rows.classes[rows.classes.count - 1], 0.5)])
  default: .equal
  }
}

/// The greatest difference between two lists, infinite if one is longer.
func farthest(_ found: [Double], _ wanted: [Double]) -> Double {
  found.count == wanted.count
    ? zip(found, wanted).map { ($0 - $1).magnitude }.max() ?? .infinity : .infinity
}
