// Results beyond the run: looked up by what they depend on, never invalidated.
//
// `run`, `step` and `check` share one store, and so do processes. What is not found, or found damaged, is computed.

internal import Basics
package import Storage

package struct ResultCache: Sendable {
  package let store: Store
  package let engine: Engine
  let decoders: ObjectDecoders
  /// Whether results of earlier runs are taken; otherwise everything is recomputed, and kept.
  package let looksUp: Bool
  /// Values of at most so many bytes stand in the entry of their node.
  private static let small = 2048

  package init(_ store: Store, engine: Engine, decoders: ObjectDecoders, looksUp: Bool = true) {
    self.store = store
    self.looksUp = looksUp
    self.engine = engine
    self.decoders = decoders
  }

  /// The result under a key whose observations hold, and them.
  func find(_ key: Digest, _ files: Files, seed: UInt64) -> StoredTraces.Trace? {
    guard looksUp else { return nil }
    return traces(key)?.traces.first { files.holds($0.observations, seed: seed) }
  }

  /// Everything that is known under a key.
  package func traces(_ key: Digest) -> StoredTraces? {
    store.read(.nodes, key).flatMap { try? StoredTraces(bytes: $0) }
  }

  /// Gives a result its digests, and keeps it.
  ///
  /// - Parameters:
  ///   - isSettled: whether what was read is what was noted; else nothing is kept.
  ///   - mayKeep: whether some bytes may be written: those that hold a secret may not.
  func keep(
    _ key: Digest, _ result: inout NodeResult, isSettled: Bool,
    mayKeep: @escaping ([UInt8]) -> Bool = { _ in true }
  ) async {
    var entries: [PendingEntry] = []
    let made = origin(of: key, result.observations)
    var stored = StoredResult()
    for (name, value) in result.bound.sorted(by: { $0.key < $1.key }) {
      let item = item(value.bytes(), made, "bound \(name)", mayKeep, &entries)
      stored.bound.append((name, item))
      result.digests[name] = item.digest
    }
    for (index, output) in result.outputs.enumerated() {
      switch output {
      case .value(let value, let text):
        stored.outputs.append(
          .value(item(value.bytes(), made, "shown \(index)", mayKeep, &entries), text: text))
      case .file(let name, let saved):
        stored.outputs.append(
          .file(name: name, note: saved.note, item(saved.bytes, made, "saved \(index)", mayKeep, &entries)))
      }
    }
    stored.sentence = result.sentence
    stored.spoken = result.spoken.map { item($0.bytes(), made, "spoken", mayKeep, &entries) }
    stored.remarks = result.remarks
    stored.notes = result.notes
    result.shown = stored.shownDigest
    guard isSettled else { return await store.add(entries) }
    var entry = traces(key) ?? StoredTraces()
    entry.add(StoredTraces.Trace(result.observations, stored))
    let bytes = entry.bytes
    if mayKeep(bytes) { entries.append(PendingEntry(.nodes, key, bytes)) }
    // Values come before the result that refers to them.
    await store.add(entries)
  }

  /// What stands for something that cannot be written: all that made it.
  private func origin(of key: Digest, _ observations: [Observation]) -> Digest {
    var builder = DigestBuilder("made")
    builder.add(key)
    for observation in observations {
      builder.add(observation.path)
      builder.add(Int(observation.aspect.rawValue))
      builder.add(observation.digest)
    }
    return builder.digest()
  }

  private func item(
    _ bytes: [UInt8]?, _ made: Digest, _ what: String, _ mayKeep: ([UInt8]) -> Bool,
    _ entries: inout [PendingEntry]
  ) -> StoredResult.Item {
    guard let bytes, let digest = Digest(unlessCancelled: bytes) else {
      var builder = DigestBuilder(what)
      builder.add(made)
      return StoredResult.Item(builder.digest(), .nowhere)
    }
    if bytes.count <= Self.small { return StoredResult.Item(digest, .here(bytes)) }
    if store.contains(.values, digest) { return StoredResult.Item(digest, .namespace) }
    guard mayKeep(bytes) else { return StoredResult.Item(digest, .nowhere) }
    entries.append(PendingEntry(.values, digest, bytes))
    return StoredResult.Item(digest, .namespace)
  }

  private func bytes(_ item: StoredResult.Item) -> [UInt8]? {
    switch item.location {
    case .here(let bytes): bytes
    case .namespace: store.read(.values, item.digest)
    case .nowhere: nil
    }
  }

  private func value(_ item: StoredResult.Item) -> Value? {
    bytes(item).flatMap { try? Value(bytes: $0, decoders) }
  }

  /// A stored result without its values.
  func known(_ trace: StoredTraces.Trace) -> NodeResult {
    let stored = trace.result
    var result = NodeResult(.done)
    result.sentence = stored.sentence
    result.remarks = stored.remarks
    result.notes = stored.notes
    result.digests = Dictionary(
      stored.bound.map { ($0.name, $0.item.digest) }, uniquingKeysWith: { first, _ in first })
    result.observations = trace.observations
    result.shown = stored.shownDigest
    result.stored = stored
    result.origin = .reused
    return result
  }

  /// The result with what it shows in memory, and its bound values too if wanted; nil if one of them is not there.
  func loaded(_ result: NodeResult, withBound: Bool) -> NodeResult? {
    guard let stored = result.stored else { return result }
    var result = result
    result.outputs = []
    for output in stored.outputs {
      switch output {
      case .value(let item, let text):
        guard let value = value(item) else { return nil }
        result.outputs.append(.value(value, text: text))
      case .file(let name, let note, let item):
        guard let bytes = bytes(item) else { return nil }
        result.outputs.append(.file(name: name, SavedBytes(bytes, note: note)))
      }
    }
    if let spoken = stored.spoken {
      guard let value = value(spoken) else { return nil }
      result.spoken = value
    }
    guard withBound else { return result }
    for (name, item) in stored.bound {
      guard let value = value(item) else { return nil }
      result.bound[name] = value
    }
    result.stored = nil
    return result
  }

  // MARK: ValueAccess of results

  /// What was computed item by item, such as for each clip of a stream.
  ///
  /// - Parameter seconds: how much time passes from one save to the next.
  func memory(_ family: String, every seconds: Double) -> ValueBatch? {
    guard looksUp else { return nil }
    var builder = DigestBuilder("family")
    builder.add(Engine.version)
    if let build = engine.build { builder.add(build) }
    builder.add(family)
    return ValueBatch(store, family: builder.digest(), every: seconds)
  }
}
