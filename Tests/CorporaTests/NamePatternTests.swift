// Patterns of names: what they take, what they refuse, what is wrong with one, and the one that fits most names.

import Testing

@testable import Corpora

@Suite("patterns of names")
struct NamePatternTests {
  func values(_ pattern: String, _ path: String, labels: [String] = []) throws -> String? {
    try NamePattern(pattern).values(of: path, labels: labels).map { values in
      NamePattern.Field.allCases.compactMap { field in values[field].map { "\(field)=\($0)" } }
        .joined(separator: " ")
    }
  }

  @Test("fields end at the next sign of the pattern and hold none that separates them")
  func fields() throws {
    let pattern = "{speaker}_{text}_{label}*.wav"
    #expect(try values(pattern, "x/OAF_back_angry.wav") == "speaker=OAF label=angry text=back")
    #expect(try values(pattern, "03_a01_W2.WAV") == "speaker=03 label=W text=a01")
    #expect(try values(pattern, "03_a01_W2.flac") == nil)
    #expect(try values("{speaker}_{label}", "03_W.flac") == "speaker=03 label=W")
    #expect(try values("{speaker}_{label}", "03_x_W.wav") == nil)
    #expect(try values("{speaker}_{label}", "03_.wav") == nil)
    #expect(try values("{speaker}_{label}", "03_W.txt") == nil)
  }

  @Test("widths, digits, letters, and signs that do not matter")
  func widths() throws {
    #expect(
      try values("{speaker:2}{text:3}{label:1}?.wav", "wav/03a01Wa.wav")
        == "speaker=03 label=W text=a01")
    #expect(
      try values("{speaker}_{label:letters}{text:digits}", "DC_sa15.wav")
        == "speaker=DC label=sa text=15")
    #expect(try values("{speaker:2}{label:1}", "123.wav") == "speaker=12 label=3")
    #expect(try values("{speaker:2}{label:1}", "1234.wav") == nil)
    #expect(try values("*-{label}-*", "03-01-06-01.wav") == "label=01")
  }

  @Test("a slash separates folders, and the last parts of a path are compared")
  func folders() throws {
    #expect(
      try values("{label}/{speaker}_*.wav", "a/b/sad/ada_3.wav") == "speaker=ada label=sad")
    #expect(try values("{label}/*", "one.wav") == nil)
    // A field that stands twice says the same twice.
    #expect(try values("s{speaker}/{speaker}_{label}", "s1/1_sad.wav") == "speaker=1 label=sad")
    #expect(try values("s{speaker}/{speaker}_{label}", "s1/2_sad.wav") == nil)
  }

  @Test("known labels decide where a name can be read in several ways; others fit too")
  func known() throws {
    let labels = ["pleasant_surprise", "sad", "sadder"]
    let pattern = "{speaker}_{label}*"
    #expect(
      try values(pattern, "a_pleasant_surprise.wav", labels: labels)
        == "speaker=a label=pleasant_surprise")
    #expect(try values(pattern, "a_sadder1.wav", labels: labels) == "speaker=a label=sadder")
    #expect(try values(pattern, "a_joy_1.wav", labels: labels) == "speaker=a label=joy")
  }

  @Test("an accent in one character or two is the same, and counts as one")
  func accents() throws {
    #expect(try values("{speaker:1}é{label}", "xe\u{301}W.wav") == "speaker=x label=W")
    #expect(try values("{speaker:2}{label}", "e\u{301}xW.wav") == "speaker=e\u{301}x label=W")
  }

  @Test("many stars take no time that grows with their number")
  func stars() throws {
    let pattern = String(repeating: "*a", count: 40) + "{label}b"
    #expect(try values(pattern, String(repeating: "a", count: 200) + ".wav") == nil)
  }

  @Test(
    "what is wrong with a pattern is said",
    arguments: [
      ("{labl}.wav", "`{labl}`"), ("{label.wav", "never closed"), ("label}.wav", "without `{`"),
      ("{speaker}{label}.wav", "does not say where `speaker` ends"), ("{label:x}", "no width"),
      ("/data/{label}.wav", "below a folder"), ("../{label}.wav", "below a folder"), ("", "below"),
      ("{label}.txt", "no sound"), ("{label:0}", "no width"),
    ])
  func faults(pattern: String, says: String) {
    let fault = #expect(throws: NamePattern.Fault.self) { try NamePattern(pattern) }
    #expect(fault?.message.contains(says) == true, "\(fault?.message ?? "")")
  }

  func proposal(_ names: [String]) -> String? { PatternProposal(names: names.sorted())?.call("d") }

  @Test("the pattern that fits most names is proposed, with words for known codes")
  func proposals() {
    let moods = ["angry", "happy", "sad"]
    let words = #"labels: {angry: "anger", happy: "happiness", sad: "sadness"}"#
    func names(_ parts: [String]..., joined: ([String]) -> String) -> [String] {
      parts.reduce([[]]) { made, part in made.flatMap { row in part.map { row + [$0] } } }
        .map { joined($0) + ".wav" }
    }
    #expect(
      proposal(
        names(["OAF", "YAF"], ["back", "bar"], moods) { "\($0[0])/\($0.joined(separator: "_"))" }
          + ["notes.wav"])
        == #"corpus("d", pattern: "{speaker}/*_{text}_{label}", \#(words))"#)
    #expect(
      proposal(names(["03", "08"], ["a01", "b02"], ["W", "F", "T"]) { "wav/\($0.joined())a" })
        == #"corpus("d", pattern: "{speaker:2}{text:3}{label:1}a")"#)
    #expect(
      proposal(
        names(["DC", "JE"], ["a", "d", "sa"], ["01", "02"]) { "\($0[0])_\($0[1])\($0[2])" })
        == #"corpus("d", pattern: "{speaker}_{label:letters}{text:digits}")"#)
    #expect(
      proposal(names(["train", "test"], moods, ["1", "2"]) { "\($0[0])/\($0[1])_\($0[2])" })
        == #"corpus("d", pattern: "{label}_{text}", \#(words))"#)
    #expect(
      proposal(names(moods, ["1", "2"]) { "train/\($0[0])/\($0[1])" })
        == #"corpus("d", pattern: "{label}/{text:1}", \#(words))"#)
    #expect(proposal(["a.wav", "b2.wav", "x_y.wav"]) == nil)
    #expect(proposal([]) == nil)
  }

  @Test("a pattern of very many stars is compared like one star")
  func manyStars() throws {
    let pattern = try NamePattern(String(repeating: "*", count: 200_000) + "_{label}")
    #expect(pattern.components == (try NamePattern("*_{label}")).components)
    #expect(pattern.values(of: "a_b_W.wav") == [.label: "W"])
  }
}
