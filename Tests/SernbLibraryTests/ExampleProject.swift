// A project on disk with the files that examples of the reference read: a table, a tone, two turns of each corpus.

import Audio
import Foundation
import Kernels
import SernbLanguage
import SernbLibrary
import SernbRuntime
import Tables

@testable import Learning

enum ExampleProject {
  /// Made once for all tests, deleted when they are over.
  static let project = Project(root: made())

  private static let folder = NSTemporaryDirectory() + "sernb-examples-\(getpid())"

  private static func made() -> String {
    atexit { try? FileManager.default.removeItem(atPath: ExampleProject.folder) }
    for (path, bytes) in files() {
      let url = URL(fileURLWithPath: folder + "/" + path)
      // What cannot be written fails the example that reads it.
      try? FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try? Data(bytes).write(to: url)
    }
    return folder
  }

  private static func files() -> [(String, [UInt8])] {
    let dialog = "data/iemocap/Session1/dialog"
    return [
      ("data/labels.csv", text("turn,label\nSes01F_impro01_F000,ang\nSes01F_impro01_M000,sad\n")),
      ("data/baseline.sernbmodel", baseline.bytes),
      ("data/both.sernbensemble", (try? Ensemble([baseline, baseline]).bytes) ?? []),
      ("data/rmse.sernbscaler", scaler?.bytes ?? []),
      ("data/words.sernbwords", vocabulary.bytes),
      ("data/tone.wav", tone(seconds: 1, rate: 8000)),
      ("data/emodb/wav/03a01Fa.wav", tone(seconds: 0.25)),
      ("data/emodb/wav/03a01Wa.wav", tone(seconds: 0.25)),
      ("data/moods/angry/one.wav", tone(seconds: 0.25)),
      ("data/moods/calm/two.wav", tone(seconds: 0.25)),
      ("data/moods/labels.csv", text("path,emotion,actor\none.wav,angry,ada\ntwo.wav,calm,bob\n")),
      ("data/ravdess/Actor_01/03-01-01-01-01-01-01.wav", tone(seconds: 0.25)),
      ("data/ravdess/Actor_12/03-01-06-01-02-01-12.wav", tone(seconds: 0.25)),
      ("data/crema_d/AudioWAV/1001_DFA_ANG_XX.wav", tone(seconds: 0.25)),
      ("data/crema_d/AudioWAV/1091_WSI_SAD_X.wav", tone(seconds: 0.25)),
      (
        "data/crema_d/VideoDemographics.csv",
        text(
          "ActorID,Age,Sex,Race,Ethnicity\n1001,51,Male,Caucasian,Not Hispanic\n"
            + "1091,29,Female,Asian,Not Hispanic\n")
      ),
      (
        "\(dialog)/EmoEvaluation/Ses01F_impro01.txt",
        text(
          """
          % [START_TIME - END_TIME] TURN_NAME EMOTION [V, A, D]

          [0.2000 - 1.2000]\tSes01F_impro01_F000\tneu\t[2.5000, 2.5000, 2.5000]
          C-E2:\tNeutral;\t()
          A-E3:\tval 3; act 2; dom  2;\t()

          [1.5000 - 2.5000]\tSes01F_impro01_M000\tang\t[1.5000, 4.0000, 4.5000]
          C-E2:\tAnger;\t()

          """)
      ),
      (
        "\(dialog)/transcriptions/Ses01F_impro01.txt",
        text(
          """
          Ses01F_impro01_F000 [000.2000-001.2000]: Excuse me.
          Ses01F_impro01_M000 [001.5000-002.5000]: Now: listen!

          """)
      ), ("\(dialog)/wav/Ses01F_impro01.wav", tone(seconds: 3)),
    ]
  }

  /// A model that has learned from two rows.
  private static var baseline: FittedModel {
    FittedModel(
      kind: .majority, settings: [], seed: 1, target: "label", columns: ["rmse"],
      classes: ["ang", "sad"], predictor: Majority.Shares(shares: [0.5, 0.5]),
      provenance: RowIdentities(count: 2, source: "row"), digests: nil)
  }

  private static var scaler: FittedScaler? {
    let rows = RowIdentities(count: 2, source: "row")
    return try? Scaler().fit(Table([("rmse", .number([1, 3]))], rows: rows))
  }

  private static var vocabulary: FittedTfidf {
    FittedTfidf(
      settings: Tfidf(), terms: ["sorry", "what"], documentFrequencies: [2, 1], documents: 3,
      provenance: RowIdentities(count: 3, source: "row"), digests: nil)
  }

  private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

  private static func tone(seconds: Double, rate: Double = 16_000) -> [UInt8] {
    let samples = (0..<Int(seconds * rate)).map { n in
      Float(Math.sin(2 * .pi * 200 * Double(n) / rate)) / 4
    }
    return WaveBytes.encode(Clip(samples: samples, sampleRate: rate))
  }
}
