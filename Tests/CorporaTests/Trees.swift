// Small in-memory corpora, one of each kind, for the tests of this target.

import Corpora
import Testing

/// A well-formed tree of each corpus, by its name.
func wellFormed(_ name: String) -> [String: [UInt8]] {
  switch name {
  case "iemocap": iemocapFiles()
  case "emodb": emptyFiles(["wav/08b10Ta.wav", "wav/03a01Wa.wav", "wav/16b01Lb.wav", "README.txt"])
  case "ravdess":
    emptyFiles([
      "Actor_12/03-01-06-01-02-01-12.wav", "Actor_01/03-01-01-01-01-01-01.wav",
      "Actor_01/03-02-05-02-01-02-01.wav",
    ])
  case "crema_d":
    emptyFiles(["AudioWAV/1091_WSI_SAD_X.wav", "AudioWAV/1001_DFA_ANG_XX.wav"]).merging([
      "VideoDemographics.csv": bytes(
        "ActorID,Age,Sex,Race,Ethnicity\n1001,51,Male,Caucasian,Not Hispanic\n1091,29,Female,Asian,Not Hispanic\n"
      )
    ]) { $1 }
  default: [:]
  }
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

func emptyFiles(_ paths: [String]) -> [String: [UInt8]] {
  Dictionary(uniqueKeysWithValues: paths.map { ($0, []) })
}

/// The files of one dialog of IEMOCAP with the given evaluation and transcript.
func dialogFiles(
  _ dialog: String = "Ses01F_impro01", evaluation: [UInt8], transcript: [UInt8]
) -> [String: [UInt8]] {
  let session = "Session" + dialog.dropFirst(4).prefix(1)
  return [
    "\(session)/dialog/EmoEvaluation/\(dialog).txt": evaluation,
    "\(session)/dialog/transcriptions/\(dialog).txt": transcript,
    "\(session)/dialog/wav/\(dialog).wav": [],
  ]
}

let evaluation = """
  % [START_TIME - END_TIME] TURN_NAME EMOTION [V, A, D]

  [6.2901 - 8.2357]\tSes01F_impro01_F000\tneu\t[2.5000, 2.5000, 2.5000]
  C-E2:\tNeutral;\t()
  C-E3:\tNeutral; Surprise;\t()
  C-F1:\tNeutral;\t(curious; a bit)
  A-E3:\tval 3; act 2; dom  2;\t()
  A-F1:\tval 3; act 2; dom  ;\t()

  [10.0100 - 11.3925]\tSes01F_impro01_M000\tfru\t[2.5000, 2.0000, 2.5000]
  C-E2:\tFrustration;\t()

  """

let transcript = """
  Ses01F_impro01_F000 [006.2901-008.2357]: Look: I said [LAUGHTER] this ]: that.
  Ses01F_impro01_M000 [010.0100-011.3925]: Yeah.

  """

func iemocapFiles() -> [String: [UInt8]] {
  dialogFiles(evaluation: bytes(evaluation), transcript: bytes(transcript)).merging(
    dialogFiles(
      "Ses05M_script01_1b",
      evaluation: bytes(
        "[0.5000 - 2.7500]\tSes05M_script01_1b_M012\txxx\t[1.0000, 5.0000, 3.3333]\r\nC-E1:\tOther;\t()\r\n"
      ),
      transcript: bytes("Ses05M_script01_1b_M012 [000.5000-002.7500]: No.\r\n"))
  ) { $1 }
}

func read(
  _ name: String, _ files: [String: [UInt8]], duration: DurationLookup = { _ in nil }
) throws -> CorpusReading {
  try #require(Corpus.named(name)).read(.memory(files), duration: duration)
}

/// The kinds of problems that small trees have by being small.
let aboutSize: Set<String> = ["missing folder", "missing classes", "missing speakers"]
