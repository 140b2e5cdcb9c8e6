// What completion offers, for text with the cursor at its end.

import SernbLibrary
import SernbREPL
import SernbRuntime
import Testing
import TestSupport

@Suite("completion")
struct CompletionTests {
  private func session(_ lines: String...) async throws -> (Session, Scratch) {
    let project = try Scratch([
      "Notebooks/turns.sernb": try Transcripts.text("turns.sernb"),
      "data/a.csv": "x\n1\n", "data/b/c.csv": "x\n1\n",
    ])
    let session = try Session(Transcripts.setting(project, "turns.sernb"))
    for line in lines { #expect(await session.submit(line).hasFailed == false, "\(line)") }
    return (session, project)
  }

  private func texts(_ session: Session, _ text: String) async -> [String] {
    await session.complete(text).candidates.map(\.text)
  }

  @Test("names of the place, then builtins")
  func names() async throws {
    let (session, project) = try await session(":next", "turtle = 1")
    defer { withExtendedLifetime(project) {} }
    #expect(await texts(session, "1 + tur") == ["turns", "turtle"])
    #expect(await texts(session, "random_f").contains("random_forest"))
    #expect(await texts(session, "lon").contains("long") == false)
    let completion = await session.complete("1 + tur")
    #expect(completion.word == 4..<7)
    #expect(completion.candidates.first?.note == "table(label, start, end)")
  }

  @Test(
    "columns of the table at hand",
    arguments: [
      "turns |> where(.", "turns |> where(.end - .s", "turns |> head(2) |> where(.s",
      "sort(turns, by: .s", "turns |> where(.start > 1 s)\n  |> sort(by: .s",
      "x = turns |> summarize(by: .label, mean: mean(.s", "turns |> count(by: [.label, .s",
      "turns |> derive(sum: .start + .end) |> sort(by: .s", "turns.s",
      "(turns |> head(2)).s",
    ])
  func columns(text: String) async throws {
    let (session, project) = try await session(":next")
    defer { withExtendedLifetime(project) {} }
    let found = await texts(session, text)
    #expect(found.contains("start"), "\(found)")
    #expect(found.contains("label") == text.hasSuffix("."), "\(found)")
    #expect(found.contains("sum") == text.contains("sum:"), "\(found)")
  }

  @Test("named arguments that are not given yet, with the signature")
  func arguments() async throws {
    let (session, project) = try await session()
    defer { withExtendedLifetime(project) {} }
    let completion = await session.complete("random_forest(n_estimators: 10, m")
    #expect(completion.candidates.contains { $0.text == "min_samples_split: " })
    #expect(completion.candidates.contains { $0.text == "n_estimators: " } == false)
    #expect(completion.signature?.hasPrefix("random_forest(") == true)
    #expect(await texts(session, "f([1, t").contains("n_estimators: ") == false)
    #expect(await texts(session, "heatmap(palette: \"se") == ["sequential\""])
    #expect(
      await texts(session, "heatmap(x, palette: ").prefix(2) == ["\"sequential\"", "\"diverging\""])
  }

  @Test("arguments of functions of the notebook, and its parameters")
  func ownFunctions() async throws {
    let (session, project) = try await session("fn scaled(value, by) = value * by")
    defer { withExtendedLifetime(project) {} }
    #expect(await texts(session, "scaled(2, b").first == "by: ")
    #expect(await session.complete("scaled(").signature == "scaled(value, by)")
    #expect(await texts(session, "params.s") == ["shortest"])
  }

  @Test("parts of records and of engine values")
  func members() async throws {
    let (session, project) = try await session(
      "r = {low: 1, high: 2}", "c = tone(440 Hz, duration: 10 ms)")
    defer { withExtendedLifetime(project) {} }
    #expect(await texts(session, "r.") == ["low", "high"])
    #expect(await texts(session, "1 + c.dur") == ["duration"])
    #expect(await texts(session, "tone(440 Hz, duration: 1 s).dur") == ["duration"])
    #expect(await texts(session, "nothing.").isEmpty)
  }

  @Test("files of the project inside of quotes, and nothing outside of it")
  func files() async throws {
    let (session, project) = try await session()
    defer { withExtendedLifetime(project) {} }
    #expect(await texts(session, "read_csv(\"da") == ["data/"])
    #expect(await texts(session, "read_csv(\"data/") == ["data/a.csv", "data/b/"])
    #expect(await texts(session, "read_csv(\"data/b/c") == ["data/b/c.csv"])
    #expect(await texts(session, "read_csv(\"../").isEmpty)
    #expect(await texts(session, "read_csv(\"/et").isEmpty)
  }

  @Test("commands, and what may follow them")
  func commands() async throws {
    let (session, project) = try await session("mine = 1")
    defer { withExtendedLifetime(project) {} }
    #expect(await texts(session, ":re") == ["restart", "recover"])
    #expect(await texts(session, ":goto l") == ["long"])
    #expect(await texts(session, ":run s") == ["stale"])
    #expect(await texts(session, ":set s") == ["seed", "shortest"])
    #expect(await texts(session, ":keep mi") == ["mine"])
    #expect(await texts(session, ":help :go") == [":goto"])
    #expect(await session.complete(":goto l").word == 6..<7)
    #expect(await session.complete(":goto ").signature == ":goto LABEL|N")
  }

  @Test("nothing in comments and behind numbers")
  func nothing() async throws {
    let (session, project) = try await session()
    defer { withExtendedLifetime(project) {} }
    #expect(await texts(session, "1 # ra").isEmpty)
    #expect(await texts(session, "12").isEmpty)
  }

  @Test("a thousand names and cells are no burden", .timeLimit(.minutes(30)))
  func many() async throws {
    var text = ""
    for n in 0..<1000 { text += "```ser c\(n)\nname_\(n) = \(n)\n```\n\n" }
    let project = try Scratch(["Notebooks/many.sernb": text])
    let session = try Session(Transcripts.setting(project, "many.sernb"))
    #expect(await session.submit(":goto 1000").hasFailed == false)
    #expect(await texts(session, "name_99").count == 10)
    #expect(await texts(session, "table(a: [1]) |> where(.") == ["a"])
  }
}
