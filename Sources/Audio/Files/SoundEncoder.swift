// Clips as the bytes of sound files: WAV by hand, FLAC and Ogg Vorbis through libsndfile, the same bytes each time.

internal import Basics
import CSndfile

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How samples are stored.
package enum SoundEncoding: String, Sendable, CaseIterable {
  case pcm16 = "pcm_16"
  case pcm24 = "pcm_24"
  case float, vorbis

  /// The endings of files that can hold it, the default of each being the first encoding that names it.
  package var endings: [String] {
    switch self {
    case .pcm16, .pcm24: ["wav", "flac"]
    case .float: ["wav"]
    case .vorbis: ["ogg"]
    }
  }

  /// How large whole numbers become; nil where samples are kept as they are.
  fileprivate var bits: Int? {
    switch self {
    case .pcm16: 16
    case .pcm24: 24
    case .float, .vorbis: nil
    }
  }

  /// Whether samples beyond 1 are cut off; those of Vorbis are when they are played.
  package var cuts: Bool { self != .float }
}

/// Encodes clips.
package enum SoundEncoder {
  /// Why a clip cannot be written.
  package struct Failure: Error { package let message: String }

  /// How many samples lie beyond full scale, where whole numbers end: they would be cut off.
  package static func beyondScale(_ clip: Clip) -> Int {
    // +1 itself becomes the largest number, one step below it.
    clip.samples.reduce(0) { $0 + ($1.magnitude > 1 ? 1 : 0) }
  }

  /// The clip with its peak at full scale, if it is beyond.
  package static func scaled(_ clip: Clip) -> Clip {
    let peak = clip.samples.reduce(0) { max($0, $1.magnitude) }
    guard peak > 1 else { return clip }
    var scaled = clip
    scaled.samples = clip.samples.map { $0 / peak }
    return scaled
  }

  /// The bytes of a file.
  /// - Throws: `Failure`, or `Cancelled`.
  package static func encode(
    _ clip: Clip, as encoding: SoundEncoding, in ending: String
  ) throws -> [UInt8] {
    switch ending {
    case "flac":
      return try encode(
        clip, CInt(SF_FORMAT_FLAC) | CInt(encoding == .pcm24 ? SF_FORMAT_PCM_24 : SF_FORMAT_PCM_16)
      ) { handle, part in
        let bits = encoding.bits ?? 16
        let numbers = part.map { Int32(quantized($0, bits: bits)) << Int32(32 - bits) }
        return sf_writef_int(handle, numbers, sf_count_t(numbers.count))
      }
    case "ogg":
      var bytes = try encode(clip, CInt(SF_FORMAT_OGG) | CInt(SF_FORMAT_VORBIS)) { handle, part in
        sf_writef_float(handle, Array(part), sf_count_t(part.count))
      }
      OggPages.number(&bytes)
      return bytes
    default: return WaveBytes.encode(clip, as: encoding)
    }
  }

  /// The sample times 2 ^ (bits - 1), rounded to the nearest (ties to even), and cut off where whole numbers end, so that
  /// +1 becomes the largest. NaN becomes 0.
  static func quantized(_ sample: Float, bits: Int) -> Int {
    if sample.isNaN { return 0 }
    let scale = Double(1 << (bits - 1))
    return Int(max(-scale, min(scale - 1, (Double(sample) * scale).rounded(.toNearestOrEven))))
  }

  private static func encode(
    _ clip: Clip, _ format: CInt,
    _ write: (_ handle: OpaquePointer, _ part: ArraySlice<Float>) -> sf_count_t
  ) throws -> [UInt8] {
    let memory = MemoryFile()
    var info = SF_INFO()
    info.samplerate = CInt(clip.sampleRate.rounded())
    info.channels = 1
    info.format = format
    let impossible = Failure(
      message: "a rate of \(info.samplerate) Hz is not possible in such a file")
    guard let handle = memory.opened(&info) else { throw impossible }
    var isWritten = true
    var start = 0
    defer { withExtendedLifetime(memory) {} }
    // Blocks of a size that libsndfile's encoder of Vorbis takes without a deep stack.
    while start < clip.samples.count, isWritten {
      let part = clip.samples[start..<min(start + 4096, clip.samples.count)]
      isWritten = write(handle, part) == sf_count_t(part.count)
      start += part.count
      if Task.isCancelled { break }
    }
    sf_close(handle)
    try checkCancellation()
    guard isWritten else { throw impossible }
    return memory.bytes
  }
}

