// A folder of sernb's own, opened on first use and created on first write.
//
// The path above a folder named `.sernb` is the user's: links there are followed. From `.sernb` on, no link is
// followed, so that a project cannot redirect what is written or deleted. To have the cache on another disk, name that
// folder (`--cache`).

internal import Synchronization
package import SystemPackage

/// A folder that sernb creates and writes itself; thread-safe.
public final class ManagedFolder: Sendable {
  package let path: FilePath
  /// The part of the path that the user chose.
  private let base: FilePath
  /// The path below `base`; nil for `base` itself.
  private let below: RelativePath?
  private let opened = Mutex<Folder?>(nil)

  package init(_ path: FilePath) {
    self.path = path
    let components = Array(path.components)
    if let index = components.lastIndex(where: { $0.string == HiddenFolder.name }) {
      let base = FilePath(root: path.root, components[..<index])
      self.base = base.isEmpty ? FilePath(".") : base
      below = RelativePath(components[index...])
    } else {
      base = path
      below = nil
    }
  }

  package convenience init(_ path: String) { self.init(FilePath(path)) }

  /// Why it cannot be used; nil if nothing stands in the way.
  package var problem: FileProblem? {
    do {
      _ = try open(making: false)
      return nil
    } catch { return error.isMissing ? nil : error }
  }

  /// The folder, if it exists.
  package var existing: Folder? {
    opened.withLock { opened in
      if let opened, opened.isThere { return opened }
      opened = try? open(making: false)
      return opened
    }
  }

  /// The folder, created if necessary.
  package func made() throws(FileProblem) -> Folder {
    if let existing { return existing }
    let folder = try open(making: true)
    opened.withLock { $0 = folder }
    return folder
  }

  private func open(making: Bool) throws(FileProblem) -> Folder {
    let folder = try Folder(base, making: making)
    guard let below else { return folder }
    return try folder.folder(below, making: making)
  }
}
