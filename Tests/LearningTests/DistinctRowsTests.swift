// Which rows count as equal, and how their sets are numbered.

import Testing

@testable import Learning

@Suite("Distinct rows") struct DistinctRowsTests {
  @Test("sets of equal rows are numbered in order of their first rows")
  func order() throws {
    let rows = FeatureRows(dense: [1, 2, 3, 4, 1, 2, 3, 4, 5, 6], columns: 2)
    let distinct = try DistinctRows(rows)
    #expect(distinct.first == [0, 1, 4])
    #expect(distinct.setOfRow == [0, 1, 0, 1, 2])
  }

  @Test("rows of one hash that differ stay apart, and equal ones among them are merged")
  func collisions() throws {
    let names = ["a", "b", "a", "c", "b", "c", "a"]
    let distinct = try DistinctRows(
      names.count, hash: { _ in 7 }, areEqual: { names[$0] == names[$1] })
    #expect(distinct.first == [0, 1, 3])
    #expect(distinct.setOfRow == [0, 1, 0, 2, 1, 2, 0])
  }

  @Test("zeros of either sign are different bits; the same NaN is equal to itself")
  func bits() throws {
    let distinct = try DistinctRows(FeatureRows(dense: [0, -0.0, .nan, .nan, 0], columns: 1))
    #expect(distinct.setOfRow == [0, 1, 2, 2, 0])
  }
}
