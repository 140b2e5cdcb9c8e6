// Small models with predictable answers, for tests of code that works with any model.

import Basics
import Kernels
import Tables

@testable import Learning

/// The mean of each class, and the classes by their nearness to a row: probabilities or plain scores.
struct Nearest: Estimator {
  var isProbabilistic = true
  /// Distances are multiplied by it.
  var sharpness = 1.0

  static let kind = ModelKind(
    "nearest", "nearest mean", "The class with the nearest mean.", Nearest.self, Means.self,
    Setting.flag("probabilities", \.isProbabilistic, "Whether it gives probabilities."),
    Setting.number("sharpness", \.sharpness, in: -10...1000, "How far the nearest stands out."))

  func fitPredictor(to rows: TrainingRows, _ context: FitContext) async throws -> any Predictor {
    let columns = rows.features.columns
    var sums = [Double](repeating: 0, count: rows.classes.count * columns)
    for column in 0..<columns {
      for (row, value) in rows.features.values(column).enumerated() {
        let label = Int(rows.labels[row])
        sums[label * columns + column] += value / Double(rows.classCounts[label])
      }
    }
    return Means(means: sums, classes: rows.classes.count, settings: self)
  }
}

struct Means: Predictor {
  let means: [Double]
  let classes: Int
  let settings: Nearest

  var scoring: Scoring { settings.isProbabilistic ? .probabilities : .margins }

  func scores(_ rows: FeatureRows, width: Int) async throws -> [Double] {
    let columns = rows.columns
    let values = (0..<columns).map { rows.values($0) }
    return (0..<rows.count).flatMap { row in
      let near = (0..<classes).map { label in
        Math.exp(
          -settings.sharpness
            * (0..<columns).reduce(0) {
              let gap = values[$1][row] - means[label * columns + $1]
              return $0 + gap * gap
            })
      }
      let total = near.reduce(0, +)
      if total == 0 { return near.map { _ in 1 / Double(classes) } }
      return settings.isProbabilistic ? near.map { $0 / total } : near
    }
  }

  func encode(into writer: inout ByteWriter) {}
}

extension Means {
  init(from reader: inout ByteReader, columns: Int, classes: Int) throws(CorruptData) {
    throw CorruptData("it is never saved")
  }
}
