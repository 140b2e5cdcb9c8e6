// The user's `.editrc`, filtered so that it cannot break the editor.

import CEditline

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The `bind` lines that concern sernb.
///
/// `bind -v` and `bind -e` choose the key map; they are handled separately, because libedit would reset all other keys.
/// libedit's other commands (`edit`, `settc`, `setty`, …) would interfere with the terminal and are ignored.
struct InitFile {
  private(set) var isVi = false
  private(set) var lines: [[String]] = []

  /// Reads `$EDITRC` or `~/.editrc`; a missing file is empty.
  init(environment: (String) -> String?) {
    let path = environment("EDITRC") ?? environment("HOME").map { $0 + "/.editrc" }
    self.init(text: String(decoding: path.flatMap(Self.bytes(of:)) ?? [], as: UTF8.self))
  }

  init(text: String) {
    for line in text.split(whereSeparator: \.isNewline) { add(Self.words(of: String(line))) }
    // Macros that expand to each other would never end.
    let typed = lines.filter { $0.contains("-s") }.compactMap { $0.dropLast().last }
    lines.removeAll { line in
      line.contains("-s") && typed.contains { line[line.count - 1].contains($0) }
    }
  }

  /// The bound keys, as written.
  var keys: [String] { lines.compactMap { $0.dropLast().last } }

  /// The rest of a key after Escape, however Escape is written; nil for other keys.
  static func sequence(of key: String) -> String? {
    ["\\e", "\\E", "^[", "\\033", "\u{1B}"].first { key.hasPrefix($0) }.map {
      String(key.dropFirst($0.count))
    }
  }

  private mutating func add(_ words: [String]) {
    guard var first = words.first, !first.hasPrefix("#") else { return }
    if let colon = first.firstIndex(of: ":") {
      // libedit accepts a pattern here; users write a plain name.
      guard first[..<colon] == "sernb" || first[..<colon] == "*" else { return }
      first = String(first[first.index(after: colon)...])
    }
    guard first == "bind" else { return }
    if words.dropFirst() == ["-v"] {
      isVi = true
    } else if words.dropFirst() == ["-e"] {
      isVi = false
    } else if words.count >= 3, !words.contains("-l"), !words.dropFirst().contains("-v") {
      let last = words[words.count - 1]
      let isText = words.dropFirst().contains("-s")
      let command = isText ? last : Command.replaced[last]?.name ?? last
      lines.append(["bind"] + words[1..<words.count - 1] + [command])
    }
  }

  private static func words(of line: String) -> [String] {
    var words: [String] = []
    withUnsafeMutablePointer(to: &words) { pointer in
      _ = cel_words(line, pointer) { owner, word in
        guard let owner, let word else { return }
        owner.assumingMemoryBound(to: [String].self).pointee.append(String(cString: word))
      }
    }
    return words
  }

  private static func bytes(of path: String) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    return allBytes(of: file, limit: 1 << 16)
  }
}

/// Reads a file from its current position, at most `limit` bytes.
func allBytes(of file: Int32, limit: Int) -> [UInt8] {
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 4096)
  while bytes.count < limit {
    let count = read(file, &chunk, chunk.count)
    if count < 0, errno == EINTR { continue }
    guard count > 0 else { break }
    bytes += chunk[..<count]
  }
  return bytes
}
