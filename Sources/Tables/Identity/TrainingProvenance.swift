// Rows that something was learned from, and what in a table shows it.

/// Rows that something was learned from: a model, a scaler, a vocabulary, a statistic, a choice.
package struct TrainingProvenance: Sendable, Hashable {
  /// How the rows went in.
  package enum Role: UInt8, Sendable, Hashable, CaseIterable {
    /// Something was fitted to them.
    case fitted = 0
    /// Numbers were computed from all of them, such as a mean.
    case statistic = 1
    /// Settings or columns were chosen by how well they did on them.
    case choice = 2
    /// A fitted model said what they are.
    case prediction = 3
    /// No rows: `columns` are made of the text column that `learner` names, row by row. It may be the class.
    case source = 4
  }

  /// What learned from them, as a noun with its article: `the model`, `the scaler`.
  package var learner: String
  /// The rows that went in.
  package var rows: RowIdentities
  /// The columns of a table that show it; all columns if nil.
  package var columns: [String]?
  /// How they went in.
  package var role: Role

  /// Rows that `learner` used, shown in `columns`.
  package init(
    _ learner: String, _ rows: RowIdentities, columns: [String]? = nil, role: Role = .fitted
  ) {
    self.learner = learner
    self.rows = rows
    self.columns = columns
    self.role = role
  }

  /// Rows are many, and compared last.
  package static func == (a: TrainingProvenance, b: TrainingProvenance) -> Bool {
    a.role == b.role && a.learner == b.learner && a.columns == b.columns && a.rows == b.rows
  }

  /// Says that `columns` are made of the column `source` of the same rows.
  package init(source: String, of columns: [String]) {
    self.init(source, RowIdentities(), columns: columns, role: .source)
  }

  /// Whether a model that looks at `names` sees what was learned. A column of terms is looked at term by term, by names
  /// such as `terms:sorry`.
  package func reaches(_ names: [String]) -> Bool {
    guard let columns else { return true }
    let wanted = Set(columns)
    return names.contains { name in
      wanted.contains(name) || wanted.contains(String(name.prefix { $0 != ":" }))
    }
  }

  /// The same with other columns.
  package func showing(in columns: [String]?) -> TrainingProvenance {
    var result = self
    result.columns = columns
    return result
  }
}
