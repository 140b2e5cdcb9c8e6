// An open folder, and all that may be done below it: nothing here follows a link.
//
// A person chooses a folder by its path, and the links in that path are theirs. From there on every step is taken from
// an open folder to a name in it, with `openat` and `O_NOFOLLOW`: a link that lies in the folder, or that is put there
// meanwhile, leads nowhere. What is removed is the entry itself, never what it leads to.

public import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

public final class Folder: Sendable {
  /// As it was opened, for messages.
  public let path: FilePath
  let descriptor: Descriptor

  private init(_ descriptor: Descriptor, _ path: FilePath) {
    self.descriptor = descriptor
    self.path = path
  }

  // MARK: Opening

  /// Opens a folder that a person chose; links in its path are followed.
  ///
  /// - Parameter making: whether it and the folders above it are made where they are not there.
  public convenience init(_ path: FilePath, making: Bool = false) throws(FileProblem) {
    let whole = path.isEmpty ? FilePath(".") : path
    if making { try Self.make(whole) }
    let number = whole.withPlatformString {
      openat(AT_FDCWD, $0, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }
    guard number >= 0 else { throw FileProblem(path.string, Self.fact(errno)) }
    self.init(Descriptor(number), whole)
  }

  public convenience init(_ path: String, making: Bool = false) throws(FileProblem) {
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
  /// - Parameter making: whether what is not there of it is made.
  public func folder(_ path: RelativePath, making: Bool = false) throws(FileProblem) -> Folder {
    var folder = self
    for component in path.components {
      folder = try folder.folder(component, making: making)
    }
    return folder
  }

  private func folder(
    _ name: FilePath.Component, making: Bool
  ) throws(FileProblem) -> Folder {
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

  /// The folder that holds the last name of a path, and that name.
  private func parent(
    of path: RelativePath, making: Bool = false
  ) throws(FileProblem) -> (Folder, FilePath.Component) {
    guard let last = path.components.last else { throw FileProblem(path.text, .noPath) }
    guard let parent = path.parent else { return (self, last) }
    return (try folder(parent, making: making), last)
  }

  /// The same folder, opened once more: with a lock of its own.
  public func again() throws(FileProblem) -> Folder {
    let number = at(".") { openat($0, $1, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard number >= 0 else { throw FileProblem(path.string, Self.fact(errno)) }
    return Folder(Descriptor(number), path)
  }

  /// Takes the one lock that processes share on this folder; see `Descriptor.lock`.
  public func lock(isWaiting: Bool) -> Bool { descriptor.lock(isWaiting: isWaiting) }

  /// Whether it still has a name; one that was deleted takes nothing more.
  public var isThere: Bool { (descriptor.facts?.links ?? 0) > 0 }

  // MARK: Looking

  /// What lies at `path` itself: a link is a link. nil where nothing does, or where the way to it leads through a link.
  public func facts(_ path: RelativePath) -> FileStatus? {
    guard let (folder, name) = try? parent(of: path) else { return nil }
    return folder.facts(name)
  }

  private func facts(_ name: FilePath.Component) -> FileStatus? {
    var facts = stat()
    let code = at(name) { fstatat($0, $1, &facts, AT_SYMLINK_NOFOLLOW) }
    return code == 0 ? FileStatus(facts) : nil
  }

  /// What lies in the folder itself, in the order of bytes; none if it cannot be read.
  public func entries() -> [FilePath.Component] {
    // A descriptor of its own, as reading the folder moves it and closes it.
    let number = at(".") { openat($0, $1, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard number >= 0 else { return [] }
    guard let stream = fdopendir(number) else {
      close(number)
      return []
    }
    defer { closedir(stream) }
    var names: [FilePath.Component] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 1) { FilePath(platformString: $0) }
      }
      if let component = name.lastComponent, component.kind == .regular { names.append(component) }
    }
    return names.sorted { $0.precedes($1) }
  }

  /// The names of what lies in the folder itself, in the order of bytes.
  public func names() -> [String] { entries().map(\.string) }

  /// Opens a file to read it.
  public func open(_ path: RelativePath) throws(FileProblem) -> Descriptor {
    let (folder, name) = try parent(of: path)
    // A pipe does not stop the caller.
    let number = folder.at(name) { openat($0, $1, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) }
    guard number >= 0 else { throw folder.problem(name, errno, wanted: .file) }
    return Descriptor(number)
  }

  /// The bytes of a file; nil if there is none, or if it cannot be read.
  public func read(_ path: RelativePath) -> [UInt8]? { (try? open(path))?.readAll() }

  // MARK: Changing

  /// Makes a file that is not there yet, with the folders above it.
  public func create(
    _ path: RelativePath, mode: UInt16 = 0o666
  ) throws(FileProblem) -> Descriptor {
    let (folder, name) = try parent(of: path, making: true)
    let number = folder.at(name) {
      openat($0, $1, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode_t(mode))
    }
    guard number >= 0 else { throw folder.problem(name, errno) }
    return Descriptor(number)
  }

  /// Opens a device, a pipe, or what a link leads to, to write to it: for a path that a person named, never for one below.
  public func device(_ path: RelativePath) throws(FileProblem) -> Descriptor {
    let (folder, name) = try parent(of: path)
    let number = folder.at(name) { openat($0, $1, O_WRONLY | O_CLOEXEC) }
    guard number >= 0 else { throw folder.problem(name, errno) }
    return Descriptor(number)
  }

  /// Whether files can be made in the folder: one is made and deleted.
  public func probe() throws(FileProblem) {
    let draft = RelativePath(Drafts.name())
    _ = try create(draft)
    remove(draft)
  }

  /// Makes a folder that is not there yet, in one that is.
  public func createFolder(_ path: RelativePath) throws(FileProblem) -> Folder {
    let (folder, name) = try parent(of: path)
    guard folder.at(name, { mkdirat($0, $1, 0o777) }) == 0 else {
      throw folder.problem(name, errno)
    }
    return try folder.folder(name, making: false)
  }

  /// Puts what lies at `path` in place of `other`; folders above both are there.
  public func move(_ path: RelativePath, to other: RelativePath) throws(FileProblem) {
    let (from, name) = try parent(of: path)
    let (to, newName) = try parent(of: other)
    try from.move(name, to, newName)
  }

  /// Puts what lies at `path` in place of a name in another folder that is open.
  public func move(
    _ path: RelativePath, to other: RelativePath, in folder: Folder
  ) throws(FileProblem) {
    let (from, name) = try parent(of: path)
    let (to, newName) = try folder.parent(of: other)
    try from.move(name, to, newName)
  }

  /// The quickest form of `move`, where both folders are open.
  func move(
    _ name: FilePath.Component, _ to: Folder, _ newName: FilePath.Component
  ) throws(FileProblem) {
    let code = at(name) { one, old in to.at(newName) { renameat(one, old, $0, $1) } }
    guard code == 0 else { throw to.problem(newName, errno) }
  }

  /// Deletes a file or a link.
  @discardableResult
  public func remove(_ path: RelativePath) -> Bool {
    guard let (folder, name) = try? parent(of: path) else { return false }
    return folder.remove(name)
  }

  @discardableResult
  func remove(_ name: FilePath.Component) -> Bool { at(name) { unlinkat($0, $1, 0) } == 0 }

  /// Deletes a folder that is empty.
  @discardableResult
  public func removeEmpty(_ path: RelativePath) -> Bool {
    guard let (folder, name) = try? parent(of: path) else { return false }
    return folder.at(name) { unlinkat($0, $1, AT_REMOVEDIR) } == 0
  }

  /// Gives a file the permissions of another.
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

  /// What went wrong at a name in this folder. Systems differ in how they refuse a link: it is looked at.
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
  /// In the order of bytes.
  public func precedes(_ other: FilePath.Component) -> Bool {
    withPlatformString { one in other.withPlatformString { strcmp(one, $0) < 0 } }
  }
}

/// A folder named `.sernb`, which git is told not to look at.
public enum HiddenFolder {
  public static let name = ".sernb"

  /// Before anything lies in it that is to be hidden. One that is there may have been changed on purpose.
  static func ignore(in folder: Folder, _ name: FilePath.Component) {
    guard let path = RelativePath([name])?.appending(".gitignore"),
      let file = try? folder.create(path)
    else { return }
    _ = file.append(Array("*\n".utf8))
  }
}
