// What a person reads when the data is bad: each fault named by file, line or second, with the documented exit code.

import Basics
import Foundation
import Testing
import TestSupport

@Suite("bad data")
struct BadDataTests {
  /// Runs the project's notebook; whatever is wrong, the write-up is there and nothing is left half-written.
  private func run(_ corpus: TinyCorpus, expecting code: Int32) async throws -> (Scratch, String) {
    let project = try corpus.project()
    let outcome = await Verb.run(["run"], in: project.path)
    #expect(outcome.code == code, "\(outcome.all)")
    let leftovers = project.files("Outputs").keys.filter { $0.contains(".writing") }
    #expect(leftovers.isEmpty)
    return (project, outcome.errors)
  }

  private func spoiled(_ change: (inout TinyCorpus) -> Void) -> TinyCorpus {
    var corpus = TinyCorpus()
    change(&corpus)
    return corpus
  }

  @Test("a sound corpus reads without a word")
  func sound() async throws {
    let (project, errors) = try await run(TinyCorpus(), expecting: 0)
    let page = try #require(project.text("Outputs/n.md"))
    #expect(page.contains("Now: listen! \\[LAUGHTER\\]"), "\(page)")
    #expect(!page.contains("**?**") && !errors.contains("error"), "\(errors)")
  }

  @Test(
    "an empty recording is named", arguments: [[UInt8](), Array("this is no sound at all".utf8)])
  func noSound(bytes: [UInt8]) async throws {
    let (_, errors) = try await run(spoiled { $0.wave = bytes }, expecting: 7)
    #expect(errors.contains("Ses01F_impro01.wav"), "\(errors)")
    #expect(errors.contains("2 clips of 2 cannot be read"), "\(errors)")
  }

  @Test("a recording without samples is named")
  func zeroLength() async throws {
    let (_, errors) = try await run(spoiled { $0.wave = Wave.pcm([]) }, expecting: 7)
    #expect(errors.contains("has no samples"), "\(errors)")
  }

  @Test("a recording that is cut off is named with what its header promises")
  func truncated() async throws {
    let (_, errors) = try await run(
      spoiled { $0.wave = Array($0.wave.prefix(44 + 2 * 30_000)) }, expecting: 7)
    #expect(errors.contains("cut off"), "\(errors)")
  }

  @Test("a sample that is not a number is named by its second")
  func notANumber() async throws {
    var samples = [Float](repeating: 0.1, count: 3 * Wave.rate)
    samples[Wave.rate / 2] = .nan
    let (_, errors) = try await run(spoiled { $0.wave = Wave.float(samples) }, expecting: 7)
    #expect(errors.contains("0.500 s"), "\(errors)")
    #expect(errors.contains("1 clip of 2 cannot be read"), "\(errors)")
  }

  @Test(
    "a spoilt turn is left out by name, and the write-up says so",
    arguments: [
      ("[1.5000 - 2.5000]", "[2.5000 - 1.5000]", "reversed times"),
      ("[1.5000 - 2.5000]", "[7.5000 - 9.5000]", "beyond the end"),
      ("Ses01F_impro01_M000\tang", "Ses01F_impro01_F000\tang", "duplicate utterance"),
      ("M000\tang", "M000\tzzz", "unknown label"),
      ("[1.5000 - 2.5000]", "[1.5000 -", "malformed turn"),
    ])
  func spoiltTurn(old: String, new: String, kind: String) async throws {
    let corpus = spoiled { $0.evaluation = $0.evaluation.replacing(old, with: new) }
    let (project, _) = try await run(corpus, expecting: 0)
    let page = try #require(project.text("Outputs/n.md"))
    #expect(page.contains(kind), "\(page)")
    #expect(page.contains("Ses01F_impro01.txt:"), "\(page)")
    #expect(page.contains("1 entry could not be used and was left out"), "\(page)")
  }

  @Test("a turn that ends behind its recording is cut, and that is said")
  func cut() async throws {
    let corpus = spoiled {
      $0.evaluation = $0.evaluation.replacing("2.5000]\tSes", with: "3.0500]\tSes")
    }
    let (project, _) = try await run(corpus, expecting: 0)
    #expect(try #require(project.text("Outputs/n.md")).contains("its clip is cut there"))
  }

