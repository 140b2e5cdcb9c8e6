// Files that are there whole or not at all, for any number of processes that write at once.
//
// The bytes go to a file of their own in a folder `writing`, which one rename then puts in place: whoever reads sees
// the old file or the new one. Nothing is synced to the disk. After a crash of the machine a renamed file may therefore
// be empty or torn; its checksum tells, and what is only kept may then be made again. To wait for the disk at each of
// some hundred entries would cost more than most of them are worth.

enum WholeFile {
  /// Puts `head` and `bytes` in place as the file at `path`.
  ///
  /// - Parameter writing: a folder of the same file system.
  /// - Returns: whether it is in place; if not, nothing of it is left.
  static func write(
    _ head: [UInt8], _ bytes: [UInt8], to path: String, through writing: String
  ) -> Bool {
    let random = String(UInt64.random(in: 0 ... .max), radix: 16)
    let draft = "\(writing)/\(Disk.ownProcess)-\(random)"
    guard let descriptor = Disk.created(draft) ?? makingRoom(writing, draft) else { return false }
    var isWhole = Disk.append(head, to: descriptor) && Disk.append(bytes, to: descriptor)
    // Not in the line above: it is to be closed in any case.
    isWhole = Disk.closed(descriptor) && isWhole
    if isWhole {
      if Disk.moved(draft, to: path) { return true }
      clearWay(to: path)
      if Disk.moved(draft, to: path) { return true }
    }
    Disk.remove(draft)
    return false
  }

  private static func makingRoom(_ writing: String, _ draft: String) -> Int32? {
    HiddenFolder.make(writing) ? Disk.created(draft) : nil
  }

  /// What lies where a file or its folder belongs came from elsewhere.
  private static func clearWay(to path: String) {
    guard let folder = Disk.folder(of: path) else { return }
    if let shelf = Disk.folder(of: folder), !Disk.isFolder(shelf) { Disk.remove(shelf) }
    if !Disk.isFolder(folder) { Disk.remove(folder) }
    HiddenFolder.make(folder)
    if Disk.isFolder(path) { Disk.removeTree(path) }
  }

  /// Deletes what processes left that were killed while they wrote.
  ///
  /// A process of another container may share the folder and look dead from here. It loses what it is writing, as when
  /// the disk is full: an entry less, never a wrong one.
  static func sweep(_ writing: String) {
    for name in Disk.names(in: writing) {
      let process = name.split(separator: "-").first.flatMap { Int32($0) } ?? 0
      if !Disk.isRunning(process) { Disk.removeTree(writing + "/" + name) }
    }
  }
}

/// Folders below one that is named `.sernb`, which git is told not to look at.
enum HiddenFolder {
  static let name = ".sernb"

  /// Makes a folder and those above it, and the `.gitignore` of the one named `.sernb`.
  @discardableResult
  static func make(_ path: String) -> Bool {
    if Disk.isFolder(path) { return true }
    // Before what is to be hidden is made. Git does not look behind a link, and what lies there may be anyone's.
    if let hidden = hidden(above: path), Disk.makeFolder(hidden),
      FileStamp(of: hidden, followingLinks: false)?.kind == .folder,
      // One that is there may have been changed on purpose.
      let ignore = Disk.created(hidden + "/.gitignore")
    {
      _ = Disk.append(Array("*\n".utf8), to: ignore)
      Disk.closed(ignore)
    }
    return Disk.makeFolder(path)
  }

  private static func hidden(above path: String) -> String? {
    var place = path
    while !place.hasSuffix("/" + name), place != name {
      guard let above = Disk.folder(of: place) else { return nil }
      place = above
    }
    return place
  }
}
