// Records of runs and results files: what is read is the same when written again, and differs in nothing from itself.

import Basics
import SernbDocument
import SernbPages
import SernbReport
import SernbRuntime

extension FuzzTarget {
  static let record = FuzzTarget("record") { bytes in
    guard let text = String(validating: bytes, as: UTF8.self) else { return }
    for mutant in JSONMutants.of(text) { try readRecord(mutant) }
  }

  private static func readRecord(_ text: String) throws {
    let record: RunRecord
    do throws(ReadingProblem) { record = try RunRecord(reading: text) } catch {
      try law(!error.message.isEmpty, "a record was refused without words")
      return
    }
    let written = record.text
    try law(try RunRecord(reading: written).text == written, "a record is read as another")
    for notebook in record.notebooks {
      guard let side = try? record.side(of: notebook.name, find: { _ in nil }) else { continue }
      try law(!RunComparison(side, side).markdown.isEmpty, "a comparison has no words")
    }
  }

  static let results = FuzzTarget("results") { bytes in
    guard let text = String(validating: bytes, as: UTF8.self) else { return }
    for mutant in JSONMutants.of(text) { try readResults(mutant) }
  }

  private static func readResults(_ text: String) throws {
    let results: Results
    do throws(ReadingProblem) { results = try Results(reading: text) } catch {
      try law(!error.message.isEmpty, "results were refused without words")
      return
    }
    let written = results.text
    let again = try Results(reading: written)
    try law(again.text == written, "results are read as others")
    let same = ResultsComparison(old: results, new: again)
    try law(same.differences.isEmpty, "results differ from themselves")
    // Entries that meet others, or none.
    let turned = Results(title: "", entries: results.entries.reversed())
    let shorter = Results(entries: Array(results.entries.dropFirst()))
    for other in [turned, shorter] {
      let comparison = ResultsComparison(old: results, new: other)
      try law(
        comparison.differences.allSatisfy { !$0.message.isEmpty }, "a difference has no words")
      let runs = RunComparison(
        RunSide(name: "a", results: results), RunSide(name: "b", results: other))
      try law(!runs.headline.isEmpty && !runs.markdown.isEmpty, "a comparison has no words")
    }
  }

  static let origin = FuzzTarget("origin") { bytes in
    guard let text = String(validating: bytes, as: UTF8.self) else { return }
    for mutant in JSONMutants.of(text) { try readOrigin(mutant) }
  }

  private static func readOrigin(_ text: String) throws {
    guard let json = try? JSON(parsing: text) else { return }
    _ = ResultsChecksum.isIntact(text)
    if let page = Provenance(json) {
      try law(Provenance(.object(page.members)) == page, "a page is read as made from another")
    }
    if let sweep = SweepOrigin(json) {
      let again = SweepOrigin(.object(sweep.members))
      try law(
        again?.given.elementsEqual(sweep.given, by: ==) == true,
        "a sweep is read as made with others")
    }
  }
}
