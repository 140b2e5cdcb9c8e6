// Row identities: the utterance and speaker of every row and whether it is a copy, kept through all table operations.

/// The identities of a table's rows, in row order, and what has shaped their values: a scaled table knows whose
/// rows its scaler was learned from, whatever verbs it goes through, so that a leak through the scaler is seen.
package struct RowIdentities: Sendable, Hashable {
  /// The name of each row's utterance.
  package private(set) var utterances: [String]
  /// The speaker of each row, nil where unknown.
  package private(set) var speakers: [String?]
  /// The copy number of each row, 0 for originals.
  package private(set) var copies: [Int]
  /// One per row; empty where all are `.named`, as most are.
  private var namings: [RowNaming] = []
  /// Columns of other names, one per row, `RowName.none` for a row without. Eight bytes per row and column.
  private var aliases: [[UInt64]] = []
  /// What was learned from which rows and then applied to these; each once, their own rows without learners.
  package private(set) var learners: [TrainingProvenance] = []

  /// The number of rows.
  package var count: Int { utterances.count }

  /// Rows with these identities.
  package init(_ identities: [RowIdentity] = []) {
    utterances = identities.map(\.utterance)
    speakers = identities.map(\.speaker)
    copies = identities.map(\.copy)
    if identities.contains(where: { $0.naming != .named }) { namings = identities.map(\.naming) }
    let width = identities.reduce(0) { max($0, $1.aliases.count) }
    aliases = (0..<width).map { index in
      identities.map { $0.aliases.indices.contains(index) ? $0.aliases[index] : RowName.none }
    }
  }

  /// Rows of these utterances, with the speakers found in IEMOCAP-style names.
  package init(utterances: [String]) {
    self.utterances = utterances
    speakers = utterances.map { RowIdentity.speaker(of: $0) }
    copies = Array(repeating: 0, count: utterances.count)
  }

  /// `count` rows named `source:1`, `source:2`, ...
  package init(count: Int, source: String, naming: RowNaming = .content) {
    utterances = (0..<max(0, count)).map { "\(source):\($0 + 1)" }
    speakers = Array(repeating: nil, count: max(0, count))
    copies = Array(repeating: 0, count: max(0, count))
    if naming != .named { namings = Array(repeating: naming, count: max(0, count)) }
  }

  /// The identity of one row.
  package subscript(row: Int) -> RowIdentity {
    RowIdentity(
      utterance: utterances[row], speaker: speakers[row], copy: copies[row], naming: naming(row),
      aliases: aliases.map { $0[row] }.filter { $0 != RowName.none })
  }

  /// What the name of a row is worth.
  package func naming(_ row: Int) -> RowNaming { namings.isEmpty ? .named : namings[row] }

  /// All names of a row as `RowName` hashes, its utterance's first.
  package func names(_ row: Int) -> [UInt64] {
    var names = [RowName.hash(utterances[row])]
    for column in aliases where column[row] != RowName.none { names.append(column[row]) }
    return names
  }

  // MARK: Changing

  func taking(_ indices: [Int]) -> RowIdentities {
    var result = RowIdentities()
    result.utterances = indices.map { utterances[$0] }
    result.speakers = indices.map { speakers[$0] }
    result.copies = indices.map { copies[$0] }
    if !namings.isEmpty { result.namings = indices.map { namings[$0] } }
    result.aliases = aliases.map { column in indices.map { column[$0] } }
    result.learners = learners
    return result
  }

  /// The rows at `indices`, all of which exist, without what shaped them.
  package func rows(at indices: [Int]) -> RowIdentities { withoutLearners.taking(indices) }

  /// The rows of `other` after these.
  package func appending(_ other: RowIdentities) -> RowIdentities {
    var result = self
    result.utterances += other.utterances
    result.speakers += other.speakers
    result.copies += other.copies
    if !namings.isEmpty || !other.namings.isEmpty {
      result.namings = (0..<count).map(naming) + (0..<other.count).map(other.naming)
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
    result.copies = numbers
    return result
  }

  /// The same rows under new names, which columns of a table give them. What they were called before stays an alias,
  /// so renaming makes no new row. A row number in a file is not kept: its path may name another file later.
  package func renamed(utterances: [String], speakers: [String?]) -> RowIdentities {
    var result = self
    result.utterances = utterances
    result.speakers = speakers
    result.namings = []
    return result.knowing(
      (0..<count).map { row in
        switch naming(row) {
        case .named, .content:
          self.utterances[row] == utterances[row]
            ? RowName.none : RowName.hash(self.utterances[row])
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
  package func knowing(_ other: RowIdentities, at partners: [Int?]) -> RowIdentities {
    var utterance = [String?](repeating: nil, count: other.count)
    var isShared = [Bool](repeating: false, count: other.count)
    for (row, partner) in partners.enumerated() {
      guard let partner else { continue }
      if let known = utterance[partner] {
        if known != utterances[row] { isShared[partner] = true }
      } else {
        utterance[partner] = utterances[row]
      }
    }
    func names(_ value: (Int) -> UInt64) -> [UInt64] {
      partners.map { partner in
        guard let partner, !isShared[partner], other.naming(partner) != .group else {
          return RowName.none
        }
        return value(partner)
      }
    }
    let own = partners.enumerated().map { row, partner in
      partner.map { other.utterances[$0] == utterances[row] } ?? true
    }
    var result = self
    if own.contains(false) { result = result.knowing(names { RowName.hash(other.utterances[$0]) }) }
    for column in other.aliases { result = result.knowing(names { column[$0] }) }
    return result
  }

  /// What one row stands for that was made of the rows `members`: their utterance and speaker where they
  /// share one, else `name`.
  func merged(_ members: [Int], name: String) -> RowIdentity {
    guard let first = members.first else { return RowIdentity(utterance: name, naming: .group) }
    let utterance = utterances[first]
    let speaker = speakers[first]
    let isOneUtterance = members.allSatisfy { utterances[$0] == utterance }
    return RowIdentity(
      utterance: isOneUtterance ? utterance : name,
      speaker: members.allSatisfy { speakers[$0] == speaker } ? speaker : nil,
      copy: isOneUtterance ? members.reduce(copies[first]) { min($0, copies[$1]) } : 0,
      naming: isOneUtterance ? naming(first) : .group,
      aliases: isOneUtterance ? self[first].aliases : [])
  }

  // MARK: What is known

  /// What names the rows: nothing but `""` where all are named, else also the file or the table that a row is a place
  /// of. Two rows of one source are known to differ by their names, and rows of two sources are not.
  package var sources: Set<String> {
    if namings.isEmpty { return count == 0 ? [] : [""] }
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
  var stored: (namings: [RowNaming], aliases: [[UInt64]]) { (namings, aliases) }

  init(stored identities: [RowIdentity], namings: [RowNaming], aliases: [[UInt64]]) {
    self.init(identities)
    self.namings = namings
    self.aliases = aliases
  }
}
