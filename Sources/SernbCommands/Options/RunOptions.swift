// What `run` and `check` have in common: which notebooks, parameters, folders, how many cores, time limits.

import ArgumentParser
import Foundation
import SernbLanguage
import SernbLibrary
import SernbPages
import SernbRuntime

struct RunOptions: ParsableArguments {
  @ArgumentParser.Argument(
    help: "Notebooks, or folders of them.", completion: .file(extensions: ["sernb", "md"]))
  var paths: [String] = ["Notebooks"]

  @OptionGroup var given: ParameterOptions

  @Option(help: "A folder outside of the project that notebooks may read.", completion: .directory)
  var allow: [String] = []

  @Option(help: "The number of tasks that run at a time; by default one per core.")
  var jobs: Int?

  @OptionGroup var limits: Limits

  @Flag(help: "Recompute everything; results are cached for later runs.")
  var recompute = false

  @Flag(help: "Neither use nor store cached results.")
  var noCache = false

  @OptionGroup var cacheFolder: CacheFolder

  @Option(
    help: "The folder of the write-ups, instead of Outputs in the project.",
    completion: .directory)
  var output: String?

  @Option(help: "How often the state of long work is saved, so that an interrupted run can resume.")
  var checkpoint: String = "3 s"

  @Option(help: "The project's folder, where relative paths start.", completion: .directory)
  var project: String?

  @Option(help: "Format of problems.")
  var format: DiagnosticFormat = .text

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1.") }
  }

  var overrides: [Override] { given.overrides }

  /// Seconds from one save of long work to the next.
  func checkpointSeconds() throws -> Double {
    guard case .number(let seconds, .duration) = Constant(reading: checkpoint), seconds >= 0 else {
      throw ValidationError(
        "--checkpoint must be a duration such as '500 ms', not '\(checkpoint)'.")
    }
    return seconds
  }

  /// What a command line needs to render to the same folder.
  var outputWords: String { output.map { " --output " + RunLine.quoted($0) } ?? "" }

  var cores: Int { jobs ?? ProcessInfo.processInfo.activeProcessorCount }

  func notebooks() throws -> [NotebookArgument] { try NotebookArgument.all(at: paths) }

  /// - Parameter notebook: one of the notebooks; nil for a session without one.
  func makeWorkspace(for notebook: String?) throws -> Workspace {
    let here = Invocation.current.folder
    return try Workspace(
      root: project ?? notebook.map(Project.root) ?? here,
      allowed: allow, given: given,
      use: noCache ? .none : recompute ? .fresh : .all, cacheFolder: cacheFolder, output: output)
  }
}
