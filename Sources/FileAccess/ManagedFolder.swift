// A folder of sernb's own by its path, opened when it is needed and made when it is first written to.
//
// What lies above a folder named `.sernb` belongs to the person: links there are followed. From `.sernb` on nothing is
// reached through a link, so that no project can send what is kept, or what is deleted, to another place. Whoever wants
// the cache on another disk names that folder (`--cache`).

public import SystemPackage
internal import Synchronization

public final class ManagedFolder: Sendable {
  public let path: FilePath
  /// What the person chose.
  private let base: FilePath
  /// The way from there; nil for the base itself.
  private let below: RelativePath?
  private let opened = Mutex<Folder?>(nil)

  public init(_ path: FilePath) {
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

  public convenience init(_ path: String) { self.init(FilePath(path)) }

  /// Why it cannot be used, if something stands in its way.
  public var problem: FileProblem? {
    do {
      _ = try open(making: false)
      return nil
    } catch {
      return error.isMissing ? nil : error
    }
  }

  /// The folder, if it is there.
  public var existing: Folder? {
    opened.withLock { opened in
      if let opened, opened.isThere { return opened }
      opened = try? open(making: false)
      return opened
    }
  }

  /// The folder, made if need be.
  public func made() throws(FileProblem) -> Folder {
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
