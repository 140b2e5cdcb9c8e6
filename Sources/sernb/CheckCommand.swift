// `sernb check --static`: every problem of notebooks that can be known without running them.

import ArgumentParser
import SernbLanguage
import SernbLibrary
import SernbRuntime

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Report every problem of notebooks without running them.")

  @OptionGroup var options: RunOptions

  @Flag(
    name: .customLong("static"),
    help: "Static problems only: syntax, names, types, units, columns, files.")
  var isStatic = false

  @Flag(help: "Take files that are not there for granted: an earlier notebook may make them.")
  var trustData = false

  func run() throws {
    guard isStatic else {
      throw ValidationError("Say what to check: only `sernb check --static` is there so far.")
    }
    let notebooks = try options.notebooks()
    guard let first = notebooks.first else { return }
    let project = options.makeProject(for: first.path)
    let loader = NotebookLoader(
      project, vocabulary: Library.vocabulary, overrides: options.overrides,
      trustingMissing: trustData)
    let found = StaticCheck(notebooks, loader, project)
    try options.refuseUnknown(in: found.checked)
    if !found.problems.isEmpty || options.format == .json {
      Console.show(
        found.problems, format: options.format, without: Redaction(of: found.checked, in: project))
    }
    if options.format == .text {
      let count = notebooks.count
      let number = found.problems.count
      let words = number == 0 ? "no problems" : "\(number) problem\(number == 1 ? "" : "s")"
      Console.error("\(count) notebook\(count == 1 ? "" : "s"): \(words)")
    }
    try Exit.worst(found.codes).leave()
  }
}
