// Estimators, fitted models and evaluations as stored values.

import Basics
import Learning
import SernbRuntime
import Tables

extension ScalerValue: StoredObject {
  func encode(into writer: inout ByteWriter) { settings.encode(into: &writer) }

  init(from reader: inout ByteReader) throws(CorruptData) { self.init(try Scaler(from: &reader)) }
}

extension FittedScalerValue: StoredObject {
  func encode(into writer: inout ByteWriter) { writer.write(fitted.bytes) }

  init(from reader: inout ByteReader) throws(CorruptData) {
    let file = try reader.data()
    self.init(try stored { () throws(LearningError) in try FittedScaler(bytes: file) })
  }
}

extension FittedModelValue: StoredObject {
  func encode(into writer: inout ByteWriter) { writer.write(model.bytes) }

  init(from reader: inout ByteReader) throws(CorruptData) {
    let file = try reader.data()
    self.init(try stored { () throws(LearningError) in try FittedModel(bytes: file) })
  }
}

extension EnsembleValue: StoredObject {
  func encode(into writer: inout ByteWriter) { writer.write(ensemble.bytes) }

  init(from reader: inout ByteReader) throws(CorruptData) {
    let file = try reader.data()
    self.init(ensemble: try stored { () throws(LearningError) in try Ensemble(bytes: file) })
  }
}

extension EstimatorValue: StoredObject {
  func encode(into writer: inout ByteWriter) {
    writer.write(model.name)
    writer.write(settings: settings)
    writer.write(learners: choices)
  }

  init(from reader: inout ByteReader) throws(CorruptData) {
    let model = try reader.modelKind()
    let settings = try reader.checkedSettings(of: model)
    self.init(model, settings, choices: try reader.learners())
  }
}

extension GridSearchValue: StoredObject {
  func encode(into writer: inout ByteWriter) {
    writer.write(model.name)
    writer.write(settings: fixed)
    outcome.encode(into: &writer)
    judges.encode(into: &writer)
  }

  init(from reader: inout ByteReader) throws(CorruptData) {
    let model = try reader.modelKind()
    let fixed = try reader.checkedSettings(of: model)
    let outcome = try GridSearch.Outcome(from: &reader, of: model, fixed: fixed)
    self.init(
      model: model, fixed: fixed, outcome: outcome, judges: try RowIdentities(from: &reader))
  }
}

extension ByteWriter {
  mutating func write(learners: [TrainingProvenance]) {
    RowIdentities().adding(provenance: learners).encode(into: &self)
  }
}

extension ByteReader {
  mutating func learners() throws(CorruptData) -> [TrainingProvenance] {
    try RowIdentities(from: &self).learners
  }

  fileprivate mutating func modelKind() throws(CorruptData) -> ModelKind {
    let name = try text()
    guard let kind = ModelKind.named(name) else {
      throw CorruptData("I know no model of the kind `\(name)`")
    }
    return kind
  }

  /// Settings that the kind of model takes.
  fileprivate mutating func checkedSettings(
    of model: ModelKind
  ) throws(CorruptData) -> [(name: String, value: SettingValue)] {
    let settings = try settings(of: model)
    _ = try stored { () throws(LearningError) in try model.estimator(settings) }
    return settings
  }
}

// MARK: Evaluations

extension EvaluationValue: StoredObject {
  func encode(into writer: inout ByteWriter) {
    writer.write(title, predictions, zeroDivision.rawValue, intervals, level, drawsGroups, rows)
    writer.write(leaked, folds)
  }

  init(from reader: inout ByteReader) throws(CorruptData) {
    let title = try reader.text()
    let predictions = try Predictions(from: &reader)
    let zeroDivision: ZeroDivision = try reader.choice(
      else: "a share of nothing is of no known sort")
    let intervals = try Bootstrap.Intervals(from: &reader)
    let level = try reader.double()
    let drawsGroups = try reader.bool()
    let rows = try RowIdentities(from: &reader)
    let leaked = try reader.int(in: 0...Int(Int32.max))
    let folds: [[Int]] = try reader.read()
    let positions = 0..<predictions.count
    guard rows.count == predictions.count, level > 0, level < 1,
      folds.allSatisfy({ !$0.isEmpty && $0.allSatisfy(positions.contains) })
    else { throw CorruptData("an evaluation does not fit its rows") }
    self.init(
      title: title, predictions: predictions,
      report: ClassificationReport(predictions, zeroDivision: zeroDivision),
      zeroDivision: zeroDivision, intervals: intervals, level: level, drawsGroups: drawsGroups,
      rows: rows, leaked: leaked, folds: folds)
  }
}

extension ComparisonValue: StoredObject {
  func encode(into writer: inout ByteWriter) {
    writer.write(first, second, test.both, test.firstOnly, test.secondOnly, test.neither)
    writer.write(test.isExact)
  }

  init(from reader: inout ByteReader) throws(CorruptData) {
    let first = try EvaluationValue(from: &reader)
    let second = try EvaluationValue(from: &reader)
    let rows = 0...first.predictions.count
    let (both, firstOnly) = (try reader.int(in: rows), try reader.int(in: rows))
    let (secondOnly, neither) = (try reader.int(in: rows), try reader.int(in: rows))
    let isExact = try reader.bool()
    guard both + firstOnly + secondOnly + neither == first.predictions.count,
      second.predictions.count == first.predictions.count
    else { throw CorruptData("a comparison does not fit its rows") }
    self.init(
      first: first, second: second,
      test: McNemar(
        both: both, firstOnly: firstOnly, secondOnly: secondOnly, neither: neither, exact: isExact))
  }
}

extension LeakReportValue: StoredObject {
  func encode(into writer: inout ByteWriter) {
    report.encode(into: &writer)
    writer.write(learners) { $0.write($1.name, $1.count) }
    writer.write(classes) { $0.write($1.label, $1.leaked, $1.total, $1.byLearner) }
  }

  init(from reader: inout ByteReader) throws(CorruptData) {
    let report = try LeakReport(from: &reader)
    let rows = 0...report.testCount
    let learners = try reader.items(atLeast: 16) { reader throws(CorruptData) in
      (name: try reader.text(), count: try reader.int(in: rows))
    }
    let classes = try reader.items(atLeast: 25) { reader throws(CorruptData) in
      let label: String? = try reader.read()
      let (leaked, total) = (try reader.int(in: rows), try reader.int())
      let byLearner: [Int] = try reader.read()
      guard byLearner.count == learners.count else {
        throw CorruptData("a class is not counted for each learner")
      }
      return ClassCount(label: label, leaked: leaked, total: total, byLearner: byLearner)
    }
    self.init(report: report, learners: learners, classes: classes)
  }
}
