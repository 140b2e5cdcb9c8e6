// Code with its variables: the expression of a statement, the body of a function, a row function.

internal import Synchronization
import SernbLanguage

struct Unit: Sendable {
  let code: any Code
  /// How many variables there are, those around it first.
  let slots: Int
  /// How many values are kept while a loop runs.
  let invariants: Int
  /// The columns that it reads.
  let columns: [String]
}

/// The body of a function of the notebook.
struct FunctionUnit: Sendable {
  let name: String?
  let parameters: [String]
  let body: Unit
  /// The height of its body.
  let height: Int
  /// The first slot of its parameters.
  let first: Int
  /// How deep the values are nested that its body reads from above.
  let depth: Int
}

/// A function of the notebook with the values that its body reads.
package struct FunctionValue: Sendable {
  let unit: FunctionUnit
  /// The variables around it.
  let captured: Captured
  /// The row around it.
  let row: (any RowReader & Sendable)?
  /// The notebook that it is written in: places in its body are there.
  let source: SourceText
  let depth: Int
  let invariants = InvariantStore()

  package var name: String? { unit.name }
  package var parameters: [String] { unit.parameters }

  init(
    _ unit: FunctionUnit, _ captured: Captured, _ source: SourceText,
    row: (any RowReader & Sendable)? = nil
  ) {
    (self.unit, self.captured, self.source, self.row) = (unit, captured, source, row)
    depth = max(1, unit.depth, Value.depth(over: captured.slots))
  }
}

/// What does not change from call to call of a function, or from row to row: kept between the frames of one statement.
/// Another statement evaluates it again, because what it looks at counts for that one too.
final class InvariantStore: Sendable {
  private let kept = Mutex<(statement: ItemLimit?, values: [Frame.Invariant?])>((nil, []))

  func all(_ run: RunScope) -> [Frame.Invariant?] {
    kept.withLock { $0.statement === run.made ? $0.values : [] }
  }

  func keep(_ frame: Frame) {
    if frame.invariants.isEmpty { return }
    let (statement, values) = (frame.run.made, frame.invariants)
    kept.withLock { $0 = (statement, values) }
  }
}
