// Every kind of model, in the order in which help shows them.

extension ModelKind {
  package static let all: [ModelKind] = [
    majority,
    naiveBayes,
    logisticRegression,
    gradientBoosting,
    perceptron,
    linearSVM,
    randomForest,
  ]
}
