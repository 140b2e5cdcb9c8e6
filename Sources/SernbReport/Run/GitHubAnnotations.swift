// A report as workflow commands of GitHub Actions, which annotates the lines that they name.
//
//     ::error file=Notebooks/a.sernb,line=12,col=6,endColumn=10,title=unknown-name::I cannot find `mfccs`

internal import Basics
internal import SernbLanguage

extension RunReport {
  /// One command per line: problems in the order of notebooks and cells, then the outcome of each notebook. Empty if
  /// there is nothing to report.
  package var githubAnnotations: String {
    var text = ""
    // The points of a sweep usually share their problems, and only the first few annotations of a step are shown.
    var reported: Set<String> = []
    for notebook in notebooks {
      let commands = notebook.allProblems.map { GitHubCommand($0, in: notebook) }
      for command in commands + [GitHubCommand(notebook)].compactMap({ $0 })
      where notebook.point == nil || reported.insert(command.line).inserted {
        text += command.line
      }
    }
    return text
  }
}

private struct GitHubCommand {
  let name: String
  var properties: [(name: String, value: String)]
  let message: String

  init(_ problem: ProblemReport, in notebook: NotebookReport) {
    name =
      switch problem.severity {
      case .error: "error"
      case .warning: "warning"
      case .note: "notice"
      }
    properties = [("file", problem.file ?? notebook.path)]
    if let line = problem.line {
      properties.append(("line", String(line)))
      let endLine = problem.endLine ?? line
      if endLine > line {
        properties.append(("endLine", String(endLine)))
      } else if let column = problem.column {
        // Columns are allowed only within one line; GitHub counts characters, and the end column is inclusive.
        properties.append(("col", String(column)))
        let end = max(column, (problem.endColumn ?? column) - 1)
        properties += [("endLine", String(line)), ("endColumn", String(end))]
      }
    }
    properties.append(("title", problem.code))
    message = problem.lines.joined(separator: "\n")
  }

  /// The outcome of a notebook, if no problem has reported it.
  init?(_ notebook: NotebookReport) {
    let isReported = notebook.allProblems.contains { $0.severity == .error }
    switch notebook.state {
    case .fine, .notRun: return nil
    case .skipped: name = "notice"
    case .failed, .timedOut:
      if isReported { return nil }
      name = "error"
    case .differs, .stale: name = "error"
    }
    properties = [("file", notebook.path), ("title", notebook.state.description)]
    var lines = [notebook.reason ?? notebook.state.sentence]
    // Only sentences: a diff belongs in the summary.
    lines += notebook.differences.filter { !$0.hasPrefix("---") }.prefix(10)
      .map { clipped(oneLine($0), to: 400) }
    message = lines.joined(separator: "\n")
  }

  var line: String {
    let all = properties.map { "\($0.name)=\(escaped($0.value, isProperty: true))" }
    return "::\(name) \(all.joined(separator: ","))::\(escaped(message))\n"
  }

  /// Escapes as in GitHub's toolkit: a command ends with its line, a property at a comma or colon.
  private func escaped(_ text: String, isProperty: Bool = false) -> String {
    var result = ""
    for scalar in Printable.text(text).unicodeScalars {
      switch scalar {
      case "%": result += "%25"
      case "\n": result += "%0A"
      case ":": result += isProperty ? "%3A" : ":"
      case ",": result += isProperty ? "%2C" : ","
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
