// What runs leave behind, and the list of them.

import Basics
import SernbDocument
import SernbReport
import Testing

@Suite("history")
struct HistoryTests {
  static let record = RunRecord(
    id: "2026-01-02-3f9c", started: "2026-01-02T03:04:05Z", seconds: 12.5,
    command: "sernb run Notebooks -p x=\"\(Samples.nasty)\"", engine: "1.0", exitCode: 1,
    machine: .init(system: "Linux \u{0}", cores: 2),
    notebooks: [
      .init(
        path: "Notebooks/a.sernb", digest: "abc", state: "fine", seconds: 1,
        parameters: [.init("trees", "300"), .init(Samples.nasty, Samples.nasty)], seed: "1",
        inputs: [
          .init(path: "data/a.csv", digest: "12", count: 1),
          .init(path: "data/demo", aspect: "names", digest: "34", count: 1000),
        ],
        cells: [
          .init(label: "one", state: "ran", seconds: 0.5, key: "k", code: "c", reason: "it is new"),
          .init(label: "two", state: "reused", seconds: 0, key: "l", code: "d"),
        ],
        results: .text(Results(title: "A", facts: [.init("seed", "1")]).text)),
      .init(path: "Notebooks/b.sernb", digest: "", state: "failed", results: .digest("ff")),
      .init(path: "Notebooks/c.sernb", digest: "", state: "skipped"),
    ])

  @Test("a record reads back as it was, and as it is kept")
  func roundTrip() throws {
    #expect(try RunRecord(reading: Self.record.text) == Self.record)
    try expectGolden(Self.record.text, "record.json")
  }

  @Test("members that are not known are passed over")
  func unknown() throws {
    let text = Self.record.text
      .replacing("\"cores\": 2", with: "\"cores\": 2, \"memory\": [1, {\"a\": null}]")
      .replacing("\"label\": \"one\"", with: "\"label\": \"one\", \"mood\": \"good\"")
    #expect(text != Self.record.text)
    #expect(try RunRecord(reading: text) == Self.record)
  }

  @Test("a damaged record is a sentence that names the place")
  func damaged() throws {
    let text = Self.record.text
    for length in stride(from: 0, to: text.utf8.count - 3, by: 7) {
      let cut = String(decoding: Array(text.utf8.prefix(length)), as: UTF8.self)
      #expect(throws: ReadingProblem.self) { try RunRecord(reading: cut) }
    }
    let wrong = text.replacing("\"aspect\": \"names\"", with: "\"aspect\": 3")
    let problem = #expect(throws: ReadingProblem.self) { try RunRecord(reading: wrong) }
    #expect(
      problem?.message == "The record of the run is damaged: `aspect` of element 2 of `inputs` of "
        + "element 1 of `notebooks` of the record should be a text, and there is something else.")
    let newer = text.replacing("\"format\": 1", with: "\"format\": 2")
    #expect(throws: ReadingProblem.self) { try RunRecord(reading: newer) }
  }

  @Test("a notebook of a record is a side of a comparison")
  func side() throws {
    let record = Self.record
    let side = try #require(try record.side(of: NotebookName("Notebooks/a.sernb")) { _ in nil })
    #expect(side.name == record.id)
    #expect(side.facts.prefix(2) == [.init("seed", "1"), .init("trees", "300")])
    #expect(side.cells?.map(\.code) == ["c", "d"])
    #expect(side.results.title == "A")
    #expect(try record.side(of: NotebookName("Notebooks/z.sernb")) { _ in nil } == nil)
    #expect(throws: ReadingProblem.self) {
      try record.side(of: NotebookName("Notebooks/b.sernb")) { _ in nil }
    }
    #expect(throws: ReadingProblem.self) {
      try record.side(of: NotebookName("Notebooks/c.sernb")) { _ in "" }
    }
    let found = try record.side(of: NotebookName("Notebooks/b.sernb")) {
      $0 == "ff" ? Results().text : nil
    }
    #expect(found?.results == Results())
  }

  @Test("a notebook at the points of a sweep is asked for by one of them")
  func points() throws {
    var record = Self.record
    let names = ["trees-1", "trees-2"].map { NotebookName("Notebooks/s.sernb", at: $0) }
    record.notebooks += names.map {
      .init(
        path: $0.path, point: $0.point, digest: "d", state: "fine",
        parameters: [.init("trees", String($0.description.suffix(1)))],
        results: .text(Results().text))
    }
    #expect(try RunRecord(reading: record.text) == record)
    for name in names {
      let side = try #require(try record.side(of: name) { _ in nil })
      #expect(side.facts.map(\.value) == [String(name.description.suffix(1))])
    }
    #expect(
      try record.side(of: NotebookName("Notebooks/s.sernb", at: "trees-3")) { _ in nil } == nil)
    let problem = #expect(throws: ReadingProblem.self) {
      try record.side(of: NotebookName("Notebooks/s.sernb")) { _ in nil }
    }
    #expect(
      problem?.message
        == "Run `\(record.id)` ran `Notebooks/s.sernb` at 2 points; name one of them, such as "
        + "`\(record.id)@trees-1`.")
    var both = record
    both.notebooks.append(
      .init(path: "Notebooks/s.sernb", digest: "d", state: "fine", results: .text(Results().text)))
    #expect(try both.side(of: NotebookName("Notebooks/s.sernb")) { _ in nil } != nil)
    record.notebooks.removeLast()
    #expect(try record.side(of: NotebookName("Notebooks/s.sernb")) { _ in nil } != nil)
  }

  @Test("the list reads as it is kept")
  func list() throws {
    let list = HistoryList([
      .init(
        id: "3f9c", when: "today 12:30", command: "sernb run Notebooks",
        notebooks: (0..<11).map { "Notebooks/\($0).sernb" }, state: "fine", seconds: 12.345),
      .init(
        id: "a|c`", when: "2026-01-02 03:04", command: Samples.nasty,
        notebooks: ["Notebooks/5.1_a.sernb", "b"], state: "failed", seconds: .nan,
        metrics: [
          .init("accuracy", 0.57419), .init("uar", "NaN"), .init("rows", 155), .init("x", [1]),
        ]),
    ])
    let text = list.text(in: Terminal(width: 100))
    try expectGolden(
      list.markdown + "\n" + text + "\n\n" + list.json.text(.pretty) + "\n", "history.txt")
    #expect(try JSON(parsing: list.json.text())["runs"]?[1]?["command"] == .string(Samples.nasty))
    #expect(HistoryList([]).text(in: Terminal()) == "No run is on record.")
  }

  @Test("every golden file is read by a test")
  func unused() throws {
    #expect(
      try goldenNames() == [
        "github.txt", "gitlab.json", "history.txt", "junit.xml", "record.json", "report.json",
        "runs.md", "runs.txt", "summary-nasty.md", "summary.md", "sweep.md", "sweep.results.json",
        "sweep_failed.md", "sweep_two.md",
      ])
  }
}
