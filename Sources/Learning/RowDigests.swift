// What learnt rows hold, as a 64-bit digest each: a row that comes back under another name, or under none, is known by
// its values.
//
// 1. A digest is made of a row's features, in the order of their columns and rounded to six significant digits, and of
//    its class. What was written to a file with six digits, or with all of them, and read again has the same digest.
// 2. Equal rows need not be the same row: "yeah." is said twice, and a rating from 1 to 5 has five values. So each
//    learnt digest carries how many bits of its numbers chance would have to hit (`Surprise`), and all of them together
//    how often rows repeat by themselves (`repeatShare`).
// 3. A judged row whose equal has more bits than chance can hit among so many rows is the same row, whatever it is called.
//    The others are counted: as many as rows repeat by themselves are a remark, and many more than that are not by chance.

public import Basics
public import Kernels
public import Tables

public struct RowDigests: Sendable, Hashable {
  /// Distinct, ascending.
  let digests: [UInt64]
  /// One a digest: the bits of its numbers, at most 255.
  let bits: [UInt8]
  /// How many rows that are no copies of each other were learnt from.
  let rowCount: Int
  /// How many digests only one of those has.
  let singleCount: Int

  /// Bits beyond those that tell the learnt rows apart: one false alarm in a thousand judged rows at most.
  static let margin = 10.0

  /// - Parameters:
  ///   - labels: the class of each row, or `nil` where there is none to compare.
  ///   - rows: who they are; copies of an utterance count once.
  public init(_ features: FeatureRows, labels: [String?]?, rows: RowIdentities) {
    let all = RowDigests.digests(of: features, labels)
    // Rows by digest: of each the first row, and by how many utterances it was met.
    let order = all.indices.sorted { (all[$0], $0) < (all[$1], $1) }
    var (digests, firsts, singles, total) = ([UInt64](), [Int](), 0, 0)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, all[order[end]] == all[order[start]] { end += 1 }
      let members = order[start..<end]
      let met =
        rows.count == all.count ? Set(members.map { rows.utterances[$0] }).count : members.count
      total += met
      if met == 1 { singles += 1 }
      digests.append(all[order[start]])
      firsts.append(order[start])
      start = end
    }
    self.digests = digests
    rowCount = total
    singleCount = singles
    bits = Surprise.bits(of: features, rows: firsts, enough: RowDigests.margin + 54)
  }

  /// The share of rows to expect whose values were met before, by Good and Turing: that of the learnt rows whose values
  /// were met more than once. One row more, since a few rows cannot show that nothing ever repeats.
  var repeatShare: Double {
    rowCount == 0 ? 0 : min(1, Double(rowCount - singleCount + 1) / Double(rowCount))
  }

  /// What of judged rows equals a learnt one.
  public struct Equals: Sendable, Hashable {
    /// Rows that are learnt ones: chance does not explain that they are equal.
    public var same: [Int] = []
    /// Rows that are equal as rows of these values are.
    public var natural: [Int] = []

    public init(same: [Int] = [], natural: [Int] = []) {
      self.same = same
      self.natural = natural
    }
  }

  /// - Parameter known: rows that are known by their names already, which are not looked at.
  public func equals(
    in features: FeatureRows, labels: [String?]?, except known: Set<Int> = []
  ) -> Equals {
    if digests.isEmpty { return Equals() }
    // Beyond those bits chance hits none of the learnt rows.
    let needed = Maths.log2(Double(max(1, rowCount))) + RowDigests.margin
    var found = Equals()
    var looked = 0
    for (row, digest) in RowDigests.digests(of: features, labels).enumerated()
    where !known.contains(row) {
      looked += 1
      guard let place = place(of: digest) else { continue }
      if Double(bits[place]) >= needed { found.same.append(row) } else { found.natural.append(row) }
    }
    // Three times what is to be expected, and three rows more, are still nothing to wonder at.
    if Double(found.natural.count) > 3 * Double(looked) * repeatShare + 3 {
      found = Equals(same: (found.same + found.natural).sorted())
    }
    return found
  }

  private func place(of digest: UInt64) -> Int? {
    var (low, high) = (0, digests.count)
    while low < high {
      let middle = (low + high) / 2
      if digests[middle] < digest { low = middle + 1 } else { high = middle }
    }
    return low < digests.count && digests[low] == digest ? low : nil
  }

  /// One digest a row.
  static func digests(of features: FeatureRows, _ labels: [String?]?) -> [UInt64] {
    var names: [String?: UInt64] = [:]
    let width = features.denseColumns
    return (0..<features.count).map { row in
      var hash: UInt64 = 0x5E4_B17_1EA4
      for value in features.dense[(row * width)..<((row + 1) * width)] {
        hash = RowName.joined(hash, RoundedNumber(value).code)
      }
      let range = features.sparse.range(row)
      for place in range where features.sparse.values[place] != 0 {
        hash = RowName.joined(hash, UInt64(UInt32(bitPattern: features.sparse.indices[place])))
        hash = RowName.joined(hash, RoundedNumber(features.sparse.values[place]).code)
      }
      guard let labels else { return hash }
      let label = labels.indices.contains(row) ? labels[row] : nil
      if names[label] == nil { names[label] = label.map { RowName.hash($0) } ?? 1 }
      return RowName.joined(hash, names[label] ?? 1)
    }
  }

  /// Digests of texts, which have no bits: how often texts repeat decides alone.
  public init(texts: [String?], rows: RowIdentities) {
    self.init(RowDigests.noFeatures(texts.count), labels: texts, rows: rows)
  }

  public func equals(inTexts texts: [String?]) -> Equals {
    equals(in: RowDigests.noFeatures(texts.count), labels: texts)
  }

  private static func noFeatures(_ count: Int) -> FeatureRows {
    FeatureRows(count: count, denseColumns: 0, dense: [], sparse: SparseRows(count: count))
  }
}

