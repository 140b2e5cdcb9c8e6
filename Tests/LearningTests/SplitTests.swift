// Splits and folds: both sides are all rows, shares are met, groups stay whole, scikit-learn agrees.

import Basics
import Kernels
import Learning
import Tables
import Testing
import TestSupport

struct Stored: Decodable {
  struct Scaled: Decodable {
    var train, test: [[Double?]]
  }
  var train, test: [[Double?]]
  var minMax, wide, standard: Scaled
  var labels, groups: [String]
  var sides: [String: [[Int]]]
  var kfold, stratifiedKFold, groupKFold: [Int]
}

@Suite struct SplitTests {
  static let everySplit: [Split] = [
    .plain(testShare: 0.2), .stratified(testShare: 0.25, by: "label"),
    .grouped(testShare: 0.2, by: .speaker), .grouped(testShare: 0.3, by: .session),
    .grouped(testShare: 0.2, by: .utterance),
    .grouped(testShare: 0.2, by: .speaker, balancing: "label"),
    .grouped(testShare: 0.2, by: .utterance, balancing: "label"),
    .grouped(testShare: 0.4, by: .column("label")), .named(test: ["Ses05"], by: .session),
  ]

  @Test("both sides are all rows, once each, the same for the same seed", arguments: everySplit)
  func sidesAreComplete(split: Split) throws {
    for seed in 0..<6 as Range<UInt64> {
      let table = try speech(150 + Int(seed) * 7, seed: seed)
      let indices = try split.indices(for: table, seed: seed)
      #expect(isPartition(indices.train, indices.test, of: table.rowCount))
      #expect(!indices.train.isEmpty && !indices.test.isEmpty)
      #expect(try split.indices(for: table, seed: seed) == indices)
      let sides = try table.split(split, seed: seed)
      for side in [sides.train, sides.test] {
        for (row, number) in try side.numbers("row").enumerated() {
          #expect(side.rows[row] == table.rows[Int(number)])
        }
      }
    }
  }

  @Test("a split by groups never puts one on both sides", arguments: everySplit.dropFirst(2))
  func groupsStayWhole(split: Split) throws {
    let source: GroupSource? =
      switch split {
      case .grouped(_, let by, _), .named(_, let by): by
      case .plain, .stratified: nil
      }
    let groups = try #require(source)
    for seed in 0..<6 as Range<UInt64> {
      let table = try speech(120, seed: seed)
      let sides = try table.split(split, seed: seed)
      let train = Set(try sides.train.groups(groups))
      let test = Set(try sides.test.groups(groups))
      #expect(train.isDisjoint(with: test))
    }
  }

