// The guard of rule 6: rows that a model, a scaler or a vocabulary has learnt from do not judge a model unseen.
//
// A leak fails the cell, unless its option `accept-leak` says why it is meant; then the write-up shows how much leaked,
// by class, below the cell. Speakers on both sides are a remark, not a failure: a split by speaker is the better one.

import Learning
import SernbDocument
import SernbRuntime
import Tables

struct LeakGuard {
  let learnt: [LearntRows]
  let test: RowIdentities
  let labels: [String?]

  /// - Parameter learners: what has learnt; what shaped the values of the test rows is added.
  init(_ learners: [LearntRows], test: RowIdentities, labels: [String?]) {
    learnt = RowIdentities().learning(from: learners + test.learners).learners
    self.test = test
    self.labels = labels
  }

  /// How many test rows had been learnt from; what is to be said is noted below the cell.
  ///
  /// - Throws: a problem with the counts by class, if rows leak and the cell does not accept that.
  func check(_ call: Call) throws(RunProblem) -> Int {
    let report = LeakReport(learnt: learnt, test: test, labels: labels)
    if report.isClean {
      if let note = speakerNote(report) { call.context.note(Note(.init(.note, note))) }
      if call.context.acceptedLeak != nil {
        call.context.note(
          Note(.init(.note, "The cell accepts a leak, and no test row was learnt from.")))
      }
      return 0
    }
    guard let reason = call.context.acceptedLeak else {
      throw RunProblem(
        "leak", withoutStop(report.message),
        hint: "Split first and learn from the train rows alone; or say why the leak is meant: "
          + "`#| accept-leak: the reason`.")
    }
    let value = LeakReportValue(learnt: learnt, test: test, labels: labels)
    call.context.note(
      Note(.init(.caution, "\(value.words) Accepted here: \(reason)"), table: value.classTable))
    return report.leaks.count
  }

  private func speakerNote(_ report: LeakReport) -> String? {
    let speakers = report.sharedSpeakers
    if speakers.isEmpty { return nil }
    let shown = speakers.prefix(12).joined(separator: ", ") + (speakers.count > 12 ? ", …" : "")
    return
      "No test row was learnt from, but \(counted(speakers.count, "speaker is", "speakers are")) "
      + "on both sides: \(shown). A split by speaker tells more about new voices."
  }
}
