// What kind of problem a diagnostic reports, as `expect-error`, annotations and JSON name it.

/// A stable identifier, such as `unknown-name`.
///
/// The set is open: each problem writes its own. Those that decide what happens next have a name here.
package struct ProblemCode: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral,
  CustomStringConvertible
{
  package let rawValue: String

  package init(rawValue: String) { self.rawValue = rawValue }
  package init(stringLiteral value: String) { rawValue = value }

  package var description: String { rawValue }
}

extension ProblemCode {
  package static let badData: ProblemCode = "bad-data"
  package static let badParameter: ProblemCode = "bad-parameter"
  package static let forbiddenPath: ProblemCode = "forbidden-path"
  package static let interrupted: ProblemCode = "interrupted"
  package static let missingData: ProblemCode = "missing-data"
  package static let missingNotebook: ProblemCode = "missing-notebook"
  package static let missingParameter: ProblemCode = "missing-parameter"
  package static let notebookCycle: ProblemCode = "notebook-cycle"
  package static let outOfMemory: ProblemCode = "out-of-memory"
  package static let timeout: ProblemCode = "timeout"
  package static let usage: ProblemCode = "usage"
}
