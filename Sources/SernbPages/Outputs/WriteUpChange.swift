// A write-up that is put in place as one: what is renamed and what is deleted, written down before it begins.
//
//     OUTPUTS/.writing-RANDOM/0, 1, …    the new files, on the disk as a whole
//     OUTPUTS/.writing-RANDOM/plan       what goes where, and what was there before
//
// Nothing has changed before the plan is there. From then on renames and deletions alone are left, a few microseconds of
// them, which a kill of the process does not cut short. Where the machine itself stops in between, the plan is left, with
// which the next run ends what was begun; until then `check` calls the state by its name. The folder is locked as long as its process lives: the lock is what tells a change
// under way from one that was left.

internal import Basics
internal import FileAccess
internal import SernbDocument
internal import Storage
internal import SystemPackage

struct WriteUpChange {
  /// `Outputs/NAME`.
  let stem: String
  /// Ways from the base of the output place.
  var moves: [Move] = []
  var removals: [Removal] = []

  struct Move {
    let to: RelativePath
    /// What was there before; nil for nothing.
    let old: Digest?
  }

  struct Removal {
    let path: RelativePath
    let old: Digest
  }

  static let prefix = ".writing-"
  private static let plan = RelativePath("plan")
  private static let format = 1

  static func isName(_ name: String) -> Bool {
    let digits = name.utf8.dropFirst(prefix.utf8.count)
    return name.hasPrefix(prefix) && digits.count == 16
      && digits.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
  }

  // MARK: Beginning

  /// Makes a folder for the files of a change, with its lock.
  static func stage(in outputs: Folder) throws(FileProblem) -> (name: RelativePath, folder: Folder)
  {
    let digits = String(UInt64.random(in: 0 ... .max), radix: 16)
    let text = prefix + String(repeating: "0", count: 16 - digits.utf8.count) + digits
    guard let name = RelativePath(text) else { throw FileProblem(text, .noPath) }
    let folder = try outputs.createFolder(name)
    _ = folder.lock(isWaiting: false)
    return (name, folder)
  }

  /// - Returns: the file, whose bytes may not be on the disk yet.
  static func write(
    _ bytes: [UInt8], as index: Int, to stage: Folder
  ) throws(FileProblem) -> Descriptor {
    try write(bytes, RelativePath("\(index)"), stage)
  }

  private static func write(
    _ bytes: [UInt8], _ path: RelativePath?, _ stage: Folder
  ) throws(FileProblem) -> Descriptor {
    guard let path else { throw FileProblem("\(stage.path)", .noPath) }
    let file = try stage.create(path, mode: 0o644)
    if let errno = file.append(bytes) { throw FileProblem("\(stage.path)", .system(errno)) }
    return file
  }

  /// Writes the plan: once it is on the disk, the change happens.
  func begin(_ stage: Folder) throws(FileProblem) -> Descriptor {
    let json: JSON = [
      "format": .int(Self.format), "stem": .string(stem),
      "moves": .array(
        moves.map { ["to": .string($0.to.text), "old": .string($0.old?.hex ?? "")] }),
      "removals": .array(
        removals.map { ["path": .string($0.path.text), "old": .string($0.old.hex)] }),
    ]
    return try Self.write(Array(json.text().utf8), Self.plan, stage)
  }

  init(stem: String) { self.stem = stem }

  /// The plan of a change that was begun; nil if there is none, or if it is damaged.
  init?(reading stage: Folder) {
    guard let path = Self.plan, let bytes = stage.read(path), bytes.count < 16 << 20,
      let json = try? JSON(parsing: String(decoding: bytes, as: UTF8.self)),
      json["format"] == .int(Self.format), case .string(let stem)? = json["stem"],
      case .array(let moves)? = json["moves"], case .array(let removals)? = json["removals"]
    else { return nil }
    self.stem = stem
    for move in moves {
      guard case .string(let text)? = move["to"], let to = RelativePath(text),
        case .string(let hex)? = move["old"]
      else { return nil }
      self.moves.append(Move(to: to, old: Digest(hex: hex)))
    }
    for removal in removals {
      guard case .string(let text)? = removal["path"], let path = RelativePath(text),
        case .string(let hex)? = removal["old"], let old = Digest(hex: hex)
      else { return nil }
      self.removals.append(Removal(path: path, old: old))
    }
  }

  // MARK: Doing

  /// Its renames and deletions, with the folders all open before the first of them.
  ///
  /// - Parameter folders: those that are open already, by their paths below the base.
  func steps(
    _ stage: Folder, in base: Folder, _ folders: inout [RelativePath: Folder]
  ) throws(FileProblem) -> [Folder.Step] {
    var steps: [Folder.Step] = []
    func open(_ path: RelativePath?, making: Bool) throws(FileProblem) -> Folder {
      guard let path else { return base }
      if let known = folders[path] { return known }
      let folder = try base.folder(path, making: making)
      folders[path] = folder
      return folder
    }
    for (index, move) in moves.enumerated() {
      guard let from = RelativePath("\(index)"), let last = move.to.components.last else {
        continue
      }
      let folder = try open(move.to.parent, making: true)
      steps.append(.move(from, of: stage, to: RelativePath(last), in: folder))
    }
    for removal in removals {
      guard let last = removal.path.components.last,
        let folder = try? open(removal.path.parent, making: false)
      else { continue }
      steps.append(.remove(RelativePath(last), in: folder))
    }
    return steps
  }

  /// Whether some of the renames were made and others not, or deletions are left.
  func isHalf(_ stage: Folder, in base: Folder) -> Bool {
    let waiting = waiting(in: stage)
    if waiting.isEmpty { return removals.contains { base.facts($0.path) != nil } }
    return waiting.count < moves.count
  }

  private func waiting(in stage: Folder) -> [Int] {
    moves.indices.filter { index in
      RelativePath("\(index)").flatMap { stage.facts($0)?.kind } == .file
    }
  }

  /// Ends what was begun: each of the rest whose place is as it was. One that did not begin is dropped.
  func finish(_ stage: Folder, in base: Folder) {
    guard isHalf(stage, in: base) else { return }
    for index in waiting(in: stage) {
      guard let from = RelativePath("\(index)"), let last = moves[index].to.components.last,
        base.read(moves[index].to).map({ Digest(of: $0) }) == moves[index].old,
        let folder = try? moves[index].to.parent.map({ try base.folder($0, making: true) }) ?? base
      else { continue }
      try? stage.move(from, to: RelativePath(last), in: folder)
    }
    for removal in removals where base.read(removal.path).map({ Digest(of: $0) }) == removal.old {
      base.remove(removal.path)
    }
  }

  /// Deletes the folder of a change: what it can hold, and nothing that something else put there.
  static func clear(_ stage: Folder, _ name: RelativePath, in outputs: Folder) {
    for entry in stage.names() {
      let isOwn = entry == plan?.text || Int(entry).map { $0 >= 0 && "\($0)" == entry } ?? false
      if isOwn, entry != plan?.text, let path = RelativePath(entry) { stage.remove(path) }
    }
    // The last: without it the rest could not be identified.
    if let plan { stage.remove(plan) }
    outputs.removeEmpty(name)
  }
}
