// What a session answers: parts that are laid out for the width and color of the screen only when they are printed.

internal import Basics
package import SernbDocument
package import SernbLanguage

/// Where an answer is printed.
package struct Screen: Sendable, Hashable {
  /// Columns that a line may take.
  package var width: Int
  package var style: TerminalStyle
  /// Whether figures are pictures.
  package var pixels: TerminalPixels

  package init(width: Int = 80, style: TerminalStyle = .plain, pixels: TerminalPixels = .none) {
    self.width = max(20, width)
    self.style = style
    self.pixels = pixels
  }
}

package struct Reply: Sendable {
  package enum Part: Sendable {
    /// Words, wrapped.
    case text(String)
    /// The same, quieter.
    case aside(String)
    /// Markdown of the notebook, its paragraphs wrapped to the width.
    case prose(String)
    /// A line across the screen with a few text in it.
    case rule(String)
    case code(String)
    /// Words and what they mean, in two columns where there is room.
    case terms([(String, String)])
    case block(Block)
    case problem(Diagnostic, SourceText?)
  }

  /// What the session asks of the program that owns the terminal.
  package enum Request: Sendable, Equatable {
    case leave
    /// Open a file in the person's editor.
    case edit(path: String, line: Int)
    /// Play a sound: the bytes of a WAV file.
    case play([UInt8])
  }

  package var parts: [Part]
  package var request: Request?
  /// What lines of source are shown without.
  var hiding: DiagnosticText.Hiding?
  /// Whether it is longer than one wants at once: a table with all its rows.
  package var isLong = false
  /// What went wrong, for the exit code; `isStatic` if it was known before anything ran.
  package var problems: [(diagnostic: Diagnostic, isStatic: Bool)] = []

  package init(_ parts: [Part] = [], request: Request? = nil) {
    self.parts = parts
    self.request = request
  }

  static func text(_ text: String) -> Reply { Reply([.text(text)]) }

  /// A problem that no source text shows: a command that was used wrongly.
  static func usage(_ message: String, hint: String? = nil) -> Reply {
    let problem = Diagnostic(.usage, message, hint: hint)
    var reply = Reply([.problem(problem, nil)])
    reply.problems = [(problem, false)]
    return reply
  }

  /// Whether a figure is drawn in it.
  package var hasFigure: Bool {
    parts.contains { if case .block(.figure) = $0 { true } else { false } }
  }

  package var hasFailed: Bool { problems.contains { $0.diagnostic.isError } }

  /// Results, and problems apart from them.
  package var parted: (results: Reply, problems: Reply) {
    func isProblem(_ part: Part) -> Bool { if case .problem = part { true } else { false } }
    var (results, problems) = (
      Reply(parts.filter { !isProblem($0) }), Reply(parts.filter(isProblem))
    )
    (results.hiding, problems.hiding) = (hiding, hiding)
    return (results, problems)
  }

  mutating func add(_ other: Reply) {
    // An edit may have reported a problem that a cell runs into now.
    let reported = Set(
      parts.compactMap { if case .problem(let problem, _) = $0 { problem } else { nil } })
    parts += other.parts.filter { part in
      guard case .problem(let problem, _) = part else { return true }
      return !reported.contains(problem)
    }
    request = other.request ?? request
    isLong = isLong || other.isLong
    problems += other.problems
  }

  mutating func add(_ problem: Diagnostic, in source: SourceText?, isStatic: Bool) {
    parts.append(.problem(problem, source))
    problems.append((problem, isStatic))
  }

  /// So many problems are printed at a time.
  static let mostProblems = 50

  /// The parts with the first of the problems, and how many there are behind them.
  private var readable: [Part] {
    var count = 0
    let parts = parts.filter { part in
      guard case .problem = part else { return true }
      count += 1
      return count <= Self.mostProblems
    }
    let rest = count - Self.mostProblems
    return rest > 0 ? parts + [.aside("… and \(NumberText.count(rest)) more problems.")] : parts
  }

  /// The answer as it is printed, without a line feed at its end; no line is wider than the screen.
  package func text(on screen: Screen) -> String {
    let layout = ReplyLayout(screen, hiding: hiding)
    var text = ""
    var last: Part?
    for part in readable {
      let lines = layout.text(part)
      if lines.isEmpty { continue }
      if let last { text += layout.isTall(last) || layout.isTall(part) ? "\n\n" : "\n" }
      text += lines
      last = part
    }
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      var line = line
      while line.last == " " { line.removeLast() }
      return String(line)
    }.joined(separator: "\n")
  }
}

