// The multi-layer perceptron, trained by stochastic gradient descent or Adam.
//
// The algorithm is that of scikit-learn's `MLPClassifier`, to its stopping rules; weights are floats of 32 bits.

/// Settings of a multi-layer perceptron, with scikit-learn's names and defaults where the meaning is the same.
package struct MLPClassifier: Estimator, Hashable {
  /// The activation of hidden units.
  package enum Activation: String, CaseIterable, Sendable { case relu, tanh, logistic, identity }

  enum Solver: String, CaseIterable, Sendable { case adam, sgd }

  /// How the learning rate of `sgd` changes: not at all; by 1 / (rows seen + 1)^power_t; or to a fifth whenever
  /// the loss has stopped falling.
  package enum Schedule: String, CaseIterable, Sendable { case constant, invscaling, adaptive }

  /// The number of units of each hidden layer; an empty list makes it a linear model.
  var hiddenLayers = [100]
  /// The activation of hidden units.
  package var activation = Activation.relu
  var solver = Solver.adam
  /// Strength of the L2 term: alpha / 2 · Σ w² over the rows of a batch.
  package var alpha = 1e-4
  /// Rows per batch; `nil` is the smaller of 200 and all rows.
  var batchSize: Int?
  var learningRate = 1e-3
  /// The schedule of the learning rate.
  package var schedule = Schedule.constant
  var powerT = 0.5
  var maxEpochs = 200
  /// The smallest decrease of the loss that counts.
  package var tolerance = 1e-4
  var epochsWithoutChange = 10
  /// The momentum of `sgd`.
  package var momentum = 0.9
  var nesterov = true
  var earlyStopping = false
  var validationFraction = 0.1
  /// The decay of Adam's first moments.
  package var beta1 = 0.9
  /// The decay of Adam's second moments.
  package var beta2 = 0.999
  /// The constant in Adam's denominator.
  package var epsilon = 1e-8
  /// Whether rows are shuffled in each epoch.
  package var shuffle = true
  /// The weight of each class.
  package var classWeights = ClassWeights.equal

  /// The default settings.
  package init() {}

  /// The kind of model.
  package static let kind = ModelKind.mlp

  /// Weights, gradients, two moments, and the best weights so far.
  package func bytes(columns: Int, classes: Int) -> Double {
    let layers = ([columns] + hiddenLayers + [classes]).map(Double.init)
    return zip(layers, layers.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } * 5 * 4
  }
}

extension ModelKind {
  /// The kind of model with its settings.
  package static let mlp = ModelKind(
    "mlp", formerly: ["perceptron"], "multi-layer perceptron",
    "A neural network with hidden layers, trained by Adam or gradient descent, as scikit-learn's `MLPClassifier`.",
    MLPClassifier.self, MLPModel.self,
    .counts(
      "hidden_layer_sizes", \.hiddenLayers, in: 1...10_000, length: 0...10,
      "The number of units in each hidden layer; an empty list makes it a linear model."
    ).formerly("hidden_layers"),
    .choice("activation", \.activation, "The activation function of hidden units."),
    .choice("solver", \.solver, "The optimizer: Adam, or gradient descent with momentum."),
    .number("alpha", \.alpha, in: 0...1e6, "The strength of L2 regularization."),
    .count(
      "batch_size", \.batchSize, in: 1...1_000_000_000, open: "200, or all rows if there are fewer",
      "The number of rows per batch."),
    .number(
      "learning_rate", \.learningRate, in: 1e-10...1e3,
      "The initial step size (`learning_rate_init` in scikit-learn)."),
    .choice(
      "schedule", \.schedule,
      "How the learning rate of `sgd` changes (`learning_rate` in scikit-learn)."),
    .number(
      "power_t", \.powerT, in: 0...10, "The exponent of `invscaling`."),
    .count(
      "max_iter", \.maxEpochs, in: 1...1_000_000, "The maximum number of epochs."
    ).formerly("max_epochs"),
    .number(
      "tol", \.tolerance, in: 0...1e6,
      "The minimum improvement of the loss, or of the validation score."),
    .count(
      "n_iter_no_change", \.epochsWithoutChange, in: 1...1_000_000,
      "Stop after this many epochs without such an improvement."
    ).formerly("epochs_without_change"),
    .number("momentum", \.momentum, in: 0...1, "The momentum of `sgd`."),
    .flag("nesterovs_momentum", \.nesterov, "Whether `sgd` uses Nesterov's momentum.")
      .formerly("nesterov"),
    .flag(
      "early_stopping", \.earlyStopping,
      "Whether to stop by the accuracy on held-out rows and keep the best weights."),
    .number(
      "validation_fraction", \.validationFraction, in: 0.0001...0.9999,
      "The share of rows held out for `early_stopping`."),
    .number("beta_1", \.beta1, in: 0...0.999_999, "The decay rate of Adam's first moments."),
    .number(
      "beta_2", \.beta2, in: 0...0.999_999, "The decay rate of Adam's second moments."),
    .number("epsilon", \.epsilon, in: 1e-12...1, "The constant in Adam's denominator."),
    .flag("shuffle", \.shuffle, "Whether rows are shuffled in each epoch."),
    .classWeights(\.classWeights))
}
