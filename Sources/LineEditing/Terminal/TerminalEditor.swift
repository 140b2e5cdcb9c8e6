// The editor for a real terminal: libedit handles keys and the line, all drawing is done here.
//
// What libedit lacks, and what replaces it (see also CEditline.h):
// - a prompt before every line of an input, newlines and colors in prompts: own drawing (`ScreenLayout`, `Screen`)
// - Enter that asks whether the text is complete, line-wise Up, Home and kills: commands of our own (`Command`)
// - bracketed paste, undo, completion, incremental search, the history of several processes: own commands as well
// - a lone Escape in vi mode when keys with escape sequences are bound: `nextKey` distinguishes them by time
// - locales other than UTF-8: bytes are decoded here, and libedit gets a UTF-8 locale during the read
// - signals: caught only during a read, and reported through a pipe (signals.c)
//
// In vi's command mode the motions `0`, `$` and `dd` are libedit's and take the whole input for one line.

import CEditline

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Reads inputs of one or many lines from a terminal. Only one editor may read at a time.
package final class TerminalEditor: LineEditing {
  let input: Int32
  let output: Int32
  let hooks: LineHooks
  let environment: (String) -> String?
  let hasColor: Bool
  let isVi: Bool
  private(set) var editor: OpaquePointer?

  // The current read.
  var prompt = ""
  var continuation = ""
  var initial: String?
  var outcome: LineInput?
  var cooked = termios()

  // The screen content.
  var reader: KeyReader
  var screen = Screen()
  var rows = 24
  var columns = 80
  /// Lines below the text, until the next key: candidates, the search.
  var below: [String] = []

  private var wasEscape = false
  /// The rest after Escape of all bound sequences.
  private var known: Set<String> = []

  // State of the commands.
  var history: History
  var walk: HistoryWalk?
  var killed: [Unicode.Scalar] = []
  var lastText: [Unicode.Scalar] = []
  var lastCursor = 0
  var undoable: [(text: [Unicode.Scalar], cursor: Int)] = []
  var isUndoing = false
  var goalColumn: Int?
  var lastSearch = ""

  /// Makes an editor, or nil when the descriptors are not a terminal whose cursor can be moved.
  /// - Parameters:
  ///   - history: the file shared by sessions; nil keeps the history in memory.
  ///   - hasColor: whether notes beside candidates may be dim.
  package init?(
    input: Int32 = 0, output: Int32 = 1, hooks: LineHooks, history: String? = nil,
    hasColor: Bool = true, environment: @escaping (String) -> String? = TerminalEditor.variable
  ) {
    guard Self.canEdit(input: input, output: output, environment: environment) else { return nil }
    self.input = input
    self.output = output
    self.hooks = hooks
    self.hasColor = hasColor
    self.environment = environment
    self.history = History(path: history)
    reader = KeyReader(descriptor: input)
    let settings = InitFile(environment: environment)
    isVi = settings.isVi
    let locale = cel_locale_begin()
    defer { cel_locale_end(locale) }
    // libedit changes the terminal when it begins.
    guard tcgetattr(input, &cooked) == 0 else { return nil }
    defer { tcsetattr(input, TCSADRAIN, &cooked) }
    let owner = Unmanaged.passUnretained(self).toOpaque()
    editor = cel_open(
      input, output, owner, { TerminalEditor.of($0)?.nextKey() ?? -1 },
      { owner, command, _ in TerminalEditor.of(owner)?.run(command) ?? true })
    guard editor != nil else { return nil }
    bind(settings)
  }

  deinit { if let editor { cel_close(editor) } }

  /// Whether both descriptors are one terminal that can move its cursor.
  static func canEdit(
    input: Int32 = 0, output: Int32 = 1, environment: (String) -> String? = TerminalEditor.variable
  ) -> Bool {
    let kind = environment("TERM") ?? ""
    return isatty(input) == 1 && isatty(output) == 1 && kind != "" && kind != "dumb"
  }

  /// A variable of the process's environment.
  static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  private static func of(_ owner: UnsafeMutableRawPointer?) -> TerminalEditor? {
    owner.map { Unmanaged<TerminalEditor>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Our keys first, then the user's.
  private func bind(_ settings: InitFile) {
    for command in Command.allCases { cel_name(editor, command.rawValue, command.name) }
    cel_use(editor, isVi)
    for (key, command) in Command.keys + Command.sequences {
      cel_bind(editor, false, key, command.name)
    }
    for (key, command) in Command.wordKeys { cel_bind(editor, false, key, command) }
    if isVi {
      for (key, command) in Command.sequences + Command.viKeys {
        cel_bind(editor, true, key, command.name)
      }
      for (key, command) in Command.wordKeys { cel_bind(editor, true, key, command) }
      // The code that `nextKey` returns for a lone Escape.
      cel_bind(editor, false, "\\e\\034", "vi-command-mode")
    } else {
      for (key, command) in Command.metaKeys { cel_bind(editor, false, key, command.name) }
    }
    let keys = (Command.sequences.map(\.key) + Command.wordKeys.map(\.key)) + settings.keys
    known = Set(keys.compactMap(InitFile.sequence(of:)))
    for line in settings.lines {
      let arguments = line.map { strdup($0) }
      defer { arguments.forEach { free($0) } }
      arguments.map { UnsafePointer($0) }.withUnsafeBufferPointer {
        cel_parse(editor, Int32($0.count), $0.baseAddress)
      }
    }
  }

  // MARK: Reading

  package func read(prompt: String, continuation: String, initial: String) -> LineInput {
    guard let editor, tcgetattr(input, &cooked) == 0 else { return .end }
    self.prompt = prompt
    self.continuation = continuation
    self.initial = initial
    outcome = nil
    (below, walk, undoable, lastText, lastCursor) = ([], nil, [], [], 0)
    (isUndoing, goalColumn, wasEscape) = (false, nil, false)
    history.refresh()
    measure()
    let locale = cel_locale_begin()
    cel_signals_begin(input, output, &cooked)
    writeAll(Self.pasteOn, to: output)
    cel_read(editor)
    // Immediately, because libedit has left the terminal in its own mode.
    tcsetattr(input, TCSADRAIN, &cooked)
    finish()
    cel_signals_end()
    cel_locale_end(locale)
    return outcome ?? .end
  }

  package func record(_ text: String) {
    if hooks.isRecorded(text), History.accepts(text, after: history.entries.last) {
      history.add(text)
    }
  }

  /// The key that stands for a lone Escape.
  private static let loneEscape: Unicode.Scalar = "\u{1C}"
  static let pasteOn = Array("\u{1B}[?2004h".utf8)
  static let pasteOff = Array("\u{1B}[?2004l".utf8)

  /// Reads keys, not lines; Ctrl-C and Ctrl-Z are keys too. Output stays cooked, because other threads may print.
  func makeRaw() {
    var raw = cooked
    raw.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG | IEXTEN)
    raw.c_iflag &= ~tcflag_t(IXON | ICRNL | INLCR | IGNCR | ISTRIP)
    withUnsafeMutableBytes(of: &raw.c_cc) {
      $0[Int(VMIN)] = 1
      $0[Int(VTIME)] = 0
    }
    tcsetattr(input, TCSADRAIN, &raw)
  }

  /// libedit's callback for each key: draws the effect of the last command, and waits. A negative result ends the read.
  private func nextKey() -> Int64 {
    if let text = initial {
      // By now libedit has set its own terminal mode.
      initial = nil
      makeRaw()
      let scalars = Array(text.unicodeScalars)
      set(scalars, cursor: scalars.count)
      (lastText, lastCursor) = (scalars, scalars.count)
    }
    noteChange()
    if !reader.hasMore { draw() }
    guard var scalar = wait() else { return -1 }
    below = []
    // An unbound sequence is ignored: libedit would insert its bytes as text.
    while scalar == "\u{1B}", let sequence = reader.sequence(), !known.contains(sequence) {
      reader.drop(sequence)
      guard let next = wait() else { return -1 }
      scalar = next
    }
    if isVi, scalar == "\u{1B}", !reader.isMetaEnter, reader.sequence() == nil {
      // A second consecutive Escape would only move the cursor.
      if wasEscape { scalar = Self.loneEscape } else { reader.push([Self.loneEscape]) }
      wasEscape = true
    } else if scalar != Self.loneEscape {
      wasEscape = false
    }
    return Int64(scalar.value)
  }

  /// The next code point; nil when the read is over.
  func wait() -> Unicode.Scalar? {
    while outcome == nil {
      switch reader.next() {
      // A no-break space is a typing slip (Option-Space); other C1 characters are not text.
      case .scalar("\u{A0}"): return " "
      case .scalar(let scalar) where (0x80...0x9F).contains(scalar.value) || scalar == "\u{AD}":
        continue
      case .scalar(let scalar): return scalar
      case .woken: answerSignals()
      case .late: continue
      case .end: outcome = .end
      }
    }
    return nil
  }

  private func answerSignals() {
    let seen = cel_signals_take()
    if seen & Int32(CEL_INTERRUPTED) != 0 {
      outcome = .interrupted
      return
    }
    if seen & Int32(CEL_CONTINUED) != 0 { resume() }
    if seen & Int32(CEL_RESIZED) != 0 {
      measure()
      writeAll(screen.erase(columns: columns), to: output)
      draw()
    }
  }

  /// After the process was stopped or a signal has reset the terminal: draws on a new line.
  func resume() {
    makeRaw()
    screen = Screen()
    measure()
    writeAll([13] + Self.pasteOn, to: output)
    draw()
  }
}
