// A report of leaks as bytes.

package import Basics
import Tables

extension LeakReport {
  /// Appends the report to `writer`.
  package func encode(into writer: inout ByteWriter) {
    RowIdentities(leaks.map(\.identity)).encode(into: &writer)
    writer.write(leaks) { writer, leak in
      writer.write(leak.testRow)
      writer.write(leak.learners)
      writer.write(leak.evidence.rawValue)
    }
    writer.write(classes) { writer, count in
      writer.write(optional: count.label) { $0.write($1) }
      writer.write(count.leaked)
      writer.write(count.total)
    }
    writer.write(sharedSpeakers)
    writer.write(testCount)
    writer.write(knowledge.rawValue)
    writer.write(naturalEquals)
    writer.write(isChosen)
  }

  /// Reads what `encode` wrote.
  package init(from reader: inout ByteReader) throws(CorruptData) {
    let identities = try RowIdentities(from: &reader)
    var index = 0
    let leaks = try reader.items(atLeast: 17) { reader throws(CorruptData) in
      guard index < identities.count else { throw CorruptData("a leak is of no row") }
      defer { index += 1 }
      let row = try reader.int(in: 0...Int(Int32.max))
      let learners = try reader.texts()
      guard let evidence = Leak.Evidence(rawValue: try reader.integer(UInt8.self)) else {
        throw CorruptData("a leak is known by nothing known")
      }
      return Leak(
        testRow: row, identity: identities[index], learners: learners, evidence: evidence)
    }
    let most = Int(Int32.max)
    let classes = try reader.items(atLeast: 17) { reader throws(CorruptData) in
      ClassCount(
        label: try reader.optional { reader throws(CorruptData) in try reader.text() },
        leaked: try reader.int(in: 0...most), total: try reader.int(in: 0...most))
    }
    let speakers = try reader.texts()
    let count = try reader.int(in: 0...most)
    guard let knowledge = Knowledge(rawValue: try reader.integer(UInt8.self)) else {
      throw CorruptData("rows have identities of no known sort")
    }
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
