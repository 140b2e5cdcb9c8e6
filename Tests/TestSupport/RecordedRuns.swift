// Projects with records of runs, made by hand or by running, and what tests look for in them.

import Foundation
import Storage

public enum RecordedRuns {
  public static let small = "```ser one\nx = 1 + 1\nx\n```\n\n```ser two\ny = x + 1\ny\n```\n"

  /// Cells that take about a second, so that there is time to look or to kill.
  public static let slow = "```ser quick\n1 + 1\n```\n\n```ser slow\n" + work(100_000) + "```\n"

  public static func work(_ rounds: Int) -> String {
    "[rows(mfcc(noise(duration: 20 s, seed: n))) for n in 1 .. \(rounds)]\n"
  }

  /// The ids of the records in a project, the oldest first.
  public static func ids(_ project: Scratch) -> [String] {
    project.files(".sernb/runs").keys.filter { !$0.contains("/") && $0.hasSuffix(".json") }
      .map { String($0.dropLast(5)) }.sorted()
  }

  public static func record(_ id: String, in project: Scratch) throws -> [String: Any] {
    struct Missing: Error { let id: String }
    guard let record = object(project.text(".sernb/runs/\(id).json") ?? "") else {
      throw Missing(id: id)
    }
    return record
  }

  public static func object(_ text: String) -> [String: Any]? {
    (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any]
  }

  public static func notebooks(_ report: [String: Any]) -> [[String: Any]] {
    report["notebooks"] as? [[String: Any]] ?? []
  }

  public static func cells(_ notebook: [String: Any]) -> [[String: Any]] {
    notebook["cells"] as? [[String: Any]] ?? []
  }

  /// Writes a record as this version would, with the results of one notebook.
  public static func write(
    _ id: String, command: String = "sernb run Notebooks/n.sernb", exit: Int = 0,
    state: String = "fine", trees: String = "10", accuracy: Double? = nil,
    notebook: String = "Notebooks/n.sernb", to project: Scratch
  ) throws {
    let results = results(accuracy: accuracy, trees: trees, notebook: notebook)
    let digest = Digest(of: Array(results.utf8)).hex
    try project.write(results, to: ".sernb/runs/results/\(digest).json")
    try project.write(
      """
      {"format": 1, "id": "\(id)", "started": "2026-01-02T03:04:05Z", "seconds": 1.5,
       "command": "\(command)", "engine": "e", "exit_code": \(exit),
       "machine": {"system": "s", "cores": 2},
       "notebooks": [{"path": "\(notebook)", "digest": "", "state": "\(state)", "seconds": 1.25,
         "page": "Outputs/n", "seed": "1", "parameters": [{"name": "trees", "value": "\(trees)"}],
         "inputs": [], "cells": [{"label": "one", "state": "ran", "seconds": 0.5, "key": "k",
         "code": "c", "last_seconds": 0.5}], "results_digest": "\(digest)"}]}
      """, to: ".sernb/runs/\(id).json")
  }

  public static func results(accuracy: Double?, trees: String, notebook: String) -> String {
    let value =
      accuracy.map { number in
        """
        {"accuracy": \(number), "uar": \(number), "classes": {"class": ["a", "b"],
         "rows": [2, 2], "recall": [\(number), 1]}, "intervals": {"metric": ["accuracy"],
         "low": [0.2], "high": [0.9]}}
        """
      } ?? "2"
    return """
      {"format": 2, "title": "N", "facts": {"seed": "1", "trees": "\(trees)"},
       "engine": "1", "notebook": "\(notebook)", "text": "\(String(repeating: "0", count: 64))",
       "cells": [], "inputs": [],
       "results": [{"cell": "one", "index": 1, "kind": "value", "name": "forest", "value": \(value)}]}
      """
  }
}
