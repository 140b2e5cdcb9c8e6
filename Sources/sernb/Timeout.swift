// A time limit as it is written on the command line: '10 min', '30 s'.

import ArgumentParser
import SernbLanguage

enum Timeout {
  static func seconds(_ text: String?, _ option: String = "--timeout") throws -> Double? {
    guard let text else { return nil }
    guard case .number(let seconds, .duration) = Constant(reading: text), seconds > 0 else {
      throw ValidationError("\(option) wants a duration such as '10 min', and this is '\(text)'.")
    }
    return seconds
  }
}
