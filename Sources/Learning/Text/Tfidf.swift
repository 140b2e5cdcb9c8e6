// The settings of a TF-IDF vectorizer, as scikit-learn's `TfidfVectorizer`.

internal import Basics
package import Kernels
package import Tables

/// Turns texts into rows of TF-IDF weights of words and n-grams.
///
/// A word is a run of two or more letters, digits or underscores, as scikit-learn's `(?u)\b\w\w+\b`. With `useIdf` off
/// and no norm the rows are plain counts (`CountVectorizer`).
package struct Tfidf: Sendable, Hashable {
  /// A bound on document frequencies.
  enum Documents: Sendable, Hashable {
    /// 1 or more.
    case rows(Int)
    /// A share of all training texts, 0 to 1.
    case share(Double)
  }

  /// The norm that scales each row to 1.
  package enum Norm: String, Sendable, Hashable, CaseIterable {
    /// Its values add up to 1.
    case l1
    /// Its squares add up to 1.
    case l2
    case none
  }

  /// Counts become 1 + ln count.
  var sublinearTf = false
  /// As if one more text had every word, so that no word is infinitely rare.
  var smoothIdf = true
  /// Values are multiplied by 1 + ln(rows / rows with the word).
  var useIdf = true
  /// The norm of each row.
  package var norm = Norm.l2
  /// The lengths of n-grams: `1...2` is words and pairs. 1 to 10.
  package var ngrams = 1...1
  /// Terms in fewer rows are left out.
  var minDf = Documents.rows(1)
  /// Terms in more rows are left out.
  var maxDf = Documents.share(1)
  /// Keeps only the most frequent of the remaining terms, counted over all texts; ties by order. `nil`
  /// keeps all.
  var maxFeatures: Int?
  /// Removed before n-grams are made: "not at home" has the pair "not home" without "at".
  package var stopWords = StopWords.none
  var lowercase = true
  /// Counts above 1 become 1.
  package var binary = false

  /// The default settings.
  package init() {}

  /// The setting of the published system: words and pairs in at least five texts, sublinear, without English stop
  /// words.
  package static var published: Tfidf {
    var settings = Tfidf()
    settings.sublinearTf = true
    settings.minDf = .rows(5)
    settings.ngrams = 1...2
    settings.stopWords = .english
    return settings
  }

  /// Fits the vocabulary and document frequencies of texts.
  ///
  /// - Parameter provenance: the identities of the texts.
  /// - Throws: `.noRows`, `.missing` for a row without a text (an empty text is one), `.setting`, `.emptyVocabulary`,
  ///   `Cancelled`.
  package func fit(
    _ texts: [String?], provenance: RowIdentities = RowIdentities(), width: Int = 1
  ) async throws -> FittedTfidf {
    try await learn(texts, provenance: provenance, width: width).fitted
  }

  /// `fit`, and the rows of the same texts in one pass.
  package func fitTransform(
    _ texts: [String?], provenance: RowIdentities = RowIdentities(), width: Int = 1
  ) async throws -> (fitted: FittedTfidf, rows: SparseRows) {
    let (fitted, counted, columns) = try await learn(texts, provenance: provenance, width: width)
    let chunks = try await concurrentMap(textChunks(of: texts.count), width: width) { chunk in
      try checkCancellation()
      var rows = WeightedRows(fitted)
      for row in textRows(chunk, of: texts.count) { rows.add(counted[row], columns) }
      return rows
    }
    return (fitted, WeightedRows.joined(chunks, columns: fitted.terms.count))
  }

  /// - Throws: `.setting` for the first setting out of its range.
  func check() throws(LearningError) {
    func refuse(_ name: String, _ found: String, _ wanted: String) -> LearningError {
      .setting(name, of: "TF-IDF", found: found, wanted: wanted)
    }
    if ngrams.lowerBound < 1 || ngrams.upperBound > 10 {
      throw refuse(
        "ngrams", "\(ngrams.lowerBound) to \(ngrams.upperBound)", "a range within 1 to 10")
    }
    for (name, bound) in [("min_df", minDf), ("max_df", maxDf)] {
      switch bound {
      case .rows(let rows):
        if rows < 1 { throw refuse(name, "\(rows)", "a count of rows, at least 1") }
      case .share(let share):
        if !(share >= 0 && share <= 1) {
          throw refuse(name, numberText(share), "a share of the rows from 0 to 1")
        }
      }
    }
    if let maxFeatures, maxFeatures < 1 {
      throw refuse("max_features", "\(maxFeatures)", "1 or more")
    }
  }
}

extension Tfidf.Documents {
  /// How many of `count` rows these are; a share of them need not be whole.
  func rows(of count: Int) -> Double {
    switch self {
    case .rows(let rows): Double(rows)
    case .share(let share): share * Double(count)
    }
  }
}

/// Texts are processed in chunks of fixed size for any width.
private let chunkSize = 256

func textChunks(of count: Int) -> Int { (count + chunkSize - 1) / chunkSize }

func textRows(_ chunk: Int, of count: Int) -> Range<Int> {
  (chunk * chunkSize)..<min(count, (chunk + 1) * chunkSize)
}
