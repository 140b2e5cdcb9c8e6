// Tables to test verbs on.

import Kernels
import Tables

/// Four turns of two speakers.
func turns() throws -> Table {
  try Table(
    [
      ("label", .text(["ang", "sad", nil, "ang"])),
      ("length", .number([1.5, .nan, 0.5, 2.5], unit: .seconds)),
      ("kept", .boolean([true, false, nil, true])),
    ],
    rows: RowIdentities(utterances: [
      "Ses01F_impro01_F000", "Ses01F_impro01_M000", "Ses02F_script01_1_F001", "Ses02M_impro02_M003",
    ]))
}

/// `count` rows whose column `row` says which they were, so that a verb that loses the identity of a row is
/// found: `row` is the number in the utterance.
func numbered(_ count: Int, seed: UInt64) throws -> Table {
  var random = RandomSource(seed: seed)
  var labels: [String?] = []
  var values: [Double] = []
  var flags: [Bool?] = []
  for _ in 0..<count {
    labels.append(random.chance(0.1) ? nil : ["ang", "hap", "neu", "sad"][random.below(4)])
    values.append(random.chance(0.1) ? .nan : Double(random.below(5)))
    flags.append(random.chance(0.1) ? nil : random.chance(0.5))
  }
  return try Table(
    [
      ("row", .number((0..<count).map { Double($0) })), ("label", .text(labels)),
      ("value", .number(values)), ("flag", .boolean(flags)),
    ],
    rows: RowIdentities(
      (0..<count).map { RowIdentity(utterance: "u\($0)", speaker: "s\($0 % 7)", copy: $0 % 3) }))
}

/// Whether every row still has the identity that its cell in `row` tells.
func isAligned(_ table: Table) throws -> Bool {
  zip(try table.numbers("row"), 0..<table.rowCount).allSatisfy { number, row in
    let number = Int(number)
    return table.rows[row]
      == RowIdentity(utterance: "u\(number)", speaker: "s\(number % 7)", copy: number % 3)
  }
}
