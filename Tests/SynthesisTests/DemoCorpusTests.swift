// The demo corpus on disk: that IEMOCAP's reader reads it without a word, that it is the same for every width, and
// that it is written once, whole or not at all.

import Basics
import Corpora
import Foundation
import Synchronization
import Testing

@testable import Synthesis

/// A new folder that is removed at the end of `body`.
func withFolder<T>(_ body: (String) async throws -> T) async throws -> T {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try await body(folder.path)
}

/// The seconds of a WAV file as this module writes it: from the size of its `data` chunk.
func seconds(_ bytes: [UInt8]) -> Double {
  Double((40..<44).reversed().reduce(0) { $0 << 8 | Int(bytes[$1]) }) / 2 / 16_000
}

@Suite("the demo corpus")
struct DemoCorpusTests {
  @Test(
    "IEMOCAP's reader finds every turn with its words and all eleven labels, and nothing to remark")
  func readable() async throws {
    try await withFolder { folder in
      let demo = DemoCorpus(try DemoSettings(turns: 200, seed: 7))
      try await demo.write(to: folder + "/demo", width: 2)
      let tree = FileTree.disk(folder + "/demo")
      let reading = try Corpus.iemocap.read(tree) { path in
        (try? tree.bytes(at: path)).map(seconds)
      }
      #expect(reading.problems == [])
      #expect(reading.utterances.count == 200)
      #expect(reading.utterances.allSatisfy { $0.transcript?.isEmpty == false })
      #expect(reading.utterances.allSatisfy { $0.annotations.count >= 3 && $0.ratings.count == 2 })
      #expect(Set(reading.utterances.map(\.label)) == Set(Corpus.iemocap.labels.map(\.code)))
      #expect(
        Set(reading.utterances.compactMap(\.speaker)).sorted()
          == (1...5).flatMap { ["Ses0\($0)F", "Ses0\($0)M"] })
      let words = reading.utterances.compactMap(\.transcript)
      #expect(words.contains { $0.contains("[LAUGHTER]") } && words.contains { $0.contains(":") })
      // Ambiguous on purpose: undecided turns are always disputed, and many decided ones too.
      let undecided = reading.utterances.filter { $0.label == "xxx" }
      #expect(!undecided.isEmpty && undecided.allSatisfy(isDisputed))
      let disputed = reading.utterances.count { $0.label != "xxx" && isDisputed($0) }
      #expect(disputed > 30 && disputed < 110)
    }
  }

  @Test("one core or two, the bytes are the same; another seed makes others")
  func sameBytes() async throws {
    try await withFolder { folder in
      let settings = try DemoSettings(turns: 300, seed: 3)
      try await DemoCorpus(settings).write(to: folder + "/one", width: 1)
      try await DemoCorpus(settings).write(to: folder + "/two", width: 3)
      try await DemoCorpus(try DemoSettings(turns: 300, seed: 4)).write(
        to: folder + "/other", width: 2)
      let (one, two) = (try allFiles(folder + "/one"), try allFiles(folder + "/two"))
      #expect(one.map(\.name) == two.map(\.name) && one.count == 5 * 2 * 3 + 2)
      #expect(zip(one, two).allSatisfy { $0.bytes == $1.bytes })
      let other = try allFiles(folder + "/other")
      #expect(zip(one, other).filter { $0.bytes == $1.bytes }.isEmpty)
    }
  }

  @Test("the bytes are those of the machine on which this test was written")
  func knownBytes() async throws {
    // FNV-1a over all files in order; changes only together with `DemoSettings.fingerprint`.
    try await withFolder { folder in
      try await DemoCorpus(try DemoSettings(turns: 10, seed: 1)).write(to: folder + "/d", width: 2)
      var hash: UInt64 = 0xcbf2_9ce4_8422_2325
      for file in try allFiles(folder + "/d") {
        for byte in Array(file.name.utf8) + file.bytes {
          hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
      }
      #expect(String(hash, radix: 16) == "73b5cfe6d25ff758")
    }
  }

  @Test("a second call with equal settings finds the corpus; one that lacks a file is made again")
  func once() async throws {
    try await withFolder { folder in
      let demo = DemoCorpus(try DemoSettings(turns: 20))
      let path = folder + "/a/b/demo"
      let calls = Calls()
      let first = try await demo.write(to: path, width: 2) { calls.add($0) }
      guard case .made(let seconds) = first else { return #expect(Bool(false), "not made") }
      #expect(seconds > 20 && seconds < 400)
      #expect(calls.all.map(\.dialogsDone) == Array(1...5))
      #expect(calls.all.last?.seconds == seconds)
      #expect(demo.isComplete(at: path))
      #expect(try await demo.write(to: path, width: 2) == .found)
      // A file that is not as it was made is someone's: nothing of the corpus is deleted.
      let sound = path + "/Session2/dialog/wav/Ses02F_impro01.wav"
      try Data([1, 2, 3]).write(to: URL(fileURLWithPath: sound))
      #expect(!demo.isComplete(at: path))
      let error = await #expect(throws: SynthesisError.self) {
        try await demo.write(to: path, width: 2)
      }
      #expect(
        error == .folderInUse(path: path, example: "Session2/dialog/wav/Ses02F_impro01.wav"))
      #expect(FileManager.default.fileExists(atPath: path + "/MANIFEST.txt"))
      try FileManager.default.removeItem(atPath: sound)
      #expect(try await demo.write(to: path, width: 2) == first)
      // Other settings replace what this module made.
      let other = DemoCorpus(try DemoSettings(turns: 20, seed: 2))
      #expect(!other.isComplete(at: path))
      try await other.write(to: path, width: 2)
      #expect(other.isComplete(at: path) && !demo.isComplete(at: path))
      #expect(try FileTree.disk(folder + "/a/b").names() == ["demo"])
    }
  }

  @Test("a folder with other files is left as it is")
  func otherFiles() async throws {
    try await withFolder { folder in
      try Data("mine".utf8).write(to: URL(fileURLWithPath: folder + "/thesis.txt"))
      let demo = DemoCorpus(try DemoSettings(turns: 10))
      let error = await #expect(throws: SynthesisError.self) {
        try await demo.write(to: folder, width: 1)
      }
      #expect(error == .folderInUse(path: folder, example: "thesis.txt"))
      #expect(try FileTree.disk(folder).names() == ["thesis.txt"])
      let refused = await #expect(throws: SynthesisError.self) {
        try await demo.write(to: folder + "/thesis.txt/demo", width: 1)
      }
      #expect(refused?.message.contains("not a folder") == true)
    }
  }

  @Test("a cancelled making leaves nothing behind")
  func cancelled() async throws {
    try await withFolder { folder in
      let whole = try await LookCount.looks {
        try await DemoCorpus(try DemoSettings(turns: 40)).write(to: folder + "/whole", width: 2)
      }.looks
      // From the first check to the last.
      for look in [1, whole / 4, whole / 2, whole - 2] {
        await #expect(throws: Cancelled.self, "at check \(look) of \(whole)") {
          try await LookCount.cancelling(at: look) {
            try await DemoCorpus(try DemoSettings(turns: 40)).write(to: folder + "/demo", width: 2)
          }
        }
        #expect(try FileTree.disk(folder).names() == ["whole"])
      }
    }
  }

  @Test("sizes out of range are refused in words")
  func range() {
    let error = #expect(throws: SynthesisError.self) { try DemoSettings(turns: 9) }
    #expect(
      error?.message
        == "A demo corpus of 9 turns cannot be made: ask for 10 to 20,000 turns.")
    #expect(throws: SynthesisError.turnsOutOfRange(20_001)) { try DemoSettings(turns: 20_001) }
  }

  @Test("every file that allows it says that the speech is synthetic")
  func remarks() async throws {
    try await withFolder { folder in
      try await DemoCorpus(try DemoSettings(turns: 10)).write(to: folder + "/d", width: 2)
      for file in try allFiles(folder + "/d") where !file.name.contains("transcriptions") {
        // Sound files say it at their end, texts near their start.
        let text = String(decoding: file.bytes.prefix(400) + file.bytes.suffix(100), as: UTF8.self)
        #expect(text.contains("Synthetic speech") || text.contains("sernb demo corpus"))
      }
    }
  }
}

/// Every file of a folder in byte order of its path.
func allFiles(_ root: String) throws -> [(name: String, bytes: [UInt8])] {
  let tree = FileTree.disk(root)
  func walk(_ folder: String) throws -> [(name: String, bytes: [UInt8])] {
    try tree.names(in: folder).flatMap { name in
      let path = FileTree.join(folder, name)
      return tree.hasFolder(path) ? try walk(path) : [(path, try tree.bytes(at: path))]
    }
  }
  return try walk("")
}

/// Progress reports as they came.
final class Calls: Sendable {
  private let log = Mutex<[DemoProgress]>([])
  func add(_ progress: DemoProgress) { log.withLock { $0.append(progress) } }
  var all: [DemoProgress] { log.withLock { $0 } }
}

/// Whether two annotators named different first categories.
private func isDisputed(_ utterance: Utterance) -> Bool {
  Set(utterance.annotations.compactMap(\.categories.first)).count > 1
}
