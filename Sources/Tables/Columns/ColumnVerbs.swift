// Verbs that choose, add and name columns: with, select, drop, rename, append.

import Basics

extension Table {
  /// The table with the column `name` replaced, or added as the last one.
  ///
  /// - Throws: `.columnLength`, `.unnamedColumn`.
  package func with(_ name: String, _ column: Column) throws(TableError) -> Table {
    var entries = entries
    if let index = names.firstIndex(of: name) {
      entries[index].column = column
    } else {
      entries.append((name: name, column: column))
    }
    return try Table(entries, rows: rows)
  }

  /// `with(_:_:)` for a column made of others and of what was learned elsewhere: it shows what shaped those columns,
  /// and what `provenance` says.
  ///
  /// - Throws: `.columnLength`, `.unnamedColumn`.
  package func with(
    _ name: String, _ column: Column, madeOf sources: [String],
    provenance: [TrainingProvenance] = []
  ) throws(TableError) -> Table {
    let table = try with(name, column)
    // A column of texts may hold the class: what is made of it row by row is not for a model that learns that class.
    let isOwn = sources.contains(name)
    let sources = sources.filter { $0 != name }
    let provenance =
      provenance
      + sources.filter { self[$0]?.kind == .text }.map {
        TrainingProvenance(source: $0, of: [name])
      }
    if provenance.isEmpty, rows.learners.allSatisfy({ $0.columns == nil }) { return table }
    let learners = rows.learners.compactMap { learner -> TrainingProvenance? in
      guard let columns = learner.columns else { return learner }
      var shown = columns.filter { $0 != name }
      if isOwn && columns.contains(name) || columns.contains(where: sources.contains) {
        shown.append(name)
      }
      return shown.isEmpty ? nil : learner.showing(in: shown)
    }
    return try table.with(
      rows: rows.replacingLearners(learners).adding(
        provenance: provenance.map { $0.showing(in: [name]) }), keepsLearners: false)
  }

  /// The same cells for other identities, one per row: for tables whose identity a caller knows better.
  ///
  /// - Throws: `.columnLength` if there is not one per row.
  /// - Parameter keepsLearners: whether what shaped the cells is added to what the identities say of that.
  package func with(
    rows identities: RowIdentities, keepsLearners: Bool = true
  ) throws(TableError) -> Table {
    if identities.count != rowCount {
      throw .columnLength(name: "row identities", length: identities.count, rows: rowCount)
    }
    return replacing(
      columns: columns,
      rows: keepsLearners ? identities.adding(provenance: rows.learners) : identities)
  }

  /// The columns `names` in that order.
  ///
  /// - Throws: `.unknownColumn`, `.duplicateColumn`.
  package func select(_ names: [String]) throws(TableError) -> Table {
    var entries: [(name: String, column: Column)] = []
    for name in names { entries.append((name: name, column: try column(name))) }
    return try Table(entries, rows: rows)
  }

  /// All columns but `names`.
  ///
  /// - Throws: `.unknownColumn`.
  package func drop(_ names: [String]) throws(TableError) -> Table {
    for name in names { _ = try column(name) }
    let dropped = Set(names)
    return try Table(entries.filter { !dropped.contains($0.name) }, rows: rows)
  }

  /// The table with new names for some columns; names may be swapped.
  ///
  /// - Throws: `.unknownColumn`, `.duplicateColumn` if a column is renamed twice or a name is taken.
  package func rename(_ pairs: [(from: String, to: String)]) throws(TableError) -> Table {
    var renamed = names
    var seen = Set<String>()
    for pair in pairs {
      guard let index = names.firstIndex(of: pair.from) else {
        throw .unknownColumn(pair.from, among: names)
      }
      if !seen.insert(pair.from).inserted { throw .duplicateColumn(pair.from) }
      renamed[index] = pair.to
    }
    var names: [String: String] = [:]
    for pair in pairs { names[pair.from] = pair.to }
    // What shaped single columns goes with them.
    let learners = rows.learners.map { learner in
      var moved = learner.showing(in: learner.columns.map { $0.map { names[$0] ?? $0 } })
      if learner.role == .source { moved.learner = names[learner.learner] ?? learner.learner }
      return moved
    }
    return try Table(
      zip(renamed, columns).map { (name: $0, column: $1) }, rows: rows.replacingLearners(learners))
  }

  /// The rows of `other` below those of this table. Both have the same columns, in any order.
  ///
  /// - Throws: `.schemasDiffer` with every difference.
  package func append(_ other: Table) throws(TableError) -> Table {
    var differences: [TableError.SchemaDifference] = []
    var joined: [Column] = []
    for (name, column) in entries {
      guard let second = other[name] else {
        differences.append(.missing(name))
        continue
      }
      switch (column, second) {
      case (.number(let a, let unit), .number(let b, let otherUnit)):
        if unit != otherUnit { differences.append(.unit(name, first: unit, second: otherUnit)) }
        joined.append(.number(a + b, unit: unit))
      case (.text(let a), .text(let b)): joined.append(.text(a.appending(b)))
      case (.boolean(let a), .boolean(let b)): joined.append(.boolean(a + b))
      case (.terms(let a), .terms(let b)):
        if a.names != b.names { differences.append(.terms(name)) }
        joined.append(a.names == b.names ? .terms(a.below(b)) : column)
      case (.number, _), (.text, _), (.boolean, _), (.terms, _):
        differences.append(.kind(name, first: column.kind, second: second.kind))
      }
    }
    for name in other.names where !has(name) { differences.append(.additional(name)) }
    if !differences.isEmpty { throw .schemasDiffer(differences) }
    return replacing(columns: joined, rows: rows.appending(other.rows))
  }
}
