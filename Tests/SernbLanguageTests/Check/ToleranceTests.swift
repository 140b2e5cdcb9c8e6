// The option `tolerance`: how it is written, and which numbers it lets pass.

import SernbLanguage
import Testing

@Suite("tolerance")
struct ToleranceTests {
  @Test(
    "it is read in four spellings",
    arguments: [
      ("1e-6", Tolerance(relative: 1e-6, absolute: 1e-6)),
      ("0", .exact),
      ("0.5 %", Tolerance(relative: 0.005, absolute: 0)),
      ("0.5% relative", Tolerance(relative: 0.005, absolute: 0)),
      ("1e-6 relative", Tolerance(relative: 1e-6, absolute: 0)),
      ("0.002 absolute", Tolerance(relative: 0, absolute: 0.002)),
    ])
  func read(text: String, tolerance: Tolerance) {
    #expect(Tolerance(reading: text) == tolerance)
  }

  @Test(
    "anything else is refused",
    arguments: [
      "", "-1", "much", "5 ms", "1 % absolute", "1 2", "relative", "1e-6 nearly", "1 + 1",
    ])
  func refused(text: String) {
    #expect(Tolerance(reading: text) == nil)
    let checked = Words.check("```ser a\n#| tolerance: \(text)\n1\n```\n")
    #expect(checked.problems.map(\.diagnostic.code) == ["bad-option"])
  }

  @Test("a number alone is absolute for small numbers and relative for large ones")
  func plain() throws {
    let tolerance = try #require(Tolerance(reading: "0.01"))
    #expect(tolerance.accepts(0.509, committed: 0.5))
    #expect(!tolerance.accepts(0.511, committed: 0.5))
    #expect(tolerance.accepts(1009, committed: 1000))
    #expect(!tolerance.accepts(1011, committed: 1000))
    #expect(tolerance.accepts(-1009, committed: -1000))
  }

  @Test("a share is of the old number, an absolute bound is not")
  func kinds() throws {
    let share = try #require(Tolerance(reading: "1 %"))
    #expect(share.accepts(0.0101, committed: 0.01) && !share.accepts(0.011, committed: 0.01))
    #expect(!share.accepts(1e-9, committed: 0))
    let fixed = try #require(Tolerance(reading: "0.002 absolute"))
    #expect(fixed.accepts(1000.002, committed: 1000.001))
    #expect(!fixed.accepts(1000.01, committed: 1000))
  }

  @Test("what is no number equals itself and nothing else")
  func special() {
    let wide = Tolerance(relative: 1, absolute: 1e300)
    #expect(wide.accepts(.nan, committed: .nan))
    #expect(wide.accepts(.infinity, committed: .infinity))
    #expect(!wide.accepts(.infinity, committed: 1))
    #expect(!wide.accepts(1, committed: .infinity))
    #expect(!wide.accepts(.nan, committed: 1))
  }

  @Test("a cell keeps what its option says")
  func option() {
    let checked = Words.check("```ser a\n#| tolerance: 0.5 %\n1\n```\n\n```ser b\n2\n```\n")
    #expect(
      checked.cells.map(\.options.tolerance) == [Tolerance(relative: 0.005, absolute: 0), nil])
  }
}
