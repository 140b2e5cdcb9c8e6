// Tables and JSON: what is read is the same in pieces of any length, and again after it has been written.

import Basics
import SernbDocument
import Tables

extension FuzzTarget {
  /// The first byte chooses the separator and the length of pieces; the rest is the file.
  static let table = FuzzTarget("table") { bytes in
    guard let choice = bytes.first else { return }
    let file = Array(bytes.dropFirst())
    let separators: [UInt8] = [0x2C, 0x3B, 0x09, 0x7C]
    let separator = separators[Int(choice & 3)]
    let reading = CSV.Reading(separator: separator)
    let (whole, faults) = try outcome { try CSV.read(file, name: "t", reading) }
    let length = 1 + Int(choice >> 2)
    let (pieces, faultsOfPieces) = try outcome {
      try CSV.read(name: "t", reading) {
        var start = 0
        return {
          if start >= file.count { return nil }
          let piece = Array(file[start..<min(file.count, start + length)])
          start += piece.count
          return piece
        }
      }
    }
    try law(faults == faultsOfPieces, "the faults depend on the pieces")
    guard let whole, let pieces else {
      try law(faults?.message.isEmpty == false, "a file was refused without words")
      return
    }
    let writing = CSV.Writing(separator: separator)
    let written = CSV.write(whole, writing)
    try law(CSV.write(pieces, writing) == written, "the table depends on the pieces")
    let (again, refusal) = try outcome { try CSV.read(written, name: "t", reading) }
    guard let again else {
      throw BrokenLaw(description: "what was written is refused: \(refusal?.message ?? "")")
    }
    try law(
      again.names == whole.names && again.rows.count == whole.rows.count,
      "the table changes its shape")
    try law(CSV.write(again, writing) == written, "what was written is read as something else")
  }

  static let json = FuzzTarget("json") { bytes in
    guard let text = String(validating: bytes, as: UTF8.self) else { return }
    let written: String
    do throws(JSONProblem) { written = try JSON(parsing: text).text() } catch {
      try law(
        !error.message.isEmpty && error.line > 0 && error.column > 0, "a problem has no place")
      return
    }
    try law(try JSON(parsing: written).text() == written, "what was written is read as other")
  }

  private static func outcome(_ read: () throws -> Table) throws -> (Table?, CSVError?) {
    do { return (try read(), nil) } catch let error as CSVError { return (nil, error) }
  }
}
