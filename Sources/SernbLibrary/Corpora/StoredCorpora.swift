// Corpora and streams of clips as stored values, without the sound.
//
// Paths are kept as the notebook names them, so that a store can move with its project.

package import Audio
package import Basics
package import Corpora
import SernbRuntime
import Tables

extension CorpusValue: StoredObject {
  func encode(into writer: inout ByteWriter) {
    writer.write(name, title, folders, isSynthetic, labels, utterances)
    writer.write(problems) {
      $0.write($1.severity.rawValue, $1.kind, $1.location, $1.description, $1.message)
    }
  }

  init(from reader: inout ByteReader) throws(CorruptData) {
    (name, title) = (try reader.text(), try reader.text())
    folders = try reader.read()
    isSynthetic = try reader.bool()
    labels = try reader.read()
    utterances = try reader.read()
    problems = try reader.items(atLeast: 40) { reader throws(CorruptData) in
      try Remark(
        severity: reader.choice(else: "a problem is of no known weight"), kind: reader.read(),
        location: reader.read(), description: reader.read(), message: reader.read())
    }
  }
}

extension EmotionLabel: ByteCoded {
  package func encode(into writer: inout ByteWriter) { writer.write(code, word) }

  package init(from reader: inout ByteReader) throws(CorruptData) {
    self.init(try reader.text(), try reader.text())
  }
}

extension Utterance: ByteCoded {
  package func encode(into writer: inout ByteWriter) {
    writer.write(id, audio, speaker, label, sex?.rawValue, session, dialog, transcript, sentence)
    writer.write(intensity, recording, start, end, valence, activation, dominance)
    writer.write(annotations, ratings, location.path, location.line)
  }

  package init(from reader: inout ByteReader) throws(CorruptData) {
    let (id, audio) = (try reader.text(), try reader.text())
    let speaker: String? = try reader.read()
    let label = try reader.text()
    var sex: Sex?
    if let name: String = try reader.read() {
      guard let known = Sex(rawValue: name) else { throw CorruptData("a speaker has no known sex") }
      sex = known
    }
    var text: [String?] = []
    for _ in 0..<6 { text.append(try reader.read()) }
    var number: [Double?] = []
    for _ in 0..<5 { number.append(try reader.read()) }
    try self.init(
      id: id, audio: audio, start: number[0], end: number[1], speaker: speaker, sex: sex,
      session: text[0], dialog: text[1], label: label, valence: number[2],
      activation: number[3], dominance: number[4], transcript: text[2], sentence: text[3],
      intensity: text[4], recording: text[5], annotations: reader.read(), ratings: reader.read(),
      location: SourceLocation(reader.read(), line: reader.int(in: 0...Int(Int32.max))))
  }
}

extension Annotation: ByteCoded {
  package func encode(into writer: inout ByteWriter) {
    writer.write(annotator, categories, comment)
  }

  package init(from reader: inout ByteReader) throws(CorruptData) {
    try self.init(annotator: reader.read(), categories: reader.read(), comment: reader.read())
  }
}

extension AttributeRating: ByteCoded {
  package func encode(into writer: inout ByteWriter) {
    writer.write(annotator, valence, activation, dominance)
  }

  package init(from reader: inout ByteReader) throws(CorruptData) {
    try self.init(
      annotator: reader.read(), valence: reader.read(), activation: reader.read(),
      dominance: reader.read())
  }
}

extension AudioSource: ByteCoded {
  package func encode(into writer: inout ByteWriter) {
    writer.write(path, start, end, rate, channel)
  }

  package init(from reader: inout ByteReader) throws(CorruptData) {
    try self.init(
      path: reader.read(), start: reader.read(), end: reader.read(), rate: reader.read(),
      channel: reader.read())
  }
}

extension ClipsValue: StoredObject {
  func encode(into writer: inout ByteWriter) { writer.write(sources, table) }

  init(from reader: inout ByteReader) throws(CorruptData) {
    sources = try reader.read()
    table = try reader.read()
    guard sources.count == table.rowCount else {
      throw CorruptData("a stream has not one clip for each row")
    }
  }
}
