// How people write emotions in names of files, and the word that corpora here use for each.

enum EmotionWords {
  /// The word for a text in lower case or a common code; nil for what is no emotion.
  static func word(for text: String) -> String? { words[text.lowercased()] }

  private static let words: [String: String] = {
    let spellings: KeyValuePairs = [
      "anger": "anger angry ang ärger aerger wut colère rabbia ira",
      "happiness": "happiness happy hap joy freude joie gioia alegria",
      "sadness": "sadness sad trauer traurig tristesse tristezza tristeza",
      "fear": "fear fearful fea scared afraid anxiety angst peur paura miedo",
      "disgust": "disgust disgusted dis ekel dégoût disgusto asco",
      "surprise": "surprise surprised sur ps pleasant_surprise pleasant_surprised überraschung",
      "neutral": "neutral neutrality neu neutre neutrale", "calm": "calm ruhig",
      "boredom": "boredom bored langeweile", "excitement": "excitement excited exc",
      "frustration": "frustration frustrated fru", "contempt": "contempt", "other": "other oth",
    ]
    var words: [String: String] = [:]
    for (word, texts) in spellings {
      for text in texts.split(separator: " ") { words[String(text)] = word }
    }
    return words
  }()
}
