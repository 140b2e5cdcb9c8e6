// What formatting may not change, as checks that hold for any notebook.

import SernbLanguage
import Testing

enum Laws {
  /// Formatting changes no prose, no comment, no tree, and nothing when it is done again.
  static func expectFormatted(
    _ notebook: Notebook, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let text = String(decoding: Formatter.format(notebook), as: UTF8.self)
    let formatted = Notebook(parsing: SourceText(text, name: "formatted"))
    let again = String(decoding: Formatter.format(formatted), as: UTF8.self)
    let before = notebook.source.text
    #expect(again == text, "not idempotent: \(before)", sourceLocation: sourceLocation)
    #expect(
      prose(of: notebook) == prose(of: formatted), "prose changed: \(before)",
      sourceLocation: sourceLocation)
    let cells = (notebook.cells, formatted.cells)
    #expect(
      cells.0.count == cells.1.count, "cells changed: \(before)", sourceLocation: sourceLocation)
    for (old, new) in zip(cells.0, cells.1) {
      let was = Parser.parse(notebook.source, in: old.code)
      let now = Parser.parse(formatted.source, in: new.code)
      #expect(
        was.code.statements.map { shape($0.kind) } == now.code.statements.map { shape($0.kind) },
        "tree changed: \(before)", sourceLocation: sourceLocation)
      #expect(
        comments(notebook.source[old.code]) == comments(formatted.source[new.code]),
        "comments changed: \(before)", sourceLocation: sourceLocation)
      #expect(
        old.options.map { "\($0.key.text)=\($0.value)" }
          == new.options.map { "\($0.key.text)=\($0.value)" },
        "options changed: \(before)", sourceLocation: sourceLocation)
      #expect(
        was.problems.count == now.problems.count, "problems changed: \(before)",
        sourceLocation: sourceLocation)
    }
  }

  static func prose(of notebook: Notebook) -> [String] {
    [notebook.frontMatter.map { notebook.source[$0.whole] } ?? ""]
      + notebook.segments.compactMap {
        if case .prose(let span) = $0 { notebook.source[span] } else { nil }
      }
  }

  /// The comments of code, found without the language's own reader: `#` outside of quotes up to the line's end.
  static func comments(_ code: String) -> [String] {
    var found: [String] = []
    for line in code.utf8.split(separator: 10) {
      var isInText = false
      var skips = false
      for (index, byte) in zip(line.indices, line) {
        if skips {
          skips = false
        } else if isInText {
          if byte == UInt8(ascii: "\\") { skips = true }
          if byte == UInt8(ascii: "\"") { isInText = false }
        } else if byte == UInt8(ascii: "\"") {
          isInText = true
        } else if byte == UInt8(ascii: "#") {
          var comment = String(decoding: line[index...], as: UTF8.self)
          while comment.last?.isWhitespace == true { comment.removeLast() }
          found.append(comment)
          break
        }
      }
    }
    return found
  }

  /// A tree without its spans.
  static func shape(_ kind: Statement.Kind) -> String {
    switch kind {
    case .binding(let name, let value): "\(name.text) = \(shape(value))"
    case .show(let value): "show \(shape(value))"
    case .plot(let value): "plot \(shape(value))"
    case .expect(let claim, let message): "expect \(shape(claim)), \(message.map(shape) ?? "")"
    case .use(let path, let names):
      "use \(shape(path)) \(names.map { "\($0.name.text) as \($0.alias?.text ?? "")" })"
    case .function(let name, let parameters, let body):
      "fn \(name.text) \(parameters.map(\.text)) \(shape(body))"
    case .save(let value, let path): "save \(shape(value)) \(shape(path))"
    case .unreadable: "unreadable"
    }
  }

  static func shape(_ value: Expression) -> String {
    func all(_ values: [Expression]) -> String { values.map(shape).joined(separator: " ") }
    return switch value.kind {
    case .number(let literal, let value, let unit): "\(literal) \(value) \(unit?.word ?? "")"
    case .text(let text): "text \(text.debugDescription)"
    case .boolean(let flag): "\(flag)"
    case .missing: "missing"
    case .name(let name): "name \(name)"
    case .column(let name): "column \(name.debugDescription)"
    case .list: "[\(all(value.children))]"
    case .record(let fields):
      "{\(fields.map { "\($0.name.text.debugDescription): \(shape($0.value))" }.joined(separator: ", "))}"
    case .range: "range(\(all(value.children)))"
    case .negation: "minus(\(all(value.children)))"
    case .not: "not(\(all(value.children)))"
    case .binary(let operation, _, _): "(\(operation.rawValue) \(all(value.children)))"
    case .call(let callee, let arguments):
      "call(\(shape(callee)), \(arguments.map { "\($0.name?.text ?? "_"): \(shape($0.value))" }))"
    case .pipe: "pipe(\(all(value.children)))"
    case .member(_, let name): "member(\(all(value.children)), \(name.text))"
    case .index: "index(\(all(value.children)))"
    case .conditional: "if(\(all(value.children)))"
    case .comprehension(_, let name, _, let condition):
      "for(\(name.text), \(condition != nil), \(all(value.children)))"
    case .lambda(let names, _): "lambda(\(names.map(\.text)), \(all(value.children)))"
    case .parentheses: "group(\(all(value.children)))"
    case .unreadable: "unreadable"
    }
  }
}
