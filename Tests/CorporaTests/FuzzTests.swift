// Damaged corpora: whatever bytes are missing or changed, reading ends with utterances and problems, never a crash.

import Corpora
import Testing

/// A small generator of its own, so that this target needs no other: xorshift64 (Marsaglia 2003).
struct Xorshift {
  var state: UInt64
  mutating func below(_ bound: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(bound))
  }
}

@Suite("damage")
struct FuzzTests {
  @Test("any bytes may be deleted or changed", arguments: 0..<8)
  func damagedFiles(seed: Int) throws {
    var random = Xorshift(state: UInt64(seed + 1) &* 0x9E37_79B9_7F4A_7C15)
    let sound = iemocapFiles()
    for _ in 0..<150 {
      var files: [String: [UInt8]] = [:]
      for (path, content) in sound.sorted(by: { $0.key < $1.key }) {
        var damaged = content
        for _ in 0..<random.below(12) where !damaged.isEmpty {
          let at = random.below(damaged.count)
          switch random.below(3) {
          case 0: damaged.remove(at: at)
          case 1: damaged[at] = UInt8(random.below(256))
          default: damaged.removeSubrange(at..<min(damaged.count, at + 1 + random.below(40)))
          }
        }
        files[path] = damaged
      }
      let reading = try read("iemocap", files) { _ in Double(random.below(20)) }
      #expect(reading.utterances.allSatisfy { Corpus.iemocap.word(for: $0.label) != nil })
      #expect(Set(reading.utterances.map(\.id)).count == reading.utterances.count)
      #expect(reading.problems.allSatisfy { !$0.message.isEmpty })
      // A turn that was lost left a word behind.
      if reading.utterances.count < 3 { #expect(reading.problems.count > 3) }
    }
  }

  @Test("any file name may be damaged", arguments: ["crema_d", "emodb", "ravdess"])
  func damagedNames(name: String) throws {
    var random = Xorshift(state: 77)
    var readings = 0
    for _ in 0..<300 {
      var files: [String: [UInt8]] = [:]
      var sounds = 0
      for path in wellFormed(name).keys.sorted() where path.hasSuffix(".wav") {
        var scalars = Array(path.dropLast(4).unicodeScalars)
        let slash = scalars.lastIndex(of: "/") ?? 0
        let at = slash + 1 + random.below(scalars.count - slash - 1)
        if random.below(2) == 0 { scalars[at] = ["é", "0", "A", " ", "\u{301}"][random.below(5)] }
        files[String(String.UnicodeScalarView(scalars)) + ".wav"] = []
        sounds = files.count
      }
      do {
        let reading = try read(name, files)
        readings += 1
        #expect(
          reading.utterances.count
            + reading.problems.filter { ["unknown file name", "unknown label"].contains($0.kind) }
            .count
            == sounds)
      } catch is CorpusError {
        // No name is left that shows which corpus it was.
      }
    }
    #expect(readings > 200, "\(readings)")
  }
}
