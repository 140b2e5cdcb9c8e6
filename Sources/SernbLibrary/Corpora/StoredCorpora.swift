// Corpora and streams of clips as stored values, without the sound.
//
// Paths are kept as the notebook names them, so that a store can move with its project.

import Audio
import Basics
import Corpora
import SernbRuntime
import Tables

extension CorpusValue: StoredObject {
  func encode(into writer: inout ByteWriter) {
    writer.write(corpus.name)
    writer.write(folder)
    writer.write(isSynthetic)
    writer.write(utterances) { $1.encode(into: &$0) }
    writer.write(problems) { writer, problem in
      writer.write(problem.severity.rawValue)
      for text in [problem.kind, problem.location, problem.description, problem.message] {
        writer.write(text)
      }
    }
  }

  init(from reader: inout ByteReader) throws(CorruptData) {
    let name = try reader.text()
    guard let corpus = Corpus.named(name) else {
      throw CorruptData("I know no corpus of the kind `\(name)`")
    }
    self.corpus = corpus
    folder = try reader.text()
    isSynthetic = try reader.bool()
    utterances = try reader.items(atLeast: 100) { reader throws(CorruptData) in
      try Utterance(from: &reader)
    }
    problems = try reader.items(atLeast: 40) { reader throws(CorruptData) in
      guard let severity = ProblemSeverity(rawValue: try reader.int()) else {
        throw CorruptData("a problem is of no known weight")
      }
      return Remark(
        severity: severity, kind: try reader.text(), location: try reader.text(),
        description: try reader.text(), message: try reader.text())
    }
  }
}

extension Utterance {
  fileprivate func encode(into writer: inout ByteWriter) {
    for text in [id, audio, speaker, label] { writer.write(text) }
    for text in [sex?.rawValue, session, dialog, transcript, sentence, intensity, recording] {
      writer.write(optional: text) { $0.write($1) }
    }
    for number in [start, end, valence, activation, dominance] {
      writer.write(optional: number) { $0.write($1) }
    }
    writer.write(annotations) { writer, annotation in
      writer.write(annotation.annotator)
      writer.write(annotation.categories)
      writer.write(annotation.comment)
    }
    writer.write(ratings) { writer, rating in
      writer.write(rating.annotator)
      for number in [rating.valence, rating.activation, rating.dominance] {
        writer.write(optional: number) { $0.write($1) }
      }
    }
    writer.write(location.path)
    writer.write(location.line)
  }

  fileprivate init(from reader: inout ByteReader) throws(CorruptData) {
    func text() throws(CorruptData) -> String? {
      try reader.optional { reader throws(CorruptData) in try reader.text() }
    }
    func number() throws(CorruptData) -> Double? {
      try reader.optional { reader throws(CorruptData) in try reader.double() }
    }
    let (id, audio) = (try reader.text(), try reader.text())
    let (speaker, label) = (try reader.text(), try reader.text())
    var sex: Sex?
    if let word = try text() {
      guard let known = Sex(rawValue: word) else {
        throw CorruptData("a speaker has no known sex")
      }
      sex = known
    }
    let (session, dialog, transcript) = (try text(), try text(), try text())
    let (sentence, intensity, recording) = (try text(), try text(), try text())
    let (start, end) = (try number(), try number())
    let (valence, activation, dominance) = (try number(), try number(), try number())
    let annotations = try reader.items(atLeast: 24) { reader throws(CorruptData) in
      Annotation(
        annotator: try reader.text(), categories: try reader.texts(), comment: try reader.text())
    }
    let ratings = try reader.items(atLeast: 11) { reader throws(CorruptData) in
      func number() throws(CorruptData) -> Double? {
        try reader.optional { reader throws(CorruptData) in try reader.double() }
      }
      return AttributeRating(
        annotator: try reader.text(), valence: try number(), activation: try number(),
        dominance: try number())
    }
    let path = try reader.text()
    self.init(
      id: id, audio: audio, start: start, end: end, speaker: speaker, sex: sex, session: session,
      dialog: dialog, label: label, valence: valence, activation: activation, dominance: dominance,
      transcript: transcript, sentence: sentence, intensity: intensity, recording: recording,
      annotations: annotations,
      ratings: ratings, location: SourceLocation(path, line: try reader.int(in: 0...Int(Int32.max)))
    )
  }
}

extension ClipsValue: StoredObject {
  func encode(into writer: inout ByteWriter) {
    writer.write(sources) { writer, source in
      writer.write(source.path)
      for number in [source.start, source.end, source.rate] {
        writer.write(optional: number) { $0.write($1) }
      }
    }
    table.encode(into: &writer)
  }

  init(from reader: inout ByteReader) throws(CorruptData) {
    sources = try reader.items(atLeast: 11) { reader throws(CorruptData) in
      func number() throws(CorruptData) -> Double? {
        try reader.optional { reader throws(CorruptData) in try reader.double() }
      }
      return AudioSource(
        path: try reader.text(), start: try number(), end: try number(), rate: try number())
    }
    table = try Table(from: &reader)
    guard sources.count == table.rowCount else {
      throw CorruptData("a stream has not one clip for each row")
    }
  }
}
