// `sernb fmt`: the canonical layout of the cells, with current names; all other text is kept byte for byte.

import ArgumentParser
import Foundation
import SernbLanguage
import SernbLibrary
import SernbRuntime

struct FormatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fmt",
    abstract: "Format the code of cells and replace former names; all other text stays as it is.")

  @ArgumentParser.Argument(
    help: "Notebooks, or folders of them.", completion: .file(extensions: ["sernb", "md"]))
  var paths: [String] = ["Notebooks"]

  @Flag(help: "Change nothing; exit with 1 if a notebook is not formatted.")
  var check = false

  func run() throws {
    var isClean = true
    for path in try NotebookArgument.all(at: paths).map(\.path) {
      let source: SourceText
      do {
        source = try NotebookLoader.read(path, name: path)
      } catch {
        Console.show([(error, nil)], format: .text)
        throw ExitCode(Exit.staticProblems.rawValue)
      }
      let formatted = Formatter.format(Notebook(parsing: source), Library.vocabulary)
      if formatted == source.bytes { continue }
      isClean = false
      if check {
        Console.error("\(path) is not formatted; `sernb fmt \(path)` formats it.")
        continue
      }
      do {
        // A link that a person named may lead to another place of the project, not out of it.
        try Signals.holding { () throws(Diagnostic) in
          try Project(root: Project.root(of: path)).write(formatted, to: realPath(path) ?? path)
        }
        Console.error("\(path): formatted")
      } catch {
        Console.show([(error, nil)], format: .text)
        throw ExitCode(Exit.failed.rawValue)
      }
    }
    if check, !isClean { throw ExitCode(Exit.failed.rawValue) }
  }
}