/// How many bits of a row's numbers chance would have to hit for another row to have the same.
enum Surprise {
  /// - Parameters:
  ///   - rows: distinct rows, so that copies make no value look frequent.
  ///   - enough: columns are looked at until all rows have so many bits.
  /// - Returns: one number a row of `rows`.
  ///
  /// A number of d significant digits has d · log₂ 10 bits, if few other rows of its column have it and the column has
  /// many values. One of a column of few values has as many bits as its share says. Columns count as if they did not
  /// depend on each other, so that two that always agree count twice: the margin is there for that.
  static func bits(of features: FeatureRows, rows: [Int], enough: Double) -> [UInt8] {
    var sums = [Double](repeating: 0, count: rows.count)
    let width = features.denseColumns
    for column in 0..<width {
      if sums.allSatisfy({ $0 >= enough }) { break }
      var counts: [UInt64: Int] = [:]
      let numbers = rows.map { RoundedNumber(features.dense[$0 * width + column]) }
      for number in numbers { counts[number.code, default: 0] += 1 }
      let isMany = counts.count * 2 >= rows.count
      for (place, number) in numbers.enumerated() {
        let count = counts[number.code] ?? 1
        let share = Maths.log2(Double(rows.count) / Double(count))
        sums[place] += isMany && count == 1 ? number.bits : min(number.bits, share)
      }
    }
    return sums.map { UInt8(min(255, $0)) }
  }
}

/// A number rounded to six significant digits: rounding it again, or printing it with six digits and reading that,
/// gives the same code.
struct RoundedNumber {
  /// Digits in the low 24 bits, exponent of ten above them, sign on top; the bits of a number that has no digits.
  let code: UInt64
  private let digits: UInt64

  init(_ value: Double) {
    let size = value.magnitude
    guard size > 1e-290, size < 1e290 else {
      // Zero, missing, infinite, or beyond all that is measured.
      code = value == 0 ? 0 : (value.isNaN ? Double.nan : value).bitPattern
      digits = 0
      return
    }
    // log₁₀ of the power of two below, which is the exponent of ten or one less.
    var exponent = Int((Double(value.exponent) * 0.301_029_995_663_981_2).rounded(.down))
    var scaled = size * RoundedNumber.power(5 - exponent)
    if scaled >= 999_999.5 {
      exponent += 1
      scaled = size * RoundedNumber.power(5 - exponent)
    }
    var whole = UInt64(scaled.rounded())
    if whole >= 1_000_000 {
      whole /= 10
      exponent += 1
    }
    digits = whole
    code = whole | UInt64(exponent + 1000) << 24 | (value < 0 ? 1 << 60 : 0)
  }

  /// log₂ 10 for each digit that is not a zero at the end.
  var bits: Double {
    if digits == 0 { return 0 }
    var (rest, count) = (digits, 6)
    while rest % 10 == 0 {
      rest /= 10
      count -= 1
    }
    return Double(count) * 3.321_928_094_887_362
  }

  private static let powers: [Double] = (-300...300).map { Double("1e\($0)") ?? 1 }

  private static func power(_ exponent: Int) -> Double { powers[exponent + 300] }
}

// MARK: As bytes

extension RowDigests {
  public func encode(into writer: inout ByteWriter) {
    writer.write(digests)
    writer.write(bits)
    writer.write(rowCount)
    writer.write(singleCount)
  }

  public init(from reader: inout ByteReader) throws(CorruptData) {
    digests = try reader.integers(UInt64.self)
    bits = try reader.data()
    rowCount = try reader.int(in: 0...Int(Int32.max))
    singleCount = try reader.int(in: 0...digests.count)
    guard bits.count == digests.count, digests.count <= rowCount,
      zip(digests, digests.dropFirst()).allSatisfy({ $0 < $1 })
    else { throw CorruptData("digests of rows do not fit together") }
  }
}
