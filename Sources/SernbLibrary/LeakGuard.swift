// The guard of rule 6: rows that a model, a scaler or a vocabulary has learnt from do not judge a model unseen.
//
// A leak fails the cell, unless its option `accept-leak` says why it is meant; then the write-up shows how much leaked,
// by class, below the cell. Speakers on both sides are a remark, not a failure: a split by speaker is the better one.

import Learning
import SernbDocument
import SernbRuntime
import Tables

struct LeakGuard {
  private let learnt: [LearntRows]
  private let test: RowIdentities
  private let labels: [String?]
  private let report: LeakReport

  /// - Parameter learners: what has learnt; what shaped the values of the test rows is added.
  init(_ learners: [LearntRows], test: RowIdentities, labels: [String?]) {
    learnt = RowIdentities().learning(from: learners + test.learners).learners
    self.test = test
    self.labels = labels
    report = LeakReport(learnt: learnt, test: test, labels: labels)
  }

  /// How many test rows had been learnt from; what is to be said is noted below the cell.
  ///
  /// - Throws: a problem with the counts by class, if rows leak and the cell does not accept that.
  func check(_ call: Call) throws(RunProblem) -> Int { try LeakGuard.check([self], call) }

  /// The same for the folds of a cross-validation, in one note.
  static func check(_ folds: [LeakGuard], _ call: Call) throws(RunProblem) -> Int {
    let leaking = folds.filter { !$0.report.isClean }
    guard let first = leaking.first else {
      if let note = speakers(folds) { call.context.note(Note(.init(.note, note))) }
      return 0
    }
    let isOne = folds.count == 1
    let place = isOne ? "" : "In \(leaking.count) of \(folds.count) folds; the first of them: "
    guard let reason = call.context.acceptedLeak else {
      throw RunProblem(
        "leak", place + withoutStop(first.report.message),
        hint: "Or say why the leak is meant: `#| accept-leak: the reason`.")
    }
    let value = LeakReportValue(learnt: first.learnt, test: first.test, labels: first.labels)
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
    return "No test row was learnt from, but \(counted(names.count, "speaker is", "speakers are")) "
      + "on both sides\(place): \(shown). A split by speaker tells more about new voices."
  }
}
