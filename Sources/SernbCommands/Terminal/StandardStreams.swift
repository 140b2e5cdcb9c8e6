// Standard output and standard error: every byte is written, or the process leaves with an error.
//
// A full disk or a closed stream is found out at the latest when the verb ends. A reader that went away (`| head`) wants
// no more and is no error.

import Foundation
import Synchronization

enum StandardStreams {
  /// What went wrong with a stream first, as `errno` says it; 0 for nothing.
  private struct Failures {
    var output: Int32 = 0
    var errors: Int32 = 0
  }

  private static let failures = Mutex(Failures())

  /// To be called before any file is opened: one of them would take the number of a stream that is closed.
  static func open() {
    while true {
      // For reading alone, so that writing to it fails as it did before.
      let descriptor = Foundation.open("/dev/null", O_RDONLY)
      guard descriptor >= 0, descriptor <= STDERR_FILENO else {
        if descriptor > STDERR_FILENO { close(descriptor) }
        return
      }
    }
  }

  /// As many bytes as a pipe that has room takes without waiting (POSIX: PIPE_BUF).
  private static let most = 4096

  static func write(_ text: String, to descriptor: Int32) {
    var text = text
    let failure = text.withUTF8 { write(UnsafeRawBufferPointer($0), to: descriptor) }
    guard let failure else { return }
    failures.withLock { failures in
      if descriptor == STDOUT_FILENO, failures.output == 0 { failures.output = failure }
      if descriptor == STDERR_FILENO, failures.errors == 0 { failures.errors = failure }
    }
  }

  private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32? {
    var rest = bytes[...]
    while !rest.isEmpty {
      guard waitForRoom(descriptor) else { return EINTR }
      let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(most))
      let count = Foundation.write(descriptor, piece.baseAddress, piece.count)
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      guard count > 0 else { return count < 0 ? errno : EIO }
      rest = rest.dropFirst(count)
    }
    return nil
  }

  /// Waits for a reader that is behind, but not for one that may never come when the process is to end.
  private static func waitForRoom(_ descriptor: Int32) -> Bool {
    while true {
      var stream = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      if poll(&stream, 1, 100) != 0 { return true }
      if Signals.caught != nil { return false }
    }
  }

  /// Closes standard output, and reports a stream that did not take everything.
  ///
  /// - Parameter code: what the process would leave with.
  /// - Returns: the code to leave with.
  static func finish(_ code: Int32) -> Int32 {
    // Some file systems say only now that there was no room.
    let closing = close(STDOUT_FILENO) == 0 || errno == EINTR ? 0 : errno
    var (output, errors) = failures.withLock { ($0.output, $0.errors) }
    if output == 0 { output = closing }
    let isLost = { (failure: Int32) in failure != 0 && failure != EPIPE }
    if isLost(output) {
      Console.error("I cannot write to standard output: \(reason(output)).")
      errors = failures.withLock(\.errors)
    }
    guard code == 0 else { return code }
    return isLost(output) || isLost(errors) ? Exit.failed.rawValue : code
  }

  private static func reason(_ failure: Int32) -> String {
    switch failure {
    case ENOSPC, EDQUOT: "the disk is full"
    case EBADF: "it is closed"
    case EFBIG: "the file is larger than files may be"
    default: String(cString: strerror(failure))
    }
  }
}
