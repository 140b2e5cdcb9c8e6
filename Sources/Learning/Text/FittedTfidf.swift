// What was learnt of texts: the terms, how many texts have each, and how any text becomes a row of them.

internal import Basics
public import Kernels
public import Tables

/// A vocabulary and its weights.
public struct FittedTfidf: Sendable {
  public let settings: Tfidf
  /// The columns, in order of code points; the words of a run stand one space apart.
  public let terms: [String]
  /// How many of the texts learnt from have each term.
  public let documentFrequencies: [Int]
  /// How many texts were learnt from.
  public let documents: Int
  /// By what each column is multiplied; 1 with `useIdf` off.
  public let idf: [Double]
  /// Whose texts were learnt from, for the leak guard.
  public let seen: RowIdentities
  /// What those texts are, for the same; nil for a vocabulary of an old file.
  public let digests: RowDigests?
  private let index: TermIndex

  /// - Precondition: terms are distinct runs of words.
  init(
    settings: Tfidf, terms: [String], documentFrequencies: [Int], documents: Int,
    seen: RowIdentities, digests: RowDigests?
  ) {
    self.settings = settings
    self.terms = terms
    self.documentFrequencies = documentFrequencies
    self.documents = documents
    self.seen = seen
    self.digests = digests
    let more = settings.smoothIdf ? 1.0 : 0
    idf = documentFrequencies.map {
      settings.useIdf ? 1 + Maths.log((Double(documents) + more) / (Double($0) + more)) : 1
    }
    index = TermIndex(terms, settings.stopWords)
  }

  /// Whose texts were learnt from, and who of `rows` has such a text under another name, if that is not by chance.
  public func seen(among texts: [String?], of rows: RowIdentities) -> RowIdentities {
    seen.including(rows, at: digests?.equals(inTexts: texts).same ?? [])
  }

  /// A row for each text, with the columns `terms`; words that are new have none.
  ///
  /// - Throws: `.missing` for a row without a text (an empty text makes an empty row), `Cancelled`.
  public func transform(_ texts: [String?], width: Int = 1) async throws -> SparseRows {
    try requireTexts(texts)
    let parts = try await concurrentMap(textChunks(of: texts.count), width: width) { chunk in
      let words = try Words(texts[textRows(chunk, of: texts.count)], lowercase: settings.lowercase)
      var rows = WeighedRows(self)
      var columns: [UInt64] = []
      for text in 0..<(words.starts.count - 1) {
        try checkCancellation()
        columns.removeAll(keepingCapacity: true)
        index.find(words, text, settings.ngrams, &columns)
        rows.add(&columns)
      }
      return rows
    }
    return WeighedRows.joined(parts, columns: terms.count)
  }
}

/// Which words make which column.
private struct TermIndex: Sendable {
  private var table: TermTable
  /// Of each term of the table its column: -1 if it is but the beginning of one or a word of one.
  private var columns: [Int32] = []
  private let firstTerm: Int32

  init(_ terms: [String], _ stopWords: StopWords) {
    table = TermTable(words: stopWords.list)
    firstTerm = Int32(table.count)
    columns = [Int32](repeating: -1, count: table.count)
    for (column, term) in terms.enumerated() {
      var run: Int32 = -1
      for word in Array(term.utf8).split(separator: 0x20) {
        let number = table.word(word)
        run = run < 0 ? number : table.run(run, number)
      }
      columns.append(contentsOf: repeatElement(-1, count: table.count - columns.count))
      if run >= 0 { columns[Int(run)] = Int32(column) }
    }
  }

  /// Appends a column in the high half and a count of 1 in the low one for each term of a text that has a column.
  func find(
    _ words: Words, _ text: Int, _ ngrams: ClosedRange<Int>, _ found: inout [UInt64]
  ) {
    var kept: [Int32] = []
    words.bytes.withUnsafeBufferPointer { bytes in
      for index in words.words(text) {
        let word = table.known(
          UnsafeBufferPointer(rebasing: bytes[words.ranges[index]]), hash: words.hashes[index])
        if word < 0 || word >= firstTerm { kept.append(word) }
      }
    }
    var runs = kept
    for length in 1...ngrams.upperBound where length <= kept.count {
      if length > 1 {
        runs.removeLast()
        for place in runs.indices {
          runs[place] = table.known(runs[place], kept[place + length - 1])
        }
      }
      if length < ngrams.lowerBound { continue }
      for run in runs where run >= 0 && columns[Int(run)] >= 0 {
        found.append(UInt64(columns[Int(run)]) << 32 | 1)
      }
    }
  }
}
