// The command line: its verbs, one a file. Standard output is for results, standard error for progress and problems.

import ArgumentParser
import Foundation
import SernbRuntime

/// The tool as a process.
package enum Sernb {
  /// Makes the standard streams and signals safe. To be called first and without waiting: what the runtime opens when
  /// something is waited for could take the number of a standard stream that the process was started without.
  package static func begin() {
    StandardStreams.open()
    Signals.install()
    keepFreedMemory()
  }

  /// Does what the command line says, and leaves with the code of what came of it.
  package static func main() async -> Never {
    let code = StandardStreams.finish(await SernbCommand.leave())
    Foundation.exit(Signals.caught.map { 128 + $0 } ?? code)
  }
}

struct SernbCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sernb", abstract: "Runs literate notebooks for speech-emotion experiments.",
    discussion: """
      Exit codes: 0 fine · 1 a cell or an expectation failed · 2 wrong usage · 3 output differs from what is \
      committed · 4 a write-up is stale · 5 static problems · 6 time limit · 7 input data missing or unreadable · \
      130 interrupted (SIGTERM 143, SIGHUP 129).
      """,
    version: "0.1.0",
    subcommands: [
      RunCommand.self, StepCommand.self, CheckCommand.self, FormatCommand.self, DocCommand.self,
      NewCommand.self, WhyCommand.self, HistoryCommand.self, DiffCommand.self, GraphCommand.self,
      CorpusCommand.self, CacheCommand.self, CleanCommand.self, BenchCommand.self,
    ])

  /// Does what the command line says.
  ///
  /// - Parameter given: the arguments after the name of the tool.
  /// - Returns: the code to leave with.
  static func leave(
    _ given: [String] = Array(Invocation.current.arguments.dropFirst())
  ) async -> Int32 {
    if let problem = ProcessorCheck.problem {
      Console.error(problem)
      return Exit.usage.rawValue
    }
    do {
      let (arguments, former) = FormerNames.current(given)
      for name in former { Console.error(FormerNames.remark(name)) }
      var command = try parseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      return Exit.fine.rawValue
    } catch {
      // Help, versions and completion scripts come as errors too.
      let code = exitCode(for: error)
      let text = fullMessage(for: error)
      if !text.isEmpty { code.isSuccess ? Console.print(text) : Console.error(text) }
      // The library's own code for wrong usage is 64; ours is documented as 2.
      return code == .validationFailure ? Exit.usage.rawValue : code.rawValue
    }
  }
}
