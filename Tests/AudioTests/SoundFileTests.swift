// Reading and writing sound files, and what is wrong with those that cannot be read.

import Audio
import Foundation
import Testing
import TestSupport

@Suite("Sound files") struct SoundFileTests {
  func fact(_ path: String, _ read: Bool = true) throws -> SoundProblem.Fact? {
    do {
      let file = try SoundFile(path: path)
      if read { _ = try file.read() }
      return nil
    } catch let problem as SoundProblem {
      #expect(problem.path == path)
      #expect(problem.message.contains(path) && problem.message.hasSuffix("."))
      return problem.fact
    }
  }

  @Test("16 bit samples come back as written, within their steps, and clipped beyond one")
  func pcm16() throws {
    try Fixtures.withFolder { folder in
      let samples: [Float] = [0, 0.5, -0.5, 1, -1, 2, -2, 0.25 + 1 / 65536, 1 / 32768, .nan]
      let path = folder + "/a.wav"
      let written = Clip(samples: samples, sampleRate: 16000)
      try Fixtures.write(written, to: path)
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
      #expect(bytes == WaveBytes.encode(written) && bytes.count == 44 + 2 * 10)
      let clip = try SoundFile(path: path).read()
      let top: Float = 32767 / 32768
      #expect(clip.samples == [0, 0.5, -0.5, top, -1, top, -1, 0.25, 1 / 32768, 0])
      #expect(clip.sampleRate == 16000)
      let facts = try SoundFile(path: path).facts
      #expect(facts.frames == 10 && facts.channels == 1 && facts.encoding == "Signed 16 bit PCM")
      #expect(facts.format.hasPrefix("WAV") && facts.duration == 10.0 / 16000)
    }
  }

  @Test("float samples come back to the bit")
  func float() throws {
    try Fixtures.withFolder { folder in
      let clip = Clip(samples: Fixtures.noise(1001), sampleRate: 44100)
      try Fixtures.write(floats(clip.samples, rate: 44100), to: folder + "/a.wav")
      #expect(try SoundFile(path: folder + "/a.wav").read() == clip)
    }
  }

