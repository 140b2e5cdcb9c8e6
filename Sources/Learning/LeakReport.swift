// Finds test rows that something was also learnt from: the same utterance, as itself or as a copy.

public import Tables

/// What of the test rows had been seen before.
public struct LeakReport: Sendable, Hashable {
  /// A test row whose utterance was learnt from.
  public struct Leak: Sendable, Hashable {
    /// From 0 in the test table.
    public var testRow: Int
    public var identity: RowIdentity
    /// Who learnt from it, in the order given.
    public var learners: [String]
    /// Whether only other copies of the utterance were learnt from, not this very row.
    public var isByCopy: Bool
  }

  /// How many test rows of a class had been seen.
  public struct ClassCount: Sendable, Hashable {
    /// `nil` for rows without a label.
    public var label: String?
    public var leaked: Int
    public var total: Int
  }

  /// In row order.
  public let leaks: [Leak]
  /// Classes with at least one leak, in order of their names, rows without a label last. Empty without labels.
  public let classes: [ClassCount]
  /// Speakers of test rows who were also learnt from, ascending: no error, but worth a note.
  public let sharedSpeakers: [String]
  public let testCount: Int

  public var isClean: Bool { leaks.isEmpty }

  /// - Parameter labels: the test rows' classes, one a row, or `nil`; labels beyond the rows are ignored.
  public init(learnt: [LearntRows], test: RowIdentities, labels: [String?]? = nil) {
    var learners: [String: [Int]] = [:]
    var exact = Set<RowKey>()
    var speakers = Set<String>()
    for (index, source) in learnt.enumerated() {
      for row in 0..<source.rows.count {
        let utterance = source.rows.utterances[row]
        if learners[utterance]?.last != index { learners[utterance, default: []].append(index) }
        exact.insert(RowKey(utterance: utterance, copy: source.rows.copies[row]))
        if let speaker = source.rows.speakers[row] { speakers.insert(speaker) }
      }
    }
    var leaks: [Leak] = []
    for row in 0..<test.count {
      guard let sources = learners[test.utterances[row]] else { continue }
      let key = RowKey(utterance: test.utterances[row], copy: test.copies[row])
      leaks.append(
        Leak(
          testRow: row, identity: test[row], learners: sources.map { learnt[$0].learner },
          isByCopy: !exact.contains(key)))
    }
    self.leaks = leaks
    testCount = test.count
    sharedSpeakers = Set(test.speakers.compactMap { $0 }).intersection(speakers).sorted()
    classes = labels.map { LeakReport.counts(leaks, $0, test.count) } ?? []
  }

  /// What leaked, in a sentence or two: `247 of 1960 test rows were also learnt from ...`.
  public var message: String {
    guard let first = leaks.first else { return "No test row was learnt from." }
    let learners = leaks.reduce(into: [String]()) { names, leak in
      for name in leak.learners where !names.contains(name) { names.append(name) }
    }
    let copies = leaks.reduce(0) { $0 + ($1.isByCopy ? 1 : 0) }
    let classWords = classes.map { "`\($0.label ?? "no label")` \($0.leaked) of \($0.total)" }
    return "\(leaks.count) of \(testCount) test rows were also learnt from by "
      + learners.joined(separator: " and ") + ", \(copies) of them as other copies, such as "
      + "`\(first.identity.utterance)`."
      + (classWords.isEmpty ? "" : " By class: " + classWords.joined(separator: ", ") + ".")
      + " Split first, then copy rows and learn from the train side alone."
  }

  private static func counts(_ leaks: [Leak], _ labels: [String?], _ count: Int) -> [ClassCount] {
    var totals: [String?: Int] = [:]
    var leaked: [String?: Int] = [:]
    for label in labels.prefix(count) { totals[label, default: 0] += 1 }
    for leak in leaks where leak.testRow < labels.count {
      leaked[labels[leak.testRow], default: 0] += 1
    }
    let named = leaked.keys.compactMap { $0 }.sorted().map { Optional($0) }
    let order = leaked[nil] == nil ? named : named + [nil]
    return order.map {
      ClassCount(label: $0, leaked: leaked[$0] ?? 0, total: totals[$0] ?? 0)
    }
  }
}

private struct RowKey: Hashable {
  let utterance: String
  let copy: Int
}
