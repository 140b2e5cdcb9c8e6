// Which numbers of a table a model is given, and under which names.

import Kernels
import Tables
import Testing

@testable import Learning

@Suite struct TableFeaturesTests {
  private func table() throws -> Table {
    let words = SparseRows(
      columns: 3, starts: [0, 2, 2, 3], indices: [0, 2, 1], values: [0.6, 0.8, 1])
    return try Table(
      [
        ("label", .text(["a", "b", "a"])), ("rmse", .number([1, 2, 3])),
        ("text", .text(["", "", ""])),
        ("words", .terms(Terms(names: ["no", "sorry", "yes"], rows: words))),
        ("mean", .number([4, 5, 6])),
      ], rows: RowIdentities(utterances: ["u1", "u2", "u3"]))
  }

  @Test func allNumbersAndTermsButTheTarget() throws {
    let features = try table().features(except: ["label"])
    #expect(features.columns == ["rmse", "mean", "words:no", "words:sorry", "words:yes"])
    #expect(features.rows.dense == [1, 4, 2, 5, 3, 6])
    #expect(features.rows.sparse.indices == [0, 2, 1])
  }

  @Test func namedColumnsInTheirOrder() throws {
    let features = try table().features(named: ["words:yes", "mean", "words:no"], model: "forest")
    #expect(features.columns == ["mean", "words:yes", "words:no"])
    #expect(features.rows.dense == [4, 5, 6])
    #expect(features.rows.sparse.indices == [0, 1])
    #expect(features.rows.sparse.values == [0.8, 0.6])
    #expect(features.rows.sparse.starts == [0, 2, 2, 2])
    let whole = try table().features(named: ["words"], model: "forest")
    #expect(whole.columns == ["words:no", "words:sorry", "words:yes"])
  }

  @Test func missingColumnsAreAllNamed() throws {
    let wanted = LearningError.columns(
      missing: ["nope", "words:maybe"], extra: [], model: "random forest")
    #expect(throws: wanted) {
      try table().features(named: ["mean", "nope", "words:maybe"], model: "random forest")
    }
    #expect(throws: LearningError.self) { try table().features(named: ["text"], model: "forest") }
    #expect(throws: LearningError.noColumns) {
      try table().select(["label", "text"]).features(except: ["label"])
    }
  }

  @Test func scalingIsRemembered() throws {
    let table = try table()
    let scaler = try Scaler(.minMax(), columns: ["rmse"]).fit(table.take([0, 1]))
    let scaled = try scaler.transform(table)
    #expect(scaled.rows.learners.map(\.learner) == ["the scaler"])
    let after = try scaled.filter([false, true, true]).sort(by: [SortKey("mean", descending: true)])
    #expect(after.rows.learners == scaled.rows.learners)
    #expect(after.rows.learners[0].rows.utterances == ["u1", "u2"])
    let twice = try Scaler(.standard, columns: ["mean"]).fit(scaled).transform(scaled)
    #expect(twice.rows.learners.count == 2)
    #expect(twice.rows.learners.allSatisfy { $0.rows.learners.isEmpty })
  }

  @Test func termsGoThroughTheVerbs() throws {
    let table = try table()
    let turned = try table.take([2, 0])
    guard case .terms(let terms)? = turned["words"] else {
      Issue.record("no terms")
      return
    }
    #expect(terms.text(1) == "yes:0.8 no:0.6")
    let both = try table.append(turned)
    #expect(both["words"]?.cell(4) == .text("yes:0.8 no:0.6"))
    #expect(both["words"]?.cell(1) == .text(""))
    let text = String(decoding: CSV.write(turned), as: UTF8.self)
    #expect(text.contains(",sorry:1,6\n"))
  }
}