  @Test("a part is that part of the whole, for every format", arguments: ["flac", "wav"])
  func parts(kind: String) throws {
    try Fixtures.withFolder { folder in
      var path = Fixtures.path("anger")
      if kind == "wav" {
        path = folder + "/a.wav"
        try Fixtures.write(try Fixtures.clip("anger"), to: path)
      }
      let whole = try SoundFile(path: path).read().samples
      #expect(whole == (try Fixtures.clip("anger").samples))
      for range in [0..<1, 5..<5, 100..<5000, (whole.count - 1)..<whole.count, 0..<whole.count] {
        #expect(try SoundFile(path: path).read(range).samples == Array(whole[range]))
      }
      #expect(throws: SoundProblem.self) {
        try SoundFile(path: path).read(0..<whole.count + 1)
      }
    }
  }

  @Test("lossy formats are read, whole and in part", arguments: ["ogg", "mp3"])
  func lossy(kind: String) throws {
    let path = Fixtures.path("tone", kind: kind)
    let file = try SoundFile(path: path)
    #expect(file.facts.sampleRate == 16000 && file.facts.channels == 1)
    // Both codecs work in blocks and may round the length up.
    #expect((16000...19000).contains(file.facts.frames))
    let whole = try file.read().samples
    let part = try file.read(5000..<9000).samples
    #expect(zip(part, whole[5000..<9000]).allSatisfy { ($0 - $1).magnitude < 1e-6 })
    #expect(part.count == 4000)
    #expect(try file.read().samples == whole)
    // A tone of size 0.5 and one of 0.2.
    let power = whole[4000..<12_000].reduce(0) { $0 + Double($1 * $1) } / 8000
    expectClose(power, 0.145, relative: 0.02)
  }

  /// A header of 44 bytes for 16 bit samples.
  func wave(_ samples: [Int16], channels: Int = 1, promised: Int? = nil) -> [UInt8] {
    let data = samples.flatMap { little(Int($0), 2) }
    return wave(data, code: 1, width: 2, channels: channels, rate: 8000, promised: promised)
  }

  /// A file of 32 bit floats.
  private func floats(_ samples: [Float], rate: Int) -> [UInt8] {
    let data = samples.flatMap { little(Int($0.bitPattern), 4) }
    return wave(data, code: 3, width: 4, channels: 1, rate: rate, promised: nil)
  }

  private func wave(
    _ data: [UInt8], code: Int, width: Int, channels: Int, rate: Int, promised: Int?
  ) -> [UInt8] {
    let size = promised ?? data.count
    return Array("RIFF".utf8) + little(36 + size, 4) + Array("WAVEfmt ".utf8) + little(16, 4)
      + little(code, 2) + little(channels, 2) + little(rate, 4)
      + little(rate * width * channels, 4) + little(width * channels, 2) + little(8 * width, 2)
      + Array("data".utf8) + little(size, 4) + data
  }

  private func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  @Test("channels are mixed to their mean")
  func stereo() throws {
    try Fixtures.withFolder { folder in
      let path = folder + "/s.wav"
      let many = (0..<70_000).map { Int16(truncatingIfNeeded: $0 &* 3) }
      try Fixtures.write(wave([8192, 16384, -8192, 8192] + many, channels: 2), to: path)
      let file = try SoundFile(path: path)
      #expect(file.facts.channels == 2 && file.facts.frames == 35_002)
      let samples = try file.read().samples
      #expect(samples[0] == 0.375 && samples[1] == 0)
      for frame in [0, 1, 20_000, 34_999] {
        let (a, b) = (Float(many[2 * frame]) / 32768, Float(many[2 * frame + 1]) / 32768)
        #expect(samples[frame + 2] == (a + b) / 2)
      }
    }
  }

  @Test("each kind of broken file has its own fact")
  func problems() throws {
    try Fixtures.withFolder { folder in
      #expect(try fact(folder + "/none.wav") == .missing)
      #expect(try fact(folder) == .notAFile)
      let path = folder + "/x.wav"
      try Fixtures.write([], to: path)
      #expect(try fact(path) == .empty)
      try Fixtures.write(Array("This is a text, not a sound.".utf8), to: path)
      guard case .notAudio = try fact(path) else {
        Issue.record("a text was taken for a sound")
        return
      }
      try Fixtures.write(wave([]), to: path)
      #expect(try fact(path) == .noFrames)
      try Fixtures.write(wave([1, 2, 3], promised: 200), to: path)
      #expect(try fact(path) == .truncated(promised: 100, found: 3))
      try Fixtures.write(Array(wave([1, 2, 3]).prefix(40)), to: path)
      #expect(try fact(path) != nil)
      try Fixtures.write(wave([1, 2, 3], promised: 0xFFFF_FFFF), to: path)
      #expect(try fact(path) == nil)
      var samples = [Float](repeating: 0, count: 8000)
      samples[4000] = .nan
      try Fixtures.write(floats(samples, rate: 8000), to: path)
      #expect(try fact(path) == .notFinite(second: 0.5))
      samples[4000] = 0
      samples[7999] = -.infinity
      #expect(Clip(samples: samples, sampleRate: 8000).firstNotFinite == 7999)
    }
  }

  @Test("a FLAC file that is cut off says so")
  func cutOff() throws {
    try Fixtures.withFolder { folder in
      let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: Fixtures.path("noise"))))
      let path = folder + "/cut.flac"
      try Fixtures.write(Array(whole.prefix(whole.count / 2)), to: path)
      guard case .truncated(let promised, let found)? = try fact(path) else {
        Issue.record("half a file was read without a word")
        return
      }
      #expect(promised == 16000 && found < 16000)
    }
  }
}
