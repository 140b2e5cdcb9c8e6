// Some of the elements that a loop or a row function goes over, evaluated together.

internal import Basics
import SernbLanguage

struct ElementBlock {
  /// How many are evaluated together: few enough for their values to stay in the processor's cache.
  static let most = 4096
  /// Code that holds no more columns than these at a time takes all elements as one block.
  static let mostColumns = 3
  /// Fewer are evaluated one by one.
  static let least = 8

  let frame: Frame
  let count: Int
  private let slots: [Int: Lanes]
  private let origins: [Int: OriginBox?]
  private let row: ElementRow?

  /// - Parameters:
  ///   - slots: the variables that differ between elements; their origins are in the frame.
  ///   - columns: those that a row function reads, in its order.
  init(_ frame: Frame, count: Int, slots: [Int: Lanes] = [:], columns: [Lanes?]? = nil) {
    self.init(
      frame, count, slots,
      Dictionary(uniqueKeysWithValues: slots.keys.map { ($0, frame.origins[$0]) }),
      columns.map { ElementRow($0) })
  }

  private init(
    _ frame: Frame, _ count: Int, _ slots: [Int: Lanes], _ origins: [Int: OriginBox?],
    _ row: ElementRow?
  ) {
    (self.frame, self.count, self.slots, self.origins, self.row) = (
      frame, count, slots, origins, row
    )
  }

  func lanes(slot: Int) -> Lanes? { slots[slot] }

  /// nil if there is no such column.
  func lanes(column: Int) -> Lanes? { row?.columns[column] }

  /// The elements at these places.
  func selecting(_ rows: [Int]) -> ElementBlock {
    rows.count == count
      ? self
      : ElementBlock(
        frame, rows.count, slots.mapValues { $0.taking(rows) }, origins,
        row.map { ElementRow($0.columns.map { $0?.taking(rows) }) })
  }

  /// Makes one element that which code evaluates.
  func load(_ index: Int) {
    for (slot, lanes) in slots { frame.bind(slot, lanes.value(index), origins[slot] ?? nil) }
    if let row {
      row.index = index
      frame.row = row
    }
  }

  /// Values element by element.
  func each(_ body: (Frame) throws -> Value) rethrows -> Lanes {
    var values = ListBuilder()
    values.reserve(count)
    for row in 0..<count {
      load(row)
      values.append(try body(frame))
    }
    return Lanes(values.list)
  }

  // MARK: Where it does not work

  /// Code must be waited for.
  struct NeedsWaiting: Error {}
  /// Some elements are of another kind than wanted.
  struct Mixed: Error {}

  /// Whether element by element tells what is wrong, if anything is.
  static func isUndecided(_ error: any Error) -> Bool {
    error is Diagnostic && (error as? Diagnostic)?.code != .interrupted || error is RunProblem
      || error is NeedsWaiting || error is Mixed
  }
}

/// One row of a block.
final class ElementRow: RowReader {
  let columns: [Lanes?]
  var index = 0

  init(_ columns: [Lanes?]) { self.columns = columns }

  func value(_ column: Int, _ name: String) -> Value? { columns[column]?.value(index) }

  var fixed: any RowReader & Sendable { FixedRow(values: columns.map { $0?.value(index) }) }
}

/// A row that does not change.
struct FixedRow: RowReader, Sendable {
  let values: [Value?]

  func value(_ index: Int, _ name: String) -> Value? { values[index] }

  var fixed: any RowReader & Sendable { self }
}
