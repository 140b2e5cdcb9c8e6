// Runs a verb of the tool by import, in a project folder made for the test.

import Foundation
import Synchronization
import TestSupport

@testable import SernbCommands

enum Verb {
  /// What a command line does in a folder, with the code that the process would leave with.
  ///
  /// The working folder is the process's, which tests share: so relative paths become absolute ones before, and what is
  /// printed is shown without the folder.
  ///
  /// - Parameter lines: what is typed; the end at once by default.
  static func run(
    _ arguments: [String], in folder: String, environment: [String: String] = [:],
    typing lines: String = ""
  ) async -> Tool.Outcome {
    let streams = Streams()
    let typed = tmpfile()
    defer { fclose(typed) }
    fputs(lines, typed)
    rewind(typed)
    var invocation = Invocation(arguments: ["sernb"] + arguments, ownFolder: folder)
    // Where the tests run must not change what the tool says.
    invocation.environment = environment
    invocation.input = fileno(typed)
    invocation.write = { streams.add($0, to: $1) }
    let code = await Invocation.$current.withValue(invocation) {
      await SernbCommand.leave(absolute(arguments, in: folder))
    }
    func shown(_ text: String) -> String { text.replacing(folder + "/", with: "") }
    let (output, errors) = streams.text.withLock { $0 }
    return Tool.Outcome(code: code, output: shown(output), errors: shown(errors))
  }

  private final class Streams: Sendable {
    let text = Mutex((output: "", errors: ""))

    func add(_ new: String, to descriptor: Int32) {
      text.withLock { text in
        if descriptor == STDOUT_FILENO { text.output += new } else { text.errors += new }
      }
    }
  }

  /// Options whose value is a path.
  private static let paths = ["--project", "--allow", "--cells", "--report", "--params"]

  private static func absolute(_ arguments: [String], in folder: String) -> [String] {
    var (found, isPath) = ([String](), false)
    for (index, argument) in arguments.enumerated() {
      let path = folder + "/" + argument
      let exists = FileManager.default.fileExists(atPath: path)
      let isRelative = !argument.hasPrefix("/") && !argument.isEmpty
      found.append(index > 0 && isRelative && (exists || isPath) ? path : argument)
      isPath = paths.contains(argument)
    }
    return found
  }
}
