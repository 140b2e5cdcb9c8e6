// Ctrl-R and Ctrl-S: incremental search in the history.

/// A pattern, and the entry that matches it.
private struct SearchMatch {
  var pattern: [Unicode.Scalar] = []
  var index: Int
  var text: [Unicode.Scalar]
  var cursor: Int
  var isFound = true
}

extension TerminalEditor {
  /// Reads keys until one does not belong to the search; that key is then processed as usual.
  ///
  /// Letters extend the pattern, Ctrl-R and Ctrl-S go to older and newer inputs, Backspace shortens it, Ctrl-G restores
  /// the original text, and Enter submits the match.
  func search(by direction: Int) {
    let before = line
    var direction = direction
    var here = SearchMatch(index: history.entries.count, text: before.text, cursor: before.cursor)
    // The matches after each letter, for Backspace.
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
      case "\u{8}", "\u{7F}": if let last = earlier.popLast() { here = last }
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

  /// Moves to the first entry from `start` on that matches, with the cursor on the match; otherwise stays.
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
