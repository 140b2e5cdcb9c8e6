// An editor for pipes and terminals that cannot move a cursor: no prompt, no color, no history.

import CEditline

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Reads lines from a descriptor and joins them until the text is complete.
package final class PlainEditor: LineEditing {
  private let input: Int32
  private let output: Int32
  private let hooks: LineHooks
  private var bytes: [UInt8] = []
  private var isAtEnd = false

  package init(input: Int32 = 0, output: Int32 = 1, hooks: LineHooks) {
    self.input = input
    self.output = output
    self.hooks = hooks
  }

  /// The prompts are not shown; `initial` is taken as already read.
  package func read(prompt: String, continuation: String, initial: String) -> LineInput {
    var state = termios()
    let isTerminal = tcgetattr(input, &state) == 0
    if isTerminal { cel_signals_begin(input, output, &state) }
    defer { if isTerminal { cel_signals_end() } }
    var lines: [String] = []
    while true {
      switch line() {
      case .text(let line):
        lines.append(line)
        let text = initial + lines.joined(separator: "\n")
        if text.isEmpty || hooks.isComplete(text) { return .text(text) }
      case .interrupted:
        bytes = []
        return .interrupted
      // Incomplete text at the end is returned, so that its error is reported.
      case .end: return lines.isEmpty ? .end : .text(initial + lines.joined(separator: "\n"))
      }
    }
  }

  package func record(_ text: String) {}

  /// The next line without its ending (LF or CR LF).
  private func line() -> LineInput {
    var searched = 0
    while true {
      if let end = bytes[searched...].firstIndex(of: 10) {
        defer { bytes.removeFirst(end + 1) }
        return .text(lineText(bytes[..<end]))
      }
      searched = bytes.count
      if isAtEnd {
        guard !bytes.isEmpty else { return .end }
        defer { bytes = [] }
        return .text(lineText(bytes[...]))
      }
      if wasInterrupted() { return .interrupted }
      fill()
    }
  }

  /// Waits for bytes or a signal, whichever comes first.
  private func fill() {
    var sources = [
      pollfd(fd: input, events: Int16(POLLIN), revents: 0),
      pollfd(fd: cel_wake_descriptor(), events: Int16(POLLIN), revents: 0),
    ]
    guard poll(&sources, nfds_t(sources.count), -1) > 0, sources[0].revents != 0 else { return }
    var chunk = [UInt8](repeating: 0, count: 65_536)
    let count = taken(into: &chunk)
    if count > 0 {
      bytes += chunk[..<count]
    } else if count == 0 || (errno != EINTR && errno != EAGAIN) {
      isAtEnd = true
    }
  }

  private func taken(into chunk: inout [UInt8]) -> Int {
    #if canImport(Glibc)
      Glibc.read(input, &chunk, chunk.count)
    #else
      Darwin.read(input, &chunk, chunk.count)
    #endif
  }

  private func wasInterrupted() -> Bool { cel_signals_take() & Int32(CEL_INTERRUPTED) != 0 }

  private func lineText(_ line: ArraySlice<UInt8>) -> String {
    String(decoding: line.last == 13 ? line.dropLast() : line, as: UTF8.self)
  }
}
