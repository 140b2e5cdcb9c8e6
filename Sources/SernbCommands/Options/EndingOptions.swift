// What ends a run before its end: time limits as they are written on the command line, '10 min' or '30 s', and failures.

import ArgumentParser
import SernbLanguage

struct EndingOptions: ParsableArguments {
  @Option(help: "The longest that the whole run may take, such as '10 min'.")
  var timeout: String?

  @Option(help: "The longest that a cell may take that has no `#| timeout` of its own.")
  var cellTimeout: String?

  @Flag(help: "Go on with the next notebook after one that failed.")
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
      throw ValidationError("\(option) wants a duration such as '10 min', and this is '\(text)'.")
    }
    return seconds
  }
}
