// The provenance of plain values: rows aligned with a list, rows its values come from, and what was learned.

import Basics
import SernbDocument
import SernbLanguage
import SernbRuntime
import Tables

struct RowOrigin: ValueOrigin {
  static let kind = ObjectKind("origin", "The rows that a value stems from.")

  /// Rows of tables aligned with a list, one value each; without what shaped them.
  var columns: [RowIdentities] = []
  /// Rows that the values come from, in unknown order.
  var loose: [RowIdentities] = []
  /// What was learned, computed or chosen and contributed to the values.
  var provenance: [TrainingProvenance] = []

  init(
    columns: [RowIdentities] = [], loose: [RowIdentities] = [],
    provenance: [TrainingProvenance] = []
  ) {
    (self.columns, self.loose, self.provenance) = (columns, loose, provenance)
  }

  /// Of the column `name` of a table with these rows; of all columns without a name.
  ///
  /// - Parameter isText: whether it holds texts, and may be the class.
  init(of rows: RowIdentities, column name: String? = nil, isText: Bool = false) {
    columns = [rows.withoutLearners]
    provenance = rows.learners.filter { learner in
      guard let columns = learner.columns, let name else { return true }
      return columns.contains(name)
    }
    if isText, let name { provenance.append(TrainingProvenance(source: name, of: [])) }
  }

  var isEmpty: Bool { columns.isEmpty && loose.isEmpty && provenance.isEmpty }

  private var something: (any ValueOrigin)? { isEmpty ? nil : self }

  func union(_ other: any ValueOrigin) -> any ValueOrigin {
    guard let other = other as? RowOrigin else { return self }
    var columns = columns.with(other.columns)
    var loose = loose.with(other.loose)
    if columns.count > maximumParts { (columns, loose) = ([], loose.with(columns)) }
    if loose.count > maximumParts { loose = [loose.together] }
    return RowOrigin(columns: columns, loose: loose, provenance: provenance.with(other.provenance))
  }

  var ofStatistic: (any ValueOrigin)? { RowOrigin(provenance: statistics).something }

  var ofSelection: (any ValueOrigin)? {
    RowOrigin(loose: columns.with(loose), provenance: provenance).something
  }

  var ofElement: (any ValueOrigin)? { RowOrigin(provenance: provenance).something }

  /// Everything that contributed, a list counting as one statistic. Group names and the like belong to no row.
  var statistics: [TrainingProvenance] {
    provenance.filter { $0.role != .source }.with(
      columns.with(loose).map { TrainingProvenance("a statistic", $0, role: .statistic) })
  }

  /// Only what was chosen.
  var choices: [TrainingProvenance] { provenance.filter { $0.role == .choice } }

  /// Numbers derived from predictions for training rows get a note where they are shown.
  var note: Note? {
    let models = provenance.filter { $0.role == .prediction }
    if models.isEmpty { return nil }
    let rows = columns.with(loose).with(provenance.filter { $0.role == .statistic }.map(\.rows))
    for model in models {
      let count = rows.reduce(0) { max($0, model.rows.shared(with: $1)) }
      if count > 0 { return Note.prediction(count) }
    }
    return nil
  }

  // MARK: As a value

  var line: String { "rows of tables" }

  func equals(_ other: any EngineValue) -> Bool {
    guard let other = other as? RowOrigin else { return false }
    return columns == other.columns && loose == other.loose && provenance == other.provenance
  }

  func encode(into writer: inout ByteWriter) {
    writer.write(columns, loose, RowIdentities().adding(provenance: provenance))
  }

  init(from reader: inout ByteReader) throws(CorruptData) {
    columns = try reader.read()
    loose = try reader.read()
    provenance = try reader.learners()
  }
}

/// Above this, parts are merged: a loop over thousands of samples must not track each separately.
private let maximumParts = 64

extension [RowIdentities] {
  fileprivate func with(_ others: [RowIdentities]) -> [RowIdentities] {
    others.reduce(into: self) { if !$0.contains($1) { $0.append($1) } }
  }

  /// All rows of all, each once.
  fileprivate var together: RowIdentities { reduce(RowIdentities()) { $0.adding($1) } }
}

extension [TrainingProvenance] {
  /// These and `others`, including what shaped their training rows.
  func with(_ others: [TrainingProvenance]) -> [TrainingProvenance] {
    var all = self
    for other in others {
      var own = other
      own.rows = other.rows.withoutLearners
      for learner in [own] + other.rows.learners where !all.contains(learner) {
        all.append(learner)
      }
    }
    return all.count > maximumParts ? all.together : all
  }

  /// One for each learner with the same role.
  private var together: [TrainingProvenance] {
    var all: [TrainingProvenance] = []
    for one in self {
      let known = all.firstIndex {
        $0.learner == one.learner && $0.role == one.role && $0.columns == one.columns
      }
      guard let known else {
        all.append(one)
        continue
      }
      all[known].rows = all[known].rows.adding(one.rows)
    }
    return all
  }
}

extension RowIdentities {
  /// The number of rows of `others` that are among these, by any of their names.
  func shared(with others: RowIdentities) -> Int {
    var names = Set<UInt64>()
    for row in 0..<count { names.formUnion(self.names(row)) }
    return (0..<others.count).count { !names.isDisjoint(with: others.names($0)) }
  }
}

extension Note {
  /// The note on predictions for training rows.
  static func prediction(_ count: Int) -> Note {
    Note(
      .init(
        .caution,
        "These are predictions for \(counted(count, "row")) that the model was also trained on: what is computed from them does not show how it does on unseen rows."
      ))
  }
}

extension Call {
  /// The provenance of an argument, as statistics.
  func provenance(_ name: String) -> [TrainingProvenance] { rowOrigin(name)?.statistics ?? [] }

  /// The rows used for choices in these arguments.
  func choices(_ names: [String]) -> [TrainingProvenance] {
    names.reduce(into: []) { $0 = $0.with(rowOrigin($1)?.choices ?? []) }
  }

  func rowOrigin(_ name: String) -> RowOrigin? { origin(of: name) as? RowOrigin }
}
