// Operations on the whole store: counts entries, evicts the least recently used, finds damaged ones.

internal import Basics
internal import FileAccess
internal import SystemPackage

extension Store {
  /// The unit of eviction: an entry, all blocks of a family, or a pack.
  private struct EvictionUnit {
    /// nil for a pack.
    let namespace: Namespace?
    /// How many entries of each namespace a pack has, and their bytes.
    var pack: (name: PackName, usages: [Namespace: NamespaceUsage])?
    var files: [RelativePath] = []
    /// The folder of a family.
    var family: RelativePath?
    var bytes = 0
    /// The newest use, in nanoseconds since 1970.
    var used = Int.min

    var entries: Int { pack?.usages.values.reduce(0) { $0 + $1.entries } ?? files.count }

    mutating func add(_ file: RelativePath, _ facts: FileStatus) {
      files.append(file)
      bytes += Store.space(facts.size)
      used = max(used, facts.modified)
    }
  }

  /// Entries and bytes per namespace, in the order of `Namespace.all`.
  package func info() -> [NamespaceUsage] {
    let units = units()
    return Namespace.all.map { namespace in
      units.reduce(into: NamespaceUsage(namespace: namespace, entries: 0, bytes: 0)) { sum, unit in
        let usage = unit.pack?.usages[namespace]
        guard usage != nil || unit.namespace == namespace else { return }
        sum.entries += usage?.entries ?? unit.files.count
        sum.bytes += usage?.bytes ?? unit.bytes
      }
    }
  }

  /// If the store exceeds the limit, evicts the least recently used entries down to 80 % of it. Temporary files of
  /// killed processes are deleted in any case.
  ///
  /// - Returns: how much was deleted.
  @discardableResult package func collect(to limit: Int? = nil) -> (entries: Int, bytes: Int) {
    willCollect()
    sweep()
    let limit = max(0, limit ?? self.limit)
    let units = units()
    var rest = units.reduce(0) { $0 + $1.bytes }
    var deleted = (entries: 0, bytes: 0)
    if rest <= limit { return deleted }
    let goal = limit / 5 * 4
    for unit in units.sorted(by: { ($0.used, $0.files[0].text) < ($1.used, $1.files[0].text) }) {
      if rest <= goal { break }
      let gone = remove(unit)
      rest -= unit.bytes
      if gone == 0 { continue }
      deleted.entries += gone
      deleted.bytes += unit.bytes
    }
    return deleted
  }

  /// - Returns: how many entries were deleted.
  private func remove(_ unit: EvictionUnit) -> Int {
    if let pack = unit.pack { return packs.remove(pack.name) ? unit.entries : 0 }
    guard let namespace = unit.namespace else { return 0 }
    let gone = unit.files.count { remove(namespace, $0) }
    // If a block was added in the meantime, it stays, and so does its folder.
    if let family = unit.family { existing(namespace)?.removeEmpty(family) }
    return gone
  }

  /// Deletes everything that a store created here and nothing else.
  @discardableResult package func clear() -> (entries: Int, bytes: Int) {
    let counts = info()
    for unit in units() { _ = remove(unit) }
    sweep()
    guard let root = root.existing else { return (0, 0) }
    for namespace in Namespace.all {
      for group in groups(of: namespace) { existing(namespace)?.removeEmpty(RelativePath(group)) }
      if let path = RelativePath(namespace.name) { root.removeEmpty(path) }
    }
    for name in [Self.writing, RelativePath(PackSet.name)] {
      if let name { root.removeEmpty(name) }
    }
    if let index = RelativePath("files"), root.facts(index)?.kind == .file { root.remove(index) }
    return (counts.reduce(0) { $0 + $1.entries }, counts.reduce(0) { $0 + $1.bytes })
  }

  private func units() -> [EvictionUnit] {
    var found = packUnits()
    for namespace in Namespace.all {
      for group in groups(of: namespace) {
        let isFamily = namespace == .clips && Digest(hex: group.string) != nil
        let path = RelativePath(group)
        guard let folder = try? existing(namespace)?.folder(path) else { continue }
        var family = EvictionUnit(namespace: namespace, family: path)
        for name in folder.entries() {
          guard isFamily || Digest(hex: group.string + name.string) != nil,
            let facts = folder.facts(RelativePath(name)), facts.kind == .file
          else { continue }
          let file = path.appending(RelativePath(name))
          if isFamily {
            if Digest(hex: name.string) != nil { family.add(file, facts) }
          } else {
            var entry = EvictionUnit(namespace: namespace)
            entry.add(file, facts)
            found.append(entry)
          }
        }
        if !family.files.isEmpty { found.append(family) }
      }
    }
    return found
  }

