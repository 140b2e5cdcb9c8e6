// One cell of a write-up on its own, and one stretch of prose: what a session shows when it steps.

package import SernbDocument
package import SernbLanguage
package import SernbRuntime

extension WriteUp {
  /// What a cell shows, without its code.
  package struct Cell: Sendable {
    /// Values, tables, figures, notes; no problems.
    package let blocks: [Block]
    /// Without those that the cell announced.
    package let problems: [Diagnostic]
    package let hasFailed: Bool
  }

  /// - Parameter results: one for each node of the notebook.
  package static func cell(
    _ index: Int, of checked: CheckedNotebook, _ results: [NodeResult], name: String
  ) -> Cell {
    var writer = WriteUpWriter(checked: checked, results: results, name: name)
    writer.write(cell: index)
    let blocks = writer.blocks.filter { block in
      switch block {
      case .anchor, .code, .comment: false
      case .diagnostic(let diagnostic): diagnostic.severity == .note
      default: true
      }
    }
    return Cell(blocks: blocks, problems: writer.problems, hasFailed: !writer.failedCells.isEmpty)
  }

  /// Prose with its values in place as they are; one that is not there is written as `**?**`.
  package static func prose(
    _ span: Span, of checked: CheckedNotebook, _ results: [NodeResult]
  ) -> String {
    var writer = WriteUpWriter(checked: checked, results: results, name: "")
    writer.nextNode = checked.nodes.first { $0.span.start >= span.start }?.id ?? checked.nodes.count
    writer.nextEscape = checked.escapes.firstIndex { $0 >= span.start } ?? checked.escapes.count
    return writer.prose(span, isPage: false)
  }
}
