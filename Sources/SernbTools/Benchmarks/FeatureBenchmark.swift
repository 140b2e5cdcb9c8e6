// Times the published features over a folder of sound files, loading and resampling included, for `sernb bench`.

import Audio
import Basics
import SernbDocument
import SernbLanguage

/// The times of feature extraction.
package struct FeatureBenchmark: Sendable {
  /// The number of sound files.
  package let files: Int
  /// Seconds of sound.
  package let duration: Double
  /// Seconds each run took, in order.
  package let runs: [Double]
  /// The number of parallel tasks.
  package let jobs: Int

  /// Extracts the eight features of every file at 44.1 kHz, as often as asked.
  ///
  /// - Throws: `Diagnostic` when a file cannot be read, or `Cancelled`.
  package init(
    files paths: [String], jobs: Int, repeats: Int, clock: @Sendable () -> Double
  ) async throws {
    let sources = paths.map { AudioSource(path: $0, rate: PublishedFeatures.sampleRate) }
    var duration = 0.0
    for path in paths { duration += ((try? SoundFile(path: path))?.facts.duration) ?? 0 }
    var runs: [Double] = []
    for _ in 0..<max(1, repeats) {
      let began = clock()
      for result in try await PublishedFeatures.features(of: sources, width: jobs) {
        if case .failure(let problem) = result {
          throw Diagnostic(.badData, withoutStop(problem.message))
        }
      }
      runs.append(clock() - began)
    }
    (files, self.duration, self.runs, self.jobs) = (paths.count, duration, runs, jobs)
  }

  /// One table, for people.
  package var table: String {
    let median = runs.sorted()[runs.count / 2]
    return Terminal(width: 100).table(
      ShownTable([
        .init("what", texts: ["eight features, 44.1 kHz"]), .init("files", counts: [files]),
        .init("sound (s)", numbers: [duration], format: .fixed(0)),
        .init("jobs", counts: [jobs]), .init("runs", counts: [runs.count]),
        .init("median (s)", numbers: [median], format: .fixed(3)),
        .init("times real time", numbers: [duration / median], format: .fixed(0)),
      ]))
  }
}
