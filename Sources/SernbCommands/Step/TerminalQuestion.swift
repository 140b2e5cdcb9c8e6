// Asks the terminal once whether it draws pictures, without eating what a person types meanwhile.

import Foundation
import SernbDocument
import SernbREPL

@MainActor
final class TerminalQuestion {
  private var way: TerminalPixels.Format?
  /// Keys that came while the answer was awaited.
  private var keys: [UInt8] = []

  /// How pictures are drawn in the window as it is now.
  var pixels: TerminalPixels {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { return .none }
    let environment = ProcessInfo.processInfo.environment
    // With keys waiting it is asked at the next figure.
    var isOpen = false
    let found =
      way
      ?? PixelSupport.way(
        in: environment,
        answer: {
          let answer = ask()
          isOpen = answer == nil
          return answer ?? []
        }())
    if !isOpen { way = found }
    var size = winsize()
    guard found != .none, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 else { return .none }
    let isDark = PixelSupport.isDark(in: environment)
    let rows = size.ws_row > 0 ? Int(size.ws_row) : 24
    guard size.ws_col > 0, size.ws_row > 0, size.ws_xpixel >= size.ws_col,
      size.ws_ypixel >= size.ws_row
    else { return TerminalPixels(found, rows: rows, isDark: isDark) }
    return TerminalPixels(
      found, cellWidth: Int(size.ws_xpixel / size.ws_col),
      cellHeight: Int(size.ws_ypixel / size.ws_row), rows: rows, isDark: isDark)
  }

  /// Text that was typed while the terminal was asked: it belongs to the next line.
  func typed() -> String {
    defer { keys = [] }
    return String(
      String(decoding: keys, as: UTF8.self).unicodeScalars
        .filter { $0.value >= 32 && $0.value != 127 })
  }

  /// What comes back within 150 ms, nil if keys were waiting before it was asked.
  private func ask() -> [UInt8]? {
    var cooked = termios()
    guard tcgetattr(STDIN_FILENO, &cooked) == 0 else { return [] }
    return Signals.holding { ask(cooked) }
  }

  private func ask(_ settings: termios) -> [UInt8]? {
    var (raw, cooked) = (settings, settings)
    raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
    guard tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0 else { return [] }
    defer { tcsetattr(STDIN_FILENO, TCSANOW, &cooked) }
    if isReadable(within: 0) { return nil }
    Console.ask(PixelSupport.question)
    let end = ContinuousClock.now + .milliseconds(150)
    var bytes: [UInt8] = []
    while true {
      let left = (end - ContinuousClock.now) / .milliseconds(1)
      var byte: UInt8 = 0
      guard left > 0, isReadable(within: Int32(left.rounded(.up))),
        read(STDIN_FILENO, &byte, 1) == 1
      else { break }
      bytes.append(byte)
      if let (_, place) = PixelSupport.attributes(in: bytes) {
        keys += bytes[..<place.lowerBound]
        return bytes
      }
    }
    // Half an answer, or a key of several bytes, is no text.
    keys += bytes.prefix { $0 != 0x1B }
    return bytes
  }

  private func isReadable(within milliseconds: Int32) -> Bool {
    var waiting = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    return poll(&waiting, 1, milliseconds) == 1 && waiting.revents & Int16(POLLIN) != 0
  }
}
