// The published rule for transcriptions against its Python form.

import Tables
import Testing

@Suite struct TextNormalizationTests {
  struct Sample: Decodable {
    var `in`: String
    var out: String
  }

  @Test("accents, sharp s, apostrophes, digits, emoji and nothing come out as the rule says")
  func agreesWithPython() throws {
    let samples = try fixture("text.json", as: [Sample].self)
    #expect(samples.count == 23)
    for sample in samples {
      let found = TextNormalization.normalized(sample.in)
      #expect(Array(found.unicodeScalars) == Array(sample.out.unicodeScalars), "\(sample.in)")
    }
  }

  @Test("what is normalized stays as it is, and missing texts stay missing")
  func again() throws {
    for sample in try fixture("text.json", as: [Sample].self) {
      let once = TextNormalization.normalized(sample.in)
      #expect(TextNormalization.normalized(once) == once)
    }
    #expect(TextNormalization.normalized(["Straße!", nil]) == ["straße !", nil])
  }
}
