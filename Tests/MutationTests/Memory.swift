// What runs without a store have told: of a notebook whose texts and data are the same to the byte, nothing is asked again.

import SernbLanguage
import Storage
import Synchronization

/// Shared by all sessions.
final class Memory: Sendable {
  private let pages = Mutex<[Digest: ColdPage]>([:])

  func page(_ key: Digest) -> ColdPage? { pages.withLock { $0[key] } }

  func keep(_ page: ColdPage, _ key: Digest) { pages.withLock { $0[key] = page } }

  /// Everything that the write-up of a notebook can hang on.
  static func key(
    of path: String, uses: [String: [String]], _ state: ProjectState, data: [String: Digest]
  ) -> Digest {
    var builder = DigestBuilder("page")
    builder.add(path)
    var open = [path]
    var seen: Set<String> = [path]
    while let next = open.popLast() {
      builder.add(next)
      builder.add(state.notebooks[next] ?? [])
      for use in (uses[next] ?? []).sorted() where seen.insert(use).inserted { open.append(use) }
    }
    for given in state.overrides { builder.add("\(given.name)=\(given.value)") }
    let folders = path.contains("emodb") ? ["data/emodb"] : ["data/demo", "tables"]
    for folder in folders { if let digest = data[folder] { builder.add(digest) } }
    return builder.digest()
  }
}
