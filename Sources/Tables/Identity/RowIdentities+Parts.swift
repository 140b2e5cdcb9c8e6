// Row identities in the store: names, speakers and other names, each a part of its own.

package import Basics

extension RowIdentities {
  func encodeParts(into writer: inout ByteWriter) {
    encodeOwnParts(into: &writer)
    writer.write(learners) { writer, learner in
      writer.write(learner.learner)
      learner.rows.encodeOwnParts(into: &writer)
      writer.write(learner.role.rawValue, learner.columns)
    }
  }

  private func encodeOwnParts(into writer: inout ByteWriter) {
    writer.write(part: utterances)
    writer.write(part: speakers)
    writer.write(copies.areZero)
    if !copies.areZero {
      writer.write(part: WordsPart(copies.map { UInt64(bitPattern: Int64($0)) }))
    }
    let (namings, aliases) = stored
    writer.write(packed: namings.map { UInt32($0.rawValue) })
    writer.write(aliases) { $0.write(part: WordsPart($1)) }
  }

  init(parts reader: inout ByteReader) throws(CorruptData) {
    let own = try RowIdentities(ownParts: &reader)
    let learners = try reader.items(atLeast: 16) { reader throws(CorruptData) in
      var learner = TrainingProvenance(try reader.text(), try RowIdentities(ownParts: &reader))
      learner.role = try reader.choice(else: "rows were used in no known way")
      learner.columns = try reader.read()
      return learner
    }
    self = own.adding(provenance: learners)
  }

  private init(ownParts reader: inout ByteReader) throws(CorruptData) {
    let names: RowNames = try reader.part()
    let speakers: TextArray = try reader.part()
    let copies: [Int] =
      try reader.bool()
      ? [] : reader.part(WordsPart.self).words.map { Int(Int64(bitPattern: $0)) }
    let namings = try reader.packed().map { number throws(CorruptData) in
      guard let naming = UInt8(exactly: number).flatMap(RowNaming.init) else {
        throw CorruptData("a row is named after nothing known")
      }
      return naming
    }
    let aliases = try reader.items { reader throws(CorruptData) in
      try reader.part(WordsPart.self).words
    }
    guard speakers.count == names.count, copies.isEmpty || copies.count == names.count,
      namings.isEmpty || namings.count == names.count,
      aliases.allSatisfy({ $0.count == names.count })
    else { throw CorruptData("there is not one name for each row") }
    self.init(
      names: names, speakers: speakers, copies: copies, namings: namings, aliases: aliases)
  }
}

extension RowNames: StoredPart {
  package static let kind = "names"

  /// The same for names that are kept as texts and as numbers.
  package var isLarge: Bool {
    if count * 4 >= Self.least { return true }
    return indices.reduce(0) { $0 + withBytes($1) { $0.count } } >= Self.least
  }

  package var memory: Int {
    switch storage {
    case .texts(let texts): texts.memory
    case .numbered(let names): names.sourceOfRow.count * 4 + names.numbers.count * 4
    }
  }

  package var owner: PartOwner? {
    switch storage {
    case .texts(let texts):
      PartOwner(
        texts.codes.isEmpty ? nil : texts.codes._owner, kind: Self.kind, others: [texts.pool])
    case .numbered(let names):
      switch names.numbers {
      // The list of sources is shared by all rows of a file.
      case .upTo(let count): PartOwner(names.sources._owner, kind: "\(Self.kind) to \(count)")
      case .each(let numbers):
        numbers.isEmpty
          ? nil
          : PartOwner(
            numbers._owner, kind: Self.kind,
            others: [names.sources._owner, names.sourceOfRow._owner].compactMap(\.self))
      }
    }
  }

  package var nested: [any StoredPart] {
    if case .texts(let texts) = storage { texts.nested } else { [] }
  }

  /// The same for names that are kept as texts and as numbers.
  package func content(_ take: (UnsafeRawBufferPointer) -> Void) {
    switch storage {
    case .texts(let texts): texts.content(take)
    case .numbered(let names):
      var block = PartBlock()
      // The longest number has ten digits.
      var sources = names.beginnings.map { Array($0.utf8) + [UInt8](repeating: 0, count: 10) }
      for row in indices {
        let source = names.sourceOfRow.isEmpty ? 0 : Int(names.sourceOfRow[row])
        var (digits, limit) = (1, 10)
        let number = names.numbers[row]
        while number >= limit { (digits, limit) = (digits + 1, limit * 10) }
        sources[source].withUnsafeMutableBufferPointer { name in
          let end = name.count - 10 + digits
          var rest = number
          for index in 1...digits {
            name[end - index] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
          }
          block.add(
            length: UInt32(truncatingIfNeeded: end), UnsafeBufferPointer(rebasing: name[..<end]),
            take)
        }
      }
      block.end(take)
    }
  }

  package func encode(into writer: inout ByteWriter) {
    // In place, equal names are written as the same bytes.
    guard case .numbered(let names) = storage, writer.isPart else {
      writer.write(false)
      return texts.encode(into: &writer)
    }
    writer.write(true)
    writer.write(names.sources)
    writer.write(packed: names.sourceOfRow)
    writer.write(packed: names.numbers.all)
  }

  package init(from reader: inout ByteReader) throws(CorruptData) {
    guard try reader.bool() else {
      let texts = try TextArray(from: &reader)
      guard texts.missingCount == 0 else { throw CorruptData("a row has no name") }
      self.init(texts)
      return
    }
    let sources = try reader.texts()
    let sourceOfRow = try reader.packed()
    let numbers = try reader.packed()
    guard !sources.isEmpty, sourceOfRow.isEmpty || sourceOfRow.count == numbers.count,
      sourceOfRow.allSatisfy({ Int($0) < sources.count })
    else { throw CorruptData("there is not one name for each row") }
    let countsUp = zip(numbers, 1...).allSatisfy { Int($0) == $1 }
    self.init(
      NumberedNames(
        sources: sources, sourceOfRow: sourceOfRow,
        numbers: countsUp ? .upTo(numbers.count) : .each(numbers)))
  }
}
