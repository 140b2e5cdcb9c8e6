// The settings of the demo corpus, and the errors while it is written.

/// The size and the seed of a made corpus.
package struct DemoSettings: Sendable, Equatable {
  /// How many turns may be asked for.
  static let turnRange = 10...20_000

  /// Turns in all five sessions together.
  package let turns: Int
  /// Another seed makes other voices, words and sounds.
  package let seed: UInt64

  /// - Throws: `SynthesisError.turnsOutOfRange` unless `turns` is in 10 ... 20,000.
  package init(turns: Int = 600, seed: UInt64 = 1) throws(SynthesisError) {
    guard DemoSettings.turnRange.contains(turns) else { throw .turnsOutOfRange(turns) }
    self.turns = turns
    self.seed = seed
  }

  /// About how many bytes the corpus takes on the disk: 4.7 seconds per turn, at 16,000 samples of two bytes.
  package var bytes: Int { turns * 150_000 }

  /// One line that is equal for two corpora if and only if their files are identical.
  package var fingerprint: String { "sernb demo corpus, making 1, turns \(turns), seed \(seed)" }
}

/// Why a made corpus could not be written.
package enum SynthesisError: Error, Sendable, Equatable {
  case turnsOutOfRange(Int)
  /// The folder has files that this module did not make.
  case folderInUse(path: String, example: String)
  /// The system refused; `reason` is its own message.
  case cannotWrite(path: String, reason: String)

  /// What is wrong and what to do.
  package var message: String {
    switch self {
    case .turnsOutOfRange(let turns):
      "A demo corpus of \(turns) turns cannot be made: ask for 10 to 20,000 turns."
    case .folderInUse(let path, let example):
      "The folder `\(path)` already holds other files, such as `\(example)`. "
        + "Name a new or an empty folder for the demo corpus."
    case .cannotWrite(let path, let reason): "I cannot write `\(path)`: \(reason)."
    }
  }
}
