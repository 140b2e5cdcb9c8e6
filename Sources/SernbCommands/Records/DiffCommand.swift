// `sernb diff`: two runs side by side, or a run beside what is committed.

import ArgumentParser
import Basics
import Foundation
import SernbDocument
import SernbReport
import SernbRuntime

struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Compare two runs, or a run with the committed results.",
    discussion: """
      A and B are ids of runs (the beginning is enough), `last`, `last~1` and so on, `committed`, or a write-up such as \
      Outputs/x.md. By default A is `committed` and B is `last`. `@POINT` after a run or `committed` names a point of \
      a sweep, as in last@trees-100.
      """)

  @ArgumentParser.Argument(help: "The old side.")
  var old = "committed"

  @ArgumentParser.Argument(help: "The new side.")
  var new = "last"

  @Option(help: "Compare one notebook only.", completion: .file(extensions: ["sernb", "md"]))
  var notebook: String?

  @Option(help: "Format of the comparison: text, markdown or json.")
  var format: TableFormat = .text

  @Flag(help: "Exit with 3 if they differ.")
  var exitCode = false

  @Option(help: "The project's folder.", completion: .directory)
  var project: String?

  private struct Pair {
    let notebook: String
    let comparison: RunComparison
    let old: String
    let new: String
  }

  func run() throws {
    let paths = [notebook, old, new].compactMap { $0 }
    let place = try RecordedProject(folder: project, path: paths.first { kindOfPath($0) == .file })
    let sides = (try RunReference(old, in: place), try RunReference(new, in: place))
    let names = try notebooks(sides, place)
    var pairs: [Pair] = []
    var problems: [String] = []
    for name in names {
      do throws(ReadingProblem) {
        var a = try sides.0.side(of: name, in: place)
        var b = try sides.1.side(of: name, in: place)
        let names = (a.name, b.name)
        // Columns are named as they were asked for: an id is long, and says no more than `last~1`.
        if old != new { (a.name, b.name) = (a.name == "Outputs" ? a.name : old, new) }
        pairs.append(
          Pair(
            notebook: name.description, comparison: RunComparison(a, b),
            old: Self.both(a.name, names.0), new: Self.both(b.name, names.1)))
      } catch { problems.append(error.message) }
    }
    if pairs.isEmpty { throw ValidationError(problems.joined(separator: "\n")) }
    for problem in problems { Console.error(problem) }
    write(pairs)
    if exitCode, pairs.contains(where: \.comparison.isDifferent) {
      throw ExitCode(Exit.differs.rawValue)
    }
  }

  /// The notebooks that are compared: the one that was asked for, at all its points, or all that both sides have.
  private func notebooks(_ sides: (RunReference, RunReference), _ place: RecordedProject) throws
    -> [NotebookName]
  {
    let records = place.store.newest().records
    var path: String?
    if let notebook {
      var known = Set(records.flatMap { $0.notebooks.map(\.path) })
      known.formUnion((sides.0.notebooks ?? []).map(\.path))
      known.formUnion((sides.1.notebooks ?? []).map(\.path))
      path = try place.notebook(notebook, among: known)
    }
    func own(_ names: [NotebookName]?) -> [NotebookName]? {
      path == nil ? names : names.map { $0.filter { $0.path == path } }
    }
    if sides.0.isFile, sides.1.isFile {
      // Two files are compared, whatever they are of.
      return [sides.1.notebooks?.first ?? NotebookName(path ?? new)]
    }
    let both = (own(sides.0.notebooks), own(sides.1.notebooks))
    // Where a side lacks what was asked for, it says so itself.
    if let path, both.0?.isEmpty == true || both.1?.isEmpty == true { return [NotebookName(path)] }
    switch both {
    case (let one?, let other?):
      let both = one.uniqued.filter(other.contains)
      if both.isEmpty {
        throw ValidationError(
          "`\(old)` and `\(new)` have no notebook in common: one has results of "
            + "\(Self.words(one)), the other of \(Self.words(other)).")
      }
      return both
    case (let one?, nil), (nil, let one?):
      if one.isEmpty { throw ValidationError("`\(old)` and `\(new)` have no results in common.") }
      return one.uniqued
    case (nil, nil):
      // A point that was named is one of the newest sweep.
      let isPoint = [sides.0, sides.1].contains(where: \.isPoint)
      let found = records.lazy.map { record in
        record.notebooks.filter {
          $0.results != nil && (path == nil || $0.path == path) && (!isPoint || $0.point != nil)
        }.map { isPoint ? NotebookName($0.path) : $0.name }
      }.first { !$0.isEmpty }
      if let found { return found.uniqued }
      // What is committed may be compared though no run is on record.
      if let path { return [NotebookName(path)] }
      throw ValidationError("No run with results is on record; `sernb run` leaves one.")
    }
  }

  /// `last~1 (20260102-030405-678-4242)`.
  private static func both(_ asked: String, _ name: String) -> String {
    asked == name ? name : "\(asked) (\(name))"
  }

  private static func words(_ names: [NotebookName]) -> String {
    names.isEmpty ? "none" : names.map { "`\($0.description)`" }.joined(separator: ", ")
  }

  // MARK: What is seen

  /// One comparison is shown in full; of many those that differ are, and the others are named.
  private func write(_ pairs: [Pair]) {
    let shown = pairs.count == 1 ? pairs : pairs.filter(\.comparison.isDifferent)
    let same = pairs.count == 1 ? [] : pairs.filter { !$0.comparison.isDifferent }
    let rest = same.map { "`\($0.notebook)`" }.joined(separator: ", ")
    switch format {
    case .text:
      var parts = shown.map { pair in
        Printable.line("\(pair.notebook): \(pair.old) → \(pair.new)") + "\n"
          + pair.comparison.text(in: RecordedProject.terminal)
      }
      if !same.isEmpty { parts.append(Printable.line("No difference: \(rest).")) }
      Console.print(styled: parts.joined(separator: "\n\n"))
    case .markdown:
      var parts = shown.map { pair in
        "### \(MarkdownText.message("`\(pair.notebook)`: `\(pair.old)` → `\(pair.new)`"))\n\n"
          + String(pair.comparison.markdown.dropLast())
      }
      if !same.isEmpty { parts.append(MarkdownText.message("No difference: \(rest).")) }
      Console.print(parts.joined(separator: "\n\n"))
    case .json:
      let items = pairs.map { pair -> JSON in
        .object([
          .init("notebook", .string(pair.notebook)), .init("old", .string(pair.old)),
          .init("new", .string(pair.new)), .init("comparison", pair.comparison.json),
        ])
      }
      Console.print(
        JSON.object([.init("format", 1), .init("comparisons", .array(items))])
          .text(.pretty))
    }
  }
}
