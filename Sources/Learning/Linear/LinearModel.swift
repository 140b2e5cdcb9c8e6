// The predictor of logistic regression and the linear SVM: a linear function for each class, and how the fit went.

import Basics

struct LinearModel: Predictor {
  let functions: LinearScores
  let iterations: Int
  /// Whether the fit converged within the allowed rounds.
  let isReached: Bool

  var scoring: Scoring { functions.link.scoring }

  func scores(_ rows: FeatureRows, width: Int) async throws -> [Double] {
    try await functions.scores(rows, width: width)
  }

  var importances: [Importance] { [Importance("coefficient", functions.meanWeights)] }

  var facts: [ModelFact] { [ModelFact("iterations", Double(iterations))] }

  var remarks: [String] {
    isReached
      ? []
      : [
        "The fit stopped after \(iterations) iterations, before it converged; raise `max_iter`, "
          + "or scale the columns."
      ]
  }

  func encode(into writer: inout ByteWriter) {
    functions.encode(into: &writer)
    writer.write(iterations)
    writer.write(isReached)
  }
}

extension LinearModel {
  init(from reader: inout ByteReader, columns: Int, classes: Int) throws(CorruptData) {
    functions = try LinearScores(from: &reader, columns: columns, classes: classes)
    iterations = try reader.int(in: 0...1_000_000_000)
    isReached = try reader.bool()
  }
}