  @Test("a plain split has the share rounded up and changes with the seed")
  func plain() throws {
    #expect(try Split.plain(11, testShare: 0.2, seed: 1).test.count == 3)
    #expect(try Split.plain(2, testShare: 0.01, seed: 1).test.count == 1)
    #expect(
      try Split.plain(50, testShare: 0.5, seed: 1) != Split.plain(50, testShare: 0.5, seed: 2))
  }

  @Test("a stratified split gives each class what scikit-learn gives it")
  func stratified() throws {
    let stored = try fixture("sklearn.json", as: Stored.self)
    for share in ["0.2", "0.25", "0.37"] {
      let sides = try Split.stratified(stored.labels, testShare: Double(share) ?? 0, seed: 3)
      let counts = [sides.train, sides.test].map { rows in
        ["a", "b", "c", "d", "e", "f"].map { label in rows.count { stored.labels[$0] == label } }
      }
      #expect(counts == stored.sides[share], "\(share)")
    }
  }

  @Test("whole groups come as near to the share as any choice of them")
  func nearestShare() throws {
    var random = RandomSource(seed: 8)
    for _ in 0..<40 {
      let sizes = (0..<(2 + random.below(8))).map { _ in 1 + random.below(30) }
      let share = random.uniform(in: 0.1...0.9)
      let groups = sizes.enumerated().flatMap { Array(repeating: "g\($0)", count: $1) }
      if Int((Double(groups.count) * share).rounded(.up)) >= groups.count { continue }
      let test = try Split.grouped(groups, testShare: share, seed: random.next()).test.count
      let target = share * Double(groups.count)
      var best = Double.infinity
      for choice in 1..<(1 << sizes.count) - 1 {
        let sum = sizes.indices.reduce(0) { $0 + (choice >> $1 & 1) * sizes[$1] }
        best = min(best, (Double(sum) - target).magnitude)
      }
      expectClose((Double(test) - target).magnitude, best, absolute: 1e-9)
    }
  }

  @Test("balancing brings the classes of the test side nearer to their share")
  func balancing() throws {
    // Speakers of one mood each, and two of both: only the two give a fair test side.
    let groups = ["a", "a", "a", "a", "b", "b", "b", "b", "c", "c", "d", "d"].map { Optional($0) }
    let labels = ["x", "x", "x", "x", "y", "y", "y", "y", "x", "y", "x", "y"].map { Optional($0) }
    for seed in 0..<10 as Range<UInt64> {
      let sides = try Split.grouped(groups, balancing: labels, testShare: 0.33, seed: seed)
      let test = sides.test.map { labels[$0] }
      #expect(test.count { $0 == "x" } == 2 && test.count { $0 == "y" } == 2)
    }
    // Many groups, where not every choice can be tried.
    for seed in 0..<3 as Range<UInt64> {
      let table = try speech(400, seed: seed)
      let dialogs = (0..<400).map { Optional("d\($0 / 10)") }
      let labels = Array(try table.texts("label"))
      func gap(_ test: [Int]) -> Double {
        Set(labels).reduce(0) { sum, label in
          let all = Double(labels.count { $0 == label })
          let found = Double(test.count { labels[$0] == label })
          return sum + (found - 0.2 * all).magnitude
        }
      }
      let loose = try Split.grouped(dialogs, testShare: 0.2, seed: seed).test
      let balanced = try Split.grouped(dialogs, balancing: labels, testShare: 0.2, seed: seed).test
      #expect(gap(balanced) < gap(loose))
      #expect(gap(balanced) < 4)
      #expect(balanced.count == 80)
    }
  }

  @Test("requests that cannot be met are refused with the fact")
  func refusals() throws {
    let table = try speech(30, seed: 1)
    for share in [0, 1, -0.5, 2, Double.nan] {
      #expect(throws: LearningError.self) { try Split.plain(10, testShare: share, seed: 1) }
    }
    #expect(throws: LearningError.tooFewRows(1, test: 1)) {
      try Split.plain(1, testShare: 0.5, seed: 1)
    }
    #expect(throws: LearningError.tooFewRows(0, test: 0)) {
      try Table().split(.plain(testShare: 0.5), seed: 1)
    }
    #expect(throws: LearningError.tooFewRows(0, test: 0)) {
      try Table().split(.grouped(testShare: 0.5, by: .speaker), seed: 1)
    }
    #expect(throws: LearningError.rareClasses(["b"])) {
      try Split.stratified(["a", "a", "b"], testShare: 0.5, seed: 1)
    }
    #expect(throws: LearningError.sideTooSmall(rows: 1, classes: 2, isTest: true)) {
      try Split.stratified(["a", "a", "b", "b"], testShare: 0.2, seed: 1)
    }
    #expect(throws: LearningError.missing(what: "label", rows: [2], total: 1)) {
      try Split.stratified(["a", nil, "a"], testShare: 0.5, seed: 1)
    }
    #expect(throws: LearningError.missing(what: "speaker", rows: [1, 2], total: 2)) {
      try Table([], rows: RowIdentities(count: 2, source: "t"))
        .split(.grouped(testShare: 0.5, by: .speaker), seed: 1)
    }
    #expect(throws: LearningError.tooFewGroups(found: 1, wanted: 2)) {
      try Split.grouped(["a", "a"], testShare: 0.5, seed: 1)
    }
    #expect(throws: LearningError.unknownGroups(["Ses9"], among: ["Ses01", "Ses02"])) {
      try Split.named(["Ses01", "Ses02"], test: ["Ses9"])
    }
    #expect(throws: LearningError.oneSided(groups: ["a", "b"])) {
      try Split.named(["a", "b"], test: ["a", "b"])
    }
    #expect(throws: LearningError.oneSided(groups: [])) { try Split.named(["a", "b"], test: []) }
    #expect(
      throws: LearningError.table(.unknownColumn("emotion", among: ["row", "label"]))
    ) { try table.split(.stratified(testShare: 0.2, by: "emotion"), seed: 1) }
    #expect(throws: LearningError.length(what: "labels", found: 1, rows: 2)) {
      try Split.grouped(["a", "b"], balancing: ["x"], testShare: 0.5, seed: 1)
    }
  }

  // MARK: Folds

  static let everyFolds: [Folds] = [
    .plain(4), .stratified(5, by: "label"), .grouped(3, by: .speaker), .leaveOneOut(.session),
  ]

  @Test("each row is a test row in exactly one fold", arguments: everyFolds, [nil, 5 as UInt64])
  func foldsAreComplete(folds: Folds, seed: UInt64?) throws {
    let table = try speech(103, seed: 2)
    let sides = try folds.indices(for: table, seed: seed)
    #expect(sides.flatMap(\.test).sorted() == Array(0..<103))
    for side in sides { #expect(isPartition(side.train, side.test, of: 103)) }
    let tables = try table.folds(folds, seed: seed)
    #expect(tables.map(\.test.rowCount) == sides.map(\.test.count))
    if case .grouped(_, let source) = folds {
      for side in tables {
        #expect(
          Set(try side.train.groups(source)).isDisjoint(with: try side.test.groups(source)))
      }
    }
  }

  @Test("folds without a seed are those of scikit-learn")
  func agreesWithScikitLearn() throws {
    let stored = try fixture("sklearn.json", as: Stored.self)
    func foldOfRow(_ sides: [SplitIndices]) -> [Int] {
      var folds = [Int](repeating: -1, count: 97)
      for (fold, side) in sides.enumerated() { for row in side.test { folds[row] = fold } }
      return folds
    }
    #expect(foldOfRow(try Folds.plain(97, count: 5, seed: nil)) == stored.kfold)
    #expect(
      foldOfRow(try Folds.stratified(stored.labels, count: 4, seed: nil)) == stored.stratifiedKFold)
    #expect(foldOfRow(try Folds.grouped(stored.groups, count: 3, seed: nil)) == stored.groupKFold)
  }

  @Test("with a seed the rows of a class still differ by at most one between folds")
  func stratifiedFolds() throws {
    let labels = Array(try speech(97, seed: 4).texts("label"))
    let sides = try Folds.stratified(labels, count: 4, seed: 9)
    for label in Set(labels) {
      let counts = sides.map { side in side.test.count { labels[$0] == label } }
      #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1)
    }
    #expect(try Folds.stratified(labels, count: 4, seed: 10) != sides)
  }

  @Test("folds that cannot be made are refused")
  func foldRefusals() throws {
    #expect(throws: LearningError.foldCount(1, rows: 10)) {
      try Folds.plain(10, count: 1, seed: nil)
    }
    #expect(throws: LearningError.foldCount(3, rows: 2)) {
      try Folds.plain(2, count: 3, seed: nil)
    }
    #expect(throws: LearningError.classesBelowFolds(largest: 2, folds: 3)) {
      try Folds.stratified(["a", "a", "b", "b"], count: 3, seed: nil)
    }
    #expect(throws: LearningError.tooFewGroups(found: 2, wanted: 3)) {
      try Folds.grouped(["a", "a", "b", "b"], count: 3, seed: nil)
    }
    #expect(throws: LearningError.tooFewGroups(found: 1, wanted: 2)) {
      try Folds.leaveOneOut(["a", "a"])
    }
    #expect(throws: LearningError.tooFewGroups(found: 0, wanted: 2)) { try Folds.leaveOneOut([]) }
  }
}
