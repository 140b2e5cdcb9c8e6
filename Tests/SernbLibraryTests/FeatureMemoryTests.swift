// Features that are kept clip by clip: what is kept with another number of features is computed again, whoever wrote
// it.

import Basics
import FileAccess
import Foundation
import SernbLanguage
import SernbLibrary
import SernbRuntime
import Testing
import TestSupport

@testable import Storage

@Suite("features that are kept")
struct FeatureMemoryTests {
  private let notebook = """
    ```ser a
    corpus = emodb("data/emodb")
    found = clips(turns(corpus), from: corpus) |> features(published)
    found
    ```
    """

  private func features(_ store: Store, _ project: Project) async throws -> [UInt8]? {
    let world = World(
      files: project.files, jobs: 1,
      cache: ResultCache(store, engine: Engine(), decoders: Library.decoders))
    let run = try ProjectRun(
      NotebookLoader(project, vocabulary: Library.vocabulary, overrides: []),
      builtins: Library.byName, world: world
    ).run(project.root + "/n.sernb")
    let results = try await run.runAll()
    for result in results { #expect(result.failure == nil, "\(result.failure?.message ?? "")") }
    return try await run.result(of: 1).bound["found"]?.bytes()
  }

  @Test("a segment with right checksums and too few or too many features harms nobody")
  func otherCount() async throws {
    let scratch = try Scratch(["n.sernb": notebook])
    for name in ["03a01Fa.wav", "03a01Wa.wav"] {
      let wave = try Data(
        contentsOf: URL(fileURLWithPath: ExampleProject.project.root + "/data/emodb/wav/" + name))
      try scratch.write(Array(wave), to: "data/emodb/wav/" + name)
      // What was written a moment ago may be written again unseen: only older files are known by their stamps.
      let path = scratch.path + "/data/emodb/wav/" + name
      while FileStamp(of: path)?.isSettled == false { try await Task.sleep(for: .milliseconds(5)) }
    }
    let project = Project(root: scratch.path, facts: Library.soundFacts)
    let store = Store(folder: scratch.path + "/cache")
    let first = try #require(try await features(store, project))
    store.flush()
    let clips = scratch.path + "/cache/v1/" + Namespace.clips.name
    for values in [[], [1.0], [Double](repeating: 0.5, count: 10)] {
      var writer = ByteWriter()
      writer.write(values)
      var count = 0
      for path in scratch.files("cache/v1/" + Namespace.clips.name).keys.sorted() {
        let words = path.split(separator: "/").map(String.init)
        guard words.count == 2, let family = Digest(hex: words[0]),
          let name = Digest(hex: words[1]),
          let place = RelativePath(path), let bytes = store.read(.clips, name, at: place)
        else { continue }
        let segment = try ValueBlock(reading: bytes, of: family)
        let keys = segment.entries.map { ($0.key, writer.bytes) }
        let other = ValueBlock(family, Dictionary(keys, uniquingKeysWith: { first, _ in first }))
          .bytes
        let otherPlace = try #require(RelativePath(words[0] + "/" + Digest(of: other).hex))
        try FileManager.default.removeItem(atPath: clips + "/" + path)
        #expect(store.write(.clips, Digest(of: other), other, at: otherPlace))
        count += segment.entries.count
      }
      // Of two clips; from the second round on, the wrong ones lie beside the right ones.
      #expect(count == (values.isEmpty ? 2 : 4))
      store.flush()
      for name in ["packs", Namespace.values.name] {
        try? FileManager.default.removeItem(atPath: scratch.path + "/cache/v1/" + name)
      }
      // As another process, which has not read the packs.
      let other = Store(folder: scratch.path + "/cache")
      #expect(try await features(other, project) == first)
      // It writes beside the run.
      other.flush()
    }
  }

  @Test("a clip of a stream has the features that it has by itself, at the rate of the set")
  func rates() async throws {
    let scratch = try Scratch([
      "n.sernb": """
      ```ser a
      corpus = emodb("data/emodb")
      turns = turns(corpus)
      own = clips(turns, from: corpus)
      low = clips(turns, from: corpus, rate: 8 kHz)
      fn alone(stream, n) = features(pick(stream, at: n), published)
      expect features(own, published).silence == [alone(own, n).silence for n in 0 .. 1]
      expect features(low, published).sig_std == [alone(low, n).sig_std for n in 0 .. 1]
      resampled = resample(pick(own, at: 0), rate: published.rate)
      expect alone(own, 0) == features(resampled, published)
      at_own = features(pick(own, at: 0), published, rate: 16 kHz)
      expect at_own.silence == features(own, published, rate: 16 kHz).silence[0]
      expect at_own != alone(own, 0)
      ```
      """
    ])
    for name in ["03a01Fa.wav", "03a01Wa.wav"] {
      let wave = try Data(
        contentsOf: URL(fileURLWithPath: ExampleProject.project.root + "/data/emodb/wav/" + name))
      try scratch.write(Array(wave), to: "data/emodb/wav/" + name)
    }
    let project = Project(root: scratch.path, facts: Library.soundFacts)
    let store = Store(folder: scratch.path + "/cache")
    for _ in 0..<2 {
      let world = World(
        files: project.files, jobs: 2,
        cache: ResultCache(store, engine: Engine(), decoders: Library.decoders, looksUp: false))
      let results = try await ProjectRun(
        NotebookLoader(project, vocabulary: Library.vocabulary, overrides: []),
        builtins: Library.byName, world: world
      ).run(project.root + "/n.sernb").runAll()
      for result in results { #expect(result.failure == nil, "\(result.failure?.message ?? "")") }
      let remarks = Set(results.flatMap(\.remarks))
      #expect(
        remarks.contains(
          "Clips of 8 kHz are resampled to 44.1 kHz, the rate of the published features."))
    }
  }
}
