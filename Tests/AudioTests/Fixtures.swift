// The clips and tables of `Fixtures`, and small synthetic sounds.

import Foundation
import Kernels
import Testing

@testable import Audio

enum Fixtures {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures").path

  static func path(_ name: String, kind: String = "flac") -> String {
    "\(folder)/Clips/\(name).\(kind)"
  }

  static func clip(_ name: String) throws -> Clip { try SoundFile(path: path(name)).read() }

  /// The rows of a table: a name, then numbers.
  static func table(_ name: String) throws -> [(name: String, values: [Double])] {
    let text = try String(contentsOfFile: "\(folder)/Tables/\(name).txt", encoding: .utf8)
    let rows = text.split(whereSeparator: \.isNewline).map { line in
      let words = line.split(separator: " ")
      return (String(words[0]), words.dropFirst().map { Double($0) ?? .nan })
    }
    try #require(!rows.isEmpty)
    return rows
  }

  /// A folder that is removed after `body`.
  static func withFolder<T>(_ body: (String) throws -> T) throws -> T {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("audio-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.path)
  }

  static func write(_ bytes: [UInt8], to path: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  static func write(_ clip: Clip, to path: String) throws {
    try write(WaveBytes.encode(clip), to: path)
  }

  /// The signal of `count` samples whose spectra these are, or the nearest one in least squares
  /// (Griffin and Lim 1984), as `librosa.istft` with `length`.
  static func samples(of spectra: Spectrogram, count: Int) throws -> [Float] {
    var sum = OverlapAdd(FrameTransform(framing: spectra.framing), count: count)
    try sum.add(spectra, at: 0)
    return sum.samples
  }

  static func noise(_ count: Int, seed: UInt64 = 7, size: Double = 0.3) -> [Float] {
    var random = RandomSource(seed: seed)
    return (0..<count).map { _ in Float(random.normal() * size) }
  }

  /// A sine of `frequency` periods a sample.
  static func tone(_ frequency: Double, _ count: Int, phase: Double = 0) -> [Float] {
    (0..<count).map { Float(Math.sinCosPi(2 * (frequency * Double($0)) + phase).sine) }
  }
}
