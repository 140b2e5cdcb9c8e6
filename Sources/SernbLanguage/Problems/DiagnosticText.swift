// Draws a diagnostic as plain text in at most twelve lines: message, location, source line with carets, hint.
//
//     error[unknown-name]: I cannot find `mfccs`
//       --> Notebooks/a.sernb:12:6 (cell `features`)
//        |
//     12 | plot mfccs(clip)
//        |      ^^^^^ not defined above this place
//        = Did you mean `mfcc`?

internal import Basics

/// Draws diagnostics as plain text.
public enum DiagnosticText {
  static let maximumLines = 12

  /// Finds the ranges of bytes that must not be shown, in order.
  public typealias Hiding = @Sendable ([UInt8]) -> [Range<Int>]

  /// - Parameters:
  ///   - source: the text that the labels refer to; nil draws only the messages.
  ///   - width: source lines are cut to this many columns around the label.
  ///   - hidden: finds the ranges of a line that are shown as `•••`, before the line is cut.
  package static func draw(
    _ diagnostic: Diagnostic, in source: SourceText?, width: Int = 100, hiding hidden: Hiding? = nil
  ) -> String {
    // Its texts may come from data or from a stranger's notebook.
    let message = Printable.text(diagnostic.message)
    var lines = ["\(diagnostic.severity.rawValue)[\(diagnostic.code)]: \(message)"]
    var tail: [String] = []
    if let location = diagnostic.dataLocation { tail.append("= in \(Printable.line(location))") }
    tail += diagnostic.notes.map { "= \(Printable.text($0))" }
    if let hint = diagnostic.hint { tail.append("= \(Printable.text(hint))") }

    guard let source, let first = diagnostic.labels.first else {
      if let cell = diagnostic.cell { lines.append("  --> cell `\(Printable.line(cell))`") }
      return capped(lines, then: tail.map { "  \($0)" })
    }
    let position = source.position(of: first.span.start)
    let cell = diagnostic.cell.map { " (cell `\(Printable.line($0))`)" } ?? ""
    let drawn = diagnostic.labels.prefix(2).map { ($0, source.position(of: $0.span.start).line) }
    let gutter = String(drawn.map(\.1).max() ?? position.line).count
    let blank = String(repeating: " ", count: gutter)
    let header = "\(Printable.line(source.name)):\(position.line):\(position.column)"
    lines.append("\(blank)--> \(header)\(cell)")
    lines.append("\(blank) |")
    var lastText: String?
    for (label, line) in drawn {
      let (text, marks) = window(
        of: label.span, inLine: line, of: source, width: width - gutter - 3, hiding: hidden)
      let number = String(repeating: " ", count: gutter - String(line).count) + String(line)
      // Two labels on one line are drawn below it, one after the other.
      if lastText != "\(number) | \(text)" { lines.append("\(number) | \(text)") }
      lastText = "\(number) | \(text)"
      lines.append(
        "\(blank) | \(marks)\(label.text.isEmpty ? "" : " " + Printable.text(label.text))")
    }
    return capped(lines, then: tail.map { "\(blank) \($0)" })
  }

  /// The lines and the tail, of which notes are dropped so that there are at most twelve lines; the hint, which is
  /// last, stays.
  private static func capped(_ lines: [String], then tail: [String]) -> String {
    var tail = tail
    while lines.count + tail.count > maximumLines, tail.count > 1 {
      tail.remove(at: tail.count - 2)
    }
    return (lines + tail).joined(separator: "\n")
  }

  /// The part of a line around `span`, and carets under it. Tabs are drawn as one space.
  private static func window(
    of span: Span, inLine line: Int, of source: SourceText, width: Int, hiding hidden: Hiding?
  ) -> (text: String, marks: String) {
    let lineSpan = source.span(ofLine: line)
    // A line may be a megabyte long: only the neighborhood of the span is decoded.
    let reach = max(width, 20) * 4
    var from = max(lineSpan.start, min(span.start, lineSpan.end) - reach)
    var to = min(lineSpan.end, max(span.start + reach, from))
    let isToCut = to < lineSpan.end
    // In ASCII text, as many bytes as columns are enough.
    let near = reach / 4 + 1
    if span.end - span.start <= near, source.bytes[from..<to].allSatisfy({ $0 < 0x80 }) {
      from = max(from, min(span.start, lineSpan.end) - near)
      to = min(to, span.end + near)
    }
    let ranges = hidden.map { find in
      find(Array(source.bytes[lineSpan.start..<lineSpan.end])).map {
        ($0.lowerBound + lineSpan.start)..<($0.upperBound + lineSpan.start)
      }
    }
    func part(_ start: Int, _ end: Int) -> [Character] {
      characters(shown(Span(start, max(start, end)), of: source, without: ranges ?? []))
    }
    var before = part(from, min(span.start, lineSpan.end))
    let inside = part(min(span.start, to), min(span.end, to))
    var after = part(min(max(span.start, span.end), to), to)
    let keepBefore = max(8, width - min(inside.count, width / 2) - min(after.count, width / 4))
    if from > lineSpan.start || before.count > keepBefore {
      before = ["…"] + before.suffix(max(0, keepBefore - 1))
    }
    let room = max(0, width - before.count)
    let cutInside = Array(inside.prefix(room))
    after = Array(after.prefix(max(0, room - cutInside.count)))
    let isCut = isToCut || cutInside.count < inside.count
    let marksCount = max(1, cutInside.reduce(0) { $0 + DisplayWidth.of($1) })
    let indent = before.reduce(0) { $0 + DisplayWidth.of($1) }
    return (
      String(before + cutInside + after) + (isCut ? "…" : ""),
      String(repeating: " ", count: indent) + String(repeating: "^", count: marksCount)
    )
  }

  /// A part of a line, with each hidden range shown as `•••` at its start or at the start of the part.
  private static func shown(
    _ span: Span, of source: SourceText, without ranges: [Range<Int>]
  ) -> String {
    var text = ""
    var offset = span.start
    for range in ranges where range.upperBound > span.start && range.lowerBound < span.end {
      text += source[Span(offset, max(offset, range.lowerBound))]
      text += Secret.shown
      offset = max(offset, min(range.upperBound, span.end))
    }
    return text + source[Span(offset, max(offset, span.end))]
  }

  /// Hidden characters take the columns of their escapes, so that carets are aligned.
  private static func characters(_ text: String) -> [Character] {
    Array(Printable.text(text).map { $0 == "\t" || $0.isNewline ? " " : $0 })
  }
}
