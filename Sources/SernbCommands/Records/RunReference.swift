// What a person names to compare: a run by its id, the last runs, a write-up on disk, or what is committed.

import ArgumentParser
import Basics
import Foundation
import SernbDocument
import SernbLanguage
import SernbPages
import SernbReport
import SernbRuntime

struct RunReference {
  private enum Place {
    /// The run before the newest by so many, of those that have results of the notebook.
    case last(Int)
    case run(RunRecord)
    /// The results in a file; the notebook that they say they are of.
    case file(path: String, json: JSON, notebook: String?)
    case committed
  }

  private let place: Place
  /// The point of a sweep that was named: `last@trees-100`.
  private let point: String?

  /// Reads what was typed.
  init(_ text: String, in recorded: RecordedProject) throws {
    if text.hasSuffix(".md") || text.hasSuffix(".json") {
      place = try Self.file(text)
      point = nil
      return
    }
    let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    point = parts.count > 1 ? String(parts[1]) : nil
    if name == "committed" {
      place = .committed
    } else if let back = Self.back(name) {
      place = .last(back)
    } else {
      let record = try Self.record(name, in: recorded.store)
      place = .run(record)
      let points = record.notebooks.compactMap(\.point)
      if let point, !points.contains(point) {
        throw ValidationError(
          points.isEmpty
            ? "Run `\(record.id)` was no sweep: it has no points."
            : "Run `\(record.id)` has no point `\(point)`. "
              + (NearestNames.hint(for: point, among: points)
                ?? "It has `\(points[0])` and \(points.count - 1) more."))
      }
    }
  }

  /// `last` is 0, `last~2` is 2.
  private static func back(_ text: String) -> Int? {
    guard text.hasPrefix("last") else { return nil }
    let rest = text.dropFirst(4)
    if rest.isEmpty { return 0 }
    if rest == "~" { return 1 }
    guard rest.first == "~", let count = Int(rest.dropFirst()), count >= 0 else { return nil }
    return count
  }

  private static func file(_ text: String) throws -> Place {
    let path = text.hasSuffix(".md") ? WriteUp.resultsPath(String(text.dropLast(3))) : text
    guard let bytes = fileBytes(Invocation.current.path(path)) else {
      let beside = path == text ? "" : ", which lies beside a write-up `\(text)`"
      throw ValidationError("I cannot find `\(path)`\(beside).")
    }
    do {
      let json = try JSON(parsing: String(decoding: bytes, as: UTF8.self))
      return .file(path: text, json: json, notebook: Provenance(json)?.notebook)
    } catch { throw ValidationError("I cannot read `\(path)`: \(error.message)") }
  }

  private static func record(_ text: String, in store: RunStore) throws -> RunRecord {
    let ids = store.ids
    let found = ids.contains(text) ? [text] : ids.filter { !text.isEmpty && $0.hasPrefix(text) }
    guard let id = found.first else {
      let near = NearestNames.hint(for: text, among: ids)
      let others =
        ids.isEmpty
        ? "No run is on record." : "The last one is `\(ids[0])`; `sernb history` lists all."
      throw ValidationError("There is no run `\(text)`. \(near ?? others)")
    }
    guard found.count == 1 else {
      let few = found.prefix(3).map { "`\($0)`" }.joined(separator: ", ")
      throw ValidationError(
        "`\(text)` begins the ids of \(found.count) runs, such as \(few). Give more of it.")
    }
    do {
      return try store.record(id)
    } catch {
      throw ValidationError("I cannot read run `\(id)`: \(error.message)")
    }
  }

  /// Whether a point of a sweep was named.
  var isPoint: Bool { point != nil }

  var isFile: Bool { if case .file = place { true } else { false } }

