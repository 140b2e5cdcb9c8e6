// Ctrl-R and Ctrl-S: looks through the history for a text as it is typed.

/// A pattern, and the entry that has it.
private struct SearchMatch {
  var pattern: [Unicode.Scalar] = []
  var index: Int
  var text: [Unicode.Scalar]
  var cursor: Int
  var isFound = true
}

extension TerminalEditor {
  /// Reads keys of its own until one is not of the search; that key is then done as usual.
  ///
  /// Letters lengthen the pattern, Ctrl-R and Ctrl-S go to older and newer inputs, Backspace shortens it, Ctrl-G
  /// gives the text of before back, and Enter submits what was found.
  func search(by direction: Int) {
    let before = line
    var direction = direction
    var here = SearchMatch(index: history.entries.count, text: before.text, cursor: before.cursor)
    // What each letter of the pattern had found, for Backspace.
    var earlier: [SearchMatch] = []
    while true {
      let word = direction < 0 ? "search back" : "search forward"
      below = [dim("\(word)\(here.isFound ? "" : ", not found"): ") + String(scalars: here.pattern)]
      draw()
      guard let key = wait() else { break }
      switch key {
      case "\u{12}", "\u{13}":
        direction = key == "\u{12}" ? -1 : 1
        if here.pattern.isEmpty { here.pattern = Array(lastSearch.unicodeScalars) }
        look(&here, from: here.index + direction, by: direction)
      case "\u{8}", "\u{7F}":
        if let last = earlier.popLast() { here = last }
      case "\u{7}":
        set(before.text, cursor: before.cursor)
        return endSearch(here.pattern)
      case _ where key.value >= 0x20:
        earlier.append(here)
        here.pattern.append(key)
        look(&here, from: min(here.index, history.entries.count - 1), by: direction)
      default:
        reader.push([key])
        return endSearch(here.pattern)
      }
      set(here.text, cursor: here.cursor)
    }
    endSearch(here.pattern)
  }

  private func endSearch(_ pattern: [Unicode.Scalar]) {
    below = []
    if !pattern.isEmpty { lastSearch = String(scalars: pattern) }
  }

  /// Goes to the first entry from `start` on that has the pattern, the cursor on it, or stays.
  private func look(_ found: inout SearchMatch, from start: Int, by step: Int) {
    guard !found.pattern.isEmpty else { return }
    var here = start
    while history.entries.indices.contains(here) {
      let text = Array(history.entries[here].unicodeScalars)
      if let offset = offset(of: found.pattern, in: text), here == found.index || text != found.text
      {
        (found.index, found.text, found.cursor, found.isFound) = (here, text, offset, true)
        return
      }
      here += step
    }
    found.isFound = false
  }

  private func offset(of pattern: [Unicode.Scalar], in text: [Unicode.Scalar]) -> Int? {
    guard text.count >= pattern.count else { return nil }
    return (0...(text.count - pattern.count)).first { text[$0...].starts(with: pattern) }
  }
}
