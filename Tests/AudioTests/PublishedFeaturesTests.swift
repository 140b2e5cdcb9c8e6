// The eight features against librosa, against their definitions, and over streams of sources.

import Basics
import Synchronization
import Testing
import TestSupport

@testable import Audio

@Suite("Published features") struct PublishedFeaturesTests {
  @Test("each feature agrees with librosa on each clip")
  func librosa() throws {
    let rows = try Fixtures.table("features")
    #expect(rows.count == 13)
    for row in rows {
      let values = try PublishedFeatures(try Fixtures.clip(row.name)).values
      for (k, name) in PublishedFeatures.names.enumerated() {
        // Single precision in librosa limits the mean of a sound near 0 to about 1e-6 of 1000 times its size.
        // The reference works in single precision: a mean of 249 has a last digit of 1.5e-5, so beside the
        // absolute bound stands half of that, 6e-8 of the value.
        let absolute = name == "harmonic" ? 1e-6 : 1e-9
        let relative = name == "harmonic" ? 6e-8 : 1e-4
        expectClose(
          values[k], row.values[k], relative: relative, absolute: absolute, "\(row.name) \(name)")
      }
    }
  }

  /// The features by their definitions, with nothing left out.
  private func definitions(_ x: [Float]) throws -> [Double] {
    let n = Double(x.count)
    func mean(_ v: [Double]) -> Double { v.reduce(0, +) / Double(v.count) }
    func deviation(_ v: [Double]) -> Double {
      let middle = mean(v)
      return mean(v.map { ($0 - middle) * ($0 - middle) }).squareRoot()
    }
    let values = x.map(Double.init)
    let size = mean(values.map(\.magnitude))
    let rms = Loudness.rms(x.map { $0 + 0.0001 }).map(Double.init)
    let quiet = Double(rms.filter { $0 <= 0.4 * mean(rms) }.count) / Double(rms.count)
    let harmonic = try HarmonicPercussive.separate(Clip(samples: x, sampleRate: 1)).harmonic.samples
    let lags = try Autocorrelation.full(
      Autocorrelation.centerClipped(x, level: Float(0.45 * size))
    ).map(Double.init)
    return [
      size, deviation(values), mean(rms), deviation(rms), quiet,
      1000 * mean(harmonic.map(Double.init)), 1000 * (lags.max() ?? 0) / n, deviation(lags),
    ]
  }

  @Test(
    "the short cuts lead to the definitions",
    arguments: [
      1, 2, 3, 511, 512, 513, 2047, 2048, 5000, 18_431, 18_432, 18_944, 19_456, 20_000, 70_001,
    ])
  func shortCuts(count: Int) throws {
    // Noise, a tone and an offset: the mean of the harmonic component is not small.
    let x = zip(Fixtures.noise(count, size: 0.1), Fixtures.tone(0.003, count, phase: 0.3)).map {
      $0 + 0.3 * $1 + 0.02
    }
    let actual = try PublishedFeatures(Clip(samples: x, sampleRate: 44100)).values
    for (k, expected) in try definitions(x).enumerated() {
      expectClose(
        actual[k], expected, relative: 1e-5, absolute: k == 5 ? 2e-5 : k == 7 ? 1e-5 : 1e-8,
        "\(count) \(PublishedFeatures.names[k])")
    }
  }

  @Test("no samples, and samples that are no numbers, are told")
  func problems() {
    #expect(throws: SoundProblem(path: "", fact: .noFrames)) {
      try PublishedFeatures(Clip(samples: [], sampleRate: 44100))
    }
    let broken = Clip(samples: [0, 0, .nan, 0], sampleRate: 2)
    #expect(throws: SoundProblem(path: "", fact: .notFinite(second: 1))) {
      try PublishedFeatures(broken)
    }
  }

  @Test("a stream gives results in order, and every problem, whatever its width")
  func stream() async throws {
    let names = ["anger", "none", "sadness", "silent", "tone", "missing", "one"]
    let sources = names.map { AudioSource(path: Fixtures.path($0)) }
    let narrow = try await PublishedFeatures.features(of: sources, width: 1)
    let done = Mutex([Int]())
    let wide = try await PublishedFeatures.features(of: sources, width: 4) { index in
      done.withLock { $0.append(index) }
    }
    #expect(narrow == wide)
    #expect(done.withLock { $0.sorted() } == Array(names.indices))
    #expect(narrow.count == names.count)
    for (name, result) in zip(names, narrow) {
      switch result {
      case .failure(let problem):
        #expect(problem == SoundProblem(path: Fixtures.path(name), fact: .missing))
        #expect(name == "none" || name == "missing")
      case .success(let features):
        #expect(name != "none" && name != "missing")
        let clip = try AudioSource(path: Fixtures.path(name), rate: 44100).load()
        #expect(features == (try PublishedFeatures(clip)))
      }
    }
  }

  @Test("a stream stops when it is cancelled")
  func cancelled() async {
    let sources = [AudioSource](repeating: AudioSource(path: Fixtures.path("anger")), count: 2000)
    let work = Task { try await PublishedFeatures.features(of: sources, width: 2) }
    work.cancel()
    await #expect(throws: Cancelled.self) { try await work.value }
  }
}
