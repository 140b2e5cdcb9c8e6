// Reads any folder of recordings by a description: facts from the path of each sound, from a table, or from both.

struct FolderReader {
  let tree: FileTree
  let description: FolderDescription
  private(set) var utterances: [Utterance] = []
  private(set) var problems: [CorpusProblem] = []

  /// What is known of one sound, by the names of `FolderDescription.columns`, and where it is written.
  private struct Facts {
    var values: [String: String]
    var location: SourceLocation
  }

  /// Folders of other people's making are deep.
  static let deepest = 12

  init(tree: FileTree, description: FolderDescription) {
    (self.tree, self.description) = (tree, description)
  }

  mutating func read() throws(CorpusError) {
    var walk = SoundWalk(tree, deepest: Self.deepest)
    try walk.walk()
    problems += walk.problems
    guard !walk.files.isEmpty else { throw .noSounds(path: tree.rootPath) }
    var rows: [String: Facts]?
    if case .table(let path) = description.labels { rows = try read(table: path, of: walk.files) }
    // The same name in several folders is several utterances, which are then called by their paths.
    let stems = walk.files.map { SoundName.stem(of: $0) }
    let names = stems.map {
      String($0[($0.lastIndex(of: "/").map($0.index(after:)) ?? $0.startIndex)...])
    }
    let areUnique = Set(names).count == names.count
    var known: [String: SourceLocation] = [:]
    for (index, path) in walk.files.enumerated() {
      try stopIfCancelled()
      guard let facts = facts(of: path, rows) else { continue }
      let id = areUnique ? names[index] : stems[index]
      if let first = known[id] {
        problems.append(.duplicateUtterance(SourceLocation(path), id: id, first: first))
        continue
      }
      known[id] = facts.location
      add(id, path, facts)
    }
    if utterances.isEmpty {
      throw .noneFits(
        path: tree.rootPath, count: walk.files.count, example: walk.files[0],
        pattern: description.pattern?.text,
        call: PatternProposal(names: walk.files)?.call(tree.rootPath))
    }
  }

  /// What the path and the table say of a sound; nil for one that is left out.
  private mutating func facts(of path: String, _ rows: [String: Facts]?) -> Facts? {
    var facts = Facts(values: [:], location: SourceLocation(path))
    if let pattern = description.pattern {
      guard let values = pattern.values(of: path, labels: description.words.map(\.code)) else {
        problems.append(
          .unknownFileName(facts.location, wanted: "of the form `\(pattern.text)`"))
        return nil
      }
      for (field, value) in values { facts.values[field.rawValue] = value }
    }
    if let rows, case .table(let table) = description.labels {
      guard let row = rows[path] else {
        problems.append(
          .skippedFile(facts.location, reason: "`\(table)` has no row for it"))
        return nil
      }
      facts.values.merge(row.values) { $1 }
      facts.location = row.location
    }
    return facts
  }

  private mutating func add(_ id: String, _ path: String, _ facts: Facts) {
    let known = description.words.map(\.code)
    let label = facts.values["label"] ?? ""
    guard known.isEmpty || known.contains(label) else {
      problems.append(.unknownLabel(facts.location, code: label, known: known))
      return
    }
    let speaker = facts.values["speaker"]
    let sex = facts.values["sex"].map(Self.sex)
    if sex == .some(nil), let speaker {
      problems.append(.unknownSpeaker(facts.location, speaker: speaker))
    }
    utterances.append(
      Utterance(
        id: id, audio: path, speaker: speaker, sex: sex ?? nil, session: facts.values["session"],
        dialog: facts.values["dialog"], label: label, transcript: facts.values["transcript"],
        sentence: facts.values["text"], intensity: facts.values["intensity"],
        location: facts.location))
  }

  /// The sex as people write it.
  private static func sex(_ text: String) -> Sex? {
    switch text.lowercased() {
    case "female", "f", "woman", "w": .female
    case "male", "m", "man": .male
    default: nil
    }
  }

  /// What the rows of the table say, by the sound that each is about.
  private mutating func read(
    table path: String, of sounds: [String]
  ) throws(CorpusError) -> [String: Facts] {
    let place = FileTree.join(tree.rootPath, path)
    guard !path.hasPrefix("/"), !path.split(separator: "/").contains("..") else {
      throw .badDescription(path: place, line: 0, why: "a table of labels lies in the folder")
    }
    let bytes: [UInt8]
    do { bytes = try tree.bytes(at: path) } catch {
      throw .badDescription(path: place, line: 0, why: "it is not a file that can be read here")
    }
    let table = TextTable(bytes, path: path)
    problems += table.problems
    var columns: [(fact: String, at: Int)] = []
    for fact in FolderDescription.columns {
      guard let name = description.tableColumns[fact] else { continue }
      guard let at = table.column(name) else {
        throw .badDescription(
          path: place, line: 1,
          why: "it has no column `\(name)`; it has \(quoted(table.columns))")
      }
      columns.append((fact, at))
    }
    let index = SoundIndex(sounds)
    var rows: [String: Facts] = [:]
    for row in table.rows {
      try stopIfCancelled()
      let location = SourceLocation(path, line: row.line)
      var values: [String: String] = [:]
      // An empty cell says nothing.
      for (fact, at) in columns where !row.cells[at].isEmpty { values[fact] = row.cells[at] }
      guard let file = values["file"] else {
        problems.append(.unusableRow(location, reason: "it names no file"))
        continue
      }
      switch index.sounds(named: file) {
      case let found where found.isEmpty:
        problems.append(.unusableRow(location, reason: "its file `\(file)` is not here"))
      case let found where found.count > 1:
        problems.append(
          .unusableRow(
            location, reason: "its file could be \(quoted(Array(found.prefix(3))))"))
      case let found:
        if values["label"] == nil {
          problems.append(.unusableRow(location, reason: "it has no label"))
        } else if let first = rows[found[0]] {
          problems.append(
            .duplicateUtterance(location, id: found[0], first: first.location))
        } else {
          rows[found[0]] = Facts(values: values, location: location)
        }
      }
    }
    return rows
  }
}

/// Finds sounds by what tables call them: by their path, a path from elsewhere that ends like it, or their name alone,
/// with an ending or without.
private struct SoundIndex {
  private var paths: [String: [String]] = [:]
  private var names: [String: [String]] = [:]

  init(_ sounds: [String]) {
    for path in sounds {
      let stem = SoundName.stem(of: path)
      for key in [path, stem] {
        paths[key, default: []].append(path)
        let name = key[(key.lastIndex(of: "/").map(key.index(after:)) ?? key.startIndex)...]
        names[String(name), default: []].append(path)
      }
    }
  }

  func sounds(named text: String) -> [String] {
    var rest = text.replacing("\\", with: "/")[...]
    while true {
      if let found = paths[String(rest)] { return found }
      guard let cut = rest.firstIndex(of: "/") else { break }
      rest = rest[rest.index(after: cut)...]
    }
    // A name in other folders than those that the table names would be another sound.
    return text.contains("/") || text.contains("\\") ? [] : names[text] ?? []
  }
}
