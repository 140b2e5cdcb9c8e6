// An open folder and the operations below it, none of which follows a link.
//
// Links in the path by which the user chose a folder are followed. Below it, every step goes from an open folder to a
// name in it, with `openat` and `O_NOFOLLOW`: a link in the folder, also one that is created in the meantime, is never
// followed. Removal deletes the entry itself, never the target of a link.

package import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// An open folder. Its operations take paths below it and follow no links.
public final class Folder: Sendable {
  /// The path by which it was opened, for messages.
  package let path: FilePath
  let descriptor: Descriptor

  private init(_ descriptor: Descriptor, _ path: FilePath) {
    self.descriptor = descriptor
    self.path = path
  }

  // MARK: Opening

  /// Opens a folder that the user chose; links in its path are followed.
  ///
  /// - Parameter making: whether to create it and its parents if they do not exist.
  package convenience init(_ path: FilePath, making: Bool = false) throws(FileProblem) {
    let whole = path.isEmpty ? FilePath(".") : path
    if making { try Self.make(whole) }
    let number = whole.withPlatformString {
      openat(AT_FDCWD, $0, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }
    guard number >= 0 else { throw FileProblem(path.string, Self.fact(errno)) }
    self.init(Descriptor(number), whole)
  }

  package convenience init(_ path: String, making: Bool = false) throws(FileProblem) {
    guard !path.utf8.contains(0) else { throw FileProblem(path, .noPath) }
    try self.init(FilePath(path), making: making)
  }

  private static func make(_ path: FilePath) throws(FileProblem) {
    var missing: [FilePath] = []
    var folder = path
    var facts = stat()
    while folder.withPlatformString({ stat($0, &facts) }) != 0 {
      guard errno == ENOENT, !folder.components.isEmpty else {
        throw FileProblem(path.string, fact(errno))
      }
      missing.append(folder)
      folder = folder.removingLastComponent()
      if folder.isEmpty { break }
    }
    for folder in missing.reversed() {
      guard folder.withPlatformString({ mkdir($0, 0o777) }) == 0 || errno == EEXIST else {
        throw FileProblem(folder.string, fact(errno))
      }
    }
  }

  /// The folder at `path` below this one.
  ///
  /// - Parameter making: whether to create missing folders.
  package func folder(_ path: RelativePath, making: Bool = false) throws(FileProblem) -> Folder {
    var folder = self
    for component in path.components { folder = try folder.folder(component, making: making) }
    return folder
  }

  private func folder(_ name: FilePath.Component, making: Bool) throws(FileProblem) -> Folder {
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
    var number = at(name) { openat($0, $1, flags) }
    if number < 0, errno == ENOENT, making {
      guard at(name, { mkdirat($0, $1, 0o777) }) == 0 || errno == EEXIST else {
        throw problem(name, errno)
      }
      if name.string == HiddenFolder.name { HiddenFolder.ignore(in: self, name) }
      number = at(name) { openat($0, $1, flags) }
    }
    guard number >= 0 else { throw problem(name, errno, wanted: .folder) }
    return Folder(Descriptor(number), path.appending(name))
  }

  /// The folder of the last component of a path, and that component.
  private func parent(
    of path: RelativePath, making: Bool = false
  ) throws(FileProblem) -> (Folder, FilePath.Component) {
    guard let last = path.components.last else { throw FileProblem(path.text, .noPath) }
    guard let parent = path.parent else { return (self, last) }
    return (try folder(parent, making: making), last)
  }

  /// The same folder, opened again, with a lock of its own.
  package func again() throws(FileProblem) -> Folder {
    let number = at(".") { openat($0, $1, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard number >= 0 else { throw FileProblem(path.string, Self.fact(errno)) }
    return Folder(Descriptor(number), path)
  }

  /// Takes the exclusive lock of this folder; see `Descriptor.lock`.
  package func lock(isWaiting: Bool) -> Bool { descriptor.lock(isWaiting: isWaiting) }

  /// Whether it still exists: nothing can be created in a deleted folder.
  package var isThere: Bool { (descriptor.facts?.links ?? 0) > 0 }

  /// Whether it lies at `path` in `parent`: it may have been moved since it was opened there.
  package func isStill(at path: RelativePath, in parent: Folder) -> Bool {
    guard let own = status, let found = parent.facts(path) else { return false }
    return own.inode == found.inode && own.device == found.device
  }

  // MARK: Looking

  /// The status of the folder itself.
  package var status: FileStatus? { descriptor.facts }

  /// The status of the entry at `path`, without following a link. nil if it does not exist or its path leads through a
  /// link.
  package func facts(_ path: RelativePath) -> FileStatus? {
    guard let (folder, name) = try? parent(of: path) else { return nil }
    return folder.facts(name)
  }

  private func facts(_ name: FilePath.Component) -> FileStatus? {
    var facts = stat()
    let code = at(name) { fstatat($0, $1, &facts, AT_SYMLINK_NOFOLLOW) }
    return code == 0 ? FileStatus(facts) : nil
  }

  /// The entries of the folder, sorted by bytes; empty if it cannot be read.
  package func entries() -> [FilePath.Component] {
    // A separate descriptor, because reading a folder moves and closes it.
    let number = at(".") { openat($0, $1, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard number >= 0 else { return [] }
    guard let stream = fdopendir(number) else {
      close(number)
      return []
    }
    defer { closedir(stream) }
    // The bytes are kept beside the names: comparing components would copy both each time.
    var names: [(component: FilePath.Component, bytes: [UInt8])] = []
    while let entry = readdir(stream) {
      let (name, bytes) = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 1) {
          (
            FilePath(platformString: $0),
            Array(UnsafeRawBufferPointer(start: $0, count: strlen($0)))
          )
        }
      }
      if let component = name.lastComponent, component.kind == .regular {
        names.append((component, bytes))
      }
    }
    return names.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }.map(\.component)
  }

  /// The names of the entries of the folder, sorted by bytes.
  package func names() -> [String] { entries().map(\.string) }

  /// Opens a file for reading.
  package func open(_ path: RelativePath) throws(FileProblem) -> Descriptor {
    let (folder, name) = try parent(of: path)
    // `O_NONBLOCK`, so that opening a pipe does not block.
    let number = folder.at(name) { openat($0, $1, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) }
    guard number >= 0 else { throw folder.problem(name, errno, wanted: .file) }
    return Descriptor(number)
  }

  /// The bytes of a file; nil if it does not exist or cannot be read.
  package func read(_ path: RelativePath) -> [UInt8]? { (try? open(path))?.readAll() }

  // MARK: Changing

  /// Creates a new file and its missing parents.
  package func create(
    _ path: RelativePath, mode: UInt16 = 0o666
  ) throws(FileProblem) -> Descriptor {
    let (folder, name) = try parent(of: path, making: true)
    let number = folder.at(name) {
      openat($0, $1, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode_t(mode))
    }
    guard number >= 0 else { throw folder.problem(name, errno) }
    return Descriptor(number)
  }

  /// Opens a device, a pipe or the target of a link for writing: only for a path that the user gave, never for one
  /// below it.
  package func device(_ path: RelativePath) throws(FileProblem) -> Descriptor {
    let (folder, name) = try parent(of: path)
    let number = folder.at(name) { openat($0, $1, O_WRONLY | O_CLOEXEC) }
    guard number >= 0 else { throw folder.problem(name, errno) }
    return Descriptor(number)
  }

  /// Throws if no file can be created in the folder: creates one and deletes it.
  package func probe() throws(FileProblem) {
    let draft = RelativePath(Drafts.name())
    _ = try create(draft)
    remove(draft)
  }

  /// Creates a new folder in an existing one.
  package func createFolder(_ path: RelativePath) throws(FileProblem) -> Folder {
    let (folder, name) = try parent(of: path)
    guard folder.at(name, { mkdirat($0, $1, 0o777) }) == 0 else {
      throw folder.problem(name, errno)
    }
    return try folder.folder(name, making: false)
  }

  /// Moves `path` to `other`, replacing what is there; the parents of both exist.
  package func move(_ path: RelativePath, to other: RelativePath) throws(FileProblem) {
    let (from, name) = try parent(of: path)
    let (to, newName) = try parent(of: other)
    try from.move(name, to, newName)
  }

  /// Moves `path` to a name in another open folder, replacing what is there.
  package func move(
    _ path: RelativePath, to other: RelativePath, in folder: Folder
  ) throws(FileProblem) {
    let (from, name) = try parent(of: path)
    let (to, newName) = try folder.parent(of: other)
    try from.move(name, to, newName)
  }

  /// `move` where both folders are open.
  func move(
    _ name: FilePath.Component, _ to: Folder, _ newName: FilePath.Component
  ) throws(FileProblem) {
    let code = at(name) { one, old in to.at(newName) { renameat(one, old, $0, $1) } }
    guard code == 0 else { throw to.problem(newName, errno) }
  }

  /// Deletes a file or a link.
  @discardableResult package func remove(_ path: RelativePath) -> Bool {
    guard let (folder, name) = try? parent(of: path) else { return false }
    return folder.remove(name)
  }

  @discardableResult
  func remove(_ name: FilePath.Component) -> Bool { at(name) { unlinkat($0, $1, 0) } == 0 }

  /// Deletes an empty folder.
  @discardableResult package func removeEmpty(_ path: RelativePath) -> Bool {
    guard let (folder, name) = try? parent(of: path) else { return false }
    return folder.at(name) { unlinkat($0, $1, AT_REMOVEDIR) } == 0
  }

  /// Sets the permissions of a file.
  func setMode(_ name: FilePath.Component, _ mode: UInt16) {
    _ = at(name) { fchmodat($0, $1, mode_t(mode), 0) }
  }

  // MARK: Calls

  func at<Result>(
    _ name: FilePath.Component, _ call: (Int32, UnsafePointer<CChar>) -> Result
  ) -> Result {
    name.withPlatformString { call(descriptor.number, $0) }
  }

  private func at<Result>(
    _ name: String, _ call: (Int32, UnsafePointer<CChar>) -> Result
  ) -> Result {
    name.withCString { call(descriptor.number, $0) }
  }

  /// The problem behind an error code. Systems report a refused link differently, so the entry is examined.
  func problem(
    _ name: FilePath.Component, _ code: Int32, wanted: FileStatus.Kind? = nil
  ) -> FileProblem {
    let shown = path.appending(name).string
    if [ELOOP, ENOTDIR, EMLINK, EEXIST, EISDIR].contains(code), let kind = facts(name)?.kind {
      if kind == .link { return FileProblem(shown, .link) }
      if wanted == .folder, kind != .folder { return FileProblem(shown, .notAFolder) }
      if code == EEXIST { return FileProblem(shown, .exists) }
      if kind != .file { return FileProblem(shown, .notAFile) }
    }
    return FileProblem(shown, Self.fact(code))
  }

  private static func fact(_ code: Int32) -> FileProblem.Fact {
    switch code {
    case ENOENT: .missing
    case ENOTDIR: .notAFolder
    case EISDIR: .notAFile
    case ELOOP: .link
    default: .system(Errno(rawValue: code))
    }
  }
}

extension FilePath.Component {
  /// Whether the name sorts before `other` by bytes.
  package func precedes(_ other: FilePath.Component) -> Bool {
    withPlatformString { one in other.withPlatformString { strcmp(one, $0) < 0 } }
  }
}

/// A folder named `.sernb`, which gets a `.gitignore`.
enum HiddenFolder {
  static let name = ".sernb"

  /// Creates the `.gitignore` of a new folder; an existing one may have been changed on purpose.
  static func ignore(in folder: Folder, _ name: FilePath.Component) {
    guard let path = RelativePath([name])?.appending(".gitignore"),
      let file = try? folder.create(path)
    else { return }
    _ = file.append(Array("*\n".utf8))
  }
}
