// Texts in lists and columns: functions by arrays of texts, orders and distinct elements, as one by one.

import SernbLanguage
import SernbRuntime
import Testing

@testable import SernbLibrary

@Suite("lists of texts")
struct TextListTests {
  private static let texts = """
    ["b ", " É", "e\u{301}", "a,b,,c", "É", "\u{E9}", "b ", "\u{212A}", "K", "\u{1F600} x", ""]
    """

  @Test(
    "are changed as their elements are",
    arguments: [
      "lower(.)", "upper(.)", "trim(.)", "normalize_text(.)",
      "replace(., part: \"b\", with: \"é\")",
      "replace(., part: \"é\", with: \"\")", "split_text(., by: \",\")", "split_text(., by: \"\")",
    ])
  func elementwise(call: String) async throws {
    func called(_ argument: String) -> String {
      call.replacing("(.", with: "(" + argument)
    }
    let one = try await shown("[\(called("x")) for x in \(Self.texts)]")
    let each = (0..<11).map { called("\(Self.texts)[\($0)]") }
    #expect(try await shown("[\(each.joined(separator: ", "))]") == one)
    if call.hasSuffix("(.)") {
      let whole = try await shown(called(Self.texts))
      #expect(whole == one)
    }
  }

  @Test("are sorted and made unique by their own rules")
  func order() async throws {
    #expect(
      try await shown("sorted([\"b\", \"a\", \"B\", \"é\", \"z\", \"a\"])")
        == "[\"B\", \"a\", \"a\", \"b\", \"z\", \"é\"]")
    #expect(
      try await shown("sorted([\"b\", \"a\", \"c\"], descending: true)") == "[\"c\", \"b\", \"a\"]")
    #expect(try await shown("length(unique(\(Self.texts)))") == "8")
    #expect(try await shown("length(unique([0, 0, 1, 0 * -1, 1]))") == "3")
    #expect(try await shown("sorted([3, number(\"x\"), -1, 2])") == "[-1, 2, 3, missing]")
    #expect(
      try await shown("sorted([3, number(\"x\"), -1, 2], descending: true)")
        == "[3, 2, -1, missing]")
  }
}
