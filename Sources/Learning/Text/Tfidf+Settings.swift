// The TF-IDF settings as data: parsing, help and range errors come from one list.

extension Tfidf {
  /// The settings, as for a kind of model. A custom list of stop words is set in `stopWords`.
  package static let forms = settings.map { ModelKind.Form($0, defaultValue: $0.get(Tfidf())) }

  /// Settings by name; those not named keep their defaults.
  ///
  ///     try Tfidf([("min_df", .count(5)), ("ngram_range", .counts([1, 2]))])
  ///
  /// - Throws: `.unknownSetting`, `.setting` for a value that it does not take.
  package init(_ values: [(name: String, value: SettingValue)]) throws(LearningError) {
    self.init()
    for (name, value) in values {
      guard let setting = Tfidf.settings.first(where: { $0.name == name }) else {
        throw .unknownSetting(name, of: "TF-IDF", among: Tfidf.settings.map(\.name))
      }
      if !setting.form.takes(value) {
        throw .setting(name, of: "TF-IDF", found: value.text, wanted: setting.form.description)
      }
      if name == "ngram_range", case .counts(let ends) = value, ends[0] > ends[1] {
        throw .setting(
          name, of: "TF-IDF", found: value.text, wanted: "the smaller number first, as in [1, 2]")
      }
      setting.set(&self, value)
    }
    try check()
  }

  /// Names and values of all settings; custom stop words are reported as `"own"`.
  package var values: [(name: String, value: SettingValue)] {
    Tfidf.settings.map { ($0.name, $0.get(self)) }
  }

  private static let settings: [Setting<Tfidf>] = [
    Setting(
      "ngram_range", "The lengths of n-grams, from the first number to the second.",
      .counts(1...10, length: 2...2),
      get: { .counts([$0.ngrams.lowerBound, $0.ngrams.upperBound]) }
    ) {
      if case .counts(let ends) = $1 { $0.ngrams = ends[0]...max(ends[0], ends[1]) }
    },
    bound(
      "min_df", \.minDf, one: .rows(1),
      "The minimum number of texts with a term: a count, or a share below 1."),
    bound(
      "max_df", \.maxDf, one: .share(1),
      "The maximum number of texts with a term: a count above 1, or a share; 1 is no limit."),
    Setting(
      "max_features", "The maximum number of terms, the most frequent ones first.",
      .count(1...100_000_000, open: "all"),
      get: { $0.maxFeatures.map(SettingValue.count) ?? .open }
    ) {
      if case .count(let count) = $1 { $0.maxFeatures = count } else { $0.maxFeatures = nil }
    },
    Setting(
      "stop_words", "Words to ignore: \"english\" for scikit-learn's list of 318.",
      .choice(["none", "english"]),
      get: { settings in
        switch settings.stopWords {
        case .none: .choice("none")
        case .english: .choice("english")
        case .words: .choice("own")
        }
      }
    ) { $0.stopWords = $1 == .choice("english") ? .english : .none },
    .flag("lowercase", \.lowercase, "Whether texts are converted to lower case first."),
    .flag("binary", \.binary, "Whether a term counts at most once per text."),
    .flag("sublinear_tf", \.sublinearTf, "Whether counts become 1 + ln(count)."),
    .flag("use_idf", \.useIdf, "Whether terms are weighted by inverse document frequency."),
    .flag(
      "smooth_idf", \.smoothIdf,
      "Whether document frequencies are smoothed, as if one more text had every term."),
    .choice("norm", \.norm, "The norm that becomes 1 in each row."),
  ]

  private static func bound(
    _ name: String, _ path: any WritableKeyPath<Tfidf, Documents> & Sendable, one: Documents,
    _ summary: String
  ) -> Setting<Tfidf> {
    Setting(
      name, summary, .number(0...1e9),
      get: { settings in
        switch settings[keyPath: path] {
        case .rows(let rows): .count(rows)
        case .share(let share): .number(share)
        }
      }
    ) {
      switch $1 {
      case .count(let rows): $0[keyPath: path] = .rows(rows)
      case .number(1): $0[keyPath: path] = one
      // A whole number above 1 is a count; one with a fraction is rejected as a share by `check`.
      case .number(let number):
        $0[keyPath: path] =
          number > 1 && number == number.rounded() ? .rows(Int(number)) : .share(number)
      default: break
      }
    }
  }
}
