// A report of leaks as bytes.

package import Basics
import Tables

extension LeakReport: ByteCoded {
  /// Appends the report to `writer`.
  package func encode(into writer: inout ByteWriter) {
    RowIdentities(leaks.map(\.identity)).encode(into: &writer)
    writer.write(leaks) { $0.write($1.testRow, $1.learners, $1.evidence.rawValue) }
    writer.write(classes) { $0.write($1.label, $1.leaked, $1.total) }
    writer.write(sharedSpeakers, testCount, knowledge.rawValue, naturalEquals, isChosen)
  }

  /// Reads what `encode` wrote.
  package init(from reader: inout ByteReader) throws(CorruptData) {
    let identities = try RowIdentities(from: &reader)
    var index = 0
    let leaks = try reader.items(atLeast: 17) { reader throws(CorruptData) in
      guard index < identities.count else { throw CorruptData("a leak is of no row") }
      defer { index += 1 }
      return try Leak(
        testRow: reader.int(in: 0...Int(Int32.max)), identity: identities[index],
        learners: reader.read(), evidence: reader.choice(else: "a leak is known by nothing known"))
    }
    let most = Int(Int32.max)
    let classes = try reader.items(atLeast: 17) { reader throws(CorruptData) in
      ClassCount(
        label: try reader.read(),
        leaked: try reader.int(in: 0...most), total: try reader.int(in: 0...most))
    }
    let speakers = try reader.texts()
    let count = try reader.int(in: 0...most)
    let knowledge: Knowledge = try reader.choice(else: "rows have identities of no known sort")
    let natural = try reader.int(in: 0...count)
    let isChosen = try reader.bool()
    guard index == identities.count, leaks.allSatisfy({ $0.testRow < count }) else {
      throw CorruptData("leaks do not fit to the test rows")
    }
    self.init(
      leaks: leaks, classes: classes, sharedSpeakers: speakers, testCount: count,
      knowledge: knowledge, naturalEquals: natural, isChosen: isChosen)
  }
}
