// Any folder as a corpus: by patterns, folders, tables and a file in it; parts of corpora, and notes on many files.

import Testing

@testable import Corpora

@Suite("any folder")
struct AnyFolderTests {
  func read(
    _ files: [String: [UInt8]], pattern: String? = nil,
    labels: FolderDescription.Labels = .names([]),
    columns: [String: String] = [:]
  ) throws -> CorpusReading {
    let description = try FolderDescription(pattern: pattern, labels: labels, columns: columns)
    return try Corpus.folder(description).read(.memory(files, rootPath: "d"))
  }

  func facts(_ reading: CorpusReading) -> [String] {
    reading.utterances.map {
      "\($0.id) \($0.speaker ?? "-") \($0.label) \($0.sentence ?? "-") \($0.audio)"
    }
  }

  @Test("names say speaker, text and label; unknown codes and other names are left out and named")
  func pattern() throws {
    let reading = try read(
      emptyFiles(["03_a01_Wa.wav", "08_b01_Fb.WAV", "08_b01_Xb.wav", "holiday.wav", "read.me"]),
      pattern: "{speaker}_{text}_{label}*",
      labels: .names([EmotionLabel("F", "happiness"), EmotionLabel("W", "anger")]))
    #expect(
      facts(reading) == [
        "03_a01_Wa 03 W a01 03_a01_Wa.wav", "08_b01_Fb 08 F b01 08_b01_Fb.WAV",
      ])
    #expect(reading.labels.map(\.word) == ["happiness", "anger"])
    #expect(
      reading.problems.map(\.message) == [
        "08_b01_Xb.wav: this utterance is left out: its emotion `Xb` is not one of `F`, `W`",
        "holiday.wav: this file is left out: its name is not of the form `{speaker}_{text}_{label}*`",
      ])
  }

  @Test("the class is the folder's name; the same name in two folders is two utterances")
  func folders() throws {
    let reading = try read(
      emptyFiles(["x/sad/ada_1.wav", "x/calm/ada_1.wav", "stray.wav"]), pattern: "{speaker}_*",
      labels: .folder)
    #expect(
      facts(reading) == [
        "x/calm/ada_1 ada calm - x/calm/ada_1.wav", "x/sad/ada_1 ada sad - x/sad/ada_1.wav",
      ])
    #expect(reading.labels.map(\.code) == ["calm", "sad"])
    #expect(reading.problems.map(\.kind) == ["unknown file name"])
  }

  let table = #"""
    path;emotion;actor;sex
    wav\a.wav;"sad; very";ada;F
    /home/me/data/wav/b.wav;calm;bob;m
    c;sad;"eve ""E""";?

    gone.wav;sad;ada;f
    wav/a.wav;calm;ada;f
    ;sad;ada;f
    d.wav;;ada;f
    d.wav;sad
    """#

  @Test("a table says the labels; each row that cannot be used is named by its line")
  func tables() throws {
    var files = emptyFiles(["wav/a.wav", "wav/b.wav", "wav/c.flac", "wav/d.wav", "wav/e.wav"])
    files["labels.csv"] = bytes(table)
    let reading = try read(
      files, labels: .table("labels.csv"),
      columns: ["file": "path", "label": "emotion", "speaker": "actor", "sex": "sex"])
    #expect(
      facts(reading) == [
        "a ada sad; very - wav/a.wav", "b bob calm - wav/b.wav", "c eve \"E\" sad - wav/c.flac",
      ])
    #expect(reading.utterances.map(\.sex) == [.female, .male, nil])
    #expect(
      reading.utterances.map(\.location.text) == ["labels.csv:2", "labels.csv:3", "labels.csv:4"])
    #expect(
      reading.problems.map(\.message) == [
        "labels.csv:4: the speaker `eve \"E\"` is not one of the corpus's own, so the sex is unknown",
        "labels.csv:6: this row is left out: its file `gone.wav` is not here",
        "labels.csv:7: `wav/a.wav` was already read from labels.csv:2; this second one is left out",
        "labels.csv:8: this row is left out: it names no file",
        "labels.csv:9: this row is left out: it has no label",
        "labels.csv:10: this row is left out: it has 2 cells, where the first line has 4",
        "wav: 2 files are not used, such as `d.wav`: `labels.csv` has no row for it",
      ])
  }

  @Test("a name that two sounds have is not guessed, and a table stays in the folder")
  func ambiguous() throws {
    var files = emptyFiles(["x/a.wav", "y/a.wav", "y/b.wav"])
    files["t.csv"] = bytes("file,label\na.wav,sad\nb.wav,sad\n")
    let columns = ["file": "file", "label": "label"]
    let reading = try read(files, labels: .table("t.csv"), columns: columns)
    #expect(
      reading.problems.first?.message
        == "t.csv:2: this row is left out: its file could be `x/a.wav`, `y/a.wav`")
    for path in ["../t.csv", "/t.csv", "gone.csv"] {
      #expect(throws: CorpusError.self) { try read(files, labels: .table(path), columns: columns) }
    }
    let error = #expect(throws: CorpusError.self) {
      try read(files, labels: .table("t.csv"), columns: ["file": "path", "label": "label"])
    }
    #expect(
      error?.message
        == "I cannot use `d/t.csv`, line 1: it has no column `path`; it has `file`, `label`.")
  }

  @Test("descriptions that do not fit together say what is missing")
  func descriptions() throws {
    #expect(throws: FolderDescription.Fault.self) { try read([:]) }
    #expect(throws: FolderDescription.Fault.self) { try read([:], pattern: "{speaker}_*") }
    #expect(throws: FolderDescription.Fault.self) { try read([:], labels: .table("t.csv")) }
    #expect(throws: FolderDescription.Fault.self) {
      try read([:], pattern: "{label}", columns: ["file": "path"])
    }
  }

  @Test("a folder with no sound, or with none that fits, says so and proposes what would")
  func nothing() throws {
    let silent = #expect(throws: CorpusError.self) {
      try read(emptyFiles(["a.txt"]), pattern: "{label}")
    }
    #expect(silent?.message == "The folder `d` holds no sound file.")
    let names = ["ada", "bob"].flatMap { name in
      ["sad", "angry"].flatMap { mood in (1...3).map { "\(name)_\(mood)_\($0).wav" } }
    }
    let other = #expect(throws: CorpusError.self) {
      try read(emptyFiles(names), pattern: "{label}-x")
    }
    #expect(
      other?.message
        == "Of 12 sound files in `d` none has a label and a name of the form `{label}-x`, such as `ada_angry_1.wav`. Most fit `corpus(\"d\", pattern: \"{speaker}_{label}_{text}\", labels: {angry: \"anger\", sad: \"sadness\"})`."
    )
  }

  @Test("a file in the folder describes it, and its faults are named by line")
  func file() throws {
    var files = emptyFiles(["03_W.wav", "08_F.wav"])
    func found(_ text: String) throws -> CorpusReading {
      files["corpus.yaml"] = bytes(text)
      let tree = FileTree.memory(files, rootPath: "d")
      return try Corpus.found(in: tree).read(tree)
    }
    let reading = try found(
      "# Ours\ntitle: Interviews\npattern: \"{speaker}_{label}.wav\"\nlabels: {W: anger, F: happiness}\n"
    )
    #expect(facts(reading) == ["03_W 03 W - 03_W.wav", "08_F 08 F - 08_F.wav"])
    #expect(reading.labels == [EmotionLabel("W", "anger"), EmotionLabel("F", "happiness")])
    for (text, says) in [
      ("pattern: \"{labl}.wav\"\n", "line 1: `{labl}.wav` has `{labl}`"),
      ("title: x\nspeakr: y\n", "line 2: I do not know `speakr`"),
      ("- a\n", "line 1: it is not a list of `name: value` lines"),
      ("labels: folder\nlabels: folder\n", "`labels` is given twice"),
      ("pattern: [a\n", "it is not YAML"), ("labels: {W: [a]}\n", "the word of `W` is no text"),
      (String(repeating: "[", count: 5000), "nested too deeply"),
      ("", "Nothing says where the labels"),
    ] {
      let error = #expect(throws: CorpusError.self) { try found(text) }
      #expect(error?.message.contains(says) == true, "\(error?.message ?? "")")
    }
  }

  @Test("without a description a known corpus is read as what it is; others get a proposal")
  func found() throws {
    #expect(try Corpus.found(in: .memory(wellFormed("emodb"))).name == "emodb")
    let names = ["ada", "bob"].flatMap { name in ["sad", "angry"].map { "\(name)_\($0).wav" } }
    let error = #expect(throws: CorpusError.self) {
      try Corpus.found(in: .memory(emptyFiles(names)))
    }
    #expect(error?.message.contains("Most of its names fit `corpus(") == true)
  }

  @Test("advice names all folders that hold parts, and they can be read together")
  func parts() throws {
    let files = emptyFiles([
      "x/anger/03a01Wa.wav", "x/joy/03a01Fa.wav", "x/joy/08a01Fa.wav", "x/more/03a01Wa.wav",
      "x/z/a.txt",
    ])
    let corpus = try #require(Corpus.named("emodb"))
    let outer = FileTree.memory(files, rootPath: "d")
    let error = #expect(throws: CorpusError.self) { try corpus.read(outer.inside("x")) }
    #expect(
      error?.message
        == #"The folder `d/x` is not Emo-DB itself, but 3 folders in it hold parts of it: use `emodb(["d/x/anger", "d/x/joy", "d/x/more"])`."#
    )
    let around = #expect(throws: CorpusError.self) { try corpus.read(outer) }
    #expect(around?.message.contains("d/x/anger") == true)
    let reading = try corpus.read(["anger", "joy", "more"].map { outer.inside("x").inside($0) })
    #expect(
      reading.utterances.map(\.audio)
        == ["d/x/joy/03a01Fa.wav", "d/x/anger/03a01Wa.wav", "d/x/joy/08a01Fa.wav"])
    #expect(
      reading.problems.map(\.message) == [
        "5 of the 7 classes of Emo-DB have no utterance: `T (sadness)`, `A (fear)`, `E (disgust)`, `L (boredom)`, `N (neutral)`",
        "2 of the 10 speakers of Emo-DB are here",
        "d/x/more/03a01Wa.wav: `03a01Wa` was already read from d/x/anger/03a01Wa.wav; this second one is left out",
      ])
  }

  @Test("a session that lies in another folder is not missing")
  func sessions() throws {
    let all = iemocapFiles()
    let tree = FileTree.memory(
      Dictionary(
        uniqueKeysWithValues: all.map {
          ($0.key.hasPrefix("Session1") ? "a/\($0.key)" : "b/\($0.key)", $0.value)
        }))
    let reading = try Corpus.iemocap.read([tree.inside("a"), tree.inside("b")])
    #expect(reading.utterances.count == 3)
    #expect(
      Set(reading.problems.filter { $0.kind == "missing folder" }.map(\.location.path)).count == 6)
  }

  @Test("files that are not used are one note for each folder and reason")
  func notes() throws {
    var files = wellFormed("emodb")
    for folder in ["lablaut", "labsilb"] {
      for number in 0..<783 { files["\(folder)/\(number).lab"] = [] }
      files["\(folder)/._x"] = []
    }
    let notes = try CorporaTests.read("emodb", files).problems.filter { $0.severity == .note }
    #expect(
      notes.map(\.message) == [
        "lablaut: 783 files are not used, such as `0.lab`: only sound files are read here",
        "lablaut/._x: this file is not used: names that start with a dot are not read",
        "labsilb: 783 files are not used, such as `0.lab`: only sound files are read here",
        "labsilb/._x: this file is not used: names that start with a dot are not read",
      ])
  }

  @Test("whatever a table or a description holds, reading ends")
  func damage() throws {
    var random = Xorshift(state: 5)
    let yaml = bytes("title: x\npattern: \"{speaker}_{label}\"\nlabels: {W: anger}\nfile: path\n")
    for _ in 0..<400 {
      var files = emptyFiles(["wav/a.wav", "wav/b_W.wav"])
      func damaged(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<random.below(6) { bytes[random.below(bytes.count)] = UInt8(random.below(256)) }
        return bytes
      }
      files["t.csv"] = damaged(bytes(table))
      files["corpus.yaml"] = damaged(yaml)
      _ = try? read(files, labels: .table("t.csv"), columns: ["file": "path", "label": "emotion"])
      let tree = FileTree.memory(files)
      _ = try? Corpus.found(in: tree).read(tree)
    }
  }
}
