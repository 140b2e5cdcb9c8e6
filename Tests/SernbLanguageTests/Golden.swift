// Golden files: texts that a person has reviewed. `SERNB_RECORD=1` rewrites them, and fails.

import Foundation
import Testing

enum Golden {
  static func expect(
    _ text: String, in file: URL, sourceLocation: SourceLocation = #_sourceLocation
  )
    throws
  {
    if ProcessInfo.processInfo.environment["SERNB_RECORD"] == "1" {
      try text.write(to: file, atomically: true, encoding: .utf8)
      Issue.record("recorded \(file.lastPathComponent)", sourceLocation: sourceLocation)
      return
    }
    let golden = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    guard golden != text else { return }
    let (old, new) = (golden.components(separatedBy: "\n"), text.components(separatedBy: "\n"))
    let first =
      zip(old, new).enumerated().first { $1.0 != $1.1 }?.offset ?? min(old.count, new.count)
    Issue.record(
      """
      \(file.lastPathComponent) differs from line \(first + 1) on:
      - \(first < old.count ? old[first] : "(the end)")
      + \(first < new.count ? new[first] : "(the end)")
      """, sourceLocation: sourceLocation)
  }
}
