// What a verb works with: the project, the store under it, and the program that makes the results.

import ArgumentParser
import Foundation
import SernbLibrary
import SernbRuntime
import Storage

struct Workspace {
  let project: Project
  let store: Store
  let index: FileIndex
  /// nil with `--no-cache`.
  let cache: ResultCache?

  /// Where everything lies that is kept beyond a run, under the project's folder; git ignores it.
  static func folder(of root: String) -> String { root + "/.sernb" }

  init(root: String, allowed: [String], use: CacheUse) {
    let root = realPath(root) ?? root
    store = Store(folder: Self.folder(of: root) + "/cache")
    index = FileIndex(file: use == .none ? nil : store.indexFile)
    project = Project(root: root, allowed: allowed, index: index, facts: Library.soundFacts)
    cache =
      use == .none
      ? nil
      : ResultCache(
        store, engine: Engine(build: Self.program(index)), decoders: Library.decoders,
        looksUp: use == .all)
  }

  /// The digest of this very program.
  private static func program(_ index: FileIndex) -> Digest? {
    guard let path = Bundle.main.executablePath.flatMap(realPath) else { return nil }
    struct CannotRead: Error {}
    return try? index.digest(of: path, .content) {
      guard let digest = FileIndex.contentDigest(path) else { throw CannotRead() }
      return digest
    }
  }

  /// At the end of a verb: what was learnt of files is kept, and a store that has grown too large is made smaller.
  ///
  /// - Parameter secrets: the index names files by their paths; where one of them is a secret, it is not written.
  func close(without secrets: Redaction = .none) {
    if secrets.isEmpty { index.save() }
    store.collectIfGrown()
  }
}

/// Which results of earlier runs are taken.
enum CacheUse {
  case all
  /// None are taken, and new ones are kept.
  case fresh
  /// None are taken, and none are kept.
  case none
}
