// Ctrl-R and Ctrl-S: looks through the history for a text as it is typed.

extension TerminalEditor {
  /// Reads keys of its own until one is not of the search; that key is then done as usual.
  ///
  /// Letters lengthen the pattern, Ctrl-R and Ctrl-S go to older and newer inputs, Backspace shortens it, Ctrl-G
  /// gives the text of before back, and Enter submits what was found.
  func search(by direction: Int) {
    let before = line
    var direction = direction
    var pattern: [Unicode.Scalar] = []
    var index = history.entries.count
    var isFound = true
    while true {
      let word = direction < 0 ? "search back" : "search forward"
      below = [dim("\(word)\(isFound ? "" : ", not found"): ") + String(scalars: pattern)]
      draw()
      guard let key = wait() else { break }
      switch key {
      case "\u{12}", "\u{13}":
        direction = key == "\u{12}" ? -1 : 1
        if pattern.isEmpty { pattern = Array(lastSearch.unicodeScalars) }
        isFound = look(for: pattern, from: index + direction, by: direction, &index)
      case "\u{8}", "\u{7F}":
        _ = pattern.popLast()
        index = history.entries.count
        if pattern.isEmpty {
          set(before.text, cursor: before.cursor)
          isFound = true
        } else {
          isFound = look(for: pattern, from: index - 1, by: -1, &index)
        }
      case "\u{7}":
        set(before.text, cursor: before.cursor)
        return endSearch(pattern)
      case _ where key.value >= 0x20:
        pattern.append(key)
        isFound = look(
          for: pattern, from: min(index, history.entries.count - 1), by: direction, &index)
      default:
        reader.push([key])
        return endSearch(pattern)
      }
    }
    endSearch(pattern)
  }

  private func endSearch(_ pattern: [Unicode.Scalar]) {
    below = []
    if !pattern.isEmpty { lastSearch = String(scalars: pattern) }
  }

  /// Shows the first entry from `start` on that has the pattern, with the cursor on it.
  private func look(
    for pattern: [Unicode.Scalar], from start: Int, by step: Int, _ index: inout Int
  ) -> Bool {
    guard !pattern.isEmpty else { return true }
    let shown = line.text
    var here = start
    while history.entries.indices.contains(here) {
      let text = Array(history.entries[here].unicodeScalars)
      if let place = place(of: pattern, in: text), here == index || text != shown {
        index = here
        set(text, cursor: place)
        return true
      }
      here += step
    }
    return false
  }

  private func place(of pattern: [Unicode.Scalar], in text: [Unicode.Scalar]) -> Int? {
    guard text.count >= pattern.count else { return nil }
    return (0...(text.count - pattern.count)).first { text[$0...].starts(with: pattern) }
  }
}
