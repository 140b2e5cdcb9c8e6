// Identities of rows as bytes: what is written is read, and nothing else is.

import Basics
import Kernels
import Tables
import Testing

@Suite struct RowIdentitiesBytesTests {
  private func bytes(_ rows: RowIdentities) -> [UInt8] {
    var writer = ByteWriter()
    rows.encode(into: &writer)
    return writer.bytes
  }

  private func read(_ bytes: [UInt8]) throws -> RowIdentities {
    var reader = ByteReader(bytes)
    return try RowIdentities(from: &reader)
  }

  @Test func rowsComeBack() throws {
    let own = RowIdentities([
      RowIdentity(utterance: "a", speaker: "s", copy: 0),
      RowIdentity(utterance: "a", speaker: "s", copy: 3),
      RowIdentity(utterance: "b", speaker: nil, copy: -7),
      RowIdentity(utterance: "", speaker: "", copy: .max),
    ])
    let rows = own.adding(provenance: [
      TrainingProvenance("the scaler", own),
      TrainingProvenance("the vocabulary", RowIdentities(utterances: ["b", "c"])),
      TrainingProvenance(
        "a statistic", RowIdentities(count: 2, source: "t"), columns: ["x", "y"], role: .statistic),
    ])
    #expect(try read(bytes(rows)) == rows)
    #expect(try read(bytes(RowIdentities())) == RowIdentities())
    #expect(rows.learners.count == 3)
    let renamed = rows.renamed(utterances: ["1", "2", "3", "4"], speakers: [nil, nil, nil, nil])
    #expect(try read(bytes(renamed)) == renamed)
  }

  @Test func damagedBytesAreRefusedOrRead() throws {
    let rows = RowIdentities(utterances: (0..<20).map { "Ses01F_impro01_F\($0)" })
    let whole = bytes(rows.adding(provenance: [TrainingProvenance("the scaler", rows)]))
    for end in 0..<whole.count {
      #expect(throws: CorruptData.self) { try read(Array(whole[..<end])) }
    }
    var random = RandomSource(seed: 3)
    for _ in 0..<2000 {
      var damaged = whole
      damaged[random.below(whole.count)] = UInt8(random.below(256))
      _ = try? read(damaged)
    }
  }
}
