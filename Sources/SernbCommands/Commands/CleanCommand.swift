// `sernb clean`: deletes write-ups whose notebook is gone, after listing them.

import ArgumentParser
import Basics
import Foundation
import SernbLanguage
import SernbPages
import SernbRuntime

struct CleanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clean", abstract: "Delete write-ups whose notebook is gone.",
    discussion: """
      Lists the files first, and asks on a terminal. Only files that a run wrote and that have not changed since are \
      deleted; everything else in the folder stays.
      """)

  @Option(help: "The project's folder.", completion: .directory)
  var project: String?

  @Option(
    help: "The folder of the write-ups, instead of Outputs in the project.",
    completion: .directory)
  var output: String?

  @Flag(name: .shortAndLong, help: "List the files and delete nothing.")
  var dryRun = false

  @Flag(name: .shortAndLong, help: "Do not ask.")
  var yes = false

  func run() throws {
    let here = Invocation.current.folder
    let root = project ?? Project.root(of: here + "/notebook.sernb")
    guard kindOfPath(root) == .folder else { throw ValidationError("'\(root)' is not a folder.") }
    var project = Project(root: root)
    if let output {
      do {
        project = try project.rendering(to: output, from: here)
      } catch {
        throw ValidationError("'\(output)' is no folder of write-ups: \(error.why).")
      }
    }
    let outputs = OutputFolder(project)
    let orphans = outputs.orphans(root: project.root)
    for orphan in orphans {
      Console.print("\(orphan.stem).md (its notebook \(orphan.notebook) is gone):")
      for file in orphan.files { Console.print("  \(file)") }
      for file in orphan.edited { Console.print("  \(file) was changed by hand, and stays") }
    }
    let files = orphans.reduce(0) { $0 + $1.files.count }
    guard files > 0 else {
      Console.print("Nothing to delete: every write-up has its notebook.")
      return
    }
    let counted = Basics.counted(files, "file")
    if dryRun {
      Console.print("\(counted) would be deleted.")
      return
    }
    if !yes, Invocation.current.isTyped, !asked(counted) {
      Console.print("Nothing was deleted.")
      return
    }
    var removed = 0
    for orphan in orphans {
      do {
        removed += try outputs.remove(orphan).count
      } catch {
        Console.show([(error, nil)], format: .text)
        throw ExitCode(Exit.failed.rawValue)
      }
    }
    Console.print("Deleted \(Basics.counted(removed, "file")).")
  }

  private func asked(_ counted: String) -> Bool {
    Console.ask("Delete \(counted)? [y/N] ")
    let answer = readLine()?.lowercased() ?? ""
    return answer == "y" || answer == "yes"
  }
}
