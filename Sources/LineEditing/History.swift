// The input history of this and other sessions: a file to which each session appends under a lock.

import CEditline

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One entry per line, oldest first; `\` and newline are written `\\` and `\n`. The file is private to the user.
struct History {
  private(set) var entries: [String] = []
  let path: String?
  /// How many bytes of the file are in `entries`.
  private var known = 0
  /// The first bytes of the file: if they change, another session has truncated it.
  private var head: [UInt8] = []
  /// A file larger than this many bytes loses its older half.
  private let limit: Int

  init(path: String?, limit: Int = 1 << 20) {
    self.path = path
    self.limit = limit
  }

  /// Whether a text is worth adding after another.
  static func accepts(_ text: String, after last: String?) -> Bool {
    text != last && text.contains { !$0.isWhitespace }
  }

  /// Reads what other sessions have added since the last time. An unreadable file counts as empty.
  mutating func refresh() {
    guard let path else { return }
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    defer { close(file) }
    _ = flock(file, LOCK_SH)
    take(from: file)
  }

  /// Adds an entry to the file and, after the entries of other sessions, to `entries`.
  mutating func add(_ text: String) {
    guard let path else { return entries.append(text) }
    let file = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard file >= 0 else { return entries.append(text) }
    defer { close(file) }
    // Without the lock (some network file systems) an append is still whole: it is one write.
    _ = flock(file, LOCK_EX)
    take(from: file)
    var line = Array(Self.line(of: text).utf8)
    // A session that was killed while writing leaves an unterminated line.
    if known > 0, Self.bytes(of: file, from: known - 1, count: 1) != [10] { line.insert(10, at: 0) }
    writeAll(line, to: file)
    entries.append(text)
    known += line.count
    head = Self.bytes(of: file, from: 0, count: 64)
    if known > limit { shorten(file) }
  }

  private mutating func take(from file: Int32) {
    let size = Int(lseek(file, 0, SEEK_END))
    if size < known || Self.bytes(of: file, from: 0, count: head.count) != head {
      entries = []
      known = 0
    }
    defer { head = Self.bytes(of: file, from: 0, count: 64) }
    guard size > known else { return }
    let bytes = Self.bytes(of: file, from: known, count: size - known)
    known += bytes.count
    for line in bytes.split(separator: 10) { entries.append(Self.text(of: line)) }
  }

  private static func bytes(of file: Int32, from start: Int, count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let taken = pread(file, &bytes, count, off_t(start))
    return Array(bytes.prefix(max(taken, 0)))
  }

  private mutating func shorten(_ file: Int32) {
    var kept: [UInt8] = []
    var newest: [String] = []
    for entry in entries.reversed() {
      let line = Array(Self.line(of: entry).utf8)
      if kept.count + line.count > limit / 2 { break }
      kept.append(contentsOf: line)
      newest.append(entry)
    }
    entries = newest.reversed()
    guard ftruncate(file, 0) == 0 else { return }
    let lines = entries.map(Self.line(of:)).joined()
    writeAll(Array(lines.utf8), to: file)
    known = lines.utf8.count
    head = Self.bytes(of: file, from: 0, count: 64)
  }

  private static func line(of text: String) -> String {
    var line = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": line += "\\\\"
      case "\n": line += "\\n"
      default: line.unicodeScalars.append(scalar)
      }
    }
    return line + "\n"
  }

  private static func text(of line: ArraySlice<UInt8>) -> String {
    var text: [UInt8] = []
    var bytes = line
    while let byte = bytes.popFirst() {
      guard byte == UInt8(ascii: "\\"), let next = bytes.popFirst() else {
        text.append(byte)
        continue
      }
      text.append(next == UInt8(ascii: "n") ? 10 : next)
    }
    return String(decoding: text, as: UTF8.self)
  }
}

/// Steps through the entries that begin with the text before the cursor at the start of the walk.
struct HistoryWalk {
  private let prefix: String
  private let live: [Unicode.Scalar]
  private let liveCursor: Int
  private var index: Int
  /// The text shown last: any other text means that the user typed, which ends the walk.
  private(set) var shown: [Unicode.Scalar]

  init(from text: [Unicode.Scalar], cursor: Int, count: Int) {
    prefix = String(scalars: text[..<cursor])
    live = text
    liveCursor = cursor
    index = count
    shown = text
  }

  /// The text and the cursor one step back (`by: -1`) or forward (`by: 1`); nil at either end.
  mutating func step(by step: Int, in entries: [String]) -> (text: [Unicode.Scalar], cursor: Int)? {
    var here = min(index, entries.count) + step
    while here >= 0, here < entries.count {
      let text = Array(entries[here].unicodeScalars)
      if text != shown, text.starts(with: prefix.unicodeScalars) {
        index = here
        shown = text
        return (text, text.count)
      }
      here += step
    }
    guard step > 0, index < entries.count else { return nil }
    index = entries.count
    shown = live
    return (live, liveCursor)
  }
}

extension String {
  init(scalars: some Sequence<Unicode.Scalar>) {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    self.init(view)
  }
}
