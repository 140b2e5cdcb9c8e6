// Codes, orders, joins and counts against plain dictionaries and comparisons, on random tables.

import Basics
import Foundation
import Kernels
import TestSupport
import Testing

@testable import Tables

@Suite("keys of rows")
struct KeyTests {
  /// A column of some kind: few or many numbers, whole or not, with NaN and -0; texts with accents in two ways.
  private func column(_ kind: Int, _ rows: Int, _ random: inout RandomSource) -> Column {
    let zeros: [Double] = [0, -0.0, .nan, 1, -1, .infinity, -.infinity, 0.5]
    let odd = [
      "é", "e\u{301}", "K", "\u{212A}", "", "\r\n", "z😀", "z", "ß", "a\u{0}", "a", "\u{37E}", ";",
    ]
    func next(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }
    return switch kind {
    case 0: .number((0..<rows).map { _ in zeros[next(zeros.count)] })
    case 1: .number((0..<rows).map { _ in Double(next(9) - 4) })
    case 2: .number((0..<rows).map { _ in random.uniform() })
    case 3: .number((0..<rows).map { _ in next(5) == 0 ? .nan : Double(next(rows + 1)) * 1e6 })
    case 4: .text((0..<rows).map { _ in next(6) == 0 ? nil : odd[next(odd.count)] })
    case 5: .text((0..<rows).map { _ in next(6) == 0 ? nil : ["ang", "sad", ""][next(3)] })
    case 6: .text((0..<rows).map { _ in "Ses01F_impro01_F\(next(4 * rows + 1))" })
    case 7:
      .text((0..<rows).map { _ in String(repeating: "ab\u{0}", count: next(9)) + "\(next(7))" })
    case 8: .text((0..<rows).map { _ in "naïve Wörter \(next(2 * rows + 1))" })
    default: .boolean((0..<rows).map { _ in [true, false, nil][next(3)] })
    }
  }

  private static let kinds = 10

  private func table(_ rows: Int, _ seed: UInt64) throws -> Table {
    var random = RandomSource(seed: seed)
    var entries: [(name: String, column: Column)] = []
    for kind in 0..<Self.kinds { entries.append(("c\(kind)", column(kind, rows, &random))) }
    let numbered = RowIdentities(count: rows, source: "t")
    // Some rows of a longer table, in its order and against it.
    if seed == 16 || seed == 18 {
      let some = (0..<rows).map { 3 * $0 + $0 % 2 }
      let longer = RowIdentities(count: 3 * rows + 1, source: "t")
      return try Table(entries, rows: longer.rows(at: seed == 16 ? some : some.reversed()))
    }
    if seed % 2 == 0 { return try Table(entries, rows: numbered) }
    let named = (0..<rows).map { row in
      RowIdentity(
        utterance: "u\(row / 3)", speaker: row % 7 == 0 ? nil : "s\(row % 2)", copy: row % 3,
        naming: row % 5 == 0 ? .content : .named, aliases: row % 4 == 0 ? [UInt64(row + 1)] : [])
    }
    return try Table(entries, rows: RowIdentities(named))
  }

  private func choices(_ seed: UInt64) -> [[String]] {
    var random = RandomSource(seed: seed)
    return (0..<Self.kinds).map { ["c\($0)"] }
      + (0..<6).map { _ in random.shuffled(Array(0..<Self.kinds)).prefix(3).map { "c\($0)" } }
  }

  /// Whether the cell of `a` comes before that of `b`: what sorting promises.
  private func isBefore(_ a: Cell, _ b: Cell, _ descending: Bool) -> Bool {
    switch (a, b) {
    case (.missing, _): false
    case (_, .missing): true
    case (.number(let x), .number(let y)): descending ? x > y : x < y
    case (.text(let x), .text(let y)): descending ? x > y : x < y
    case (.boolean(let x), .boolean(let y)): descending ? x && !y : !x && y
    default: false
    }
  }

