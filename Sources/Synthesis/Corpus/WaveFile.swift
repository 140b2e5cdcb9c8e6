// A sound file as bytes: RIFF WAVE, 16-bit PCM, mono, with a remark that says what it is.

/// Encodes samples; the same samples give the same bytes.
enum WaveFile {
  /// - Parameters:
  ///   - samples: one channel.
  ///   - rate: samples per second.
  ///   - remark: ASCII comment, kept in the file's `LIST INFO` chunk as comment (`ICMT`).
  static func bytes(_ samples: [Int16], rate: Int, remark: String) -> [UInt8] {
    // Strings end in a zero byte, and chunks are padded to an even length.
    var comment = Array(remark.utf8) + [0]
    if comment.count % 2 == 1 { comment.append(0) }
    let listLength = 4 + 8 + comment.count
    let soundLength = samples.count * 2
    var bytes: [UInt8] = []
    bytes.reserveCapacity(44 + soundLength + 8 + listLength)
    func number(_ value: Int, _ width: Int) {
      for shift in 0..<width { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * shift))) }
    }
    func text(_ value: String) { bytes += Array(value.utf8) }
    text("RIFF")
    number(36 + soundLength + 8 + listLength, 4)
    text("WAVEfmt ")
    number(16, 4)
    number(1, 2)  // PCM
    number(1, 2)  // channels
    number(rate, 4)
    number(rate * 2, 4)  // bytes per second
    number(2, 2)  // bytes per frame
    number(16, 2)  // bits a sample
    text("data")
    number(soundLength, 4)
    samples.withUnsafeBufferPointer { buffer in
      #if _endian(little)
        bytes.append(contentsOf: UnsafeRawBufferPointer(buffer))
      #else
        for sample in buffer { number(Int(sample), 2) }
      #endif
    }
    text("LIST")
    number(listLength, 4)
    text("INFOICMT")
    number(comment.count, 4)
    bytes += comment
    return bytes
  }
}
