// Saved models, ensembles, vocabularies and scalers: what is read behind a right checksum is refused, or can be used.

import Kernels
import Learning
import Tables

extension FuzzTarget {
  static let model = FuzzTarget("model") { bytes in
    guard let model = try? FittedModel(bytes: SavedFile.signed(bytes)) else { return }
    try law(FittedModel(bytes: model.bytes).bytes == model.bytes, "a model is saved as another")
    _ = (model.predictor.facts, model.predictor.remarks, model.predictor.importances)
    guard model.columns.count <= 100, let rows = Self.rows(columns: model.columns.count) else {
      return
    }
    for rows in rows {
      let scores = try await model.scores(rows)
      try law(scores.count == rows.count * model.classes.count, "scores are missing")
      _ = FittedModel.winners(scores, classes: model.classes.count)
    }
  }

  static let ensemble = FuzzTarget("ensemble") { bytes in
    guard let ensemble = try? Ensemble(bytes: SavedFile.renewed(bytes)) else { return }
    let saved = try Ensemble(bytes: ensemble.bytes).bytes
    try law(saved == ensemble.bytes, "an ensemble is saved as another")
    _ = ensemble.provenance
    let inputs = ensemble.members.map { rows(columns: $0.model.columns.count)?.first }
    guard !inputs.contains(nil) else { return }
    let scores = try await ensemble.scores(inputs.compactMap { $0 })
    try law(scores.count % max(1, ensemble.classes.count) == 0, "scores are missing")
  }

  static let vocabulary = FuzzTarget("vocabulary") { bytes in
    guard let fitted = try? FittedTfidf(bytes: SavedFile.signed(bytes)) else { return }
    let saved = try FittedTfidf(bytes: fitted.bytes).bytes
    try law(saved == fitted.bytes, "a vocabulary is saved as another")
    let texts = ["", "i am so sorry", fitted.terms.joined(separator: " "), "Ä é \u{301} 🎉"]
    let rows = try await fitted.transform(texts)
    try law(rows.columns == fitted.terms.count, "a column is missing")
  }

  static let scaler = FuzzTarget("scaler") { bytes in
    guard let fitted = try? FittedScaler(bytes: SavedFile.signed(bytes)) else { return }
    try law(FittedScaler(bytes: fitted.bytes).bytes == fitted.bytes, "a scaler is saved as another")
    let cells = Column.number([0, 1, -3.5, .nan, 1e300])
    let columns = fitted.scales.map { (name: $0.name, column: cells) }
    guard let table = try? Table(columns, rows: RowIdentities(count: 5, source: "t")) else {
      return
    }
    let scaled = try? fitted.transform(table)
    try law(scaled.map { $0.rows.count == 5 } ?? true, "rows are missing")
  }

  /// Rows of `columns` numbers, dense and sparse: zeros, ordinary, large and tiny ones.
  private static func rows(columns: Int) -> [FeatureRows]? {
    guard columns > 0, columns <= 100 else { return nil }
    let cells: [Double] = [0, 1, -1, 0.5, 7, 1e15, -1e-300, 3]
    let dense = (0..<(9 * columns)).map { cells[($0 / columns + $0 % columns) % cells.count] }
    let sparse = SparseRows(
      columns: columns, starts: [0, 0, 1], indices: [Int32(columns - 1)], values: [2])
    return [FeatureRows(dense: dense, columns: columns), FeatureRows(sparse: sparse)]
  }
}
