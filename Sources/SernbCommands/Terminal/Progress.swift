// Tells the person watching how far a run is: on a terminal a bar with rate and time left, elsewhere a line a cell.
//
// In a log nothing moves, so a cell has a line when it is done, with the time it took and the time it took last; one that
// takes long has a line every half minute, so that silence is not mistaken for a hang.

import Basics
import Foundation
import SernbRuntime
import Synchronization

final class Progress: Sendable {
  enum Manner: Sendable { case bar, lines, silent }

  private struct State {
    /// When what is under way began, by notebook and label.
    var began: [String: Double] = [:]
    var streams: [String: Double] = [:]
    /// When a stream was last heard of.
    var heard: [String: Double] = [:]
    /// The sign of life that a line was written for last.
    var beats: [String: Int] = [:]
    var lastDrawn = 0.0
    var isDrawn = false
    var isOver = false
  }

  private let state = Mutex(State())
  private let manner: Manner
  private let clock: @Sendable () -> Double
  /// Where it is written: bars with what they overwrite, lines with their ends.
  private let write: @Sendable (String) -> Void
  /// Seconds that cells took in the last run, by notebook and label.
  private let estimates: [String: Double]
  private static let beat = 30.0

  /// - Parameters:
  ///   - isTicking: whether `tick` is called from time to time, so that a bar moves while a cell works that does not say
  ///     how far it is, and a log shows that a long cell is alive.
  ///   - clock: seconds since any moment.
  init(
    _ manner: Manner, estimates: [String: Double] = [:], isTicking: Bool = false,
    clock: @escaping @Sendable () -> Double,
    write: @escaping @Sendable (String) -> Void = Console.raw
  ) {
    self.manner = manner
    self.estimates = estimates
    self.clock = clock
    self.write = write
    guard isTicking, manner != .silent else { return }
    // A thread of its own: all those of the task pool may be busy.
    let queue = DispatchQueue(label: "sernb.progress", qos: .userInteractive)
    Self.look(again: queue, after: manner == .bar ? 0.5 : 5) { [weak self] in
      self?.tick()
      return self != nil
    }
  }

  /// Looks at the clock, and shows how long the cells have run that are under way.
  func tick() {
    switch manner {
    case .silent: return
    case .lines: reportLongCells()
    case .bar: drawLongCell()
    }
  }

  static func key(_ notebook: String, _ label: String) -> String { "\(notebook)\n\(label)" }

  func report(_ event: RunEvent) {
    guard manner != .silent else { return }
    let now = clock()
    switch event {
    case .cellStarted(let notebook, let label):
      state.withLock { $0.began[Self.key(notebook, label)] = now }
      if manner == .bar { draw("\(label) …", at: now, force: false) }
    case .cellEnded(let notebook, let label, let seconds, let failed, let reused):
      let key = Self.key(notebook, label)
      state.withLock { state in
        state.began[key] = nil
        state.streams[key] = nil
        state.heard[key] = nil
        state.beats[key] = nil
      }
      guard manner == .lines, !reused else { return }
      var line = "\(notebook): \(label) \(Self.short(seconds))"
      if failed { line += ", failed" }
      if let last = estimates[key] { line += " (last \(Self.short(last)))" }
      write(Printable.line(line) + "\n")
    case .progress(let notebook, let label, let done, let total):
      guard manner == .bar else { return }
      let key = Self.key(notebook, label)
      let began = state.withLock { state in
        state.heard[key] = now
        if let began = state.streams[key] { return began }
        state.streams[key] = now
        return now
      }
      draw(Self.line(label, done, total, seconds: now - began), at: now, force: done == total)
    case .streamReused(let notebook, let label, let reused, let total):
      guard manner == .lines, reused > 0 else { return }
      let line = "\(notebook): \(label): \(total - reused) of \(total) clips had to be computed"
      write(Printable.line(line) + "\n")
    case .resumed(let notebook, let label):
      let words = "\(label) resumes where an earlier run was stopped"
      switch manner {
      case .silent: break
      case .bar: draw(words, at: now, force: true)
      case .lines: write(Printable.line("\(notebook): \(words)") + "\n")
      }
    }
  }

  private static func look(
    again queue: DispatchQueue, after seconds: Double, _ body: @escaping @Sendable () -> Bool
  ) {
    queue.asyncAfter(deadline: .now() + seconds) {
      if body() { look(again: queue, after: seconds, body) }
    }
  }

  /// The cell that has run for longest without a word of how far it is.
  private func drawLongCell() {
    let now = clock()
    let line: String? = state.withLock { state in
      let silent = state.began.filter { now - (state.heard[$0.key] ?? -.infinity) > 2 }
      guard let (key, began) = silent.min(by: { ($0.value, $0.key) < ($1.value, $1.key) }),
        now - began >= 1, !state.isOver
      else { return nil }
      let label = key.split(separator: "\n").last.map(String.init) ?? key
      return Self.line(label, elapsed: now - began, estimate: estimates[key])
    }
    if let line { draw(line, at: now, force: true) }
  }

  private func reportLongCells() {
    let now = clock()
    let lines = state.withLock { state in
      var lines: [String] = []
      for (key, began) in state.began.sorted(by: { $0.key < $1.key }) {
        let beat = Int((now - began) / Self.beat)
        guard beat > state.beats[key, default: 0] else { continue }
        state.beats[key] = beat
        let words = key.split(separator: "\n")
        let rest = estimates[key].map { " of about \(Self.short($0))" } ?? ""
        lines.append(
          "\(words.joined(separator: ": ")) has run for \(Self.short(now - began))\(rest) …")
      }
      return lines
    }
    for line in lines { write(Printable.line(line) + "\n") }
  }

  /// Takes the bar away, before anything else is written.
  func clear() {
    state.withLock { state in
      if state.isDrawn { write("\r\u{1B}[K") }
      state.isDrawn = false
    }
  }

  /// Removes the bar for good: nothing is shown any more.
  func end() {
    state.withLock { $0.isOver = true }
    clear()
  }

  private func draw(_ text: String, at now: Double, force: Bool) {
    state.withLock { state in
      guard !state.isOver, force || now - state.lastDrawn >= 0.1 else { return }
      state.lastDrawn = now
      state.isDrawn = true
      // Escaped first: cut or not, no sign of a label acts on the terminal.
      write("\r\u{1B}[K" + String(Printable.line(text).prefix(Self.width - 1)))
    }
  }

  private static var width: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 10 else { return 80 }
    return Int(size.ws_col)
  }

  private static func bar(_ share: Double) -> String {
    let filled = Int(min(max(share, 0), 1) * 20)
    return String(repeating: "█", count: filled) + String(repeating: "░", count: 20 - filled)
  }

  /// A cell that does not say how far it is, beside the time that it took the last time.
  static func line(_ label: String, elapsed: Double, estimate: Double?) -> String {
    let passed = duration(elapsed.rounded(.down))
    guard let estimate, estimate > 0 else { return "\(label) … \(passed)" }
    return "\(label) \(bar(elapsed / estimate)) \(passed) of about \(short(estimate))"
  }

  static func line(_ label: String, _ done: Int, _ total: Int, seconds: Double) -> String {
    let share = total > 0 ? Double(done) / Double(total) : 1
    var text = "\(label) \(bar(share)) \(done)/\(total)"
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

  /// A time that is over: tenths of a second where they matter.
  static func short(_ seconds: Double) -> String {
    if seconds >= 59.95 { return duration(seconds) }
    return "\((seconds * 10).rounded() / 10) s"
  }
}
