// What code works on while it is evaluated: the variables of loops and functions, and where values come from.

internal import Basics
import SernbLanguage

/// What all frames of a statement share.
struct RunScope: Sendable {
  let builtins: [String: Builtin]
  let context: RunContext
  /// What the statement under way has made so far.
  let made: ItemLimit
}

/// Used by one task at a time.
final class Frame {
  let run: RunScope
  /// The notebook that the code is written in.
  let source: SourceText
  var slots: [Value]
  /// Where the value of each slot comes from.
  var origins: [OriginBox?]
  /// The row that `.column` means; nil outside of row functions.
  var row: (any RowReader)?
  /// How high the bodies of the functions under way are, one on the other.
  var depth: Int
  /// What does not change while a loop runs, by the slots of `CachedCode`.
  private(set) var invariants: [Invariant?]
  private var gathered = OriginSum()
  /// Shared by the frames of one task.
  let meter: TickMeter
  /// Where the characters of the text lie that was indexed last.
  let characters = CharacterPlaces()

  struct Invariant: Sendable {
    let value: Value
    let origin: OriginBox?
  }

  /// - Parameter captured: the first slots, with their origins.
  init(
    _ run: RunScope, _ source: SourceText, unit: Unit, captured: Captured, depth: Int,
    invariants: [Invariant?], meter: TickMeter = TickMeter()
  ) {
    self.run = run
    self.source = source
    self.depth = depth
    self.meter = meter
    slots = captured.slots
    origins = captured.origins
    let more = unit.slots - slots.count
    if more > 0 {
      slots.append(contentsOf: repeatElement(.missing, count: more))
      origins.append(contentsOf: repeatElement(nil, count: more))
    }
    self.invariants =
      invariants.isEmpty && unit.invariants > 0
      ? Array(repeating: nil, count: unit.invariants) : invariants
  }

  func bind(_ slot: Int, _ value: Value, _ origin: OriginBox?) {
    slots[slot] = value
    origins[slot] = origin != nil && value.isPlain ? origin : nil
  }

  var captured: Captured { Captured(slots: slots, origins: origins) }

  // MARK: Stopping

  /// Looks now and then whether the work is to end.
  func tick() throws(Cancelled) { try meter.tick() }

  // MARK: Invariants

  func cached(_ slot: Int) -> Value? {
    guard let known = invariants[slot] else { return nil }
    add(known.origin)
    return known.value
  }

  func cache(_ value: Value, _ origin: OriginBox?, _ slot: Int) -> Value {
    invariants[slot] = Invariant(value: value, origin: origin)
    add(origin)
    return value
  }

  func forget(_ slots: [Int]) { for slot in slots { invariants[slot] = nil } }

  // MARK: Origins

  /// Where the values come from that were read since gathering began; nil if none comes from a table.
  var origin: OriginBox? { gathered.box }

  func add(_ box: OriginBox?) { gathered.add(box) }

  func add(_ origin: (any ValueOrigin)?) {
    if let origin { gathered.add(OriginBox(origin)) }
  }

  /// Gathers origins apart while it is evaluated.
  func tracing<T>(_ body: () throws -> T) throws -> (value: T, origin: OriginBox?) {
    let outer = gathered
    gathered = OriginSum()
    defer { gathered = outer }
    let value = try body()
    return (value, gathered.box)
  }

  func tracing(_ code: any Code) async throws -> (value: Value, origin: OriginBox?) {
    guard code.waits else { return try tracing { try code.value(self) } }
    let outer = gathered
    gathered = OriginSum()
    defer { gathered = outer }
    let value = try await code.waiting(self)
    return (value, gathered.box)
  }
}

/// Counts evaluated calls and elements up to the next look whether the work is to end.
final class TickMeter {
  private static let most = 64
  private var rest = TickMeter.most

  func tick() throws(Cancelled) {
    rest -= 1
    if rest > 0 { return }
    rest = TickMeter.most
    try checkCancellation()
  }
}

/// The variables around a function or a row function.
struct Captured: Sendable {
  var slots: [Value] = []
  var origins: [OriginBox?] = []
}

/// What `.column` reads.
protocol RowReader {
  /// The value of a column; nil if the table has no such column.
  ///
  /// - Parameter index: which of the columns that the row function reads it is.
  func value(_ index: Int, _ name: String) -> Value?
  /// The same row for ever, for a function that is made of it.
  var fixed: any RowReader & Sendable { get }
}

/// An origin that is known by its identity: adding the same one again takes no comparison.
final class OriginBox: Sendable {
  let origin: any ValueOrigin

  init(_ origin: any ValueOrigin) { self.origin = origin }

  init?(_ origin: (any ValueOrigin)?) {
    guard let origin else { return nil }
    self.origin = origin
  }
}

/// Origins of several values as one.
struct OriginSum {
  private(set) var box: OriginBox?
  /// The last one that was added, of which `box` may be more.
  private var last: OriginBox?

  mutating func add(_ added: OriginBox?) {
    guard let added, added !== last, added !== box else { return }
    last = added
    box = box.map { OriginBox($0.origin.union(added.origin)) } ?? added
  }
}
