// A report as JUnit XML, with the elements that GitHub, GitLab and Jenkins read.
//
// A notebook is a suite and a cell a case. Everything outside cells is the case `(notebook)`: problems outside of
// cells, differing output, a stale write-up, a skipped notebook. A reused cell has passed; a cell that did not run
// because another one failed is skipped. Attributes and elements are those of the schema that Jenkins validates
// against, plus `file` and `line`, which GitLab links to.

internal import Basics
internal import SernbDocument
internal import SernbLanguage

extension RunReport {
  /// The file, with a final newline.
  package var junit: String {
    let suites = notebooks.map(JUnitSuite.init)
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites"
    text += XMLText.attribute("name", command)
    text += JUnitSuite.counts(suites.flatMap(\.cases), seconds: seconds) + ">\n"
    for (number, suite) in suites.enumerated() {
      suite.write(to: &text, id: number, started: started, engine: engine)
    }
    return text + "</testsuites>\n"
  }
}

/// One `testsuite`.
private struct JUnitSuite {
  let notebook: NotebookReport
  let cases: [JUnitCase]

  init(_ notebook: NotebookReport) {
    self.notebook = notebook
    let cells = notebook.cells.map { JUnitCase($0, of: notebook) }
    let isReported = cells.contains { $0.outcome.isBad }
    cases = (JUnitCase(notebook, isReported: isReported).map { [$0] } ?? []) + cells
  }

  static func counts(_ cases: [JUnitCase], seconds: Double) -> String {
    let outcomes = cases.map(\.outcome)
    return XMLText.attribute("tests", String(cases.count))
      + XMLText.attribute("failures", String(outcomes.count { $0.element == "failure" }))
      + XMLText.attribute("errors", String(outcomes.count { $0.element == "error" }))
      + XMLText.attribute("skipped", String(outcomes.count { $0.element == "skipped" }))
      + XMLText.attribute("time", JUnitCase.time(seconds))
  }

  func write(to text: inout String, id: Int, started: String, engine: String) {
    text += "  <testsuite" + XMLText.attribute("name", notebook.name.description)
    text += XMLText.attribute("id", String(id)) + Self.counts(cases, seconds: notebook.seconds)
    text += XMLText.attribute("timestamp", started) + XMLText.attribute("file", notebook.path)
    text += ">\n    <properties>\n"
    var properties: [Document.Fact] = [.init("engine", engine)]
    if !notebook.title.isEmpty { properties.append(.init("title", notebook.title)) }
    if let page = notebook.page { properties.append(.init("page", page)) }
    for fact in properties + notebook.parameters {
      text += "      <property" + XMLText.attribute("name", fact.name)
      text += XMLText.attribute("value", fact.value) + "/>\n"
    }
    text += "    </properties>\n"
    for one in cases { one.write(to: &text) }
    // Differences that are a failure are shown there, because GitLab shows nothing else.
    if notebook.state != .differs, !notebook.differences.isEmpty {
      let differences = notebook.differences.joined(separator: "\n")
      text += "    <system-out>\(XMLText.escaped(differences))</system-out>\n"
    }
    text += "  </testsuite>\n"
  }
}

/// One `testcase`.
private struct JUnitCase {
  enum Outcome {
    case passed
    case skipped(String)
    /// The test failed.
    case failure(type: String, message: String, text: String)
    /// The test could not be completed.
    case error(type: String, message: String, text: String)

    var element: String {
      switch self {
      case .passed: ""
      case .skipped: "skipped"
      case .failure: "failure"
      case .error: "error"
      }
    }

    var isBad: Bool {
      switch self {
      case .passed, .skipped: false
      case .failure, .error: true
      }
    }
  }

  let name: String
  let file: String
  let point: String?
  let line: Int
  let seconds: Double
  let outcome: Outcome
  let output: [String]

