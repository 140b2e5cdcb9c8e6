// Every row knows the utterance and the speaker it stands for, and whether it is a copy, whatever is done to its table.

/// Whose words a row stands for.
///
/// - `utterance`: the name of the turn, as `Ses01F_impro01_F000`.
/// - `speaker`: who spoke, where that is known.
/// - `copy`: 0 for the original, k for the k-th copy that oversampling made of it.
public struct RowIdentity: Sendable, Hashable {
  public var utterance: String
  public var speaker: String?
  public var copy: Int

  public init(utterance: String, speaker: String? = nil, copy: Int = 0) {
    self.utterance = utterance
    self.speaker = speaker
    self.copy = copy
  }

  /// The speaker that an utterance name in the manner of IEMOCAP tells, `nil` for other names.
  ///
  ///     RowIdentity.speaker(of: "Ses01F_impro01_M003")   // "Ses01M"
  ///
  /// The letter after the last `_` speaks; the one after the session is the recording side.
  public static func speaker(of utterance: String) -> String? {
    let bytes = Array(utterance.utf8)
    func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    func isSide(_ byte: UInt8) -> Bool { byte == 0x46 || byte == 0x4D }  // F, M
    guard bytes.count >= 12, bytes.starts(with: "Ses".utf8), isDigit(bytes[3]), isDigit(bytes[4]),
      isSide(bytes[5]), bytes[6] == 0x5F, let last = bytes.lastIndex(of: 0x5F), last > 6,
      last + 2 < bytes.count, isSide(bytes[last + 1]), bytes[(last + 2)...].allSatisfy(isDigit)
    else { return nil }
    return String(decoding: bytes[..<5] + [bytes[last + 1]], as: UTF8.self)
  }
}

/// Rows that something was learnt from: a model, a scaler, a vocabulary.
public struct LearntRows: Sendable, Hashable {
  /// What learnt from them, as a noun with its article: `the model`, `the scaler`.
  public var learner: String
  public var rows: RowIdentities

  public init(_ learner: String, _ rows: RowIdentities) {
    self.learner = learner
    self.rows = rows
  }
}

/// The identities of a table's rows, in row order, and what has shaped their values: a scaled table knows whose
/// rows its scaler was learnt from, whatever verbs it goes through, so that a leak through the scaler is seen.
public struct RowIdentities: Sendable, Hashable {
  public private(set) var utterances: [String]
  public private(set) var speakers: [String?]
  public private(set) var copies: [Int]
  /// What was learnt from which rows and then applied to these; each once, their own rows without learners.
  public private(set) var learners: [LearntRows] = []

  public var count: Int { utterances.count }

  public init(_ identities: [RowIdentity] = []) {
    utterances = identities.map(\.utterance)
    speakers = identities.map(\.speaker)
    copies = identities.map(\.copy)
  }

  /// Rows of these utterances, whose speakers are told by their names where they are in the manner of IEMOCAP.
  public init(utterances: [String]) {
    self.utterances = utterances
    speakers = utterances.map { RowIdentity.speaker(of: $0) }
    copies = Array(repeating: 0, count: utterances.count)
  }

  /// `count` rows named `source:1`, `source:2`, ...
  public init(count: Int, source: String) {
    utterances = (0..<max(0, count)).map { "\(source):\($0 + 1)" }
    speakers = Array(repeating: nil, count: max(0, count))
    copies = Array(repeating: 0, count: max(0, count))
  }

  public subscript(row: Int) -> RowIdentity {
    RowIdentity(utterance: utterances[row], speaker: speakers[row], copy: copies[row])
  }

  func taking(_ indices: [Int]) -> RowIdentities {
    var result = RowIdentities()
    result.utterances = indices.map { utterances[$0] }
    result.speakers = indices.map { speakers[$0] }
    result.copies = indices.map { copies[$0] }
    result.learners = learners
    return result
  }

  func appending(_ other: RowIdentities) -> RowIdentities {
    var result = self
    result.utterances += other.utterances
    result.speakers += other.speakers
    result.copies += other.copies
    return result.learning(from: other.learners)
  }

  /// The same rows, shaped by `others` too, and by whatever shaped the rows that those have learnt from.
  public func learning(from others: [LearntRows]) -> RowIdentities {
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

  func withCopies(_ numbers: [Int]) -> RowIdentities {
    var result = self
    result.copies = numbers
    return result
  }

  /// What one row stands for that was made of the rows `members`: their utterance and speaker where they
  /// share one, else `name`.
  func merged(_ members: [Int], name: String) -> RowIdentity {
    guard let first = members.first else { return RowIdentity(utterance: name) }
    let utterance = utterances[first]
    let speaker = speakers[first]
    let isOneUtterance = members.allSatisfy { utterances[$0] == utterance }
    return RowIdentity(
      utterance: isOneUtterance ? utterance : name,
      speaker: members.allSatisfy { speakers[$0] == speaker } ? speaker : nil,
      copy: isOneUtterance ? members.reduce(copies[first]) { min($0, copies[$1]) } : 0)
  }
}
