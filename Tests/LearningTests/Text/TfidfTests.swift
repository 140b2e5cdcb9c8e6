// TF-IDF against scikit-learn's, on plain and strange texts, and against a slow obvious version.

import Basics
import Kernels
import Tables
import Testing
import TestSupport

@testable import Learning

private struct TextFixture: Decodable {
  struct Case: Decodable {
    let name, texts: String
    let settings: Settings
    let terms: [String]
    let idf: [Double]?
    let rows, other: Rows
  }
  struct Rows: Decodable {
    let starts: [Int]
    let indices: [Int32]
    let values: [Double]
  }
  struct Settings: Decodable {
    let sublinear_tf, smooth_idf, use_idf, lowercase, binary: Bool?
    let norm: String?
    let hasNorm: Bool
    let ngram_range: [Int]?
    let min_df, max_df: Double?
    let max_features: Int?
    let stop_words: StopWords

    enum Key: String, CodingKey, CaseIterable {
      case sublinear_tf, smooth_idf, use_idf, lowercase, binary, norm, ngram_range, min_df, max_df,
        max_features, stop_words
    }

    init(from decoder: any Decoder) throws {
      let box = try decoder.container(keyedBy: Key.self)
      sublinear_tf = try box.decodeIfPresent(Bool.self, forKey: .sublinear_tf)
      smooth_idf = try box.decodeIfPresent(Bool.self, forKey: .smooth_idf)
      use_idf = try box.decodeIfPresent(Bool.self, forKey: .use_idf)
      lowercase = try box.decodeIfPresent(Bool.self, forKey: .lowercase)
      binary = try box.decodeIfPresent(Bool.self, forKey: .binary)
      norm = try box.decodeIfPresent(String.self, forKey: .norm)
      hasNorm = box.contains(.norm)
      ngram_range = try box.decodeIfPresent([Int].self, forKey: .ngram_range)
      min_df = try box.decodeIfPresent(Double.self, forKey: .min_df)
      max_df = try box.decodeIfPresent(Double.self, forKey: .max_df)
      max_features = try box.decodeIfPresent(Int.self, forKey: .max_features)
      if let words = try? box.decode([String].self, forKey: .stop_words) {
        stop_words = .words(words)
      } else {
        stop_words = box.contains(.stop_words) ? .english : .none
      }
    }

    var tfidf: Tfidf {
      var settings = Tfidf()
      settings.sublinearTf = sublinear_tf ?? settings.sublinearTf
      settings.smoothIdf = smooth_idf ?? settings.smoothIdf
      settings.useIdf = use_idf ?? settings.useIdf
      settings.lowercase = lowercase ?? settings.lowercase
      settings.binary = binary ?? settings.binary
      if hasNorm { settings.norm = norm.flatMap(Tfidf.Norm.init) ?? .none }
      if let ngram_range { settings.ngrams = ngram_range[0]...ngram_range[1] }
      let bound = { (value: Double) in
        value >= 1 ? Tfidf.Documents.rows(Int(value)) : .share(value)
      }
      settings.minDf = min_df.map(bound) ?? settings.minDf
      settings.maxDf = max_df.map(bound) ?? settings.maxDf
      settings.maxFeatures = max_features
      settings.stopWords = stop_words
      return settings
    }
  }
  let strange, plain, new, stopWords: [String]
  let cases: [Case]
}

private func expectSame(_ found: SparseRows, _ wanted: TextFixture.Rows, _ context: String) {
  #expect(found.starts == wanted.starts, "\(context)")
  #expect(found.indices == wanted.indices, "\(context)")
  expectClose(found.values, wanted.values, absolute: 1e-12, context)
}

