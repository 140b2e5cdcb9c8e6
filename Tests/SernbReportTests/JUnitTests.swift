// JUnit XML: well formed whatever stands in it, and with the counts that its cases have.

import Basics
import Foundation
import SernbReport
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// What a parser saw: elements with their attributes and texts.
private final class Seen: NSObject, XMLParserDelegate {
  var elements: [(name: String, attributes: [String: String])] = []
  var texts: [String: String] = [:]
  private var open: [String] = []

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    elements.append((name, attributes))
    open.append(name)
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) { open.removeLast() }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    texts[open.last ?? "", default: ""] += text
  }

  func count(_ name: String) -> Int { elements.count { $0.name == name } }
}

@Suite("JUnit")
struct JUnitTests {
  private func parse(_ text: String) throws -> Seen {
    let parser = XMLParser(data: Data(text.utf8))
    let seen = Seen()
    parser.delegate = seen
    let isParsed = parser.parse()
    #expect(isParsed, "line \(parser.lineNumber): \(String(describing: parser.parserError))")
    return seen
  }

  @Test("a report reads as it is kept")
  func golden() throws {
    try expectGolden(Samples.ordinary.junit, "junit.xml")
  }

  @Test("the counts are those of the cases, in each suite and in all")
  func counts() throws {
    for report in [Samples.ordinary, Samples.nastyReport] {
      let seen = try parse(report.junit)
      let suites = seen.elements.filter { $0.name == "testsuite" }
      #expect(suites.count == report.notebooks.count)
      let pairs = [
        ("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped"),
      ]
      for (attribute, element) in pairs {
        let counted = seen.count(element)
        #expect(counted > 0)
        let sum = suites.compactMap { $0.attributes[attribute].flatMap(Int.init) }.reduce(0, +)
        #expect(sum == counted)
        #expect(seen.elements[0].attributes[attribute] == String(counted))
      }
      #expect(seen.elements.allSatisfy { $0.attributes["time"].map { Double($0) != nil } ?? true })
    }
  }

  @Test(
    "a text comes back as it was, but for characters that are hidden or that XML has no place for")
  func texts() throws {
    let seen = try parse(Samples.nastyReport.junit)
    let expected = Samples.nasty.unicodeScalars.map { scalar -> String in
      switch scalar {
      case "\u{0}": "\\u{0}"
      case "\u{1B}": "\\u{1B}"
      case "\u{2028}": "\\u{2028}"
      case "\r": ""
      case "\u{FFFE}": "\u{FFFD}"
      default: String(scalar)
      }
    }.joined()
    let suite = try #require(seen.elements.first { $0.name == "testsuite" })
    #expect(Array(suite.attributes["name"]?.utf8 ?? "".utf8) == Array(expected.utf8))
    let output = seen.texts["failure"] ?? ""
    #expect(output.contains("]]> --> <details></details> | `c` ``` %0A"))
    #expect(output.contains(expected))
  }

  @Test("no control character is left in the text")
  func controls() {
    let bad = Samples.nastyReport.junit.unicodeScalars.filter {
      ($0.value < 0x20 && $0 != "\n") || $0.value == 0xFFFE
    }
    #expect(bad.isEmpty)
  }

  @Test("a report of nothing is a document")
  func empty() throws {
    let report = RunReport(command: "", engine: "", started: "", seconds: 0, exitCode: 0)
    #expect(try parse(report.junit).elements.map(\.name) == ["testsuites"])
  }
}
