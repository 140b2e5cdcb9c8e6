// Random edits of the shipped notebooks and their data: after each, a run with the store that has seen everything before
// equals one without a store to the byte, and exactly what had to run ran.
//
// Each run makes other edits. Its seed is printed: `SERNB_SEED` repeats it, with `SERNB_MUTATION_SESSION` one
// session alone. `SERNB_MUTATIONS=3000` makes so many edits.

import Basics
import Foundation
import SernbLanguage
import Testing
import TestSupport

@Suite("random edits", .timeLimit(.minutes(300)))
struct MutationTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let edits = environment["SERNB_MUTATIONS"].flatMap { Int($0) } ?? 300
  private static let seed =
    environment["SERNB_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 1..<1_000_000_000)
  private static let only = environment["SERNB_MUTATION_SESSION"].flatMap { UInt64($0) }
  /// Edits of one project, after which another begins.
  private static let length = 20
  private static let shards = 2

  /// The project as it is shipped, run once with a store.
  private static let base = Task { () async throws -> MutationSession.Snapshot in
    let scratch = try Scratch()
    for (path, bytes) in SmallProject.recordings() { try scratch.write(bytes, to: path) }
    try tables(scratch)
    let folder = try ProjectFolder(scratch, ProjectState(notebooks: try SmallProject.notebooks()))
    let session = MutationSession(folder, memory: Memory(), jobs: 2)
    try await session.check(.any)
    // The corpus is there now: a second run has nothing to do.
    try await session.check(.nothing)
    return session.snapshot
  }

  /// The first rows of the committed tables in the published layout.
  private static func tables(_ scratch: Scratch) throws {
    let folder = Tool.package + "/Outputs/4_prepare_data.files/published/"
    for (kind, rows) in [("train", 160), ("test", 40)] {
      for name in ["audio", "text"] {
        let text = try String(contentsOfFile: "\(folder)\(name)_\(kind).csv", encoding: .utf8)
        let lines = text.split(separator: "\n").prefix(rows + 1)
        try scratch.write(lines.joined(separator: "\n") + "\n", to: "tables/\(name)_\(kind).csv")
      }
    }
  }

  @Test("the small project runs without a problem")
  func whole() async throws {
    let session = try await Self.base.value
    print("\(Self.edits) edits by SERNB_SEED=\(Self.seed)")
    for (path, page) in session.pages { #expect(page.problems.isEmpty, "\(path)") }
    #expect(session.pages.count == 11)
  }

  @Test("warm equals cold, and exactly what had to run ran", arguments: 0..<Self.shards)
  func edits(shard: Int) async throws {
    let base = try await Self.base.value
    let sessions = (Self.edits + Self.length - 1) / Self.length
    for number in 0..<sessions where number % Self.shards == shard {
      if let only = Self.only, only != UInt64(number) { continue }
      try await run(session: number, of: Self.seed, base)
    }
  }

  private func run(
    session number: Int, of seed: UInt64, _ base: MutationSession.Snapshot
  ) async throws {
    let session = try MutationSession(copying: base, jobs: 1 + number % 2)
    var editor = Editor(seed: seed, stream: UInt64(number), base: session.folder.state)
    var story: [String] = []
    for place in 0..<min(Self.length, Self.edits - number * Self.length) {
      let edit = editor.edit(session.folder, session.checked)
      story.append("\(place): \(edit.words)")
      let began = ContinuousClock.now
      do {
        try await session.apply(edit)
      } catch {
        Issue.record(
          """
          \(error)
          after these edits (SERNB_SEED=\(seed) SERNB_MUTATION_SESSION=\(number) \
          SERNB_MUTATIONS=\(Self.edits) swift test --filter MutationTests repeats them):
          \(story.joined(separator: "\n"))
          """)
        return
      }
      if Self.environment["SERNB_MUTATION_LOG"] != nil {
        print("session \(number), edit \(story.last ?? ""): \(ContinuousClock.now - began)")
      }
    }
  }

  @Test("as processes, too, with the same exit code")
  func processes() async throws {
    let base = try await Self.base.value
    let session = try MutationSession(copying: base, jobs: 1)
    let warm = try MutationSession(copying: base, jobs: 1).folder
    var editor = Editor(seed: Self.seed, stream: 1 << 20, base: session.folder.state)
    for _ in 0..<4 {
      let edit = editor.edit(session.folder, session.checked)
      let words = "SERNB_SEED=\(Self.seed): \(edit.words)"
      try await session.apply(edit)
      try warm.become(edit.next)
      let cold = try Scratch()
      for name in ["Notebooks", "data", "tables"] {
        try FileManager.default.copyItem(
          atPath: warm.root + "/" + name, toPath: cold.path + "/" + name)
      }
      let arguments =
        ["run", "-q", "--keep-going", "--project", "."]
        + edit.next.overrides.flatMap { ["-p", "\($0.name)=\($0.value)"] }
      let kept = try Tool.run(arguments, in: warm.root)
      let fresh = try Tool.run(arguments + ["--no-cache"], in: cold.path)
      #expect(kept.code == fresh.code, "\(words)\n\(kept.all)\n\(fresh.all)")
      #expect(kept.errors == fresh.errors, "\(words)")
      // Where a notebook fails, its last good write-up stays: every file that a fresh run writes is the same here.
      let written = warm.scratch.files("Outputs")
      for (name, bytes) in cold.files("Outputs") {
        #expect(written[name] == bytes, "\(words): \(name)")
      }
    }
  }
}
