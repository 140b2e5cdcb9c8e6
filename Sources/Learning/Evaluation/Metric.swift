// Metrics for ranking models, named as scikit-learn's scorers.

/// A metric of predictions.
package enum Metric: String, Sendable, Hashable, CaseIterable {
  case accuracy
  /// Unweighted average recall (UAR).
  case balancedAccuracy = "balanced_accuracy"
  case macroF1 = "f1_macro"
  case macroPrecision = "precision_macro"
  case macroRecall = "recall_macro"
  case weightedF1 = "f1_weighted"
  case kappa
  case matthews
  /// Needs probabilities; lower is better.
  case logLoss = "log_loss"

  var isHigherBetter: Bool { self != .logLoss }

  /// The metric of `predictions`; an undefined ratio (0/0) counts as 0.
  ///
  /// - Throws: `.noProbabilities` for `logLoss`.
  package func score(_ predictions: Predictions) throws(LearningError) -> Double {
    let report = ClassificationReport(predictions)
    switch self {
    case .accuracy: return report.accuracy
    case .balancedAccuracy: return report.balancedAccuracy
    case .macroF1: return report.macro.f1
    case .macroPrecision: return report.macro.precision
    case .macroRecall: return report.macro.recall
    case .weightedF1: return report.weighted.f1
    case .kappa: return report.kappa
    case .matthews: return report.matthews
    case .logLoss:
      guard let loss = report.logLoss else {
        throw .noProbabilities(wantedBy: "log_loss", model: "model")
      }
      return loss
    }
  }
}
