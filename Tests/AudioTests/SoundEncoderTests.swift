// Clips written as files of each kind and read again.

import Foundation
import Testing
import TestSupport

@testable import Audio

@Suite("Written sound files") struct SoundEncoderTests {
  /// A sine that reaches 1.2, which whole numbers cut off.
  private let clip = Clip(
    samples: Fixtures.tone(0.01, 20_001).map { 1.2 * $0 }, sampleRate: 16_000)

  private func read(_ bytes: [UInt8], _ name: String) throws -> (SoundFacts, [Float]) {
    try Fixtures.withFolder { folder in
      try Fixtures.write(bytes, to: folder + "/" + name)
      let file = try SoundFile(path: folder + "/" + name)
      return (file.facts, try file.read().samples)
    }
  }

  /// Encoding, ending, libsndfile's name of it, and bits of a step; none of floating point.
  private static let cases: [(SoundEncoding, String, String, Int)] = [
    (.pcm16, "wav", "Signed 16 bit PCM", 16), (.pcm24, "wav", "Signed 24 bit PCM", 24),
    (.float, "wav", "32 bit float", 0), (.pcm16, "flac", "Signed 16 bit PCM", 16),
    (.pcm24, "flac", "Signed 24 bit PCM", 24),
  ]

  @Test("what was written is read again, within the steps of its encoding", arguments: cases)
  func lossless(encoding: SoundEncoding, ending: String, name: String, bits: Int) throws {
    let step: Double = bits == 0 ? 0 : 2 / Double(1 << bits)
    let bytes = try SoundEncoder.encode(clip, as: encoding, in: ending)
    #expect(try SoundEncoder.encode(clip, as: encoding, in: ending) == bytes)
    let (facts, samples) = try read(bytes, "a." + ending)
    #expect(facts.encoding == name && facts.sampleRate == 16_000 && facts.frames == 20_001)
    for (written, found) in zip(clip.samples, samples) {
      let wanted = encoding == .float ? written : max(-1, min(1, written))
      // Rounded by half a step, or cut off one step below 1.
      #expect(Double((wanted - found).magnitude) <= step)
    }
  }

  @Test("Vorbis has the same bytes each time, and sounds as written")
  func vorbis() throws {
    var quiet = clip
    quiet.samples = clip.samples.map { $0 / 2 }
    let bytes = try SoundEncoder.encode(quiet, as: .vorbis, in: "ogg")
    #expect(try SoundEncoder.encode(quiet, as: .vorbis, in: "ogg") == bytes)
    let (facts, samples) = try read(bytes, "a.ogg")
    #expect(facts.encoding == "Vorbis" && facts.frames == 20_001)
    for index in 1000..<19_000 { #expect((samples[index] - quiet.samples[index]).magnitude < 0.1) }
    #expect(throws: SoundEncoder.Failure.self) {
      try SoundEncoder.encode(
        Clip(samples: quiet.samples, sampleRate: 900_000), as: .vorbis, in: "ogg")
    }
  }

  @Test("samples beyond full scale are counted, and fit when scaled")
  func scale() {
    let beyond = clip.samples.count { $0.magnitude > 1 }
    #expect(beyond > 1000 && SoundEncoder.beyondScale(clip) == beyond)
    let scaled = SoundEncoder.scaled(clip)
    #expect(scaled.samples.map(\.magnitude).max() == 1 && SoundEncoder.beyondScale(scaled) == 0)
    #expect(SoundEncoder.scaled(scaled) == scaled)
  }
}
