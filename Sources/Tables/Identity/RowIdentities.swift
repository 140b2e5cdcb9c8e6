// Row identities: the utterance and speaker of every row and whether it is a copy, kept through all table operations.

package import Basics
import Kernels

/// The identities of a table's rows, in row order, and what has shaped their values: a scaled table knows whose
/// rows its scaler was learned from, whatever verbs it goes through, so that a leak through the scaler is seen.
package struct RowIdentities: Sendable, Hashable {
  /// The name of each row's utterance.
  package private(set) var utterances: RowNames
  /// The speaker of each row, nil where unknown.
  package private(set) var speakers: TextArray
  /// The copy number of each row, 0 for originals.
  package private(set) var copies: RowCopies
  private var namings = RowNamings()
  /// Columns of other names, one per row, `RowName.none` for a row without. Eight bytes per row and column.
  private var aliases: [[UInt64]] = []
  /// What was learned from which rows and then applied to these; each once, their own rows without learners.
  package private(set) var learners: [TrainingProvenance] = []

  /// The number of rows.
  package var count: Int { copies.count }

  /// Rows with these identities.
  package init(_ identities: [RowIdentity] = []) {
    utterances = RowNames(TextArray(identities.lazy.map(\.utterance)))
    speakers = TextArray(identities.lazy.map(\.speaker))
    copies = RowCopies(identities.map(\.copy))
    namings = RowNamings(identities.map(\.naming))
    let width = identities.reduce(0) { max($0, $1.aliases.count) }
    aliases = (0..<width).map { index in
      identities.map { $0.aliases.indices.contains(index) ? $0.aliases[index] : RowName.none }
    }
  }

  /// Rows of these utterances, with the speakers found in IEMOCAP-style names.
  package init(utterances: [String]) {
    self.utterances = RowNames(TextArray(utterances))
    speakers = TextArray(utterances.lazy.map { RowIdentity.speaker(of: $0) })
    copies = RowCopies(zeros: utterances.count)
  }

  /// Rows of these names, speakers and copies, all of equal length.
  package init(
    names: RowNames, speakers: TextArray, copies: [Int] = [], namings: [RowNaming] = []
  ) {
    precondition(names.count == speakers.count, "there is one speaker or none for each row")
    utterances = names
    self.speakers = speakers
    self.copies = copies.isEmpty ? RowCopies(zeros: names.count) : RowCopies(copies)
    self.namings = RowNamings(namings)
  }

  /// `count` rows named `source:1`, `source:2`, ...
  package init(count: Int, source: String, naming: RowNaming = .content) {
    let count = max(0, count)
    precondition(count < UInt32.max, "a table has less than 2³² rows")
    utterances = RowNames(NumberedNames(sources: [source], numbers: .upTo(count)))
    speakers = TextArray(repeating: nil, count: count)
    copies = RowCopies(zeros: count)
    namings = count == 0 ? RowNamings() : RowNamings(naming)
  }

  /// The identity of one row.
  package subscript(row: Int) -> RowIdentity {
    RowIdentity(
      utterance: utterances[row], speaker: speakers[row], copy: copies[row], naming: naming(row),
      aliases: aliases.map { $0[row] }.filter { $0 != RowName.none })
  }

  /// What the name of a row is worth.
  package func naming(_ row: Int) -> RowNaming { namings[row] }

  /// All names of a row as `RowName` hashes, its utterance's first.
  package func names(_ row: Int) -> [UInt64] {
    var names = [utterances.hash(row)]
    for column in aliases where column[row] != RowName.none { names.append(column[row]) }
    return names
  }

  // MARK: Changing

  func taking(_ indices: [Int]) -> RowIdentities {
    var result = RowIdentities()
    result.utterances = utterances.taking(indices)
    result.speakers = speakers.taking(indices)
    result.copies = copies.taking(indices)
    result.namings = indices.isEmpty ? RowNamings() : namings.taking(indices)
    result.aliases = aliases.map { column in indices.map { column[$0] } }
    result.learners = learners
    return result
  }

  /// Each row so many times, one after the other.
  func repeated(_ times: Int) -> RowIdentities {
    var result = self
    result.utterances = utterances.repeated(times)
    result.speakers = speakers.repeated(times)
    result.copies = copies.repeated(times)
    result.namings = namings.repeated(times)
    result.aliases = aliases.map { $0.repeated(times) }
    return result
  }

  /// The rows at `indices`, all of which exist, without what shaped them.
  package func rows(at indices: [Int]) -> RowIdentities { withoutLearners.taking(indices) }

  /// The rows of all groups but those for which there is a true, without what shaped them.
  func rows(besides isLeft: [Bool], by groups: GroupCodes) -> RowIdentities {
    var result = withoutLearners
    guard areDistinct, copies.areZero, aliases.isEmpty, namings.ofAll != nil,
      case .numbered(var names) = utterances.storage
    else { return result.taking(groups.rows(besides: isLeft) { $0 }) }
    let numbers =
      switch names.numbers {
      case .upTo: groups.rows(besides: isLeft) { UInt32(truncatingIfNeeded: $0 + 1) }
      case .each(let all):
        all.withUnsafeBufferPointer { all in groups.rows(besides: isLeft) { all[$0] } }
      }
    names.numbers = .each(numbers)
    result.utterances = RowNames(names)
    result.speakers = TextArray(repeating: nil, count: numbers.count)
    result.copies = RowCopies(zeros: numbers.count)
    return result
  }

  /// The rows of `other` after these.
  package func appending(_ other: RowIdentities) -> RowIdentities {
    var result = self
    result.utterances = utterances.appending(other.utterances)
    result.speakers = speakers.appending(other.speakers)
    result.copies = copies.appending(other.copies)
    if namings != other.namings || namings.ofAll == nil {
      result.namings = RowNamings((0..<count).map(naming) + (0..<other.count).map(other.naming))
    }
    result.aliases = (0..<max(aliases.count, other.aliases.count)).map { index in
      (aliases.indices.contains(index) ? aliases[index] : Self.nothing(count))
        + (other.aliases.indices.contains(index) ? other.aliases[index] : Self.nothing(other.count))
    }
    return result.adding(provenance: other.learners)
  }

  private static func nothing(_ count: Int) -> [UInt64] {
    Array(repeating: RowName.none, count: count)
  }

  /// The same rows, shaped by `others` too, and by whatever shaped the rows that those have learned from.
  package func adding(provenance others: [TrainingProvenance]) -> RowIdentities {
    var result = self
    for other in others {
      var own = other
      own.rows.learners = []
      for learner in [own] + other.rows.learners where !result.learners.contains(learner) {
        result.learners.append(learner)
      }
    }
    return result
  }

  /// The same rows as if nothing had shaped them.
  package var withoutLearners: RowIdentities { replacingLearners([]) }

  /// The same rows shaped by nothing but `learners`.
  package func replacingLearners(_ learners: [TrainingProvenance]) -> RowIdentities {
    var result = self
    result.learners = []
    return learners.isEmpty ? result : result.adding(provenance: learners)
  }

  func withCopies(_ numbers: [Int]) -> RowIdentities {
    var result = self
    result.copies = RowCopies(numbers)
    return result
  }

  /// The same rows under new names, which columns of a table give them. What they were called before stays an alias,
  /// so renaming makes no new row. A row number in a file is not kept: its path may name another file later.
  package func renamed(utterances: [String], speakers: [String?]) -> RowIdentities {
    var result = self
    result.utterances = RowNames(TextArray(utterances))
    result.speakers = TextArray(speakers)
    result.namings = RowNamings()
    return result.knowing(
      (0..<count).map { row in
        switch naming(row) {
        case .named, .content:
          self.utterances.isEqual(row, result.utterances, row)
            ? RowName.none : self.utterances.hash(row)
        case .position, .group: RowName.none
        }
      })
  }

  /// The same rows with one more name each, `RowName.none` where there is none.
  package func knowing(_ names: [UInt64]) -> RowIdentities {
    guard names.contains(where: { $0 != RowName.none }) else { return self }
    precondition(names.count == count, "there is one more name for each row")
    var result = self
    if !aliases.contains(names) { result.aliases.append(names) }
    return result
  }

  /// These rows with the names of the rows of `other` at `partners` beside their own: both are the same.
  ///
  /// A row of `other` that is the partner of several utterances, as the facts of a speaker are of all their turns,
  /// names none of them.
  package func knowing(_ other: RowIdentities, at partners: OptionalRows) -> RowIdentities {
    // For each row of `other` the first row whose partner it is.
    var first = [Int](repeating: -1, count: other.count)
    // Whether it names nobody.
    var isSilent = (0..<other.count).map { other.naming($0) == .group }
    let codes = utterances.codes ?? []
    for (row, partner) in partners.enumerated() {
      guard let partner else { continue }
      let known = first[partner]
      if known < 0 {
        first[partner] = row
      } else if codes.isEmpty
        ? !utterances.isEqual(row, utterances, known) : codes[row] != codes[known]
      {
        isSilent[partner] = true
      }
    }
    func names(_ value: (Int) -> UInt64) -> [UInt64] {
      partners.map { partner in
        guard let partner, !isSilent[partner] else { return RowName.none }
        return value(partner)
      }
    }
    let hasOtherNames = partners.enumerated().contains { row, partner in
      partner.map { !utterances.isEqual(row, other.utterances, $0) } ?? false
    }
    var result = self
    if hasOtherNames { result = result.knowing(names(other.utterances.hashing())) }
    for column in other.aliases { result = result.knowing(names { column[$0] }) }
    return result
  }

  /// Whether all of these rows are of one utterance.
  func areOneUtterance(_ rows: ArraySlice<Int>) -> Bool {
    guard let first = rows.first else { return true }
    return rows.dropFirst().allSatisfy { utterances.isEqual($0, utterances, first) }
  }

  private var haveSpeakers: Bool { speakers.missingCount < count }

  /// Whether each row is known to have a name of its own, and none has a speaker.
  var areDistinct: Bool {
    guard case .numbered(let names) = utterances.storage, names.sourceOfRow.isEmpty else {
      return false
    }
    return names.numbers.areAscending && !haveSpeakers
  }

  /// Whether all rows of each group are of one utterance.
  func areOneUtterance(_ groups: GroupedRows) throws(Cancelled) -> [Bool] {
    let codes = utterances.codes
    var areOne: [Bool] = []
    areOne.reserveCapacity(groups.count)
    var meter = WorkMeter()
    for rows in groups {
      // Most groups differ in their second row.
      try meter.spend(100)
      let isOne =
        if let codes, let first = rows.first {
          rows.dropFirst().allSatisfy { codes[$0] == codes[first] }
        } else { areOneUtterance(rows) }
      areOne.append(isOne)
      if isOne { try meter.spend(20 * rows.count) }
    }
    return areOne
  }

  /// What one row for each group stands for: the utterance and the speaker of its rows where they share one, else the
  /// group's name.
  ///
  /// - Parameters:
  ///   - members: the rows of each group; nil where rows are distinct.
  ///   - areOne: whether those of a group are of one utterance.
  ///   - name: writes the names of groups.
  func merged(
    _ groups: GroupCodes, _ members: GroupedRows?, _ areOne: [Bool], named name: NameWriter
  ) throws(Cancelled) -> RowIdentities {
    let firsts = groups.firsts
    let ones = firsts.indices.filter { areOne[$0] }
    let own = NameWriter(utterances, of: ones.lazy.map { firsts[$0] })
    let names = try TextArray(count: groups.count, atMost: name.most + own.most) { group, place in
      areOne[group] ? own.put(firsts[group], place) : name.put(group, place)
    }
    var namings = [RowNaming](repeating: .group, count: groups.count)
    var least = [Int](repeating: 0, count: copies.areZero ? 0 : groups.count)
    var aliases: [[UInt64]] = []
    var meter = WorkMeter()
    for group in ones {
      let first = firsts[group]
      try meter.spend(100 + 20 * groups.sizes[group])
      if !least.isEmpty {
        least[group] = members?[group].reduce(.max) { Swift.min($0, copies[$1]) } ?? copies[first]
      }
      namings[group] = naming(first)
      var known = 0
      for column in self.aliases where column[first] != RowName.none {
        if aliases.count == known { aliases.append(Self.nothing(groups.count)) }
        aliases[known][group] = column[first]
        known += 1
      }
    }
    var speakers = TextArray(repeating: nil, count: groups.count)
    if let members, haveSpeakers {
      var shared: [Int?] = []
      shared.reserveCapacity(groups.count)
      for (group, rows) in members.enumerated() {
        try meter.spend(100 + 100 * rows.count)
        let first = firsts[group]
        let isShared = rows.dropFirst().allSatisfy {
          self.speakers.isEqual($0, self.speakers, first)
        }
        shared.append(isShared ? first : nil)
      }
      speakers = self.speakers.taking(optional: OptionalRows(shared))
    }
    var result = RowIdentities(
      names: RowNames(names), speakers: speakers, copies: least, namings: namings)
    result.aliases = aliases
    return result
  }

  // MARK: What is known

  /// What names the rows: nothing but `""` where all are named, else also the file or the table that a row is a place
  /// of. Two rows of one source are known to differ by their names, and rows of two sources are not.
  package var sources: Set<String> {
    if count == 0 { return [] }
    if namings.ofAll == .named { return [""] }
    if namings.ofAll != nil, namings.ofAll != .group,
      case .numbered(let names) = utterances.storage,
      names.sourceOfRow.isEmpty
    {
      return Set(names.sources)
    }
    var found: Set<String> = []
    for row in 0..<count {
      switch naming(row) {
      case .named: found.insert("")
      case .group: found.insert("a group")
      case .position, .content:
        let name = utterances[row]
        found.insert(String(name[..<(name.lastIndex(of: ":") ?? name.endIndex)]))
      }
    }
    return found
  }

  // MARK: As bytes

  /// For the encoding, which writes what is there and nothing else.
  var stored: (namings: [RowNaming], aliases: [[UInt64]]) { (namings.stored(count), aliases) }

  init(stored identities: [RowIdentity], namings: [RowNaming], aliases: [[UInt64]]) {
    self.init(identities)
    self.namings = RowNamings(namings)
    self.aliases = aliases
  }

  init(
    names: RowNames, speakers: TextArray, copies: [Int], namings: [RowNaming], aliases: [[UInt64]]
  ) {
    self.init(names: names, speakers: speakers, copies: copies, namings: namings)
    self.aliases = aliases
  }
}
