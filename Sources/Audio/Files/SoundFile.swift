// Sound files on disk, as mono clips.

import Basics
import CSndfile

/// What a file says of itself, or shows when it is decoded.
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
  /// The facts in its header, and its true length where the header does not know it.
  package let facts: SoundFacts
  private let decoder: SoundDecoder

  /// Opens the file and checks that it has as many frames as its header says. A file whose header does not say so, as of
  /// a stream, is decoded once to count them.
  /// - Throws: `SoundProblem` or `Cancelled`.
  package init(path: String) throws {
    func problem(_ fact: SoundProblem.Fact) -> SoundProblem { SoundProblem(path: path, fact: fact) }
    let bytes = try SoundBytes(path: path)
    if bytes.count == 0 { throw problem(.empty) }
    if let foreign = ForeignFile(bytes, path: path) { throw problem(.foreign(foreign)) }
    let header = SoundHeader(bytes)
    bytes.patches = header.patches
    let decoder = try SoundDecoder(path: path, bytes: bytes)
    let info = decoder.info
    guard info.channels > 0 else { throw problem(.noFrames) }
    let rate = Double(info.samplerate)
    guard Resampler.isPossible(rate) else { throw problem(.badRate(rate)) }
    let frames = decoder.hasLength ? Int(info.frames) : try decoder.countedFrames()
    if let shortage = header.shortage {
      let promised = Double(frames) * Double(shortage.promised) / Double(shortage.found)
      throw problem(
        .truncated(promised: max(frames + 1, Int(min(promised.rounded(), 1e15))), found: frames))
    }
    if decoder.isMPEG, decoder.hasLength, try StreamEnds.goesOnBehindTable(bytes) {
      throw problem(.damaged(second: Double(frames) / rate))
    }
    guard frames > 0 else { throw problem(decoder.hasLength ? .noFrames : .undecodable) }
    (self.path, self.decoder) = (path, decoder)
    facts = SoundFacts(
      frames: frames, sampleRate: rate, channels: Int(info.channels),
      format: Self.name(of: decoder.container), encoding: Self.name(of: decoder.encoding))
  }

  /// The frames of `range`, or all, as mono: one channel, from 1, or the mean over all, as `librosa.to_mono` does.
  ///
  /// Only these frames are read, a block at a time. Samples of whole numbers are scaled to -1 ..< 1.
  /// - Throws: `SoundProblem` (a range beyond the end, a file cut off, a sample that is no number), or
  ///   `Cancelled`.
  package func read(_ range: Range<Int>? = nil, channel: Int? = nil) throws -> Clip {
    let range = range ?? 0..<facts.frames
    guard range.lowerBound >= 0, range.upperBound <= facts.frames else {
      throw SoundProblem(
        path: path,
        fact: .beyondEnd(
          start: Double(range.lowerBound) / facts.sampleRate,
          end: Double(range.upperBound) / facts.sampleRate, duration: facts.duration))
    }
    if let channel, !(1...facts.channels).contains(channel) {
      throw SoundProblem(path: path, fact: .noChannel(channel, of: facts.channels))
    }
    try decoder.move(to: range.lowerBound)
    // Memory grows with the data found, not with the length that a broken header claims.
    let channels = facts.channels
    let block = decoder.block
    var mixed = [Float](repeating: 0, count: min(block, range.count) * channels)
    var samples: [Float] = []
    samples.reserveCapacity(min(range.count, 1 << 24))
    var power = ChannelPower()
    var position = range.lowerBound
    while position < range.upperBound {
      try checkCancellation()
      let wanted = min(block, range.upperBound - position)
      let got = try decoder.decode(into: &mixed, wanted)
      if channels == 1 {
        samples.append(contentsOf: mixed[0..<got])
      } else if let channel {
        for frame in 0..<got { samples.append(mixed[frame * channels + channel - 1]) }
      } else {
        power.mix(mixed, channels: channels, frames: got, into: &samples)
      }
      position += got
      if got < wanted { throw decoder.endsEarly }
    }
    var clip = Clip(samples: samples, sampleRate: facts.sampleRate)
    clip.channelsCancel = power.isLost(channels: channels)
    if let index = clip.firstBeyond(Self.largest) {
      let second = Double(range.lowerBound + index) / facts.sampleRate
      let sample = samples[index]
      throw SoundProblem(
        path: path,
        fact: sample.isFinite ? .tooLarge(sample, second: second) : .notFinite(second: second))
    }
    return clip
  }

  /// No sound has larger samples, whatever their scale, and the energy of an hour of them is a finite number.
  static let largest: Float = 1e9

  private static func name(of format: CInt) -> String {
    var info = SF_FORMAT_INFO()
    info.format = format
    let size = CInt(MemoryLayout<SF_FORMAT_INFO>.size)
    guard sf_command(nil, CInt(SFC_GET_FORMAT_INFO), &info, size) == 0, let name = info.name else {
      return "unknown"
    }
    return String(cString: name)
  }
}

/// The power of channels and of their mean, which is lost where channels are of opposite phase.
private struct ChannelPower {
  private var channels = 0.0
  private var mean = 0.0

  /// Appends the mean of each frame.
  mutating func mix(
    _ mixed: [Float], channels: Int, frames: Int, into samples: inout [Float]
  ) {
    for frame in 0..<frames {
      var (sum, squares): (Float, Float) = (0, 0)
      for channel in 0..<channels {
        let sample = mixed[frame * channels + channel]
        sum += sample
        squares += sample * sample
      }
      let mixed = sum / Float(channels)
      samples.append(mixed)
      self.channels += Double(squares)
      mean += Double(mixed * mixed) * Double(channels)
    }
  }

  /// Whether the mean has less than a fiftieth of the power that channels without anything in common leave in it.
  func isLost(channels count: Int) -> Bool { mean * Double(count) < channels * 0.02 }
}
