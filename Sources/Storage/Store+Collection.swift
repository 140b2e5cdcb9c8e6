// Looks at all that the store holds: counts it, deletes what was not used for longest, and finds what is damaged.

internal import Basics
internal import FileAccess
internal import SystemPackage

extension Store {
  /// What is deleted as one: an entry, or all segments of a family.
  private struct Holding {
    let shelf: Shelf
    var files: [RelativePath] = []
    /// The folder of a family.
    var family: RelativePath?
    var bytes = 0
    /// The newest use, in nanoseconds since 1970.
    var used = Int.min

    mutating func add(_ file: RelativePath, _ facts: EntryFacts) {
      files.append(file)
      bytes += Store.space(facts.size)
      used = max(used, facts.modified)
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
    sweep()
    let limit = max(0, limit ?? self.limit)
    let holdings = holdings()
    var rest = holdings.reduce(0) { $0 + $1.bytes }
    var deleted = (entries: 0, bytes: 0)
    if rest <= limit { return deleted }
    let goal = limit / 5 * 4
    for holding in holdings.sorted(by: {
      ($0.used, $0.files[0].text) < ($1.used, $1.files[0].text)
    }) {
      if rest <= goal { break }
      let gone = holding.files.count { remove(holding.shelf, $0) }
      // Where a segment was added meanwhile, it stays with its folder.
      if let family = holding.family { existing(holding.shelf)?.removeEmpty(family) }
      rest -= holding.bytes
      if gone == 0 { continue }
      deleted.entries += gone
      deleted.bytes += holding.bytes
    }
    return deleted
  }

  /// Deletes everything that a store puts here; what it did not put here stays.
  @discardableResult
  public func clear() -> (entries: Int, bytes: Int) {
    let counts = info()
    for holding in holdings() {
      for file in holding.files { remove(holding.shelf, file) }
    }
    sweep()
    guard let root = root.existing else { return (0, 0) }
    for shelf in Shelf.all {
      for group in groups(of: shelf) { existing(shelf)?.removeEmpty(RelativePath(group)) }
      if let path = RelativePath(shelf.name) { root.removeEmpty(path) }
    }
    if let writing = Self.writing { root.removeEmpty(writing) }
    if let index = RelativePath("files"), root.facts(index)?.kind == .file { root.remove(index) }
    return (counts.reduce(0) { $0 + $1.entries }, counts.reduce(0) { $0 + $1.bytes })
  }

  private func holdings() -> [Holding] {
    var found: [Holding] = []
    for shelf in Shelf.all {
      for group in groups(of: shelf) {
        let isFamily = shelf == .clips && Digest(hex: group.string) != nil
        let path = RelativePath(group)
        guard let folder = try? existing(shelf)?.folder(path) else { continue }
        var family = Holding(shelf: shelf, family: path)
        for name in folder.entries() {
          guard isFamily || Digest(hex: group.string + name.string) != nil,
            let facts = folder.facts(RelativePath(name)), facts.kind == .file
          else { continue }
          let file = path.appending(RelativePath(name))
          if isFamily {
            if Digest(hex: name.string) != nil { family.add(file, facts) }
          } else {
            var entry = Holding(shelf: shelf)
            entry.add(file, facts)
            found.append(entry)
          }
        }
        if !family.files.isEmpty { found.append(family) }
      }
    }
    return found
  }

  /// The folders in the folder of a shelf. A link among them leads elsewhere and is left alone.
  private func groups(of shelf: Shelf) -> [FilePath.Component] {
    guard let home = existing(shelf) else { return [] }
    return home.entries().filter { home.facts(RelativePath($0))?.kind == .folder }
  }

  // MARK: Verifying

  /// Every problem of every entry, in words, with its path; nothing is changed. What killed processes left is no
  /// problem: no one reads it, and the next collection deletes it.
  public func verify() -> [String] {
    let shelves = Shelf.all.map(\.name)
    var problems: [String] = []
    guard let root = root.existing else { return [] }
    for name in root.names() where !shelves.contains(name) && name != "writing" {
      let path = root.path.appending(name).string
      if path != indexFile {
        problems.append(Self.unknown(path))
      } else if let why = FileIndex.problem(of: path) {
        problems.append("`\(path)`: \(why)")
      }
    }
    for shelf in Shelf.all {
      for group in existing(shelf)?.entries() ?? [] {
        let path = RelativePath(group)
        guard let folder = try? existing(shelf)?.folder(path) else {
          problems.append(Self.unknown(shown(shelf, path)))
          continue
        }
        let family = shelf == .clips ? Digest(hex: group.string) : nil
        for entry in folder.entries() {
          let (file, name) = (path.appending(RelativePath(entry)), entry.string)
          let shown = shown(shelf, file)
          guard let key = Digest(hex: family == nil ? group.string + name : name) else {
            problems.append(Self.unknown(shown))
            continue
          }
          if let why = problem(shelf, key, at: file, family: family) {
            problems.append("`\(shown)`: \(why)")
          }
        }
      }
    }
    return problems
  }

  private static func unknown(_ path: String) -> String { "`\(path)`: I did not put this here" }

  private func problem(
    _ shelf: Shelf, _ key: Digest, at path: RelativePath, family: Digest?
  ) -> String? {
    do throws(CorruptData) {
      guard let bytes = try content(shelf, key, at: path, isUse: false) else {
        // Another process may have deleted it just now.
        return existing(shelf)?.facts(path) == nil ? nil : "it cannot be read"
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
