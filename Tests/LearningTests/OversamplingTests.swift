// Copies of rare classes, and the leaks that they make when they are made before the split.

import Basics
import Learning
import Tables
import Testing

@Suite struct OversamplingTests {
  private func counts(_ table: Table) throws -> [Double] {
    try table.count(by: ["label"]).numbers("count")
  }

  private func small() throws -> Table {
    try Table(
      [("label", .text(["fea", "neu", "sur", "neu", "fea", nil]))],
      rows: RowIdentities(count: 6, source: "t"))
  }

  @Test("a class is repeated to so many times its rows, each copy numbered")
  func byFactor() throws {
    let table = try Oversampling.byFactor(["fea": 3, "sur": 2]).apply(
      to: small(), by: "label", seed: 1)
    #expect(try counts(table) == [6, 2, 2, 1])
    #expect(
      table.rows.utterances == [
        "t:1", "t:2", "t:3", "t:4", "t:5", "t:6", "t:1", "t:3", "t:5", "t:1", "t:5",
      ])
    #expect(table.rows.copies == [0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2])
  }

  @Test(
    "balancing gives every class as many rows as the largest, none of a class over one more than another"
  )
  func toBalance() throws {
    let table = try speech(100, seed: 3)
    let balanced = try Oversampling.toBalance.apply(to: table, by: "label", seed: 5)
    let largest = try counts(table).max() ?? 0
    #expect(try counts(balanced) == Array(repeating: largest, count: 4))
    #expect(try balanced.head(100) == table)
    for row in 0..<balanced.rowCount {
      let origin = Int(try balanced.numbers("row")[row])
      #expect(balanced.rows.utterances[row] == table.rows.utterances[origin])
    }
    #expect(try Oversampling.toBalance.apply(to: table, by: "label", seed: 5) == balanced)
  }

  @Test("no copy has the number of another, even when copies are copied")
  func copiesOfCopies() throws {
    let once = try Oversampling.byFactor(["fea": 3]).apply(to: small(), by: "label", seed: 1)
    let twice = try Oversampling.byFactor(["fea": 4]).apply(to: once, by: "label", seed: 1)
    let identities = (0..<twice.rowCount).map { twice.rows[$0] }
    #expect(Set(identities).count == identities.count)
    #expect(try counts(twice) == [24, 2, 1, 1])
  }

  @Test("unknown labels, factors below one and too many rows are refused")
  func refusals() throws {
    #expect(throws: LearningError.unknownLabels(["hap", "xxx"], among: ["fea", "neu", "sur"])) {
      try Oversampling.byFactor(["xxx": 2, "hap": 3]).apply(to: small(), by: "label", seed: 1)
    }
    #expect(throws: LearningError.factorOutOfRange(label: "fea", 0)) {
      try Oversampling.byFactor(["fea": 0]).apply(to: small(), by: "label", seed: 1)
    }
    #expect(throws: LearningError.self) {
      try Oversampling.byFactor(["fea": .max]).apply(to: small(), by: "label", seed: 1)
    }
    #expect(throws: LearningError.table(.unknownColumn("mood", among: ["label"]))) {
      try Oversampling.toBalance.apply(to: small(), by: "mood", seed: 1)
    }
    #expect(try Oversampling.toBalance.apply(to: small().head(0), by: "label", seed: 1).isEmpty)
    #expect(try Oversampling.byFactor([:]).apply(to: small(), by: "label", seed: 1) == small())
  }

  // MARK: Leaks

  @Test("copying before a split leaks, splitting first does not")
  func leaks() throws {
    let table = try speech(300, seed: 6)
    let copying = Oversampling.byFactor(["fea": 31])
    let late = try copying.apply(to: table, by: "label", seed: 1)
      .split(.plain(testShare: 0.2), seed: 2)
    let labels = try late.test.labels("label")
    let leaky = LeakReport(
      provenance: [TrainingProvenance("the model", late.train.rows)], test: late.test.rows,
      labels: labels)
    #expect(!leaky.isClean)
    #expect(leaky.classes.map(\.label) == ["fea"])
    #expect(leaky.classes[0].leaked == leaky.leaks.count)
    #expect(leaky.classes[0].total == labels.count { $0 == "fea" })
    #expect(leaky.leaks.allSatisfy { $0.isByCopy && late.test.rows[$0.testRow] == $0.identity })

    let early = try table.split(.plain(testShare: 0.2), seed: 2)
    let copied = try copying.apply(to: early.train, by: "label", seed: 1)
    let clean = LeakReport(
      provenance: [TrainingProvenance("the model", copied.rows)], test: early.test.rows,
      labels: try early.test.labels("label"))
    #expect(clean.isClean)
    #expect(clean.classes.isEmpty)
    #expect(clean.message == "No test row was seen in training.")
    // At random every speaker is on both sides; by speaker none is.
    #expect(clean.sharedSpeakers.count == 10)
    let apart = try table.split(.grouped(testShare: 0.2, by: .speaker), seed: 2)
    let report = LeakReport(
      provenance: [TrainingProvenance("the model", apart.train.rows)], test: apart.test.rows)
    #expect(report.isClean && report.sharedSpeakers.isEmpty)
  }

  @Test("a scaler that saw all rows is named beside a model that did not")
  func scalerLeak() throws {
    let table = try speech(40, seed: 7)
    let sides = try table.split(.plain(testShare: 0.25), seed: 1)
    let scaler = try Scaler(columns: ["row"]).fit(table)
    let report = LeakReport(
      provenance: [
        TrainingProvenance("the model", sides.train.rows),
        TrainingProvenance("the scaler", scaler.provenance),
      ],
      test: sides.test.rows)
    #expect(report.leaks.count == 10)
    #expect(report.leaks.allSatisfy { $0.learners == ["the scaler"] && !$0.isByCopy })
    #expect(
      report.message
        == "10 of 10 test rows were also seen in training: the scaler, such as "
        + "`\(sides.test.rows.utterances[0])`. Split first, then oversample and fit on the training rows only."
    )
    #expect(LeakReport(provenance: [], test: RowIdentities()).isClean)
  }
}
