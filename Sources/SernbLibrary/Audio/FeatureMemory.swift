// A cache of the features of a stream, clip by clip.
//
// A clip is identified by the content of its file and its part of it; if the file has changed, by the samples that it
// is made of. So a change in a dialog of sixty turns recomputes only the turns it touches.

import Audio
import Basics
import SernbRuntime
import Storage
import Synchronization
import Tables

extension Call {
  /// The published features of each source, or its problem. Every file that is read is recorded as a dependency.
  func publishedFeatures(
    of sources: [AudioSource], at rate: Double
  ) async throws -> [Result<PublishedFeatures, SoundProblem>] {
    var real = sources
    var contents: [String: Digest] = [:]
    for index in sources.indices {
      let path = sources[index].path
      real[index].path = try open(path, for: .content, argument: "sound")
      if contents[path] == nil { contents[path] = try files.content(of: path) }
      try checkCancellation()
    }
    let keys = sources.map { Self.key(of: $0, contents[$0.path], at: rate) }
    let pack = context.memory("features published \(PublishedFeatures.version)")
    let tally = Tally(total: sources.count, report: context.progress)
    let memory = pack.map { pack in
      FeatureMemory(
        known: { index in
          guard let features = PublishedFeatures(stored: pack[keys[index]]) else { return nil }
          tally.reuse()
          return features
        },
        recall: { part in
          guard let features = PublishedFeatures(stored: pack[Self.key(of: part, at: rate)]) else {
            return nil
          }
          tally.reuse()
          return features
        },
        keep: { index, part, features in
          let bytes = features.stored
          // The digest is valid only if the file was not written meanwhile.
          if files.isUnchanged(sources[index].path) { pack.add(keys[index], bytes) }
          pack.add(Self.key(of: part, at: rate), bytes)
        })
    }
    defer {
      pack?.flush()
      context.report(reused: tally.reused, of: sources.count)
    }
    let results = try await PublishedFeatures.features(
      of: real, at: rate, memory: memory, width: jobs
    ) { _ in
      tally.finish()
    }
    return zip(sources, results).map { source, result in
      result.mapError { SoundProblem(path: source.path, fact: $0.fact) }
    }
  }

  /// A name for the sound of each source, as an alias of its row: files of the same bytes are one recording under any
  /// name, and so is each of its channels.
  func soundNames(of sources: [AudioSource]) throws -> [UInt64] {
    try sources.map { source in
      var source = source
      source.channel = nil
      let digest = Self.key(of: source, try files.content(of: source.path))
      return RowName.hash(
        source: digest.bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }, number: 0)
    }
  }

  /// - Parameter rate: what features are computed at, where that is not the rate of the clip.
  private static func key(
    of source: AudioSource, _ content: Digest?, at rate: Double? = nil
  ) -> Digest {
    var builder = DigestBuilder("clip")
    if let rate, rate != source.rate { builder.add(rate.bitPattern) }
    if let content { builder.add(content) }
    for number in [source.start, source.end, source.rate] {
      builder.add(number == nil ? 0 : 1)
      builder.add((number ?? 0).bitPattern)
    }
    if let channel = source.channel { builder.add(channel) }
    return builder.digest()
  }

  private static func key(of part: SoundPart, at rate: Double) -> Digest {
    var builder = DigestBuilder("samples")
    if rate != part.rate { builder.add(rate.bitPattern) }
    builder.add(part.sound.sampleRate.bitPattern)
    builder.add(part.rate.bitPattern)
    builder.add(part.sound.channelsCancel ? 1 : 0)
    for value in [part.first, part.outputs.lowerBound, part.outputs.upperBound] {
      builder.add(value)
    }
    var writer = ByteWriter()
    writer.write(part.sound.samples)
    builder.add(writer.bytes)
    return builder.digest()
  }
}

extension PublishedFeatures {
  /// Raised when the same samples give other features than before.
  static let version = 2

  fileprivate var stored: [UInt8] {
    var writer = ByteWriter()
    writer.write(values + [channelsCancel ? 1 : 0])
    return writer.bytes
  }

  fileprivate init?(stored bytes: [UInt8]?) {
    guard let bytes else { return nil }
    var reader = ByteReader(bytes)
    guard let values = try? reader.doubles(), values.count == Self.names.count + 1,
      (try? reader.end()) != nil
    else { return nil }
    self.init(values: values.dropLast())
    channelsCancel = values.last == 1
  }
}

/// The progress of a stream, and how much of it was cached.
private final class Tally: Sendable {
  private let counts = Mutex((done: 0, reused: 0))
  private let total: Int
  private let report: @Sendable (Int, Int) -> Void

  init(total: Int, report: @escaping @Sendable (Int, Int) -> Void) {
    self.total = total
    self.report = report
  }

  func finish() {
    let done = counts.withLock { counts in
      counts.done += 1
      return counts.done
    }
    report(done, total)
  }

  func reuse() { counts.withLock { $0.reused += 1 } }
  var reused: Int { counts.withLock { $0.reused } }
}
