// The record that every run leaves: what is in it, what it survives, and what it must never stop.

import Foundation
import Storage
import Testing
import TestSupport

@Suite("run records")
struct RunRecordTests {
  private func project(_ text: String = RecordedRuns.small) throws -> Scratch {
    try Scratch(["Notebooks/n.sernb": text])
  }

  @Test("a run leaves what it was made from, how long each cell took, and what it showed")
  func contents() throws {
    let text = """
      ---
      title: N
      seed: 7
      params:
        rate: 2 Hz
      ---

      ```ser table
      read_csv("data/t.csv")
      ```

      ```ser bad
      expect params.rate > 5 Hz
      ```

      """
    let project = try project(text)
    try project.write("a\n1\n2\n", to: "data/t.csv")
    let outcome = try Tool.run(
      ["run", "Notebooks", "-p", "rate=3 Hz", "--keep-going"], in: project.path)
    #expect(outcome.code == 1, "\(outcome.all)")
    let ids = RecordedRuns.ids(project)
    #expect(ids.count == 1)
    let record = try RecordedRuns.record(ids[0], in: project)
    #expect(record["id"] as? String == ids[0])
    #expect(record["exit_code"] as? Int == 1)
    #expect(record["command"] as? String == "sernb run Notebooks -p 'rate=3 Hz' --keep-going")
    let engine = try #require(record["engine"] as? String)
    #expect(engine.contains(#/^[0-9.]+, engine [0-9]+, program [0-9a-f]{12}$/#), "\(engine)")
    #expect((record["seconds"] as? Double ?? 0) > 0)
    let notebook = try #require(RecordedRuns.notebooks(record).first)
    #expect(notebook["path"] as? String == "Notebooks/n.sernb")
    #expect(notebook["state"] as? String == "failed")
    #expect(notebook["seed"] as? String == "7")
    #expect(notebook["digest"] as? String == Digest(of: Array(text.utf8)).hex)
    let parameters = notebook["parameters"] as? [[String: String]]
    #expect(parameters == [["name": "rate", "value": "3 Hz"]])
    let inputs = notebook["inputs"] as? [[String: Any]] ?? []
    #expect(inputs.contains { $0["path"] as? String == "data/t.csv" })
    let cells = RecordedRuns.cells(notebook)
    #expect(cells.map { $0["state"] as? String } == ["ran", "failed"])
    #expect(cells.allSatisfy { ($0["key"] as? String)?.count == 64 })
    #expect(cells.allSatisfy { ($0["code"] as? String)?.count == 64 })
    let digest = try #require(notebook["results_digest"] as? String)
    #expect(
      project.text(".sernb/runs/results/\(digest).json")
        == project.text("Outputs/n.failed.results.json"))
    #expect(project.text(".sernb/.gitignore") == "*\n")
  }

  @Test("a cell that was reused keeps the time of when it ran, and the next run tells it")
  func estimates() throws {
    let project = try project()
    for _ in 0..<3 { #expect(try Tool.run(["run", "Notebooks"], in: project.path).code == 0) }
    let records = try RecordedRuns.ids(project).map { try RecordedRuns.record($0, in: project) }
    let cells = records.compactMap { RecordedRuns.notebooks($0).first.map(RecordedRuns.cells) }
    #expect(cells.map { $0[0]["state"] as? String } == ["ran", "reused", "reused"])
    let times = cells.map { $0[1]["last_seconds"] as? Double }
    #expect(times[0] != nil && times[1] == times[0] && times[2] == times[0])
    let changed = RecordedRuns.small.replacing("x + 1", with: "x + 2")
    try project.write(changed, to: "Notebooks/n.sernb")
    let outcome = try Tool.run(
      ["run", "Notebooks", "--report", "r.json"], in: project.path)
    #expect(
      outcome.errors.contains(#/n\.sernb: two [0-9.]+ s \(last [0-9.]+ s\)/#), "\(outcome.all)")
    #expect(!outcome.errors.contains("one 0"), "\(outcome.all)")
    let report = try #require(RecordedRuns.object(project.text("r.json") ?? ""))
    let told = RecordedRuns.notebooks(report).first.map(RecordedRuns.cells) ?? []
    #expect(told.last?["estimate"] as? Double == times[0])
  }

  @Test("the newest two hundred are kept, and what is not a record is let alone")
  func pruning() throws {
    let project = try project()
    for number in 0..<300 {
      let minute = String(number / 60 + 10)
      let second = String(number % 60 + 100).dropFirst()
      try RecordedRuns.write("20250102-03\(minute)\(second)-000-17", to: project)
    }
    let foreign = [
      "notes.txt", "notes.json", "20250102-031000-000.json", "20250102-031000-000-x.json",
      "20250102-031000-000-17.json.bak",
    ]
    for name in foreign { try project.write("mine", to: ".sernb/runs/\(name)") }
    let old = String(repeating: "a", count: 64) + ".json"
    try project.write("{}", to: ".sernb/runs/results/\(old)")
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_500_000_000)],
      ofItemAtPath: project.path + "/.sernb/runs/results/\(old)")
    let outcome = try Tool.run(["run", "Notebooks"], in: project.path)
    #expect(outcome.code == 0, "\(outcome.all)")
    let names = Set(project.files(".sernb/runs").keys)
    #expect(foreign.allSatisfy(names.contains))
    let ids = RecordedRuns.ids(project).filter { !foreign.contains($0 + ".json") }
    #expect(ids.count == 200)
    #expect(ids.first == "20250102-031141-000-17")
    #expect(!names.contains("results/\(old)"))
    // Those that kept records name are still there.
    let diff = try Tool.run(["diff", ids[0], ids[199]], in: project.path)
    #expect(diff.code == 0, "\(diff.all)")
  }

  @Test("damaged records and those of a later version are passed over with a note")
  func damage() throws {
    let project = try project()
    try RecordedRuns.write("20250102-030405-000-17", to: project)
    let good = try #require(project.text(".sernb/runs/20250102-030405-000-17.json"))
    let bad = [
      "20250102-030406-000-17": good.replacing("\"format\": 1", with: "\"format\": 2"),
      "20250102-030407-000-17": String(good.prefix(200)), "20250102-030408-000-17": "",
      "20250102-030409-000-17": "\u{0}\u{1}[[[[",
    ]
    for (id, text) in bad { try project.write(text, to: ".sernb/runs/\(id).json") }
    try FileManager.default.createDirectory(
      atPath: project.path + "/.sernb/runs/20250102-030410-000-17.json",
      withIntermediateDirectories: true)
    let run = try Tool.run(["run", "Notebooks"], in: project.path)
    #expect(run.code == 0, "\(run.all)")
    let history = try Tool.run(["history"], in: project.path)
    #expect(history.code == 0)
    #expect(history.output.contains("20250102-030405-000-17"), "\(history.all)")
    for id in bad.keys {
      #expect(history.errors.contains("I skip the record `\(id)`"), "\(history.all)")
      #expect(!history.output.contains(id))
    }
    #expect(history.errors.contains("Another version of sernb wrote it."))
    let diff = try Tool.run(["diff", "20250102-030406", "last"], in: project.path)
    #expect(diff.code == 2 && diff.errors.contains("has format 2"), "\(diff.all)")
    #expect(RecordedRuns.ids(project).count == 6)
  }

  @Test("a folder that cannot be written to loses the record, and one line says so")
  func unwritable() throws {
    let project = try project()
    try project.write("a file, not a folder", to: ".sernb")
    let outcome = try Tool.run(["run", "Notebooks"], in: project.path)
    #expect(outcome.code == 0, "\(outcome.all)")
    let lines = outcome.errors.split(separator: "\n").filter { $0.contains("record of this run") }
    #expect(lines.count == 1, "\(outcome.all)")
    #expect(project.text("Outputs/n.md") != nil)
    #expect(project.text(".sernb") == "a file, not a folder")
  }

  @Test(
    "a read-only or full disk loses the record, and one line says so",
    .enabled(if: SmallDisk.isPossible), arguments: ["ro", "full"])
  func disk(kind: String) throws {
    let project = try project()
    #expect(try Tool.run(["run", "Notebooks"], in: project.path).code == 0)
    let runs = project.path + "/.sernb/runs"
    func run() throws {
      if kind == "full" {
        try? project.write([UInt8](repeating: 0, count: 8_000), to: ".sernb/runs/filler")
        try? project.write([UInt8](repeating: 0, count: 4_000), to: ".sernb/runs/filler2")
      }
      let outcome = try Tool.run(["run", "Notebooks", "--recompute"], in: project.path)
      #expect(outcome.code == 0, "\(outcome.all)")
      let lines = outcome.errors.split(separator: "\n").filter { $0.contains("record of this run") }
      #expect(lines.count == 1, "\(outcome.all)")
      // That of the run before can be read where it is not hidden by the small disk.
      #expect(RecordedRuns.ids(project).count == (kind == "full" ? 0 : 1))
    }
    if kind == "full" {
      try SmallDisk.at(runs, size: "16k", run)
    } else {
      try SmallDisk.readOnly(runs, run)
    }
  }

  @Test("processes at once leave a record each")
  func together() async throws {
    let project = try project()
    await withTaskGroup(of: Int32.self) { group in
      for _ in 0..<4 {
        group.addTask {
          (try? Tool.run(["run", "Notebooks", "--quiet"], in: project.path).code) ?? -1
        }
      }
      for await code in group { #expect(code == 0) }
    }
    let ids = RecordedRuns.ids(project)
    #expect(ids.count == 4)
    for id in ids {
      #expect(try RecordedRuns.record(id, in: project)["id"] as? String == id)
    }
  }

  @Test(
    "an interrupted run leaves its record and its reports", arguments: [SIGINT, SIGTERM, SIGHUP])
  func interrupted(signal: Int32) throws {
    let project = try project()
    try project.write(RecordedRuns.slow, to: "Notebooks/slow.sernb")
    let outcome = try Tool.watch(
      ["run", "Notebooks/n.sernb", "Notebooks/slow.sernb", "--report", "out/r.json"],
      in: project.path
    ) { running in
      // The second notebook runs for as long as it takes to be interrupted.
      running.wait { project.text("Outputs/n.md") != nil }
      kill(running.process.processIdentifier, signal)
    }
    #expect(outcome.code == 128 + signal, "\(outcome.all)")
    let ids = RecordedRuns.ids(project)
    #expect(ids.count == 1)
    let record = try RecordedRuns.record(try #require(ids.first), in: project)
    #expect(record["exit_code"] as? Int32 == 128 + signal)
    #expect(try Tool.run(["history"], in: project.path).output.contains("interrupted"))
    #expect(
      RecordedRuns.notebooks(record).map { $0["state"] as? String } == ["fine", "not_run"])
    let report = try #require(RecordedRuns.object(project.text("out/r.json") ?? ""))
    let last = try #require(RecordedRuns.notebooks(report).last)
    #expect(last["reason"] as? String == "the run was interrupted")
    #expect(project.files("out").count == 1)
  }

  @Test("a run that is killed leaves no half record, and the next one clears up")
  func killed() throws {
    let project = try project()
    for delay in 0..<12 {
      _ = try Tool.run(
        ["run", "Notebooks", "--recompute", "--report", "out/r.json"], in: project.path
      ) { process in
        Thread.sleep(forTimeInterval: 0.01 * Double(delay))
        kill(process.processIdentifier, SIGKILL)
      }
      for id in RecordedRuns.ids(project) {
        #expect(try RecordedRuns.record(id, in: project)["id"] as? String == id)
      }
      if let text = project.text("out/r.json") { #expect(RecordedRuns.object(text) != nil) }
    }
    try project.write("half", to: ".sernb/runs/writing/.sernb-writing-0123456789abcdef")
    #expect(try Tool.run(["run", "Notebooks"], in: project.path).code == 0)
    let left = project.files(".sernb/runs").keys.filter { $0.contains("writing/") }
    #expect(left.isEmpty, "\(left)")
  }

  @Test("what leaves a record and what does not")
  func which() throws {
    let project = try project()
    func count(_ arguments: String..., code: Int32 = 0) throws -> Int {
      let outcome = try Tool.run(["run"] + arguments, in: project.path)
      #expect(outcome.code == code, "\(outcome.all)")
      return RecordedRuns.ids(project).count
    }
    #expect(try count("Notebooks", "--no-history") == 0)
    #expect(try count("Notebooks", "-p", "nothing=1", code: 2) == 0)
    #expect(try count("elsewhere", code: 2) == 0)
    #expect(try count("Notebooks", "--no-cache") == 1)
    try project.write("```ser a\nnothing\n```\n", to: "Notebooks/n.sernb")
    #expect(try count("Notebooks", code: 5) == 2)
  }
}
