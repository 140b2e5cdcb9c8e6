// What is seen of a run while it works: a cell moves towards the time that it took before.
//
// The clock is made here. How fast the machine is makes no difference, and nothing waits.

import class Foundation.FileManager
import SernbRuntime
import Synchronization
import Testing
import TestSupport

@testable import SernbCommands

@Suite("progress on a terminal")
struct ProgressTests {
  /// A clock that stands where it was put, and all that was written.
  private final class Stage: Sendable {
    private let state = Mutex((now: 0.0, text: ""))
    var now: Double {
      get { state.withLock(\.now) }
      set { state.withLock { $0.now = newValue } }
    }

    /// What was written since the last question.
    func written() -> String {
      state.withLock { state in
        defer { state.text = "" }
        return state.text
      }
    }

    func progress(_ manner: Progress.Manner, _ estimates: [String: Double] = [:]) -> Progress {
      Progress(
        manner, estimates: estimates, clock: { self.now },
        write: { text in self.state.withLock { $0.text += text } })
    }
  }

  private func ended(
    _ label: String, seconds: Double, failed: Bool = false, reused: Bool = false
  ) -> RunEvent {
    .cellEnded(notebook: "n", label: label, seconds: seconds, failed: failed, reused: reused)
  }

  private static let erase = "\r\u{1B}[K"

  @Test("work that goes on from an earlier run says so, in a bar and in lines")
  func resumed() {
    let stage = Stage()
    stage.now = 1
    let event = RunEvent.resumed(notebook: "n", label: "long")
    stage.progress(.bar).report(event)
    #expect(stage.written() == Self.erase + "long resumes where an earlier run was stopped")
    stage.progress(.lines).report(event)
    #expect(stage.written() == "n: long resumes where an earlier run was stopped\n")
    stage.progress(.silent).report(event)
    #expect(stage.written() == "")
  }

  @Test("a bar names the cell at once, and after a second how long it has run")
  func elapsed() {
    let stage = Stage()
    let progress = stage.progress(.bar)
    progress.report(.cellStarted(notebook: "n", label: "long"))
    #expect(stage.written() == "")  // nothing is drawn in the first tenth of a second
    stage.now = 0.9
    progress.tick()
    #expect(stage.written() == "")
    stage.now = 1.2
    progress.tick()
    #expect(stage.written() == Self.erase + "long … 1 s")
    stage.now = 75
    progress.tick()
    #expect(stage.written() == Self.erase + "long … 1 min 15 s")
  }

  @Test("a cell that does not say how far it is moves towards the time that it took before")
  func estimate() {
    let stage = Stage()
    let progress = stage.progress(.bar, [Progress.key("n", "long"): 12])
    stage.now = 5
    progress.report(.cellStarted(notebook: "n", label: "long"))
    #expect(stage.written() == Self.erase + "long …")
    stage.now = 8
    progress.tick()
    #expect(
      stage.written() == Self.erase + "long █████░░░░░░░░░░░░░░░ 3 s of about 12.0 s")
    // It may take longer than the last time.
    stage.now = 25
    progress.tick()
    #expect(
      stage.written() == Self.erase + "long ████████████████████ 20 s of about 12.0 s")
    progress.report(ended("long", seconds: 20))
    progress.tick()
    #expect(stage.written() == "")
    progress.end()
    #expect(stage.written() == Self.erase)
    progress.report(.cellStarted(notebook: "n", label: "other"))
    stage.now = 60
    progress.tick()
    #expect(stage.written() == "")
  }

  @Test("a cell that says how far it is has a bar with its rate and the time left")
  func stream() {
    let stage = Stage()
    let progress = stage.progress(.bar)
    stage.now = 10
    progress.report(.progress(notebook: "n", label: "clips", done: 0, total: 400))
    stage.now = 12
    progress.report(.progress(notebook: "n", label: "clips", done: 100, total: 400))
    progress.tick()
    #expect(
      stage.written() == Self.erase + "clips ░░░░░░░░░░░░░░░░░░░░ 0/400" + Self.erase
        + "clips █████░░░░░░░░░░░░░░░ 100/400 · 50/s · 6 s left")
  }

  @Test("a log has a line for each cell that ran, and one every half minute for one that is long")
  func lines() {
    let stage = Stage()
    let progress = stage.progress(.lines, [Progress.key("n", "long"): 50])
    progress.report(.cellStarted(notebook: "n", label: "long"))
    stage.now = 29
    progress.tick()
    #expect(stage.written() == "")
    stage.now = 31
    progress.tick()
    progress.tick()
    #expect(stage.written() == "n: long has run for 31.0 s of about 50.0 s …\n")
    progress.report(ended("long", seconds: 31.5, failed: true))
    progress.report(ended("kept", seconds: 0, reused: true))
    #expect(stage.written() == "n: long 31.5 s, failed (last 50.0 s)\n")
  }

  @Test("silence is silence")
  func silent() {
    let stage = Stage()
    let progress = stage.progress(.silent)
    progress.report(.cellStarted(notebook: "n", label: "long"))
    stage.now = 100
    progress.tick()
    progress.report(ended("long", seconds: 100))
    progress.end()
    #expect(stage.written() == "")
  }
}
