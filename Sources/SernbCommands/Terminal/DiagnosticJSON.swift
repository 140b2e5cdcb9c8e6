// A diagnostic as JSON, with the same words and places as its drawing.

import ArgumentParser
import Basics
import SernbDocument
import SernbLanguage

enum DiagnosticFormat: String, CaseIterable, ExpressibleByArgument { case text, json }

enum DiagnosticJSON {
  static func value(of diagnostic: Diagnostic, in source: SourceText?) -> JSON {
    var members: [JSON.Member] = [
      .init("code", .string(diagnostic.code.rawValue)),
      .init("severity", .string(diagnostic.severity.rawValue)),
      .init("message", .string(diagnostic.message)),
    ]
    if let source {
      members.append(.init("file", .string(source.name)))
      members.append(
        .init(
          "labels",
          .array(
            diagnostic.labels.map { label in
              let start = source.position(of: label.span.start)
              let end = source.position(of: label.span.end)
              return [
                "line": .int(start.line), "column": .int(start.column),
                "end_line": .int(end.line), "end_column": .int(end.column),
                "text": .string(label.text),
              ]
            })))
    }
    if let cell = diagnostic.cell { members.append(.init("cell", .string(cell))) }
    if let place = diagnostic.dataLocation { members.append(.init("data", .string(place))) }
    if let hint = diagnostic.hint { members.append(.init("hint", .string(hint))) }
    if !diagnostic.notes.isEmpty { members.append(.init("notes", .strings(diagnostic.notes))) }
    return .object(members)
  }
}
