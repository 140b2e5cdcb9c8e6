// Distinct lists and records, found by columns of their parts, against comparing each with each.

import Kernels
import SernbLanguage
import SernbRuntime
import Testing

@testable import SernbLibrary

@Suite("distinct elements")
struct UniqueTests {
  /// Few different values of some shape: one for all of them where `isEven`.
  private func value(_ kind: Int, _ isEven: Bool, _ random: inout RandomSource) -> Value {
    let kind = isEven ? kind : random.below(8)
    let texts = ["\u{E9}", "e\u{301}", "K", "\u{212A}", "", "ang"]
    let number = Value.number([0, -0.0, 1, 2.5, .infinity][random.below(5)])
    let text = Value.text(texts[random.below(6)])
    let flag = Value.boolean(random.below(2) == 0)
    return switch kind {
    case 0: .list([number, number])
    case 1: .list([text, text])
    case 2: .list([number, text, flag])
    case 3: .record(Record([("a", number), ("b", .list([text, .record(Record([("c", flag)]))]))]))
    case 4: .list([.number(random.below(2) == 0 ? .nan : 1), number])
    case 5: .list([random.below(2) == 0 ? .missing : number, flag])
    case 6: .list([])
    default: .list([.number(1, random.below(2) == 0 ? .duration : .plain), number])
    }
  }

  @Test("of one shape and of several are those that equal none before", arguments: 0..<8)
  func alike(kind: Int) throws {
    var random = RandomSource(seed: UInt64(kind))
    for isEven in [true, false] {
      let values = (0..<200).map { _ in value(kind, isEven, &random) }
      var expected: [Int] = []
      for (index, value) in values.enumerated()
      where !expected.contains(where: { values[$0].equals(value) }) { expected.append(index) }
      #expect(try UniqueValues.indices(of: ListValue(values)) == expected)
    }
  }
}
