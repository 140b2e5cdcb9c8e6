// A corpus of two turns in the layout of IEMOCAP, and ways to spoil it.

import TestSupport

struct TinyCorpus {
  var evaluation = """
    % [START_TIME - END_TIME] TURN_NAME EMOTION [V, A, D]

    [0.2000 - 1.2000]\tSes01F_impro01_F000\tneu\t[2.5000, 2.5000, 2.5000]
    C-E2:\tNeutral;\t()
    A-E3:\tval 3; act 2; dom  2;\t()

    [1.5000 - 2.5000]\tSes01F_impro01_M000\tang\t[1.5000, 4.0000, 4.5000]
    C-E2:\tAnger;\t()

    """
  var transcript = """
    Ses01F_impro01_F000 [000.2000-001.2000]: Excuse me.
    Ses01F_impro01_M000 [001.5000-002.5000]: Now: listen! [LAUGHTER]

    """
  /// The bytes of the dialog's recording.
  var wave = Wave.tone(seconds: 3)

  static let folder = "data/tiny"

  func write(to project: Scratch) throws {
    let dialog = "\(Self.folder)/Session1/dialog"
    try project.write(evaluation, to: "\(dialog)/EmoEvaluation/Ses01F_impro01.txt")
    try project.write(transcript, to: "\(dialog)/transcriptions/Ses01F_impro01.txt")
    try project.write(wave, to: "\(dialog)/wav/Ses01F_impro01.wav")
  }

  /// A notebook that reads the corpus and extracts features.
  static let notebook = """
    ```ser read
    corpus = iemocap("data/tiny")
    corpus
    turns(corpus)
    transcripts(corpus)
    ```

    ```ser extract
    clips(turns(corpus), from: corpus, rate: 44.1 kHz) |> features(published)
    ```

    """

  /// A project with this corpus and a notebook.
  func project(notebook: String = Self.notebook) throws -> Scratch {
    let project = try Scratch(["Notebooks/n.sernb": notebook])
    try write(to: project)
    return project
  }
}

enum Wave {
  static let rate = 16_000

  /// A 16-bit mono WAV file with a swelling tone.
  static func tone(seconds: Double) -> [UInt8] {
    var value: Int32 = 0
    let samples = (0..<Int(seconds * Double(rate))).map { n -> Int16 in
      // A triangle of about 200 Hz is enough, and needs no sine.
      value = Int32((n * 800) % 64000) - 32000
      return Int16(
        value.magnitude > 16000 ? (value > 0 ? 32000 - value : -32000 - value) / 4 : value / 4)
    }
    return pcm(samples)
  }

  static func pcm(_ samples: [Int16]) -> [UInt8] {
    file(
      format: 1, bits: 16,
      samples.flatMap { sample in
        let bits = UInt16(bitPattern: sample)
        return [UInt8(bits & 0xFF), UInt8(bits >> 8)]
      })
  }

  /// A 32-bit float WAV file.
  static func float(_ samples: [Float]) -> [UInt8] {
    file(format: 3, bits: 32, samples.flatMap { little($0.bitPattern) })
  }

  private static func file(format: UInt16, bits: UInt16, _ content: [UInt8]) -> [UInt8] {
    func short(_ value: UInt16) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8)] }
    let width = UInt32(bits / 8)
    return Array("RIFF".utf8) + little(UInt32(36 + content.count)) + Array("WAVEfmt ".utf8)
      + little(16) + short(format) + short(1) + little(UInt32(rate))
      + little(UInt32(rate) * width) + short(bits / 8) + short(bits) + Array("data".utf8)
      + little(UInt32(content.count)) + content
  }

  private static func little(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8((value >> ($0 * 8)) & 0xFF) }
  }
}