  @Test("a missing transcript is a counted warning and a missing value")
  func missingTranscript() async throws {
    let corpus = spoiled { corpus in
      corpus.transcript = corpus.transcript.split(separator: "\n").prefix(1).joined() + "\n"
    }
    let (project, _) = try await run(corpus, expecting: 0)
    let page = try #require(project.text("Outputs/n.md"))
    #expect(page.contains("missing transcript"), "\(page)")
    #expect(page.contains("| Ses01F_impro01_M000 | – |"), "\(page)")
  }

  @Test("a folder of another corpus is told from the wanted one")
  func otherCorpus() async throws {
    let project = try Scratch([
      "Notebooks/n.sernb": "```ser a\niemocap(\"data/x\")\n```\n",
      "data/x/wav/03a01Wa.wav": "", "data/x/wav/03a01Fa.wav": "",
    ])
    let outcome = await Verb.run(["run"], in: project.path)
    #expect(outcome.code == 7, "\(outcome.all)")
    #expect(outcome.errors.contains("looks like Emo-DB"), "\(outcome.all)")
    #expect(outcome.errors.contains("`emodb`"), "\(outcome.all)")
  }

  @Test("a missing corpus is found before anything runs, with how to get it")
  func missingCorpus() async throws {
    let project = try Scratch(["Notebooks/n.sernb": "```ser a\niemocap(\"data/demo\")\n```\n"])
    let outcome = await Verb.run(["check", "--static"], in: project.path)
    #expect(outcome.code == 7, "\(outcome.all)")
    #expect(outcome.errors.contains("sernb corpus demo"), "\(outcome.all)")
  }

  @Test("clips that cannot be read can be left out, and are counted")
  func leaveOut() async throws {
    var samples = [Float](repeating: 0.1, count: 3 * Wave.rate)
    samples[Wave.rate / 2] = .infinity
    let notebook = TinyCorpus.notebook.replacing(
      "features(published)", with: "features(published, unreadable: \"leave_out\")")
    let project = try spoiled { $0.wave = Wave.float(samples) }.project(notebook: notebook)
    let outcome = await Verb.run(["run"], in: project.path)
    #expect(outcome.code == 0, "\(outcome.all)")
    #expect(try #require(project.text("Outputs/n.md")).contains("1 clip of 2 could not be read"))
  }

  @Test("a recording that is a link out of the project is not read")
  func linkedRecording() async throws {
    let project = try TinyCorpus().project()
    let wave = project.path + "/data/tiny/Session1/dialog/wav/Ses01F_impro01.wav"
    let outside = try Scratch()
    try outside.write(Wave.tone(seconds: 3), to: "a.wav")
    try FileManager.default.removeItem(atPath: wave)
    try FileManager.default.createSymbolicLink(
      atPath: wave, withDestinationPath: outside.path + "/a.wav")
    let refused = await Verb.run(["run"], in: project.path)
    #expect(refused.code == 1, "\(refused.all)")
    #expect(refused.errors.contains("forbidden-path"), "\(refused.all)")
    let allowed = await Verb.run(["run", "--allow", outside.path], in: project.path)
    #expect(allowed.code == 0, "\(allowed.all)")
  }

  @Test("a corpus that lies anywhere is read when its path is given as a parameter")
  func elsewhere() async throws {
    let elsewhere = try Scratch()
    try TinyCorpus().write(to: elsewhere)
    let project = try Scratch([
      "Notebooks/1.sernb": """
      ---
      params:
        corpus: data/demo
      ---
      ```ser a
      corpus = iemocap(params.corpus)
      corpus
      ```

      """,
      "Notebooks/2.sernb": """
      ```ser a
      use "1.sernb" (corpus)
      clips(turns(corpus), from: corpus) |> features(published) |> rows
      ```

      """,
    ])
    let path = elsewhere.path + "/" + TinyCorpus.folder
    let outcome = await Verb.run(["run", "-p", "corpus=\(path)"], in: project.path)
    #expect(outcome.code == 0, "\(outcome.all)")
    #expect(try #require(project.text("Outputs/2.md")).contains("\n2\n"))
  }
}