@Suite(.timeLimit(.minutes(30))) struct TfidfTests {
  @Test func scikitLearnSaysTheSame() async throws {
    let wanted = try fixture("text.json", as: TextFixture.self)
    #expect(wanted.cases.count == 10)
    for entry in wanted.cases {
      let texts = entry.texts == "plain" ? wanted.plain : wanted.strange
      let (fitted, rows) = try await entry.settings.tfidf.fitTransform(texts)
      #expect(
        fitted.terms.map { Array($0.utf8) } == entry.terms.map { Array($0.utf8) }, "\(entry.name)")
      if let idf = entry.idf {
        expectClose(fitted.idf, idf, absolute: 3e-13, entry.name)
      }
      expectSame(rows, entry.rows, entry.name)
      expectSame(try await fitted.transform(texts), entry.rows, "\(entry.name), transformed")
      expectSame(try await fitted.transform(wanted.new), entry.other, "\(entry.name), new texts")
      // What is saved and read does the same.
      let read = try FittedTfidf(bytes: fitted.bytes)
      #expect(read.bytes == fitted.bytes && read.settings == fitted.settings)
      #expect(read.idf == fitted.idf && read.documentFrequencies == fitted.documentFrequencies)
      #expect(try await read.transform(texts) == rows)
    }
  }

  @Test func stopWordsAreThoseOfScikitLearn() throws {
    let wanted = try fixture("text.json", as: TextFixture.self).stopWords
    #expect(wanted.count == 318)
    #expect(StopWords.english.list == wanted)
  }

  /// As scikit-learn does it, with strings and dictionaries.
  private func naiveCounts(
    _ texts: [String], _ settings: Tfidf
  ) -> (terms: [String], counts: [[String: Int]]) {
    let stop = Set(settings.stopWords.list)
    let counts = texts.map { text in
      var words = text.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "_") }
        .map(String.init).filter { $0.count > 1 && !stop.contains($0) }
      words = words.filter { !$0.isEmpty }
      var counts: [String: Int] = [:]
      for length in settings.ngrams where length <= words.count {
        for start in 0...(words.count - length) {
          counts[words[start..<(start + length)].joined(separator: " "), default: 0] += 1
        }
      }
      return counts
    }
    var documents: [String: Int] = [:]
    for row in counts { for term in row.keys { documents[term, default: 0] += 1 } }
    let least = settings.minDf.rows(of: texts.count)
    return (documents.filter { Double($0.value) >= least }.keys.sorted(), counts)
  }

  @Test(arguments: [UInt64](1...6)) func naiveVersionCountsTheSame(_ seed: UInt64) async throws {
    var random = RandomSource(seed: seed)
    let letters = ["a", "b", "C", "é", "1", "_", " ", " ", "-", "the ", "not "]
    let texts = (0..<700).map { _ in
      (0..<random.below(40)).map { _ in letters[random.below(letters.count)] }.joined()
    }
    var settings = Tfidf()
    settings.useIdf = false
    settings.norm = .none
    settings.ngrams = [1...1, 1...2, 2...2, 1...4, 3...5, 2...3][Int(seed) - 1]
    settings.minDf = .rows(1 + random.below(3))
    settings.stopWords = random.chance(0.5) ? .english : .none
    let (terms, counts) = naiveCounts(texts, settings)
    let (fitted, rows) = try await settings.fitTransform(texts, width: 3)
    #expect(fitted.terms == terms)
    for row in 0..<texts.count {
      var found: [String: Int] = [:]
      for index in rows.range(row) {
        found[fitted.terms[Int(rows.indices[index])]] = Int(rows.values[index])
      }
      #expect(found == counts[row].filter { terms.contains($0.key) }, "\(texts[row])")
      let columns = rows.indices[rows.range(row)]
      #expect(zip(columns, columns.dropFirst()).allSatisfy { $0 < $1 })
    }
  }

  @Test func sameForAnyWidth() async throws {
    var random = RandomSource(seed: 9)
    let texts = (0..<1500).map { _ in
      (0..<random.below(9)).map { _ in "w\(random.below(80))" }.joined(separator: " ")
    }
    var settings = Tfidf.published
    settings.minDf = .share(0.01)
    let provenance = RowIdentities(count: 1500, source: "texts")
    let (one, rows) = try await settings.fitTransform(texts, provenance: provenance)
    for width in [2, 8] {
      let (other, same) = try await settings.fitTransform(
        texts, provenance: provenance, width: width)
      #expect(other.bytes == one.bytes && same == rows)
      #expect(try await one.transform(texts, width: width) == rows)
    }
    #expect(one.provenance == provenance)
    #expect(try FittedTfidf(bytes: one.bytes).provenance == provenance)
    for row in 0..<1500 where !rows.range(row).isEmpty {
      let squares = rows.values[rows.range(row)].reduce(0) { $0 + $1 * $1 }
      #expect((squares - 1).magnitude < 4e-15)
    }
    #expect(try await one.transform([]).count == 0)
  }

  @Test func whatCannotBeLearntIsRefused() async throws {
    await #expect(throws: LearningError.noRows(verb: "fit")) { try await Tfidf().fit([]) }
    await #expect(throws: LearningError.missing(what: "text", rows: [2], total: 1)) {
      try await Tfidf().fit(["a word", nil])
    }
    let fitted = try await Tfidf().fit(["some words"])
    await #expect(throws: LearningError.missing(what: "text", rows: [1], total: 1)) {
      try await fitted.transform([nil])
    }
    await #expect(throws: LearningError.emptyVocabulary(terms: 0)) {
      try await Tfidf().fit(["", "a . b"])
    }
    var settings = Tfidf()
    settings.stopWords = .english
    await #expect(throws: LearningError.emptyVocabulary(terms: 0)) {
      try await settings.fit(["the and not"])
    }
    settings = Tfidf()
    settings.minDf = .rows(2)
    settings.maxDf = .rows(5)
    await #expect(throws: LearningError.emptyVocabulary(terms: 2)) {
      try await settings.fit(["one", "two"])
    }
    let wrong: [(inout Tfidf) -> Void] = [
      { $0.minDf = .rows(0) }, { $0.minDf = .share(-0.1) }, { $0.maxDf = .share(1.1) },
      { $0.maxDf = .share(.nan) }, { $0.ngrams = 0...1 }, { $0.ngrams = 1...11 },
      { $0.maxFeatures = 0 }, { $0.minDf = .rows(3) },
    ]
    for change in wrong {
      var settings = Tfidf()
      change(&settings)
      await #expect(throws: LearningError.self) { try await settings.fit(["one", "two"]) }
    }
  }

  @Test func damagedBytesAreRefused() async throws {
    let fixture = try fixture("text.json", as: TextFixture.self)
    var settings = Tfidf.published
    settings.minDf = .rows(2)
    settings.stopWords = .words(["the", "and"])
    let fitted = try await settings.fit(
      fixture.plain, provenance: RowIdentities(count: 90, source: "a"))
    let bytes = fitted.bytes
    for end in stride(from: 0, to: bytes.count, by: 31) {
      #expect(throws: LearningError.self) { try FittedTfidf(bytes: Array(bytes[..<end])) }
    }
    var random = RandomSource(seed: 1)
    for _ in 0..<60 {
      var damaged = bytes
      damaged[random.below(bytes.count)] ^= UInt8(1 << random.below(8))
      #expect(throws: LearningError.self) { try FittedTfidf(bytes: damaged) }
    }
    // Behind the checksum: refused or read, and what is read transforms.
    let body = Array(bytes.dropFirst(20))
    for _ in 0..<800 {
      var damaged = body
      for _ in 0..<(1 + random.below(3)) {
        damaged[random.below(random.chance(0.5) ? 200 : body.count)] = UInt8(random.below(256))
      }
      var reader = ByteReader(damaged)
      guard let read = try? FittedTfidf(from: &reader) else { continue }
      let rows = try await read.transform(fixture.new)
      #expect(rows.values.allSatisfy { $0.isFinite && $0 > 0 })
    }
    #expect(throws: LearningError.self) { try FittedModel(bytes: bytes) }
  }

  @Test func settingsAreData() throws {
    for form in Tfidf.forms {
      #expect(form.summary.hasSuffix("."))
      #expect(form.form.takes(form.defaultValue), "\(form.name)")
      let wrong: [SettingValue] = [
        .count(-1), .number(.nan), .number(-0.5), .choice("no such word"), .counts([2, 1]),
        .counts([0, 1]), .counts([1]), .number(1.5),
      ]
      for value in wrong {
        #expect(throws: LearningError.self, "\(form.name) \(value)") {
          try Tfidf([(form.name, value)])
        }
      }
    }
    #expect(throws: LearningError.self) { try Tfidf([("no such setting", .flag(true))]) }
    #expect(throws: LearningError.self) { try Tfidf([("min_df", .count(0))]) }
    #expect(try Tfidf([]) == Tfidf())
    #expect(try Tfidf(Tfidf().values) == Tfidf())
    let published = try Tfidf([
      ("sublinear_tf", .flag(true)), ("min_df", .number(5)), ("ngram_range", .counts([1, 2])),
      ("stop_words", .choice("english")),
    ])
    #expect(published == .published)
    #expect(try Tfidf(published.values) == published)
    let other = try Tfidf([
      ("min_df", .number(1)), ("max_df", .count(1)), ("norm", .choice("none")),
      ("max_features", .count(3)), ("use_idf", .flag(false)), ("binary", .flag(true)),
      ("smooth_idf", .flag(false)), ("lowercase", .flag(false)),
    ])
    #expect(other.minDf == .rows(1) && other.maxDf == .rows(1) && other.norm == .none)
    #expect(other.maxFeatures == 3 && other.binary)
    #expect(!other.useIdf && !other.smoothIdf && !other.lowercase)
    #expect(try Tfidf(other.values) == other)
  }

  @Test func stopsWhenToldTo() async throws {
    let texts = (0..<3000).map { "some words of text number\($0)" }
    let fitted = try await Tfidf.published.fit(texts)
    for work in [
      { _ = try await Tfidf().fit(texts, width: 2) },
      { _ = try await fitted.transform(texts, width: 2) },
    ] as [@Sendable () async throws -> Void] {
      let task = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        try await work()
      }
      await #expect(throws: Cancelled.self) { try await task.value }
    }
  }
}
