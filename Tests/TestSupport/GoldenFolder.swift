// Golden files: what a test wrote, kept beside it and reviewed like code.

import Foundation

public struct GoldenFolder: Sendable {
  private let folder: URL

  /// The folder `Golden` beside the source file that asks.
  public init(beside file: String = #filePath) {
    folder = URL(filePath: file).deletingLastPathComponent().appending(path: "Golden")
  }

  /// Why `text` is not the golden file `name`, if it is not. `SERNB_RECORD=1` writes it, and says so.
  public func problem(of text: String, _ name: String) throws -> String? {
    let file = folder.appending(path: name)
    if ProcessInfo.processInfo.environment["SERNB_RECORD"] == "1" {
      try Data(text.utf8).write(to: file)
      return "recorded \(name); run again without SERNB_RECORD"
    }
    let expected = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    if expected == text { return nil }
    let pairs = zip(
      expected.split(separator: "\n", omittingEmptySubsequences: false),
      text.split(separator: "\n", omittingEmptySubsequences: false))
    let difference = pairs.enumerated().first { $0.element.0 != $0.element.1 }
    let place = difference.map {
      "line \($0.offset + 1): `\($0.element.0)` became `\($0.element.1)`"
    }
    return "\(name) differs: \(place ?? "one is longer"). SERNB_RECORD=1 records it anew."
  }

  /// The names of all golden files.
  public func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0 != ".keep" }
      .sorted()
  }
}
