// The exit codes, documented and stable, and which one a run's problems ask for.

import ArgumentParser
import Foundation
import SernbLanguage

enum Exit: Int32, CaseIterable {
  case fine = 0
  case failed = 1
  case usage = 2
  case differs = 3
  case stale = 4
  case staticProblems = 5
  case timeout = 6
  case data = 7
  case interrupted = 130

  /// The code of one problem.
  init(of problem: Diagnostic, isStatic: Bool) {
    switch problem.code {
    case .missingData, .badData: self = .data
    case .timeout: self = .timeout
    case .interrupted: self = .interrupted
    case .badParameter, .missingParameter: self = .usage
    default: self = isStatic ? .staticProblems : .failed
    }
  }

  /// The code for a run that met all of these: what stopped it weighs most, then what was wrong before it began.
  static func worst(_ codes: some Sequence<Exit>) -> Exit {
    let order: [Exit] = [
      .fine, .stale, .differs, .failed, .data, .staticProblems, .timeout, .usage, .interrupted,
    ]
    return codes.max { (order.firstIndex(of: $0) ?? 0) < (order.firstIndex(of: $1) ?? 0) } ?? .fine
  }

  /// What the process leaves with: a signal that ended the run has its own number.
  var code: Int32 { self == .interrupted ? Signals.caught.map { 128 + $0 } ?? rawValue : rawValue }

  /// The one that a process left with.
  init?(code: Int) {
    switch Int32(exactly: code) {
    case 128 + SIGTERM, 128 + SIGHUP: self = .interrupted
    case let code?: self.init(rawValue: code)
    case nil: return nil
    }
  }

  /// Whether there is a result at all: one that differs is one.
  var hasResult: Bool { self == .fine || self == .differs }

  func leave() throws {
    if self != .fine { throw ExitCode(rawValue) }
  }
}
