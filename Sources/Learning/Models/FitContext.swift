// What a fit may lean on besides its rows: a seed, how many cores, someone to tell of progress, a place to resume from.

public import Basics

/// What surrounds a fit. None of it but the seed may change a result.
public struct FitContext: Sendable {
  public let seed: UInt64
  /// How many pieces of work may run at a time, at least 1.
  public let width: Int
  /// Tells whoever is watching how far the fit is. Called from one task at a time.
  public let progress: @Sendable (_ done: Int, _ total: Int) -> Void
  /// Where a long fit leaves what it has, so that a killed run goes on from there.
  public let checkpoint: Checkpoint?

  public init(
    seed: UInt64, width: Int = 1,
    progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in },
    checkpoint: Checkpoint? = nil
  ) {
    self.seed = seed
    self.width = max(1, width)
    self.progress = progress
    self.checkpoint = checkpoint
  }

  /// The same with another place to resume from.
  func resuming(from checkpoint: Checkpoint?) -> FitContext {
    FitContext(seed: seed, width: width, progress: progress, checkpoint: checkpoint)
  }
}

/// A place for the state of a fit that has not ended. A resumed fit ends in the same bytes as one that ran through.
public struct Checkpoint: Sendable {
  /// What an earlier run of the very same fit saved last. Damaged bytes are to be ignored.
  public let saved: [UInt8]?
  /// Whether enough time has passed to save a state of about so many bytes; asked between rounds, trees or epochs.
  public let isDue: @Sendable (_ bytes: Int) -> Bool
  /// Saves what `state` writes; nothing where it throws.
  public let save: @Sendable (_ state: (inout ByteWriter) throws -> Void) throws -> Void

  public init(
    saved: [UInt8]? = nil, isDue: @escaping @Sendable (_ bytes: Int) -> Bool,
    save: @escaping @Sendable (_ state: (inout ByteWriter) throws -> Void) throws -> Void
  ) {
    self.saved = saved
    self.isDue = isDue
    self.save = save
  }
}
