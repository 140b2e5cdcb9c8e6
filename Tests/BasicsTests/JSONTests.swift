// JSON round-trips, and invalid JSON is refused with its location.

import Basics
import Testing

@Suite("JSON")
struct JSONTests {
  static let sample: JSON = [
    "text": "a \"b\" \\ \n\t\u{1}\u{2028} é 🎉", "count": 42, "share": 0.1, "whole": 100.0,
    "none": nil, "yes": true, "list": [1, 2, 3], "deep": [["a": []], [:]],
  ]

  @Test("reading what was written gives the same value")
  func roundTrip() throws {
    for layout in [JSON.Layout.compact, .pretty] {
      #expect(try JSON(parsing: Self.sample.text(layout)) == Self.sample)
    }
  }

  @Test("the compact text has no blanks and the members in their order")
  func compact() {
    #expect(
      Self.sample.text() == #"{"text":"a \"b\" \\ \n\t\u0001\u2028 é 🎉","count":42,"share":0.1,"#
        + #""whole":100.0,"none":null,"yes":true,"list":[1,2,3],"deep":[{"a":[]},{}]}"#)
  }

  @Test("the pretty text has two spaces a level and short lists on one line")
  func pretty() {
    let json: JSON = ["a": [1, 2], "b": [["c": 0.5]], "d": [:]]
    #expect(
      json.text(.pretty)
        == "{\n  \"a\": [1, 2],\n  \"b\": [\n    {\n      \"c\": 0.5\n    }\n  ],\n  \"d\": {}\n}")
  }

  @Test("numbers that JSON cannot write are strings")
  func nonFinite() {
    #expect(
      JSON.numbers([.nan, .infinity, -.infinity]).text() == #"["NaN","Infinity","-Infinity"]"#)
  }

  @Test("integers and other numbers keep their kind")
  func kinds() throws {
    #expect(
      try JSON(parsing: " [1, -0, 1.0, 1e2, 99999999999999999999] ")
        == [.int(1), .number(-0.0), 1.0, 100.0, .number(1e20)])
    #expect(try JSON(parsing: #""\ud83c\udf89\u00e9\/""#) == "🎉é/")
  }

  @Test(
    "what is no JSON is refused",
    arguments: [
      "", "[1,]", "{\"a\":1,}", "01", "1.", ".5", "+1", "1e", "nul", "[1 2]", "{a:1}", "\"\\x\"",
      "\"\\ud800\"", "\"a\nb\"", "1 2", "{\"a\":1,\"a\":2}", "\"open", "NaN", "1e999", "[", "'a'",
    ])
  func refused(_ text: String) {
    #expect(throws: JSONProblem.self) { try JSON(parsing: text) }
  }

  @Test("a problem names its line and column")
  func place() {
    let problem = #expect(throws: JSONProblem.self) {
      try JSON(parsing: "{\n  \"a\": 1,\n  \"a\": 2\n}")
    }
    #expect(problem?.message == "The JSON object at line 3, column 3 has `a` twice.")
  }

  @Test("deep nesting is refused instead of exhausting the stack")
  func depth() {
    #expect(throws: JSONProblem.self) {
      try JSON(parsing: String(repeating: "[", count: 100_000))
    }
    let deep = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
    #expect(throws: Never.self) { try JSON(parsing: deep) }
  }
}
