// What lies behind the place where a decoder stopped: the end of the sound, or more of it.

import Basics

/// Looks at the rest of a file.
enum StreamEnds {
  /// Whether two MPEG frames lie one after the other behind `offset`: then the sound goes on there. Tags and zeros are no
  /// such frames.
  /// - Throws: `Cancelled`.
  static func hasMPEGFrames(_ file: SoundBytes, from offset: Int) throws(Cancelled) -> Bool {
    let step = 1 << 16
    var start = offset
    while start < file.count {
      try checkCancellation()
      // With room for the longest frame and the header behind it.
      let bytes = file.bytes(at: start, step + 8192)
      for index in 0..<min(step, bytes.count) where bytes[index] == 0xFF {
        guard let length = frameLength(bytes, at: index) else { continue }
        let next = index + length
        if frameLength(bytes, at: next) != nil, bytes[next + 1] == bytes[index + 1],
          bytes[next + 2] & 0x0C == bytes[index + 2] & 0x0C
        {
          return true
        }
      }
      start += step
    }
    return false
  }

  /// Whether MPEG frames lie behind those that the table of the first frame (Xing, LAME) counts, as where files were
  /// joined: libsndfile stops after the first.
  /// - Throws: `Cancelled`.
  static func goesOnBehindTable(_ file: SoundBytes) throws(Cancelled) -> Bool {
    // Behind a tag at the beginning (ID3), whose size has seven bits a byte.
    let tag = file.bytes(at: 0, 10)
    let start =
      tag.starts(with: Array("ID3".utf8)) && tag.count == 10
      ? 10 + tag[6...].reduce(0) { $0 << 7 | Int($1 & 0x7F) } : 0
    let head = file.bytes(at: start, 512)
    let names = [Array("Xing".utf8), Array("Info".utf8)]
    guard let table = head.indices.first(where: { names.contains(Array(head[$0...].prefix(4))) }),
      table + 16 <= head.count, head[table + 7] & 2 != 0
    else { return false }
    let field = table + (head[table + 7] & 1 == 0 ? 8 : 12)
    let bytes = head[field..<field + 4].reduce(0) { $0 << 8 | Int($1) }
    // The last frame may have been counted or not.
    guard bytes > 0 else { return false }
    return try hasMPEGFrames(file, from: start + bytes + 8192)
  }

  /// The bytes of the MPEG frame (ISO 11172-3 and 13818-3) whose header is at `index`; nil if none is.
  static func frameLength(_ bytes: [UInt8], at index: Int) -> Int? {
    guard index + 3 < bytes.count, bytes[index] == 0xFF, bytes[index + 1] & 0xE0 == 0xE0 else {
      return nil
    }
    let (version, layer) = (Int(bytes[index + 1]) >> 3 & 3, 4 - Int(bytes[index + 1]) >> 1 & 3)
    let (rate, frequency) = (Int(bytes[index + 2]) >> 4, Int(bytes[index + 2]) >> 2 & 3)
    let padding = Int(bytes[index + 2]) >> 1 & 1
    guard version != 1, layer != 4, (1...14).contains(rate), frequency != 3 else { return nil }
    let isFirst = version == 3
    let bits = 1000 * kilobits[isFirst ? layer - 1 : layer == 1 ? 3 : 4][rate - 1]
    let samples = [44_100, 48_000, 32_000][frequency] >> (isFirst ? 0 : version == 2 ? 1 : 2)
    switch layer {
    case 1: return (12 * bits / samples + padding) * 4
    case 3 where !isFirst: return 72 * bits / samples + padding
    default: return 144 * bits / samples + padding
    }
  }

  /// Of layers 1 to 3 of version 1, then of layer 1 and of the others of version 2.
  private static let kilobits = [
    [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
    [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
    [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
    [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
    [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  ]

  /// Whether a second Ogg stream begins after pages of the first (RFC 3533): libsndfile reads the first alone.
  /// - Throws: `Cancelled`.
  static func isChainedOgg(_ file: SoundBytes) throws(Cancelled) -> Bool {
    var (offset, hasBegun) = (0, false)
    while true {
      try checkCancellation()
      let head = file.bytes(at: offset, 27 + 255)
      guard head.count >= 27, Array(head[..<4]) == Array("OggS".utf8) else { return false }
      let segments = Int(head[26])
      guard head.count >= 27 + segments else { return false }
      let isFirstPage = head[5] & 2 != 0
      if isFirstPage && hasBegun { return true }
      hasBegun = hasBegun || !isFirstPage
      offset += 27 + segments + head[27..<27 + segments].reduce(0) { $0 + Int($1) }
    }
  }
}
