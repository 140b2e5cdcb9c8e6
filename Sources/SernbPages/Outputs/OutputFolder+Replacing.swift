// Puts write-ups in place, several with one wait for the disk: each is old or new as a whole, whatever ends the process.
//
// All new files are written, and waited for together; then all plans, and waited for together; then all is renamed. A
// write-up that cannot be written leaves the others as they are.

internal import FileAccess
package import SernbDocument
package import SernbLanguage
internal import Storage

extension OutputFolder {
  /// What belongs to a write-up now.
  package struct Replacement: Sendable {
    let files: [RenderedDocument.File]
    let stem: String
    let other: String?

    /// - Parameters:
    ///   - files: with paths as `Project.outputStem` begins them.
    ///   - stem: that of the write-up.
    ///   - other: the stem of a write-up that goes in the same step.
    package init(_ files: [RenderedDocument.File], stem: String, removing other: String? = nil) {
      (self.files, self.stem, self.other) = (files, stem, other)
    }
  }

  /// Puts the files of a write-up in place, and deletes what it had before and has no more.
  ///
  /// - Returns: the paths that changed.
  /// - Throws: `Diagnostic` when something could not be written; then nothing was changed.
  @discardableResult package func replace(
    _ files: [RenderedDocument.File], stem: String, removing other: String? = nil
  ) throws(Diagnostic) -> [String] {
    try replace([Replacement(files, stem: stem, removing: other)], isLenient: true)[0].get()
  }

  /// Puts the files of several write-ups in place, in their order.
  ///
  /// - Parameter isLenient: whether one that cannot be written leaves those behind it to be written.
  /// - Returns: what `replace` says of each; nothing of those behind a failure that ends it.
  package func replace(
    _ all: [Replacement], isLenient: Bool
  ) -> [Result<[String], Diagnostic>] {
    var results: [Result<[String], Diagnostic>] = []
    while results.count < all.count {
      // As many as may be open at once.
      let some = all[results.count...].prefix(40)
      let batch = WriteUpBatch(self, isLenient: isLenient)
      do throws(Diagnostic) {
        let made = try locked(making: true) { outputs, base in
          batch.replace(some, outputs, base)
        }
        results += made ?? []
      } catch {
        results += some.prefix(isLenient ? some.count : 1).map { _ in .failure(error) }
      }
      if !isLenient, case .failure? = results.last { break }
    }
    return results
  }
}

/// Some write-ups on their way. The lock of the folder is held.
private final class WriteUpBatch {
  private let folder: OutputFolder
  private let isLenient: Bool
  private var changes: [Change] = []
  /// Files that may not be on the disk yet, with the index of their change.
  private var open: [(change: Int, file: Descriptor)] = []
  /// How many files may be open at once.
  private static let mostOpen = 128

  private struct Change {
    var plan: WriteUpChange
    var changed: [String] = []
    var removed: [String] = []
    var stage: (name: RelativePath, folder: Folder)?
    var problem: Diagnostic?
  }

  init(_ folder: OutputFolder, isLenient: Bool) {
    (self.folder, self.isLenient) = (folder, isLenient)
  }

  /// - Returns: the results up to the first failure; of all where it is lenient.
  func replace(
    _ all: ArraySlice<OutputFolder.Replacement>, _ outputs: Folder, _ base: Folder
  ) -> [Result<[String], Diagnostic>] {
    defer {
      for case let stage? in changes.map(\.stage) {
        WriteUpChange.clear(stage.folder, stage.name, in: outputs)
      }
    }
    for one in all {
      changes.append(Change(plan: WriteUpChange(stem: one.stem)))
      trying(changes.count - 1) { try stage(one, changes.count - 1, outputs, base) }
      if isOver { break }
    }
    waitForDisk()
    for index in pending {
      trying(index) {
        if let stage = changes[index].stage {
          open.append((index, try changes[index].plan.begin(stage.folder)))
        }
      }
    }
    waitForDisk()
    perform(in: base)
    for index in pending { folder.removeEmptyFolders(above: changes[index].removed, in: base) }
    let last = isLenient ? nil : changes.firstIndex { $0.problem != nil }
    return changes.prefix(last.map { $0 + 1 } ?? changes.count).map { change in
      change.problem.map { .failure($0) } ?? .success(change.changed + change.removed)
    }
  }

