// The bytes of a WAV file: the plain header and the samples, nothing that depends on time or machine.

/// Encodes WAV files.
package enum WaveBytes {
  /// The number format of samples.
  package enum Encoding: Sendable {
    /// 16 bit whole numbers: the sample times 32768, rounded to the nearest (ties to even), and clipped to
    /// -32768 ... 32767, so that +1 becomes 32767. NaN becomes 0.
    case pcm16
    /// 32 bit floats, as they are.
    case float32
  }

  /// A WAV file of one channel. The sample rate is rounded to a whole number, as the format requires.
  package static func encode(_ clip: Clip, as encoding: Encoding = .pcm16) -> [UInt8] {
    let width = encoding == .pcm16 ? 2 : 4
    let rate = UInt32(min(max(clip.sampleRate.rounded(), 1), 1e9))
    let count = clip.samples.count * width
    // A float file has a longer `fmt ` and a `fact` chunk (Microsoft's rule for all but PCM).
    let header = encoding == .pcm16 ? 44 : 58
    var bytes: [UInt8] = []
    bytes.reserveCapacity(header + count)
    func append<T: FixedWidthInteger>(_ value: T) {
      for shift in stride(from: 0, to: T.bitWidth, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: value >> T(shift)))
      }
    }
    bytes += Array("RIFF".utf8)
    append(UInt32(truncatingIfNeeded: header - 8 + count))
    bytes += Array("WAVEfmt ".utf8)
    append(UInt32(encoding == .pcm16 ? 16 : 18))
    append(UInt16(encoding == .pcm16 ? 1 : 3))
    append(UInt16(1))
    append(rate)
    append(rate &* UInt32(width))
    append(UInt16(width))
    append(UInt16(8 * width))
    if encoding == .float32 {
      append(UInt16(0))
      bytes += Array("fact".utf8)
      append(UInt32(4))
      append(UInt32(truncatingIfNeeded: clip.samples.count))
    }
    bytes += Array("data".utf8)
    append(UInt32(truncatingIfNeeded: count))
    switch encoding {
    case .pcm16: for sample in clip.samples { append(quantized(sample)) }
    case .float32: for sample in clip.samples { append(sample.bitPattern) }
    }
    return bytes
  }

  /// The 16 bit number of a sample (see `Encoding.pcm16`).
  static func quantized(_ sample: Float) -> Int16 {
    if sample.isNaN { return 0 }
    let scaled = (sample * 32768).rounded(.toNearestOrEven)
    return Int16(max(-32768, min(32767, scaled)))
  }
}