/// A file in memory that libsndfile writes. A class, as libsndfile holds its address.
private final class MemoryFile {
  private(set) var bytes: [UInt8] = []
  private var position = 0
  private let functions: UnsafeMutablePointer<SF_VIRTUAL_IO>

  init() {
    functions = .allocate(capacity: 1)
    functions.initialize(
      to: SF_VIRTUAL_IO(
        get_filelen: { sf_count_t(MemoryFile.of($0)?.bytes.count ?? 0) },
        seek: { offset, whence, user in
          sf_count_t(MemoryFile.of(user)?.seek(Int(offset), whence) ?? -1)
        },
        read: { target, count, user in
          sf_count_t(MemoryFile.of(user)?.read(into: target, Int(count)) ?? 0)
        },
        write: { source, count, user in
          sf_count_t(MemoryFile.of(user)?.write(source, Int(count)) ?? 0)
        },
        tell: { sf_count_t(MemoryFile.of($0)?.position ?? -1) }))
  }

  deinit {
    functions.deinitialize(count: 1)
    functions.deallocate()
  }

  private static func of(_ user: UnsafeMutableRawPointer?) -> MemoryFile? {
    user.map { Unmanaged<MemoryFile>.fromOpaque($0).takeUnretainedValue() }
  }

  func opened(_ info: inout SF_INFO) -> OpaquePointer? {
    sf_open_virtual(functions, CInt(SFM_WRITE), &info, Unmanaged.passUnretained(self).toOpaque())
  }

  private func seek(_ offset: Int, _ whence: CInt) -> Int {
    let base = whence == CInt(SEEK_SET) ? 0 : whence == CInt(SEEK_CUR) ? position : bytes.count
    position = max(0, base + offset)
    return position
  }

  private func read(into target: UnsafeMutableRawPointer?, _ wanted: Int) -> Int {
    let got = max(0, min(wanted, bytes.count - position))
    guard let target, got > 0 else { return 0 }
    bytes[position..<position + got].withUnsafeBytes {
      if let base = $0.baseAddress { target.copyMemory(from: base, byteCount: got) }
    }
    position += got
    return got
  }

  private func write(_ source: UnsafeRawPointer?, _ count: Int) -> Int {
    guard let source, count > 0 else { return 0 }
    if position > bytes.count {
      bytes += [UInt8](repeating: 0, count: position - bytes.count)
    }
    let given = UnsafeRawBufferPointer(start: source, count: count)
    bytes.replaceSubrange(position..<min(bytes.count, position + count), with: given)
    position += count
    return count
  }
}

/// Pages of Ogg (RFC 3533): their stream's number is random in libsndfile, and 1 here.
private enum OggPages {
  static func number(_ bytes: inout [UInt8]) {
    var start = 0
    while start + 27 <= bytes.count {
      let segments = Int(bytes[start + 26])
      let sizes = start + 27..<min(bytes.count, start + 27 + segments)
      let end = min(bytes.count, sizes.reduce(sizes.upperBound) { $0 + Int(bytes[$1]) })
      bytes.replaceSubrange(start + 14..<start + 18, with: [1, 0, 0, 0])
      bytes.replaceSubrange(start + 22..<start + 26, with: [0, 0, 0, 0])
      let sum = bytes[start..<end].reduce(0 as UInt32) { sum, byte in
        sum << 8 ^ table[Int(sum >> 24 ^ UInt32(byte))]
      }
      for index in 0..<4 {
        bytes[start + 22 + index] = UInt8(truncatingIfNeeded: sum >> (8 * index))
      }
      start = end
    }
  }

  /// Of the polynomial 0x04C11DB7.
  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index) << 24) { sum, _ in
      sum & 0x8000_0000 == 0 ? sum << 1 : sum << 1 ^ 0x04C1_1DB7
    }
  }
}
