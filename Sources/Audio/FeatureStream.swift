// The features of many sources, with one clip a worker in memory at a time.

import Kernels

extension PublishedFeatures {
  /// The published sample rate, which a source has unless it says otherwise.
  public static let sampleRate = 44_100.0

  /// The features of each source, in order, or what is wrong with it: all problems are found at once.
  ///
  /// A source without a wanted rate is resampled to 44.1 kHz as in the published system.
  /// - Parameters:
  ///   - width: how many sources are at work at a time; the results do not depend on it.
  ///   - progress: called with the index of each source when it is done, in any order, from any thread.
  /// - Throws: `Cancelled` only.
  public static func features(
    of sources: [AudioSource], width: Int, progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) async throws -> [Result<PublishedFeatures, SoundProblem>] {
    let wanted = sources.map { source in
      var wanted = source
      wanted.rate = source.rate ?? sampleRate
      return wanted
    }
    let resamplers = try commonResamplers(of: wanted)
    let tables = FeatureTables()
    return try await concurrentMap(sources.count, width: width) { index in
      let result = try one(wanted[index], resamplers, tables)
      progress(index)
      return result
    }
  }

  private static func one(
    _ source: AudioSource, _ resamplers: Resamplers, _ tables: FeatureTables
  ) throws -> Result<PublishedFeatures, SoundProblem> {
    do {
      return .success(try PublishedFeatures(try source.load(using: resamplers), tables: tables))
    } catch let problem as SoundProblem {
      return .failure(SoundProblem(path: source.path, fact: problem.fact))
    }
  }

  /// The filters for the rates of the first few hundred files; one not among them makes its own.
  private static func commonResamplers(of sources: [AudioSource]) throws -> Resamplers {
    var resamplers = Resamplers()
    let step = max(1, sources.count / 200)
    for index in stride(from: 0, to: sources.count, by: step) {
      try checkCancellation()
      guard let rate = sources[index].rate,
        let file = try? SoundFile(path: sources[index].path)
      else { continue }
      resamplers.add(from: file.facts.sampleRate, to: rate)
    }
    return resamplers
  }
}