  @Test("equal rows have equal codes, by first appearance", arguments: [0, 1, 40, 3000])
  func codes(rows: Int) throws {
    let table = try table(rows, 11)
    for names in choices(5) {
      let coded = try KeyCodes(try table.columns(names), rows: rows)
      var known: [[Cell]: Int] = [:]
      var firsts: [Int] = []
      for row in 0..<rows {
        let key = try table.select(names).cells(row: row)
        if known[key] == nil {
          known[key] = firsts.count
          firsts.append(row)
        }
        if Int(coded.codes[row]) != known[key] { Issue.record("row \(row) by \(names)") }
      }
      #expect(coded.firsts == firsts)
    }
    let nothing = try KeyCodes([Column](), rows: rows)
    #expect(nothing.firsts == (rows > 0 ? [0] : []))
  }

  @Test("rows are sorted as comparing cells sorts them", arguments: [0, 1, 40, 3000])
  func order(rows: Int) throws {
    let table = try table(rows, 12)
    for kind in 0..<Self.kinds {
      guard case .text(let texts) = table.columns[kind] else { continue }
      let least = try SortOrder.least(of: texts)
      #expect(least == (texts.missingCount < rows ? try SortOrder.indices(of: texts).first : nil))
    }
    for (index, names) in choices(6).enumerated() {
      let columns = try table.columns(names).enumerated().map { ($1, (index + $0) % 2 == 0) }
      let cells = columns.map { column, _ in (0..<rows).map { column.cell($0) } }
      let wanted = (0..<rows).sorted { a, b in
        for (cells, (_, descending)) in zip(cells, columns) {
          if isBefore(cells[a], cells[b], descending) { return true }
          if isBefore(cells[b], cells[a], descending) { return false }
        }
        return a < b
      }
      let order = try rowOrder(by: columns, rows: rows)
      #expect(order == wanted, "by \(names)")
    }
  }

  @Test("very many different keys have the codes of few", arguments: [1.0, 0.3, 0.05])
  func many(share: Double) throws {
    let count = 200_000
    var random = RandomSource(seed: 6)
    let kinds = Int(share * Double(count))
    let numbers = (0..<count).map { _ in
      random.chance(0.01) ? Double.nan : Double(random.below(kinds)) + 0.25
    }
    let texts = numbers.map { $0.isNaN ? nil : "é\($0)" }
    let short = numbers.map { $0.isNaN ? nil : $0 < 1 ? "" : "\(Int($0))" }
    var known: [String?: UInt32] = [:]
    var wanted: [UInt32] = []
    for text in texts {
      let code = known[text] ?? UInt32(known.count)
      known[text] = code
      wanted.append(code)
    }
    for keys in [
      [Key.numbers(numbers)], [.texts(TextArray(texts))], [.texts(TextArray(short))],
      [.numbers(numbers), .texts(TextArray(texts)), .flags(Array(repeating: nil, count: count))],
    ] {
      let coded = try KeyCodes(keys, rows: count)
      #expect(coded.codes == wanted && coded.firsts.count == known.count)
      #expect(coded.firsts.enumerated().allSatisfy { Int(wanted[$1]) == $0 })
    }
  }

  @Test("the range of whole numbers is found wherever others lie among them")
  func ranges() {
    var random = RandomSource(seed: 6)
    let numbers = (0..<1300).map { _ in Double(random.below(900)) - 300 } + [-0.0, 700]
    for odd in [0, 0.5, .nan, .infinity, 0x1p51, -0x1p52, 0x1p53, -1e6, 1e6] {
      for place in [0, 511, 600, 1100, 1301] {
        var values = numbers
        values[place] = odd
        let isWhole = odd.isNaN || odd == odd.rounded() && odd.magnitude <= 0x1p52
        let whole = values.filter { !$0.isNaN }
        let (least, most) = (whole.min() ?? 0, whole.max() ?? 0)
        for limit in [1001, 1 << 62] {
          let range = WholeRange(of: values, shorterThan: limit)
          let isNear = isWhole && most - least < Double(limit)
          #expect(range.map { Double($0.least) } == (isNear ? least : nil))
          #expect(range.map { Double($0.span) } == (isNear ? most - least : nil))
        }
      }
    }
  }

  @Test("numbers alone are sorted with their signs of zero", arguments: [3, 50, 5000])
  func numbers(count: Int) throws {
    var random = RandomSource(seed: 4)
    for kind in 0..<4 {
      guard case .number(let values, _) = column(kind, count, &random) else { continue }
      let wanted = values.filter { !$0.isNaN }.sorted()
      let sorted = try SortOrder.indices(of: values).map { values[$0] }
      #expect(sorted.prefix(wanted.count).map(\.bitPattern) == wanted.map(\.bitPattern))
      #expect(sorted.dropFirst(wanted.count).allSatisfy { $0.isNaN })
    }
  }

