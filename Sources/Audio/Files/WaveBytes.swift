// The bytes of a WAV file: a plain header and the samples, nothing that depends on time or machine.

/// Encodes WAV files.
package enum WaveBytes {
  /// A WAV file of one channel. The sample rate is rounded to a whole number, as the format requires; whole numbers are
  /// rounded and cut off as `SoundEncoder.quantized` says.
  package static func encode(_ clip: Clip, as encoding: SoundEncoding = .pcm16) -> [UInt8] {
    let rate = UInt32(min(max(clip.sampleRate.rounded(), 1), 1e9))
    let width = encoding == .float ? 4 : encoding == .pcm24 ? 3 : 2
    let count = width * clip.samples.count
    var bytes: [UInt8] = []
    bytes.reserveCapacity(60 + count)
    func append(_ value: some FixedWidthInteger, _ width: Int) {
      for index in 0..<width { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
    }
    // Floats have a longer description and a chunk with their number.
    let isFloat = encoding == .float
    bytes += Array("RIFF".utf8)
    append((isFloat ? 50 : 36) + count + count % 2, 4)
    bytes += Array("WAVEfmt ".utf8)
    append(isFloat ? 18 : 16, 4)
    append(isFloat ? 3 : 1, 2)
    append(1, 2)
    append(rate, 4)
    append(rate &* UInt32(width), 4)
    append(width, 2)
    append(8 * width, 2)
    if isFloat {
      append(0, 2)
      bytes += Array("fact".utf8)
      append(4, 4)
      append(clip.samples.count, 4)
    }
    bytes += Array("data".utf8)
    append(count, 4)
    switch encoding {
    case .float: for sample in clip.samples { append(sample.bitPattern, 4) }
    case .pcm24: for sample in clip.samples { append(SoundEncoder.quantized(sample, bits: 24), 3) }
    case .pcm16, .vorbis:
      for sample in clip.samples { append(SoundEncoder.quantized(sample, bits: 16), 2) }
    }
    if count % 2 == 1 { bytes.append(0) }
    return bytes
  }
}
