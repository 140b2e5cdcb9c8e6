// What verbs that run notebooks leave behind besides write-ups: reports, annotations, and the record of the run.

import ArgumentParser
import Foundation
import SernbReport

/// Whom annotations are for.
enum AnnotationStyle: String, CaseIterable, ExpressibleByArgument { case github, none }

struct RecordOptions: ParsableArguments {
  @Option(
    name: .customLong("report"), parsing: .singleValue,
    help: """
      Write a report: FILE.xml (JUnit), FILE.json, FILE.md (a summary for people) or FILE.codequality.json (GitLab). \
      May be given several times.
      """, completion: .file())
  var reports: [String] = []

  @Option(help: "Print problems as annotations of a change; on GitHub Actions this is the default.")
  var annotations: AnnotationStyle?

  @Flag(help: "Keep no record of the run for `sernb history` and `sernb diff`.")
  var noHistory = false

  func validate() throws {
    for path in reports where ReportFile(path) == nil {
      throw ValidationError(
        "--report needs a file ending in .xml, .json, .md or .codequality.json, not "
          + "'\(path)'.")
    }
  }

  /// The reports, each of which can be written.
  func files() throws -> [ReportFile] {
    let files = reports.compactMap(ReportFile.init)
    for file in files {
      // It makes a file to see whether that can be done.
      if let problem = Signals.holding({ file.problem() }) { throw ValidationError(problem) }
    }
    return files
  }

  /// - Parameter format: that of problems: programs that read them as JSON want nothing else on standard output.
  func annotates(_ format: DiagnosticFormat) -> Bool {
    switch annotations {
    case .github?: return true
    case AnnotationStyle.none?: return false
    case nil:
      return format == .text && Invocation.current.environment["GITHUB_ACTIONS"] == "true"
    }
  }
}
