// What a call has to say below its cell, whether or not the cell shows anything else.

public import SernbDocument

/// A remark with figures, such as that a model is judged by rows that it has learnt from.
public struct Note: Sendable, Hashable {
  public let callout: Block.Callout
  public let table: ShownTable?

  public init(_ callout: Block.Callout, table: ShownTable? = nil) {
    self.callout = callout
    self.table = table
  }

  public var blocks: [Block] { [.callout(callout)] + (table.map { [.table($0)] } ?? []) }
}
