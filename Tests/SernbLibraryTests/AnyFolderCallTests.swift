// `corpus(…)`: what is wrong with a description is found before a run, by its place; several folders.

import SernbLanguage
import SernbLibrary
import SernbRuntime
import Testing

@Suite("corpus(…)")
struct AnyFolderCallTests {
  @Test(
    "faults are found in the text",
    arguments: [
      (#"corpus("data/moods", pattern: "{labl}")"#, "bad-description"),
      (#"corpus("data/moods", pattern: "{speaker}_*")"#, "bad-description"),
      (#"corpus("data/moods", labels: "labels.csv", file: .path)"#, "bad-description"),
      (#"corpus("data/moods", pattern: "{label}", file: .path)"#, "bad-description"),
      (#"corpus("data/moods", labels: "gone.csv", file: .path, label: .emotion)"#, "missing-data"),
      (
        #"corpus("data/moods", labels: "labels.csv", file: .path, label: .emotoin)"#,
        "unknown-column"
      ), (#"emodb(["data/emodb", "data/gone"])"#, "missing-data"),
      (#"emodb(["data/emodb", "data/labels.csv"])"#, "missing-data"),
      (#"corpus("data/moods", labels: 3)"#, "wrong-type"),
    ])
  func staticFaults(code: String, problem: String) async throws {
    let ran = try await run("c = \(code)")
    #expect(ran.staticProblems.map { "\($0.code)" } == [problem], "\(ran.staticProblems)")
  }

  @Test("what only a run can know is an error of the run")
  func runFaults() async throws {
    for code in [
      #"corpus("data/moods")"#, #"corpus("data/moods", pattern: "{label}_x")"#,
      #"corpus(first(["data/moods", 1]), labels: first(["../labels.csv", 1]), file: .path, label: .emotion)"#,
    ] {
      let found = try await problem(code)
      #expect(found.code == "missing-data", "\(found)")
    }
    let proposal = try await problem(#"corpus("data/moods")"#)
    #expect(proposal.message.contains(#"corpus("data/moods", pattern: "{label}/"#), "\(proposal)")
  }

  @Test("several folders are one corpus, whose clips are found")
  func several() async throws {
    let folders = #"["data/moods/angry", "data/moods/calm"]"#
    let code = #"corpus(\#(folders), pattern: "{label}")"#
    #expect(try await shown("turns(\(code)).utterance") == #"["one", "two"]"#)
    #expect(try await shown("clips(turns(\(code)), from: \(code))") == "2 clips")
    // A known corpus is read as what it is.
    #expect(try await shown(#"corpus("data/emodb").name"#) == "emodb")
    #expect(try await shown(#"rows(turns(emodb(["data/emodb/wav", "data/emodb"])))"#) == "2")
  }
}
