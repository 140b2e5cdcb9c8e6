// One open sound file as libsndfile decodes it: forward from any frame, to the end that is really there.

import Basics
import CSndfile

/// Decodes the frames of a file. A class, as it owns libsndfile's handle.
final class SoundDecoder {
  /// What libsndfile says of the file; its `frames` hold only where `hasLength` says so.
  private(set) var info = SF_INFO()
  /// Whether the file states its length, in frames or bytes.
  private(set) var hasLength = true
  private let path: String
  private let bytes: SoundBytes
  private var handle: OpaquePointer
  /// The next frame.
  private var position = 0

  /// Opens a file that is no other kind than sound; nothing is decoded.
  init(path: String, bytes: SoundBytes) throws(SoundProblem) {
    (self.path, self.bytes) = (path, bytes)
    handle = try Self.open(path, bytes, &info)
    // More than a year is what libsndfile says where it does not know.
    hasLength = info.frames < 1 << 40
    guard isMPEG else { return }
    // A table in the first frame states the length; without one it is estimated, and a longer file seems longer.
    let frames = info.frames
    bytes.isEndless = true
    try restart()
    hasLength = info.frames == frames
    guard hasLength else { return }
    bytes.isEndless = false
    try restart()
  }

  deinit { sf_close(handle) }

  var container: CInt { info.format & CInt(SF_FORMAT_TYPEMASK) }
  var encoding: CInt { info.format & CInt(SF_FORMAT_SUBMASK) }
  var isMPEG: Bool { container == CInt(SF_FORMAT_MPEG) }
  private var channels: Int { Int(info.channels) }

  /// Whether decoding may begin anywhere, with the same samples. libsndfile 1.2 says so of more formats: it returns others
  /// from the last page of Vorbis and after each move in DWVW and some MP3, and a little off in Opus.
  private var canSeek: Bool {
    info.seekable != 0 && !isMPEG && container != CInt(SF_FORMAT_OGG)
      && !(CInt(SF_FORMAT_DWVW_12)...CInt(SF_FORMAT_DWVW_N)).contains(encoding)
  }

  private static func open(
    _ path: String, _ bytes: SoundBytes, _ info: inout SF_INFO
  ) throws(SoundProblem) -> OpaquePointer {
    let (handle, code) = DecoderMessages.silenced {
      info = SF_INFO()
      if let handle = bytes.opened(&info) { return (Optional(handle), CInt(0)) }
      let code = sf_error(nil)
      // Formats without a header are known by the ending of their name.
      guard code == CInt(SF_ERR_UNRECOGNISED_FORMAT) else { return (nil, code) }
      info = SF_INFO()
      return (sf_open(path, CInt(SFM_READ), &info), code)
    }
    if let handle { return handle }
    var reason = String(cString: sf_error_number(code))
    // libsndfile decodes the first frame of an MP3 to open it, and has no message for one without.
    if reason.contains("regular file") { throw SoundProblem(path: path, fact: .undecodable) }
    if reason.hasSuffix(".") { reason.removeLast() }
    throw SoundProblem(path: path, fact: .notAudio(reason))
  }

  /// Goes back to the first frame: not all codecs can, so the file is opened again.
  private func restart() throws(SoundProblem) {
    var info = SF_INFO()
    let opened = try Self.open(path, bytes, &info)
    sf_close(handle)
    (handle, self.info, position) = (opened, info, 0)
  }

  /// The number of frames of a file that does not state it, by decoding it.
  /// - Throws: `SoundProblem` or `Cancelled`.
  func countedFrames() throws -> Int {
    var buffer = [Float](repeating: 0, count: block * channels)
    while try decode(into: &buffer, block) == block { try checkCancellation() }
    return position
  }

  /// Frames decoded at a time: about 100,000 numbers keep cancellation checks less than a millisecond apart.
  var block: Int { max(64, 98_304 / max(1, channels) / 64 * 64) }

  /// Makes `frame` the next one.
  /// - Throws: `SoundProblem` or `Cancelled`.
  func move(to frame: Int) throws {
    if frame == position { return }
    if canSeek {
      if sf_seek(handle, sf_count_t(frame), CInt(SEEK_SET)) == frame { return position = frame }
      try restart()
    } else if frame < position {
      try restart()
    }
    var buffer = [Float](repeating: 0, count: min(block, frame - position) * channels)
    while position < frame {
      try checkCancellation()
      let wanted = min(block, frame - position)
      guard try decode(into: &buffer, wanted) == wanted else { throw endsEarly }
    }
  }

  /// Decodes the next frames into the beginning of `buffer`; fewer than wanted at the end.
  /// - Throws: `SoundProblem` where more is there that cannot be decoded.
  func decode(into buffer: inout [Float], _ wanted: Int) throws -> Int {
    // libsndfile drops what it decoded of an MP3 before an error. Each frame of one, of 384, 576 or 1152, ends at 64.
    let step = bytes.isEndless ? 64 : wanted
    let channels = channels
    let handle = handle
    let (got, code) = buffer.withUnsafeMutableBufferPointer { target in
      DecoderMessages.silenced {
        var got = 0
        while got < wanted, let base = target.baseAddress {
          let asked = min(step, wanted - got)
          let more = Int(sf_readf_float(handle, base + got * channels, sf_count_t(asked)))
          got += max(0, more)
          if more < asked { break }
        }
        return (got, sf_error(handle))
      }
    }
    position += got
    if code != 0 || got < wanted, try goesOn(after: code) {
      throw SoundProblem(
        path: path, fact: .damaged(second: Double(position) / Double(info.samplerate)))
    }
    return got
  }

  /// Whether there is more sound where decoding stopped, at the end of the file or at something that is no sound.
  private func goesOn(after code: CInt) throws(Cancelled) -> Bool {
    switch container {
    case CInt(SF_FORMAT_MPEG):
      if code == 0 { return false }
      return try StreamEnds.hasMPEGFrames(bytes, from: bytes.position)
    case CInt(SF_FORMAT_OGG):
      if hasLength { return false }
      return try StreamEnds.isChainedOgg(bytes)
    default: return code != 0 && bytes.position > 0 && bytes.position < bytes.count
    }
  }

  /// The problem of a file with fewer frames than it states.
  var endsEarly: SoundProblem {
    SoundProblem(path: path, fact: .truncated(promised: Int(info.frames), found: position))
  }
}
