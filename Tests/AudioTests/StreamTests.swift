// Files whose headers do not know their length, against what ffmpeg decodes from them.

import Foundation
import Testing

@testable import Audio

@Suite("Sound streams") struct StreamTests {
  private static let folder = Fixtures.folder + "/Streams/"

  @Test("streams are read to their end, with the samples that ffmpeg finds")
  func streams() throws {
    for (name, values) in try Fixtures.table("streams") {
      let file = try SoundFile(path: Self.folder + name)
      let (rate, channels, frames) = (values[0], Int(values[1]), Int(values[2]))
      #expect(file.facts.frames == frames && file.facts.sampleRate == rate, "\(name)")
      #expect(file.facts.channels == channels)
      let samples = try file.read().samples
      #expect(samples.count == frames, "\(name)")
      // Decoders round differently; Opus through 16 bit.
      let wrong = zip(values.dropFirst(3), stride(from: 0, to: frames, by: 197)).filter {
        ($0 - Double(samples[$1])).magnitude > 3e-5
      }
      #expect(wrong.isEmpty, "\(name)")
    }
  }

  @Test("a part is that part of the whole where a codec cannot seek or the length is unknown")
  func parts() throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: Self.folder).sorted() {
      let file = try SoundFile(path: Self.folder + name)
      let whole = try file.read().samples
      let count = whole.count
      for range in [count - 1..<count, 0..<1, 1000..<2000, 1000..<1001, count - 700..<count] {
        #expect(try file.read(range).samples == Array(whole[range]), "\(name)")
        // Also as the first that is read of a file.
        #expect(
          try SoundFile(path: Self.folder + name).read(range).samples == Array(whole[range]),
          "\(name)")
      }
      #expect(throws: SoundProblem.self) { try file.read(0..<count + 1) }
    }
  }

  /// A fixture with other numbers in its header, big-endian as they stand there.
  private func changed(
    _ name: String, _ fields: [(marker: String, offset: Int, width: Int)], _ value: UInt64,
    cut: Int = 0, isBig: Bool
  ) throws -> [UInt8] {
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: Self.folder + name)))
    for field in fields {
      let marker = Array(field.marker.utf8)
      let start = try #require(
        bytes.indices.first { bytes[$0...].starts(with: marker) }, "\(field.marker)")
      for index in 0..<field.width {
        let shift = 8 * (isBig ? field.width - 1 - index : index)
        bytes[start + field.offset + index] = UInt8(truncatingIfNeeded: value >> UInt64(shift))
      }
    }
    return Array(bytes.dropLast(cut))
  }

  @Test("sizes that stand for an unknown length reach to the end of the file")
  func unknownSizes() throws {
    let whole = try SoundFile(path: Self.folder + "pipe.wav").read().samples
    let small: [UInt64] = [
      0, 0x7FFF_F000, 0x7FFF_FFFF, 0x7FFF_FFFF - 36, 0x7FFF_FFFF - 44, 0x8000_0000, 0xFFFF_FFFF,
      0xFFFF_FFFF - 36, 0x7F00_0000, 0x7F00_0008,
    ]
    let large: [UInt64] = [0, .max, UInt64.max / 2, .max - 100]
    try Fixtures.withFolder { folder in
      func expectWhole(_ bytes: [UInt8], _ name: String, _ size: UInt64) throws {
        let path = folder + "/" + name
        try Fixtures.write(bytes, to: path)
        #expect(try SoundFile(path: path).read().samples == whole, "\(name) \(size)")
      }
      for size in small {
        let wave = try changed("pipe.wav", [("data", 4, 4), ("RIFF", 4, 4)], size, isBig: false)
        try expectWhole(wave, "a.wav", size)
        try expectWhole(
          try changed("pipe.au", [(".snd", 8, 4)], size, isBig: true), "a.au", size)
        try expectWhole(
          try changed(
            "pipe.aiff", [("SSND", 4, 4), ("COMM", 10, 4), ("FORM", 4, 4)], size, isBig: true),
          "a.aiff", size)
      }
      for size in large {
        try expectWhole(
          try changed("pipe.w64", [("data", 16, 8)], size, isBig: false), "a.w64", size)
        try expectWhole(
          try changed("pipe.rf64", [("ds64", 16, 8)], size, isBig: false), "a.wav", size)
        try expectWhole(try changed("pipe.caf", [("data", 4, 8)], size, isBig: true), "a.caf", size)
      }
      // The same layout under its newer name.
      var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: Self.folder + "pipe.rf64")))
      bytes.replaceSubrange(0..<4, with: Array("BW64".utf8))
      try expectWhole(bytes, "b.wav", 0)
    }
  }

  @Test("a definite size that is not there is a file cut off, in every format that has one")
  func cutOff() throws {
    try Fixtures.withFolder { folder in
      func expectCut(_ bytes: [UInt8], _ name: String) throws {
        let path = folder + "/" + name
        try Fixtures.write(bytes, to: path)
        #expect(
          try SoundFileTests().fact(path) == .truncated(promised: 4000, found: 3000), "\(name)")
      }
      let cut = 2000
      try expectCut(
        try changed("pipe.wav", [("data", 4, 4)], 8000, cut: cut, isBig: false), "a.wav")
      try expectCut(try changed("pipe.au", [(".snd", 8, 4)], 8000, cut: cut, isBig: true), "a.au")
      try expectCut(
        try changed("pipe.aiff", [("SSND", 4, 4)], 8008, cut: cut, isBig: true), "a.aiff")
      try expectCut(
        try changed("pipe.w64", [("data", 16, 8)], 8024, cut: cut, isBig: false), "a.w64")
      try expectCut(
        try changed("pipe.rf64", [("ds64", 16, 8)], 8000, cut: cut, isBig: false), "b.wav")
      try expectCut(try changed("pipe.caf", [("data", 4, 8)], 8004, cut: cut, isBig: true), "a.caf")
    }
  }

  @Test("a WAV file without samples has none, whatever chunks follow")
  func emptyWave() throws {
    try Fixtures.withFolder { folder in
      let path = folder + "/a.wav"
      let none = SoundFileTests().wave([])
      let note = Array("LIST".utf8) + [4, 0, 0, 0] + Array("INFO".utf8)
      for bytes in [none, none + note] {
        try Fixtures.write(bytes, to: path)
        #expect(try SoundFileTests().fact(path) == .noFrames)
      }
    }
  }

  @Test("an MP3 is read around its faults, or says where it cannot be")
  func damagedMP3() throws {
    try Fixtures.withFolder { folder in
      let path = folder + "/a.mp3"
      func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: Self.folder + name)))
      }
      func frames(_ bytes: [UInt8]) throws -> Int {
        try Fixtures.write(bytes, to: path)
        return try SoundFile(path: path).facts.frames
      }
      let whole = try bytes("vbr.mp3")
      // Zeros and tags behind the last frame are no sound.
      #expect(try frames(whole + [UInt8](repeating: 0, count: 5000)) == 49_536)
      #expect(try frames(whole + Array("TAG".utf8) + [UInt8](repeating: 32, count: 125)) == 49_536)
      #expect(
        try frames(whole + Array("APETAGEX".utf8) + [UInt8](repeating: 1, count: 3000)) == 49_536)
      // The length in a table is a promise; without a table, nothing is promised.
      let shorter = try frames(whole.dropLast(3000))
      #expect(shorter > 20_000 && shorter < 49_536 && shorter % 576 == 0)
      try Fixtures.write(try bytes("table.mp3").dropLast(3000), to: path)
      guard case .truncated(promised: 48_000, let found)? = try SoundFileTests().fact(path) else {
        Issue.record("a missing end was not noticed")
        return
      }
      #expect(found > 20_000 && found < 48_000)
      // More than a kilobyte of zeros stops the decoder, though there is more.
      let middle = whole.count / 2
      try Fixtures.write(
        Array(whole[..<middle]) + [UInt8](repeating: 0, count: 5000) + Array(whole[middle...]),
        to: path)
      guard case .damaged(let second)? = try SoundFileTests().fact(path) else {
        Issue.record("half of a file was lost without a word")
        return
      }
      #expect(second > 1 && second < 3)
      // Two files in one: the table of the first knows nothing of the second.
      let table = try bytes("table.mp3")
      try Fixtures.write(table + table, to: path)
      #expect(try SoundFileTests().fact(path) == .damaged(second: 3))
      try Fixtures.write(Array(whole.prefix(60)), to: path)
      #expect(try SoundFileTests().fact(path) == .undecodable)
    }
  }

  @Test("what a decoder prints stays off the terminal, and what others print does not")
  func silence() throws {
    try Fixtures.withFolder { folder in
      let path = folder + "/printed"
      let before = dup(STDERR_FILENO)
      defer { close(before) }
      let target = open(path, O_CREAT | O_WRONLY, 0o600)
      dup2(target, STDERR_FILENO)
      DecoderMessages.silenced { perror("decoder") }
      perror("other")
      dup2(before, STDERR_FILENO)
      close(target)
      let printed = try String(contentsOfFile: path, encoding: .utf8)
      #expect(printed.contains("other") && !printed.contains("decoder"))
    }
  }
}
