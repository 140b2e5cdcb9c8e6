// What the check of a notebook saw of files: its outcome stands as long as they are the same.

internal import FileAccess
internal import SernbLanguage
internal import Synchronization

final class StaticFileLog: Sendable {
  private struct Seen {
    var kinds: [PathKey: StaticFiles.Kind] = [:]
    /// How many bytes were asked for, and what was there.
    var heads: [PathKey: [Int: [UInt8]?]] = [:]
  }

  private let seen = Mutex(Seen())

  /// The same files, with a note of everything that is asked.
  func recording(_ files: StaticFiles) -> StaticFiles {
    StaticFiles(
      kind: { path in
        let kind = files.kind(path)
        self.seen.withLock { $0.kinds[PathKey(path)] = kind }
        return kind
      },
      head: { path, count in
        let head = files.head(path, count)
        self.seen.withLock { $0.heads[PathKey(path), default: [:]][count] = .some(head) }
        return head
      }, trustsMissing: files.trustsMissing)
  }

  /// Whether everything was there, and each answer would be the same now.
  func isSame(in files: StaticFiles) -> Bool {
    let seen = seen.withLock { $0 }
    return seen.kinds.allSatisfy { $0.value != .missing && files.kind($0.key.path) == $0.value }
      && seen.heads.allSatisfy { path, heads in
        heads.allSatisfy { count, head in head != nil && files.head(path.path, count) == head }
      }
  }
}
