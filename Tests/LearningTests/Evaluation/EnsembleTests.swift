// The mean of probabilities of models, of the same columns or of their own, before and after saving.

import Basics
import Kernels
import Tables
import Testing
import TestSupport

@testable import Learning

@Suite(.timeLimit(.minutes(30))) struct EnsembleTests {
  private let context = FitContext(seed: 1)

  @Test func probabilitiesAreTheWeightedMean() async throws {
    let rows = try combined(60)
    let one = try await Nearest().fit(rows, context)
    let two = try await Nearest(sharpness: 0.2).fit(rows, context)
    let three = try await Majority().fit(rows, context)
    let ensemble = try Ensemble([one, two, three], weights: [1, 3, 4])
    let found = try await ensemble.scores(rows.features)
    let parts = [
      try await one.scores(rows.features), try await two.scores(rows.features),
      try await three.scores(rows.features),
    ]
    for index in found.indices {
      let wanted = (parts[0][index] + 3 * parts[1][index] + 4 * parts[2][index]) / 8
      #expect((found[index] - wanted).magnitude < 1e-15)
    }
    #expect(try await ensemble.scores(rows.features, width: 4) == found)
    // Weights tell proportions; without them all count alike.
    let doubled = try Ensemble([one, two, three], weights: [2, 6, 8])
    #expect(try await doubled.scores(rows.features) == found)
    let equal = try await Ensemble([one, two]).scores(rows.features)
    expectClose(equal, pairs(parts[0], parts[1]).map { ($0 + $1) / 2 }, absolute: 1e-15)
    let alone = try await Ensemble([one, two], weights: [1, 0]).scores(rows.features)
    #expect(alone == parts[0])
    let truth = rows.labels.map { Optional(rows.classes[Int($0)]) }
    let predictions = try Predictions(
      truth: truth, scores: found, classes: ensemble.classes, scoring: .probabilities)
    #expect(predictions.probabilities == found && predictions.truth == rows.labels)
  }

  @Test func membersTakeTheirOwnColumns() async throws {
    let rows = try combined(60)
    let sound = try await Nearest().fit(rows.selecting(columns: [0, 1, 2, 3]), context)
    let words = try await Nearest().fit(rows.selecting(columns: Array(4..<44)), context)
    let both = try await Nearest().fit(rows, context)
    let ensemble = try Ensemble([sound, words, both])
    let found = try await ensemble.scores(rows.features, columns: rows.columns)
    let apart = try await ensemble.scores([
      rows.features.selecting(columns: [0, 1, 2, 3]),
      rows.features.selecting(columns: Array(4..<44)), rows.features,
    ])
    #expect(found == apart)
    // Without names all members need all columns.
    await #expect(throws: LearningError.columnCount(found: 44, wanted: 4, model: "nearest mean")) {
      try await ensemble.scores(rows.features)
    }
    let renamed = ["other"] + rows.columns.dropFirst()
    await #expect(
      throws: LearningError.columns(missing: ["column 1"], extra: [], model: "nearest mean")
    ) { try await ensemble.scores(rows.features, columns: renamed) }
    let turned = Array(rows.columns.reversed())
    await #expect(throws: LearningError.columns(missing: [], extra: [], model: "nearest mean")) {
      try await ensemble.scores(rows.features, columns: turned)
    }
  }

  @Test func modelsThatDoNotFitTogetherAreRefused() async throws {
    let rows = try clouds(30)
    let model = try await Nearest().fit(rows, context)
    #expect(throws: LearningError.self) { try Ensemble([]) }
    for weights in [[1], [1, -1], [0, 0], [.nan, 1], [.infinity, 1]] as [[Double]] {
      #expect(throws: LearningError.self, "\(weights)") {
        try Ensemble([model, model], weights: weights)
      }
    }
    let plain = try await Nearest(isProbabilistic: false).fit(rows, context)
    #expect(throws: LearningError.noProbabilities(wantedBy: "ensemble", model: "nearest mean")) {
      try Ensemble([model, plain])
    }
    let other = try await Majority().fit(clouds(30, classes: 2), context)
    let error = LearningError.otherClasses(
      ["class 0", "class 1"], model: "majority baseline",
      wanted: ["class 0", "class 1", "class 2"], first: "nearest mean")
    #expect(throws: error) { try Ensemble([model, other]) }
    #expect(error.message.contains("majority baseline"))
  }

  @Test func savedEnsembleScoresAlike() async throws {
    let provenance = { (range: Range<Int>) in
      RowIdentities(utterances: range.map { "Ses01F_impro01_F\(1000 + $0)" })
    }
    let rows = try clouds(31)
    let one = try await Majority().fit(rows, provenance: provenance(0..<31), context)
    let two = try await Majority().fit(
      rows.taking(Array(0..<20)), provenance: provenance(11..<31), context)
    let ensemble = try Ensemble([one, two], weights: [1, 0.3])
    #expect(ensemble.provenance == provenance(0..<31))
    let bytes = ensemble.bytes
    let read = try Ensemble(bytes: bytes)
    #expect(
      read.bytes == bytes && read.provenance == ensemble.provenance && read.classes == rows.classes)
    #expect(
      try await read.scores(rows.features) == (try await ensemble.scores(rows.features)))
    for end in stride(from: 0, to: bytes.count, by: 29) {
      #expect(throws: LearningError.self) { try Ensemble(bytes: Array(bytes[..<end])) }
    }
    var random = RandomSource(seed: 1)
    for _ in 0..<60 {
      var damaged = bytes
      damaged[random.below(bytes.count)] ^= UInt8(1 << random.below(8))
      #expect(throws: LearningError.self) { try Ensemble(bytes: damaged) }
    }
    // A file with a right checksum whose members do not fit together.
    let other = try await Majority().fit(clouds(30, classes: 2), context)
    for members in [[one, other], []] {
      var body = ByteWriter()
      body.write(members.map { _ in 1.0 })
      body.write(members) { $0.write($1.bytes) }
      let file = FileHeader(magic: "sernbens", version: 1, noun: "ensemble").file(body)
      #expect(
        throws: LearningError.damaged(what: "ensemble", "its members do not fit together")
      ) { try Ensemble(bytes: file) }
    }
    #expect(throws: LearningError.self) { try Ensemble(bytes: one.bytes) }
  }
}
