// Looks at all that the store holds: counts it, deletes what was not used for longest, and finds what is damaged.

internal import Kernels

extension Store {
  /// What is deleted as one: an entry, or all segments of a family.
  private struct Holding {
    let shelf: Shelf
    var files: [String] = []
    /// The folder of a family.
    var family: String?
    var bytes = 0
    /// The newest use, in nanoseconds since 1970.
    var used = Int.min

    mutating func add(_ file: String, _ stamp: FileStamp) {
      files.append(file)
      bytes += Store.space(stamp.size)
      used = max(used, stamp.modified)
    }
  }

  /// Entries and bytes a shelf, in the order of `Shelf.all`.
  public func info() -> [ShelfInfo] {
    let holdings = holdings()
    return Shelf.all.map { shelf in
      holdings.reduce(into: ShelfInfo(shelf: shelf, entries: 0, bytes: 0)) { sum, holding in
        guard holding.shelf == shelf else { return }
        sum.entries += holding.files.count
        sum.bytes += holding.bytes
      }
    }
  }

  /// If there is more than the limit, deletes what was not used for longest, down to 80 % of it. What killed processes
  /// left is deleted in any case.
  ///
  /// - Returns: how much was deleted.
  @discardableResult
  public func collect(to limit: Int? = nil) -> (entries: Int, bytes: Int) {
    willCollect()
    WholeFile.sweep(writing)
    let limit = max(0, limit ?? self.limit)
    let holdings = holdings()
    var rest = holdings.reduce(0) { $0 + $1.bytes }
    var deleted = (entries: 0, bytes: 0)
    if rest <= limit { return deleted }
    let goal = limit / 5 * 4
    for holding in holdings.sorted(by: { ($0.used, $0.files[0]) < ($1.used, $1.files[0]) }) {
      if rest <= goal { break }
      let gone = holding.files.count { Disk.remove($0) }
      // Where a segment was added meanwhile, it stays with its folder.
      if let family = holding.family { Disk.removeEmpty(family) }
      rest -= holding.bytes
      if gone == 0 { continue }
      deleted.entries += gone
      deleted.bytes += holding.bytes
    }
    return deleted
  }

  /// Deletes everything.
  @discardableResult
  public func clear() -> (entries: Int, bytes: Int) {
    let counts = info()
    Disk.removeTree(root)
    return (counts.reduce(0) { $0 + $1.entries }, counts.reduce(0) { $0 + $1.bytes })
  }

  private func holdings() -> [Holding] {
    var found: [Holding] = []
    for shelf in Shelf.all {
      for group in groups(of: shelf) {
        let isFamily = shelf == .clips && Digest(hex: group) != nil
        let folder = folder(of: shelf) + "/" + group
        var family = Holding(shelf: shelf, family: folder)
        for name in Disk.names(in: folder) {
          let path = folder + "/" + name
          guard let stamp = FileStamp(of: path, followingLinks: false), stamp.kind == .file
          else { continue }
          if isFamily {
            family.add(path, stamp)
          } else {
            var entry = Holding(shelf: shelf)
            entry.add(path, stamp)
            found.append(entry)
          }
        }
        if !family.files.isEmpty { found.append(family) }
      }
    }
    return found
  }

  /// The folders in the folder of a shelf. A link among them leads elsewhere and is left alone.
  private func groups(of shelf: Shelf) -> [String] {
    let home = folder(of: shelf)
    return Disk.names(in: home).filter {
      FileStamp(of: home + "/" + $0, followingLinks: false)?.kind == .folder
    }
  }

  // MARK: Verifying

  /// Every problem of every entry, in words, with its path; nothing is changed. What killed processes left is no
  /// problem: no one reads it, and the next collection deletes it.
  public func verify() -> [String] {
    let shelves = Shelf.all.map(\.name)
    var problems: [String] = []
    for name in Disk.names(in: root) where !shelves.contains(name) && name != "writing" {
      let path = root + "/" + name
      if path != indexFile {
        problems.append(Self.unknown(path))
      } else if let why = FileIndex.problem(of: path) {
        problems.append("`\(path)`: \(why)")
      }
    }
    for shelf in Shelf.all {
      let home = folder(of: shelf)
      for group in Disk.names(in: home) {
        let folder = home + "/" + group
        if FileStamp(of: folder, followingLinks: false)?.kind != .folder {
          problems.append(Self.unknown(folder))
          continue
        }
        let family = shelf == .clips ? Digest(hex: group) : nil
        for name in Disk.names(in: folder) {
          let path = folder + "/" + name
          guard let key = Digest(hex: family == nil ? group + name : name) else {
            problems.append(Self.unknown(path))
            continue
          }
          if let why = problem(shelf, key, at: path, family: family) {
            problems.append("`\(path)`: \(why)")
          }
        }
      }
    }
    return problems
  }

  private static func unknown(_ path: String) -> String { "`\(path)`: I did not put this here" }

  private func problem(
    _ shelf: Shelf, _ key: Digest, at path: String, family: Digest?
  ) -> String? {
    do throws(DamagedBytes) {
      guard let bytes = try content(shelf, key, at: path, isUse: false) else {
        // Another process may have deleted it just now.
        return FileStamp(of: path, followingLinks: false) == nil ? nil : "it cannot be read"
      }
      if shelf == .values || family != nil, Digest(of: bytes) != key {
        return "its bytes are not those of its name"
      }
      if let family { _ = try Segment(reading: bytes, of: family) }
      return nil
    } catch {
      return error.why
    }
  }
}
