// How the tool was started: its arguments, folder and environment, and its three streams.

import Foundation

/// That of the process, or of a test that runs a verb without one.
struct Invocation: Sendable {
  @TaskLocal static var current = Invocation()

  /// The name of the tool, then what a person typed.
  var arguments = CommandLine.arguments
  /// Where relative paths start; nil for the working folder of the process.
  var ownFolder: String?
  var environment = ProcessInfo.processInfo.environment
  /// Where typed lines come from.
  var input = STDIN_FILENO
  /// Writes to standard output or standard error.
  var write: @Sendable (_ text: String, _ descriptor: Int32) -> Void = StandardStreams.write

  /// Whether a person types at a terminal.
  var isTyped: Bool { isatty(input) == 1 }

  var folder: String { ownFolder ?? FileManager.default.currentDirectoryPath }

  /// A path as it can be opened.
  func path(_ given: String) -> String {
    guard let ownFolder, !given.hasPrefix("/") else { return given }
    return ownFolder + "/" + given
  }
}
