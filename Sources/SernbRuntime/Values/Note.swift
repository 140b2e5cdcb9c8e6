// What a call has to say below its cell, whether or not the cell shows anything else.

public import SernbDocument

/// A remark with figures, such as that a model is judged by rows that it has learnt from.
public struct Note: Sendable, Equatable {
  public let callout: Block.Callout
  public let table: ShownTable?
  /// The callout's words where the same note was shown before; all of them, if nil.
  public let repeated: Repeated?
  /// Whether it reports a leak that the cell accepts.
  public let isLeak: Bool

  /// Words around the label of a cell, as data, so that a note can be stored.
  public struct Repeated: Sendable, Equatable {
    public let before: String
    public let after: String

    public init(before: String, after: String) {
      self.before = before
      self.after = after
    }
  }

  public init(
    _ callout: Block.Callout, table: ShownTable? = nil, isLeak: Bool = false,
    repeated: Repeated? = nil
  ) {
    self.callout = callout
    self.table = table
    self.isLeak = isLeak
    self.repeated = repeated
  }

  /// The callout's words where the same note was shown before, below the cell `label`.
  public func again(_ label: String) -> String {
    repeated.map { $0.before + label + $0.after } ?? callout.body
  }

  public var blocks: [Block] { [.callout(callout)] + (table.map { [.table($0)] } ?? []) }
}
