// Whose rows were learnt from, as bytes: names once, then three small numbers a row.
//
// Models, scalers and vocabularies mostly learn from the same rows, and copies have the names of their originals, so
// that names would otherwise be most of a file.

import Tables

extension RowIdentities {
  func encode(into writer: inout ByteWriter) {
    var names = NamePool()
    var rows = ByteWriter()
    encode(into: &rows, &names)
    rows.write(learners) { rows, learner in
      rows.write(learner.learner)
      learner.rows.encode(into: &rows, &names)
    }
    writer.write(names.all)
    writer.write(rows.bytes)
  }

  /// Utterance, speaker (0 for none) and copy of each row.
  private func encode(into writer: inout ByteWriter, _ names: inout NamePool) {
    writer.write(count)
    for row in 0..<count {
      writer.write(small: names.place(of: utterances[row]))
      writer.write(small: speakers[row].map { names.place(of: $0) + 1 } ?? 0)
      writer.write(small: copies[row])
    }
  }

  init(from reader: inout ByteReader) throws(DamagedBytes) {
    let names = try reader.texts()
    var rows = ByteReader(try reader.data())
    let own = try RowIdentities(from: &rows, names)
    let learners = try rows.items(atLeast: 16) { rows throws(DamagedBytes) in
      LearntRows(try rows.text(), try RowIdentities(from: &rows, names))
    }
    if rows.remaining > 0 { throw DamagedBytes("bytes are left over behind the rows") }
    self = own.learning(from: learners)
  }

  private init(from reader: inout ByteReader, _ names: [String]) throws(DamagedBytes) {
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

/// Distinct names in order of their first use.
private struct NamePool {
  private(set) var all: [String] = []
  private var places: [String: Int] = [:]

  mutating func place(of name: String) -> Int {
    if let place = places[name] { return place }
    places[name] = all.count
    all.append(name)
    return all.count - 1
  }
}

extension ByteWriter {
  /// A whole number in as few bytes as it needs: seven bits a byte, the lowest first, the sign in the lowest bit.
  mutating func write(small value: Int) {
    var rest = UInt64(bitPattern: Int64(value << 1 ^ value >> 63))
    while rest >= 0x80 {
      write(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    write(UInt8(rest))
  }
}

extension ByteReader {
  mutating func small() throws(DamagedBytes) -> Int {
    var (value, shift) = (UInt64(0), UInt64(0))
    while true {
      let byte = try integer(UInt8.self)
      if shift > 63 { throw DamagedBytes("a number has too many bytes") }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { break }
      shift += 7
    }
    return Int(Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1))
  }
}
