// A report of leaks as bytes.

public import Kernels
import Tables

extension LeakReport {
  public func encode(into writer: inout ByteWriter) {
    RowIdentities(leaks.map(\.identity)).encode(into: &writer)
    writer.write(leaks) { writer, leak in
      writer.write(leak.testRow)
      writer.write(leak.learners)
      writer.write(leak.isByCopy)
    }
    writer.write(classes) { writer, count in
      writer.write(optional: count.label) { $0.write($1) }
      writer.write(count.leaked)
      writer.write(count.total)
    }
    writer.write(sharedSpeakers)
    writer.write(testCount)
  }

  public init(from reader: inout ByteReader) throws(DamagedBytes) {
    let identities = try RowIdentities(from: &reader)
    var place = 0
    let leaks = try reader.items(atLeast: 17) { reader throws(DamagedBytes) in
      guard place < identities.count else { throw DamagedBytes("a leak is of no row") }
      defer { place += 1 }
      return Leak(
        testRow: try reader.int(in: 0...Int(Int32.max)), identity: identities[place],
        learners: try reader.texts(), isByCopy: try reader.bool())
    }
    let most = Int(Int32.max)
    let classes = try reader.items(atLeast: 17) { reader throws(DamagedBytes) in
      ClassCount(
        label: try reader.optional { reader throws(DamagedBytes) in try reader.text() },
        leaked: try reader.int(in: 0...most), total: try reader.int(in: 0...most))
    }
    let speakers = try reader.texts()
    let count = try reader.int(in: 0...most)
    guard place == identities.count, leaks.allSatisfy({ $0.testRow < count }) else {
      throw DamagedBytes("leaks do not fit to the test rows")
    }
    self.init(leaks: leaks, classes: classes, sharedSpeakers: speakers, testCount: count)
  }

  private init(leaks: [Leak], classes: [ClassCount], sharedSpeakers: [String], testCount: Int) {
    self.leaks = leaks
    self.classes = classes
    self.sharedSpeakers = sharedSpeakers
    self.testCount = testCount
  }
}
