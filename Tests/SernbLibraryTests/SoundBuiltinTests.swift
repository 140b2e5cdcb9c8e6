// Channels of recordings, saved clips, and samples that are no sound, as a notebook sees them.

import Audio
import Foundation
import SernbLanguage
import SernbLibrary
import SernbRuntime
import Testing
import TestSupport

@Suite("Sound in notebooks")
struct SoundBuiltinTests {
  /// A WAV file of 32 bit floats with interleaved channels.
  private func wave(_ samples: [Float], channels: Int = 1) -> [UInt8] {
    func little(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    let data = samples.flatMap { little(Int($0.bitPattern), 4) }
    return Array("RIFF".utf8) + little(36 + data.count, 4) + Array("WAVEfmt ".utf8) + little(16, 4)
      + little(3, 2) + little(channels, 2) + little(8000, 4) + little(8000 * 4 * channels, 4)
      + little(4 * channels, 2) + little(32, 2) + Array("data".utf8) + little(data.count, 4) + data
  }

  private func project(_ files: [String: [UInt8]]) throws -> (Scratch, Surroundings) {
    let scratch = try Scratch([:])
    for (name, bytes) in files { try scratch.write(bytes, to: name) }
    let project = Project(root: scratch.path, facts: Library.soundFacts)
    return (
      scratch,
      Surroundings(
        world: World(files: project.files, jobs: 1),
        checked: project.staticFiles(trustingMissing: false))
    )
  }

  private func remarks(_ ran: Ran) -> [String] { ran.results.flatMap(\.remarks) }

  @Test("a channel is named by its number or side, and the mean of all is the default")
  func channels() async throws {
    let stereo = wave((0..<2000).flatMap { _ in [0.5, 0.25] as [Float] }, channels: 2)
    let (scratch, files) = try project(["a.wav": stereo])
    defer { withExtendedLifetime(scratch) {} }
    for (channel, sample) in [
      ("", "0.375"), (", channel: 1", "0.5"), (", channel: 2", "0.25"),
      (", channel: \"left\"", "0.5"),
      (", channel: \"right\"", "0.25"), (", channel: \"mean\"", "0.375"),
    ] {
      let ran = try await run("answer = clip(\"a.wav\"\(channel)).samples[7]", in: files)
      #expect(ran.problems.isEmpty && remarks(ran).isEmpty, "\(ran.problems)")
      #expect(ran.value("answer")?.line == sample, "\(channel)")
    }
    let none = try await problem("clip(\"a.wav\", channel: 3)", in: files)
    #expect(none.message.contains("has no channel 3: it has 2 channels"))
    let unknown = try await problem("clip(\"a.wav\", channel: \"middle\")", in: files)
    #expect(unknown.hint?.contains("`\"left\"`, `\"right\"` or `\"mean\"`") == true)
  }

  @Test("channels of opposite phase are remarked, for a clip and a stream, cached or not")
  func opposite() async throws {
    let tone = (0..<4000).map { Float(sin(Double($0) * 0.3)) * 0.5 }
    let lost = wave(tone.flatMap { [$0, 0.001 - $0] }, channels: 2)
    let other = wave(tone.enumerated().flatMap { [$1, tone[($0 * 7) % 4000]] }, channels: 2)
    let (scratch, files) = try project([
      "a.wav": lost, "data/wav/03a01Fa.wav": lost, "data/wav/03a01Wa.wav": other,
    ])
    defer { withExtendedLifetime(scratch) {} }
    let remark =
      "The channels of `a.wav` are of opposite phase and cancel in their mean. Take one of them by `channel: 1`."
    #expect(remarks(try await run("a = clip(\"a.wav\").rate", in: files)) == [remark])
    #expect(remarks(try await run("a = clip(\"a.wav\", channel: 2).rate", in: files)) == [])
    let stream =
      "c = emodb(\"data\")\na = clips(turns(c), from: c) |> features(published) |> rows"
    let found = remarks(try await run(stream, in: files))
    #expect(
      found.contains {
        $0.hasPrefix("The channels of 1 of 2 recordings (`03a01Fa`) are of opposite phase")
      }, "\(found)")
  }

  @Test("saving remarks samples that are cut off, and keeps them where it is asked to")
  func saving() async throws {
    let (scratch, files) = try project(["a.wav": wave([0.5, 1.5, -2, 0.25])])
    defer { withExtendedLifetime(scratch) {} }
    func saved(_ value: String, _ name: String) async throws -> (bytes: [UInt8], remarks: [String])
    {
      let ran = try await run("a = clip(\"a.wav\")\nsave \(value) to \"\(name)\"", in: files)
      #expect(ran.problems.isEmpty, "\(ran.problems)")
      for case .file(_, let file) in ran.results.flatMap(\.outputs) {
        return (file.bytes, remarks(ran))
      }
      Issue.record("nothing was saved")
      return ([], [])
    }
    for name in ["b.wav", "b.flac", "b.ogg"] {
      let found = try await saved("a", name).remarks
      #expect(found.count == 1)
      #expect(found.first?.contains("cut off 2 samples beyond full scale: the peak is 2.") == true)
      #expect(try await saved("sound_file(a, scale: true)", name).remarks == [])
    }
    let floats = try await saved("sound_file(a, encoding: \"float\")", "b.wav")
    #expect(floats.remarks == [] && floats.bytes.count == 58 + 16)
    let fine = try await saved("sound_file(a, encoding: \"pcm_24\", scale: true)", "b.wav")
    #expect(Array(fine.bytes.suffix(12)) == [0, 0, 0x20, 0, 0, 0x60, 0, 0, 0x80, 0, 0, 0x10])
    let wrong = try await problem(
      "sound_file(clip(\"a.wav\"), encoding: \"float\")", saving: "b.flac", in: files)
    #expect(wrong.message == "A `.flac` file cannot hold `float`")
  }

  private func problem(
    _ code: String, saving name: String? = nil, in files: Surroundings
  ) async throws -> Diagnostic {
    let ran = try await run(name.map { "save \(code) to \"\($0)\"" } ?? code, in: files)
    return try #require(ran.problems.first)
  }

  @Test("samples that are no number or beyond all scales name the file and the place")
  func notFinite() async throws {
    var samples = [Float](repeating: 0.1, count: 8000)
    samples[4000] = .infinity
    var large = samples
    large[4000] = 1e30
    let (scratch, files) = try project(["a.wav": wave(samples), "b.wav": wave(large)])
    defer { withExtendedLifetime(scratch) {} }
    for (name, message) in [
      ("a.wav", "The sound file `a.wav` has a sample at 0.500 s that is not a finite number"),
      ("b.wav", "The sound file `b.wav` has a sample of 1e+30 at 0.500 s, where 1 is full scale"),
    ] {
      for code in ["features(clip(\"\(name)\"), published)", "rms(clip(\"\(name)\"))"] {
        #expect(try await problem(code, in: files).message.hasPrefix(message))
      }
    }
    // Whole numbers kept as floats are only loud.
    let (other, loud) = try project(["a.wav": wave(samples.map { $0.isFinite ? $0 * 327_680 : 0 })])
    defer { withExtendedLifetime(other) {} }
    #expect(try await run("a = features(clip(\"a.wav\"), published)", in: loud).problems.isEmpty)
  }
}
