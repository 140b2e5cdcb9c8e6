// The features of a table: its numeric columns, then its columns of terms.
//
// The column of a term is named `terms:sorry`: the table's column, a colon, the term.

internal import Basics
import Kernels
package import Tables

/// Features and the name of each of their columns.
package struct NamedFeatures: Sendable {
  /// The features.
  package let rows: FeatureRows
  /// The name of each column, dense ones first.
  package let columns: [String]

  /// Features with their column names.
  package init(_ rows: FeatureRows, _ columns: [String]) {
    self.rows = rows
    self.columns = columns
  }
}

extension Table {
  /// All numeric columns and all columns of terms, but `excluded`.
  ///
  /// - Throws: `.noColumns`.
  package func features(except excluded: [String]) throws(LearningError) -> NamedFeatures {
    let dense = numericNames.filter { !excluded.contains($0) }
    let terms = entries.compactMap { name, column -> (String, Terms)? in
      if case .terms(let terms) = column, !excluded.contains(name) { (name, terms) } else { nil }
    }
    if dense.isEmpty && terms.isEmpty { throw .noColumns }
    return try features(dense: dense, terms.map { ($0.0, $0.1, nil) })
  }

  /// The columns of those names, numeric ones first: `rmse`, `terms` (all terms of that column), `terms:sorry`.
  ///
  /// - Throws: `.columns` naming those that are missing, `.table` for a column of texts, `.noColumns`.
  package func features(named names: [String], model: String) throws(LearningError) -> NamedFeatures
  {
    var dense: [String] = []
    var positions: [String: Int] = [:]
    var chosen: [(name: String, terms: Terms, kept: [Int]?)] = []
    var lookups: [[String: Int]] = []
    for (name, column) in entries {
      guard case .terms(let terms) = column else { continue }
      positions[name] = chosen.count
      chosen.append((name, terms, []))
      lookups.append([:])
    }
    var missing: [String] = []
    for name in names {
      if let column = self[name] {
        switch column {
        case .number: dense.append(name)
        case .terms: if let position = positions[name] { chosen[position].kept = nil }
        case .text, .boolean: throw .table(.kind(column: name, found: column.kind, wanted: .number))
        }
        continue
      }
      let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let position = positions[String(parts[0])] else {
        missing.append(name)
        continue
      }
      if lookups[position].isEmpty {
        for (index, term) in chosen[position].terms.names.enumerated() {
          lookups[position][term] = index
        }
      }
      if let index = lookups[position][String(parts[1])] {
        chosen[position].kept?.append(index)
      } else {
        missing.append(name)
      }
    }
    if !missing.isEmpty { throw .columns(missing: missing, extra: [], model: model) }
    let used = chosen.filter { $0.kept.map { !$0.isEmpty } ?? true }
    if dense.isEmpty && used.isEmpty { throw .noColumns }
    return try features(dense: dense, used)
  }

  /// - Parameter terms: columns of terms, of each those that are kept, or all.
  private func features(
    dense names: [String], _ terms: [(name: String, terms: Terms, kept: [Int]?)]
  ) throws(LearningError) -> NamedFeatures {
    var columns = names
    var cells = [Double](repeating: 0, count: rowCount * names.count)
    var meter = WorkMeter()
    for (position, name) in names.enumerated() {
      if meter.isStopped(after: 8 * rowCount) { throw .table(.cancelled) }
      let values = try fromTable { () throws(TableError) in try numbers(name) }
      for row in 0..<rowCount { cells[row * names.count + position] = values[row] }
    }
    var blocks: [SparseRows] = []
    for (name, terms, kept) in terms {
      // The usual case, all columns in order, needs no copy.
      let isWhole = kept.map { $0.elementsEqual(terms.names.indices) } ?? true
      blocks.append(isWhole ? terms.rows : terms.rows.selecting(kept ?? []))
      columns += (isWhole ? Array(terms.names.indices) : kept ?? []).map {
        "\(name):\(terms.names[$0])"
      }
    }
    let sparse = blocks.count == 1 ? blocks[0] : SparseRows.beside(blocks, count: rowCount)
    let rows = FeatureRows(count: rowCount, denseColumns: names.count, dense: cells, sparse: sparse)
    return NamedFeatures(rows, columns)
  }
}

extension FittedModel {
  /// Scores of every class for every row of a table that has the columns learned from.
  ///
  /// - Throws: `.columns`, `.unusableNumber`, `Cancelled`.
  package func scores(_ table: Table, width: Int = 1) async throws -> [Double] {
    let features = try table.features(named: columns, model: kind.title)
    return try await scores(features.rows, columns: features.columns, width: width)
  }
}
