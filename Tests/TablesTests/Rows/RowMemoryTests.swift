// Names of a source and a number take little memory, and are the names that they would be as texts.

import Basics
import Tables
import Testing

@Suite("names of rows")
struct RowMemoryTests {
  /// The same rows, their names kept as texts.
  private func spelled(_ rows: RowIdentities) -> RowIdentities {
    RowIdentities((0..<rows.count).map { rows[$0] }).adding(provenance: rows.learners)
  }

  @Test("numbered ones are as spelled ones")
  func numbered() {
    let rows = RowIdentities(count: 120, source: "a b.csv", naming: .position)
    #expect(rows.utterances[16] == "a b.csv:17")
    #expect(rows == spelled(rows) && rows.hashValue == spelled(rows).hashValue)
    #expect(rows.sources == ["a b.csv"] && spelled(rows).sources == rows.sources)
    for row in 0..<rows.count { #expect(rows.names(row) == [RowName.hash(rows.utterances[row])]) }

    let some = rows.rows(at: [100, 3, 3, 9])
    #expect(some.utterances == ["a b.csv:101", "a b.csv:4", "a b.csv:4", "a b.csv:10"])
    let other = RowIdentities(count: 2, source: "c", naming: .content)
    let both = some.appending(other).appending(some)
    #expect(both == spelled(some).appending(spelled(other)).appending(spelled(some)))
    #expect(
      both.utterances[4] == "c:1" && both.naming(4) == .content && both.naming(0) == .position)
    #expect(both.sources == ["a b.csv", "c"])
    #expect(both.rows(at: [5, 0]) == spelled(both).rows(at: [5, 0]))
    let named = RowIdentities(utterances: ["Ses01F_impro01_M000"])
    #expect(named.appending(other) == named.appending(spelled(other)))
    #expect(named.appending(other) != other.appending(named))
    #expect(rows != RowIdentities(count: 120, source: "a b.csv"))
    #expect(rows.rows(at: []) == RowIdentities())
  }

  @Test("rows that know each other do so whatever keeps their names")
  func knowing() {
    let left = RowIdentities(count: 4, source: "l", naming: .content)
    let right = RowIdentities(utterances: ["l:1", "x", "l:13", "l:4"])
    let partners = OptionalRows([0, 2, nil, 3])
    #expect(left.knowing(right, at: partners) == spelled(left).knowing(right, at: partners))
    #expect(right.knowing(left, at: partners) == right.knowing(spelled(left), at: partners))
    let renamed = left.renamed(utterances: ["l:1", "b", "c", "d"], speakers: [nil, nil, "s", nil])
    #expect(renamed.names(0).count == 1 && renamed.names(1).count == 2)
    #expect(
      renamed
        == spelled(left).renamed(
          utterances: ["l:1", "b", "c", "d"], speakers: [nil, nil, "s", nil]))
  }

  @Test("copies and what names are worth take memory only where rows differ")
  func copies() {
    let rows = RowIdentities([
      RowIdentity(utterance: "a", copy: 2), RowIdentity(utterance: "b", naming: .group),
      RowIdentity(utterance: "b", naming: .group),
    ])
    #expect(rows.copies == [2, 0, 0] && !rows.copies.areZero)
    #expect(rows.rows(at: [1, 2]).copies.areZero)
    #expect(rows.rows(at: [1, 2]) == RowIdentities(Array(repeating: rows[1], count: 2)))
    #expect(rows.appending(rows).copies == [2, 0, 0, 2, 0, 0])
  }

  @Test("a table from a file names its rows without texts of their own")
  func file() throws {
    let plain = try CSV.read(Array("x,label\n1,a\n2,b\n".utf8), name: "t.csv")
    guard case .numbered(let names) = plain.rows.utterances.storage, case .upTo(2) = names.numbers
    else {
      Issue.record("rows of a file are numbered")
      return
    }
    let named = try CSV.read(Array("id,x\nu,1\nv,2\n".utf8), name: "t.csv")
    guard case .texts(let texts) = named.rows.utterances.storage else {
      Issue.record("a column names them")
      return
    }
    #expect(texts.pool === (try named.texts("id")).pool)
  }

  @Test("whole numbers of a column are names as their texts are")
  func wholeNumbers() throws {
    let file = "id,x\n7,1\n4294967295,2\n0,3\n1000000,4\n7,5\n"
    let rows = try CSV.read(Array(file.utf8), name: "t.csv").rows
    guard case .numbered = rows.utterances.storage else {
      Issue.record("numbers name them")
      return
    }
    #expect(Array(rows.utterances) == ["7", "4294967295", "0", "1000000", "7"])
    #expect(rows == spelled(rows) && rows.sources == [""] && spelled(rows).sources == [""])
    for row in 0..<rows.count {
      #expect(rows.names(row) == [RowName.hash(rows.utterances[row])])
      #expect(rows.naming(row) == .named)
    }
    // `7` of a column is not row 7 of a file, and a number written otherwise is another name.
    let other = RowIdentities(count: 9, source: "t.csv", naming: .position)
    #expect(rows.rows(at: [0]).utterances != other.rows(at: [6]).utterances)
    let both = rows.appending(other)
    #expect(both == spelled(rows).appending(spelled(other)))
    for id in ["-1", "-0", "0.5", "4294967296", "1e3x", ""] {
      let table = try CSV.read(Array("id,x\n1,2\n\(id),1\n".utf8), name: "t.csv")
      guard case .texts = table.rows.utterances.storage else {
        Issue.record("\(id) is no such number")
        continue
      }
    }
  }
}
