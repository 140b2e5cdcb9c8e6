// Random edits of the text of one notebook: prose, remarks, layout, options, code.

import Kernels
import SernbLanguage
import Storage

struct NotebookText {
  private(set) var bytes: [UInt8]
  private let checked: CheckedNotebook
  private let serial: Int

  /// - Parameter checked: how this very text was read.
  init(_ path: String, _ state: ProjectState, _ checked: CheckedNotebook, serial: Int) {
    bytes = state.notebooks[path] ?? []
    self.checked = checked
    self.serial = serial
  }

  /// What was done, in words; nil if there was nothing to do it to.
  mutating func edit(
    _ choice: Int, _ random: inout RandomSource, remakesCorpus: Bool
  ) -> (String, Edit.Rule)? {
    guard checked.source.bytes == bytes else { return nil }
    guard choice < 66 else {
      return code(&random, remakesCorpus: remakesCorpus).map { ($0, .any) }
    }
    let words: String? =
      switch random.below(15) {
      case 0, 1: prose(&random)
      case 2, 3, 4: remark(&random)
      case 5, 6, 7: layout(&random)
      case 8, 9, 10: option(&random)
      case 11: order(&random)
      case 12: label(&random)
      case 13: head(&random)
      default: wholeFile(&random)
      }
    return words.map { ($0, .nothing) }
  }

  private func text(_ span: Span) -> String { checked.source[span] }

  private mutating func insert(_ text: String, at offset: Int) {
    bytes.insert(contentsOf: Array(text.utf8), at: offset)
  }

  private mutating func replace(_ span: Span, _ text: String) {
    bytes.replaceSubrange(span.start..<span.end, with: Array(text.utf8))
  }

  /// Statements of cells, in file order.
  private var statements: [(node: CheckedNotebook.Node, statement: Statement)] {
    checked.nodes.compactMap { node in
      guard node.cell != nil, case .statement(let statement) = node.kind else { return nil }
      return (node, statement)
    }
  }

  // MARK: What no result hangs on

  private mutating func prose(_ random: inout RandomSource) -> String? {
    let spans = checked.notebook.segments.compactMap { segment in
      if case .prose(let span) = segment, span.end - span.start > 4 { span } else { nil }
    }
    guard !spans.isEmpty else { return nil }
    let span = spans[random.below(spans.count)]
    // A blank between two words outside of `{{ … }}` and listings.
    let places = (span.start + 1..<span.end - 1).filter { place in
      guard bytes[place] == UInt8(ascii: " ") else { return false }
      let before = String(decoding: bytes[span.start..<place], as: UTF8.self)
      return before.ranges(of: "{{").count == before.ranges(of: "}}").count
        && before.ranges(of: "`").count % 2 == 0
    }
    guard !places.isEmpty else { return nil }
    insert(" word\(serial)", at: places[random.below(places.count)])
    return "a word in prose"
  }

  private mutating func remark(_ random: inout RandomSource) -> String? {
    let all = statements
    guard !all.isEmpty else { return nil }
    let span = all[random.below(all.count)].statement.span
    if random.chance(0.5) {
      insert("# remark \(serial)\n", at: span.start)
    } else {
      guard span.end < bytes.count, [10, 13].contains(bytes[span.end]) else { return nil }
      insert("  # aside \(serial)", at: span.end)
    }
    return "a remark"
  }

  private mutating func layout(_ random: inout RandomSource) -> String? {
    let all = statements
    guard !all.isEmpty else { return nil }
    let span = all[random.below(all.count)].statement.span
    // Blanks between signs, outside of texts and remarks: how deep in brackets, and what stands before.
    var places: [(offset: Int, depth: Int, before: UInt8)] = []
    var (depth, isText, isRemark) = (0, false, false)
    for offset in span.start..<span.end {
      let sign = bytes[offset]
      if isRemark {
        isRemark = sign != 10
      } else if sign == UInt8(ascii: "\""), bytes[offset - 1] != UInt8(ascii: "\\") {
        isText.toggle()
      } else if !isText {
        switch sign {
        case UInt8(ascii: "#"): isRemark = true
        case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
        case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
        case UInt8(ascii: " ") where offset > span.start && bytes[offset - 1] != 32:
          places.append((offset, depth, bytes[offset - 1]))
        default: break
        }
      }
    }
    guard !places.isEmpty else { return nil }
    let place = places[random.below(places.count)]
    let breaks = place.depth > 0 && place.before == UInt8(ascii: ",")
    insert(breaks ? "\n   " : String(repeating: " ", count: 1 + random.below(3)), at: place.offset)
    return breaks ? "a line is broken" : "blanks"
  }

