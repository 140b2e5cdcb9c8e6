// Class weights: how much the rows of each class count in a fit.

import Tables

/// Weights of classes, as scikit-learn's `class_weight`.
package enum ClassWeights: Sendable, Hashable {
  /// Every row counts 1.
  case equal
  /// A row of a class counts `rows / (classes · rows of the class)`.
  case balanced
  /// Weights by class name, sorted by name; 1 for a class that is not named.
  case named([Named])

  /// The weight of one class.
  package struct Named: Sendable, Hashable {
    /// The name of the class.
    package let name: String
    /// The weight of its rows.
    package let weight: Double

    /// The weight of the class `name`.
    package init(_ name: String, _ weight: Double) {
      self.name = name
      self.weight = weight
    }
  }

  /// Weights by class name.
  package init(_ weights: [(name: String, weight: Double)]) {
    self = .named(weights.sorted { $0.name < $1.name }.map { Named($0.name, $0.weight) })
  }

  /// Named weights lie above 0 and no class is named twice.
  var isUsable: Bool {
    guard case .named(let named) = self else { return true }
    return !named.isEmpty && Set(named.map(\.name)).count == named.count
      && named.allSatisfy { $0.weight > 0 && $0.weight <= 1e9 }
  }

  var text: String {
    switch self {
    case .equal: "\"equal\""
    case .balanced: "\"balanced\""
    case .named(let named):
      "{" + named.map { "\($0.name): \(numberText($0.weight))" }.joined(separator: ", ") + "}"
    }
  }

  /// The weight of each class.
  ///
  /// - Throws: `.unknownLabels` if a named class has no row.
  package func perClass(_ rows: TrainingRows) throws(LearningError) -> [Double] {
    switch self {
    case .equal: return rows.classes.map { _ in 1 }
    case .balanced:
      // A class may have lost all its rows to a held-out share: then its weight is never used, but has to be a number.
      return rows.classCounts.map { count in
        Double(rows.count) / (Double(rows.classes.count) * Double(max(count, 1)))
      }
    case .named(let named):
      let unknown = named.map(\.name).filter { !rows.classes.contains($0) }
      if !unknown.isEmpty { throw .unknownLabels(unknown, among: rows.classes) }
      return rows.classes.map { name in named.first { $0.name == name }?.weight ?? 1 }
    }
  }

  /// The weight of each row, `nil` if every row counts 1.
  package func perRow(_ rows: TrainingRows) throws(LearningError) -> [Double]? {
    if self == .equal { return nil }
    let weights = try perClass(rows)
    return rows.labels.map { weights[Int($0)] }
  }
}
