// Conformance of every corpus of `Corpus.all`.

import Basics
import Corpora
import Testing

@Suite("every corpus")
struct CorpusConformanceTests {
  @Test("names are unique and sorted, summaries are sentences, sources hold an address")
  func descriptions() {
    let names = Corpus.all.map(\.name)
    #expect(names == ["crema_d", "emodb", "iemocap", "ravdess"])
    for corpus in Corpus.all {
      #expect(corpus.summary.hasSuffix(".") && !corpus.summary.contains("\n"))
      #expect(corpus.layout.hasSuffix("."))
      #expect(corpus.source.contains("http"))
      let codes = corpus.labels.map(\.code)
      #expect(Set(codes).count == codes.count)
      #expect(Corpus.named(corpus.name)?.title == corpus.title)
    }
    #expect(Corpus.named("iemocap")?.word(for: "fru") == "frustration")
    #expect(Corpus.named("nothing") == nil)
  }

  @Test(
    "a well-formed tree has sorted, unique, labeled utterances and no problem",
    arguments: Corpus.all.map(\.name))
  func wellFormedTree(name: String) throws {
    let corpus = try #require(Corpus.named(name))
    let tree = FileTree.memory(wellFormed(name))
    #expect(corpus.recognizes(tree))
    let reading = try corpus.read(tree)
    // What is missing is the tree's own smallness.
    #expect(reading.problems.filter { !$0.kind.hasPrefix("missing ") } == [])
    #expect(reading.utterances.count >= 2)
    let ids = reading.utterances.map(\.id)
    #expect(ids == Array(Set(ids)).sorted())
    for utterance in reading.utterances {
      #expect(corpus.word(for: utterance.label) != nil)
      #expect(utterance.transcript?.isEmpty == false)
      #expect(utterance.sex != nil)
      #expect(tree.hasFile(utterance.audio))
    }
  }

  @Test("the folder of another corpus is named as what it is", arguments: Corpus.all.map(\.name))
  func otherCorpus(name: String) throws {
    let corpus = try #require(Corpus.named(name))
    for other in Corpus.all where other.name != name {
      let tree = FileTree.memory(wellFormed(other.name), rootPath: "data/x")
      #expect(!corpus.recognizes(tree))
      let error = #expect(throws: CorpusError.self) { try corpus.read(tree) }
      #expect(
        error?.message
          == "The folder `data/x` is not \(corpus.title): it looks like \(other.title). Use `\(other.name)` to read it."
      )
    }
  }

  @Test(
    "a missing, an empty and a strange folder say what to do", arguments: Corpus.all.map(\.name))
  func wrongFolders(name: String) throws {
    let corpus = try #require(Corpus.named(name))
    let missing = #expect(throws: CorpusError.self) {
      try corpus.read(.disk("/nowhere/at/all"))
    }
    #expect(missing?.message.hasPrefix("There is no folder `/nowhere/at/all`") == true)
    #expect(missing?.message.hasSuffix(corpus.source) == true)
    let empty = #expect(throws: CorpusError.self) { try corpus.read(.memory([:], rootPath: "e")) }
    #expect(empty?.message.hasPrefix("The folder `e` is empty") == true)
    let strange = #expect(throws: CorpusError.self) {
      try corpus.read(.memory(emptyFiles(["notes.txt"]), rootPath: "s"))
    }
    #expect(strange?.message.contains(corpus.layout) == true)
    let around = FileTree.memory(
      Dictionary(
        uniqueKeysWithValues: wellFormed(name).map { ("release/" + $0.key, $0.value) }),
      rootPath: "a")
    let outer = #expect(throws: CorpusError.self) { try corpus.read(around) }
    #expect(outer?.message.hasSuffix("use `a/release`.") == true)
    let file = #expect(throws: CorpusError.self) { try corpus.read(.disk(#filePath)) }
    #expect(file?.message.contains("is a file") == true)
  }

  @Test(
    "stray, hidden and misnamed files are counted, never dropped in silence",
    arguments: ["crema_d", "emodb", "ravdess"])
  func strayFiles(name: String) throws {
    var files = wellFormed(name)
    let folder = files.keys.filter { $0.contains("/") }.min()?.split(separator: "/").first ?? ""
    files["\(folder)/._hidden.wav"] = []
    files["\(folder)/notes.doc"] = []
    files["\(folder)/holiday.wav"] = []
    let reading = try read(name, files)
    #expect(
      reading.problemCounts.filter { !$0.kind.hasPrefix("missing ") }.map {
        "\($0.kind) \($0.severity) \($0.count)"
      } == ["unknown file name warning 1", "skipped file note 2"])
    #expect(
      reading.problems.last?.message.hasPrefix("\(folder)/notes.doc: this file is not used")
        == true)
  }

  @Test("the same file in two folders is one utterance and one problem")
  func duplicates() throws {
    let reading = try read(
      "ravdess",
      emptyFiles(["Actor_01/03-01-01-01-01-01-01.wav", "all/Actor_01/03-01-01-01-01-01-01.wav"]))
    #expect(reading.utterances.count == 1)
    #expect(
      reading.problems.filter { $0.severity == .error }.map(\.message) == [
        "all/Actor_01/03-01-01-01-01-01-01.wav: `03-01-01-01-01-01-01` was already read from Actor_01/03-01-01-01-01-01-01.wav; this second one is left out"
      ])
  }

  @Test("the film and the sound of one recording of RAVDESS are the same recording")
  func twins() throws {
    let reading = try read(
      "ravdess",
      emptyFiles(
        ["01-01-05-01-01-01-02", "03-01-05-01-01-01-02", "03-01-05-01-01-02-02"].map {
          "Actor_02/\($0).wav"
        }))
    let recordings = reading.utterances.map(\.recording)
    #expect(Set(reading.utterances.map(\.id)).count == 3)
    #expect(recordings[0] != nil && recordings[0] == recordings[1])
    #expect(recordings[2] != recordings[1])
  }

  @Test("every reader that is written is in the list")
  func listed() throws {
    // The sources as text: a `static let … = Corpus(` that `all` does not name would be forgotten.
    let folder = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
    let sources = FileTree.disk(folder + "/Sources/Corpora")
    var written: [String] = []
    for name in try sources.names(in: "Readers") where name.hasSuffix(".swift") {
      for line in String(decoding: try sources.bytes(at: "Readers/\(name)"), as: UTF8.self).split(
        separator: "\n")
      where line.hasSuffix(" = Corpus(") {
        written += line.split(separator: " ").dropLast(2).suffix(1).map { ".\($0)" }
      }
    }
    let list = String(decoding: try sources.bytes(at: "Corpus.swift"), as: UTF8.self)
    #expect(list.contains("all: [Corpus] = [\(written.joined(separator: ", "))]"))
  }
}
