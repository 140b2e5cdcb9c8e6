// `sernb fmt`: the canonical layout of the cells; prose and front matter are kept byte for byte.

import ArgumentParser
import Foundation
import SernbLanguage
import SernbRuntime

struct FormatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fmt", abstract: "Lay out the code of cells; prose stays byte for byte.")

  @ArgumentParser.Argument(
    help: "Notebooks, or folders of them.", completion: .file(extensions: ["sernb", "md"]))
  var paths: [String] = ["Notebooks"]

  @Flag(help: "Change nothing; exit with 1 if a notebook is not in its canonical layout.")
  var check = false

  func run() throws {
    var isClean = true
    for (path, _) in try RunOptions.notebooks(at: paths) {
      let source: SourceText
      do {
        source = try NotebookLoader.read(path, name: path)
      } catch {
        Console.show([(error, nil)], format: .text)
        throw ExitCode(Exit.staticProblems.rawValue)
      }
      let formatted = Formatter.format(Notebook(parsing: source))
      if formatted == source.bytes { continue }
      isClean = false
      if check {
        Console.error("\(path) is not in its canonical layout; `sernb fmt \(path)` changes it.")
        continue
      }
      do {
        // Through a file of its own, so that the notebook is never half-written.
        try Data(formatted).write(to: URL(fileURLWithPath: path), options: .atomic)
        Console.error("\(path): laid out anew")
      } catch {
        Console.error("I cannot write `\(path)`: \(error.localizedDescription)")
        throw ExitCode(Exit.failed.rawValue)
      }
    }
    if check, !isClean { throw ExitCode(Exit.failed.rawValue) }
  }
}
