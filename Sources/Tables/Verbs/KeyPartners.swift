// Finds the row with an equal key in another table, which holds no missing keys.

import Basics
import Kernels

struct KeyPartners {
  /// For each row its partner.
  let partners: OptionalRows
  /// The other rows whose key another row before them has.
  let repeated: [Int]

  /// By several columns: both tables are coded as one.
  init(
    _ pairs: [(left: Column, right: Column)], _ count: Int, _ otherCount: Int
  ) throws(TableError) {
    let coded = try KeyCodes(pairs.map { $0.left.below($0.right) }, rows: count + otherCount)
    var rowOfCode = OptionalRows(count: coded.firsts.count)
    var repeated: [Int] = []
    for row in 0..<otherCount {
      let code = Int(coded.codes[count + row])
      if rowOfCode[code] == nil { rowOfCode[code] = row } else { repeated.append(row) }
    }
    let open = pairs.map(\.left).filter { $0.missingCount > 0 }
    var partners = OptionalRows(count: count)
    for row in 0..<count where open.allSatisfy({ !$0.isMissing(row) }) {
      partners[row] = rowOfCode[Int(coded.codes[row])]
    }
    (self.partners, self.repeated) = (partners, repeated)
  }

  /// By one column that is looked up in the other; nil where that does not tell.
  init?(_ left: Column, _ right: Column) throws(TableError) {
    switch (left, right) {
    case (.number(let own, _), .number(let others, _)):
      guard let range = WholeRange(of: others, shorterThan: 4 * (own.count + others.count) + 4096)
      else { return nil }
      (partners, repeated) = Self.wholeNumbers(own, others, range)
    case (.text(let own), .text(let others)) where own.pool.isNormal && others.pool.isNormal:
      (partners, repeated) = try unlessCancelled { () throws(Cancelled) in
        try Self.texts(own, others)
      }
    default: return nil
    }
  }

  private static func wholeNumbers(
    _ own: [Double], _ others: [Double], _ range: WholeRange
  ) -> (OptionalRows, [Int]) {
    var rowOfNumber = OptionalRows(count: range.span + 1)
    var repeated: [Int] = []
    for (row, value) in others.enumerated() {
      let place = Int(value) - range.least
      if rowOfNumber[place] == nil { rowOfNumber[place] = row } else { repeated.append(row) }
    }
    let (least, greatest) = (Double(range.least), Double(range.least + range.span))
    var partners = OptionalRows(count: own.count)
    for (row, value) in own.enumerated() where value >= least && value <= greatest {
      let whole = Int(value)
      if Double(whole) == value { partners[row] = rowOfNumber[whole - range.least] }
    }
    return (partners, repeated)
  }

  /// By bytes: a table with open addressing holds the others.
  private static func texts(
    _ own: TextArray, _ others: TextArray
  ) throws(Cancelled) -> (OptionalRows, [Int]) {
    // Each place holds the upper half of a hash and a row plus one; a free place is 0.
    var places = [UInt64](repeating: 0, count: Swift.max(16, 2 * others.count).nextPowerOfTwo)
    let mask = places.count - 1
    var meter = WorkMeter()
    func find(_ text: UnsafeBufferPointer<UInt8>) -> (row: Int?, place: Int, tag: UInt64) {
      let hash = HashMix.hash(text)
      let tag = hash & 0xFFFF_FFFF_0000_0000
      var place = Int(truncatingIfNeeded: hash) & mask
      while places[place] != 0 {
        let row = Int(places[place] & 0xFFFF_FFFF) - 1
        if places[place] & 0xFFFF_FFFF_0000_0000 == tag,
          others.withBytes(row, { $0.map { $0.count == text.count && $0.elementsEqual(text) } })
            == true
        {
          return (row, place, tag)
        }
        place = (place + 1) & mask
      }
      return (nil, place, tag)
    }
    var repeated: [Int] = []
    for row in others.indices {
      try meter.spend(200)
      others.withBytes(row) { text in
        guard let text else { return }
        let (known, place, tag) = find(text)
        if known == nil { places[place] = tag | UInt64(row + 1) } else { repeated.append(row) }
      }
    }
    var partners = OptionalRows(count: own.count)
    // Texts that many rows share are looked up once.
    let isShared = own.pool.count < own.count
    var known = [Int](repeating: -2, count: isShared ? own.pool.count : 0)
    for row in own.indices {
      try meter.spend(200)
      let code = Int(own.codes[row])
      if isShared, !own.isMissing(row), known[code] > -2 {
        partners[row] = known[code] < 0 ? nil : known[code]
        continue
      }
      partners[row] = own.withBytes(row) { text in text.flatMap { find($0).row } }
      if isShared, !own.isMissing(row) { known[code] = partners[row] ?? -1 }
    }
    return (partners, repeated)
  }
}
