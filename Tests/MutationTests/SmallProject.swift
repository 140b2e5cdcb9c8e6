// A project with every shipped notebook, made small enough to run hundreds of times, and with recordings of its own.

import Foundation
import TestSupport

/// The files of the project besides the demo corpus, which the first run makes.
enum SmallProject {
  /// What is made small, text by text: none of it changes which cells there are or what they read.
  private static let smaller: [(from: String, to: String)] = [
    ("default: 1000", "default: 50"), ("trees: 1200", "trees: 5"), ("trees: 600", "trees: 5"),
    ("n_estimators: 200", "n_estimators: 3"), ("rounds: 1200", "rounds: 2"),
    ("rounds: 600", "rounds: 2"),
    ("hidden_layer_sizes: [650]", "hidden_layer_sizes: [5]"),
    ("hidden_layer_sizes: [500]", "hidden_layer_sizes: [5]"),
    ("learning_rate: 0.01, max_iter: 1000", "learning_rate: 0.01, max_iter: 6"),
    ("max_iter: 1000", "max_iter: 40"),
    ("n_repeats: 10", "n_repeats: 2"), ("min_samples_split: 25", "min_samples_split: 3"),
  ]

  static func notebooks() throws -> [String: [UInt8]] {
    let folder = Tool.package + "/Notebooks"
    var found: [String: [UInt8]] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      guard name.hasSuffix(".sernb") else { continue }
      var text = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
      for (from, to) in smaller { text = text.replacing(from, with: to) }
      found["Notebooks/" + name] = Array(text.utf8)
    }
    return found
  }

  /// Recordings under the names of Emo-DB: three speakers, two sentences, and moods that differ by loudness and pitch.
  static func recordings() -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for (voice, speaker) in ["03", "08", "10"].enumerated() {
      for (place, sentence) in ["a01", "b02"].enumerated() {
        for (mood, (letter, level)) in [("W", 26_000), ("T", 3_000), ("F", 13_000)].enumerated() {
          let samples = tone(
            count: 4_000 + 300 * place + 100 * voice, period: 60 + 9 * voice - 12 * mood,
            level: level + 700 * voice + 300 * place)
          files["data/emodb/wav/\(speaker)\(sentence)\(letter)a.wav"] = wave(samples)
        }
      }
    }
    return files
  }

  /// Triangles with a slow swell and some noise.
  static func tone(count: Int, period: Int, level: Int) -> [Int16] {
    var noise: UInt32 = 12345
    return (0..<count).map { n in
      noise = noise &* 1_664_525 &+ 1_013_904_223
      let phase = n % period
      let triangle = abs(4 * phase - 2 * period) - period
      let swell = 60 + abs(40 - n / 50 % 80)
      return Int16(level * triangle / period * swell / 100 + Int(noise >> 24) - 128)
    }
  }

  /// A 16-bit mono WAV file at 16 kHz.
  static func wave(_ samples: [Int16]) -> [UInt8] {
    func little(_ value: UInt32, _ count: Int = 4) -> [UInt8] {
      (0..<count).map { UInt8(value >> (8 * UInt32($0)) & 0xFF) }
    }
    let content = samples.flatMap { little(UInt32(UInt16(bitPattern: $0)), 2) }
    return Array("RIFF".utf8) + little(UInt32(36 + content.count)) + Array("WAVEfmt ".utf8)
      + little(16) + little(1, 2) + little(1, 2) + little(16_000) + little(32_000) + little(2, 2)
      + little(16, 2) + Array("data".utf8) + little(UInt32(content.count)) + content
  }

  /// The start of the samples in a WAV file.
  static func samples(of wave: [UInt8]) -> Int? {
    let head = Array(wave.prefix(2_000))
    return head.indices.dropLast(8).first { head[$0..<($0 + 4)].elementsEqual("data".utf8) }
      .map { $0 + 8 }
  }
}
