// Label encoding: the classes in order of their names, and the class of each row.

package import Tables

/// Names numbered in order, and the number of each row.
struct Classes {
  /// Distinct and ascending.
  let names: [String]
  let ofRow: [Int]
  /// The rows of each class, ascending.
  let members: [[Int]]

  /// - Parameter what: what a row lacks if its name is missing, as a noun.
  /// - Throws: `.missing`.
  init(_ values: [String?], what: String) throws(LearningError) {
    let missing = values.indices.filter { values[$0] == nil }
    if !missing.isEmpty {
      throw .missing(what: what, rows: missing.prefix(5).map { $0 + 1 }, total: missing.count)
    }
    let present = values.compactMap { $0 }
    names = Set(present).sorted()
    var number: [String: Int] = [:]
    for (index, name) in names.enumerated() { number[name] = index }
    ofRow = present.map { number[$0] ?? 0 }
    var members = Array(repeating: [Int](), count: names.count)
    for (row, index) in ofRow.enumerated() { members[index].append(row) }
    self.members = members
  }

  var counts: [Int] { members.map(\.count) }
}

/// A group of rows that must stay on one side of a split.
package enum GroupSource: Sendable, Hashable {
  case speaker
  /// `Ses01` of `Ses01F_impro01_F000`.
  case session
  /// The utterance itself: its copies stay together.
  case utterance
  case column(String)

  /// As a noun in a sentence.
  package var description: String {
    switch self {
    case .speaker: "speaker"
    case .session: "session"
    case .utterance: "utterance"
    case .column(let name): "`\(name)`"
    }
  }
}

extension Table {
  /// A column's cells as labels: texts as they are, numbers and truth values as they are written.
  ///
  /// - Throws: `.table(.unknownColumn)`.
  package func labels(_ name: String) throws(LearningError) -> [String?] {
    let column = try fromTable { () throws(TableError) -> Column in try self.column(name) }
    if case .text(let values) = column { return Array(values) }
    return (0..<rowCount).map { row in
      let cell = column.cell(row)
      return cell == .missing ? nil : cell.text
    }
  }

  /// The group of each row, `nil` where it is not known.
  ///
  /// - Throws: `.table(.unknownColumn)`.
  package func groups(_ source: GroupSource) throws(LearningError) -> [String?] {
    switch source {
    case .speaker: Array(rows.speakers)
    case .session:
      rows.utterances.map { RowIdentity.speaker(of: $0) == nil ? nil : String($0.prefix(5)) }
    case .utterance: Array(rows.utterances)
    case .column(let name): try labels(name)
    }
  }
}
