// What a call has to say below its cell, whether or not the cell shows anything else.

package import SernbDocument

/// A remark with figures, such as that a model is judged by rows that it has learned from.
package struct Note: Sendable, Equatable {
  package let callout: Block.Callout
  package let table: ShownTable?
  /// The callout's words where the same note was shown before; all of them, if nil.
  package let repeated: Repeated?
  /// Whether it reports a leak that the cell accepts.
  package let isLeak: Bool

  /// Words around the label of a cell, as data, so that a note can be stored.
  package struct Repeated: Sendable, Equatable {
    package let before: String
    package let after: String

    package init(before: String, after: String) {
      self.before = before
      self.after = after
    }
  }

  package init(
    _ callout: Block.Callout, table: ShownTable? = nil, isLeak: Bool = false,
    repeated: Repeated? = nil
  ) {
    self.callout = callout
    self.table = table
    self.isLeak = isLeak
    self.repeated = repeated
  }

  /// The callout's words where the same note was shown before, below the cell `label`.
  package func again(_ label: String) -> String {
    repeated.map { $0.before + label + $0.after } ?? callout.body
  }
}
