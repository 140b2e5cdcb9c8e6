// Tells the person watching how far a run is: a bar with rate and time left on a terminal, nothing elsewhere.

import Foundation
import SernbRuntime
import Synchronization

final class Progress: Sendable {
  private struct State {
    var began: [String: Double] = [:]
    var lastDrawn = 0.0
    var isDrawn = false
  }

  private let state = Mutex(State())
  private let isShown: Bool
  private let clock: @Sendable () -> Double

  init(isShown: Bool, clock: @escaping @Sendable () -> Double) {
    self.isShown = isShown
    self.clock = clock
  }

  func report(_ event: RunEvent) {
    guard isShown else { return }
    let now = clock()
    switch event {
    case .cellStarted(_, let label):
      draw("\(label) …", at: now, force: false)
    case .cellEnded: break
    case .progress(_, let label, let done, let total):
      let began = state.withLock { state in
        if let began = state.began[label] { return began }
        state.began[label] = now
        return now
      }
      draw(Self.line(label, done, total, seconds: now - began), at: now, force: done == total)
    }
  }

  /// Takes the bar away, before anything else is written.
  func clear() {
    state.withLock { state in
      if state.isDrawn { Console.raw("\r\u{1B}[K") }
      state.isDrawn = false
    }
  }

  private func draw(_ text: String, at now: Double, force: Bool) {
    state.withLock { state in
      guard force || now - state.lastDrawn >= 0.1 else { return }
      state.lastDrawn = now
      state.isDrawn = true
      Console.raw("\r\u{1B}[K" + String(text.prefix(Self.width - 1)))
    }
  }

  private static var width: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 10 else { return 80 }
    return Int(size.ws_col)
  }

  static func line(_ label: String, _ done: Int, _ total: Int, seconds: Double) -> String {
    let share = total > 0 ? Double(done) / Double(total) : 1
    let filled = Int(share * 20)
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 20 - filled)
    var text = "\(label) \(bar) \(done)/\(total)"
    if seconds > 0.5, done > 0 {
      let rate = Double(done) / seconds
      text += rate >= 10 ? " · \(Int(rate))/s" : " · \(Double(Int(rate * 10)) / 10)/s"
      text += " · \(duration(Double(total - done) / rate)) left"
    }
    return text
  }

  static func duration(_ seconds: Double) -> String {
    if seconds < 60 { return "\(Int(seconds.rounded(.up))) s" }
    if seconds < 3600 { return "\(Int(seconds / 60)) min \(Int(seconds) % 60) s" }
    return "\(Int(seconds / 3600)) h \(Int(seconds / 60) % 60) min"
  }
}
