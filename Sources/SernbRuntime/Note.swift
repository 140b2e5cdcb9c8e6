// What a call has to say below its cell, whether or not the cell shows anything else.

public import SernbDocument

/// A remark with figures, such as that a model is judged by rows that it has learnt from.
public struct Note: Sendable, Equatable {
  public let callout: Block.Callout
  public let table: ShownTable?
  /// The callout's words where the same note was shown before, below the cell `label`.
  public let again: @Sendable (_ label: String) -> String
  /// Whether it tells of a leak that the cell accepts.
  public let isLeak: Bool

  public init(
    _ callout: Block.Callout, table: ShownTable? = nil, isLeak: Bool = false,
    again: (@Sendable (_ label: String) -> String)? = nil
  ) {
    self.callout = callout
    self.table = table
    self.isLeak = isLeak
    self.again = again ?? { _ in callout.body }
  }

  public var blocks: [Block] { [.callout(callout)] + (table.map { [.table($0)] } ?? []) }

  public static func == (a: Note, b: Note) -> Bool {
    a.callout == b.callout && a.table == b.table && a.isLeak == b.isLeak
  }
}