  /// Whether a failure ends it here.
  private var isOver: Bool { !isLenient && changes.contains { $0.problem != nil } }

  /// Those that are still to be done: no failure, and none before them that ends it.
  private var pending: [Int] {
    let end = isLenient ? nil : changes.firstIndex { $0.problem != nil }
    return changes[..<(end ?? changes.count)].indices.filter { changes[$0].problem == nil }
  }

  private func trying(_ index: Int, _ work: () throws -> Void) {
    do { try work() } catch { changes[index].problem = folder.diagnostic(error) }
  }

  private func stage(
    _ one: OutputFolder.Replacement, _ index: Int, _ outputs: Folder, _ base: Folder
  ) throws {
    try refuseTwice(one.files)
    let before = WriteUpFiles(of: one.stem, in: folder.place)
    let own = before.paths
    var changed: [RenderedDocument.File] = []
    var strange: [String] = []
    for file in one.files {
      let way = try folder.way(to: file.path)
      let old = try OutputFolder.content(of: way, in: base)
      if old == file.bytes { continue }
      if old != nil, !own.contains(PathKey(file.path)) { strange.append(file.path) }
      changed.append(file)
      changes[index].plan.moves.append(.init(to: way, old: old.map { Digest(of: $0) }))
    }
    if let problem = Self.strange(strange) { throw problem }
    let wanted = Set(one.files.map { PathKey($0.path) })
    let gone =
      before.files.filter { !wanted.contains(PathKey($0.path)) }
      + (one.other.map { WriteUpFiles(of: $0, in: folder.place).files } ?? [])
    let removed = try folder.removals(gone)
    changes[index].plan.removals = removed.map(\.removal)
    if changed.isEmpty, removed.isEmpty { return }

    let stage = try WriteUpChange.stage(in: outputs)
    changes[index].stage = stage
    for (number, file) in changed.enumerated() {
      open.append((index, try WriteUpChange.write(file.bytes, as: number, to: stage.folder)))
      if open.count == Self.mostOpen { waitForDisk() }
    }
    changes[index].changed = changed.map(\.path)
    changes[index].removed = removed.map(\.path)
  }

  private func waitForDisk() {
    for (one, error) in zip(open, Descriptor.synchronize(open.map(\.file))) {
      guard let error, changes[one.change].problem == nil else { continue }
      let path = changes[one.change].stage.map { "\($0.folder.path)" } ?? ""
      changes[one.change].problem = folder.diagnostic(FileProblem(path, .system(error)))
    }
    open = []
  }

  /// Nothing can be full from here on: names are all that changes.
  private func perform(in base: Folder) {
    var steps: [(change: Int, step: Folder.Step)] = []
    var folders: [RelativePath: Folder] = [:]
    for index in pending {
      trying(index) {
        if let stage = changes[index].stage {
          let own = try changes[index].plan.steps(stage.folder, in: base, &folders)
          steps += own.map { (index, $0) }
        }
      }
    }
    steps.removeAll { !pending.contains($0.change) }
    while !steps.isEmpty {
      let (done, problem) = Folder.performed(steps.map(\.step))
      guard let problem else { return }
      let failed = steps[done].change
      changes[failed].problem = folder.diagnostic(problem)
      steps = isLenient ? steps[done...].filter { $0.change != failed } : []
    }
  }

  private func refuseTwice(_ files: [RenderedDocument.File]) throws(Diagnostic) {
    var seen: Set<PathKey> = []
    for file in files where !seen.insert(PathKey(file.path)).inserted {
      throw Diagnostic(
        "saved-twice", "Two outputs are to be written to `\(file.path)`",
        hint: "Save the file under another name.")
    }
  }

  private static func strange(_ paths: [String]) -> Diagnostic? {
    guard let first = paths.first else { return nil }
    let rest = paths.dropFirst().map { "`\($0)` does not belong to this write-up either" }
    return Diagnostic(
      "not-own", "I did not write `\(first)`, so I do not replace it",
      hint: "Move it away, or render to another folder with `--output`.",
      notes: rest.prefix(10) + ["The last write-up is unchanged"])
  }
}