  @Test("numbers that differ in their last bits are sorted by them", arguments: [40, 5000])
  func lastBits(rows: Int) throws {
    var random = RandomSource(seed: 5)
    let values = (0..<rows).map { row -> Double in
      if row % 10 == 0 { return [1e300, -1e300, 5e-324][row / 10 % 3] }
      return (row % 3 == 0 ? -1 : 1) * (1 + Double(random.below(300)) * 0x1p-52)
    }
    for descending in [false, true] {
      let expected = (0..<rows).sorted { a, b in
        values[a] == values[b] ? a < b : (values[a] < values[b]) != descending
      }
      #expect(try SortOrder.indices(of: values, descending: descending) == expected)
      let sorted = try SortOrder.sorted(values, descending: descending)
      #expect(sorted == expected.map { values[$0] })
    }
  }

  @Test("groups and counts are as plain ones", arguments: [0, 1, 40, 2000], [13, 14, 16, 18])
  func groups(rows: Int, seed: UInt64) throws {
    let table = try table(rows, seed)
    for names in choices(7) {
      let groups = try table.group(by: names)
      var members: [[Cell]: [Int]] = [:]
      let keys = try table.select(names)
      for row in 0..<rows { members[keys.cells(row: row), default: []].append(row) }
      #expect(groups.count == members.count)
      let groupKeys = try groups.keys()
      var mixed = Set(0..<rows)
      for (group, rows) in try groups.members().enumerated() {
        let rows = Array(rows)
        #expect(members[groupKeys.cells(row: group)] == rows)
        #expect(groups.cells(group) == groupKeys.cells(row: group))
        let identity = merged(rows, of: table.rows, name: groups.name(group))
        #expect(groupKeys.rows[group] == identity)
        let isOne = identity.utterance == table.rows[rows[0]].utterance
        #expect(groups.areOneUtterance[group] == isOne)
        if isOne { mixed.subtract(rows) }
      }
      let rowsBehind = mixed.isEmpty ? nil : table.rows.rows(at: mixed.sorted())
      #expect(groups.mixedRows == rowsBehind)
      let counts = try table.count(by: names).numbers("count")
      #expect(try counts == groups.members().map { Double($0.count) })
      let sorted = try rowOrder(
        by: groupKeys.columns.map { ($0, false) }, rows: groups.count)
      #expect(sorted == Array(0..<groups.count))
    }
  }

  @Test("joins find the partners that comparing cells finds", arguments: [0, 1, 40, 1000])
  func joins(rows: Int) throws {
    let left = try table(rows, 14)
    let all = try table(rows + 30, 15)
    for names in choices(8) {
      let keys = try all.select(names)
      let complete = (0..<all.rowCount).filter { !keys.cells(row: $0).contains(.missing) }
      let plain = try all.select(names).take(complete).distinct()
      let right = try plain.with("mark", .number((0..<plain.rowCount).map(Double.init)))
      let joined = try left.join(right, on: names.map { JoinKey($0) }, kind: .left)
      let marks = try joined.numbers("mark")
      var partner: [[Cell]: Double] = [:]
      for row in 0..<plain.rowCount { partner[plain.cells(row: row)] = Double(row) }
      let own = try left.select(names)
      for row in 0..<rows {
        let cells = own.cells(row: row)
        let wanted = cells.contains(.missing) ? nil : partner[cells]
        if marks[row].isNaN ? wanted != nil : wanted != marks[row] {
          Issue.record("row \(row) by \(names)")
        }
      }
    }
  }
}

/// What one row stands for that was made of the rows `members`, looked at one by one.
private func merged(_ members: [Int], of rows: RowIdentities, name: String) -> RowIdentity {
  let all = members.map { rows[$0] }
  let isOne = all.allSatisfy { $0.utterance == all[0].utterance }
  return RowIdentity(
    utterance: isOne ? all[0].utterance : name,
    speaker: all.allSatisfy { $0.speaker == all[0].speaker } ? all[0].speaker : nil,
    copy: isOne ? all.map(\.copy).min() ?? 0 : 0, naming: isOne ? all[0].naming : .group,
    aliases: isOne ? all[0].aliases : [])
}