  private func packUnits() -> [EvictionUnit] {
    packs.all().compactMap { pack in
      guard let path = RelativePath(pack.name.text), let facts = pack.file.facts else { return nil }
      var unit = EvictionUnit(namespace: nil)
      unit.add(path, facts)
      var usages: [Namespace: NamespaceUsage] = [:]
      for (namespace, _, location) in pack.index.entries {
        usages[namespace, default: NamespaceUsage(namespace: namespace, entries: 0, bytes: 0)]
          .entries += 1
        usages[namespace]?.bytes += location.range.count + PackIndex.width
      }
      unit.pack = (pack.name, usages)
      return unit
    }
  }

  /// The folders in the folder of a namespace, without links.
  private func groups(of namespace: Namespace) -> [FilePath.Component] {
    guard let home = existing(namespace) else { return [] }
    return home.entries().filter { home.facts(RelativePath($0))?.kind == .folder }
  }

  // MARK: Verifying

  /// A message for every problem of every entry, with its path; nothing is changed. Temporary files of killed processes
  /// are not reported: they are never read, and the next collection deletes them.
  package func verify() -> [String] {
    let namespaces = Namespace.all.map(\.name)
    var problems: [String] = []
    guard let root = root.existing else { return [] }
    let folders = namespaces + ["writing", PackSet.name]
    for name in root.names() where !folders.contains(name) {
      let path = root.path.appending(name).string
      if path != indexFile {
        problems.append(Self.unknown(path))
      } else if let why = FileIndex.problem(of: path) {
        problems.append("`\(path)`: \(why)")
      }
    }
    problems += packProblems()
    for namespace in Namespace.all {
      for group in existing(namespace)?.entries() ?? [] {
        let path = RelativePath(group)
        guard let folder = try? existing(namespace)?.folder(path) else {
          problems.append(Self.unknown(shown(namespace, path)))
          continue
        }
        let family = namespace == .clips ? Digest(hex: group.string) : nil
        for entry in folder.entries() {
          let (file, name) = (path.appending(RelativePath(entry)), entry.string)
          let shown = shown(namespace, file)
          guard let key = Digest(hex: family == nil ? group.string + name : name) else {
            problems.append(Self.unknown(shown))
            continue
          }
          if let why = problem(namespace, key, at: file, family: family) {
            problems.append("`\(shown)`: \(why)")
          }
        }
      }
    }
    return problems
  }

  private static func unknown(_ path: String) -> String { "`\(path)`: I did not put this here" }

  private func problem(
    _ namespace: Namespace, _ key: Digest, at path: RelativePath, family: Digest?
  ) -> String? {
    do throws(CorruptData) {
      guard let bytes = try content(namespace, key, at: path, isUse: false) else {
        // Another process may just have deleted it.
        return existing(namespace)?.facts(path) == nil ? nil : "it cannot be read"
      }
      if let why = Self.problem(namespace, key, bytes, family: family) { return why }
      if let family { _ = try ValueBlock(reading: bytes, of: family) }
      return nil
    } catch { return error.why }
  }

  /// What is wrong with the bytes of an entry whose checksum is right.
  private static func problem(
    _ namespace: Namespace, _ key: Digest, _ bytes: [UInt8], family: Digest? = nil
  ) -> String? {
    if namespace == .values || family != nil, Digest(of: bytes) != key {
      return "its bytes are not those of its name"
    }
    return nil
  }

  private func packProblems() -> [String] {
    guard let folder = packs.folder.existing else { return [] }
    var problems: [String] = []
    for entry in folder.entries() {
      let path = RelativePath(entry)
      let shown = packs.folder.path.appending(entry).string
      guard let name = PackName(entry.string) else {
        problems.append(Self.unknown(shown))
        continue
      }
      do throws(CorruptData) {
        guard let (index, file) = try PackSet.index(path, in: folder) else {
          // Another process may just have merged it into another one.
          if folder.facts(path) != nil { problems.append("`\(shown)`: it cannot be read") }
          continue
        }
        let pack = PackSet.Pack(name, index, file)
        for (namespace, key, location) in index.entries {
          if let why = Self.problem(namespace, key, location, in: pack) {
            problems.append("`\(shown)`: \(namespace.name) \(key.hex): \(why)")
          }
        }
      } catch { problems.append("`\(shown)`: \(error.why)") }
    }
    return problems
  }

  /// What is wrong with an entry of a pack.
  private static func problem(
    _ namespace: Namespace, _ key: Digest, _ location: PackIndex.Location, in pack: PackSet.Pack
  ) -> String? {
    do throws(CorruptData) {
      guard let bytes = try pack.read(location) else { return "it cannot be read" }
      return problem(namespace, key, bytes)
    } catch { return error.why }
  }
}
