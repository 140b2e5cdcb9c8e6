// The text files of a made dialog, in the exact forms that IEMOCAP has (see `Corpora/Readers/IEMOCAPEvaluation.swift`).

import Corpora

/// The remark in every file whose format allows one.
enum DemoTexts {
  static let remark = "Synthetic speech made by sernb: no human voice is recorded here."

  /// The file of `EmoEvaluation`.
  static func evaluation(_ dialog: PlannedDialog, _ recording: DialogRecording) -> String {
    var text = "% [START_TIME - END_TIME] TURN_NAME EMOTION [V, A, D]\n% \(remark)\n\n"
    for (turn, range) in zip(dialog.turns, recording.turns) {
      let judgment = turn.judgment
      let ratings = judgment.ratings
      let means = [ratings.map(\.valence), ratings.map(\.activation), ratings.map(\.dominance)]
        .map { fixed(mean($0.compactMap { $0 })) }
      text += "[\(time(range.lowerBound)) - \(time(range.upperBound))]\t\(turn.id)\t"
      text += "\(judgment.label)\t[\(means.joined(separator: ", "))]\n"
      for annotation in judgment.annotations {
        let categories = annotation.categories.joined(separator: "; ")
        text += "C-\(annotation.annotator):\t\(categories);\t(\(annotation.comment))\n"
      }
      for rating in ratings {
        func whole(_ value: Double?) -> String { value.map { String(Int($0)) } ?? "" }
        text +=
          "A-\(rating.annotator):\tval \(whole(rating.valence)); act \(whole(rating.activation));"
        text += " dom  \(whole(rating.dominance));\t()\n"
      }
      text += "\n"
    }
    return text
  }

  /// The file of `transcriptions`.
  static func transcript(_ dialog: PlannedDialog, _ recording: DialogRecording) -> String {
    var text = ""
    for (turn, range) in zip(dialog.turns, recording.turns) {
      let (start, end) = (time(range.lowerBound, width: 8), time(range.upperBound, width: 8))
      text += "\(turn.id) [\(start)-\(end)]: \(turn.text)\n"
    }
    return text
  }

  /// The file `README.txt` at the root.
  static func readme(_ settings: DemoSettings) -> String {
    """
    A demo corpus for speech-emotion experiments
    ============================================

    \(remark)
    All words, voices, labels and ratings are made by a program, by chance from a seed. They say nothing
    about people, and scores measured on them say nothing about scores on real speech.

    The layout is that of IEMOCAP, so that the same notebooks read both:

      Session1 ... Session5/dialog/wav/*.wav               dialogs, 16 kHz, 16 bit, mono
      Session1 ... Session5/dialog/EmoEvaluation/*.txt     turns, labels, annotators, ratings
      Session1 ... Session5/dialog/transcriptions/*.txt    words

    \(settings.turns) turns, seed \(settings.seed). MANIFEST.txt lists the files with their sizes.
    The whole folder may be deleted and made again with the same bytes.

    """
  }

  // MARK: numbers

  /// The time of a sample in seconds with four decimals, with zeros before it up to `width` characters.
  private static func time(_ sample: Int, width: Int = 0) -> String {
    // Times are multiples of 80 samples, 5 ms, so milliseconds are whole.
    let milliseconds = sample / 16
    return padded("\(milliseconds / 1000).\(padded(milliseconds % 1000, 3))0", width)
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    String(repeating: "0", count: max(0, width - text.utf8.count)) + text
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    padded(String(number), width)
  }

  private static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }

  /// Four decimals.
  private static func fixed(_ value: Double) -> String {
    let units = Int((value * 10_000).rounded())
    return "\(units / 10_000).\(padded(units % 10_000, 4))"
  }
}
