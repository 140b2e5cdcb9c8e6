// What a person names to compare: a run by its id, the last runs, a write-up on disk, or what is committed.

import ArgumentParser
import Foundation
import SernbDocument
import SernbLanguage
import SernbReport
import SernbRuntime

enum RunReference {
  /// The run before the newest by so many, of those that have results of the notebook.
  case last(Int)
  case run(RunRecord)
  /// The results in a file; the notebook that they say they are of.
  case file(path: String, json: JSON, notebook: String?)
  case committed

  /// Reads what was typed.
  init(_ text: String, in place: RecordedProject) throws {
    if text == "committed" {
      self = .committed
    } else if let back = Self.back(text) {
      self = .last(back)
    } else if text.hasSuffix(".md") || text.hasSuffix(".json") {
      self = try Self.file(text)
    } else {
      self = .run(try Self.record(text, in: place.store))
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

  private static func file(_ text: String) throws -> RunReference {
    let path =
      text.hasSuffix(".md") ? WriteUp.resultsPath(String(text.dropLast(3))) : text
    guard let bytes = fileBytes(path) else {
      let beside = path == text ? "" : ", which lies beside a write-up `\(text)`"
      throw ValidationError("I cannot find `\(path)`\(beside).")
    }
    do {
      let json = try JSON(parsing: String(decoding: bytes, as: UTF8.self))
      return .file(path: text, json: json, notebook: PageOrigin(json)?.notebook)
    } catch {
      throw ValidationError("I cannot read `\(path)`: \(error.message)")
    }
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

  /// Notebooks that it has, where that does not hang on another choice.
  var notebooks: [String]? {
    switch self {
    case .run(let record): record.notebooks.filter { $0.results != nil }.map(\.path)
    case .file(_, _, let notebook): notebook.map { [$0] }
    case .last, .committed: nil
    }
  }

  /// What it has of a notebook.
  func side(of notebook: String, in place: RecordedProject) throws(ReadingProblem) -> RunSide {
    switch self {
    case .last(let back):
      let records = place.store.newest(back + 1) { record in
        record.notebooks.contains { $0.path == notebook && $0.results != nil }
      }.records
      guard let record = records.last, records.count == back + 1 else {
        let count = records.count == 1 ? "1 run" : "\(records.count) runs"
        throw ReadingProblem(
          records.isEmpty
            ? "No run with results of `\(notebook)` is on record."
            : "Only \(count) with results of `\(notebook)` \(records.count == 1 ? "is" : "are") on "
              + "record.")
      }
      return try Self.side(record, notebook, place)
    case .run(let record): return try Self.side(record, notebook, place)
    case .file(let path, let json, _): return try Self.side(path, json)
    case .committed:
      let stem = Self.stem(of: notebook, in: place)
      let (name, text) = try CommittedResults.text(WriteUp.resultsPath(stem), in: place.project)
      guard let json = try? JSON(parsing: text) else {
        throw ReadingProblem("The results in `\(WriteUp.resultsPath(stem))` are damaged.")
      }
      return try Self.side(name, json)
    }
  }

  private static func side(_ record: RunRecord, _ notebook: String, _ place: RecordedProject)
    throws(ReadingProblem) -> RunSide
  {
    guard let side = try record.side(of: notebook, find: place.store.results) else {
      let paths = record.notebooks.map { "`\($0.path)`" }.joined(separator: ", ")
      throw ReadingProblem("Run `\(record.id)` did not run `\(notebook)`; it ran \(paths).")
    }
    return side
  }

  private static func side(_ name: String, _ json: JSON) throws(ReadingProblem) -> RunSide {
    RunSide(
      name: name, inputs: PageOrigin(json)?.inputs.map(RunInput.init),
      results: try Results(reading: json))
  }

  /// Where the write-up of a notebook lies, as the newest run has it.
  private static func stem(of notebook: String, in place: RecordedProject) -> String {
    let newest = place.store.newest(1) { record in
      record.notebooks.contains { $0.path == notebook && !$0.page.isEmpty }
    }.records.first
    return newest?.notebooks.first { $0.path == notebook && !$0.page.isEmpty }?.page
      ?? place.project.outputStem(place.project.root + "/" + notebook)
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
    guard let bytes = fileBytes(project.root + "/" + path) else {
      throw ReadingProblem("There is no `\(path)`, neither committed nor on disk.")
    }
    return ("Outputs", String(decoding: bytes, as: UTF8.self))
  }
}
