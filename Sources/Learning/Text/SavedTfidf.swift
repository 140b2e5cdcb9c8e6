// A vocabulary as a file: settings, number of texts, terms with document frequencies, and the identities of the texts.

package import Basics
import Tables

extension FittedTfidf {
  private static let form = FileHeader(
    magic: "sernbtfi", version: 2, oldest: 1, noun: "saved vocabulary")

  /// The bytes of a file that `init(bytes:)` reads on any machine. IDF weights are not stored: they follow from the
  /// counts.
  package var bytes: [UInt8] {
    var body = ByteWriter()
    body.write(settings, documents, terms, documentFrequencies, provenance, digests)
    return FittedTfidf.form.file(body)
  }

  /// - Throws: `.damaged`.
  package init(bytes: [UInt8]) throws(LearningError) {
    do {
      var (reader, version) = try FittedTfidf.form.versionedBody(of: bytes)
      try self.init(from: &reader, version)
    } catch { throw .damaged(what: "vocabulary", error.why) }
  }

  init(from reader: inout ByteReader, _ version: UInt32 = 2) throws(CorruptData) {
    let settings = try Tfidf(from: &reader)
    let documents = try reader.int(in: 1...Int(Int32.max))
    let terms = try reader.texts()
    let frequencies: [Int] = try reader.read()
    let (provenance, digests) = try reader.learnedRows(version)
    try reader.end()
    if terms.isEmpty || frequencies.count != terms.count {
      throw CorruptData("there is not one count for each term")
    }
    if !frequencies.allSatisfy({ (1...documents).contains($0) }) {
      throw CorruptData("a term is in more texts than there are, or in none")
    }
    for term in terms {
      let words = Array(term.utf8).split(separator: 0x20, omittingEmptySubsequences: false)
      if !settings.ngrams.contains(words.count) || words.contains(where: \.isEmpty) {
        throw CorruptData("a term has another number of words than the settings say")
      }
    }
    for (one, next) in zip(terms, terms.dropFirst())
    where !one.utf8.lexicographicallyPrecedes(next.utf8) {
      throw CorruptData("terms are not distinct and in order")
    }
    self.init(
      settings: settings, terms: terms, documentFrequencies: frequencies, documents: documents,
      provenance: provenance, digests: digests)
  }
}

extension Tfidf: ByteCoded {
  /// Appends the value to `writer`.
  package func encode(into writer: inout ByteWriter) {
    writer.write(sublinearTf, smoothIdf, useIdf, lowercase, binary, norm.rawValue)
    writer.write(ngrams.lowerBound, ngrams.upperBound)
    for bound in [minDf, maxDf] {
      switch bound {
      case .rows(let rows): writer.write(true, rows)
      case .share(let share): writer.write(false, share)
      }
    }
    writer.write(maxFeatures ?? 0)
    switch stopWords {
    case .none: writer.write(UInt8(0))
    case .english: writer.write(UInt8(1))
    case .words(let words): writer.write(UInt8(2), words)
    }
  }

  /// Reads what `encode` wrote.
  package init(from reader: inout ByteReader) throws(CorruptData) {
    sublinearTf = try reader.bool()
    smoothIdf = try reader.bool()
    useIdf = try reader.bool()
    lowercase = try reader.bool()
    binary = try reader.bool()
    norm = try reader.choice(else: "a norm is of no known sort")
    let least = try reader.int(in: 1...10)
    ngrams = least...(try reader.int(in: least...10))
    minDf = try Documents(from: &reader)
    maxDf = try Documents(from: &reader)
    let most = try reader.int(in: 0...Int.max)
    maxFeatures = most == 0 ? nil : most
    switch try reader.integer(UInt8.self) {
    case 0: stopWords = .none
    case 1: stopWords = .english
    case 2: stopWords = .words(try reader.texts())
    default: throw CorruptData("stop words are of no known sort")
    }
    do { try check() } catch { throw CorruptData("a setting is out of its range") }
  }
}

extension Tfidf.Documents {
  fileprivate init(from reader: inout ByteReader) throws(CorruptData) {
    self = try reader.bool() ? .rows(try reader.int()) : .share(try reader.double())
  }
}
