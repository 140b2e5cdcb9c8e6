// Golden files: what a test wrote, kept beside it and reviewed like code.

import Foundation
import Testing

/// The folder of the golden files.
private let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

/// Expects `text` to be the golden file `name`. `SERNB_RECORD=1` writes it instead, and that run fails.
func expectGolden(_ text: String, _ name: String) throws {
  let file = folder.appending(path: name)
  if ProcessInfo.processInfo.environment["SERNB_RECORD"] == "1" {
    try Data(text.utf8).write(to: file)
    Issue.record("recorded \(name); run again without SERNB_RECORD")
    return
  }
  let expected = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
  if expected == text { return }
  let pairs = zip(
    expected.split(separator: "\n", omittingEmptySubsequences: false),
    text.split(separator: "\n", omittingEmptySubsequences: false))
  let difference = pairs.enumerated().first { $0.element.0 != $0.element.1 }
  let place = difference.map { "line \($0.offset + 1): `\($0.element.0)` became `\($0.element.1)`" }
  Issue.record("\(name) differs: \(place ?? "one is longer"). SERNB_RECORD=1 records it anew.")
}

/// The names of all golden files.
func goldenNames() throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0 != ".keep" }.sorted()
}
