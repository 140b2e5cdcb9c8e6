// The identity of one row: its utterance, its speaker and its other names.

import Basics

/// The utterance and speaker of a row.
///
/// - `utterance`: the name of the turn, as `Ses01F_impro01_F000`.
/// - `speaker`: who spoke, where that is known.
/// - `copy`: 0 for the original, k for the k-th copy that oversampling made of it.
package struct RowIdentity: Sendable, Hashable {
  /// The name of the utterance.
  package var utterance: String
  /// The speaker, nil if unknown.
  package var speaker: String?
  /// The copy number, 0 for the original.
  package var copy: Int
  /// What the utterance is named after.
  package var naming: RowNaming
  /// Other names of the same row, as `RowName` hashes: what it was called before it was renamed or joined.
  package var aliases: [UInt64]

  /// The identity of one row.
  package init(
    utterance: String, speaker: String? = nil, copy: Int = 0, naming: RowNaming = .named,
    aliases: [UInt64] = []
  ) {
    self.utterance = utterance
    self.speaker = speaker
    self.copy = copy
    self.naming = naming
    self.aliases = aliases
  }

  /// The speaker in an IEMOCAP-style utterance name, `nil` for other names.
  ///
  ///     RowIdentity.speaker(of: "Ses01F_impro01_M003")   // "Ses01M"
  ///
  /// The letter after the last `_` is the speaker; the one after the session is the recorded side.
  package static func speaker(of utterance: String) -> String? {
    if utterance.utf8.first != 0x53 { return nil }  // S
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

/// What the name of a row's utterance is worth.
package enum RowNaming: UInt8, Sendable, Hashable, CaseIterable {
  /// A corpus or a column names it: rows of other names are other rows.
  case named = 0
  /// Its number in a file: the same row of another file has another number.
  case position = 1
  /// Its number in a table that was made from lists.
  case content = 2
  /// What a group of rows has in common: no name of a row at all.
  case group = 3
}

/// Names of rows as 64-bit hashes, which are compared and kept and never shown.
///
/// Among ten thousand learned and ten thousand judged rows the chance that two names collide is 10⁸ / 2⁶⁴.
package enum RowName {
  /// No name: the value of a row that a column of aliases says nothing of.
  package static let none: UInt64 = 0

  /// FNV-1a of the bytes, finished by a multiplication that spreads them over all 64 bits (Steele et al. 2014).
  package static func hash(_ name: String) -> UInt64 { mixed(FNV1a(name.utf8).value) }

  /// A name made of a source, such as the checksum of a file, and a number.
  package static func hash(source: UInt64, number: Int) -> UInt64 {
    mixed(source &+ UInt64(truncatingIfNeeded: number) &* 0x9E37_79B9_7F4A_7C15)
  }

  /// A hash so far and one more number.
  @inlinable public static func joined(_ hash: UInt64, _ next: UInt64) -> UInt64 {
    let product = (hash ^ next) &* 0xFF51_AFD7_ED55_8CCD
    return (product ^ (product >> 32)) &* 0x9E37_79B9_7F4A_7C15
  }

  /// The finalizer of SplitMix64, never 0.
  static func mixed(_ value: UInt64) -> UInt64 {
    var bits = value
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    bits ^= bits >> 31
    return bits == none ? 1 : bits
  }
}
