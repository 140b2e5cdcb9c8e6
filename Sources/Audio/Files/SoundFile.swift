// Sound files on disk, through libsndfile: the only file of the engine that touches C.

import Basics
import CSndfile

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What the header of a file says.
package struct SoundFacts: Sendable, Equatable {
  /// Samples per channel.
  package let frames: Int
  /// Frames a second.
  package let sampleRate: Double
  /// The number of channels.
  package let channels: Int
  /// The container in libsndfile's message, such as "WAV (Microsoft)" or "FLAC (Free Lossless Audio Codec)".
  package let format: String
  /// How samples are stored, such as "Signed 16 bit PCM".
  package let encoding: String

  /// Seconds.
  package var duration: Double { Double(frames) / sampleRate }
}

/// An open sound file (WAV of every kind, FLAC, Ogg, MP3 and whatever else libsndfile knows); it is closed
/// when the value goes.
package struct SoundFile: ~Copyable {
  /// The path of the file.
  package let path: String
  /// The facts in its header.
  package let facts: SoundFacts
  private let handle: OpaquePointer
  private let isMP3: Bool

  /// Opens the file and checks that it has as many frames as its header says.
  package init(path: String) throws(SoundProblem) {
    func problem(_ fact: SoundProblem.Fact) -> SoundProblem { SoundProblem(path: path, fact: fact) }
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw problem(errno == ENOENT || errno == ENOTDIR ? .missing : .unreadable(Self.reason()))
    }
    if status.st_mode & S_IFMT == S_IFDIR { throw problem(.notAFile) }
    // libsndfile message this "System error".
    if access(path, R_OK) != 0 { throw problem(.unreadable(Self.reason())) }
    if status.st_size == 0 { throw problem(.empty) }
    var info = SF_INFO()
    guard let opened = sf_open(path, CInt(SFM_READ), &info) else {
      var message = String(cString: sf_strerror(nil))
      if message.hasSuffix(".") { message.removeLast() }
      throw problem(.notAudio(message))
    }
    let facts = SoundFacts(
      frames: Int(info.frames), sampleRate: Double(info.samplerate), channels: Int(info.channels),
      format: Self.name(of: info.format & CInt(SF_FORMAT_TYPEMASK)),
      encoding: Self.name(of: info.format & CInt(SF_FORMAT_SUBMASK)))
    if let fact = Self.shortcoming(of: path, facts) {
      sf_close(opened)
      throw problem(fact)
    }
    self.path = path
    self.facts = facts
    isMP3 = info.format & CInt(SF_FORMAT_TYPEMASK) == CInt(SF_FORMAT_MPEG)
    handle = opened
  }

  deinit { sf_close(handle) }

  /// The frames of `range`, or all, as mono: the mean over the channels, as `librosa.to_mono` does.
  ///
  /// Only these frames are read, a block at a time. Samples of whole numbers are scaled to -1 ..< 1.
  /// - Throws: `SoundProblem` (a range beyond the end, a file cut off, a sample that is no number), or
  ///   `Cancelled`.
  package func read(_ range: Range<Int>? = nil) throws -> Clip {
    let range = range ?? 0..<facts.frames
    guard range.lowerBound >= 0, range.upperBound <= facts.frames else {
      throw SoundProblem(
        path: path,
        fact: .beyondEnd(
          start: Double(range.lowerBound) / facts.sampleRate,
          end: Double(range.upperBound) / facts.sampleRate, duration: facts.duration))
    }
    // libsndfile 1.2 returns garbage after seeking in MP3: such files are decoded from the start instead.
    let skipped = isMP3 ? range.lowerBound : 0
    let target = range.lowerBound - skipped
    let sought = sf_seek(handle, sf_count_t(target), SEEK_SET)
    guard sought == target else {
      throw SoundProblem(
        path: path, fact: .truncated(promised: facts.frames, found: Int(max(sought, 0))))
    }
    // About 100,000 numbers per block keep cancellation checks less than a millisecond apart. Memory grows
    // with the data found, not with the length that a broken header claims.
    let channels = facts.channels
    let block = max(1, 98_304 / channels)
    var mixed = [Float](repeating: 0, count: min(block, skipped + range.count) * channels)
    var samples: [Float] = []
    samples.reserveCapacity(min(range.count, 1 << 24))
    var position = target
    while position < range.upperBound {
      try checkCancellation()
      let isBefore = position < range.lowerBound
      let wanted = min(block, (isBefore ? range.lowerBound : range.upperBound) - position)
      let got = mixed.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return 0 }
        return Int(sf_readf_float(handle, base, sf_count_t(wanted)))
      }
      if isBefore {
        // Decoded only to reach the part.
      } else if channels == 1 {
        samples.append(contentsOf: mixed[0..<got])
      } else {
        for frame in 0..<got {
          var sum: Float = 0
          for channel in 0..<channels { sum += mixed[frame * channels + channel] }
          samples.append(sum / Float(channels))
        }
      }
      position += got
      if got < wanted {
        throw SoundProblem(path: path, fact: .truncated(promised: facts.frames, found: position))
      }
    }
    let clip = Clip(samples: samples, sampleRate: facts.sampleRate)
    if let index = clip.firstNotFinite {
      let second = Double(range.lowerBound + index) / facts.sampleRate
      throw SoundProblem(path: path, fact: .notFinite(second: second))
    }
    return clip
  }

  // MARK: Details

  private static func reason() -> String { String(cString: strerror(errno)) }

  private static func name(of format: CInt) -> String {
    var info = SF_FORMAT_INFO()
    info.format = format
    let size = CInt(MemoryLayout<SF_FORMAT_INFO>.size)
    guard sf_command(nil, CInt(SFC_GET_FORMAT_INFO), &info, size) == 0, let name = info.name else {
      return "unknown"
    }
    return String(cString: name)
  }

  private static func shortcoming(of path: String, _ facts: SoundFacts) -> SoundProblem.Fact? {
    if let promised = promisedBytes(path), promised.isShort, promised.bytesPerFrame > 0 {
      let frames = promised.bytes / promised.bytesPerFrame
      if frames > facts.frames { return .truncated(promised: frames, found: facts.frames) }
    }
    if facts.frames <= 0 || facts.channels <= 0 { return .noFrames }
    if !Resampler.isPossible(facts.sampleRate) { return .badRate(facts.sampleRate) }
    // A year at 32 kHz: a broken header, whose number would overflow later.
    return facts.frames < 1 << 40 ? nil : .notAudio("its header promises \(facts.frames) samples")
  }

  /// The length that the header of a RIFF file claims. libsndfile silently shortens a `data` chunk that is longer
  /// than the file, so the header is read here once more. Nil for other files and for streams, whose
  /// writers left the length open.
  private static func promisedBytes(
    _ path: String
  ) -> (bytes: Int, bytesPerFrame: Int, isShort: Bool)? {
    guard let file = fopen(path, "rb") else { return nil }
    defer { fclose(file) }
    func bytes(_ count: Int) -> [UInt8]? {
      var buffer = [UInt8](repeating: 0, count: count)
      return fread(&buffer, 1, count, file) == count ? buffer : nil
    }
    func number(_ bytes: ArraySlice<UInt8>) -> Int {
      bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    guard let head = bytes(12), Array(head[0..<4]) == Array("RIFF".utf8),
      Array(head[8..<12]) == Array("WAVE".utf8)
    else { return nil }
    var bytesPerFrame = 0
    while let chunk = bytes(8) {
      let size = number(chunk[4..<8])
      switch String(decoding: chunk[0..<4], as: UTF8.self) {
      case "fmt ":
        guard size >= 16, size < 65_536, let format = bytes(size + size % 2) else { return nil }
        bytesPerFrame = number(format[12..<14])
      case "data":
        let start = ftell(file)
        guard size < 0xFFFF_FF00, start >= 0, fseek(file, 0, CInt(SEEK_END)) == 0 else {
          return nil
        }
        return (size, bytesPerFrame, ftell(file) - start < size)
      default: guard fseek(file, size + size % 2, CInt(SEEK_CUR)) == 0 else { return nil }
      }
    }
    return nil
  }
}
