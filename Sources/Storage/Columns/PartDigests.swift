// The digests of large parts of values, such as columns: each is hashed once as long as it is in memory.
//
// What holds a part in memory is held here too, so that its digest stays right: nothing changes an array that others
// refer to. What nobody else refers to any more is let go.

package import Basics
internal import Crypto
internal import Synchronization

extension Digest {
  /// The digest of what a part says: equal parts have equal digests, however they lie in memory.
  package init(of part: some StoredPart) {
    var hash = SHA256()
    hash.update(data: Array("sernb part \(type(of: part).kind) ".utf8))
    part.content { hash.update(bufferPointer: $0) }
    self.init(hash.finalize())
  }
}

package final class PartDigests: Sendable {
  // Its object is only compared and released, never read, and only under the lock of `state`.
  private struct Known: @unchecked Sendable {
    var owner: PartOwner
    let digest: Digest
  }

  private struct State {
    var known: [Known] = []
    var indices: [PartOwner.Name: Int] = [:]
    /// The bytes that were noted since the last look for what is unused.
    var bytes = 0
    var next = 64
    var hashed = 0
  }

  private let state = Mutex(State())

  package init() {}

  /// How many parts were hashed so far.
  package var hashed: Int { state.withLock(\.hashed) }

  /// The digest of a part.
  package func digest(of part: some StoredPart) -> Digest {
    if let known = known(part) { return known }
    let digest = Digest(of: part)
    state.withLock { $0.hashed += 1 }
    note(part, digest)
    return digest
  }

  /// The digests of parts, in their order.
  ///
  /// - Parameter width: how many are hashed at a time.
  package func digests(of parts: [any StoredPart], width: Int) async throws -> [Digest] {
    try await concurrentMap(parts.count, width: parts.count > 1 ? width : 1) { index in
      self.digest(of: parts[index])
    }
  }

  /// A part as it lies in the store, which names what it shares with others by their digests.
  package func encoded(_ part: any StoredPart) -> [UInt8] {
    var writer = ByteWriter(collecting: true)
    writer.isPart = true
    part.encode(into: &writer)
    writer.fill((writer.parts ?? []).map { digest(of: $0.part).bytes })
    return writer.bytes
  }

  /// Remembers the digest of a part, such as one that was read by it.
  package func note(_ part: some StoredPart, _ digest: Digest) {
    guard let owner = part.owner else { return }
    let memory = part.memory
    state.withLock { state in
      if state.indices[owner.name] == nil {
        state.indices[owner.name] = state.known.count
        state.known.append(Known(owner: owner, digest: digest))
        state.bytes += memory
      }
      // Memory of arrays that are gone is not kept for long, and looking takes a little time for each.
      if state.bytes > 16 << 20 || state.known.count > state.next { Self.forget(&state) }
    }
  }

  /// Lets go what nobody else refers to.
  package func forgetUnused() { state.withLock { Self.forget(&$0) } }

  private func known(_ part: some StoredPart) -> Digest? {
    guard let name = part.owner?.name else { return nil }
    return state.withLock { state in state.indices[name].map { state.known[$0].digest } }
  }

  private static func forget(_ state: inout State) {
    var used: [Known] = []
    for index in state.known.indices
    where !isKnownUniquelyReferenced(&state.known[index].owner.object) {
      used.append(state.known[index])
    }
    state.known = used
    state.indices = Dictionary(
      uniqueKeysWithValues: used.enumerated().map { ($1.owner.name, $0) })
    state.bytes = 0
    state.next = 64 + 2 * used.count
  }
}
