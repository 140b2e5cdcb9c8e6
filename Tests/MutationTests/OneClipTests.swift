// One clip among two thousand that changes is the only one that is computed again.

import Foundation
import SernbRuntime
import Storage
import Testing
import TestSupport

@Suite("one clip among two thousand", .timeLimit(.minutes(30)))
struct OneClipTests {
  private static let notebook = """
    ```ser corpus
    corpus = emodb("data/emodb")
    turns = turns(corpus)
    rows(turns)
    ```

    ```ser features
    features = clips(turns, from: corpus, rate: 44.1 kHz) |> features(published)
    features |> head(3)
    ```

    ```ser rest
    describe(features |> drop([.utterance, .label]))
    ```

    """

  private func path(_ number: Int) -> String {
    let mood = ["W", "T", "F", "N"][number % 4]
    let version = ["a", "b", "c", "d", "e"][number / 4 % 5]
    let (speaker, sentence) = (10 + number / 20 % 10, 10 + number / 200)
    return "data/emodb/wav/\(speaker)a\(sentence)\(mood)\(version).wav"
  }

  @Test("is computed, and the cells that read what changed run")
  func one() async throws {
    let scratch = try Scratch(["Notebooks/n.sernb": Self.notebook])
    for number in 0..<2_000 {
      let samples = SmallProject.tone(
        count: 1_000 + number % 7, period: 40 + number % 50, level: 2_000 + 10 * number)
      try scratch.write(SmallProject.wave(samples), to: path(number))
    }
    let store = Store(folder: scratch.path + "/.sernb/cache")
    func run() async throws -> Running {
      try await Running(
        ["Notebooks/n.sernb"], in: scratch.path, store: store, overrides: [], jobs: 2)
    }
    func ran(_ running: Running) throws -> [Int] {
      let page = try #require(running.pages["Notebooks/n.sernb"])
      #expect(page.problems == [])
      return page.outcomes.indices.filter { page.outcomes[$0]?.origin == .ran }
    }
    let first = try await run()
    #expect(first.streams["Notebooks/n.sernb features"]?.total == 2_000)
    #expect(try ran(first) == [0, 1, 2, 3, 4, 5])
    #expect(try ran(try await run()) == [])

    let changed = scratch.path + "/" + path(777)
    var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: changed)))
    bytes[1_000] ^= 0x40
    try Data(bytes).write(to: URL(fileURLWithPath: changed))
    let second = try await run()
    let stream = try #require(second.streams["Notebooks/n.sernb features"])
    #expect(stream == (1_999, 2_000))
    // The corpus is what it was; the first rows are, too.
    #expect(try ran(second) == [3, 4, 5])

    // A clip that moves to another file is known by its samples.
    let moved = path(500).replacing("a.wav", with: "z.wav")
    try FileManager.default.moveItem(
      atPath: scratch.path + "/" + path(500), toPath: scratch.path + "/" + moved)
    let third = try await run()
    #expect(third.streams["Notebooks/n.sernb features"].map { $0 == (2_000, 2_000) } == true)
    #expect(try ran(try await run()) == [])
  }
}
