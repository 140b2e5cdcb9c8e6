// What ends a run before its end: time limits as they are written on the command line, '10 min' or '30 s', and failures.

import ArgumentParser
import SernbLanguage

struct EndingOptions: ParsableArguments {
  @Option(help: "Time limit of the whole run, such as '10 min'.")
  var timeout: String?

  @Option(help: "Time limit of each cell without a `#| timeout` of its own.")
  var cellTimeout: String?

  @Flag(help: "Continue with the next notebook after a failure.")
  var keepGoing = false

  func validate() throws {
    _ = try seconds()
    _ = try cellSeconds()
  }

  /// Of the whole run; nil for no limit.
  func seconds() throws -> Double? { try Self.seconds(timeout, "--timeout") }

  /// Of a cell that says nothing itself; nil for no limit.
  func cellSeconds() throws -> Double? { try Self.seconds(cellTimeout, "--cell-timeout") }

  private static func seconds(_ text: String?, _ option: String) throws -> Double? {
    guard let text else { return nil }
    guard case .number(let seconds, .duration) = Constant(reading: text), seconds > 0 else {
      throw ValidationError("\(option) must be a duration such as '10 min', not '\(text)'.")
    }
    return seconds
  }
}
