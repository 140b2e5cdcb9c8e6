// Fitting a vocabulary: counting terms, applying the bounds, and ordering the columns.

import Basics
import Tables

/// How often each text has each of its terms.
struct TermCounts: Sendable {
  /// A term in the high half, its count in the low one, text by text.
  var entries: [UInt64] = []
  var starts = [0]

  subscript(row: Int) -> ArraySlice<UInt64> { entries[starts[row]..<starts[row + 1]] }
}

extension Tfidf {
  /// The fitted vectorizer, the term counts, and the column of each term, -1 for those left out.
  func learn(
    _ texts: [String?], provenance: RowIdentities, width: Int
  ) async throws -> (fitted: FittedTfidf, counted: TermCounts, columns: [Int32]) {
    try check()
    if texts.isEmpty { throw LearningError.noRows(verb: "fit") }
    try requireTexts(texts)
    let words = try await concurrentMap(textChunks(of: texts.count), width: width) { chunk in
      try Tokens(texts[textRows(chunk, of: texts.count)], lowercase: lowercase)
    }
    var vocabulary = Vocabulary(stopWords)
    for chunk in words {
      for text in 0..<(chunk.starts.count - 1) {
        try checkCancellation()
        vocabulary.count(chunk, text, ngrams)
      }
    }
    let kept = try keptTerms(vocabulary, texts.count)
    let (terms, order) = try vocabulary.sorted(kept)
    var columns = [Int32](repeating: -1, count: vocabulary.terms.count)
    for (column, term) in order.enumerated() { columns[Int(term)] = Int32(column) }
    let fitted = FittedTfidf(
      settings: self, terms: terms,
      documentFrequencies: order.map { Int(vocabulary.met[Int($0)].documents) },
      documents: texts.count, provenance: provenance,
      digests: RowDigests(texts: texts, rows: provenance))
    return (fitted, vocabulary.counted, columns)
  }

  /// The terms between both bounds, the most frequent of them if there are too many.
  private func keptTerms(_ vocabulary: Vocabulary, _ rows: Int) throws -> [Int32] {
    let (least, most) = (minDf.rows(of: rows), maxDf.rows(of: rows))
    if most < least {
      throw LearningError.setting(
        "max_df", of: "TF-IDF", found: "\(numberText(most)) rows",
        wanted: "at least `min_df`, which is \(numberText(least)) rows")
    }
    let met = vocabulary.met
    let kept = met.indices.filter {
      let documents = Double(met[$0].documents)
      return documents > 0 && documents >= least && documents <= most
    }.map { Int32($0) }
    if kept.isEmpty { throw LearningError.emptyVocabulary(terms: met.count { $0.documents > 0 }) }
    guard let maxFeatures, maxFeatures < kept.count else { return kept }
    let totals = met.map { binary ? $0.documents : $0.total }
    // Sorted by name first, so that ties in frequency keep the first by name.
    let named = try vocabulary.sorted(kept).order
    let ranked = named.indices.sorted { a, b in
      let (x, y) = (totals[Int(named[a])], totals[Int(named[b])])
      return x != y ? x > y : a < b
    }
    return ranked.prefix(maxFeatures).map { named[$0] }
  }
}

/// - Throws: `.missing` if a row has no text.
func requireTexts(_ texts: [String?]) throws(LearningError) {
  let missing = texts.indices.filter { texts[$0] == nil }
  if !missing.isEmpty {
    throw .missing(what: "text", rows: missing.prefix(5).map { $0 + 1 }, total: missing.count)
  }
}

/// The occurrences of a term.
private struct TermOccurrences {
  /// Its document frequency.
  var documents: Int32 = 0
  /// How often it occurs.
  var total: Int32 = 0
  /// The last text that had it, from 1, and its index in the counts.
  var stamp: Int32 = 0
  var position = 0
}

/// The terms counted so far.
private struct Vocabulary {
  private(set) var terms: TermTable
  private(set) var counted = TermCounts()
  /// One per term.
  private(set) var met: [TermOccurrences] = []
  /// Terms with smaller numbers are stop words.
  private let firstTerm: Int32
  private var kept: [Int32] = []
  private var runs: [Int32] = []

  init(_ stopWords: StopWords) {
    terms = TermTable(words: stopWords.list)
    firstTerm = Int32(terms.count)
    grow()
  }

  /// Counts the terms of the next text.
  mutating func count(_ tokens: Tokens, _ text: Int, _ ngrams: ClosedRange<Int>) {
    kept.removeAll(keepingCapacity: true)
    tokens.bytes.withUnsafeBufferPointer { bytes in
      for index in tokens.of(text) {
        let word = terms.word(
          UnsafeBufferPointer(rebasing: bytes[tokens.ranges[index]]), hash: tokens.hashes[index])
        if word >= firstTerm { kept.append(word) }
      }
    }
    grow()
    let stamp = Int32(counted.starts.count)
    runs.removeAll(keepingCapacity: true)
    runs += kept
    for length in 1...ngrams.upperBound where length <= kept.count {
      if length > 1 {
        // runs[i] has the words i ..< i + length - 1 and gets one more.
        runs.removeLast()
        for position in runs.indices {
          runs[position] = terms.run(runs[position], kept[position + length - 1])
        }
        grow()
      }
      if length < ngrams.lowerBound { continue }
      met.withUnsafeMutableBufferPointer { met in
        // Every n-gram is a term with an entry in `met`.
        for term in runs {
          met[Int(term)].total += 1
          if met[Int(term)].stamp == stamp {
            counted.entries[met[Int(term)].position] += 1
          } else {
            met[Int(term)].stamp = stamp
            met[Int(term)].position = counted.entries.count
            met[Int(term)].documents += 1
            counted.entries.append(UInt64(term) << 32 | 1)
          }
        }
      }
    }
    counted.starts.append(counted.entries.count)
  }

  private mutating func grow() {
    met.append(contentsOf: repeatElement(TermOccurrences(), count: terms.count - met.count))
  }

  /// The names of terms and their numbers, in order of code points, which is that of the bytes of UTF-8.
  ///
  /// - Throws: `Cancelled`.
  func sorted(_ kept: [Int32]) throws -> (names: [String], order: [Int32]) {
    var bytes: [UInt8] = []
    let entries = kept.map { term in
      let start = bytes.count
      terms.spell(term, into: &bytes)
      return (key: leadingBytes(bytes[start...]), range: start..<bytes.count, term: term)
    }
    var compared = 0
    let sorted = try entries.sorted { a, b in
      compared += 1
      if compared & 0xFFFF == 0 { try checkCancellation() }
      return a.key != b.key
        ? a.key < b.key : bytes[a.range].lexicographicallyPrecedes(bytes[b.range])
    }
    return (sorted.map { String(decoding: bytes[$0.range], as: UTF8.self) }, sorted.map(\.term))
  }
}

/// The first eight bytes as one number with the same order; no word has a byte of 0.
private func leadingBytes(_ bytes: ArraySlice<UInt8>) -> UInt64 {
  var key: UInt64 = 0
  var position = bytes.startIndex
  for _ in 0..<8 {
    key = key << 8 | (position < bytes.endIndex ? UInt64(bytes[position]) : 0)
    position += 1
  }
  return key
}
