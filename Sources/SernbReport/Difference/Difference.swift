// One place where two results differ, and how far numbers may lie apart before it is one.

public import Basics
public import SernbDocument
internal import SernbLanguage

/// One place where two results differ.
public struct Difference: Sendable, Equatable {
  /// The label of the cell; empty for what stands in prose, and for the facts of the run.
  public var cell: String
  /// The place of the entry in its cell, from one; 0 for the facts of the run.
  public var index: Int
  public var kind: Results.Entry.Kind
  /// ``table `x`, column `accuracy`, row 3``.
  public var path: String
  /// Nil where it is new. Where many numbers of one column or series differ, those that differ most.
  public var old: JSON?
  /// Nil where it is gone.
  public var new: JSON?
  /// All of it as one sentence: ``` `forest`: table `x`, column `accuracy`, row 3: 0.574 now, 0.581 committed ```.
  public var message: String

  public init(
    cell: String, index: Int, kind: Results.Entry.Kind, path: String, old: JSON?, new: JSON?,
    message: String
  ) {
    self.cell = cell
    self.index = index
    self.kind = kind
    self.path = path
    self.old = old
    self.new = new
    self.message = message
  }
}

extension Tolerance {
  /// `tolerance 0.1 %`; empty for the exact one.
  var message: String {
    let share = relative > 0 ? [NumberText.text(100 * relative) + " %"] : []
    let distance = absolute > 0 ? [NumberText.text(absolute)] : []
    let both = (share + distance).joined(separator: " or ")
    return both.isEmpty ? "" : "tolerance \(both)"
  }
}
