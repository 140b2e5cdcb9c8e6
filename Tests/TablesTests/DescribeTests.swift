// Descriptions and aggregates against pandas and numpy.

import Basics
import Tables
import Testing
import TestSupport

@Suite struct DescribeTests {
  struct Stored: Decodable {
    struct Case: Decodable {
      var name: String
      var values: [Double?]
      var count: Int
      var mean, std, min, q25, median, q75, max: Double?
      var sum: Double
      var shares, quantiles: [Double]
    }
    var cases: [Case]
  }

  @Test("descriptions and quantiles agree with pandas and numpy")
  func agreesWithPandas() throws {
    let stored = try fixture("describe.json", as: Stored.self)
    #expect(stored.cases.count == 8)
    for one in stored.cases {
      let values = one.values.map { $0 ?? .nan }
      let table = try Table(
        [("x", .number(values))], rows: RowIdentities(count: values.count, source: "t"))
      guard case .number(let found) = try table.describe()[0].content else {
        Issue.record("not a number")
        continue
      }
      #expect(found.count == one.count)
      #expect(found.missing == values.count - one.count)
      // Order statistics are the same bits, sums are added in another order.
      #expect(found.min == one.min)
      #expect(found.lowerQuartile == one.q25)
      #expect(found.median == one.median)
      #expect(found.upperQuartile == one.q75)
      #expect(found.max == one.max)
      expectClose(found.mean, one.mean ?? .nan, relative: 2e-15, absolute: 2e-16, one.name)
      if let std = one.std { expectClose(found.std, std, relative: 3e-13, one.name) }
      #expect(found.std.isNaN == (one.std == nil))
      let present = values.filter { !$0.isNaN }
      expectClose(Aggregate.sum(of: present), one.sum, relative: 2e-15, absolute: 2e-14, one.name)
      let sorted = present.sorted()
      for (share, quantile) in pairs(one.shares, one.quantiles) {
        let found = Aggregate.quantile(share, ofSorted: sorted)
        #expect(found == quantile, "\(one.name) at \(share)")
      }
    }
  }

  @Test("aggregates of nothing are missing, their sum is 0")
  func ofNothing() {
    #expect(Aggregate.mean(of: []).isNaN && Aggregate.std(of: []).isNaN)
    #expect(Aggregate.quantile(0.3, ofSorted: []).isNaN)
    #expect(Aggregate.sum(of: []) == 0)
    #expect(Aggregate.std(of: [4]).isNaN)
    #expect(Aggregate.quantile(-0.1, ofSorted: [1]).isNaN)
    #expect(Aggregate.quantile(.nan, ofSorted: [1]).isNaN)
  }

  @Test("the sum by halves loses less than adding in turn")
  func pairwise() {
    let values = [Double](repeating: 0.1, count: 1_000_000)
    expectClose(Aggregate.sum(of: values), 100_000, relative: 1e-15)
  }

  @Test("texts have a most frequent one, the first by name among equals")
  func texts() throws {
    let table = try Table(
      [
        ("t", .text(["b", "a", nil, "b", "a", "c"])), ("n", .text(Array(repeating: nil, count: 6))),
        ("f", .boolean([true, false, nil, true, nil, nil])),
      ], rows: RowIdentities(count: 6, source: "t"))
    let found = try table.describe().map { description -> TextDescription? in
      if case .text(let content) = description.content { content } else { nil }
    }
    #expect(found.map { $0?.mostFrequent } == ["a", nil, "true"])
    #expect(found.map { $0?.frequency } == [2, 0, 2])
    #expect(found.map { $0?.distinct } == [3, 0, 2])
    #expect(found.map { $0?.missing } == [1, 6, 3])
    let summary = try table.descriptionTable(table.describe())
    #expect(summary.names.contains("mean") == false)
    #expect(try summary.texts("most_frequent") == ["a", nil, "true"])
    #expect(try turns().descriptionTable(turns().describe()).texts("unit") == [nil, "s", nil])
  }
}