private struct ReplyLayout {
  let screen: Screen
  let terminal: Terminal
  let hiding: DiagnosticText.Hiding?

  init(_ screen: Screen, hiding: DiagnosticText.Hiding?) {
    self.hiding = hiding
    self.screen = screen
    terminal = Terminal(width: screen.width, style: screen.style)
  }

  /// Whether blank lines stand around it.
  func isTall(_ part: Reply.Part) -> Bool {
    switch part {
    case .text, .aside, .code, .terms: false
    case .rule, .prose, .problem: true
    case .block(let block): if case .value = block { false } else { true }
    }
  }

  func text(_ part: Reply.Part) -> String {
    switch part {
    case .text(let text): return folded(terminal.text(.prose(text)))
    case .aside(let text): return dimmed(folded(terminal.text(.prose(text))))
    case .prose(let text): return dimmed(folded(terminal.text(.prose(ProseLines.joined(text)))))
    case .rule(let text): return rule(text)
    case .code(let code): return folded(terminal.text(.code(Block.Code(code))))
    case .terms(let terms): return self.terms(terms)
    case .block(.figure(let figure)):
      let sketch = terminal.sketch(figure, pixels: screen.pixels)
      return sketch.split(separator: "\n", omittingEmptySubsequences: false)
        .map { TerminalPixels.isIn($0) ? String($0) : folded(String($0)) }
        .joined(separator: "\n")
    case .block(let block): return folded(terminal.text(block))
    case .problem(let diagnostic, _) where diagnostic.code == .usage:
      let stop = diagnostic.message.hasSuffix("?") ? "" : "."
      let text = diagnostic.message + stop + (diagnostic.hint.map { " " + $0 } ?? "")
      return folded(screen.style.paint(terminal.text(.prose(text)), .error))
    case .problem(let diagnostic, let source):
      let drawing = DiagnosticText.draw(
        diagnostic, in: source, width: screen.width - 2, hiding: hiding)
      return folded(painted(terminal.text(.prose(drawing)), diagnostic.severity))
    }
  }

  private func terms(_ terms: [(String, String)]) -> String {
    let terms = terms.map { (Printable.line($0), Printable.text($1)) }
    let column = (terms.map { DisplayWidth.of($0.0) }.max() ?? 0) + 2
    return terms.map { head, text in
      guard column < screen.width / 2 else { return folded("\(head)\n  \(text)") }
      let blank = String(repeating: " ", count: column - DisplayWidth.of(head))
      let lines = Folding.fold(text, to: screen.width - column)
      return head + blank
        + lines.replacing("\n", with: "\n" + String(repeating: " ", count: column))
    }.joined(separator: "\n")
  }

  private func dimmed(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { screen.style.paint(String($0), .dim) }.joined(separator: "\n")
  }

  private func folded(_ text: String) -> String { Folding.fold(text, to: screen.width) }

  private func rule(_ text: String) -> String {
    let text = DisplayWidth.fitted(Printable.line(text), to: screen.width - 6)
    let rest = max(2, screen.width - DisplayWidth.of(text) - 4)
    let dashes = String(repeating: "─", count: rest)
    return screen.style.paint("──", .dim) + " " + screen.style.paint(text, .heading) + " "
      + screen.style.paint(dashes, .dim)
  }

  private func painted(_ drawing: String, _ severity: Severity) -> String {
    let role: TerminalStyle.Role =
      switch severity {
      case .error: .error
      case .warning: .warning
      case .note: .note
      }
    var lines = drawing.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for (index, line) in lines.enumerated() {
      let text = line.drop { $0 == " " }
      if index == 0 { lines[index] = screen.style.paint(line, role) }
      if text.hasPrefix("-->") { lines[index] = screen.style.paint(line, .dim) }
      if text.hasPrefix("| "), text.contains("^") { lines[index] = screen.style.paint(line, role) }
    }
    return lines.joined(separator: "\n")
  }
}
