// The implementation of each command. After it, libedit asks for the next key, and the line is drawn.

import Basics
import CEditline

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension TerminalEditor {
  /// The text and the cursor position, in code points.
  var line: (text: [Unicode.Scalar], cursor: Int) {
    var count: Int32 = 0
    var cursor: Int32 = 0
    guard let text = cel_text(editor, &count, &cursor), count > 0 else { return ([], 0) }
    let scalars = UnsafeBufferPointer(start: text, count: Int(count)).map {
      Unicode.Scalar($0) ?? "\u{FFFD}"
    }
    return (scalars, min(max(Int(cursor), 0), scalars.count))
  }

  func set(_ text: [Unicode.Scalar], cursor: Int) {
    cel_replace(editor, Self.codes(text), Int32(cursor))
  }

  func insert(_ text: [Unicode.Scalar]) {
    if !text.isEmpty { cel_insert(editor, Self.codes(text)) }
  }

  /// Code points for C: a zero would end them early.
  private static func codes(_ text: [Unicode.Scalar]) -> [UInt32] {
    text.map(\.value).filter { $0 != 0 } + [0]
  }

  /// Runs a command; true when the read is over.
  func run(_ number: Int32) -> Bool {
    guard let command = Command(rawValue: number) else { return false }
    switch command {
    case .enter: enter()
    case .newline: insert(["\n"])
    case .interrupt: outcome = .interrupted
    case .suspend: suspend()
    case .endOrDelete: if line.text.isEmpty { outcome = .end } else { deleteForward() }
    case .up: vertical(-1)
    case .down: vertical(1)
    case .left: moveCharacter(-1)
    case .right: moveCharacter(1)
    case .lineStart: cel_move(editor, Int32(lineBounds.lowerBound))
    case .lineEnd: cel_move(editor, Int32(lineBounds.upperBound))
    case .backspace: deleteBackward()
    case .delete: deleteForward()
    case .killToEnd: killToEnd()
    case .killToStart: kill(lineBounds.lowerBound..<line.cursor)
    case .killWordBack: kill(wordStart(where: Self.isWord)..<line.cursor)
    case .killPathBack: kill(wordStart { !$0.properties.isWhitespace }..<line.cursor)
    case .killWord: kill(line.cursor..<wordEnd)
    case .yank: insert(killed)
    case .undo: undo()
    case .complete: complete()
    case .searchBack: search(by: -1)
    case .searchForward: search(by: 1)
    case .paste: paste()
    case .edit: editOutside()
    case .clear:
      screen = Screen()
      writeAll(Array("\u{1B}[H\u{1B}[2J".utf8), to: output)
    case .redraw: writeAll(screen.erase(), to: output)
    case .quote: if let scalar = wait(), scalar.value != 0 { insert([scalar]) }
    case .lastWord: insertLastWord()
    case .startOver: set([], cursor: 0)
    case .ignore: break
    }
    if command != .up, command != .down { goalColumn = nil }
    return outcome != nil
  }

  private func enter() {
    let text = String(scalars: line.text)
    if text.allSatisfy(\.isWhitespace) || hooks.isComplete(text) {
      set(line.text, cursor: line.text.count)
      outcome = .text(text)
    } else {
      insert(["\n"])
    }
  }

  private func suspend() {
    writeAll(screen.toEnd() + Self.pasteOff + screen.leave(), to: output)
    tcsetattr(input, TCSADRAIN, &cooked)
    // The whole process group, as the terminal does: a surrounding pager or shell script stops as well.
    raiseStop()
    resume()
  }

  // MARK: Moving

  /// The line of the text that the cursor is in, without its newline.
  var lineBounds: Range<Int> {
    let (text, cursor) = line
    let start = text[..<cursor].lastIndex(of: "\n").map { $0 + 1 } ?? 0
    let end = text[cursor...].firstIndex(of: "\n") ?? text.count
    return start..<end
  }

  /// A line up or down within the text, else through the history.
  private func vertical(_ step: Int) {
    let (text, cursor) = line
    let bounds = lineBounds
    guard step < 0 ? bounds.lowerBound > 0 : bounds.upperBound < text.count else {
      goalColumn = nil
      return walkHistory(step)
    }
    let goal = goalColumn ?? text[bounds.lowerBound..<cursor].reduce(0) { $0 + DisplayWidth.of($1) }
    goalColumn = goal
    var here =
      step < 0
      ? text[..<(bounds.lowerBound - 1)].lastIndex(of: "\n").map { $0 + 1 } ?? 0
      : bounds.upperBound + 1
    var column = 0
    while here < text.count, text[here] != "\n", column + DisplayWidth.of(text[here]) <= goal {
      column += DisplayWidth.of(text[here])
      here += 1
    }
    cel_move(editor, Int32(here))
  }

  private func walkHistory(_ step: Int) {
    let (text, cursor) = line
    if walk?.shown != text {
      walk = HistoryWalk(from: text, cursor: cursor, count: history.entries.count)
    }
    if let found = walk?.step(by: step, in: history.entries) {
      set(found.text, cursor: found.cursor)
    }
  }

  /// The boundary of the character before (`-1`) or after the cursor: a base with its marks is one character.
  private func characterEdge(_ step: Int) -> Int {
    let (text, cursor) = line
    // Characters do not cross a newline, and few are longer than this.
    if step < 0 {
      let near = String(scalars: text[max(0, cursor - 32)..<cursor])
      return cursor - (near.last?.unicodeScalars.count ?? 0)
    }
    let near = String(scalars: text[cursor..<min(text.count, cursor + 32)])
    return cursor + (near.first?.unicodeScalars.count ?? 0)
  }

  private func moveCharacter(_ step: Int) { cel_move(editor, Int32(characterEdge(step))) }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
      || scalar.properties.generalCategory == .nonspacingMark
  }

  private func wordStart(where isPart: (Unicode.Scalar) -> Bool) -> Int {
    let (text, cursor) = line
    var here = cursor
    while here > 0, !isPart(text[here - 1]) { here -= 1 }
    while here > 0, isPart(text[here - 1]) { here -= 1 }
    return here
  }

  private var wordEnd: Int {
    let (text, cursor) = line
    var here = cursor
    while here < text.count, !Self.isWord(text[here]) { here += 1 }
    while here < text.count, Self.isWord(text[here]) { here += 1 }
    return here
  }

  // MARK: Changing

  private func remove(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    var text = line.text
    text.removeSubrange(range)
    set(text, cursor: range.lowerBound)
  }

  private func deleteBackward() { remove(characterEdge(-1)..<line.cursor) }

  private func deleteForward() { remove(line.cursor..<characterEdge(1)) }

  private func kill(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    killed = Array(line.text[range])
    remove(range)
  }

  /// To the end of the line; at its end, the newline.
  private func killToEnd() {
    let (text, cursor) = line
    let end = lineBounds.upperBound
    kill(cursor..<(cursor == end ? min(end + 1, text.count) : end))
  }

  /// The last word of the last input.
  private func insertLastWord() {
    let word = history.entries.last?.split(whereSeparator: \.isWhitespace).last ?? ""
    insert(Array(word.unicodeScalars))
  }

  /// Called before each key: records the last change for undo. Consecutive letters are one change.
  func noteChange() {
    let (text, cursor) = line
    defer { (lastText, lastCursor, isUndoing) = (text, cursor, false) }
    guard text != lastText, !isUndoing else { return }
    let isTyping =
      text.count == lastText.count + 1 && cursor == lastCursor + 1
      && text[lastCursor] != " " && text[lastCursor] != "\n" && !undoable.isEmpty
      && (lastCursor > 0 && lastText.count >= lastCursor && lastText[lastCursor - 1] != " ")
    if !isTyping { undoable.append((lastText, lastCursor)) }
    if undoable.count > 200 { undoable.removeFirst() }
  }

  private func undo() {
    guard let (text, cursor) = undoable.popLast() else { return }
    isUndoing = true
    set(text, cursor: cursor)
  }

  // MARK: Pasting

  /// Reads the text of a bracketed paste, none of which is interpreted as keys.
  private func paste() {
    let end = Array("\u{1B}[201~".unicodeScalars)
    var text: [Unicode.Scalar] = []
    while let scalar = wait() {
      // A terminal that never sends the end must not block forever.
      if scalar == "\u{3}" { break }
      text.append(scalar)
      if scalar == "~", text.count >= end.count, text.suffix(end.count).elementsEqual(end) {
        text.removeLast(end.count)
        break
      }
    }
    var clean: [Unicode.Scalar] = []
    for (index, scalar) in text.enumerated() {
      if scalar == "\r" {
        if index + 1 == text.count || text[index + 1] != "\n" { clean.append("\n") }
      } else if scalar == "\n" || scalar == "\t" || (scalar.value >= 0x20 && scalar.value != 0x7F) {
        clean.append(scalar)
      }
    }
    insert(clean)
  }
}

private func raiseStop() { _ = kill(0, SIGTSTP) }
