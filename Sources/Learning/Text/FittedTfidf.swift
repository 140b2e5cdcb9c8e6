// A fitted TF-IDF vectorizer: the terms, their document frequencies, and the transform of texts.

internal import Basics
package import Kernels
package import Tables

/// A vocabulary and its IDF weights.
package struct FittedTfidf: Sendable {
  /// The settings of the fit.
  package let settings: Tfidf
  /// The columns, in order of code points; the words of a run stand one space apart.
  package let terms: [String]
  /// The document frequency of each term.
  package let documentFrequencies: [Int]
  /// The number of training texts.
  package let documents: Int
  /// The IDF weight of each column; 1 with `useIdf` off.
  package let idf: [Double]
  /// The identities of the training texts, for the leak guard.
  package let provenance: RowIdentities
  /// Digests of the training texts, also for the leak guard; nil for a vocabulary from an old file.
  package let digests: RowDigests?
  private let index: TermIndex

  /// - Precondition: terms are distinct runs of words.
  init(
    settings: Tfidf, terms: [String], documentFrequencies: [Int], documents: Int,
    provenance: RowIdentities, digests: RowDigests?
  ) {
    self.settings = settings
    self.terms = terms
    self.documentFrequencies = documentFrequencies
    self.documents = documents
    self.provenance = provenance
    self.digests = digests
    let more = settings.smoothIdf ? 1.0 : 0
    idf = documentFrequencies.map {
      settings.useIdf ? 1 + Math.log((Double(documents) + more) / (Double($0) + more)) : 1
    }
    index = TermIndex(terms, settings.stopWords)
  }

  /// The identities of the training texts, and those of `rows` that have such a text under another name, unless by
  /// chance.
  package func provenance(among texts: [String?], of rows: RowIdentities) -> RowIdentities {
    provenance.including(rows, at: digests?.equals(inTexts: texts).same ?? [])
  }

  /// A row for each text, with the columns `terms`; unknown words are left out.
  ///
  /// - Throws: `.missing` for a row without a text (an empty text makes an empty row), `Cancelled`.
  package func transform(_ texts: [String?], width: Int = 1) async throws -> SparseRows {
    try requireTexts(texts)
    let parts = try await concurrentMap(textChunks(of: texts.count), width: width) { chunk in
      let tokens = try Tokens(
        texts[textRows(chunk, of: texts.count)], lowercase: settings.lowercase)
      var rows = WeightedRows(self)
      var columns: [UInt64] = []
      for text in 0..<(tokens.starts.count - 1) {
        try checkCancellation()
        columns.removeAll(keepingCapacity: true)
        index.find(tokens, text, settings.ngrams, &columns)
        rows.add(&columns)
      }
      return rows
    }
    return WeightedRows.joined(parts, columns: terms.count)
  }
}

/// The column of each term.
private struct TermIndex: Sendable {
  private var table: TermTable
  /// The column of each term of the table; -1 for one that is only part of longer terms.
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
  func find(_ tokens: Tokens, _ text: Int, _ ngrams: ClosedRange<Int>, _ found: inout [UInt64]) {
    var kept: [Int32] = []
    tokens.bytes.withUnsafeBufferPointer { bytes in
      for index in tokens.of(text) {
        let word = table.known(
          UnsafeBufferPointer(rebasing: bytes[tokens.ranges[index]]), hash: tokens.hashes[index])
        if word < 0 || word >= firstTerm { kept.append(word) }
      }
    }
    var runs = kept
    for length in 1...ngrams.upperBound where length <= kept.count {
      if length > 1 {
        runs.removeLast()
        for position in runs.indices {
          runs[position] = table.known(runs[position], kept[position + length - 1])
        }
      }
      if length < ngrams.lowerBound { continue }
      for run in runs where run >= 0 && columns[Int(run)] >= 0 {
        found.append(UInt64(columns[Int(run)]) << 32 | 1)
      }
    }
  }
}
