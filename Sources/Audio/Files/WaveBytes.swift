// The bytes of a WAV file: the plain header and the samples, nothing that depends on time or machine.

/// Encodes WAV files.
package enum WaveBytes {
  /// A WAV file of one channel with 16 bit whole numbers (see `quantized`). The sample rate is rounded to a whole
  /// number, as the format requires.
  package static func encode(_ clip: Clip) -> [UInt8] {
    let rate = UInt32(min(max(clip.sampleRate.rounded(), 1), 1e9))
    let count = 2 * clip.samples.count
    var bytes: [UInt8] = []
    bytes.reserveCapacity(44 + count)
    func append<T: FixedWidthInteger>(_ value: T) {
      for shift in stride(from: 0, to: T.bitWidth, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: value >> T(shift)))
      }
    }
    bytes += Array("RIFF".utf8)
    append(UInt32(truncatingIfNeeded: 36 + count))
    bytes += Array("WAVEfmt ".utf8)
    append(UInt32(16))
    append(UInt16(1))
    append(UInt16(1))
    append(rate)
    append(rate &* 2)
    append(UInt16(2))
    append(UInt16(16))
    bytes += Array("data".utf8)
    append(UInt32(truncatingIfNeeded: count))
    for sample in clip.samples { append(quantized(sample)) }
    return bytes
  }

  /// The sample times 32768, rounded to the nearest (ties to even), and clipped to -32768 ... 32767, so that +1 becomes
  /// 32767. NaN becomes 0.
  static func quantized(_ sample: Float) -> Int16 {
    if sample.isNaN { return 0 }
    let scaled = (sample * 32768).rounded(.toNearestOrEven)
    return Int16(max(-32768, min(32767, scaled)))
  }
}
