// A report for GitLab Code Quality, a subset of Code Climate's format: an array of issues.
//
// GitLab distinguishes old issues from new ones by their fingerprints, so these do not depend on line numbers: they are
// made from the file, the cell, the code, the message and, if all of these repeat, a number.

internal import Basics
internal import SernbDocument
internal import SernbLanguage

extension RunReport {
  /// The text of the file, with a final newline; `[]` if there is nothing to report.
  package var gitlabQuality: String {
    var list = QualityIssues()
    for notebook in notebooks {
      for problem in notebook.problems { list.add(problem, in: notebook, cell: "", line: 1) }
      for cell in notebook.cells {
        for problem in cell.problems {
          list.add(problem, in: notebook, cell: cell.label, line: cell.line)
        }
      }
      list.add(notebook)
    }
    return JSON.array(list.issues).text(.pretty) + "\n"
  }
}

private struct QualityIssues {
  private(set) var issues: [JSON] = []
  private var seen: [String: Int] = [:]
  /// The problems already reported for points of sweeps, which usually share their problems.
  private var reported: Set<[String]> = []

  mutating func add(
    _ problem: ProblemReport, in notebook: NotebookReport, cell: String, line: Int
  ) {
    let severity =
      switch problem.severity {
      case .error: "critical"
      case .warning: "minor"
      case .note: "info"
      }
    let message = problem.lines.joined(separator: "\n")
    let identity = [notebook.path, cell, problem.code, message, String(problem.line ?? line)]
    if notebook.point != nil, !reported.insert(identity).inserted { return }
    add(
      message, code: problem.code, severity: severity,
      path: problem.file ?? notebook.path, line: problem.line ?? line, cell: cell)
  }

  /// The outcome of a notebook, if no problem has reported it.
  mutating func add(_ notebook: NotebookReport) {
    let isReported = notebook.allProblems.contains { $0.severity == .error }
    switch notebook.state {
    case .fine, .skipped, .notRun: return
    case .failed, .timedOut: if isReported { return }
    case .differs, .stale: break
    }
    add(
      notebook.reason ?? notebook.state.sentence,
      code: notebook.state.rawValue, severity: "major", path: notebook.path, line: 1, cell: "")
  }

  private mutating func add(
    _ message: String, code: String, severity: String, path: String, line: Int, cell: String
  ) {
    let identity = [path, cell, code, message].joined(separator: "\u{0}")
    let number = seen[identity, default: 0] + 1
    seen[identity] = number
    issues.append([
      "description": .string(message), "check_name": .string(code),
      "fingerprint": .string(fingerprint("\(identity)\u{0}\(number)")),
      "severity": .string(severity),
      "location": ["path": .string(path), "lines": ["begin": .int(max(1, line))]],
    ])
  }
}

/// 128 bits of FNV-1a (Fowler, Noll and Vo): enough to distinguish issues; not a secret.
private func fingerprint(_ text: String) -> String {
  var low: UInt64 = 0xcbf2_9ce4_8422_2325
  var high: UInt64 = 0x6c62_272e_07bb_0142
  for byte in text.utf8 {
    low = (low ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    high = (high ^ UInt64(byte) ^ (low >> 56)) &* 0x0000_0100_0000_01b3
  }
  return [high, low].map { half in
    let digits = String(half, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }.joined()
}
