// Joins two tables by equal keys.

import Basics
import Kernels

/// Which rows a join keeps.
package enum JoinKind: String, Sendable, Hashable, CaseIterable {
  /// Rows of the left that have a partner.
  case inner
  /// All rows of the left; cells of the right are missing where there is no partner.
  case left
  /// As `left`, then the rows of the right that found no partner, under their own identity.
  case full
  /// Rows of the left that have a partner, without the columns of the right.
  case semi
  /// Rows of the left that have no partner, without the columns of the right.
  case anti
}

/// Columns that are compared: one of the left table and one of the right.
package struct JoinKey: Sendable, Hashable {
  /// The column of the left table.
  package var left: String
  /// The column of the right table.
  package var right: String

  /// The same name on both sides unless `right` is given.
  package init(_ left: String, _ right: String? = nil) {
    self.left = left
    self.right = right ?? left
  }
}

extension Table {
  /// The rows of this table in their order, with the columns of `right` beside them where all keys are equal.
  ///
  /// A row keeps its own identity, and has the names of its partner beside it. Each key occurs at most once on the
  /// right, so that rows never multiply; on the left it may occur often (copies of an utterance). A missing key has no
  /// partner.
  /// - Parameters:
  ///   - suffix: added to the names of right columns that the left has too; without one they are an error.
  /// - Throws: `.unknownColumn`, `.noColumns`, `.duplicateColumn`, `.join`.
  package func join(
    _ right: Table, on keys: [JoinKey], kind: JoinKind = .inner, suffix: String? = nil
  ) throws(TableError) -> Table {
    if keys.isEmpty { throw .noColumns(verb: "join") }
    let partners = try partners(in: right, keys)
    switch kind {
    case .semi: return try taking(partners.indices.filter { partners[$0] != nil })
    case .anti: return try taking(partners.indices.filter { partners[$0] == nil })
    case .inner, .left, .full: break
    }

    let keyed = Set(keys.map(\.right))
    var shared: [String] = []
    var added: [(name: String, column: Column)] = []
    for (name, column) in right.entries where !keyed.contains(name) {
      if has(name), suffix == nil { shared.append(name) }
      added.append((name: has(name) ? name + (suffix ?? "") : name, column: column))
    }
    if !shared.isEmpty { throw .join(.sharedColumns(shared)) }

    let isWhole = kind != .inner || partners.areAllThere
    let kept = isWhole ? [] : partners.indices.filter { partners[$0] != nil }
    let kinRows = isWhole ? partners : partners.taking(kept)
    let left = isWhole ? self : try taking(kept)
    var own = left.entries
    var beside = added.map { (name: $0.name, column: $0.column.taking(optional: kinRows)) }
    var identities = left.rows.knowing(right.rows, at: kinRows)
      .adding(provenance: Table.moved(right.rows.learners, right, added.map(\.name), keyed))
    if kind == .full {
      let found = Set(partners.compactMap { $0 })
      let alone = (0..<right.rowCount).filter { !found.contains($0) }
      identities = identities.appending(right.rows.rows(at: alone))
      let nothing = OptionalRows(count: alone.count)
      own = try own.map { entry throws(TableError) in
        let key = keys.first { $0.left == entry.name }
        let cells = try key.map { key throws(TableError) in
          try right.column(key.right).taking(alone)
        }
        return (
          name: entry.name,
          column: entry.column.below(cells ?? entry.column.taking(optional: nothing))
        )
      }
      beside = zip(beside, added).map { entry, source in
        (name: entry.name, column: entry.column.below(source.column.taking(alone)))
      }
    }
    return try Table(own + beside, rows: identities)
  }

  /// What shaped some columns of `right` shapes them under their names in the joined table.
  private static func moved(
    _ learners: [TrainingProvenance], _ right: Table, _ added: [String], _ keyed: Set<String>
  ) -> [TrainingProvenance] {
    var names: [String: String] = [:]
    for (old, new) in zip(right.names.filter { !keyed.contains($0) }, added) { names[old] = new }
    return learners.map { learner in
      learner.showing(in: learner.columns.map { $0.map { names[$0] ?? $0 } })
    }
  }

  /// For each row the row of `right` with equal keys.
  private func partners(in right: Table, _ keys: [JoinKey]) throws(TableError) -> OptionalRows {
    var pairs: [(left: Column, right: Column)] = []
    for key in keys {
      let (a, b) = (try column(key.left), try right.column(key.right))
      if a.kind != b.kind {
        throw .join(.keyKinds(left: key.left, a.kind, right: key.right, b.kind))
      }
      pairs.append((a, b))
    }
    let open = pairs.map(\.right).filter { $0.missingCount > 0 }
    let keyless =
      open.isEmpty
      ? [] : (0..<right.rowCount).filter { row in open.contains { $0.isMissing(row) } }
    if !keyless.isEmpty {
      throw .join(.missingKeys(rows: keyless.prefix(5).map { $0 + 1 }, total: keyless.count))
    }
    let found =
      if pairs.count == 1, let found = try KeyPartners(pairs[0].left, pairs[0].right) {
        found
      } else {
        try KeyPartners(pairs, rowCount, right.rowCount)
      }
    if !found.repeated.isEmpty {
      let shown = found.repeated.prefix(5).map { row in
        pairs.map { $0.right.cell(row).text }.joined(separator: ", ")
      }
      throw .join(
        .duplicateKeys(
          shown, rows: found.repeated.prefix(5).map { $0 + 1 }, total: found.repeated.count))
    }
    return found.partners
  }
}

extension Column {
  /// The cells of `other`, which is of the same kind, below these.
  func below(_ other: Column) -> Column {
    switch (self, other) {
    case (.number(let a, let unit), .number(let b, _)): .number(a + b, unit: unit)
    case (.text(let a), .text(let b)): .text(a.appending(b))
    case (.boolean(let a), .boolean(let b)): .boolean(a + b)
    case (.terms(let a), .terms(let b)) where a.names == b.names: .terms(a.below(b))
    case (.number, _), (.text, _), (.boolean, _), (.terms, _):
      taking(optional: OptionalRows((0..<(count + other.count)).map { $0 < count ? $0 : nil }))
    }
  }
}
