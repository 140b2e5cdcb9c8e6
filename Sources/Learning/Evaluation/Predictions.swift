// Predicted and true classes of rows: the input of all metrics.

/// The true and the predicted class of each row, and the probabilities where the model gives them.
///
/// The truth may have classes that the model does not know: they are never predicted.
package struct Predictions: Sendable, Hashable {
  /// Distinct and ascending: the model's classes and those of the truth.
  package let classes: [String]
  /// The index in `classes` of each row's true class.
  package let truth: [Int32]
  /// The index in `classes` of each row's predicted class.
  package let predicted: [Int32]
  /// Row-major, one per class of `classes`: 0 for a class that the model does not know. `nil` without probabilities.
  package let probabilities: [Double]?

  /// The number of rows.
  package var count: Int { truth.count }

  /// - Parameters:
  ///   - truth: the class of each row.
  ///   - predicted: the predicted classes, one per row.
  ///   - known: the classes of the model, in the order of the probabilities' columns; they may go beyond those that
  ///     occur.
  ///   - probabilities: `truth.count · known.count` numbers between 0 and 1, row by row.
  /// - Throws: `.noRows`, `.length`, `.missing` for a row without a class, `.probability`.
  /// - Precondition: `known` is distinct.
  package init(
    truth: [String?], predicted: [String?], known: [String] = [], probabilities: [Double]? = nil
  ) throws(LearningError) {
    if truth.isEmpty { throw .noRows(verb: "evaluate") }
    if predicted.count != truth.count {
      throw .length(what: "predictions", found: predicted.count, rows: truth.count)
    }
    let right = try Classes(truth, what: "label")
    let said = try Classes(predicted, what: "prediction")
    let all = Set(right.names + said.names + known).sorted()
    var indexOf: [String: Int32] = [:]
    for (index, name) in all.enumerated() { indexOf[name] = Int32(index) }
    let positions = { (names: [String]) in names.map { indexOf[$0] ?? 0 } }
    let rightPositions = positions(right.names)
    let saidPositions = positions(said.names)
    classes = all
    self.truth = right.ofRow.map { rightPositions[$0] }
    self.predicted = said.ofRow.map { saidPositions[$0] }
    guard let probabilities else {
      self.probabilities = nil
      return
    }
    let knownPositions = positions(known)
    precondition(Set(knownPositions).count == known.count, "the model's classes are distinct")
    if probabilities.count != truth.count * known.count {
      throw .length(
        what: "rows of probabilities", found: probabilities.count / max(1, known.count),
        rows: truth.count)
    }
    var spread = [Double](repeating: 0, count: truth.count * all.count)
    for (index, value) in probabilities.enumerated() {
      let (row, column) = index.quotientAndRemainder(dividingBy: known.count)
      if !(value >= 0 && value <= 1) { throw .probability(row: row + 1, value) }
      spread[row * all.count + Int(knownPositions[column])] = value
    }
    self.probabilities = spread
  }

  /// Predicts the class with the highest score of each row, the first of equal ones.
  ///
  /// - Parameter scores: `truth.count · classes.count` numbers, row by row.
  /// - Throws: as the initializer above.
  package init(
    truth: [String?], scores: [Double], classes: [String], scoring: Scoring
  ) throws(LearningError) {
    if scores.count != truth.count * classes.count {
      throw .length(
        what: "rows of scores", found: scores.count / max(1, classes.count), rows: truth.count)
    }
    let winners = FittedModel.winners(scores, classes: classes.count)
    try self.init(
      truth: truth, predicted: classes.isEmpty ? [] : winners.map { classes[Int($0)] },
      known: classes, probabilities: scoring == .probabilities ? scores : nil)
  }

  /// - Precondition: indices lie in `classes`, which are distinct and ascending; counts match.
  package init(
    classes: [String], truth: [Int32], predicted: [Int32], probabilities: [Double]? = nil
  ) {
    precondition(truth.count == predicted.count, "there is a prediction for each row")
    precondition(
      [truth, predicted].allSatisfy { $0.allSatisfy { $0 >= 0 && Int($0) < classes.count } },
      "places lie in the list of classes")
    precondition(
      probabilities.map { $0.count == truth.count * classes.count } ?? true,
      "there is a probability for each row and class")
    precondition(
      zip(classes, classes.dropFirst()).allSatisfy { $0 < $1 },
      "classes are distinct and ascending")
    self.classes = classes
    self.truth = truth
    self.predicted = predicted
    self.probabilities = probabilities
  }

  /// The rows at `indices` with the same classes; a row may occur often.
  package func taking(_ indices: [Int]) -> Predictions {
    let width = classes.count
    return Predictions(
      classes: classes, truth: indices.map { truth[$0] }, predicted: indices.map { predicted[$0] },
      probabilities: probabilities.map { all in
        indices.flatMap { all[($0 * width)..<(($0 + 1) * width)] }
      })
  }

  /// Which of `classes` occur, as true or predicted ones, ascending: scikit-learn's `unique_labels`.
  var present: [Int] {
    var occurs = [Bool](repeating: false, count: classes.count)
    for position in truth { occurs[Int(position)] = true }
    for position in predicted { occurs[Int(position)] = true }
    return occurs.indices.filter { occurs[$0] }
  }
}

extension FittedModel {
  /// The model's predictions for rows, with their true classes.
  ///
  /// - Throws: as `scores(_:columns:width:)` and `Predictions.init`.
  package func predictions(
    _ rows: FeatureRows, truth: [String?], columns: [String]? = nil, width: Int = 1
  ) async throws -> Predictions {
    try Predictions(
      truth: truth, scores: try await scores(rows, columns: columns, width: width),
      classes: classes, scoring: predictor.scoring)
  }
}
