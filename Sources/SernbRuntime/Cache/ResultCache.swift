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
  /// The digests of columns in memory.
  package let digests = PartDigests()
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
  /// The digests are there when this returns, for what reads the result is known by them. Its values are encoded and
  /// written beside what runs next.
  ///
  /// - Parameters:
  ///   - isSettled: whether what was read is what was noted; else nothing is kept.
  ///   - jobs: how many columns are hashed at a time.
  ///   - mayKeep: whether some bytes may be written, as those that hold a secret may not; nil if the run has no secret.
  func keep(
    _ key: Digest, _ result: inout NodeResult, isSettled: Bool, jobs: Int = 1,
    mayKeep: (@Sendable ([UInt8]) -> Bool)? = nil
  ) async {
    var items = Items(made: origin(of: key, result.observations), jobs: jobs, mayKeep: mayKeep)
    var stored = StoredResult()
    for (name, value) in result.bound.sorted(by: { $0.key < $1.key }) {
      let item = await item(value, "bound \(name)", &items)
      stored.bound.append((name, item))
      result.digests[name] = item.digest
    }
    for (index, output) in result.outputs.enumerated() {
      switch output {
      case .value(let value, let text):
        stored.outputs.append(.value(await item(value, "shown \(index)", &items), text: text))
      case .file(let name, let saved):
        let item = item(saved.bytes, Digest(unlessCancelled: saved.bytes), "saved \(index)", &items)
        stored.outputs.append(.file(name: name, note: saved.note, item))
      }
    }
    stored.sentence = result.sentence
    if let spoken = result.spoken { stored.spoken = await item(spoken, "spoken", &items) }
    stored.remarks = result.remarks
    stored.notes = result.notes
    result.shown = stored.shownDigest
    if isSettled {
      var entry = traces(key) ?? StoredTraces()
      entry.add(StoredTraces.Trace(result.observations, stored))
      let bytes = entry.bytes
      // Values come before the result that refers to them.
      if mayKeep?(bytes) ?? true {
        items.entries.append(PendingEntry(.nodes, key, bytes))
        if stored.isWhole { result.kept = stored }
      }
    }
    await store.add(items.entries)
  }

  /// The digest of a value, as `keep` gives it; nil for one that cannot be written.
  func digest(of value: Value) -> Digest? {
    guard var body = value.collected() else { return nil }
    body.fill((body.parts ?? []).map { digests.digest(of: $0.part).bytes })
    return Digest(of: Value.bytes(body))
  }

  /// The values of a result on their way to the store.
  private struct Items {
    /// What stands for values that cannot be written.
    let made: Digest
    let jobs: Int
    let mayKeep: (@Sendable ([UInt8]) -> Bool)?
    var entries: [PendingEntry] = []
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

  private func item(_ value: Value, _ what: String, _ items: inout Items) async -> StoredResult.Item
  {
    guard var body = value.collected(),
      let keys = try? await digests.digests(of: (body.parts ?? []).map(\.part), width: items.jobs)
    else { return item(nil, nil, what, &items) }
    body.fill(keys.map(\.bytes))
    let bytes = Value.bytes(body)
    let digest = Digest(unlessCancelled: bytes)
    if let digest {
      for (placed, key) in zip(body.parts ?? [], keys) where !keep(placed.part, key, &items) {
        return StoredResult.Item(digest, .nowhere)
      }
    }
    return item(bytes, digest, what, &items)
  }

  /// Adds a part of a value, unless it is in the store.
  ///
  /// - Returns: false if it may not be kept.
  private func keep(_ part: any StoredPart, _ key: Digest, _ items: inout Items) -> Bool {
    if store.contains(.columns, key) { return true }
    if let mayKeep = items.mayKeep {
      var writer = ByteWriter()
      part.encode(into: &writer)
      if !mayKeep(writer.bytes) { return false }
    }
    let (store, digests) = (store, digests)
    items.entries.append(
      PendingEntry(.columns, key, size: part.memory) {
        // What it shares with other parts is there before it.
        for shared in part.nested {
          let key = digests.digest(of: shared)
          if !store.contains(.columns, key) { store.write(.columns, key, digests.encoded(shared)) }
        }
        return digests.encoded(part)
      })
    return true
  }

  private func item(
    _ bytes: [UInt8]?, _ digest: Digest?, _ what: String, _ items: inout Items
  ) -> StoredResult.Item {
    guard let bytes, let digest else {
      var builder = DigestBuilder(what)
      builder.add(items.made)
      return StoredResult.Item(builder.digest(), .nowhere)
    }
    if bytes.count <= Self.small { return StoredResult.Item(digest, .here(bytes)) }
    if store.contains(.values, digest) { return StoredResult.Item(digest, .namespace) }
    guard items.mayKeep?(bytes) ?? true else { return StoredResult.Item(digest, .nowhere) }
    items.entries.append(PendingEntry(.values, digest, bytes))
    return StoredResult.Item(digest, .namespace)
  }

  private func bytes(_ item: StoredResult.Item) -> [UInt8]? {
    switch item.location {
    case .here(let bytes): bytes
    case .namespace: store.read(.values, item.digest)
    case .nowhere, .entry: nil
    }
  }

  private func value(_ item: StoredResult.Item) -> Value? {
    bytes(item).flatMap {
      try? Value(bytes: $0, decoders, parts: StoredParts(store: store, digests: digests))
    }
  }

  /// A stored result without its values.
  ///
  /// - Parameter inMemory: whether small ones, which stand in the result itself, stay in memory.
  func known(_ trace: StoredTraces.Trace, inMemory: Bool = true) -> NodeResult {
    NodeResult(inMemory ? trace.result : trace.result.lean, trace.observations)
  }

  /// What a result binds, with the small values that stand in the entry under its key.
  private func bound(
    _ stored: StoredResult, _ key: Digest?, _ observations: [Observation]
  ) -> [(name: String, item: StoredResult.Item)] {
    guard stored.bound.contains(where: { $0.item.location == .entry }), let key,
      let entry = traces(key)?.traces.first(where: { $0.observations == observations })?.result
    else { return stored.bound }
    return stored.bound.map { name, item in
      let kept = entry.bound.first { $0.name == name && $0.item.digest == item.digest }
      return (name, item.location == .entry ? kept?.item ?? item : item)
    }
  }

  /// The result with what it shows in memory, and its bound values too if wanted; nil if one of them is not there.
  ///
  /// - Parameter key: that of the node, where small values may have to be read again.
  func loaded(_ result: NodeResult, withBound: Bool, key: Digest? = nil) -> NodeResult? {
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
    for (name, item) in bound(stored, key, result.observations) {
      guard let value = value(item) else { return nil }
      result.bound[name] = value
    }
    (result.stored, result.kept) = (nil, stored)
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

/// The parts of values in the store.
private struct StoredParts: PartSource {
  let store: Store
  let digests: PartDigests

  func bytes(of key: [UInt8]) -> [UInt8]? {
    Digest(bytes: key).flatMap { store.read(.columns, $0) }
  }

  func note(_ part: any StoredPart, key: [UInt8]) {
    if let digest = Digest(bytes: key) { digests.note(part, digest) }
  }
}
