// Where plain values stem from: rows that a list is in line with, rows that its values are of, and what was learnt.

import Basics
import SernbDocument
import SernbLanguage
import SernbRuntime
import Tables

struct RowOrigin: ValueOrigin {
  static let kind = ObjectKind("origin", "The rows that a value stems from.")

  /// Rows of tables that a list has one value each of, in their order; without what shaped them.
  var columns: [RowIdentities] = []
  /// Rows that the values are of, in no order that is known.
  var loose: [RowIdentities] = []
  /// What was learnt, computed or chosen, and went into the values.
  var learnt: [LearntRows] = []

  init(columns: [RowIdentities] = [], loose: [RowIdentities] = [], learnt: [LearntRows] = []) {
    (self.columns, self.loose, self.learnt) = (columns, loose, learnt)
  }

  /// Of the column `name` of a table with these rows; of all columns without a name.
  ///
  /// - Parameter isText: whether it holds texts, and may be the class.
  init(of rows: RowIdentities, column name: String? = nil, isText: Bool = false) {
    columns = [rows.withoutLearners]
    learnt = rows.learners.filter { learner in
      guard let columns = learner.columns, let name else { return true }
      return columns.contains(name)
    }
    if isText, let name { learnt.append(LearntRows(source: name, of: [])) }
  }

  var isEmpty: Bool { columns.isEmpty && loose.isEmpty && learnt.isEmpty }

  private var something: (any ValueOrigin)? { isEmpty ? nil : self }

  func union(_ other: any ValueOrigin) -> any ValueOrigin {
    guard let other = other as? RowOrigin else { return self }
    var columns = columns.with(other.columns)
    var loose = loose.with(other.loose)
    if columns.count > mostParts { (columns, loose) = ([], loose.with(columns)) }
    if loose.count > mostParts { loose = [loose.together] }
    return RowOrigin(columns: columns, loose: loose, learnt: learnt.with(other.learnt))
  }

  var ofStatistic: (any ValueOrigin)? { RowOrigin(learnt: statistics).something }

  var ofSelection: (any ValueOrigin)? {
    RowOrigin(loose: columns.with(loose), learnt: learnt).something
  }

  var ofElement: (any ValueOrigin)? { RowOrigin(learnt: learnt).something }

  /// All that went in, a list as one number computed from it. Group names and the like are rows of no one.
  var statistics: [LearntRows] {
    learnt.filter { $0.role != .source }.with(
      columns.with(loose).map { LearntRows("a statistic", $0, role: .statistic) })
  }

  /// Only what was chosen.
  var choices: [LearntRows] { learnt.filter { $0.role == .choice } }

  /// Numbers made of predictions for rows that the model has learnt from say so where they are shown.
  var note: Note? {
    let models = learnt.filter { $0.role == .prediction }
    if models.isEmpty { return nil }
    let rows = columns.with(loose).with(learnt.filter { $0.role == .statistic }.map(\.rows))
    for model in models {
      let count = rows.reduce(0) { max($0, model.rows.shared(with: $1)) }
      if count > 0 { return Note.prediction(count) }
    }
    return nil
  }

  // MARK: As a value

  var kind: ObjectKind { Self.kind }
  var line: String { "rows of tables" }

  func equals(_ other: any NotebookObject) -> Bool {
    guard let other = other as? RowOrigin else { return false }
    return columns == other.columns && loose == other.loose && learnt == other.learnt
  }

  func encode(into writer: inout ByteWriter) {
    writer.write(columns) { $1.encode(into: &$0) }
    writer.write(loose) { $1.encode(into: &$0) }
    RowIdentities().learning(from: learnt).encode(into: &writer)
  }

  init(from reader: inout ByteReader) throws(CorruptData) {
    columns = try reader.items(atLeast: 16) { reader throws(CorruptData) in
      try RowIdentities(from: &reader)
    }
    loose = try reader.items(atLeast: 16) { reader throws(CorruptData) in
      try RowIdentities(from: &reader)
    }
    learnt = try RowIdentities(from: &reader).learners
  }
}

/// More parts than that are put together: a loop over thousands of samples must not remember each of them apart.
private let mostParts = 64

extension [RowIdentities] {
  fileprivate func with(_ others: [RowIdentities]) -> [RowIdentities] {
    others.reduce(into: self) { if !$0.contains($1) { $0.append($1) } }
  }

  /// All rows of all, each once.
  fileprivate var together: RowIdentities { reduce(RowIdentities()) { $0.adding($1) } }
}

extension [LearntRows] {
  /// These and `others`, with what shaped the rows that those were learnt from.
  func with(_ others: [LearntRows]) -> [LearntRows] {
    var all = self
    for other in others {
      var own = other
      own.rows = other.rows.withoutLearners
      for learner in [own] + other.rows.learners where !all.contains(learner) {
        all.append(learner)
      }
    }
    return all.count > mostParts ? all.together : all
  }

  /// One for each that learnt in the same way.
  private var together: [LearntRows] {
    var all: [LearntRows] = []
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
  /// How many rows of `others` are rows of these, by any of their names.
  func shared(with others: RowIdentities) -> Int {
    var names = Set<UInt64>()
    for row in 0..<count { names.formUnion(self.names(row)) }
    return (0..<others.count).count { !names.isDisjoint(with: others.names($0)) }
  }
}

extension Note {
  /// What is said of predictions for learnt rows.
  static func prediction(_ count: Int) -> Note {
    Note(
      .init(
        .caution,
        "These are predictions for \(counted(count, "row")) that the model has also learnt from: what is computed from them does not say how it does on unseen rows."
      ))
  }
}

extension Call {
  /// What was learnt and went into an argument, as one number each.
  func learnt(_ name: String) -> [LearntRows] { rowOrigin(name)?.statistics ?? [] }

  /// Which rows something in these arguments was chosen by.
  func choices(_ names: [String]) -> [LearntRows] {
    names.reduce(into: []) { $0 = $0.with(rowOrigin($1)?.choices ?? []) }
  }

  func rowOrigin(_ name: String) -> RowOrigin? { origin(of: name) as? RowOrigin }
}
