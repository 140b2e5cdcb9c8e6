// Times TF-IDF and the eighteen published fits over tables in the published layout, for `sernb bench models`.

internal import Basics
internal import Kernels
internal import Learning
import SernbDocument
import SernbLanguage
internal import Tables

/// The six published models on audio, text and both, with the published settings.
package struct ModelBenchmark: Sendable {
  /// One fit: table, model, scores and times.
  package struct Row: Sendable {
    /// `audio`, `text` or `combined`.
    package let table: String
    /// Such as `RF`.
    package let model: String
    /// Accuracy, macro F1, macro precision and macro recall on the test rows.
    let scores: [Double]
    /// Seconds.
    package let fit: Double
    /// Seconds of the prediction.
    package let predict: Double
  }

  /// The fits, in order.
  package let rows: [Row]
  /// Seconds that TF-IDF took for all texts, and the size of its result.
  package let vectors: (seconds: Double, texts: Int, terms: Int)
  /// The number of parallel tasks.
  package let jobs: Int

  /// Seconds of all fits.
  package var total: Double { rows.reduce(0) { $0 + $1.fit } }

  /// The four files of the published layout.
  package static let files = [
    "audio_train.csv", "audio_test.csv", "text_train.csv", "text_test.csv",
  ]

  /// Fits and evaluates every model once.
  ///
  /// - Parameters:
  ///   - bytes: the files named by `files`, in that order.
  ///   - onRow: called with each row when it is ready.
  /// - Throws: `Diagnostic` for a file that is not in the published layout, or `Cancelled`.
  package init(
    _ bytes: [[UInt8]], jobs: Int, clock: @Sendable () -> Double, onRow: (Row) -> Void = { _ in }
  ) async throws {
    do {
      let tables = try zip(ModelBenchmark.files, bytes).map { name, bytes in
        try CSV.read(bytes, name: name)
      }
      let (audio, audioTest) = (try rowsOfSound(tables[0]), try rowsOfSound(tables[1]))
      let texts = Array(
        try tables[2].texts("transcription").appending(tables[3].texts("transcription")))
      let began = clock()
      let words = try await Tfidf.published.fitTransform(texts, width: jobs)
      vectors = (clock() - began, texts.count, words.fitted.terms.count)
      let count = tables[2].rowCount
      let text = words.rows.taking(Array(0..<count))
      let textTest = words.rows.taking(Array(count..<texts.count))
      let (labels, testLabels) = (try tables[0].labels("label"), try tables[1].labels("label"))
      var rows: [Row] = []
      for (name, train, test) in [
        ("audio", audio, audioTest),
        ("text", FeatureRows(sparse: text), FeatureRows(sparse: textTest)),
        ("combined", try beside(audio, text), try beside(audioTest, textTest)),
      ] {
        let training = try TrainingRows(train, labels: labels)
        for (model, estimator) in try ModelBenchmark.models(isAudio: name == "audio") {
          let context = FitContext(seed: 2019, width: jobs)
          let start = clock()
          let fitted = try await estimator.fit(training, context)
          let middle = clock()
          let scores = try await fitted.scores(test, width: jobs)
          let end = clock()
          let report = ClassificationReport(
            try Predictions(
              truth: testLabels, scores: scores, classes: fitted.classes,
              scoring: fitted.predictor.scoring))
          rows.append(
            Row(
              table: name, model: model,
              scores: [
                report.accuracy, report.macro.f1, report.macro.precision, report.macro.recall,
              ], fit: middle - start, predict: end - middle))
          onRow(rows[rows.count - 1])
        }
      }
      (self.rows, self.jobs) = (rows, jobs)
    } catch let error as LearningError {
      throw Diagnostic(.badData, withoutStop(error.message))
    } catch let error as TableError {
      throw Diagnostic(.badData, withoutStop(error.message))
    } catch let error as CSVError {
      throw Diagnostic(.badData, withoutStop(error.message))
    }
  }

  /// The published settings.
  private static func models(isAudio: Bool) throws(LearningError) -> [(String, any Estimator)] {
    let trees = SettingValue.count(isAudio ? 1200 : 600)
    let settings: [(String, ModelKind, [(name: String, value: SettingValue)])] = [
      ("MNB", .naiveBayes, []), ("LR", .logisticRegression, [("max_iter", .count(1000))]),
      ("SVM", .linearSVM, []),
      ("RF", .randomForest, [("n_estimators", trees), ("min_samples_split", .count(25))]),
      (
        "MLP", .mlp,
        [
          ("hidden_layer_sizes", .counts([isAudio ? 650 : 500])), ("learning_rate", .number(0.01)),
          ("max_iter", .count(1000)),
        ]
      ),
      (
        "XGB", .gradientBoosting,
        [("max_depth", .count(7)), ("learning_rate", .number(0.008)), ("n_estimators", trees)]
      ),
    ]
    var models: [(String, any Estimator)] = []
    for (name, kind, values) in settings { models.append((name, try kind.estimator(values))) }
    return models
  }

  /// One table, for people.
  package var table: String {
    func percent(_ index: Int) -> [Double] { rows.map { $0.scores[index] } }
    let shown = ShownTable([
      .init("table", texts: rows.map(\.table)), .init("model", texts: rows.map(\.model)),
      .init("accuracy", numbers: percent(0), format: .percent(1)),
      .init("macro F1", numbers: percent(1), format: .percent(1)),
      .init("precision", numbers: percent(2), format: .percent(1)),
      .init("recall", numbers: percent(3), format: .percent(1)),
      .init("fit (s)", numbers: rows.map(\.fit), format: .fixed(3)),
      .init("predict (s)", numbers: rows.map(\.predict), format: .fixed(3)),
    ]).first(rows.count)
    return Terminal(width: 100).table(shown)
      + "\nTF-IDF of \(NumberText.count(vectors.texts)) texts: \(NumberText.count(vectors.terms)) "
      + "terms in \(NumberText.text(vectors.seconds, .fixed(3))) s. "
      + "All \(rows.count) fits: \(NumberText.text(total, .fixed(2))) s with \(jobs) "
      + (jobs == 1 ? "job." : "jobs.")
  }
}

/// All numbers of a table of audio features.
private func rowsOfSound(_ table: Table) throws(LearningError) -> FeatureRows {
  try table.features(except: ["label"]).rows
}

private func beside(_ dense: FeatureRows, _ sparse: SparseRows) throws(LearningError) -> FeatureRows
{
  if dense.count != sparse.count {
    throw .length(what: "texts", found: sparse.count, rows: dense.count)
  }
  return FeatureRows(
    count: dense.count, denseColumns: dense.denseColumns, dense: dense.dense, sparse: sparse)
}
