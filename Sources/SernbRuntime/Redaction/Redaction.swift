// Keeps secrets out of what is written: each is replaced by `•••`, also where it was escaped for JSON, Markdown, XML or a
// web address.
//
// A secret is looked for sign by sign, and each sign in all of its spellings: `a_b/c` is also found as `a\_b\/c`,
// `a_b%2Fc` and `a_b&#47;c`. A path is also found without the slash at its end, and where its links lead.

package import SernbLanguage

package struct Redaction: Sendable {
  /// The ways to write each sign of each secret, longest secret first.
  private let secrets: [[[[UInt8]]]]
  /// The bytes that a spelling can begin with.
  private let starts: [Bool]

  /// Nothing is secret.
  package static let none = Redaction(secrets: [])

  package var isEmpty: Bool { secrets.isEmpty }

  package init(secrets: [String]) {
    var all: Set<String> = []
    for secret in secrets {
      all.insert(secret)
      // Paths are shown tidied up; what is left must be long enough to mean nothing else.
      for other in Self.tidied(secret) where other.count >= 8 { all.insert(other) }
    }
    all.remove("")
    self.secrets = all.sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }.map { secret in
      secret.unicodeScalars.map(SignSpellings.all)
    }
    var starts = [Bool](repeating: false, count: 256)
    for secret in self.secrets {
      for spelling in secret.first ?? [] { starts[Int(spelling.first ?? 0)] = true }
      starts[Int(UInt8(ascii: "\\"))] = true
    }
    self.starts = starts
  }

  /// The secrets that were given to notebooks and to those that they use.
  package init(of notebooks: [CheckedNotebook], in project: Project) {
    self.init(secrets: CheckedNotebook.secrets(of: notebooks), in: project)
  }

  /// Secrets, and the places that they lead to if they are paths.
  package init(secrets: [String], in project: Project) {
    let places = secrets.compactMap { realPath($0.hasPrefix("/") ? $0 : project.root + "/" + $0) }
    // The project's own folder is no secret.
    self.init(secrets: secrets + places.filter { !project.root.hasPrefix($0) && $0.count >= 8 })
  }

  package func text(_ text: String) -> String {
    guard !isEmpty else { return text }
    let bytes = Array(text.utf8)
    let redacted = self.bytes(bytes)
    return redacted == bytes ? text : String(decoding: redacted, as: UTF8.self)
  }

  package func bytes(_ bytes: [UInt8]) -> [UInt8] {
    let ranges = ranges(in: bytes)
    guard !ranges.isEmpty else { return bytes }
    var result: [UInt8] = []
    var copied = 0
    for range in ranges {
      result += bytes[copied..<range.lowerBound]
      result += Array(Secret.shown.utf8)
      copied = range.upperBound
    }
    result += bytes[copied...]
    return result
  }

  /// Whether no secret stands in some bytes.
  func areAbsent(from bytes: [UInt8]) -> Bool { ranges(in: bytes).isEmpty }

  /// Where secrets stand, in order.
  package func ranges(in bytes: [UInt8]) -> [Range<Int>] {
    guard !isEmpty else { return [] }
    var ranges: [Range<Int>] = []
    var index = 0
    while index < bytes.count {
      if starts[Int(bytes[index])], let end = end(of: bytes, at: index) {
        ranges.append(index..<end)
        index = end
      } else {
        index += 1
      }
    }
    return ranges
  }

  /// What drawings of source lines leave out; nil where nothing is secret.
  package var hiding: DiagnosticText.Hiding? {
    guard !isEmpty else { return nil }
    return { bytes in self.ranges(in: bytes) }
  }

  /// A problem without secrets in its texts.
  package func diagnostic(_ diagnostic: Diagnostic) -> Diagnostic {
    guard !isEmpty else { return diagnostic }
    var redacted = diagnostic
    redacted.message = text(diagnostic.message)
    redacted.labels = diagnostic.labels.map { Label($0.span, text($0.text)) }
    redacted.hint = diagnostic.hint.map(text)
    redacted.notes = diagnostic.notes.map(text)
    redacted.dataLocation = diagnostic.dataLocation.map(text)
    return redacted
  }

  /// Where a secret that begins at a place ends, if one does.
  private func end(of bytes: [UInt8], at start: Int) -> Int? {
    for secret in secrets {
      // Where the signs so far may have ended: `&amp;` is one sign, or five.
      var ends: Set<Int> = [start]
      for spellings in secret {
        ends = SignSpellings.ends(of: spellings, bytes, at: ends)
        if ends.isEmpty { break }
      }
      if let end = ends.max() { return end }
    }
    return nil
  }

  private static func tidied(_ secret: String) -> [String] {
    guard secret.contains("/") else { return [] }
    let words = secret.split(separator: "/").filter { $0 != "." }
    let path = (secret.hasPrefix("/") ? "/" : "") + words.joined(separator: "/")
    var bare = Substring(secret)
    while bare.hasSuffix("/") { bare.removeLast() }
    return [path, String(bare)]
  }
}

