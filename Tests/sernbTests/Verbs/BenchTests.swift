// `sernb bench models`: every published fit is there, and tables that are not there are said to be missing.

import Testing
import TestSupport

@Suite("bench")
struct BenchTests {
  @Test(
    "the eighteen published fits are timed on tables in the published layout",
    .timeLimit(.minutes(30)))
  func models() throws {
    let tables = Tool.package + "/Outputs/4_prepare_data.files/published"
    let outcome = try Tool.run(["bench", "models", tables, "--jobs", "2"], in: Tool.package)
    #expect(outcome.code == 0, "\(outcome.all)")
    for table in ["audio", "text", "combined"] {
      for model in ["MNB", "LR", "SVM", "RF", "MLP", "XGB"] {
        let rows = outcome.output.split(separator: "\n").filter {
          let words = $0.split(separator: " ")
          return words.first == Substring(table) && words.dropFirst().first == Substring(model)
        }
        #expect(rows.count == 1, "\(table) \(model)")
      }
    }
    #expect(outcome.output.contains("All 18 fits:") && outcome.output.contains("Peak memory:"))
  }

  @Test("a table that is missing or in another layout is named")
  func badTables() throws {
    let project = try Scratch()
    let missing = try Tool.run(["bench", "models", project.path], in: project.path)
    #expect(missing.code == 2 && missing.errors.contains("audio_train.csv"), "\(missing.all)")
    for name in ["audio_train", "audio_test", "text_train", "text_test"] {
      try project.write("a,b\n1,2\n", to: "\(name).csv")
    }
    let odd = try Tool.run(["bench", "models", project.path], in: project.path)
    #expect(odd.code == 7 && odd.errors.contains("transcription"), "\(odd.all)")
  }
}
