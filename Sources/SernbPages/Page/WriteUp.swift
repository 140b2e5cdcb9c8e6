// Puts a notebook and its results together as a document: prose with its numbers, code, what cells show, problems.

internal import Basics
package import SernbDocument
package import SernbLanguage
package import SernbRuntime
internal import Storage

package struct WriteUp: Sendable {
  package let document: Document
  /// Every shown value with its type, for programs.
  package let results: Results
  package let origin: Provenance?
  /// Files that cells saved, by their names under `NAME.files/`.
  package let files: [(name: String, bytes: [UInt8])]
  /// Problems in file order, those that cells announced left out.
  package let problems: [Diagnostic]
  package let failedCells: [String]

  /// - Parameters:
  ///   - results: one for each node, in file order.
  ///   - command: what makes the same write-up again, shown at its end.
  ///   - origin: what it is made from; without it nobody can check later whether it is fresh.
  ///   - room: how many bytes it may have; a file that is too much is not among its files.
  ///   - secrets: taken out of values in prose before these are escaped; `files` takes them out of all else.
  package init(
    _ checked: CheckedNotebook, _ results: [NodeResult], name: String, command: String,
    origin: Provenance? = nil, room: Int = World.maximumOutput, without secrets: Redaction = .none
  ) {
    var writer = WriteUpWriter(
      checked: checked, results: results, name: name, origin: origin, room: room)
    writer.secrets = secrets
    self.origin = origin
    writer.write()
    let facts = Self.facts(of: checked)
    writer.blocks.append(.prose(Self.footer(facts, command)))
    document = Document(title: "", facts: [], blocks: writer.blocks)
    self.results = Results(
      title: checked.title ?? name, facts: facts, entries: writer.shown.entries)
    files = writer.files
    problems = writer.problems
    failedCells = writer.failedCells
  }

  /// The seed and the parameters, as a write-up lists them.
  static func facts(of checked: CheckedNotebook) -> [Document.Fact] {
    [Document.Fact("seed", String(checked.frontMatter.seed))] + parameters(of: checked)
  }

  /// As they are written in a notebook; of a secret only that it was given.
  package static func parameters(of checked: CheckedNotebook) -> [Document.Fact] {
    checked.parameters.map { Document.Fact($0.name, $0.value.written) }
  }

  private static func footer(_ facts: [Document.Fact], _ command: String) -> String {
    let made = facts.map { "\(MarkdownText.inline($0.name)) \(MarkdownText.code($0.value))" }
      .joined(separator: ", ")
    return
      "---\n\n<sub>Made by \(MarkdownText.code(command)) with \(made). Do not edit: change the notebook.</sub>"
  }
}

struct WriteUpWriter {
  let checked: CheckedNotebook
  let results: [NodeResult]
  let name: String
  /// By the label of a cell, what stands for it.
  private let keys: [String: Digest]
  /// How many bytes may be written.
  let room: Int
  var blocks: [Block] = []
  var shown = ShownResults()
  var files: [(name: String, bytes: [UInt8])] = []
  var problems: [Diagnostic] = []
  var failedCells: [String] = []
  /// Notes and the cells below which they were shown first.
  private var said: [(note: Note, label: String)] = []
  var secrets = Redaction.none
  /// The next prose binding and the next escaped sign, in file order.
  var nextNode = 0
  var nextEscape = 0

  init(
    checked: CheckedNotebook, results: [NodeResult], name: String, origin: Provenance? = nil,
    room: Int = World.maximumOutput
  ) {
    keys = origin?.keysByLabel ?? [:]
    self.room = room
    self.checked = checked
    self.results = results
    self.name = name
  }

  mutating func write() {
    let remarks = remarks
    var saidRemarks = false
    let general = checked.problems.filter {
      if case .inCell = $0 { false } else { $0.isError }
    }
    for problem in general { add(problem.diagnostic) }
    var cell = 0
    for segment in checked.notebook.segments {
      switch segment {
      case .prose(let span): blocks.append(.prose(prose(span)))
      case .cell:
        if !saidRemarks {
          blocks += remarks.map { .callout(Block.Callout(.note, $0)) }
          saidRemarks = true
        }
        write(cell: cell)
        cell += 1
      }
    }
    if !saidRemarks { blocks += remarks.map { .callout(Block.Callout(.note, $0)) } }
  }

  private var remarks: [String] {
    var seen: [String] = []
    for result in results {
      for remark in result.remarks where !seen.contains(remark) { seen.append(remark) }
    }
    return seen
  }

  // MARK: Prose