/// The ways in which one sign may be written.
private enum SignSpellings {
  /// The last one is the sign itself.
  static func all(_ sign: Unicode.Scalar) -> [[UInt8]] {
    let raw = Array(String(sign).utf8)
    let value = sign.value
    var texts = [
      "&#\(value);", "&#x\(String(value, radix: 16));",
      raw.map { "%" + hex(UInt32($0), 2) }.joined(),
      String(sign).utf16.map { "\\u" + hex(UInt32($0), 4) }.joined(),
    ]
    // A visible escape, also where its backslash was escaped for Markdown and for JSON.
    let escape = "u{" + String(value, radix: 16, uppercase: true) + "}"
    for count in [1, 2, 4] { texts.append(String(repeating: "\\", count: count) + escape) }
    switch sign {
    case "&": texts.append("&amp;")
    case "<": texts.append("&lt;")
    case ">": texts.append("&gt;")
    case "\"": texts += ["&quot;", "\"\""]
    case "'": texts.append("&apos;")
    case " ": texts += ["+", "&nbsp;"]
    case "\n": texts += ["\\n", "<br>", "<br/>", " ", "⏎"]
    case "\t": texts += ["\\t", " "]
    case "\r": texts.append("\\r")
    default: break
    }
    return texts.map { Array($0.utf8) } + [raw]
  }

  /// Where a sign may end that begins at one of some places. Escapes may be written with large or small digits, and
  /// backslashes may stand before a sign.
  static func ends(of spellings: [[UInt8]], _ bytes: [UInt8], at starts: Set<Int>) -> Set<Int> {
    var ends: Set<Int> = []
    for start in starts {
      for spelling in spellings where stands(spelling, in: bytes, at: start) {
        ends.insert(start + spelling.count)
      }
      guard let raw = spellings.last else { continue }
      var index = start
      // Markdown within JSON has two, within a text of JSON four.
      while index < bytes.count, bytes[index] == UInt8(ascii: "\\"), index - start < 4 {
        index += 1
        if stands(raw, in: bytes, at: index) { ends.insert(index + raw.count) }
      }
    }
    return ends
  }

  private static func stands(_ spelling: [UInt8], in bytes: [UInt8], at start: Int) -> Bool {
    guard start + spelling.count <= bytes.count else { return false }
    let isEscape = spelling.count > 1 && "%&\\".utf8.contains(spelling[0])
    for (offset, byte) in spelling.enumerated() {
      let seen = bytes[start + offset]
      if seen == byte { continue }
      // Only digits of escapes may differ in size, so that no other letter is taken for one of the secret.
      guard isEscape, seen | 0x20 == byte | 0x20,
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= seen | 0x20
      else { return false }
    }
    return true
  }

  private static func hex(_ value: UInt32, _ count: Int) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: max(0, count - digits.count)) + digits
  }
}
