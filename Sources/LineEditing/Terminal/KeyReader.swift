// Reads code points from a terminal one at a time, with timeouts for a lone Escape and wake-ups by signals.

import CEditline

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Reads bytes from a descriptor and decodes them as UTF-8 in any locale.
struct KeyReader {
  enum Event: Equatable {
    case scalar(Unicode.Scalar)
    /// A signal, or `cel_wake`.
    case woken
    /// The timeout elapsed.
    case late
    case end
  }

  let descriptor: Int32
  private var bytes: [UInt8] = []
  private var used = 0
  private var pushed: [Unicode.Scalar] = []

  init(descriptor: Int32) { self.descriptor = descriptor }

  /// Whether unread input is available.
  var hasMore: Bool { !pushed.isEmpty || used < bytes.count }

  /// Pushes code points back, to be read next.
  mutating func push(_ scalars: [Unicode.Scalar]) { pushed = scalars + pushed }

  /// After an Escape: the rest of the escape sequence, without consuming it.
  ///
  /// `[` and parameters up to a final letter, or `O` and one letter. People are slower than terminals: input after 40
  /// ms is a separate key.
  mutating func sequence() -> String? {
    guard pushed.isEmpty, let first = peek(0) else { return nil }
    if first == UInt8(ascii: "O") {
      guard let second = peek(1), "ABCDFHMPQRS".utf8.contains(second) else { return nil }
      return String(decoding: [first, second], as: UTF8.self)
    }
    guard first == UInt8(ascii: "[") else { return nil }
    var found = [first]
    while found.count < 24, let byte = peek(found.count), (0x20...0x7E).contains(byte) {
      found.append(byte)
      if byte >= 0x40, byte != UInt8(ascii: "[") { return String(decoding: found, as: UTF8.self) }
    }
    return nil
  }

  /// Whether Enter came with the Escape.
  var isMetaEnter: Bool {
    mutating get { pushed.isEmpty && (peek(0) == 13 || peek(0) == 10) }
  }

  mutating func drop(_ sequence: String) { used += sequence.utf8.count }

  private mutating func peek(_ offset: Int) -> UInt8? {
    while used + offset >= bytes.count {
      if fill(wait: 40) != nil { return nil }
    }
    return bytes[used + offset]
  }

  /// - Parameter wait: in milliseconds; forever if negative.
  mutating func next(wait: Int32 = -1) -> Event {
    if !pushed.isEmpty { return .scalar(pushed.removeFirst()) }
    while true {
      if let scalar = decoded() { return .scalar(scalar) }
      if let event = fill(wait: wait) { return event }
    }
  }

  /// The next complete code point of the buffered bytes; invalid bytes give U+FFFD.
  private mutating func decoded() -> Unicode.Scalar? {
    guard used < bytes.count else { return nil }
    let first = bytes[used]
    let length = first < 0x80 ? 1 : first < 0xC2 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    var here = 1
    while here < length, used + here < bytes.count, bytes[used + here] & 0xC0 == 0x80 { here += 1 }
    if here < length, used + here == bytes.count { return nil }
    let text = String(decoding: bytes[used..<used + here], as: UTF8.self)
    used += here
    return text.unicodeScalars.first ?? "\u{FFFD}"
  }

  private mutating func fill(wait: Int32) -> Event? {
    var sources = [
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: cel_wake_descriptor(), events: Int16(POLLIN), revents: 0),
    ]
    let ready = poll(&sources, nfds_t(sources.count), wait)
    if ready == 0 { return .late }
    if ready < 0 { return errno == EINTR ? .woken : .end }
    if sources[1].revents != 0 { return .woken }
    var chunk = [UInt8](repeating: 0, count: 4096)
    let count = taken(into: &chunk)
    if count < 0, errno == EINTR || errno == EAGAIN { return nil }
    guard count > 0 else { return .end }
    bytes.removeFirst(used)
    used = 0
    bytes += chunk[..<count]
    return nil
  }

  private func taken(into chunk: inout [UInt8]) -> Int { read(descriptor, &chunk, chunk.count) }
}

/// Writes all bytes, waiting as long as necessary.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) {
  var done = 0
  while done < bytes.count {
    let count = bytes[done...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if count > 0 {
      done += count
    } else if errno == EAGAIN {
      var source = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      _ = poll(&source, 1, 1000)
    } else if errno != EINTR {
      return
    }
  }
}