  init(_ cell: CellReport, of notebook: NotebookReport) {
    name = cell.label
    file = notebook.path
    point = notebook.point
    line = cell.line
    seconds = cell.seconds
    let errors = cell.problems.filter { $0.severity == .error }
    let drawings = errors.map(\.drawing).joined(separator: "\n\n")
    let reason = cell.reason ?? ""
    switch cell.state {
    case .ran, .reused: outcome = .passed
    case .notRun:
      outcome = .skipped(errors.first?.message ?? (reason.isEmpty ? "it did not run" : reason))
    case .failed:
      let message = errors.first?.message ?? (reason.isEmpty ? "the cell failed" : reason)
      outcome = .failure(type: errors.first?.code ?? "failed", message: message, text: drawings)
    case .timedOut:
      let message = errors.first?.message ?? (reason.isEmpty ? "the time limit passed" : reason)
      outcome = .error(type: "timed-out", message: message, text: drawings)
    }
    let remarks = cell.problems.filter { $0.severity != .error || cell.state == .notRun }
    output = cell.results.map { "\($0.name) = \($0.value.text())" } + remarks.map(\.drawing)
  }

  /// The case `(notebook)`; nil if the cells report everything.
  init?(_ notebook: NotebookReport, isReported: Bool) {
    let errors = notebook.problems.filter { $0.severity == .error }
    let remarks = notebook.problems.filter { $0.severity != .error }
    let texts = errors.map(\.drawing) + (notebook.state == .differs ? notebook.differences : [])
    let text = texts.map(withoutLastNewline).joined(separator: "\n\n")
    let message = errors.first?.message ?? notebook.reason ?? notebook.state.sentence
    switch notebook.state {
    case .fine, .notRun, .failed:
      if !errors.isEmpty || (notebook.state == .failed && !isReported) {
        outcome = .failure(type: errors.first?.code ?? "failed", message: message, text: text)
      } else if notebook.state == .notRun {
        outcome = .skipped(notebook.reason ?? notebook.state.sentence)
      } else if notebook.cells.isEmpty || !remarks.isEmpty {
        outcome = .passed
      } else {
        return nil
      }
    case .skipped: outcome = .skipped(notebook.reason ?? notebook.state.sentence)
    case .differs, .stale:
      outcome = .failure(type: notebook.state.rawValue, message: message, text: text)
    case .timedOut:
      if isReported, errors.isEmpty { return nil }
      outcome = .error(type: "timed-out", message: message, text: text)
    }
    name = "(notebook)"
    file = notebook.path
    point = notebook.point
    line = errors.first?.line ?? 1
    seconds = notebook.cells.isEmpty ? notebook.seconds : 0
    output = remarks.map(\.drawing)
  }

  /// Seconds with milliseconds; zero for an invalid time.
  static func time(_ seconds: Double) -> String {
    NumberText.text(seconds.isFinite ? max(0, seconds) : 0, .fixed(3))
  }

  /// The path with its folders as packages: Jenkins groups by the part before the last dot.
  private var className: String {
    let stem =
      (file.hasSuffix(".sernb") ? String(file.dropLast(6)) : file) + (point.map { "/" + $0 } ?? "")
    return String(
      String.UnicodeScalarView(stem.unicodeScalars.map { $0 == "/" ? "." : $0 == "." ? "_" : $0 }))
  }

  func write(to text: inout String) {
    text += "    <testcase" + XMLText.attribute("classname", className)
    text += XMLText.attribute("name", name) + XMLText.attribute("time", Self.time(seconds))
    text += XMLText.attribute("file", file) + XMLText.attribute("line", String(line))
    var inside = ""
    switch outcome {
    case .passed: break
    case .skipped(let reason):
      inside += "      <skipped" + XMLText.attribute("message", reason) + "/>\n"
    case .failure(let type, let message, let body), .error(let type, let message, let body):
      inside += "      <\(outcome.element)" + XMLText.attribute("message", message)
      inside += XMLText.attribute("type", type)
      inside += body.isEmpty ? "/>\n" : ">\(XMLText.escaped(body))</\(outcome.element)>\n"
    }
    if !output.isEmpty {
      let lines = XMLText.escaped(output.joined(separator: "\n"))
      inside += "      <system-out>\(lines)</system-out>\n"
    }
    text += inside.isEmpty ? "/>\n" : ">\n\(inside)    </testcase>\n"
  }
}

private func withoutLastNewline(_ text: String) -> String {
  text.last == "\n" ? String(text.dropLast()) : text
}