  private mutating func option(_ random: inout RandomSource) -> String? {
    guard !checked.cells.isEmpty else { return nil }
    let cell = checked.cells[random.below(checked.cells.count)].cell
    let options = [
      "caption: Number \(serial)", "alt: What is seen, \(serial)", "rows: \(1 + random.below(30))",
      "fold: true", "fold: false", "hide: code", "hide: output",
      "timeout: \(5 + random.below(9)) min",
      "tolerance: 1e-6",
    ]
    let option = options[random.below(options.count)]
    let key = option.prefix { $0 != ":" }
    if let old = cell.options.first(where: { $0.key.text == key }) {
      replace(old.valueSpan, String(option.dropFirst(key.count + 2)))
    } else {
      insert("#| \(option)\n", at: cell.optionLines.start)
    }
    return "`\(option)` for cell `\(cell.label.text)`"
  }

  /// Two statements side by side that bind nothing change places.
  private mutating func order(_ random: inout RandomSource) -> String? {
    let all = statements
    let pairs = zip(all, all.dropFirst()).filter { a, b in
      a.node.cell == b.node.cell && a.node.binds.isEmpty && b.node.binds.isEmpty
    }
    guard !pairs.isEmpty else { return nil }
    let (a, b) = pairs[random.below(pairs.count)]
    let (first, second) = (text(a.statement.span), text(b.statement.span))
    replace(b.statement.span, first)
    replace(a.statement.span, second)
    return "two statements change places"
  }

  private mutating func label(_ random: inout RandomSource) -> String? {
    guard !checked.cells.isEmpty else { return nil }
    let label = checked.cells[random.below(checked.cells.count)].cell.label
    // The streams that are counted are known by their labels.
    guard label.text != "features" else { return nil }
    replace(label.span, "cell_\(serial)")
    return "cell `\(label.text)` has another label"
  }

  private mutating func head(_ random: inout RandomSource) -> String? {
    guard let head = checked.notebook.frontMatter else { return nil }
    let old = text(head.content)
    let new =
      random.chance(0.6)
      ? old.replacing(#/title: .*/#, with: "title: Number \(serial)")
      : old.replacing(#/ +# .*/#, with: "   # remark \(serial)")
    replace(head.content, new)
    return "front matter"
  }

  private mutating func wholeFile(_ random: inout RandomSource) -> String? {
    if random.chance(0.5) {
      bytes = Formatter.format(checked.notebook)
      return "canonical layout"
    }
    let hasReturns = bytes.contains(13)
    bytes = bytes.flatMap { $0 == 13 ? [] : $0 == 10 && !hasReturns ? [13, 10] : [$0] }
    return hasReturns ? "line feeds" : "returns and line feeds"
  }

  // MARK: What results hang on

  private mutating func code(_ random: inout RandomSource, remakesCorpus: Bool) -> String? {
    let all = statements.filter { remakesCorpus || !text($0.statement.span).contains("demo(") }
    guard !all.isEmpty else { return nil }
    let (node, statement) = all[random.below(all.count)]
    let span = statement.span
    switch random.below(7) {
    case 0, 1, 2:
      let numbers = text(span).matches(of: #/[ (\[]([0-9]+(?:\.[0-9]+)?)(?=[ ,)\]])/#)
      guard !numbers.isEmpty else { return nil }
      let found = numbers[random.below(numbers.count)].output.1
      let start = span.start + text(span)[..<found.startIndex].utf8.count
      let new = found.contains(".") ? found + "\(1 + random.below(9))" : "\(1 + random.below(9))"
      replace(Span(start, start + found.utf8.count), String(new))
      return "\(found) is \(new) in `\(text(span).prefix(50))`"
    case 3:
      let texts = text(span).matches(of: #/"([^"\\]+)"/#)
      guard !texts.isEmpty else { return nil }
      let found = texts[random.below(texts.count)].output.1
      let start = span.start + text(span)[..<found.endIndex].utf8.count
      insert("x", at: start)
      return "`\(found)` is another text"
    case 4:
      guard node.binds.isEmpty || random.chance(0.15) else { return nil }
      replace(span, "")
      return "`\(text(span).prefix(50))` is gone"
    case 5:
      guard let name = node.binds.map(\.name).min() else { return nil }
      insert(
        "\nextra_\(serial) = [\(name), \(random.below(9))]\nlength(extra_\(serial))", at: span.end)
      return "`\(name)` is used once more"
    default:
      guard let cell = node.cell else { return nil }
      let end = checked.cells[cell].cell.span.end
      insert(
        "\n```ser new_\(serial)\n\(text(span).contains("save ") ? "1 + \(serial)" : text(span))\n```\n",
        at: end)
      return "`\(text(span).prefix(50))` once more, in a cell of its own"
    }
  }
}
