// Writes and reads the JSON of a record: unknown members are ignored, and damage is explained in a sentence.
//
//     {"format": 1, "id": "…", "started": "…", "seconds": 1.5, "command": "…", "engine": "…", "exit_code": 0,
//      "machine": {"system": "…", "cores": 2},
//      "notebooks": [{"path": "…", "point": "…", "digest": "…", "state": "fine", "seconds": 1.5, "seed": "1",
//        "parameters": [{"name": "…", "value": "…"}],
//        "inputs": [{"path": "…", "aspect": "…", "digest": "…", "count": 1}],
//        "cells": [{"label": "…", "state": "ran", "seconds": 0.5, "key": "…", "code": "…", "reason": "…",
//          "last_seconds": 0.5}],
//        "results": "the text of the results file", or "results_digest": "…"}]}

internal import Basics
internal import SernbDocument

extension RunRecord {
  /// The version of the format: it changes when a member changes its meaning.
  package static let format = 1

  /// The text of the file, with a final newline.
  package var text: String { json.text(.pretty) + "\n" }

  /// Parses a record.
  package init(reading text: String) throws(ReadingProblem) {
    let json: JSON
    do { json = try JSON(parsing: text) } catch { throw ReadingProblem(error.message) }
    guard case .int(let format)? = json["format"] else {
      throw ReadingProblem("The record of the run has no `format`.")
    }
    guard format == Self.format else {
      throw ReadingProblem(
        "The record of the run has format \(format), and I read format \(Self.format) alone. "
          + "Another version of sernb wrote it.")
    }
    let record = RecordMembers(json, "the record")
    let machine = try record.member("machine")
    self.init(
      id: try record.text("id"), started: try record.text("started"),
      seconds: try record.number("seconds"), command: try record.text("command"),
      engine: try record.text("engine"), exitCode: try record.count("exit_code"),
      machine: .init(system: try machine.text("system"), cores: try machine.count("cores")),
      notebooks: try record.list("notebooks") { (one) throws(ReadingProblem) in
        try Notebook(one)
      })
  }

  private var json: JSON {
    [
      "format": .int(Self.format), "id": .string(id), "started": .string(started),
      "seconds": .number(seconds), "command": .string(command), "engine": .string(engine),
      "exit_code": .int(exitCode),
      "machine": ["system": .string(machine.system), "cores": .int(machine.cores)],
      "notebooks": .array(notebooks.map(\.json)),
    ]
  }
}

extension RunRecord.Notebook {
  fileprivate init(_ members: RecordMembers) throws(ReadingProblem) {
    let results = try members.textIfAny("results").map(RunRecord.StoredResults.text)
    let digest = try members.textIfAny("results_digest").map(RunRecord.StoredResults.digest)
    self.init(
      path: try members.text("path"), point: try members.textIfAny("point"),
      digest: try members.text("digest"), state: try members.text("state"),
      page: try members.textIfAny("page") ?? "", seconds: try members.number("seconds"),
      parameters: try members.list("parameters") { (one) throws(ReadingProblem) in
        Document.Fact(try one.text("name"), try one.text("value"))
      }, seed: try members.textIfAny("seed"),
      inputs: try members.list("inputs") { (one) throws(ReadingProblem) in
        RunInput(
          path: try one.text("path"), aspect: try one.text("aspect"),
          digest: try one.text("digest"), count: try one.count("count"))
      },
      cells: try members.list("cells") { (one) throws(ReadingProblem) in
        RunRecord.Cell(
          label: try one.text("label"), state: try one.text("state"),
          seconds: try one.number("seconds"), key: try one.text("key"), code: try one.text("code"),
          reason: try one.textIfAny("reason"), lastSeconds: try one.numberIfAny("last_seconds"))
      }, results: results ?? digest)
  }

  fileprivate var json: JSON {
    let inputs = inputs.map { input -> JSON in
      [
        "path": .string(input.path), "aspect": .string(input.aspect),
        "digest": .string(input.digest), "count": .int(input.count),
      ]
    }
    var (text, resultsDigest): (String?, String?) = (nil, nil)
    switch results {
    case .text(let found)?: text = found
    case .digest(let found)?: resultsDigest = found
    case nil: break
    }
    return .object(present: [
      "path": .string(path), "point": point.map(JSON.string), "digest": .string(digest),
      "state": .string(state), "seconds": .number(seconds),
      "page": page.isEmpty ? nil : .string(page), "seed": seed.map(JSON.string),
      "parameters": .array(
        parameters.map { ["name": .string($0.name), "value": .string($0.value)] }),
      "inputs": .array(inputs), "cells": .array(cells.map(\.json)),
      "results": text.map(JSON.string), "results_digest": resultsDigest.map(JSON.string),
    ])
  }
}

extension RunRecord.Cell {
  fileprivate var json: JSON {
    .object(present: [
      "label": .string(label), "state": .string(state), "seconds": .number(seconds),
      "key": .string(key), "code": .string(code), "reason": reason.map(JSON.string),
      "last_seconds": lastSeconds.map(JSON.number),
    ])
  }
}

/// The members of an object, and its location in the record.
private struct RecordMembers {
  let json: JSON
  let path: String

  init(_ json: JSON, _ path: String) {
    self.json = json
    self.path = path
  }

  func text(_ name: String) throws(ReadingProblem) -> String {
    guard let text = json[name]?.textValue else { throw missing(name, "a text") }
    return text
  }

  /// nil if there is no such member; throws if it is not a string.
  func textIfAny(_ name: String) throws(ReadingProblem) -> String? {
    json[name] == nil ? nil : try text(name)
  }

  func number(_ name: String) throws(ReadingProblem) -> Double {
    guard let number = json[name]?.numberValue else { throw missing(name, "a number") }
    return number
  }

  /// nil if there is no such member; throws if it is not a number.
  func numberIfAny(_ name: String) throws(ReadingProblem) -> Double? {
    json[name] == nil ? nil : try number(name)
  }

  func count(_ name: String) throws(ReadingProblem) -> Int {
    guard case .int(let count)? = json[name] else { throw missing(name, "a whole number") }
    return count
  }

  func member(_ name: String) throws(ReadingProblem) -> RecordMembers {
    guard let json = json[name], case .object = json else { throw missing(name, "an object") }
    return RecordMembers(json, "\(quoted(name)) of \(path)")
  }

  func list<Item>(
    _ name: String, _ read: (RecordMembers) throws(ReadingProblem) -> Item
  ) throws(ReadingProblem) -> [Item] {
    guard let elements = json[name]?.elements else { throw missing(name, "a list") }
    var items: [Item] = []
    for (number, element) in elements.enumerated() {
      items.append(
        try read(RecordMembers(element, "element \(number + 1) of \(quoted(name)) of \(path)")))
    }
    return items
  }

  private func missing(_ name: String, _ wanted: String) -> ReadingProblem {
    let seen = json[name] == nil ? "there is none" : "there is something else"
    return ReadingProblem(
      "The record of the run is damaged: \(quoted(name)) of \(path) should be \(wanted), and "
        + "\(seen).")
  }
}
