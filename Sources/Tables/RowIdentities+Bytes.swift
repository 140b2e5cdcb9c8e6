// Whose rows were learnt from, as bytes: names once, then three small numbers a row.
//
// Models, scalers and vocabularies mostly learn from the same rows, and copies have the names of their originals, so
// that names would otherwise be most of a file.

public import Kernels

extension RowIdentities {
  public func encode(into writer: inout ByteWriter) {
    var names = NamePool()
    var rows = ByteWriter()
    encode(into: &rows, &names)
    writer.write(names.all)
    writer.write(rows.bytes)
  }

  /// The rows and what was learnt from which rows, with names as places in `names`.
  func encode(into rows: inout ByteWriter, _ names: inout NamePool) {
    encodeOwn(into: &rows, &names)
    rows.write(learners) { rows, learner in
      rows.write(learner.learner)
      learner.rows.encodeOwn(into: &rows, &names)
    }
  }

  /// Utterance, speaker (0 for none) and copy of each row.
  private func encodeOwn(into writer: inout ByteWriter, _ names: inout NamePool) {
    writer.write(count)
    for row in 0..<count {
      writer.write(small: names.place(of: utterances[row]))
      writer.write(small: speakers[row].map { names.place(of: $0) + 1 } ?? 0)
      writer.write(small: copies[row])
    }
  }

  public init(from reader: inout ByteReader) throws(DamagedBytes) {
    let names = try reader.texts()
    var rows = ByteReader(try reader.data())
    try self.init(from: &rows, names)
    try rows.end()
  }

  init(from rows: inout ByteReader, _ names: [String]) throws(DamagedBytes) {
    let own = try RowIdentities(own: &rows, names)
    let learners = try rows.items(atLeast: 16) { rows throws(DamagedBytes) in
      LearntRows(try rows.text(), try RowIdentities(own: &rows, names))
    }
    self = own.learning(from: learners)
  }

  private init(own reader: inout ByteReader, _ names: [String]) throws(DamagedBytes) {
    self.init(
      try reader.items(atLeast: 3) { reader throws(DamagedBytes) in
        let (utterance, speaker) = (try reader.small(), try reader.small())
        guard names.indices.contains(utterance), speaker >= 0, speaker <= names.count else {
          throw DamagedBytes("a row has the number of a name that is not there")
        }
        return RowIdentity(
          utterance: names[utterance], speaker: speaker == 0 ? nil : names[speaker - 1],
          copy: try reader.small())
      })
  }
}

/// Distinct names in order of their first use. Names are told apart by their bytes: texts that only look alike, as with
/// accents written in two ways, come back as they were.
struct NamePool {
  private(set) var all: [String] = []
  private var places: [Name: Int] = [:]
  private var meter = WorkMeter()
  private var isStopped = false

  /// In a cancelled task any number, so that nobody waits for bytes that nobody wants.
  mutating func place(of name: String) -> Int {
    if isStopped { return 0 }
    if meter.isStopped(after: 100) { isStopped = true }
    let key = Name(text: name)
    if let place = places[key] { return place }
    places[key] = all.count
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
