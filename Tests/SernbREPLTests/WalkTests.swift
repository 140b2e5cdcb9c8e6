// The recorded walk in `Outputs/step_audio_classification.md`: it is what typing its lines prints today.

import Foundation
import SernbDocument
import SernbLibrary
import SernbREPL
import SernbRuntime
import Testing
import TestSupport

@Suite("the recorded walk")
struct WalkTests {
  /// From the first cell to the last, with a look at values, a step back, a changed parameter and a kept cell.
  private static let typed = [
    "", "", "", "", "rf_clean_score.uar", "rf_clean_score?", ":back", ":set trees 200", "",
    "rf_clean_score.uar", "hardest = rf_clean_score.classes |> sort(by: .recall) |> head(2)",
    "hardest", ":keep hardest hardest", ":why forest", ":run", ":vars", ":quit",
  ]

  private static let page = Tool.package + "/Outputs/step_audio_classification.md"

  @Test("prints what the page shows", .timeLimit(.minutes(30)))
  func walk() async throws {
    let project = try Scratch()
    try FileManager.default.copyItem(
      atPath: Tool.package + "/Notebooks", toPath: project.path + "/Notebooks")
    let made = try Tool.run(["run", "--quiet", "Notebooks/0_demo_corpus.sernb"], in: project.path)
    try #require(made.code == 0, "\(made.all)")
    let session = try Session(
      Session.Setting(
        project: Project(root: project.path),
        notebook: "\(project.path)/Notebooks/5_audio_classification.sernb",
        builtins: Library.all, vocabulary: Library.vocabulary, jobs: 2))
    let screen = Screen(width: 80)
    var printed = "$ sernb step Notebooks/5_audio_classification.sernb\n"
    printed += await session.greeting().text(on: screen) + "\n"
    for text in Self.typed {
      let prompt = session.prompt
      printed += (text.isEmpty ? String(prompt.dropLast()) : prompt + text) + "\n"
      let reply = await session.submit(text)
      #expect(!reply.hasFailed, "\(text)")
      let answer = reply.text(on: screen)
      if !answer.isEmpty { printed += answer + "\n" }
    }
    let text = """
      # A walk through a notebook, as it was typed

      `sernb step` runs one cell for each Enter, and anything in between can be tried. This walk looks at values, steps
      back, changes a parameter for the session, keeps a typed line as a cell of the notebook, and runs the rest. A test
      types it anew and compares.

      ````text
      \(printed.replacing(project.path, with: "PROJECT"))````

      """
    if ProcessInfo.processInfo.environment["SERNB_RECORD"] == "1" {
      try text.write(toFile: Self.page, atomically: true, encoding: .utf8)
      Issue.record("recorded anew")
      return
    }
    #expect(try String(contentsOfFile: Self.page, encoding: .utf8) == text)
  }
}
