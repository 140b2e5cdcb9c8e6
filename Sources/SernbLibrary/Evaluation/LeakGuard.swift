// The guard of rule 6: rows that a model, a scaler or a vocabulary has learnt from do not judge a model unseen.
//
// A leak fails the cell, unless its option `accept-leak` says why it is meant; then the write-up shows how much leaked,
// by class, below the cell. Speakers on both sides are a remark, not a failure: a split by speaker is the better one.

import Basics
import Learning
import SernbDocument
import SernbRuntime
import Tables

struct LeakGuard {
  private let learnt: [LearntRows]
  private let test: RowIdentities
  private let labels: [String?]
  private let equal: [EqualRows]
  private let report: LeakReport
  /// Columns that the model looks at and that are made of the class.
  private let told: [String]

  /// - Parameters:
  ///   - learners: what has learnt; what shaped the values of the test rows is added.
  ///   - columns: those that the model looks at: what shaped others does not matter.
  ///   - target: the column of classes.
  ///   - equal: test rows that are learnt ones by what they hold.
  init(
    _ learners: [LearntRows], test: RowIdentities, labels: [String?], columns: [String],
    target: String, equal: [EqualRows]
  ) {
    let all = RowIdentities().learning(
      from: learners + test.learners.filter { $0.reaches(columns) }
    ).learners
    learnt = all.filter { $0.role != .source }
    told = LeakGuard.columns(columns, madeOf: target, test.learners + all)
    self.test = test
    self.labels = labels
    self.equal = equal
    report = LeakReport(learnt: learnt, test: test, labels: labels, equal: equal)
  }

  /// How many test rows had been learnt from; what is to be said is noted below the cell.
  ///
  /// - Throws: a problem with the counts by class, if rows leak and the cell does not accept that.
  func check(_ call: Call) throws(RunProblem) -> Int { try LeakGuard.check([self], call) }

  /// Those of `names` that are made of the class, or of what the class is made of.
  private static func columns(
    _ names: [String], madeOf target: String, _ learners: [LearntRows]
  ) -> [String] {
    let sources = learners.filter { $0.role == .source }
    let origins = Set(
      [target] + sources.filter { $0.columns?.contains(target) == true }.map(\.learner))
    let made = Set(sources.filter { origins.contains($0.learner) }.flatMap { $0.columns ?? [] })
    return names.filter { made.contains($0) }
  }

  /// Features that are made of the class are no leak of rows: whatever is learnt, the answer is among the questions.
  private static func checkClass(_ folds: [LeakGuard], _ call: Call) throws(RunProblem) {
    guard let names = folds.first(where: { !$0.told.isEmpty })?.told else { return }
    let words =
      counted(names.count, "feature") + " "
      + (names.count == 1 ? "is" : "are") + " made of the class: "
      + names.prefix(5).map { "`\($0)`" }.joined(separator: ", ") + (names.count > 5 ? ", …" : "")
    guard let reason = call.context.acceptedLeak else {
      throw RunProblem(
        "leak", words,
        hint: "Leave it out, or say why that is meant: `#| accept-leak: the reason`.")
    }
    call.context.note(
      Note(.init(.caution, "Leak: \(words). Accepted here: \(reason)"), isLeak: true))
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
    let place = isOne ? "" : "In \(leaking.count) of \(folds.count) folds; the first of them: "
    guard let reason = call.context.acceptedLeak else {
      throw RunProblem(
        "leak", place + withoutStop(first.report.message),
        hint: "Or say why the leak is meant: `#| accept-leak: the reason`.")
    }
    let value = LeakReportValue(
      learnt: first.learnt, test: first.test, labels: first.labels, equal: first.equal)
    call.context.note(
      Note(
        .init(.caution, "\(place)\(value.words) Accepted here: \(reason)"),
        table: value.classTable, isLeak: true,
        repeated: .init(
          before: "\(place)\(value.line), as told below `",
          after: "`. Accepted here: \(reason)")))
    return leaking.reduce(0) { $0 + $1.report.leaks.count }
  }

  private static func speakers(_ folds: [LeakGuard]) -> String? {
    let shared = folds.filter { !$0.report.sharedSpeakers.isEmpty }
    guard let first = shared.first else { return nil }
    let names = first.report.sharedSpeakers
    let shown = names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", …" : "")
    let place = folds.count == 1 ? "" : " in \(shared.count) of \(folds.count) folds"
    let isSure = folds.allSatisfy { $0.report.knowledge == .complete }
    return (isSure ? "No test row" : "No known test row")
      + " was learnt from, but \(counted(names.count, "speaker is", "speakers are")) "
      + "on both sides\(place): \(shown). A split by speaker tells more about new voices."
  }
  /// What cannot be told: rows without identity, and equal rows that may be two.
  private static func doubt(_ folds: [LeakGuard]) -> Note? {
    let equal = folds.reduce(0) { $0 + $1.report.naturalEquals }
    let rows = counted(equal, "test row equals", "test rows equal") + " a train row"
    let words =
      equal == 0 ? "" : "\(rows) in all features and the class, as rows of such values often do."
    if folds.contains(where: { $0.report.knowledge == .none }) {
      let doubt =
        "The rows have no identity: this cannot be judged. `identify` names them, or keep their names when you take them out of a table."
      return Note(.init(.note, doubt + (equal == 0 ? "" : " " + words)))
    }
    if equal == 0 { return nil }
    return Note(
      .init(.note, words), repeated: .init(before: "\(rows), as told below `", after: "`."))
  }
}
