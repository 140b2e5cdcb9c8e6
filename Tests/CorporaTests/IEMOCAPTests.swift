// IEMOCAP's files: what a turn becomes, and what every kind of fault is called, by file and line.

import Basics
import Corpora
import Testing

@Suite("IEMOCAP")
struct IEMOCAPTests {
  let path = "Session1/dialog/EmoEvaluation/Ses01F_impro01.txt"
  let words = "Session1/dialog/transcriptions/Ses01F_impro01.txt"

  /// The messages of a reading of one dialog, without those of the four missing sessions.
  func messages(
    evaluation text: String = evaluation, transcript spoken: String = transcript,
    duration: DurationLookup = { _ in nil }
  ) throws -> [String] {
    let files = dialogFiles(evaluation: bytes(text), transcript: bytes(spoken))
    return try read("iemocap", files, duration: duration).problems
      .filter { !aboutSize.contains($0.kind) }.map(\.message)
  }

  @Test("a turn has its times, speaker, label, ratings, words and annotators")
  func turn() throws {
    let reading = try read("iemocap", iemocapFiles())
    #expect(
      reading.utterances.map(\.id) == [
        "Ses01F_impro01_F000", "Ses01F_impro01_M000", "Ses05M_script01_1b_M012",
      ])
    let first = reading.utterances[0]
    #expect(first.start == 6.2901 && first.end == 8.2357)
    #expect(first.audio == "Session1/dialog/wav/Ses01F_impro01.wav")
    #expect(first.speaker == "Ses01F" && first.sex == .female)
    #expect(first.session == "Ses01" && first.dialog == "Ses01F_impro01")
    #expect(first.label == "neu" && first.valence == 2.5)
    #expect(first.transcript == "Look: I said [LAUGHTER] this ]: that.")
    #expect(
      first.annotations == [
        Annotation(annotator: "E2", categories: ["Neutral"]),
        Annotation(annotator: "E3", categories: ["Neutral", "Surprise"]),
        Annotation(annotator: "F1", categories: ["Neutral"], comment: "curious; a bit"),
      ])
    #expect(
      first.ratings == [
        AttributeRating(annotator: "E3", valence: 3, activation: 2, dominance: 2),
        AttributeRating(annotator: "F1", valence: 3, activation: 2, dominance: nil),
      ])
    #expect(first.location == SourceLocation(path, line: 3))
    // The recording side is F, the speaker of this turn is M.
    #expect(reading.utterances[1].speaker == "Ses01M" && reading.utterances[1].sex == .male)
    let last = reading.utterances[2]
    #expect(last.speaker == "Ses05M" && last.transcript == "No." && last.dominance == 3.3333)
  }

  @Test("a malformed turn line is named by file and line, and its annotators go with it")
  func malformed() throws {
    let faults = [
      "[6.2901 8.2357]\tSes01F_impro01_F000\tneu\t[2.5, 2.5, 2.5]",
      "[6.2901 - 8.2357]\tSes01F_impro01_F000\tneu\t[2.5, 2.5]",
      "[6.2901 - 8.2357\tSes01F_impro01_F000\tneu\t[2.5, 2.5, 2.5]",
      "[6.2901 - eight]\tSes01F_impro01_F000\tneu\t[2.5, 2.5, 2.5]",
      "[6.2901 - 8.2357]\tSes01F_impro01_F000\t[2.5, 2.5, 2.5]",
      "[-1.0 - 8.2357]\tSes01F_impro01_F000\tneu\t[2.5, 2.5, 2.5]",
      "[6.2901 - 8.2357]\tSes01F_impro01_F000\tneu\t[2.5, 2.5, 2.5] x",
    ]
    for fault in faults {
      let shown = fault.count > 60 ? fault.prefix(59) + "…" : fault
      #expect(
        try messages(evaluation: "% head\n\(fault)\nC-E2:\tNeutral;\t()\n", transcript: "")
          == [
            "\(path):2: this turn is left out: I read `\(shown)`, where I expected `[START - END]`, the turn's name, its emotion and `[V, A, D]`, with tabs between"
          ])
    }
  }

  @Test("a turn of another dialog, an unknown emotion and reversed times are left out and named")
  func leftOut() throws {
    #expect(
      try messages(
        evaluation: """
          [1.0 - 2.0]\tSes01F_impro02_F000\tneu\t[2.5, 2.5, 2.5]
          [1.0 - 2.0]\tSes01F_impro01_F000\tjoy\t[2.5, 2.5, 2.5]
          [2.0 - 1.0]\tSes01F_impro01_F001\tneu\t[2.5, 2.5, 2.5]
          """, transcript: "") == [
          "\(path):1: this turn is left out: I read `Ses01F_impro02_F000`, where I expected a turn of this dialog, such as `Ses01F_impro01_F000` or `Ses01F_impro01_M000`",
          "\(path):2: this utterance is left out: its emotion `joy` is not one of `ang`, `hap`, `exc`, `sad`, `fru`, `fea`, `sur`, `dis`, `neu`, `oth`, `xxx`",
          "\(path):3: `Ses01F_impro01_F001` is left out: it ends at 1.0 s, which is not after its start at 2.0 s",
        ])
  }

  @Test("a turn beyond the end of its recording is cut or left out, and named")
  func beyondEnd() throws {
    let files = dialogFiles(evaluation: bytes(evaluation), transcript: bytes(transcript))
    let reading = try read("iemocap", files) { $0.hasSuffix("impro01.wav") ? 8.0 : nil }
    #expect(reading.utterances.map(\.id) == ["Ses01F_impro01_F000"])
    let found = reading.problems.filter { $0.kind == "beyond the end" }
    #expect(found.map(\.severity) == [.warning, .error])
    #expect(
      found.map(\.message) == [
        "\(path):3: `Ses01F_impro01_F000` ends at 8.2357 s, and its recording is 8.0 s long: its clip is cut there",
        "\(path):10: `Ses01F_impro01_M000` is left out: it starts at 10.01 s, and its recording is 8.0 s long",
      ])
  }

  @Test("a second turn of the same name is left out")
  func duplicate() throws {
    let line = "[1.0 - 2.0]\tSes01F_impro01_F000\tneu\t[2.5, 2.5, 2.5]\n"
    let said = "Ses01F_impro01_F000 [1.0-2.0]: Yes.\n"
    #expect(
      try messages(evaluation: line + line, transcript: said + said) == [
        "\(path):2: `Ses01F_impro01_F000` was already read from \(path):1; this second one is left out",
        "\(words):2: `Ses01F_impro01_F000` has its words twice; the first are used",
      ])
  }

  @Test("ratings out of range are kept and named")
  func ratings() throws {
    #expect(
      try messages(
        evaluation: """
          [1.0 - 2.0]\tSes01F_impro01_F000\tneu\t[2.5, 5.5, 2.5]
          A-E2:\tval 0; act 3; dom 3;\t()
          A-E3:\tval 3; act 3;\t()
          C-E2:\t()
          """, transcript: "Ses01F_impro01_F000 [1-2]: Yes.") == [
          "\(path):1: the activation is 5.5, where 1 to 5 is usual; it is kept as it is",
          "\(path):2: the rating `val` of `E2` is 0.0, where 1 to 5 is usual; it is kept as it is",
          "\(path):3: this annotation is left out: I read `A-E3:\tval 3; act 3;\t()`, where I expected `val 3; act 2; dom 2;` after the annotator's code, some numbers maybe missing",
          "\(path):4: this annotation is left out: I read `C-E2:\t()`, where I expected a category and `;` after the annotator's code",
        ])
  }

  @Test("stray lines and words without a turn are counted")
  func strays() throws {
    #expect(
      try messages(
        evaluation: "C-E2:\tNeutral;\t()\nhello\n" + evaluation,
        transcript: "M: (overlap)\n" + transcript + "\nSes01F_impro01_MXX0 [1.0-2.0]: Mm.\n") == [
          "\(path):1: a line that belongs to no turn is not used: `C-E2:\tNeutral;\t()`",
          "\(path):2: a line that belongs to no turn is not used: `hello`",
          "\(words):1: a line that belongs to no turn is not used: `M: (overlap)`",
          "\(words):5: these are the words of `Ses01F_impro01_MXX0`, which has no turn line; they are not used",
        ])
  }

  @Test("bytes that are not UTF-8 are read as Windows-1252, and the line is noted")
  func foreignBytes() throws {
    var spoken = bytes("Ses01F_impro01_F000 [006.2901-008.2357]: A caf")
    spoken += [0xE9, 0x20, 0x93] + bytes("now") + [0x94, 0x0A]
    spoken += bytes("Ses01F_impro01_M000 [010.0100-011.3925]: Déjà vu.\n")
    let reading = try read(
      "iemocap", dialogFiles(evaluation: bytes(evaluation), transcript: spoken))
    #expect(reading.utterances.map(\.transcript) == ["A café “now”", "Déjà vu."])
    #expect(
      reading.problems.first { !aboutSize.contains($0.kind) }?.message
        == "\(words):1: this line is not UTF-8; I read it as Windows-1252")
  }

  @Test("missing sound, missing words and missing sessions are named once each")
  func missingFiles() throws {
    let reading = try read("iemocap", [path: bytes(evaluation)])
    let sound = "Session1/dialog/wav/Ses01F_impro01.wav"
    #expect(reading.utterances.map(\.transcript) == [nil, nil])
    #expect(
      reading.problems.filter { !["missing classes", "missing speakers"].contains($0.kind) }
        .map(\.message) == [
          "\(words): this transcript is missing, so 2 utterances have no words",
          "\(sound): this recording is missing, so 2 utterances have no sound",
        ]
        + (2...5).map {
          "Session\($0): this folder is not here, so its part of the corpus is not read"
        })
  }

  @Test(
    "files that are not read are counted: dots, other types, sound without turns; sub-folders are passed"
  )
  func otherFiles() throws {
    var files = iemocapFiles()
    files["Session1/dialog/EmoEvaluation/._Ses01F_impro01.txt"] = [0, 5, 22]
    files["Session1/dialog/EmoEvaluation/Categorical/Ses01F_impro01_e1_cat.txt"] = []
    files["Session1/dialog/EmoEvaluation/notes.doc"] = []
    files["Session1/dialog/wav/Ses01F_impro09.wav"] = []
    files["Session1/dialog/transcriptions/Ses01F_impro09.txt"] = []
    files["Session1/sentences/wav/a.wav"] = []
    let problems = try read("iemocap", files).problems.filter { !aboutSize.contains($0.kind) }
    #expect(
      problems.map(\.message) == [
        "Session1/dialog/EmoEvaluation/._Ses01F_impro01.txt: this file is not used: names that start with a dot are not read",
        "Session1/dialog/EmoEvaluation/notes.doc: this file is not used: only `*.txt` is read here",
        "Session1/dialog/transcriptions/Ses01F_impro09.txt: this file is not used: `EmoEvaluation` has no file of that dialog",
        "Session1/dialog/wav/Ses01F_impro09.wav: this recording has no turns, so it is not used",
      ])
  }

  @Test("a corpus of the size of IEMOCAP is read whole")
  func scale() throws {
    var files: [String: [UInt8]] = [:]
    for session in 1...5 {
      for dialog in 1...30 {
        let name = "Ses0\(session)F_impro\(dialog < 10 ? "0" : "")\(dialog)"
        var turns = ""
        var spoken = ""
        for turn in 100..<167 {
          turns +=
            "[\(turn).1234 - \(turn).9876]\t\(name)_F\(turn)\tneu\t[2.5000, 2.5000, 2.5000]\n"
          for annotator in 1...4 { turns += "C-E\(annotator):\tNeutral;\t()\n" }
          for annotator in 1...4 { turns += "A-E\(annotator):\tval 3; act 2; dom  2;\t()\n" }
          turns += "\n"
          spoken +=
            "\(name)_F\(turn) [\(turn).1234-\(turn).9876]: Well, I do not know what to say.\n"
        }
        files.merge(
          dialogFiles(name, evaluation: bytes(turns), transcript: bytes(spoken))
        ) { $1 }
      }
    }
    let tree = FileTree.memory(files)
    let corpus = try #require(Corpus.named("iemocap"))
    #expect(try corpus.read(tree).utterances.count == 10_050)
  }
}
