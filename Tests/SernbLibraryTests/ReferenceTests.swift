// The reference tells the truth: every example is right, shows what it says, and is of the type that the checker
// infers.

import SernbLanguage
import SernbLibrary
import SernbRuntime
import SernbTools
import Testing

@Suite("The reference")
struct ReferenceTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let builtin: String
    let example: Builtin.Example
    var testDescription: String { example.code }

    /// The example with its last line bound to `answer`; lines above it bind what that line reads.
    var code: String {
      var lines = example.code.split(separator: "\n", omittingEmptySubsequences: false).map(
        String.init)
      let start = lines.lastIndex { !$0.hasPrefix(" ") && !$0.hasPrefix(")") } ?? 0
      lines[start] = "answer = " + lines[start]
      return lines.joined(separator: "\n")
    }
  }

  static let examples = Library.all.flatMap { builtin in
    builtin.examples.map { Case(builtin: builtin.name, example: $0) }
  }

  @Test(
    "an example runs, shows what the reference says, and is of the type known before",
    arguments: examples)
  func exampleShows(_ example: Case) async throws {
    let ran = try await run(example.code)
    #expect(ran.problems.map(\.message) == [])
    let value = try #require(ran.value("answer"))
    #expect(Reference.shown(value) == example.example.shows)
    #expect(misfit(value, try #require(ran.type("answer"))) == nil)
  }

  @Test("every builtin has an example that names it")
  func everyBuiltinHasExamples() throws {
    for builtin in Library.all {
      #expect(
        try builtin.examples.contains {
          // `length(published.names)` names `published`, which is one word to Unicode.
          try $0.code.contains(Regex("\\b\(builtin.name)\\b").wordBoundaryKind(.simple))
        },
        "`\(builtin.name)` has no example of its own")
    }
  }
}

/// Where a value is not of a type, in words; nil where it fits in all its parts.
func misfit(_ value: Value, _ type: Type) -> String? {
  if case .missing = value { return nil }
  switch (value, type) {
  case (_, .unknown): return nil
  case (.list(let items), .list(let element)):
    return items.lazy.compactMap { misfit($0, element) }.first
  case (.record(let record), .record(let fields?)):
    guard record.fields.map(\.name) == fields.map(\.name) else {
      return "fields \(record.fields.map(\.name)), expected \(fields.map(\.name))"
    }
    return zip(record.fields, fields).lazy.compactMap { misfit($0.value, $1.type) }.first
  case (.object(let object), .table(let schema?)):
    guard let table = object as? any TableObject else {
      return "\(value.typeDescription), not a table"
    }
    guard table.columnNames == schema.names else {
      return "columns \(table.columnNames), expected \(schema.names)"
    }
    return schema.columns.lazy.compactMap { column in
      misfit(.list(table.column(column.name) ?? ListValue([Value]())), .list(column.type))
        .map { "column \(column.name): \($0)" }
    }.first
  case (.object(let object), .object(let kind)):
    guard object.kind == kind else { return "\(object.kind.name), expected \(kind.name)" }
    return kind.members.lazy.compactMap { member in
      guard let part = object.member(member.name) else { return "no member `\(member.name)`" }
      return misfit(part, member.type).map { "member \(member.name): \($0)" }
    }.first
  default:
    return value.type.fits(type) ? nil : "\(value.typeDescription), expected \(type.description)"
  }
}
