// Checksums and digests that are made right again in damaged files, so that what stands behind them is reached.

import Basics
import Storage

/// Files whose checksums are made right, so that what stands behind them is reached.
enum SavedFile {
  /// The sign of the form (8 bytes), its version (4), the checksum (8).
  static let head = 20

  static func signed(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.count >= head else { return bytes }
    return bytes[..<12] + littleEndian(checksum(bytes[head...])) + bytes[head...]
  }

  /// The file with right checksums in everything saved that lies in it, and in itself: a value holds a model, an ensemble
  /// holds models, the result of a node holds values behind their digests.
  static func renewed(_ bytes: [UInt8]) -> [UInt8] {
    var file = bytes
    // What lies inside begins behind what it lies in, and is made right first.
    for place in signs(in: file).reversed() where place >= 8 {
      let length = file[(place - 8)..<place].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      guard length >= head, length <= UInt64(file.count - place) else { continue }
      let end = place + Int(length)
      let inner = signed(Array(file[place..<end]))
      file.replaceSubrange(place..<end, with: inner)
      // A digest, a 2 for bytes that are here, their length, the bytes (`StoredResult.Item`).
      if place >= 41, file[place - 9] == 2 {
        file.replaceSubrange((place - 41)..<(place - 9), with: Digest(of: inner).bytes)
      }
    }
    return file.starts(with: sign) ? signed(file) : file
  }

  static func littleEndian(_ number: UInt64) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }

  /// What the sign of every form begins with.
  private static let sign = Array("sernb".utf8)

  private static func signs(in file: [UInt8]) -> [Int] {
    guard file.count >= sign.count else { return [] }
    return (0...(file.count - sign.count)).filter { place in
      file[place] == sign[0] && file[place..<(place + sign.count)].elementsEqual(sign)
    }
  }
}
