// CREMA-D: ninety-one actors who say twelve English sentences in six moods at several strengths.
//
//     AudioWAV/1001_DFA_ANG_XX.wav, or without the folder:
//     1001 actor    DFA sentence    ANG emotion    LO, MD, HI or XX: low, medium, high, unstated strength
//     VideoDemographics.csv: ActorID,Age,Sex,Race,Ethnicity, from which the sex is read if it is there
//
// Cao, Cooper, Keutmann, Gur, Nenkova, Verma: "CREMA-D: crowd-sourced emotional multimodal actors dataset",
// IEEE Transactions on Affective Computing 5(4), 2014. One published file ends in `_X`; it is read as `_XX`.

extension Corpus {
  static let cremaD = Corpus(
    "crema_d", title: "CREMA-D",
    "Ninety-one actors speak twelve English sentences with six emotions, 7,442 recordings.",
    layout:
      "sound files such as `AudioWAV/1001_DFA_ANG_XX.wav`, and `VideoDemographics.csv` for the actors' sex.",
    source:
      "CREMA-D is free: clone https://github.com/CheyneyComputerScience/CREMA-D with Git LFS.",
    labels: CREMADName.labels, speakers: 91,
    recognizes: {
      SentenceCorpusReader.recognizes($0, folders: ["AudioWAV"]) {
        CREMADName.parse($0, sexes: [:])
      }
    },
    reads: { tree, _ throws(CorpusError) in
      let (sexes, faults) = CREMADName.sexes(tree)
      var reader = SentenceCorpusReader(
        tree: tree, form: "actor, sentence, emotion and strength, such as `1001_DFA_ANG_XX.wav`",
        labels: CREMADName.labels, parse: { CREMADName.parse($0, sexes: sexes) })
      // The repository holds films and tables too: only the sound folder is walked where there is one.
      let hasFolder = tree.hasFolder("AudioWAV")
      try reader.read(folder: hasFolder ? "AudioWAV" : "", depth: hasFolder ? 1 : 0)
      return (reader.utterances, faults + reader.problems)
    })
}

enum CREMADName {
  static let labels = [
    EmotionLabel("ANG", "anger"), EmotionLabel("HAP", "happiness"), EmotionLabel("SAD", "sadness"),
    EmotionLabel("FEA", "fear"), EmotionLabel("DIS", "disgust"), EmotionLabel("NEU", "neutral"),
  ]
  static let table = "VideoDemographics.csv"

  static let sentences = [
    "IEO": "It's eleven o'clock.", "TIE": "That is exactly what happened.",
    "IOM": "I'm on my way to the meeting.", "IWW": "I wonder what this is about.",
    "TAI": "The airplane is almost full.", "MTI": "Maybe tomorrow it will be cold.",
    "IWL": "I would like a new alarm clock.", "ITH": "I think I have a doctor's appointment.",
    "DFA": "Don't forget a jacket.", "ITS": "I think I've seen this before.",
    "TSI": "The surface is slick.", "WSI": "We'll stop in a couple of minutes.",
  ]
  static let strengths = [
    "LO": "low", "MD": "medium", "HI": "high", "XX": "unstated", "X": "unstated",
  ]

  static func parse(_ stem: String, sexes: [String: Sex]) -> NameReading {
    let parts = stem.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 4, parts[0].isDigits(4), let words = sentences[String(parts[1])],
      let strength = strengths[String(parts[3])]
    else { return .unknown }
    let code = String(parts[2])
    guard labels.contains(where: { $0.code == code }) else { return .unknownLabel(code: code) }
    return .sentence(
      NamedSentence(
        id: stem, speaker: "cremad\(parts[0])", sex: sexes[String(parts[0])], label: code,
        transcript: words, sentence: String(parts[1]), intensity: strength))
  }

  /// The sex of each actor by number, from the table if there is one.
  static func sexes(_ tree: FileTree) -> ([String: Sex], [CorpusProblem]) {
    guard tree.hasFile(table) else { return ([:], []) }
    let lines: TextLines
    do { lines = TextLines(try tree.bytes(at: table)) } catch {
      return ([:], [.unreadable(SourceLocation(table), reason: error.message)])
    }
    var sexes: [String: Sex] = [:]
    var problems: [CorpusProblem] = []
    for (number, range) in lines.ranges.enumerated().dropFirst() where !range.isEmpty {
      let cells = lines.text(range).split(separator: ",", omittingEmptySubsequences: false)
      let sex = cells.count < 3 ? nil : Sex(rawValue: cells[2].lowercased())
      if let sex, cells[0].isDigits(4) {
        sexes[String(cells[0])] = sex
      } else {
        problems.append(
          .strayLine(SourceLocation(table, line: number + 1), text: lines.shown(range)))
      }
    }
    return (sexes, problems)
  }
}
