// Bad tables and bad CSV files: the problem names the file and the row, and nothing is guessed.

import SernbLanguage
import SernbLibrary
import SernbRuntime
import Testing

@Suite("Bad tables and files")
struct BadTableTests {
  private func failure(
    _ bytes: [UInt8], _ code: String = "read_csv(\"data/in.csv\")"
  ) async throws -> Diagnostic {
    try await problem(code, in: .files(["data/in.csv": bytes]))
  }

  private func failure(_ text: String) async throws -> Diagnostic {
    try await failure(Array(text.utf8))
  }

  @Test("a ragged row is named with its line and how many fields it has")
  func raggedRow() async throws {
    let found = try await failure("turn,label\na,ang\nb\nc,sad,extra\n")
    #expect(found.code == "bad-data")
    #expect(found.dataLocation == "data/in.csv")
    #expect(
      found.message
        == "`data/in.csv`, row 2 (line 3): 1 field, but the first line names 2 columns; a field with a "
        + "comma needs quotes")
    #expect(found.notes.count == 1)
    #expect(found.notes.first?.contains("row 3 (line 4): 3 fields") == true)
  }

  @Test("two columns of one name are named with their places")
  func duplicateHeader() async throws {
    let found = try await failure("turn,label,turn\na,b,c\n")
    #expect(
      found.message == "`data/in.csv`, line 1: columns 1 and 3 are both named `turn`; rename one")
    #expect(found.dataLocation == "data/in.csv")
  }

  @Test("bytes that are not UTF-8 are named by row, column and place")
  func notUTF8() async throws {
    let found = try await failure(Array("turn,words\na,caf".utf8) + [0xE9] + Array("\n".utf8))
    #expect(found.message.contains("row 1 (line 2), column `words`: byte 16 is not UTF-8"))
  }

  @Test("an empty file and a header without a name are said to be so")
  func emptyHeader() async throws {
    #expect(try await failure("").message.contains("the file is empty"))
    #expect(try await failure(",label\n1,ang\n").message.contains("column 1 has no name"))
  }

  @Test("a quote that is never closed is named by the row that opens it")
  func openQuote() async throws {
    let found = try await failure("turn,label\na,\"ang\nb,sad\n")
    #expect(found.message.contains("row 1 (line 2)"))
  }

  @Test("a file that is not there is found before running, and in any case while running")
  func missingFile() async throws {
    let code = "read_csv(\"data/none.csv\")"
    let before = try await run("answer = \(code)", in: .files([:]))
    #expect(before.staticProblems.map(\.code) == ["missing-data"])
    let during = try await run("answer = \(code)", in: .files([:], isSeenBefore: false))
    #expect(during.staticProblems.isEmpty)
    #expect(during.problems.map(\.message) == ["I cannot find the file `data/none.csv`"])
  }

  @Test("a file outside of the project may not be read")
  func outside() async throws {
    let found = try await run("answer = read_csv(\"../../../../../../etc/passwd\")")
    #expect(found.problems.map(\.code) == ["forbidden-path"])
  }

  @Test("a column that the file has not is found before running, with the nearest name")
  func unknownColumn() async throws {
    let found = try await failure(
      Array("turn,label\na,ang\n".utf8), "read_csv(\"data/in.csv\") |> count(by: .lable)")
    #expect(found.code == "unknown-column")
    #expect(found.hint?.contains("`label`") == true)
  }

  @Test("a separator of two signs is refused")
  func separator() async throws {
    let found = try await failure(
      Array("a;b\n1;2\n".utf8), "read_csv(\"data/in.csv\", separator: \";;\")")
    #expect(found.message == "A separator is one character")
  }

  // MARK: Tables written in a notebook

  @Test("columns of different lengths make no table")
  func lengths() async throws {
    let found = try await problem("table(a: [1, 2], b: [1])")
    #expect(found.message == "The column `b` has 1 cells, but the table has 2 rows")
  }

  @Test(
    "a column holds one kind of cell in one unit",
    arguments: [
      ("table(a: [1, \"x\"])", "Column `a` is a number column, and row 2 holds a text"),
      ("table(a: [1 s, 2])", "Column `a` holds a duration and, in row 2, a plain number"),
      (
        "table(a: [[1], [2]])",
        "A cell of a table is a number, a text, or true or false; column `a` holds a list of numbers in row 1"
      ),
      (
        "table(a: [1, 2]) |> where([true, \"x\"][if .a == 1 then 0 else 1])",
        "The condition gives a text in row 2, wanted true or false"
      ),
    ])
  func mixedColumn(code: String, words: String) async throws {
    #expect(try await problem(code).message == words)
  }

  @Test("an empty table goes through the verbs, and what needs rows says so")
  func emptyTable() async throws {
    let none = "none = table(a: [1], b: [\"x\"]) |> where(.a > 1)\nanswer = none"
    for verb in [
      "sort(by: .a)", "count(by: .b)", "derive(c: .a * 2)", "distinct", "describe", "head(3)",
      "append(none)", "summarize(by: .b, m: mean(.a))", "identity",
    ] {
      #expect(try await run("\(none) |> \(verb)").problems.map(\.message) == [], "\(verb)")
    }
    for (verb, words) in [
      ("histogram(.a)", "The table has no rows to draw"),
      ("scatter(x: .a, y: .a)", "The table has no rows to draw"),
      ("bars(x: .b)", "The table has no rows to draw"),
      (
        "split",
        "0 rows cannot be split: 0 would be test rows, and both sides need at least one"
      ),
      ("folds", "0 rows cannot be split into 5 folds; give 2 or more, at most one per row"),
    ] {
      let problems = try await run("\(none) |> \(verb)").problems.map(\.message)
      #expect(problems == [words], "\(verb)")
    }
  }
}
