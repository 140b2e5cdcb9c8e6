// Splits, copies, scalers and the leak report in a notebook: who stands where, and who has seen whom.

import SernbLanguage
import SernbLibrary
import SernbRuntime
import SernbTools
import Testing

@Suite("Splits, scalers and leaks")
struct LearningTests {
  /// Eight turns of four speakers in two sessions; `fea` is rare.
  private static let turns = """
    turns = table(
      turn: [
        "Ses01F_impro01_F000", "Ses01F_impro01_M000", "Ses01F_impro01_F001", "Ses01F_impro01_M001",
        "Ses02F_impro01_F000", "Ses02F_impro01_M000", "Ses02F_impro01_F001", "Ses02F_impro01_M001"],
      label: ["ang", "sad", "ang", "sad", "ang", "sad", "fea", "sad"],
      length: [1 s, 2 s, 3 s, 4 s, 5 s, 6 s, 7 s, 8 s],
      rmse: [1, 2, 3, 4, 5, 6, 7, 9]) |> identify(utterance: .turn)

    """

  private func shown(_ code: String) async throws -> String {
    let lines = (Self.turns + code).split(separator: "\n", omittingEmptySubsequences: false)
    let ran = try await run(
      lines.dropLast().joined(separator: "\n") + "\nanswer = " + (lines.last ?? ""))
    guard ran.problems.isEmpty, let value = ran.value("answer") else {
      throw Unexpected(problems: ran.problems.map(\.message))
    }
    if let type = ran.type("answer") { #expect(misfit(value, type) == nil) }
    return Reference.shown(value)
  }

  private func refusal(_ code: String) async throws -> (found: Diagnostic, isStatic: Bool) {
    let ran = try await run(Self.turns + "answer = " + code)
    guard ran.problems.count == 1, let found = ran.problems.first else {
      throw Unexpected(problems: ran.problems.map(\.message))
    }
    return (found, !ran.staticProblems.isEmpty)
  }

  // MARK: Splits

  @Test("both sides of a split are all rows, and none is on both")
  func sides() async throws {
    #expect(
      try await shown(
        "parts = split(turns, test_size: 25 %)\nsorted(concat(parts.train.turn, parts.test.turn)) == sorted(turns.turn)"
      ) == "true")
    #expect(try await shown("rows(split(turns, test_size: 25 %).test)") == "2")
  }

