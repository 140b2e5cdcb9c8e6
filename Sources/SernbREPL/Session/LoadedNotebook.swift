// The notebook of a session as it was last read: checked, with the key of every node, and how to see that a file changed.

internal import Foundation
import SernbLanguage
import SernbRuntime

struct LoadedNotebook: Sendable {
  let checked: CheckedNotebook
  /// The number of each node's key.
  var keys: [Int]
  /// What lines typed beside it may lean on.
  let context: CheckContext
  /// The notebook's file and those that it uses, as they were.
  var files: [NotebookStamp]

  var cells: [CheckedNotebook.CheckedCell] { checked.cells }

  func label(_ cell: Int) -> String { cells[cell].cell.label.text }

  func cell(labeled label: String) -> Int? { cells.firstIndex { $0.cell.label.text == label } }

  func keys(ofCell cell: Int) -> [Int] { cells[cell].nodes.map { keys[$0] } }

  /// The prose between a cell and the one before it; behind the last cell for `cells.count`.
  func prose(before cell: Int) -> [Span] {
    var seen = 0
    return checked.notebook.segments.compactMap { segment in
      switch segment {
      case .cell: seen += 1
      case .prose(let span) where seen == cell: return span
      case .prose: break
      }
      return nil
    }
  }

  /// The bindings in prose before a cell.
  func proseNodes(before cell: Int) -> [NodeID] {
    let spans = prose(before: cell)
    return checked.nodes.filter { node in
      node.cell == nil && spans.contains { $0.start <= node.span.start && node.span.end <= $0.end }
    }.map(\.id)
  }

  /// All notebooks that this one takes results from, itself among them.
  static func sources(of checked: CheckedNotebook) -> [SourceText] {
    CheckedNotebook.withUsed([checked]).map(\.source)
  }
}

/// Enough of a file to see that another program wrote it.
struct NotebookStamp: Sendable, Equatable {
  let path: String
  let size: Int
  let changed: Double
  let inode: UInt64

  init(_ path: String) {
    let facts = try? FileManager.default.attributesOfItem(atPath: path)
    self.path = path
    size = (facts?[.size] as? NSNumber)?.intValue ?? -1
    changed = (facts?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
    inode = (facts?[.systemFileNumber] as? NSNumber)?.uint64Value ?? 0
  }
}
