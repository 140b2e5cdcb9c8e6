// Whose rows were learned from, as bytes: names once, then three small numbers per row.
//
// Models, scalers and vocabularies mostly learn from the same rows, and copies have the names of their originals, so
// that names would otherwise be most of a file. What rows are named after and their other names follow, where there
// are any; the first version had neither. Models are saved in this form.
//
// In the store, names, speakers and other names are parts of their own (see `StoredPart`), which tables share.

package import Basics

extension RowIdentities: ByteCoded {
  /// The version of the format.
  package enum Edition: Sendable {
    /// Names alone.
    case first
    /// Also what they are named after, other names, and the columns and role of what was learned.
    case second
  }

  /// Appends the identities to `writer`.
  package func encode(into writer: inout ByteWriter) {
    if writer.parts != nil { return encodeParts(into: &writer) }
    var names = NamePool()
    var rows = ByteWriter()
    encode(into: &rows, &names)
    writer.write(names.all, rows.bytes)
  }

  /// The rows and what was learned from which rows, with names as indices into `names`.
  func encode(into rows: inout ByteWriter, _ names: inout NamePool) {
    encodeOwn(into: &rows, &names)
    rows.write(learners) { rows, learner in
      rows.write(learner.learner)
      learner.rows.encodeOwn(into: &rows, &names)
      rows.write(learner.role.rawValue, learner.columns)
    }
  }

  /// Utterance, speaker (0 for none) and copy of each row.
  private func encodeOwn(into writer: inout ByteWriter, _ names: inout NamePool) {
    writer.write(count)
    for row in 0..<count {
      writer.write(small: names.index(of: utterances[row]))
      writer.write(small: speakers[row].map { names.index(of: $0) + 1 } ?? 0)
      writer.write(small: copies[row])
    }
    let (namings, aliases) = stored
    writer.write(namings.map(\.rawValue), aliases)
  }

  /// Reads what `encode` wrote.
  package init(from reader: inout ByteReader) throws(CorruptData) {
    if reader.parts != nil {
      try self.init(parts: &reader)
    } else {
      try self.init(from: &reader, .second)
    }
  }

  /// Reads what a version of the format wrote.
  package init(from reader: inout ByteReader, _ edition: Edition) throws(CorruptData) {
    let names = try reader.texts()
    var rows = ByteReader(try reader.data())
    try self.init(from: &rows, names, edition)
    try rows.end()
  }

  init(
    from rows: inout ByteReader, _ names: [String], _ edition: Edition = .second
  ) throws(CorruptData) {
    let own = try RowIdentities(own: &rows, names, edition)
    let learners = try rows.items(atLeast: 16) { rows throws(CorruptData) in
      var learner = TrainingProvenance(
        try rows.text(), try RowIdentities(own: &rows, names, edition))
      if edition == .first { return learner }
      learner.role = try rows.choice(else: "rows were used in no known way")
      learner.columns = try rows.read()
      return learner
    }
    self = own.adding(provenance: learners)
  }

  private init(
    own reader: inout ByteReader, _ names: [String], _ edition: Edition
  ) throws(CorruptData) {
    let identities = try reader.items(atLeast: 3) { reader throws(CorruptData) in
      let (utterance, speaker) = (try reader.small(), try reader.small())
      guard names.indices.contains(utterance), speaker >= 0, speaker <= names.count else {
        throw CorruptData("a row has the number of a name that is not there")
      }
      return RowIdentity(
        utterance: names[utterance], speaker: speaker == 0 ? nil : names[speaker - 1],
        copy: try reader.small())
    }
    if edition == .first {
      self.init(identities)
      return
    }
    let namings = try reader.data().map { byte throws(CorruptData) in
      guard let naming = RowNaming(rawValue: byte) else {
        throw CorruptData("a row is named after nothing known")
      }
      return naming
    }
    let aliases: [[UInt64]] = try reader.read()
    guard namings.isEmpty || namings.count == identities.count,
      aliases.allSatisfy({ $0.count == identities.count })
    else { throw CorruptData("there is not one name for each row") }
    self.init(stored: identities, namings: namings, aliases: aliases)
  }
}

/// Distinct names in order of their first use. Names are compared by their bytes: texts that only look alike, as with
/// accents written in two ways, come back as they were.
struct NamePool {
  private(set) var all: [String] = []
  private var positions: [Name: Int] = [:]
  private var meter = WorkMeter()
  private var isStopped = false

  /// In a cancelled task any number: the bytes are not used.
  mutating func index(of name: String) -> Int {
    if isStopped { return 0 }
    if meter.isStopped(after: 100) { isStopped = true }
    let key = Name(text: name)
    if let index = positions[key] { return index }
    positions[key] = all.count
    all.append(name)
    return all.count - 1
  }

  private struct Name: Hashable {
    let text: String

    static func == (a: Name, b: Name) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }

    func hash(into hasher: inout Hasher) {
      var text = text
      text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
  }
}
