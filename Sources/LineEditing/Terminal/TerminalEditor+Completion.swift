// Tab completion: inserts the common prefix and lists the candidates below the text.

extension TerminalEditor {
  func complete() {
    let (text, cursor) = line
    let before = String(scalars: text[..<cursor])
    let indent = text[..<cursor].reversed().prefix { $0 != "\n" }
    // Before the first word of a further line, Tab indents.
    if indent.count < cursor, indent.allSatisfy({ $0 == " " }) { return insert([" ", " "]) }
    let found = hooks.complete(String(scalars: text), before.utf8.count)
    guard let start = scalarIndex(ofUTF8: found.start, in: text), start <= cursor else { return }
    let names = found.candidates.map { Array($0.text.unicodeScalars) }
    guard let first = names.first else {
      below = signature(found.signature)
      return
    }
    var shared = first
    for name in names.dropFirst() {
      shared = Array(zip(shared, name).prefix { $0 == $1 }.map { $0.0 })
    }
    let typed = Array(text[start..<cursor])
    let isLonger =
      shared != typed && (names.count == 1 || shared.starts(with: typed) && !shared.isEmpty)
    if isLonger {
      var new = text
      new.replaceSubrange(start..<cursor, with: shared)
      set(new, cursor: start + shared.count)
    }
    if names.count > 1 || !found.candidates[0].note.isEmpty {
      show(found.candidates, under: signature(found.signature))
    }
  }

  /// Words wrapped to lines of the terminal, at most three.
  private func signature(_ text: String) -> [String] {
    var lines: [String] = []
    for word in text.split(whereSeparator: \.isWhitespace) {
      if let last = lines.last, displayWidth(last) + 1 + displayWidth(String(word)) < columns {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append((lines.isEmpty ? "" : "  ") + word)
      }
    }
    if lines.count > 3 { lines = lines.prefix(2) + [lines[2] + " …"] }
    return lines.prefix(max(room - 1, 0)).map(dim)
  }

  /// Candidates with notes have a row each; others are listed in columns.
  private func show(_ candidates: [Candidate], under header: [String]) {
    let widest = candidates.reduce(0) { max($0, displayWidth($1.text)) }
    let room = max(room - 1 - header.count, 1)
    var lines: [String] = []
    if candidates.contains(where: { !$0.note.isEmpty }) {
      let pad = min(widest, max(columns / 2, 1)) + 2
      for candidate in candidates {
        let gap = String(repeating: " ", count: max(pad - displayWidth(candidate.text), 2))
        let note = candidate.note.split(whereSeparator: \.isNewline).joined(separator: " ")
        lines.append(candidate.text + (note.isEmpty ? "" : gap + dim(note)))
      }
    } else {
      let perRow = max(1, columns / (widest + 2))
      for start in stride(from: 0, to: candidates.count, by: perRow) {
        let some = candidates[start..<min(start + perRow, candidates.count)]
        lines.append(
          some.map { $0.text + String(repeating: " ", count: widest + 2 - displayWidth($0.text)) }
            .joined())
      }
    }
    if lines.count > room {
      let rest = lines.count - max(room - 1, 0)
      lines = lines.prefix(max(room - 1, 0)) + [dim("… \(rest) more")]
    }
    below = header + lines
  }

  func dim(_ text: String) -> String { hasColor ? "\u{1B}[2m\(text)\u{1B}[0m" : text }

  private func scalarIndex(ofUTF8 offset: Int, in text: [Unicode.Scalar]) -> Int? {
    var bytes = 0
    for (index, scalar) in text.enumerated() {
      if bytes == offset { return index }
      bytes += UTF8.width(scalar)
    }
    return bytes == offset ? text.count : nil
  }
}