  /// Prose with its values in place, and `\{{` as the signs themselves.
  ///
  /// - Parameter isPage: whether it is Markdown: then values are escaped for their places, but for those that are
  ///   Markdown themselves.
  mutating func prose(_ span: Span, isPage: Bool = true) -> String {
    var text = ""
    var offset = span.start
    var place = MarkdownContext()
    func plain(to end: Int) -> String { checked.source[Span(offset, end)] }
    func add(_ part: String) {
      text += part
      if isPage { place.read(part) }
    }
    while true {
      while nextNode < checked.nodes.count, checked.nodes[nextNode].cell != nil { nextNode += 1 }
      let node = nextNode < checked.nodes.count ? checked.nodes[nextNode] : nil
      let escape = nextEscape < checked.escapes.count ? checked.escapes[nextEscape] : span.end
      let binding = node?.span.start ?? span.end
      if escape < min(binding, span.end) {
        add(plain(to: escape))
        offset = escape + 1
        nextEscape += 1
        continue
      }
      guard let node, binding < span.end else { break }
      add(plain(to: binding))
      offset = node.span.end
      nextNode += 1
      let result = result(of: node.id)
      if let sentence = result.sentence {
        let next = offset < span.end ? checked.source.bytes[offset] : nil
        switch result.spoken {
        case .object(let markdown as MarkdownValue)?:
          let words = secrets.text(markdown.text)
          add(isPage ? MarkdownText.markdown(words) : words)
        default:
          let words = secrets.text(sentence)
          add(isPage ? MarkdownText.prose(words, at: &place, before: next) : words)
        }
      } else {
        add("**?**")
      }
      if let value = result.spoken, case .prose(let bound) = node.kind {
        shown.add("", value, name: Printer.flat(bound.expression), ShowOptions())
      }
      if let failure = result.failure { self.add(failure) }
    }
    return withPlainLineEnds(text + plain(to: span.end))
  }

  private func result(of node: NodeID) -> NodeResult {
    node < results.count ? results[node] : NodeResult(.notRun(needs: []))
  }

  /// A notebook may have the line ends of another system; its write-up has one kind.
  private func withPlainLineEnds(_ text: String) -> String {
    text.utf8.contains(UInt8(ascii: "\r")) ? text.replacing("\r\n", with: "\n") : text
  }

  // MARK: Cells

  mutating func write(cell index: Int) {
    let cell = checked.cells[index]
    let options = cell.options
    let label = cell.cell.label.text
    blocks.append(.anchor(label))
    if let key = keys[label] { blocks.append(.comment("sernb:key \(key.hex.prefix(16))")) }
    if !options.hidesCode {
      blocks.append(
        .code(
          Block.Code(
            code(of: cell), language: "ser", label: label, isFolded: options.isFolded)))
    }
    var show = ShowOptions(rows: options.rows, caption: options.caption, alt: options.alt)
    var failures: [Diagnostic] = []
    var needs: [String] = []
    for node in cell.nodes {
      let result = result(of: node)
      for output in result.outputs {
        if case .file(let name, let saved) = output,
          let problem = tooMuch(name, saved, checked.nodes[node].span)
        {
          failures.append(problem)
          continue
        }
        if case .value(let value, _) = output, !options.hidesOutput,
          let problem = tooLong(value, options.rows, checked.nodes[node].span)
        {
          failures.append(problem)
          continue
        }
        if !options.hidesOutput { write(output, show, of: label) }
        // One caption, under the first thing that is shown.
        if case .value = output { (show.caption, show.alt) = (nil, nil) }
        if case .file(let name, let saved) = output {
          if let problem = save(name, saved, checked.nodes[node].span) { failures.append(problem) }
        }
      }
      switch result.state {
      case .failed(var diagnostic):
        diagnostic.cell = diagnostic.cell ?? label
        failures.append(diagnostic)
      case .notRun(let names): needs += names.filter { !needs.contains($0) }
      case .done: break
      }
    }
    writeNotes(of: cell, label)
    settle(cell, label, failures, needs)
  }

  private mutating func writeNotes(of cell: CheckedNotebook.CheckedCell, _ label: String) {
    let own = cell.nodes.flatMap { result(of: $0).notes }
    var added: [Note] = []
    for note in own where !added.contains(note) {
      added.append(note)
      if let before = said.first(where: { $0.note == note }) {
        addNote(.init(note.callout.kind, note.again(before.label)), label)
      } else {
        said.append((note, label))
        addNote(note.callout, label)
        if let table = note.table { blocks.append(.table(table)) }
      }
    }
    let ran = cell.nodes.allSatisfy { result(of: $0).isDone }
    if cell.options.acceptedLeak != nil, ran, !own.contains(where: \.isLeak) {
      addNote(.init(.note, "The cell accepts a leak, but no test row was seen in training."), label)
    }
  }

  private mutating func addNote(_ callout: Block.Callout, _ label: String) {
    blocks.append(.callout(callout))
    shown.add(label, .note, [.init("text", .string(callout.body))])
  }

