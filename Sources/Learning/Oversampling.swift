// Oversampling: repeats the rows of rare classes; copies keep the identity of their original and are numbered.

import Kernels
package import Tables

/// How often the rows of a class are repeated. Only for training rows: a copy on the test side is a leak.
package enum Oversampling: Sendable, Hashable {
  /// A class is repeated to this multiple of its rows: `["fea": 31, "sur": 11]` as published. 1 leaves it as it is.
  case byFactor([String: Int])
  /// Every class is repeated to as many rows as the largest has: all its rows equally often, and the rest of
  /// them, drawn at random, once more.
  case toBalance

  /// More rows than any corpus has: a mistyped factor must not exhaust memory.
  package static let maximumRows = 5_000_000

  /// The rows of `table` in their order, then the first copies of rows in their order, then the second, and so on.
  ///
  /// A row without a label is not repeated.
  /// - Throws: `.table(.unknownColumn)`, `.unknownLabels`, `.factorOutOfRange`, `.tooManyRows`.
  package func apply(to table: Table, by label: String, seed: UInt64) throws(LearningError) -> Table
  {
    let labels = try table.labels(label)
    let labeled = labels.indices.filter { labels[$0] != nil }
    let classes = try Classes(labeled.map { labels[$0] }, what: "label")
    let members = classes.members.map { $0.map { labeled[$0] } }
    // How often each row occurs in the result.
    var times = [Int](repeating: 1, count: table.rowCount)
    switch self {
    case .byFactor(let factors):
      let unknown = factors.keys.filter { !classes.names.contains($0) }.sorted()
      if !unknown.isEmpty { throw .unknownLabels(unknown, among: classes.names) }
      for (name, members) in zip(classes.names, members) {
        guard let factor = factors[name] else { continue }
        if factor < 1 { throw .factorOutOfRange(label: name, factor) }
        let limited = min(factor, Oversampling.maximumRows + 1)
        for row in members { times[row] = limited }
      }
    case .toBalance:
      let largest = classes.counts.max() ?? 0
      var random = RandomSource(seed: seed)
      for members in members {
        for row in members { times[row] = largest / members.count }
        for row in random.shuffled(members).prefix(largest % members.count) { times[row] += 1 }
      }
    }
    let total = times.reduce(0, +)
    if total > Oversampling.maximumRows {
      throw .tooManyRows(total, limit: Oversampling.maximumRows)
    }
    return try repeated(table, times)
  }

  private func repeated(_ table: Table, _ times: [Int]) throws(LearningError) -> Table {
    // A table that has copies already: the new ones of copy c are numbered c + (m + 1), c + 2 (m + 1), ..., where m
    // is the highest number of that utterance, so that no number occurs twice.
    var highest: [String: Int] = [:]
    for (utterance, copy) in zip(table.rows.utterances, table.rows.copies) {
      highest[utterance] = max(highest[utterance] ?? 0, copy)
    }
    var indices = Array(0..<table.rowCount)
    var copies = Array(table.rows.copies)
    var round = 1
    var remaining = indices.filter { times[$0] > 1 }
    while !remaining.isEmpty {
      for row in remaining {
        let identity = table.rows[row]
        indices.append(row)
        copies.append(identity.copy &+ round &* ((highest[identity.utterance] ?? 0) &+ 1))
      }
      round += 1
      remaining = remaining.filter { times[$0] > round }
    }
    return try fromTable { () throws(TableError) in try table.take(indices, copies: copies) }
  }
}
