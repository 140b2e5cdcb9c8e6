// Every kind of model, in the order in which help shows them.

extension ModelKind {
  /// Every kind of model.
  package static let all: [ModelKind] = [
    majority, naiveBayes, logisticRegression, gradientBoosting, mlp, linearSVM, randomForest,
  ]
}
