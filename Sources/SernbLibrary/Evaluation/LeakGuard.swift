// The leak guard: a model must not be evaluated on rows that it, a scaler or a vocabulary was fitted to.
//
// A leak fails the cell, unless its option `accept-leak` gives a reason; then the write-up shows the leaked rows
// by class below the cell. Speakers on both sides are only noted: a split by speaker is better.

import Basics
import Learning
import SernbDocument
import SernbLanguage
import SernbRuntime
import Tables

struct LeakGuard {
  private let provenance: [TrainingProvenance]
  private let test: RowIdentities
  private let labels: [String?]
  private let equal: [EqualRows]
  private let report: LeakReport
  /// Columns of the model that are derived from the class.
  private let derived: [String]

  /// - Parameters:
  ///   - learners: what was fitted; whatever shaped the values of the test rows is added.
  ///   - columns: the columns of the model; what shaped others does not matter.
  ///   - target: the column of classes.
  ///   - equal: test rows that are training rows by their values.
  init(
    _ learners: [TrainingProvenance], test: RowIdentities, labels: [String?], columns: [String],
    target: String, equal: [EqualRows]
  ) {
    let all = RowIdentities().adding(
      provenance: learners + test.learners.filter { $0.reaches(columns) }
    ).learners
    provenance = all.filter { $0.role != .source }
    derived = LeakGuard.columns(columns, madeOf: target, test.learners + all)
    self.test = test
    self.labels = labels
    self.equal = equal
    report = LeakReport(provenance: provenance, test: test, labels: labels, equal: equal)
  }

  /// The number of leaked test rows; adds the notes below the cell.
  ///
  /// - Throws: a problem with the counts by class, if rows leak and the cell does not accept that.
  func check(_ call: Call) throws(RunProblem) -> Int { try LeakGuard.check([self], call) }

  /// Those of `names` that are derived from the class, or from what the class is derived from.
  private static func columns(
    _ names: [String], madeOf target: String, _ learners: [TrainingProvenance]
  ) -> [String] {
    let sources = learners.filter { $0.role == .source }
    let origins = Set(
      [target] + sources.filter { $0.columns?.contains(target) == true }.map(\.learner))
    let made = Set(sources.filter { origins.contains($0.learner) }.flatMap { $0.columns ?? [] })
    return names.filter { made.contains($0) }
  }

  /// Features derived from the class are not a leak of rows, but the class is among the features.
  private static func checkClass(_ folds: [LeakGuard], _ call: Call) throws(RunProblem) {
    guard let names = folds.first(where: { !$0.derived.isEmpty })?.derived else { return }
    let message =
      counted(names.count, "feature") + " "
      + (names.count == 1 ? "is" : "are") + " derived from the class: "
      + names.prefix(5).map { "`\($0)`" }.joined(separator: ", ") + (names.count > 5 ? ", …" : "")
    guard let reason = call.context.acceptedLeak else {
      throw RunProblem(
        "leak", message,
        hint: "Leave it out, or accept the leak and say why: `#| accept-leak: the reason`.")
    }
    call.context.note(
      Note(.init(.caution, "Leak: \(message). Accepted here: \(reason)"), isLeak: true))
  }

  /// The same for the folds of a cross-validation, in one note.
  static func check(_ folds: [LeakGuard], _ call: Call) throws(RunProblem) -> Int {
    try checkClass(folds, call)
    let leaking = folds.filter { !$0.report.isClean }
    guard let first = leaking.first else {
      if let note = speakers(folds) { call.context.note(Note(.init(.note, note))) }
      if let note = doubt(folds) { call.context.note(note) }
      return 0
    }
    let isOne = folds.count == 1
    let scope = isOne ? "" : "In \(leaking.count) of \(folds.count) folds; the first of them: "
    guard let reason = call.context.acceptedLeak else {
      throw RunProblem(
        "leak", scope + withoutStop(first.report.message),
        hint: "Or accept the leak and say why: `#| accept-leak: the reason`.")
    }
    let value = LeakReportValue(
      provenance: first.provenance, test: first.test, labels: first.labels, equal: first.equal)
    call.context.note(
      Note(
        .init(.caution, "\(scope)\(value.message) Accepted here: \(reason)"),
        table: value.classTable, isLeak: true,
        repeated: .init(
          before: "\(scope)\(value.line) (see `", after: "` above). Accepted here: \(reason)")))
    return leaking.reduce(0) { $0 + $1.report.leaks.count }
  }

  private static func speakers(_ folds: [LeakGuard]) -> String? {
    let shared = folds.filter { !$0.report.sharedSpeakers.isEmpty }
    guard let first = shared.first else { return nil }
    let names = first.report.sharedSpeakers
    let shown = names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", …" : "")
    let scope = folds.count == 1 ? "" : " in \(shared.count) of \(folds.count) folds"
    let isSure = folds.allSatisfy { $0.report.knowledge == .complete }
    let finding =
      isSure
      ? "No leak: no test row was seen in training, but "
      : "No known leak: no test row is known to have been seen in training, but "
    return finding + "\(counted(names.count, "speaker is", "speakers are")) "
      + "on both sides\(scope): \(shown). A split by speaker tells more about new speakers."
  }

  /// The doubtful cases: rows without identity, and equal rows that may be different ones.
  private static func doubt(_ folds: [LeakGuard]) -> Note? {
    let equal = folds.reduce(0) { $0 + $1.report.naturalEquals }
    let rows = counted(equal, "test row equals", "test rows equal") + " a training row"
    let message =
      equal == 0 ? "" : "\(rows) in all features and the class, as is common for such values."
    if folds.contains(where: { $0.report.knowledge == .none }) {
      let doubt =
        "The rows have no identity, so rows seen in training cannot be detected. Name them with `identify`, or keep their names when you take them out of a table."
      return Note(.init(.note, doubt + (equal == 0 ? "" : " " + message)))
    }
    if equal == 0 { return nil }
    return Note(
      .init(.note, message), repeated: .init(before: "\(rows) (see `", after: "` above)."))
  }
}
