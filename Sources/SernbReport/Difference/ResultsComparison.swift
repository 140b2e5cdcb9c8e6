// Compares two results files entry by entry, as typed values and not as text.
//
// Entries are matched by cell, kind and index. If the number of entries of a kind in a cell has changed, they are
// matched by name, so that one more value in prose does not make all later ones differ.

internal import Basics
package import SernbDocument
package import SernbLanguage

/// How new results differ from old ones.
package struct ResultsComparison: Sendable, Equatable {
  /// In the order of the old file, then the new entries.
  package let differences: [Difference]
  /// The number of pairs of numbers that differ within the tolerance of their cell.
  package let withinCount: Int
  /// The largest difference among these pairs, and its location.
  let withinLargest: Double
  let withinPath: String

  /// - Parameters:
  ///   - margins: by the label of the cell; other cells must be equal.
  ///   - oldName: the name of the old side, as in `0.5 now, 0.6 committed`.
  package init(
    old: Results, new: Results, margins: [String: Tolerance] = [:],
    oldName: String = "committed", newName: String = "now"
  ) {
    var differences: [Difference] = []
    var within = (count: 0, largest: 0.0, path: "")
    func take(_ comparison: ValueComparison, cell: String, index: Int, kind: Results.Entry.Kind) {
      for one in comparison.findings {
        let path = one.path.joined(separator: ", ")
        let prefix = cell.isEmpty ? "" : quoted(cell) + ": "
        differences.append(
          Difference(
            cell: cell, index: index, kind: kind, path: path, old: one.old, new: one.new,
            message: "\(prefix)\(path): \(one.message)"))
      }
      within.count += comparison.within
      if let largest = comparison.largest, within.path.isEmpty || largest.distance > within.largest
      {
        let prefix = cell.isEmpty ? "" : quoted(cell) + ": "
        within.largest = largest.distance
        within.path = prefix + largest.path.joined(separator: ", ")
      }
    }
    func comparison(_ cell: String) -> ValueComparison {
      ValueComparison(margin: margins[cell] ?? .exact, oldName: oldName, newName: newName)
    }

    var head = comparison("")
    head.compare(.string(old.title), .string(new.title), at: ["title"])
    for name in old.facts.map(\.name)
      + new.facts.map(\.name).filter({ name in
        !old.facts.contains { $0.name == name }
      })
    {
      let values = [old, new].map { side in
        side.facts.first { $0.name == name }.map { JSON.string($0.value) }
      }
      head.compare(values[0], values[1], at: [quoted(name)])
    }
    take(head, cell: "", index: 0, kind: .note)

    let matching = EntryMatching(old.entries, new.entries)
    for pair in matching.pairs {
      guard let entry = pair.old ?? pair.new else { continue }
      var one = comparison(entry.cell)
      let path = [matching.name(of: entry)]
      if let was = pair.old, let now = pair.new {
        one.compare(was, now, at: path)
      } else {
        one.compare(pair.old?.json, pair.new?.json, at: path)
      }
      take(one, cell: entry.cell, index: entry.index, kind: entry.kind)
    }
    self.differences = differences
    withinCount = within.count
    withinLargest = within.largest
    withinPath = within.path
  }

  /// `3 numbers moved within their tolerance, the furthest by 0.001: …`; nil if none did.
  package var withinMessage: String? {
    guard withinCount > 0 else { return nil }
    let distance = NumberText.text(withinLargest, .significant(2))
    return "\(counted(withinCount, "number")) moved within the tolerance, the furthest by "
      + "\(distance): \(withinPath)"
  }
}

/// Matches old and new entries.
struct EntryMatching {
  private struct Group: Hashable {
    var cell: String
    var kind: Results.Entry.Kind
  }

  /// Grouped by cell, in the order of the old file, then of the new one; by index within the cell.
  private(set) var pairs: [(old: Results.Entry?, new: Results.Entry?)] = []
  /// The number of entries of a kind in a cell, on the side that has more.
  private var counts: [Group: Int] = [:]

  init(_ old: [Results.Entry], _ new: [Results.Entry]) {
    var ranks: [String: Int] = [:]
    var order: [Group] = []
    var sides: [Group: (old: [Results.Entry], new: [Results.Entry])] = [:]
    for (isNew, entry) in old.map({ (false, $0) }) + new.map({ (true, $0) }) {
      let group = Group(cell: entry.cell, kind: entry.kind)
      ranks[entry.cell] = ranks[entry.cell] ?? ranks.count
      if sides[group] == nil { order.append(group) }
      if isNew {
        sides[group, default: ([], [])].new.append(entry)
      } else {
        sides[group, default: ([], [])].old.append(entry)
      }
    }
    for group in order {
      guard let side = sides[group] else { continue }
      counts[group] = max(side.old.count, side.new.count)
      pairs += Self.meet(side.old, side.new)
    }
    func key(_ pair: (old: Results.Entry?, new: Results.Entry?)) -> (Int, Int) {
      (ranks[(pair.old ?? pair.new)?.cell ?? ""] ?? 0, (pair.old ?? pair.new)?.index ?? 0)
    }
    let sorted = pairs.enumerated().sorted {
      (key($0.element).0, key($0.element).1, $0.offset)
        < (key($1.element).0, key($1.element).1, $1.offset)
    }
    pairs = sorted.map(\.element)
  }

  /// ``table `closing` `` or, without a name, `figure 2`.
  func name(of entry: Results.Entry) -> String {
    let word =
      switch entry.kind {
      case .value: "value"
      case .table: "table"
      case .figure: "figure"
      case .file: "file"
      case .diagnostic: "problem"
      case .note: "note"
      case .notRun: "cell that did not run"
      }
    if !entry.name.isEmpty { return "\(word) \(quoted(clipped(oneLine(entry.name), to: 40)))" }
    let count = counts[Group(cell: entry.cell, kind: entry.kind)] ?? 1
    return count > 1 ? "\(word) at place \(entry.index)" : word
  }

  private static func meet(_ old: [Results.Entry], _ new: [Results.Entry])
    -> [(old: Results.Entry?, new: Results.Entry?)]
  {
    if old.count == new.count { return zip(old, new).map { ($0, $1) } }
    var ids: [String: Int] = [:]
    let numbers = [old, new].map { side in
      side.map { entry -> Int in
        let id = ids[entry.name] ?? ids.count
        ids[entry.name] = id
        return id
      }
    }
    let edits = LineEdits(from: numbers[0], to: numbers[1])
    var pairs: [(old: Results.Entry?, new: Results.Entry?)] = []
    var (x, y) = (0, 0)
    while x < old.count || y < new.count {
      if x < old.count, edits.isRemoved[x] {
        pairs.append((old[x], nil))
        x += 1
      } else if y < new.count, edits.isAdded[y] {
        pairs.append((nil, new[y]))
        y += 1
      } else {
        pairs.append((old[x], new[y]))
        x += 1
        y += 1
      }
    }
    return pairs
  }
}