  private func code(of cell: CheckedNotebook.CheckedCell) -> String {
    var text = checked.source[cell.cell.code]
    while text.last?.isNewline == true { text.removeLast() }
    return withPlainLineEnds(text)
  }

  private mutating func write(_ output: Output, _ options: ShowOptions, of label: String) {
    switch output {
    case .value(let value, let text):
      blocks += value.blocks(name: text, options)
      shown.add(label, value, name: text, options)
    case .file(let file, let saved):
      let path = "\(name).files/\(file)"
      blocks.append(.file(Block.SavedFile(path, note: saved.note)))
      shown.add(label, .file, [.init("path", .string(path)), .init("note", .string(saved.note))])
    }
  }

  /// Why a value cannot stand on the page: that depends on how many rows are shown, on which no result depends.
  private func tooLong(_ value: Value, _ rows: Int, _ span: Span) -> Diagnostic? {
    do throws(RunProblem) {
      try ValueSize.expectShown(value, rows: rows)
      return nil
    } catch { return error.at(span) }
  }

  /// Why there is no room left for a file, in the order of the notebook whatever ran first.
  private func tooMuch(_ file: String, _ saved: SavedBytes, _ span: Span) -> Diagnostic? {
    if files.contains(where: { $0.name == file }) { return nil }
    let all = files.reduce(saved.bytes.count) { $0 + $1.bytes.count }
    return all <= room ? nil : RunProblem.tooMuchOutput(file, all: all, limit: room).at(span)
  }

  /// Keeps a file for the folder, or says why it cannot be there.
  private mutating func save(_ file: String, _ saved: SavedBytes, _ span: Span) -> Diagnostic? {
    for other in files {
      if other.name == file {
        guard other.bytes != saved.bytes else { return nil }
        return Diagnostic(
          "saved-twice", "Another statement saves different contents to `\(file)`",
          labels: [Label(span)], hint: "Give one of the files another name.")
      }
      if other.name.hasPrefix(file + "/") || file.hasPrefix(other.name + "/") {
        return Diagnostic(
          "saved-twice", "`\(file)` and `\(other.name)` cannot both be files",
          labels: [Label(span)], hint: "Give one of the files another name.")
      }
    }
    files.append((file, saved.bytes))
    return nil
  }

  /// Problems of a cell, or the word that an announced one came about.
  private mutating func settle(
    _ cell: CheckedNotebook.CheckedCell, _ label: String, _ failures: [Diagnostic],
    _ needs: [String]
  ) {
    var failures = failures
    var hasFailed = false
    for problem in cell.problems {
      add(problem.diagnostic)
      hasFailed = hasFailed || problem.isError
    }
    if let wanted = cell.options.expectedError {
      let met = cell.expected?.diagnostic ?? failures.first { $0.code.rawValue == wanted.text }
      failures.removeAll { $0.code.rawValue == wanted.text }
      if let met {
        draw(met, as: .note)
      } else if !needs.isEmpty {
        hasFailed = true
        addNotRun(label, needs)
      } else if failures.isEmpty, !hasFailed {
        failures.insert(
          Diagnostic(
            "no-error", "The cell was expected to end with `\(wanted.text)`, but it did not",
            labels: [Label(wanted.span)], hint: "Delete the option if the cell is correct now.",
            cell: label),
          at: 0)
      }
    } else if !needs.isEmpty {
      hasFailed = true
      addNotRun(label, needs)
    }
    for failure in failures {
      hasFailed = true
      add(failure)
    }
    if hasFailed { failedCells.append(label) }
  }

  private mutating func addNotRun(_ label: String, _ needs: [String]) {
    let names = needs.map { "`\($0)`" }.joined(separator: " and ")
    let reason = "It needs \(names), which did not run."
    blocks.append(.notRun(Block.NotRun(label, reason: reason)))
    shown.add(label, .notRun, [.init("reason", .string(reason))])
  }

  private mutating func add(_ diagnostic: Diagnostic) {
    problems.append(diagnostic)
    draw(diagnostic, as: diagnostic.severity == .error ? .error : .warning)
  }

  private mutating func draw(
    _ diagnostic: Diagnostic, as severity: Block.RenderedDiagnostic.Severity
  ) {
    shown.add(
      diagnostic.cell ?? "", .diagnostic,
      [
        .init("code", .string(diagnostic.code.rawValue)),
        .init("severity", .string(severity.rawValue)),
        .init("message", .string(diagnostic.message)),
      ])
    blocks.append(
      .diagnostic(
        Block.RenderedDiagnostic(
          severity, diagnostic.message,
          drawing: DiagnosticText.draw(
            secrets.diagnostic(diagnostic), in: checked.source, hiding: secrets.hiding))))
  }
}