  @Test("the seed decides, and the notebook's is taken when none is given")
  func seeds() async throws {
    let code = "split(turns).test.turn == split(turns, seed: 2019).test.turn"
    #expect(try await shown(code) == "true")
    #expect(
      try await shown(
        "unique([split(turns, seed: s).test.turn for s in [1, 2, 3, 4, 5]]) |> length")
        != "1")
  }

  @Test("no speaker, and no session, stands on both sides of a split by groups")
  func groups() async throws {
    for group in ["\"speaker\"", "\"session\"", "\"utterance\"", ".label", ".label == \"ang\""] {
      let both =
        group == "\"speaker\""
        ? "leaks(parts.train, parts.test).shared_speakers == []"
        : "leaks(parts.train, parts.test).is_clean"
      #expect(
        try await shown("parts = split(turns, group: \(group), seed: 4)\n\(both)") == "true",
        "\(group)")
    }
    #expect(
      try await shown(
        "split(turns, group: \"session\", test_groups: [\"Ses02\"]).train |> speakers")
        == "[\"Ses01F\", \"Ses01M\"]")
  }

  @Test("a stratified split keeps the shares of the classes")
  func stratified() async throws {
    #expect(
      try await shown(
        "split(turns |> where(.label != \"fea\"), test_size: 40 %, stratify: .label).test |> count(by: .label)"
      ) == "label  count\n─────  ─────\nang        1\nsad        2")
  }

  @Test("a misspelt group is found before running, with the nearest word")
  func misspeltGroup() async throws {
    let (found, isStatic) = try await refusal("split(turns, group: \"speakr\")")
    #expect(isStatic && found.code == "not-a-choice")
    #expect(found.hint?.contains("`speaker`") == true)
  }

  @Test("the columns of both sides are known before running")
  func schemaFlows() async throws {
    let (found, isStatic) = try await refusal("split(turns).train |> count(by: .lable)")
    #expect(isStatic && found.code == "unknown-column")
    let folds = try await refusal("[f.tets for f in folds(turns)]")
    #expect(folds.isStatic && folds.found.code == "unknown-part")
  }

  @Test("settings that contradict each other are refused")
  func contradictions() async throws {
    for code in [
      "split(turns, test_groups: [\"Ses01F\"])",
      "split(turns, group: \"speaker\", test_groups: [\"Ses01F\"], stratify: .label)",
      "folds(turns, group: \"speaker\", stratify: .label)", "folds(turns, leave_one_out: true)",
      "oversample(turns, by: .label)",
      "oversample(turns, by: .label, times: {ang: 2}, balance: true)",
    ] {
      let (found, _) = try await refusal(code)
      #expect(["missing-argument", "wrong-type"].contains(found.code), "\(code)")
    }
  }

  @Test("a group, a class and a speaker that are not there are named")
  func unknownNames() async throws {
    let group = try await refusal("split(turns, group: \"speaker\", test_groups: [\"Ses09F\"])")
    #expect(group.found.message.contains("`Ses09F`"))
    let label = try await refusal("oversample(turns, by: .label, times: {happy: 3})")
    #expect(label.found.message.contains("`happy`"))
    let speaker = try await refusal("split(table(a: [1, 2, 3]), group: \"speaker\")")
    #expect(speaker.found.hint?.contains("identify") == true)
  }

  @Test(
    "every row is a test row of one fold, and every speaker of one when they are left out in turn")
  func folds() async throws {
    #expect(
      try await shown("[rows(f.test) for f in folds(turns, k: 3)]") == "[3, 3, 2]")
    #expect(
      try await shown(
        "[f.fold for f in folds(turns, group: \"speaker\", leave_one_out: true)]")
        == "[1, 2, 3, 4]")
    #expect(
      try await shown(
        "parts = folds(turns, k: 2, group: \"session\")\n[leaks(f.train, f.test).is_clean for f in parts]"
      ) == "[true, true]")
  }

  // MARK: Copies and scales

  @Test("copies are numbered and keep the utterance of their row")
  func copies() async throws {
    #expect(
      try await shown(
        "identity(oversample(turns, by: .label, times: {fea: 3})) |> where(.copy > 0)")
          == """
          utterance            speaker  copy
          ───────────────────  ───────  ────
          Ses02F_impro01_F001  Ses02F      1
          Ses02F_impro01_F001  Ses02F      2
          """)
    #expect(
      try await shown(
        "oversample(turns, by: .label, balance: true) |> count(by: .label) |> select(.count)")
        == "count\n─────\n    4\n    4\n    4")
  }

  @Test(
    "a scaler learns from one table and is applied to another, whose scaled columns have no unit")
  func scaler() async throws {
    #expect(
      try await shown(
        "fitted = min_max_scaler() |> fit(turns |> head(3))\n(turns |> transform(fitted)).length")
        == "[0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5]")
    #expect(
      try await shown("fit(min_max_scaler(), turns)") == """
        column  unit  minimum  range
        ──────  ────  ───────  ─────
        length  s           1      7
        rmse    –           1      8
        min-max scaler to 0 .. 1 of 2 columns, fitted to 8 rows
        """)
    #expect(try await shown("fit(min_max_scaler(), turns).columns") == "[\"length\", \"rmse\"]")
    #expect(
      try await shown(
        "round(mean((turns |> transform(fit(standard_scaler(), turns))).rmse), digits: 9)")
        == "0")
  }

  @Test("what a scaler cannot use is named by column")
  func scalerProblems() async throws {
    let missing = try await refusal("fit(min_max_scaler(columns: [.mfcc]), turns)")
    #expect(missing.found.code == "unknown-column")
    let other = try await refusal(
      "table(rmse: [1]) |> transform(fit(min_max_scaler(), turns))")
    #expect(other.found.message.contains("`length`"))
    let unit = try await refusal(
      "table(length: [1], rmse: [1]) |> transform(fit(min_max_scaler(), turns))")
    #expect(unit.found.message.contains("`length` is in plain numbers"))
    #expect(try await refusal("min_max_scaler(low: 2)").found.code == "out-of-range")
  }

  // MARK: Leaks

  @Test("the published protocol, copies before the split, leaks; the clean one does not")
  func protocols() async throws {
    let published = """
      copied = turns |> oversample(by: .label, times: {fea: 9})
      parts = split(copied, test_size: 50 %, stratify: .label)
      report = leaks(parts.train, parts.test)

      """
    #expect(try await shown(published + "report.is_clean") == "false")
    #expect(
      try await shown(
        published
          + "[c.leaked == (if c.class == \"fea\" then c.rows else 0) for c in report.classes]")
        == "[true, true, true]")
    #expect(try await shown(published + "report.leaked > 3") == "true")
    #expect(try await shown(published + "report.copies == report.leaked") == "true")
    let clean = """
      parts = split(turns, group: "speaker", test_groups: ["Ses02M"])
      train = parts.train |> oversample(by: .label, times: {fea: 9})
      scaler = fit(min_max_scaler(), train)
      report = leaks(train, parts.test, fitted: [scaler])

      """
    #expect(
      try await shown(clean + "report") == """
        note: No leak: none of the 2 test rows was seen in training.

        class  test rows  seen in training  share
        ─────  ─────────  ────────────────  ─────
        sad            2                 0   0.0%
        """)
  }

  @Test("a scaler that has seen the test rows is named, though the train rows are clean")
  func scalerLeaks() async throws {
    #expect(
      try await shown(
        """
        parts = split(turns, group: "speaker", test_groups: ["Ses02M"])
        leaks(parts.train, parts.test, fitted: fit(min_max_scaler(), turns))
        """) == """
          caution: Leak: 2 of 2 test rows (100.0 %) were also seen in training: the scaler
          (2). 1 speaker is on both sides: Ses02M.

          class  test rows  seen in training   share
          ─────  ─────────  ────────────────  ──────
          sad            2                 2  100.0%
          """)
  }

  @Test("an expectation on a leak report fails the cell")
  func expectation() async throws {
    let ran = try await run(Self.turns + "expect leaks(turns, turns).is_clean")
    #expect(ran.problems.map(\.code) == ["expectation-failed"])
  }
}
