// Finds test rows that are also training rows: the same row, a copy of its utterance, or a row with equal values.

import Basics
package import Tables

/// Indices of test rows that equal a training row in all features and the class.
package struct EqualRows: Sendable, Hashable {
  /// The learner of the training rows, as in `TrainingProvenance`.
  package var learner: String
  /// The equal test rows.
  package var equals: RowDigests.Equals

  /// The rows that equal a training row of `learner`.
  package init(_ learner: String, _ equals: RowDigests.Equals) {
    self.learner = learner
    self.equals = equals
  }
}

/// The leaked test rows, with counts.
package struct LeakReport: Sendable, Hashable {
  /// A test row that is also a training row.
  package struct Leak: Sendable, Hashable {
    /// How it was recognized.
    enum Evidence: UInt8, Sendable, Hashable {
      /// The same row.
      case identity = 0
      /// Another copy of its utterance.
      case copy = 1
      /// A training row with the same values and no common name.
      case values = 2
    }

    /// From 0 in the test table.
    package var testRow: Int
    /// The identity of the test row.
    package var identity: RowIdentity
    /// The learners fitted to it, in the given order.
    package var learners: [String]
    var evidence: Evidence

    /// Whether only a copy of it was a training row.
    package var isByCopy: Bool { evidence == .copy }
  }

  /// The number of leaked test rows of a class.
  package struct ClassCount: Sendable, Hashable {
    /// `nil` for rows without a label.
    package var label: String?
    /// The number of leaked rows.
    package var leaked: Int
    /// The number of test rows.
    package var total: Int
  }

  /// Whether the names of rows identify them.
  package enum Knowledge: UInt8, Sendable, Hashable {
    /// All have their own names, or all are row numbers in one file or table.
    case complete = 0
    /// Some do.
    case partial = 1
    /// The rows of one side or both have no names.
    case none = 2
  }

  /// In row order.
  package let leaks: [Leak]
  /// Classes with at least one leak, in order of their names, rows without a label last. Empty without labels.
  package let classes: [ClassCount]
  /// Speakers on both sides, ascending: no error, but worth a note.
  package let sharedSpeakers: [String]
  /// The number of test rows.
  package let testCount: Int
  /// Whether the names of rows identify them.
  package let knowledge: Knowledge
  /// Test rows that equal a training row by chance.
  package let naturalEquals: Int
  /// Whether settings or columns were chosen by some of the leaked rows.
  package let isChosen: Bool

  /// Whether no row leaked.
  package var isClean: Bool { leaks.isEmpty }

  /// - Parameters:
  ///   - labels: the test rows' classes, one per row, or `nil`; labels beyond the rows are ignored.
  ///   - equal: test rows found by their values.
  package init(
    provenance: [TrainingProvenance], test: RowIdentities, labels: [String?]? = nil,
    equal: [EqualRows] = []
  ) {
    var learners: [UInt64: [Int]] = [:]
    var exact = Set<RowKey>()
    var speakers = Set<String>()
    for (index, source) in provenance.enumerated() {
      for row in 0..<source.rows.count {
        for name in source.rows.names(row) {
          if learners[name]?.last != index { learners[name, default: []].append(index) }
          exact.insert(RowKey(name: name, copy: source.rows.copies[row]))
        }
        if let speaker = source.rows.speakers[row] { speakers.insert(speaker) }
      }
    }
    let byValues = LeakReport.learners(of: equal)
    var leaks: [Leak] = []
    var chosen = false
    for row in 0..<test.count {
      let names = test.names(row)
      let found = Set(names.flatMap { learners[$0] ?? [] }).sorted()
      var who = found.map { provenance[$0].learner }
      chosen = chosen || found.contains { provenance[$0].role == .choice }
      let equals = byValues[row] ?? []
      if found.isEmpty && equals.isEmpty { continue }
      for name in equals where !who.contains(name) { who.append(name) }
      let isExact = names.contains { exact.contains(RowKey(name: $0, copy: test.copies[row])) }
      leaks.append(
        Leak(
          testRow: row, identity: test[row], learners: who,
          evidence: found.isEmpty ? .values : isExact ? .identity : .copy))
    }
    self.leaks = leaks
    isChosen = chosen
    testCount = test.count
    sharedSpeakers = Set(test.speakers.compactMap { $0 }).intersection(speakers).sorted()
    classes = labels.map { LeakReport.counts(leaks, $0, test.count) } ?? []
    naturalEquals = Set(equal.flatMap(\.equals.natural)).count
    knowledge = LeakReport.knowledge(provenance, test)
  }

  init(
    leaks: [Leak], classes: [ClassCount], sharedSpeakers: [String], testCount: Int,
    knowledge: Knowledge, naturalEquals: Int, isChosen: Bool
  ) {
    self.leaks = leaks
    self.classes = classes
    self.sharedSpeakers = sharedSpeakers
    self.testCount = testCount
    self.knowledge = knowledge
    self.naturalEquals = naturalEquals
    self.isChosen = isChosen
  }

  /// The number of test rows recognized by their values alone.
  package var valueCount: Int { leaks.reduce(0) { $0 + ($1.evidence == .values ? 1 : 0) } }

  /// The leak in a few sentences: `247 of 1960 test rows were also seen in training: ...`.
  package var message: String {
    guard let first = leaks.first else {
      switch knowledge {
      case .complete: return "No test row was seen in training."
      case .partial: return "No known test row was seen in training."
      case .none: return "The rows have no identity: whether any was seen in training is unknown."
      }
    }
    let learners = leaks.reduce(into: [String]()) { names, leak in
      for name in leak.learners where !names.contains(name) { names.append(name) }
    }
    let copies = leaks.reduce(0) { $0 + ($1.isByCopy ? 1 : 0) }
    let classWords = classes.map { "`\($0.label ?? "no label")` \($0.leaked) of \($0.total)" }
    return "\(leaks.count) of \(testCount) test rows were also seen in training: "
      + learners.joined(separator: " and ")
      + (copies == 0 ? "" : ", \(copies) of them as copies")
      + (valueCount == 0
        ? "" : ", \(valueCount) of them under other names, with equal features and class")
      + ", such as `\(first.identity.utterance)`."
      + (classWords.isEmpty ? "" : " By class: " + classWords.joined(separator: ", ") + ".")
      + (isChosen ? " These rows were also used for a choice that is evaluated here." : "")
      + " Split first, then oversample and fit on the training rows only."
  }

  private static func learners(of equal: [EqualRows]) -> [Int: [String]] {
    var result: [Int: [String]] = [:]
    for source in equal {
      for row in source.equals.same where result[row]?.contains(source.learner) != true {
        result[row, default: []].append(source.learner)
      }
    }
    return result
  }

  private static func knowledge(_ provenance: [TrainingProvenance], _ test: RowIdentities)
    -> Knowledge
  {
    let tested = test.sources
    let known = provenance.reduce(into: Set<String>()) { sources, learner in
      if learner.role == .fitted { sources.formUnion(learner.rows.sources) }
    }
    if tested.union(known).count <= 1 || tested.isEmpty || known.isEmpty { return .complete }
    return tested.isDisjoint(with: known) ? .none : .partial
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
    return order.map { ClassCount(label: $0, leaked: leaked[$0] ?? 0, total: totals[$0] ?? 0) }
  }
}

private struct RowKey: Hashable {
  let name: UInt64
  let copy: Int
}
