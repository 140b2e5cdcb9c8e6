// `sernb bench models` and `bench tables`: everything is there, and what is not there is said to be missing.

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

  @Test("every operation is timed at each size, as a table or as CSV, on rows that a peer can read")
  func tables() throws {
    let project = try Scratch()
    let outcome = try Tool.run(
      ["bench", "tables", "--rows", "50", "100", "--repeats", "1", "--growth"], in: project.path)
    #expect(outcome.code == 0, "\(outcome.all)")
    for name in ["read_csv", "join by a text", "[s[i]]", "clip.samples", "chain of n/1000"] {
      #expect(outcome.output.split(separator: "\n").filter { $0.hasPrefix(name) }.count == 1)
    }
    #expect(outcome.output.contains("100 (s)") && outcome.output.contains("growth"))
    let csv = try Tool.run(
      [
        "bench", "tables", "--rows", "50", "--only", "sort", "where", "--format", "csv", "--data",
        "rows",
      ], in: project.path)
    let lines = csv.output.split(separator: "\n")
    #expect(
      lines.first == "operation,size,seconds,processor_seconds,bytes,column_bytes"
        && lines.count == 7, "\(csv.all)")
    let rows = try #require(project.text("rows/rows_50.csv"))
    #expect(
      rows.hasPrefix("id,key,kind,name,x,y,words\n") && rows.split(separator: "\n").count == 51)
  }

  @Test("an operation over the limit is stopped and said to be over it; an unknown one is refused")
  func limit() throws {
    let project = try Scratch()
    let slow = try Tool.run(
      [
        "bench", "tables", "--rows", "50000", "--only", "[round(x / 3)]", "--limit", "0.001",
      ], in: project.path)
    #expect(slow.code == 0 && slow.output.contains("over 0.001 s"), "\(slow.all)")
    let odd = try Tool.run(["bench", "tables", "--only", "fly"], in: project.path)
    #expect(odd.code == 2 && odd.errors.contains("join by a text"), "\(odd.all)")
  }
}
