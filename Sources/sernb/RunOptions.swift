// What `run` and `check` have in common: which notebooks, parameters, folders, how many cores, time limits.

import ArgumentParser
import Foundation
import SernbLanguage
import SernbLibrary
import SernbRuntime

struct RunOptions: ParsableArguments {
  @ArgumentParser.Argument(
    help: "Notebooks, or folders of them.", completion: .file(extensions: ["sernb", "md"]))
  var paths: [String] = ["Notebooks"]

  @Option(
    name: [.customShort("p"), .customLong("param")], parsing: .singleValue,
    help: "Replace a parameter: name=value. A path given so may lie anywhere.")
  var parameters: [String] = []

  @Option(help: "A folder outside of the project that notebooks may read.", completion: .directory)
  var allow: [String] = []

  @Option(help: "How many pieces of work run at a time; all cores when left out.")
  var jobs: Int?

  @Flag(help: "Compute everything anew; results are kept for later runs.")
  var fresh = false

  @Flag(help: "Take nothing from earlier runs, and keep nothing for later ones.")
  var noCache = false

  @Option(
    help: "How often long work is saved, so that a run that was killed goes on from there.")
  var checkpoint: String = "3 s"

  @Option(help: "The project's folder, where relative paths start.", completion: .directory)
  var project: String?

  @Option(help: "How problems are written.")
  var format: DiagnosticFormat = .text

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs wants a number from 1 up.") }
    for given in parameters {
      guard let sign = given.firstIndex(of: "="), sign != given.startIndex else {
        throw ValidationError("-p wants name=value, and this is '\(given)'.")
      }
    }
  }

  var overrides: [(name: String, value: String)] {
    parameters.compactMap { given in
      given.firstIndex(of: "=").map {
        (String(given[..<$0]), String(given[given.index(after: $0)...]))
      }
    }
  }

  /// Seconds from one save of long work to the next.
  func checkpointSeconds() throws -> Double {
    guard case .number(let seconds, .duration) = Constant(reading: checkpoint), seconds >= 0 else {
      throw ValidationError(
        "--checkpoint wants a duration such as '500 ms', and this is '\(checkpoint)'.")
    }
    return seconds
  }

  var cores: Int { jobs ?? ProcessInfo.processInfo.activeProcessorCount }

  /// The notebooks that the arguments name, folders in the order of their names.
  func notebooks() throws -> [(path: String, isNamed: Bool)] {
    var found: [(path: String, isNamed: Bool)] = []
    for path in paths {
      switch kindOfPath(path) {
      case .missing: throw ValidationError("I cannot find '\(path)'.")
      case .special: throw ValidationError("'\(path)' is neither a file nor a folder.")
      case .file:
        guard Notebook.isNotebookName(path) else {
          throw ValidationError(
            "'\(path)' is no notebook: its name ends neither in .sernb nor .sernb.md.")
        }
        found.append((path, true))
      case .folder:
        let names = FileManager.default.enumerator(atPath: path)?.allObjects ?? []
        let notebooks = names.compactMap { $0 as? String }.filter(Notebook.isNotebookName).sorted()
        if notebooks.isEmpty { throw ValidationError("There are no notebooks in '\(path)'.") }
        let base = path.hasSuffix("/") ? String(path.dropLast()) : path
        found += notebooks.map { ("\(base)/\($0)", false) }
      }
    }
    return found
  }

  /// - Parameter notebook: one of the notebooks; nil for a session without one.
  func makeWorkspace(for notebook: String?) -> Workspace {
    let here = FileManager.default.currentDirectoryPath
    return Workspace(
      root: project ?? notebook.map(Project.root) ?? here,
      allowed: allow.map(absolute) + givenPaths,
      use: noCache ? .none : fresh ? .fresh : .all)
  }

  private func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
  }

  /// Whoever gives a path as a parameter on the command line means that it may be read.
  private var givenPaths: [String] {
    overrides.map(\.value).filter { $0.contains("/") && kindOfPath($0) != .missing }.map(absolute)
  }

  /// A parameter that none of the notebooks declares is a slip.
  func refuseUnknown(in notebooks: [CheckedNotebook]) throws {
    var known: Set<String> = []
    func collect(_ notebook: CheckedNotebook) {
      known.formUnion(notebook.frontMatter.parameters.map(\.name.text))
      for other in notebook.used.values { collect(other) }
    }
    notebooks.forEach(collect)
    let slips = overrides.map(\.name).filter { !known.contains($0) }
    guard let slip = slips.first else { return }
    let hint =
      NearestNames.hint(for: slip, among: known.sorted())
      ?? (known.isEmpty
        ? "The notebook has no parameters."
        : "There are \(known.sorted().map { "`\($0)`" }.joined(separator: ", ")).")
    throw ValidationError("No notebook here has a parameter `\(slip)`. \(hint)")
  }
}
