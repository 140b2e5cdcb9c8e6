// Digests of training rows, 64 bits each: a row that comes back under another name, or without one, is recognized by
// its values.
//
// 1. A digest is made of a row's features, in the order of their columns and rounded to six significant digits, and of
//    its class. What was written to a file with six digits, or with all of them, and read again has the same digest.
// 2. Equal rows need not be the same row: "yeah." is said twice, and a rating from 1 to 5 has five values. So each
//    training digest has the surprisal of its numbers in bits (`Surprisal`), and all together
//    the natural rate of repeated rows (`repeatShare`).
// 3. A test row that equals a training row with more bits than chance explains is the same row, under any name.
//    The others are counted: up to the natural rate they are only noted; many more than that are a leak.

package import Basics
internal import Kernels
package import Tables

/// Digests of training rows by their values.
package struct RowDigests: Sendable, Hashable {
  /// Distinct, ascending.
  let digests: [UInt64]
  /// One per digest: the surprisal of its numbers in bits, at most 255.
  let bits: [UInt8]
  /// The number of training rows without copies.
  let rowCount: Int
  /// The number of digests that occur once among them.
  let singleCount: Int

  /// The margin in bits: at most one false alarm in a thousand test rows.
  static let margin = 10.0

  /// - Parameters:
  ///   - labels: the class of each row, or `nil` without classes.
  ///   - rows: their identities; copies of an utterance count once.
  package init(_ features: FeatureRows, labels: [String?]?, rows: RowIdentities) {
    let all = RowDigests.digests(of: features, labels)
    // For each digest its first row and the number of utterances with it.
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
    bits = Surprisal.bits(of: features, rows: firsts, enough: RowDigests.margin + 54)
  }

  /// The expected share of rows with known values (Good–Turing): the share of training rows whose values
  /// occur more than once. Plus one row, because a few rows cannot prove that nothing repeats.
  var repeatShare: Double {
    rowCount == 0 ? 0 : min(1, Double(rowCount - singleCount + 1) / Double(rowCount))
  }

  /// The test rows that equal a training row.
  package struct Equals: Sendable, Hashable {
    /// Rows that are training rows: chance does not explain the equality.
    package var same: [Int] = []
    /// Rows that are equal by chance.
    package var natural: [Int] = []

    /// Test rows that are training rows, and those equal by chance.
    package init(same: [Int] = [], natural: [Int] = []) {
      self.same = same
      self.natural = natural
    }
  }

  /// - Parameter known: rows already recognized by name, which are skipped.
  package func equals(
    in features: FeatureRows, labels: [String?]?, except known: Set<Int> = []
  ) -> Equals {
    if digests.isEmpty { return Equals() }
    // With more bits, chance explains no match with a training row.
    let needed = Math.log2(Double(max(1, rowCount))) + RowDigests.margin
    var found = Equals()
    var looked = 0
    for (row, digest) in RowDigests.digests(of: features, labels).enumerated()
    where !known.contains(row) {
      looked += 1
      guard let index = index(of: digest) else { continue }
      if Double(bits[index]) >= needed { found.same.append(row) } else { found.natural.append(row) }
    }
    // Up to three times the expected number plus three rows is still plausible by chance.
    if Double(found.natural.count) > 3 * Double(looked) * repeatShare + 3 {
      found = Equals(same: (found.same + found.natural).sorted())
    }
    return found
  }

  private func index(of digest: UInt64) -> Int? {
    var (low, high) = (0, digests.count)
    while low < high {
      let middle = (low + high) / 2
      if digests[middle] < digest { low = middle + 1 } else { high = middle }
    }
    return low < digests.count && digests[low] == digest ? low : nil
  }

  /// One digest per row.
  static func digests(of features: FeatureRows, _ labels: [String?]?) -> [UInt64] {
    var names: [String?: UInt64] = [:]
    let width = features.denseColumns
    return (0..<features.count).map { row in
      var hash: UInt64 = 0x5E4_B17_1EA4
      for value in features.dense[(row * width)..<((row + 1) * width)] {
        hash = RowName.joined(hash, RoundedNumber(value).code)
      }
      let range = features.sparse.range(row)
      for index in range where features.sparse.values[index] != 0 {
        hash = RowName.joined(hash, UInt64(UInt32(bitPattern: features.sparse.indices[index])))
        hash = RowName.joined(hash, RoundedNumber(features.sparse.values[index]).code)
      }
      guard let labels else { return hash }
      let label = labels.indices.contains(row) ? labels[row] : nil
      if names[label] == nil { names[label] = label.map { RowName.hash($0) } ?? 1 }
      return RowName.joined(hash, names[label] ?? 1)
    }
  }

  /// Digests of texts, without bits: only the rate of repeats decides.
  package init(texts: [String?], rows: RowIdentities) {
    self.init(RowDigests.noFeatures(texts.count), labels: texts, rows: rows)
  }

  /// The texts that equal a training text.
  package func equals(inTexts texts: [String?]) -> Equals {
    equals(in: RowDigests.noFeatures(texts.count), labels: texts)
  }

  private static func noFeatures(_ count: Int) -> FeatureRows {
    FeatureRows(count: count, denseColumns: 0, dense: [], sparse: SparseRows(count: count))
  }
}

/// The surprisal of a row in bits: how unlikely another row has the same numbers by chance.
enum Surprisal {
  /// - Parameters:
  ///   - rows: distinct rows, so that copies do not make values look frequent.
  ///   - enough: columns are read until all rows have this many bits.
  /// - Returns: one number per row of `rows`.
  ///
  /// A number of d significant digits has d · log₂ 10 bits, if few other rows of its column have it and the column has
  /// many values. A value of a column with few values has -log₂ of its share. Columns count as if they were
  /// independent, so that two that always agree count twice: the margin allows for that.
  static func bits(of features: FeatureRows, rows: [Int], enough: Double) -> [UInt8] {
    var sums = [Double](repeating: 0, count: rows.count)
    let width = features.denseColumns
    for column in 0..<width {
      if sums.allSatisfy({ $0 >= enough }) { break }
      var counts: [UInt64: Int] = [:]
      let numbers = rows.map { RoundedNumber(features.dense[$0 * width + column]) }
      for number in numbers { counts[number.code, default: 0] += 1 }
      let isMany = counts.count * 2 >= rows.count
      for (index, number) in numbers.enumerated() {
        let count = counts[number.code] ?? 1
        let share = Math.log2(Double(rows.count) / Double(count))
        sums[index] += isMany && count == 1 ? number.bits : min(number.bits, share)
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
      // Zero, missing, infinite, or far outside any measurement.
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

extension RowDigests: ByteCoded {
  /// Appends the digests to `writer`.
  package func encode(into writer: inout ByteWriter) {
    writer.write(digests, bits, rowCount, singleCount)
  }

  /// Reads what `encode` wrote.
  package init(from reader: inout ByteReader) throws(CorruptData) {
    digests = try reader.integers(UInt64.self)
    bits = try reader.data()
    rowCount = try reader.int(in: 0...Int(Int32.max))
    singleCount = try reader.int(in: 0...digests.count)
    guard bits.count == digests.count, digests.count <= rowCount,
      zip(digests, digests.dropFirst()).allSatisfy({ $0 < $1 })
    else { throw CorruptData("digests of rows do not fit together") }
  }
}
