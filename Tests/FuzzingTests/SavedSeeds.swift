// The seeds that are saved things are whole, so that mutants of them get far. `SERNB_RECORD=1` makes them anew.

import Basics
import Foundation
import Fuzzing
import Kernels
import Learning
import SernbLibrary
import SernbRuntime
import Storage
import Synchronization
import Tables
import Testing

@Suite(.timeLimit(.minutes(30))) struct SavedSeeds {
  @Test("seeds of saved things are read by this version")
  func areRead() async throws {
    if ProcessInfo.processInfo.environment["SERNB_RECORD"] == "1" {
      try await record()
      Issue.record("recorded the saved seeds; run again without SERNB_RECORD")
      return
    }
    func whole(_ name: String) throws -> [[UInt8]] {
      try seeds(name).filter { $0.name.hasPrefix("whole-") }.map(\.bytes)
    }
    let models = try whole("model").map { try FittedModel(bytes: $0) }
    #expect(models.map(\.kind.name).sorted() == ModelKind.all.map(\.name).sorted())
    #expect(try whole("ensemble").map { try Ensemble(bytes: $0).members.count } == [2])
    #expect(try whole("vocabulary").map { try FittedTfidf(bytes: $0).terms.count } == [17, 11])
    #expect(try whole("scaler").map { try FittedScaler(bytes: $0).scales.count } == [2, 2])
    #expect(
      try whole("entry").map { try EntryFile.bytes(of: $0, .nodes, key).count } == [0, 19])
    #expect(
      try whole("segment").map { try ValueBlock(reading: $0, of: key).entries.count } == [0, 1, 5])
    #expect(try whole("pack").map { try PackFile.entries(of: $0).count } == [0, 4])
    #expect(try whole("part").count == 6)
    #expect(
      try whole("traces").map { try StoredTraces(bytes: $0).traces.count }
        == Array(repeating: 1, count: 23))
    #expect(try whole("value").map { try Value(bytes: $0, Library.decoders) }.count == 13)
    #expect(try whole("index").map { try IndexFile.entries(reading: $0).count } == [4])
    #expect(try seeds("checkpoint").map(\.name) == SmallFit.all.map { "whole-" + $0.name }.sorted())
  }

  /// The key of the entries, and the family of the segments.
  private let key = Digest(of: Array("key".utf8))

  private func recordStorage() throws {
    for (name, bytes) in [("empty", []), ("text", Array("what a cell came to".utf8))] {
      try write(EntryFile.file(.nodes, key, bytes), "entry", "whole-" + name)
    }
    func digest(_ number: Int) -> Digest { Digest(of: Array("\(number)".utf8)) }
    for count in [0, 1, 5] {
      let values = (0..<count).map { (digest($0), [UInt8](repeating: UInt8($0), count: $0 * 3)) }
      let segment = ValueBlock(key, Dictionary(uniqueKeysWithValues: values))
      try write(segment.bytes, "segment", "whole-\(count)")
    }
    for count in [0, 4] {
      let entries = (0..<count).map {
        PackEntry(.nodes, digest($0), [UInt8](repeating: 7, count: $0))
      }
      try write(try #require(PackFile.file(entries)), "pack", "whole-\(count)")
    }
    let parts: [any StoredPart] = [
      NumbersPart([0.25, 1, .nan, -3.5]), TextArray(["ang", nil, "sad", "ang", "é"]),
      TruthsPart([true, nil, false]), WordsPart([1, 2]), RowNames(TextArray(["a", "b", "a"])),
      Terms(
        names: ["a", "b"],
        rows: SparseRows(columns: 2, starts: [0, 1, 3], indices: [1, 0, 1], values: [1, 2, 3])),
    ]
    for (index, part) in parts.enumerated() {
      var writer = ByteWriter()
      writer.write(UInt8(index))
      part.encode(into: &writer)
      try write(writer.bytes, "part", "whole-\(index)")
    }
    let file = NSTemporaryDirectory() + "/index-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: file) }
    let index = FileIndex(file: file)
    for (path, aspect) in [("/usr", FileIndex.Aspect.names), ("/bin/sh", .content)] {
      _ = index.digest(of: path, aspect) { digest(1) }
      _ = index.digest(of: path, .facts) { digest(2) }
    }
    index.save()
    try write(Array(try Data(contentsOf: URL(fileURLWithPath: file))), "index", "whole-two")
  }

  private func recordCache() async throws {
    let (traces, values) = try await CacheSeeds.made()
    for (place, bytes) in traces.enumerated() where bytes.count < 3_000 {
      try write(bytes, "traces", "tens-\(place / 10)/whole-\(place)")
    }
    for (place, bytes) in values.enumerated() where bytes.count < 3_000 {
      try write(bytes, "value", "whole-\(place)")
    }
  }

  private func recordCheckpoints() async throws {
    for (index, fit) in SmallFit.all.enumerated() {
      let left = Mutex<[[UInt8]]>([])
      _ = try await fit.run(from: nil) { state in left.withLock { $0.append(state) } }
      let state = try #require(left.withLock { $0.first })
      try write([UInt8(index)] + state, "checkpoint", "whole-" + fit.name)
    }
  }

  private func record() async throws {
    try recordStorage()
    try await recordCache()
    try await recordCheckpoints()
    let cells: [Double] = [0, 1, 2, 3, 1, 0, 5, 2, 4, 4, 1, 1, 2, 0, 3, 3]
    let labels = ["ang", "neu", "ang", "neu", "sad", "sad", "ang", "neu"]
    let rows = try TrainingRows(FeatureRows(dense: cells, columns: 2), labels: labels)
    let names = (0..<8).map { "Ses01F_impro01_F\(100 + $0)" }
    let seen = RowIdentities(utterances: names)
    let small: [(name: String, value: SettingValue)] = [
      ("n_estimators", .count(3)), ("hidden_layer_sizes", .counts([3])),
      ("max_iter", .count(5)), ("batch_size", .count(4)),
    ]
    var models: [FittedModel] = []
    for kind in ModelKind.all {
      let settings = small.filter { entry in kind.settings.contains { $0.name == entry.name } }
      let model = try await kind.estimator(settings).fit(
        rows, provenance: seen, FitContext(seed: 1))
      try write(model.bytes, "model", "whole-" + kind.name)
      if model.predictor.scoring == .probabilities, models.count < 2 { models.append(model) }
    }
    try write(Ensemble(models, weights: [1, 2]).bytes, "ensemble", "whole-two")
    let texts = ["i am so sorry", "what do you want", "oh my god", "i am so glad"]
    var pairs = Tfidf()
    pairs.ngrams = 1...2
    pairs.stopWords = .words(["am"])
    for (name, settings) in [("words", Tfidf()), ("pairs", pairs)] {
      let fitted = try await settings.fit(
        texts, provenance: RowIdentities(utterances: names.dropLast(4)))
      try write(fitted.bytes, "vocabulary", "whole-" + name)
    }
    let table = try Table(
      [("a", .number([0, 1, 2])), ("b", .number([1, 1, 4], unit: ColumnUnit(seconds: 1)))],
      rows: RowIdentities(utterances: Array(names.prefix(3))))
    for (name, method) in [("standard", Scaler.Method.standard), ("range", .minMax())] {
      try write(Scaler(method).fit(table).bytes, "scaler", "whole-" + name)
    }
  }

  private func write(_ bytes: [UInt8], _ target: String, _ name: String) throws {
    let file = URL(fileURLWithPath: seedFolder(target)).appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }
}
