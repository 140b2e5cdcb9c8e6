// The context of a fit besides its rows: seed, number of cores, progress callback and checkpoint.

package import Basics

/// The context of a fit. Only the seed may change its result.
package struct FitContext: Sendable {
  /// The seed of all randomness in the fit.
  package let seed: UInt64
  /// The number of tasks that may run at a time, at least 1.
  package let width: Int
  /// Reports the progress of the fit. Called from one task at a time.
  package let progress: @Sendable (_ done: Int, _ total: Int) -> Void
  /// Where a long fit saves its state, so that a killed run can resume.
  package let checkpoint: Checkpoint?

  /// A context; only the seed is required.
  package init(
    seed: UInt64, width: Int = 1,
    progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in },
    checkpoint: Checkpoint? = nil
  ) {
    self.seed = seed
    self.width = max(1, width)
    self.progress = progress
    self.checkpoint = checkpoint
  }

  /// The same with another checkpoint.
  func resuming(from checkpoint: Checkpoint?) -> FitContext {
    FitContext(seed: seed, width: width, progress: progress, checkpoint: checkpoint)
  }
}

/// Storage for the state of an unfinished fit. A resumed fit ends in the same bytes as an uninterrupted one.
package struct Checkpoint: Sendable {
  /// The state that an earlier run of the same fit saved last. Damaged bytes must be ignored.
  package let saved: [UInt8]?
  /// Whether it is time to save a state of about this many bytes; called between rounds, trees or epochs.
  package let isDue: @Sendable (_ bytes: Int) -> Bool
  /// Saves what `state` writes, or nothing if it throws.
  package let save: @Sendable (_ state: (inout ByteWriter) throws -> Void) throws -> Void

  /// A checkpoint from its saved state and the closures that save it.
  package init(
    saved: [UInt8]? = nil, isDue: @escaping @Sendable (_ bytes: Int) -> Bool,
    save: @escaping @Sendable (_ state: (inout ByteWriter) throws -> Void) throws -> Void
  ) {
    self.saved = saved
    self.isDue = isDue
    self.save = save
  }
}
