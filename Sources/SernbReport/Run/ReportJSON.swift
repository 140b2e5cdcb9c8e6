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
    .object(present: [
      "path": .string(path), "title": .string(title), "state": .string(state.rawValue),
      "point": point.map(JSON.string), "reason": reason.map(JSON.string),
      "page": page.map(JSON.string), "seconds": .number(seconds),
      "parameters": .array(parameters.map { named($0.name, .string($0.value)) }),
      "cells": .array(cells.map(\.json)), "problems": .array(problems.map(\.json)),
      "differences": .strings(differences),
    ])
  }
}

extension CellReport {
  fileprivate var json: JSON {
    .object(present: [
      "label": .string(label), "line": .int(line), "state": .string(state.rawValue),
      "seconds": .number(seconds), "estimate": estimate.map(JSON.number),
      "reason": reason.map(JSON.string), "problems": .array(problems.map(\.json)),
      "results": .array(results.map { named($0.name, $0.value) }),
    ])
  }
}

extension ProblemReport {
  var json: JSON {
    .object(present: [
      "code": .string(code), "severity": .string(severity.rawValue), "message": .string(message),
      "file": file.map(JSON.string), "line": line.map(JSON.int), "column": column.map(JSON.int),
      "end_line": endLine.map(JSON.int), "end_column": endColumn.map(JSON.int),
      "data": dataLocation.map(JSON.string), "hint": hint.map(JSON.string),
      "notes": notes.isEmpty ? nil : .strings(notes), "drawing": .string(drawing),
    ])
  }
}

/// Parameters and results are arrays, not objects: their names may repeat, and their order matters.
private func named(_ name: String, _ value: JSON) -> JSON {
  ["name": .string(name), "value": value]
}
