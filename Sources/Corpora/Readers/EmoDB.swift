// Emo-DB, the Berlin database of emotional speech: ten actors, ten German sentences, seven moods.
//
//     wav/03a01Wa.wav, or without the folder:
//     03  speaker       a01  sentence       W  emotion       a  version
//
// Burkhardt, Paeschke, Rolfes, Sendlmeier, Weiss: "A database of German emotional speech", Interspeech 2005.

extension Corpus {
  static let emoDB = Corpus(
    "emodb", title: "Emo-DB",
    "Ten actors read ten German sentences with seven emotions, 535 recordings.",
    layout:
      "sound files such as `03a01Wa.wav` (speaker, sentence, emotion, version), in `wav` or in the folder itself.",
    source:
      "Emo-DB is free: download it from http://emodb.bilderbar.info and unpack it.",
    labels: EmoDBName.labels, speakers: 10,
    recognizes: { SentenceCorpusReader.recognizes($0, folders: ["wav"], parse: EmoDBName.parse) },
    reads: { tree, _ throws(CorpusError) in
      var reader = SentenceCorpusReader(
        tree: tree, form: "speaker, sentence, emotion letter and version, such as `03a01Wa.wav`",
        labels: EmoDBName.labels, parse: EmoDBName.parse)
      try reader.read()
      return (reader.utterances, reader.problems)
    })
}

enum EmoDBName {
  static let labels = [
    EmotionLabel("W", "anger"), EmotionLabel("F", "happiness"), EmotionLabel("T", "sadness"),
    EmotionLabel("A", "fear"), EmotionLabel("E", "disgust"), EmotionLabel("L", "boredom"),
    EmotionLabel("N", "neutral"),
  ]
  static let female: Set<Substring> = ["08", "09", "13", "14", "16"]
  static let male: Set<Substring> = ["03", "10", "11", "12", "15"]

  static let sentences: [String: String] = [
    "a01": "Der Lappen liegt auf dem Eisschrank.", "a02": "Das will sie am Mittwoch abgeben.",
    "a04": "Heute abend könnte ich es ihm sagen.",
    "a05": "Das schwarze Stück Papier befindet sich da oben neben dem Holzstück.",
    "a07": "In sieben Stunden wird es soweit sein.",
    "b01": "Was sind denn das für Tüten, die da unter dem Tisch stehen?",
    "b02": "Sie haben es gerade hochgetragen und jetzt gehen sie wieder runter.",
    "b03": "An den Wochenenden bin ich jetzt immer nach Hause gefahren und habe Agnes besucht.",
    "b09": "Ich will das eben wegbringen und dann mit Karl was trinken gehen.",
    "b10": "Die wird auf dem Platz sein, wo wir sie immer hinlegen.",
  ]

  static func parse(_ stem: String) -> NameReading {
    let letters = Array(stem)
    guard letters.count == 7, letters.allSatisfy(\.isASCII) else { return .unknown }
    func part(_ range: Range<Int>) -> Substring {
      stem.dropFirst(range.lowerBound).prefix(range.count)
    }
    let (speaker, code, version) = (part(0..<2), part(2..<5), letters[6])
    guard speaker.isDigits(2), letters[2] == "a" || letters[2] == "b",
      part(3..<5).isDigits(2), "a"..."z" ~= version
    else { return .unknown }
    let letter = String(part(5..<6))
    guard labels.contains(where: { $0.code == letter }) else { return .unknownLabel(code: letter) }
    return .sentence(
      NamedSentence(
        id: stem, speaker: "emodb\(speaker)",
        sex: female.contains(speaker) ? .female : male.contains(speaker) ? .male : nil,
        label: letter, transcript: sentences[String(code)], sentence: String(code)))
  }
}
