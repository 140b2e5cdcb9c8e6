// The plan of the demo corpus: exact shares, names as in IEMOCAP, votes that fit their label, words that fill in.

import Corpora
import Testing

@testable import Synthesis

@Suite("the plan of the demo corpus")
struct DemoPlanTests {
  func counts(_ turns: Int) throws -> [String: Int] {
    let plan = DemoPlan(try DemoSettings(turns: turns))
    let labels = plan.dialogs.flatMap(\.turns).map(\.judgment.label)
    #expect(labels.count == turns)
    return Dictionary(labels.map { ($0, 1) }, uniquingKeysWith: +)
  }

  @Test("10,039 turns have IEMOCAP's counts of the frequent labels, to the turn or nearly")
  func fullSize() throws {
    let counts = try counts(10_039)
    #expect(
      counts == [
        "xxx": 2507, "fru": 1849, "neu": 1708, "ang": 1103, "sad": 1084, "exc": 1041, "hap": 595,
        "sur": 107, "fea": 40, "oth": 3, "dis": 2,
      ])
  }

  @Test(
    "small corpora have all eleven labels, a few more of the rare ones, and the same order of size")
  func smallSizes() throws {
    let counts = try counts(600)
    #expect(counts["fea"] == 12 && counts["sur"] == 18 && counts["oth"] == 3 && counts["dis"] == 2)
    let frequent = ["xxx", "fru", "neu", "ang", "sad", "exc", "hap"].map { counts[$0] ?? 0 }
    #expect(frequent == frequent.sorted(by: >))
    #expect(try self.counts(100).count == 11)
    #expect(try self.counts(10).values.reduce(0, +) == 10)
  }

  @Test("dialogs and turns are named as in IEMOCAP, five sessions with two speakers each")
  func names() throws {
    let plan = DemoPlan(try DemoSettings(turns: 10_000))
    #expect(plan.dialogs.count == 150)
    #expect(Set(plan.dialogs.map(\.name)).count == 150)
    #expect(plan.dialogs[0].name == "Ses01F_impro01" && plan.dialogs[0].session == "Session1")
    #expect(plan.dialogs[33].name == "Ses02M_script01_1")
    let ids = plan.dialogs.flatMap(\.turns).map(\.id)
    #expect(Set(ids).count == 10_000)
    for dialog in plan.dialogs {
      for turn in dialog.turns {
        #expect(
          turn.id.hasPrefix(dialog.name + "_") && turn.voice.name.hasPrefix(dialog.name.prefix(5)))
      }
    }
  }

  @Test(
    "the label is the majority of the first categories of the panel, and `xxx` if there is none")
  func majority() throws {
    for turn in DemoPlan(try DemoSettings(turns: 1000)).dialogs.flatMap(\.turns) {
      let votes = turn.judgment.annotations.filter { $0.annotator.hasPrefix("E") }
        .compactMap(\.categories.first)
      #expect(votes.count == 3)
      let most = Mood.allCases.filter { mood in votes.count { $0 == mood.category } >= 2 }
      #expect((most.first?.code ?? "xxx") == turn.judgment.label)
      let weights = turn.judgment.performed.map(\.weight).reduce(0, +)
      #expect((weights - 1).magnitude < 1e-15)
    }
  }

  @Test("no slot is left open, sentences start tall, and the same words come back in two moods")
  func words() throws {
    let turns = DemoPlan(try DemoSettings(turns: 2000)).dialogs.flatMap(\.turns)
    #expect(
      turns.allSatisfy { !$0.text.contains("{") && !$0.text.contains("}") && !$0.text.isEmpty })
    #expect(turns.allSatisfy { $0.text.first?.isUppercase == true || $0.text.first == "[" })
    #expect(turns.allSatisfy { $0.text.utf8.allSatisfy { 32...126 ~= $0 } })
    var moods: [String: Set<String>] = [:]
    for turn in turns where turn.text.count > 20 {
      moods[turn.text, default: []].insert(turn.judgment.label)
    }
    #expect(moods.values.count { $0.count > 1 } > 50)
    #expect(moods.count > 1000)
    let vocabulary = Set(turns.flatMap { $0.text.lowercased().split { !$0.isLetter } })
    #expect(vocabulary.count > 700)
  }

  @Test("every slot of every phrase has a filler")
  func slots() {
    let known = ["thing", "person", "place", "act", "time", "name", "number", "adj"]
    let clauses = Mood.allCases.flatMap(\.phrases.clauses) + MoodPhrases.common
    for clause in clauses {
      for part in clause.split(separator: "{").dropFirst(clause.hasPrefix("{") ? 0 : 1) {
        #expect(known.contains(String(part.prefix { $0 != "}" })), "\(clause)")
      }
    }
  }
}
