// Whether a committed write-up is what its notebook would give today, checked without running anything.
//
// A write-up says what it was made from: the text, a key for each cell, the parameters, every file with its digest, and
// the digests of its own figures and tables. All of that is looked at again. What is not here, such as recordings under a
// license, cannot be looked at: it is named, and judged neither fresh nor stale.

internal import Basics
internal import Foundation
internal import SernbDocument
package import SernbLanguage
package import SernbRuntime
internal import Storage

package struct Freshness: Sendable, Equatable {
  /// Why it is stale, a sentence each.
  package var reasons: [String] = []
  /// Cells whose results depend on what changed, as far as is known.
  package var staleCells: [String] = []
  /// Paths of data that are not here.
  package var unverified: [String] = []

  package var isFresh: Bool { reasons.isEmpty }

  package init() {}

  /// - Parameters:
  ///   - stem: `Outputs/NAME`, as `Project.outputStem` gives it.
  ///   - fix: the command that renders the write-up again.
  package init(
    of checked: CheckedNotebook, at stem: String, in project: Project,
    builtins: [String: Builtin], fix: String
  ) {
    // No other process changes anything while this looks.
    let lock = OutputFolder(project).lockedForReading()
    defer { withExtendedLifetime(lock) {} }
    let file = WriteUp.resultsPath(stem)
    if Self.isHalf(stem, project) {
      reasons = [Self.half(fix)]
      return
    }
    guard let bytes = fileBytes(project.output.whole(file)) else {
      reasons = ["There is no write-up: `\(fix)` makes it."]
      return
    }
    let text = String(decoding: LineEnds.unix(bytes), as: UTF8.self)
    guard let json = try? JSON(parsing: text), let origin = Provenance(json) else {
      reasons = ["`\(file)` does not say what it was made from: `\(fix)` renders it again."]
      return
    }
    if !ResultsChecksum.isIntact(text) { reasons.append("`\(file)` was edited by hand.") }
    compareText(origin, checked, json, builtins)
    let seeds = checked.behindThoseUsed.map { ($0.source.name, $0.frontMatter.seed) }
    compareInputs(
      origin.inputs, project.files, Dictionary(seeds, uniquingKeysWith: { first, _ in first }))
    compareFiles(json, stem, project)
  }

  /// The paths that a write-up was made with and that were given on the command line, by the names that stand for
  /// them, for the parameters of its notebook alone.
  package static func recordedPaths(
    at stem: String, of notebook: String, in project: Project
  ) -> [Override] {
    guard let bytes = fileBytes(project.output.whole(WriteUp.resultsPath(stem))),
      let json = try? JSON(parsing: String(decoding: LineEnds.unix(bytes), as: UTF8.self)),
      case .object(let facts)? = json["facts"]
    else { return [] }
    return facts.compactMap { fact in
      guard case .string(let value) = fact.value,
        case .text(let path) = Constant(reading: value), GivenPaths.isName(path)
      else { return nil }
      return Override("\(Notebook.withoutExtension(notebook)).\(fact.name)", path)
    }
  }

  static func isHalf(_ stem: String, _ project: Project) -> Bool {
    OutputFolder(project).isHalf(stem)
  }

  /// The sentence for a write-up whose replacement was interrupted.
  static func half(_ fix: String) -> String {
    "A run was killed while it replaced this write-up, which is half old and half new: `\(fix)` ends what was begun."
  }

  private mutating func compareText(
    _ origin: Provenance, _ checked: CheckedNotebook, _ json: JSON, _ builtins: [String: Builtin]
  ) {
    var isKnown = false
    if origin.engine != Engine.version {
      reasons.append(
        "It was made by version \(origin.engine) of the engine, and this is version \(Engine.version)."
      )
      isKnown = true
    }
    for fact in WriteUp.facts(of: checked) {
      guard case .string(let then)? = json["facts"]?[fact.name], then != fact.value else {
        continue
      }
      reasons.append("`\(fact.name)` is \(fact.value) now, and was \(then).")
      isKnown = true
    }
    let now = Provenance.keys(of: checked, builtins: builtins)
    staleCells = now.filter { !$0.label.isEmpty && origin.key(of: $0.label) != $0.key }.map(\.label)
    let gone = origin.cells.map(\.label).filter { label in
      !label.isEmpty && !now.contains { $0.label == label }
    }
    if !gone.isEmpty {
      reasons.append("\(Self.cells(gone)) \(gone.count == 1 ? "is" : "are") gone.")
    }
    if !staleCells.isEmpty, !isKnown {
      reasons.append("The code of \(Self.cells(staleCells)), or something that it reads, changed.")
    } else if reasons.isEmpty, origin.text != Provenance.text(of: checked) {
      let isProse = origin.key(of: "") != now.first { $0.label.isEmpty }?.key
      reasons.append(
        isProse
          ? "A value bound in the prose changed."
          : "Only the text around the results changed.")
    }
  }

  private mutating func compareInputs(
    _ lines: [InputLine], _ files: Files, _ seeds: [String: UInt64]
  ) {
    // What is not here cannot be looked at: it may be under a license, on another machine, or not made yet.
    let changed = lines.filter { line in
      switch line.state(files, seeds: seeds) {
      case .same: return false
      case .changed: return true
      case .absent:
        unverified.append(line.path)
        return false
      }
    }
    for path in changed.filter({ $0.aspect != .seed }).map(\.path).uniqued {
      reasons.append("`\(path)` changed.")
    }
    for line in changed where line.aspect == .seed {
      reasons.append("The seed of `\(line.path)`, which it uses, changed.")
    }
    unverified = unverified.uniqued
  }

  mutating func compareFiles(_ json: JSON, _ stem: String, _ project: Project) {
    let folder = Project.folder(of: stem)
    guard case .array(let files)? = json["files"] else {
      reasons.append("It does not say which files belong to it.")
      return
    }
    for file in files {
      guard case .string(let name)? = file["path"], case .string(let hex)? = file["digest"],
        SavedName.isAllowed(name)
      else {
        reasons.append("It names a file that cannot be one of its own.")
        continue
      }
      let path = "\(folder)/\(name)"
      let whole = project.output.whole(path)
      let now = project.files.digest(whole, .content)
      if now == nil {
        reasons.append("`\(path)` is missing.")
      } else if now?.hex != hex {
        // Git may have changed the ends of its lines.
        let isSame =
          Digest(hex: hex).map { digest in
            fileBytes(whole).map { LineEnds.matches($0, digest) } ?? false
          } ?? false
        if !isSame { reasons.append("`\(path)` was edited by hand.") }
      }
    }
  }

  /// What stops people from trusting it, in a line.
  package var words: String { reasons.joined(separator: " ") }

  private static func cells(_ labels: [String]) -> String {
    let names = labels.prefix(5).map { "`\($0)`" }.joined(separator: ", ")
    return labels.count > 5 ? "\(names) and \(labels.count - 5) more cells" : names
  }
}
