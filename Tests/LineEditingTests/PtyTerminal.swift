// A program at a terminal of our own: keys go in, and what a person would see comes out.

import CTerminal
import Foundation
import TestSupport

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Runs a program on a pseudo-terminal and draws what it writes on a `VirtualScreen`.
final class PtyTerminal {
  private(set) var screen: VirtualScreen
  private(set) var isClosed = false
  private let master: Int32
  private let child: pid_t
  private var status: Int32?

  struct Failure: Error, CustomStringConvertible { let description: String }

  /// - Parameter isSteady: keys wait as they are between two readings too: Ctrl-C does not throw away those before it.
  init(
    _ arguments: [String] = [], columns: Int = 80, rows: Int = 24,
    environment: [String: String] = [:], program: String = Tool.folder + "/LineEditingProbe",
    isSteady: Bool = false
  ) throws {
    var (arguments, program) = (arguments, program)
    if isSteady {
      let command = ([program] + arguments).joined(separator: " ")
      arguments = ["-c", "stty -icanon -echo -isig -iexten -icrnl -ixon; exec \(command)"]
      program = "/bin/sh"
    }
    screen = VirtualScreen(rows: rows, columns: columns)
    var all = [
      "TERM": "xterm", "LC_ALL": "C", "HOME": "/nonexistent", "PATH": "/usr/bin:/bin",
    ]
    all.merge(environment) { $1 }
    let words = ([program] + arguments).map { strdup($0) } + [nil]
    let variables = all.map { strdup("\($0)=\($1)") } + [nil]
    defer { (words + variables).forEach { free($0) } }
    var pid: pid_t = 0
    master = terminal_start(program, words, variables, Int32(rows), Int32(columns), &pid)
    child = pid
    guard master >= 0 else { throw Failure(description: "cannot start \(program)") }
  }

  deinit {
    if status == nil {
      kill(child, SIGKILL)
      var code: Int32 = 0
      waitpid(child, &code, 0)
    }
    close(master)
  }

  /// Types keys. A program that does not read makes this fail, not wait forever.
  func send(_ keys: String) throws { try send(Array(keys.utf8)) }

  func send(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    let end = Date(timeIntervalSinceNow: 300)
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(master, $0.baseAddress, min($0.count, 512)) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else {
        take(wait: 20)
      }
      guard Date() < end else { throw Failure(description: "keys are not read\n\(screen.text)") }
    }
  }

  func resize(rows: Int, columns: Int) {
    drain()
    screen.resize(rows: rows, columns: columns)
    terminal_resize(master, Int32(rows), Int32(columns))
  }

  func signal(_ number: Int32) { kill(child, number) }

  /// Draws until `isTrue`, or fails with what is on the screen.
  func wait(for what: String, limit: Double = 300, _ isTrue: (VirtualScreen) -> Bool) throws {
    let end = Date(timeIntervalSinceNow: limit)
    while !isTrue(screen) {
      guard Date() < end, !isClosed else {
        throw Failure(
          description: "no \(what); the screen shows:\n\(screen.text)\n\(screen.cursor)")
      }
      take(wait: 100)
    }
  }

  /// Waits until the last rows on the screen are these.
  func show(_ rows: String..., column: Int? = nil) throws {
    try wait(for: rows.joined(separator: "\n") + (column.map { "\ncolumn \($0)" } ?? "")) {
      $0.lines.suffix(rows.count) == rows && (column == nil || $0.cursor.column == column)
    }
  }

  /// Waits until the program has ended; its exit status.
  func ended() throws -> Int32 {
    if let status { return status }
    let end = Date(timeIntervalSinceNow: 300)
    var code: Int32 = 0
    while waitpid(child, &code, WNOHANG) == 0 {
      guard Date() < end else { throw Failure(description: "does not end\n\(screen.text)") }
      take(wait: 20)
    }
    status = code
    drain()
    return code
  }

  /// Whether the program is stopped, as after Ctrl-Z.
  func stopped() throws {
    var code: Int32 = 0
    let end = Date(timeIntervalSinceNow: 300)
    while waitpid(child, &code, WNOHANG | WUNTRACED) == 0 {
      guard Date() < end else { throw Failure(description: "does not stop\n\(screen.text)") }
      take(wait: 20)
    }
  }

  /// Whether the terminal gives whole lines, as a shell wants it.
  var isCooked: Bool {
    var state = termios()
    return tcgetattr(master, &state) == 0 && state.c_lflag & tcflag_t(ICANON) != 0
      && state.c_lflag & tcflag_t(ISIG) != 0
  }

  private func drain() { while take(wait: 0) {} }

  @discardableResult
  private func take(wait: Int32) -> Bool {
    var source = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard poll(&source, 1, wait) > 0 else { return false }
    var chunk = [UInt8](repeating: 0, count: 65_536)
    let count = read(master, &chunk, chunk.count)
    guard count > 0 else {
      // The other side is closed; do not spin until its end is noticed.
      if count == 0 || errno != EAGAIN {
        isClosed = true
        usleep(2000)
      }
      return false
    }
    screen.draw(chunk[..<count])
    return true
  }
}
