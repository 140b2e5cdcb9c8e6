// A report as JSON, format 1, with everything that other programs may need.
//
//     {
//       "format": 1, "command": "…", "engine": "…", "started": "2026-01-01T00:00:00Z",
//       "seconds": 1.5, "exit_code": 1,
//       "notebooks": [{
//         "path": "…", "title": "…",
//         "point": "…",                                                  at a point of a sweep
//         "state": "fine" | "failed" | "skipped" | "differs" | "stale" | "timed_out" | "not_run",
//         "reason": "…", "page": "Outputs/….md",                         left out where there is none
//         "seconds": 1.5, "parameters": [{"name": "seed", "value": "1"}],
//         "cells": [{
//           "label": "…", "line": 12,
//           "state": "ran" | "reused" | "failed" | "not_run" | "timed_out",
//           "seconds": 0.5, "estimate": 0.4, "reason": "…",              the last two where there are some
//           "problems": [PROBLEM], "results": [{"name": "accuracy", "value": 0.5}]
//         }],
//         "problems": [PROBLEM], "differences": ["…"]
//       }]
//     }
//
// A PROBLEM has `code`, `severity` ("error", "warning" or "note"), `message` and `drawing`, and optionally `file`,
// `line`, `column`, `end_line`, `end_column` (from one; the end is after the last character), `data`, `hint` and
// `notes`. A reader should ignore members that it does not know: new ones do not change the format.

package import Basics
internal import SernbDocument
internal import SernbLanguage

extension RunReport {
  /// The version of the format: it changes when a member changes its meaning.
  package static let format = 1

  package var json: JSON {
    [
      "format": .int(Self.format), "command": .string(command), "engine": .string(engine),
      "started": .string(started), "seconds": .number(seconds), "exit_code": .int(exitCode),
      "notebooks": .array(notebooks.map(\.json)),
    ]
  }

  /// The text of the file, with a final newline.
  package var jsonText: String { json.text(.pretty) + "\n" }
}

extension NotebookReport {
  fileprivate var json: JSON {
    var members: [JSON.Member] = [
      .init("path", .string(path)), .init("title", .string(title)),
      .init("state", .string(state.rawValue)),
    ]
    if let point { members.append(.init("point", .string(point))) }
    if let reason { members.append(.init("reason", .string(reason))) }
    if let page { members.append(.init("page", .string(page))) }
    members += [
      .init("seconds", .number(seconds)),
      .init("parameters", .array(parameters.map { named($0.name, .string($0.value)) })),
      .init("cells", .array(cells.map(\.json))), .init("problems", .array(problems.map(\.json))),
      .init("differences", .strings(differences)),
    ]
    return .object(members)
  }
}

extension CellReport {
  fileprivate var json: JSON {
    var members: [JSON.Member] = [
      .init("label", .string(label)), .init("line", .int(line)),
      .init("state", .string(state.rawValue)), .init("seconds", .number(seconds)),
    ]
    if let estimate { members.append(.init("estimate", .number(estimate))) }
    if let reason { members.append(.init("reason", .string(reason))) }
    members += [
      .init("problems", .array(problems.map(\.json))),
      .init("results", .array(results.map { named($0.name, $0.value) })),
    ]
    return .object(members)
  }
}

extension ProblemReport {
  var json: JSON {
    var members: [JSON.Member] = [
      .init("code", .string(code)), .init("severity", .string(severity.rawValue)),
      .init("message", .string(message)),
    ]
    if let file { members.append(.init("file", .string(file))) }
    let positions = [
      ("line", line), ("column", column), ("end_line", endLine), ("end_column", endColumn),
    ]
    for case (let name, let position?) in positions { members.append(.init(name, .int(position))) }
    if let dataPlace { members.append(.init("data", .string(dataPlace))) }
    if let hint { members.append(.init("hint", .string(hint))) }
    if !notes.isEmpty { members.append(.init("notes", .strings(notes))) }
    members.append(.init("drawing", .string(drawing)))
    return .object(members)
  }
}

/// Parameters and results are arrays, not objects: their names may repeat, and their order matters.
private func named(_ name: String, _ value: JSON) -> JSON {
  ["name": .string(name), "value": value]
}