  /// Notebooks that it has, where that does not depend on another choice. What was named by its point has none besides.
  var notebooks: [NotebookName]? {
    switch place {
    case .run(let record):
      record.notebooks.filter { $0.results != nil && (point == nil || $0.point == point) }
        .map { point == nil ? $0.name : NotebookName($0.path) }
    case .file(_, _, let notebook): notebook.map { [NotebookName($0)] }
    case .last, .committed: nil
    }
  }

  /// What it has of a notebook.
  func side(of notebook: NotebookName, in recorded: RecordedProject) throws(ReadingProblem)
    -> RunSide
  {
    let wanted = NotebookName(notebook.path, at: point ?? notebook.point)
    switch place {
    case .last(let back):
      let records = recorded.store.newest(back + 1) { record in
        record.notebooks.contains {
          $0.path == wanted.path && (wanted.point == nil || $0.point == wanted.point)
            && $0.results != nil
        }
      }.records
      guard let record = records.last, records.count == back + 1 else {
        let count = counted(records.count, "run")
        throw ReadingProblem(
          records.isEmpty
            ? "No run with results of `\(wanted.description)` is on record."
            : "Only \(count) with results of `\(wanted.description)` "
              + "\(records.count == 1 ? "is" : "are") on record.")
      }
      return try Self.side(record, wanted, recorded)
    case .run(let record): return try Self.side(record, wanted, recorded)
    case .file(let path, let json, _): return try Self.side(path, json)
    case .committed:
      let stem = Self.stem(of: wanted, in: recorded)
      let (name, text) = try CommittedResults.text(WriteUp.resultsPath(stem), in: recorded.project)
      guard let json = try? JSON(parsing: text) else {
        throw ReadingProblem("The results in `\(WriteUp.resultsPath(stem))` are damaged.")
      }
      return try Self.side(name, json)
    }
  }

  private static func side(
    _ record: RunRecord, _ wanted: NotebookName, _ recorded: RecordedProject
  ) throws(ReadingProblem) -> RunSide {
    guard let side = try record.side(of: wanted, find: recorded.store.results) else {
      let names = record.notebooks.map { "`\($0.name.description)`" }
      let few = names.prefix(5).joined(separator: ", ")
      let rest = names.count > 5 ? " and \(names.count - 5) more" : ""
      throw ReadingProblem(
        "Run `\(record.id)` did not run `\(wanted.description)`; it ran \(few)\(rest).")
    }
    return side
  }

  private static func side(_ name: String, _ json: JSON) throws(ReadingProblem) -> RunSide {
    RunSide(
      name: name, inputs: Provenance(json)?.inputs.map(RunInput.init),
      results: try Results(reading: json))
  }

  /// Where the write-up of a notebook lies, as the newest run has it.
  private static func stem(of wanted: NotebookName, in recorded: RecordedProject) -> String {
    func isIt(_ notebook: RunRecord.Notebook) -> Bool {
      notebook.name == wanted && !notebook.page.isEmpty
    }
    let newest = recorded.store.newest(1) { $0.notebooks.contains(where: isIt) }.records.first
    if let page = newest?.notebooks.first(where: isIt)?.page { return page }
    let stem = recorded.project.outputStem(recorded.project.root + "/" + wanted.path)
    return wanted.point.map { SweepPlan.stem(ofPage: stem, at: $0) } ?? stem
  }
}

/// The results that belong to a committed write-up: as git has them, for a run writes over those on disk.
enum CommittedResults {
  /// - Returns: the text, and what readers call it: `committed`, or `Outputs` where git has none.
  static func text(_ path: String, in project: Project) throws(ReadingProblem)
    -> (name: String, text: String)
  {
    if let text = Programs.output("git", ["show", "HEAD:./" + path], in: project.root) {
      return ("committed", text)
    }
    guard let bytes = fileBytes(project.output.whole(path)).map(LineEnds.unix) else {
      throw ReadingProblem("There is no `\(path)`, neither committed nor on disk.")
    }
    return ("Outputs", String(decoding: bytes, as: UTF8.self))
  }
}
