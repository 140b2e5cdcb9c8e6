// A difference between two results, and the tolerance below which there is none.

package import Basics
package import SernbDocument
internal import SernbLanguage

/// A difference between two results.
package struct Difference: Sendable, Equatable {
  /// The label of the cell; empty for prose and for the facts of the run.
  package var cell: String
  /// The index of the entry in its cell, from one; 0 for the facts of the run.
  package var index: Int
  package var kind: Results.Entry.Kind
  /// ``table `x`, column `accuracy`, row 3``.
  package var path: String
  /// nil if the value is new. If many numbers of a column or series differ, the pair that differs most.
  package var old: JSON?
  /// nil if the value is gone.
  package var new: JSON?
  /// The difference as one sentence: ``` `forest`: table `x`, column `accuracy`, row 3: 0.574 now, 0.581 committed ```.
  package var message: String
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
