// Reads and checks notebooks, each once, with those they use; and again for a run, where files have changed in between.

internal import Basics
internal import FileAccess
internal import SernbDocument
package import SernbLanguage
internal import Storage
internal import Synchronization

package final class NotebookLoader: Sendable {
  package let project: Project
  private let vocabulary: Vocabulary
  private let overrides: [Override]
  private let trustsMissing: Bool
  private let seed: UInt64?
  private let known = Mutex<[String: CheckedNotebook]>([:])
  /// Each notebook as it was read, with the real paths of those that it uses.
  private let texts = Mutex<[String: Result<Read, Diagnostic>]>([:])
  private let circles = Mutex(UseCircles())
  /// What lies behind each path that a `use` leads to: a mesh of notebooks names each of them often.
  private let places = Mutex<[String: Place]>([:])
  /// How many notebooks stand behind one another, up to each: what holds one holds all that it uses, and what holds too much
  /// could not be released on a thread's stack.
  private let levels = Mutex<[String: Int]>([:])
  static let longestChain = 500
  /// Whether there is no more time to read another notebook.
  private let isOver: @Sendable () -> Bool
  /// What the checks saw of files, by the notebook's real path.
  private let seen = Mutex<[String: StaticFileLog]>([:])
  /// The loader that checked the notebooks before the run began, and those of its checks that hold here too.
  private let earlier: NotebookLoader?
  private let taken = Mutex<Set<String>>([])
  /// How many notebooks were looked at on the way to those that others use.
  let walked = Atomic(0)

  private enum Place {
    case file(real: String)
    case forbidden
    case missing
  }

  private struct Read {
    let notebook: Notebook
    let targets: [String]
  }

  /// - Parameter trustingMissing: whether files that are not there yet are taken to come: a notebook
  ///   that runs before may make them.
  /// - Parameter seed: taken instead of the seed of the notebook that is asked for; those that it uses keep theirs.
  /// - Parameter isOver: whether the time limit has passed: then no further notebook is read.
  package init(
    _ project: Project, vocabulary: Vocabulary, overrides: [Override],
    trustingMissing: Bool = true, seed: UInt64? = nil,
    isOver: @escaping @Sendable () -> Bool = { false }
  ) {
    self.seed = seed
    self.isOver = isOver
    self.project = project
    self.vocabulary = vocabulary
    self.overrides = overrides
    trustsMissing = trustingMissing
    earlier = nil
  }

  /// The same notebooks at the time of running: a file that is not there is missing now.
  ///
  /// Texts are those that were read before, and a check holds as long as the files that it looked at are the same.
  init(running earlier: NotebookLoader, isOver: @escaping @Sendable () -> Bool) {
    self.isOver = isOver
    self.earlier = earlier
    (project, vocabulary) = (earlier.project, earlier.vocabulary)
    (overrides, seed, trustsMissing) = (earlier.overrides, earlier.seed, false)
  }

  /// The notebook in a file.
  ///
  /// - Throws: `Diagnostic` when the file cannot be read as text.
  package func load(_ path: String) throws(Diagnostic) -> CheckedNotebook {
    let real = realPath(path) ?? path
    return try check(real, isAsked: true)
  }

  /// - Parameter isAsked: whether it is not used by another, but asked for itself.
  private func check(_ real: String, isAsked: Bool) throws(Diagnostic) -> CheckedNotebook {
    if let found = known.withLock({ $0[real] }) { return found }
    // What is used is checked before its user, one after the other: a long chain is no deep recursion.
    // Behind one that is known nothing is new.
    let behind = NotebookPaths.inOrderOfUse(from: real) { path in
      walked.add(1, ordering: .relaxed)
      return isKnown(path) ? [] : targets(of: path)
    }
    for other in behind where other != real && !isKnown(other) {
      _ = try? checkAlone(other, isAsked: false)
    }
    return try checkAlone(real, isAsked: isAsked)
  }

  private func isKnown(_ real: String) -> Bool { known.withLock { $0[real] != nil } }

  private func checkAlone(_ real: String, isAsked: Bool) throws(Diagnostic) -> CheckedNotebook {
    if isOver() { throw Self.timeout(project.shortName(real)) }
    let checked: CheckedNotebook
    if let found = earlierCheck(of: real) {
      taken.withLock { _ = $0.insert(real) }
      checked = found
    } else {
      checked = Checker.check(
        try text(of: real).get().notebook, in: context(for: real, isAsked: isAsked))
    }
    known.withLock { $0[real] = checked }
    levels.withLock { levels in
      let behind = targets(of: real).compactMap { levels[$0] }.filter { $0 < Self.longestChain }
      levels[real] = 1 + (behind.max() ?? 0)
    }
    return checked
  }

  /// The check before the run, where it holds: what it saw of files is so still, and so are the checks of what it uses.
  private func earlierCheck(of real: String) -> CheckedNotebook? {
    guard let earlier, let found = earlier.known.withLock({ $0[real] }),
      targets(of: real).allSatisfy({ used in taken.withLock { $0.contains(used) } })
    else { return nil }
    let files = project.staticFiles(trustingMissing: false)
    let holds = earlier.seen.withLock { $0[real] }?.isSame(in: files) ?? true
    return holds ? found : nil
  }

  /// What the check of a notebook, or of lines typed beside it, may lean on.
  ///
  /// - Parameter path: the notebook's real path: what it uses is looked for beside it.
  package func context(for path: String) -> CheckContext { context(for: path, isAsked: true) }

  private func context(for real: String, isAsked: Bool) -> CheckContext {
    let log = StaticFileLog()
    seen.withLock { $0[real] = log }
    return CheckContext(
      vocabulary: vocabulary,
      files: log.recording(project.staticFiles(trustingMissing: trustsMissing)),
      overrides: overrides, seed: isAsked ? seed : nil
    ) { [self] used in
      let folder = Project.folder(of: real)
      let target = used.isAbsolutePath ? used : folder + "/" + used
      let other: String
      switch place(of: target) {
      case .file(let real): other = real
      case .forbidden: return .unreadable("it is outside of the project's folder")
      case .missing:
        let names = namesInFolder(Project.folder(of: target)).filter(Notebook.isNotebookName)
        let prefix = used.utf8.contains(UInt8(ascii: "/")) ? Project.folder(of: used) + "/" : ""
        return .missing(near: names.map { prefix + $0 })
      }
      // Every use in a circle reports the whole of it, from its own notebook on.
      if let way = circles.withLock({ $0.way(from: other, to: real, targets) }) {
        return .cycle(([real] + way).map(project.shortName))
      }
      if levels.withLock({ $0[other] ?? 0 }) >= Self.longestChain {
        return .unreadable("\(Self.longestChain) notebooks stand behind one another there")
      }
      do throws(Diagnostic) {
        return .notebook(try check(other, isAsked: false))
      } catch {
        return .unreadable(error.message)
      }
    }
  }

  /// The notebooks that one uses, by their real paths, sorted; those that may not be read are left out.
  private func targets(of real: String) -> [String] { (try? text(of: real).get().targets) ?? [] }

  /// Judged before it is looked for: a notebook learns nothing of what lies outside.
  private func place(of target: String) -> Place {
    if let known = places.withLock({ $0[target] }) { return known }
    var place = Place.missing
    if case .success = project.files.readable(target) {
      if let real = realPath(target), kindOfPath(real) == .file { place = .file(real: real) }
    } else {
      place = .forbidden
    }
    places.withLock { $0[target] = place }
    return place
  }

  package static func timeout(_ name: String) -> Diagnostic {
    Diagnostic(
      .timeout, "The time limit passed before `\(name)` was read",
      hint: "Raise `--timeout`, or name fewer notebooks.")
  }

  private func text(of real: String) -> Result<Read, Diagnostic> {
    if let found = texts.withLock({ $0[real] }) { return found }
    if let found = earlier?.texts.withLock({ $0[real] }) { return found }
    let read = Result { () throws(Diagnostic) in
      let source = try Self.read(real, name: project.shortName(real))
      let notebook = Notebook(parsing: source)
      var targets: Set<String> = []
      for path in notebook.usedPaths {
        let target = path.isAbsolutePath ? path : Project.folder(of: real) + "/" + path
        if case .file(let other) = place(of: target) { targets.insert(other) }
      }
      return Read(notebook: notebook, targets: targets.sorted())
    }
    texts.withLock { $0[real] = read }
    return read
  }

  /// Of the text of a notebook: some thousand pages. Its tree takes a hundred times as much memory.
  private static let maximumBytes = 4 << 20

  /// The text of a file.
  package static func read(_ path: String, name: String) throws(Diagnostic) -> SourceText {
    let bytes: [UInt8]
    switch kindOfPath(path) {
    case .missing: throw Diagnostic(.missingNotebook, "I cannot find the notebook `\(name)`")
    case .folder, .special: throw Diagnostic(.missingNotebook, "`\(name)` is not a file")
    case .file:
      let size = FileStamp(of: path)?.size ?? 0
      guard size <= maximumBytes else {
        throw Diagnostic(
          "too-large",
          "`\(name)` has \(ByteSize(size).description), and a notebook has \(ByteSize(maximumBytes).description) at most",
          hint: "Move long data into files and read them.")
      }
      guard let content = fileBytes(path) else {
        throw Diagnostic(
          .missingNotebook, "I cannot read the notebook `\(name)`",
          hint: "Check the permissions of the file.")
      }
      bytes = content
    }
    switch SourceText.decoding(bytes, name: name) {
    case .success(let source): return source
    case .failure(let place):
      throw Diagnostic(
        "not-utf8",
        "`\(name)` is not UTF-8 text: byte \(hex(place.byte)) in line \(place.line), "
          + "column \(place.column)",
        hint: "Save it as UTF-8; `iconv -f latin1 -t utf-8` may help.")
    }
  }

  private static func hex(_ byte: UInt8) -> String {
    "0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
  }
}
