// The golden files of these tests.

import Testing
import TestSupport

private let folder = GoldenFolder()

/// Expects `text` to be the golden file `name`. `SERNB_RECORD=1` writes it instead, and that run fails.
func expectGolden(_ text: String, _ name: String) throws {
  if let problem = try folder.problem(of: text, name) { Issue.record(Comment(rawValue: problem)) }
}

func goldenNames() throws -> [String] { try folder.names() }
