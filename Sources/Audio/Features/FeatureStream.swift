// The features of many sources, with one clip per worker in memory at a time.

import Basics

/// A cache of clip features between runs.
package struct FeatureMemory: Sendable {
  /// The cached features of a source, looked up before its file is read.
  package let known: @Sendable (_ index: Int) -> PublishedFeatures?
  /// The cached features of a source whose file has changed: the part with this clip may be unchanged.
  package let recall: @Sendable (_ part: SoundPart) -> PublishedFeatures?
  /// Stores the features of a source.
  package let keep: @Sendable (_ index: Int, _ part: SoundPart, PublishedFeatures) -> Void

  /// A cache from its two lookups and its store.
  package init(
    known: @escaping @Sendable (Int) -> PublishedFeatures?,
    recall: @escaping @Sendable (SoundPart) -> PublishedFeatures?,
    keep: @escaping @Sendable (Int, SoundPart, PublishedFeatures) -> Void
  ) {
    self.known = known
    self.recall = recall
    self.keep = keep
  }
}

extension PublishedFeatures {
  /// The sample rate in Hz at which the published features are defined.
  package static let sampleRate = 44_100.0

  /// The features of each source in order, or its problem: all problems are found in one pass.
  ///
  /// - Parameters:
  ///   - rate: the sample rate in Hz that the features are computed at. A source that names it is resampled as it
  ///     is read, as in the published system; a clip that has another rate is resampled then, as
  ///     a clip by itself is.
  ///   - memory: features that were computed before.
  ///   - width: how many sources are at work at a time; the results do not depend on it.
  ///   - progress: called with the index of each finished source, in any order, from any thread.
  /// - Throws: `Cancelled` only.
  package static func features(
    of sources: [AudioSource], at rate: Double = sampleRate, memory: FeatureMemory? = nil,
    width: Int,
    progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) async throws -> [Result<PublishedFeatures, SoundProblem>] {
    let found = sources.indices.map { memory?.known($0) }
    for (index, features) in found.enumerated() where features != nil { progress(index) }
    let open = found.indices.filter { found[$0] == nil }
    let tables = FeatureTables()
    let resamplers = try commonResamplers(of: open.map { sources[$0] }, to: rate)
    let made = try await concurrentMap(open.count, width: width) { position in
      let index = open[position]
      let result = try one(sources[index], at: rate, index, memory, resamplers, tables)
      progress(index)
      return result
    }
    var results = found.map { features in
      features.map { Result<PublishedFeatures, SoundProblem>.success($0) }
    }
    for (position, result) in zip(open, made) { results[position] = result }
    return results.compactMap { $0 }
  }

  private static func one(
    _ source: AudioSource, at rate: Double, _ index: Int, _ memory: FeatureMemory?,
    _ resamplers: Resamplers,
    _ tables: FeatureTables
  ) throws -> Result<PublishedFeatures, SoundProblem> {
    do {
      let part = try source.read(using: resamplers)
      if let features = memory?.recall(part) {
        memory?.keep(index, part, features)
        return .success(features)
      }
      let clip = try part.clip(using: resamplers).resampled(to: rate, using: resamplers)
      let features = try PublishedFeatures(clip, tables: tables)
      memory?.keep(index, part, features)
      return .success(features)
    } catch let problem as SoundProblem {
      return .failure(SoundProblem(path: source.path, fact: problem.fact))
    }
  }

  /// The filters for the rates of the first few hundred files; one not among them makes its own.
  private static func commonResamplers(
    of sources: [AudioSource], to rate: Double
  ) throws -> Resamplers {
    var resamplers = Resamplers()
    let step = max(1, sources.count / 200)
    for index in stride(from: 0, to: sources.count, by: step) {
      try checkCancellation()
      guard let file = try? SoundFile(path: sources[index].path) else { continue }
      let first = sources[index].rate ?? file.facts.sampleRate
      resamplers.add(from: file.facts.sampleRate, to: first)
      resamplers.add(from: first, to: rate)
    }
    return resamplers
  }
}
