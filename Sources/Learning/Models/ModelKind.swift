// A kind of model is one value: its name, its description, its settings, and how its models are made and read.
//
// To add a model: a file with a settings struct (`Estimator`), what it learns (`Predictor`) and a `static let` of
// `ModelKind`; then its name in `ModelKind.all`. The language's constructor, its help and range errors, saving, the
// conformance suite and the benchmark follow from that.

package import Basics

/// Settings of a model, all with defaults.
package protocol Estimator: Sendable {
  init()
  static var kind: ModelKind { get }
  /// Fits to checked rows. The same rows, settings and seed give the same bytes for any width.
  ///
  /// - Throws: `LearningError`, or `Cancelled` within 50 ms of the surrounding task's end.
  func fitPredictor(to rows: TrainingRows, _ context: FitContext) async throws -> any Predictor
  /// About how many bytes of memory a fit needs besides its rows.
  func bytes(columns: Int, classes: Int) -> Double
}

extension Estimator {
  /// 0 by default.
  package func bytes(columns: Int, classes: Int) -> Double { 0 }
}

/// The fitted parameters of a model, which score rows.
package protocol Predictor: Sendable {
  var scoring: Scoring { get }
  /// The score of every class for every row: `rows.count · classes`, row by row. Rows have the columns of the training
  /// rows; a row's scores do not depend on other rows. The same scores for any width.
  func scores(_ rows: FeatureRows, width: Int) async throws -> [Double]
  /// How much each column matters, one number per column, in one or more senses; the first is the usual one.
  var importances: [Importance] { get }
  /// Facts about the fit worth reporting, such as `("iterations", 23)`. No times.
  var facts: [ModelFact] { get }
  /// Warnings as sentences, such as a fit that stopped before its optimum.
  var remarks: [String] { get }
  func encode(into writer: inout ByteWriter)
  /// - Parameters: the numbers of columns and classes of the model that is read.
  init(from reader: inout ByteReader, columns: Int, classes: Int) throws(CorruptData)
}

extension Predictor {
  /// None by default.
  package var importances: [Importance] { [] }
  /// None by default.
  package var facts: [ModelFact] { [] }
  /// None by default.
  package var remarks: [String] { [] }
}

/// What scores are.
package enum Scoring: String, Sendable, Hashable {
  /// Between 0 and 1, adding up to 1 over the classes of a row.
  case probabilities
  /// The highest wins; no scale.
  case margins
}

/// How much each column matters to a model.
package struct Importance: Sendable, Hashable {
  /// In what sense: `impurity`, `gain`, `weight`, `cover`.
  package let sense: String
  /// One per column, dense ones first.
  package let values: [Double]

  /// The importances in one sense.
  package init(_ sense: String, _ values: [Double]) {
    self.sense = sense
    self.values = values
  }
}

/// A named number about a fit.
package struct ModelFact: Sendable, Hashable {
  /// The name.
  package let name: String
  /// The value.
  package let value: Double

  /// A fact with its value.
  package init(_ name: String, _ value: Double) {
    self.name = name
    self.value = value
  }
}

/// A kind of model: its settings and how its models are made and read.
package struct ModelKind: Sendable {
  /// As it is written in a notebook: `random_forest`.
  package let name: String
  /// Names that it had before, which saved models and older notebooks use.
  package let formerNames: [String]
  /// As it stands in a sentence: `random forest`.
  package let title: String
  /// One sentence, with its source.
  package let summary: String
  /// The settings, in the order of help.
  package let settings: [Form]
  /// What it requires of features.
  package let needs: FeatureNeeds
  /// Whether it can be fitted to rows of a single class.
  let takesOneClass: Bool
  let make: @Sendable ([String: SettingValue]) -> any Estimator
  let values: @Sendable (any Estimator) -> [SettingValue]
  let read: @Sendable (inout ByteReader, Int, Int) throws(CorruptData) -> any Predictor

  /// A setting without its key path.
  package struct Form: Sendable, Hashable {
    /// The name.
    package let name: String
    /// Names that it had before.
    package let formerNames: [String]
    /// One sentence for help.
    package let summary: String
    /// The values it takes.
    package let form: SettingForm
    /// The value if none is given.
    package let defaultValue: SettingValue

    init(_ setting: Setting<some Any>, defaultValue: SettingValue) {
      name = setting.name
      formerNames = setting.formerNames
      summary = setting.summary
      form = setting.form
      self.defaultValue = defaultValue
    }
  }

  init<E: Estimator, L: Predictor>(
    _ name: String, formerly formerNames: [String] = [], _ title: String, _ summary: String,
    _ estimator: E.Type, _ predictor: L.Type, needs: FeatureNeeds = FeatureNeeds(),
    takesOneClass: Bool = false, _ settings: Setting<E>...
  ) {
    self.name = name
    self.formerNames = formerNames
    self.title = title
    self.summary = summary
    self.needs = needs
    self.takesOneClass = takesOneClass
    let defaults = E()
    self.settings = settings.map { Form($0, defaultValue: $0.get(defaults)) }
    make = { values in
      var estimator = E()
      for setting in settings {
        if let value = values[setting.name] { setting.set(&estimator, value) }
      }
      return estimator
    }
    values = { estimator in
      guard let estimator = estimator as? E else { return [] }
      return settings.map { $0.get(estimator) }
    }
    read = { reader, columns, classes throws(CorruptData) in
      try L(from: &reader, columns: columns, classes: classes)
    }
  }

  /// The kind with this name, current or former; `nil` for an unknown name.
  package static func named(_ name: String) -> ModelKind? {
    all.first { $0.name == name } ?? all.first { $0.formerNames.contains(name) }
  }

  /// The setting with this name, current or former; `nil` for an unknown name.
  package func setting(_ name: String) -> Form? {
    settings.first { $0.name == name } ?? settings.first { $0.formerNames.contains(name) }
  }

  /// Former names of settings of all kinds, with their current ones.
  package static let formerSettings = Dictionary(
    all.flatMap(\.settings).flatMap { form in form.formerNames.map { ($0, form.name) } },
    uniquingKeysWith: { first, _ in first })

  /// Settings of this kind; those not named keep their defaults.
  ///
  /// - Throws: `.unknownSetting`, `.setting` for a value that it does not take.
  package func estimator(
    _ values: [(name: String, value: SettingValue)] = []
  ) throws(LearningError) -> any Estimator {
    var known: [String: SettingValue] = [:]
    for (name, value) in values {
      guard let setting = setting(name) else {
        throw .unknownSetting(name, of: title, among: settings.map(\.name))
      }
      if !setting.form.takes(value) {
        throw .setting(name, of: title, found: value.text, wanted: setting.form.description)
      }
      known[setting.name] = value
    }
    return make(known)
  }

  /// Names and values of an estimator's settings.
  package func settings(of estimator: any Estimator) -> [(name: String, value: SettingValue)] {
    zip(settings, values(estimator)).map { ($0.name, $1) }
  }
}
