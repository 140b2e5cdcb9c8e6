// RAVDESS: twenty-four actors who speak and sing two English sentences in eight moods.
//
//     Actor_01/03-01-06-01-02-01-12.wav, or without the folder; seven two-digit numbers:
//     modality 01 sound and picture, 02 picture, 03 sound      channel 01 speech, 02 song
//     emotion 01 ... 08      intensity 01 normal, 02 strong    statement 01, 02
//     repetition 01, 02      actor 01 ... 24, odd numbers are men
//
// Livingstone, Russo: "The Ryerson audio-visual database of emotional speech and song", PLoS ONE 13(5), 2018.
// Files of modality 02 hold no sound and are left out. `01-...` and `03-...` of otherwise equal numbers are one
// recording, taken from the film and published as sound.

extension Corpus {
  /// The RAVDESS corpus.
  package static let ravdess = Corpus(
    "ravdess", title: "RAVDESS",
    "Twenty-four actors speak and sing two English sentences with eight emotions.",
    layout: "folders `Actor_01` to `Actor_24` with sound files such as `03-01-06-01-02-01-12.wav`.",
    source:
      "RAVDESS is free for research: download the audio files from https://zenodo.org/records/1188976 and unpack them.",
    labels: RAVDESSName.labels, speakers: 24,
    recognizes: { tree in
      let names = (try? tree.names()) ?? []
      let actors = names.filter { $0.hasPrefix("Actor_") }
      return SentenceCorpusReader.recognizes(
        tree, folders: Array(actors.prefix(3)), parse: RAVDESSName.parse)
    },
    reads: { tree, _ throws(CorpusError) in
      var reader = SentenceCorpusReader(
        tree: tree,
        form: "seven numbers as RAVDESS counts, sound first, such as `03-01-06-01-02-01-12.wav`",
        labels: RAVDESSName.labels, parse: RAVDESSName.parse)
      try reader.read()
      return (reader.utterances, reader.problems)
    })
}

enum RAVDESSName {
  static let labels = [
    EmotionLabel("01", "neutral"), EmotionLabel("02", "calm"), EmotionLabel("03", "happiness"),
    EmotionLabel("04", "sadness"), EmotionLabel("05", "anger"), EmotionLabel("06", "fear"),
    EmotionLabel("07", "disgust"), EmotionLabel("08", "surprise"),
  ]
  static let statements = [
    "01": "Kids are talking by the door.", "02": "Dogs are sitting by the door.",
  ]
  static let intensities = ["01": "normal", "02": "strong"]

  static func parse(_ stem: String) -> NameReading {
    let parts = stem.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 7, parts.allSatisfy({ $0.isDigits(2) }),
      parts[0] == "01" || parts[0] == "03", parts[1] == "01" || parts[1] == "02",
      let intensity = intensities[String(parts[3])], let words = statements[String(parts[4])],
      let actor = Int(parts[6]), 1...24 ~= actor
    else { return .unknown }
    let code = String(parts[2])
    guard labels.contains(where: { $0.code == code }) else { return .unknownLabel(code: code) }
    return .sentence(
      NamedSentence(
        id: stem, speaker: "ravdess\(parts[6])", sex: actor % 2 == 1 ? .male : .female, label: code,
        transcript: words, sentence: String(parts[4]), intensity: intensity,
        recording: "ravdess " + parts.dropFirst().joined(separator: "-")))
  }
}
