// Which rows of tables a value comes from, carried beside it through expressions and bindings.
//
// 1. Tables carry their rows themselves. What is taken out of one, a list or a number, has no room for that: its origin
//    is noted by the `OriginCollector` of the expression under way, and what goes into a part of an expression goes into
//    the whole. Nothing is noted for a value that comes from no table, which costs nothing then.
// 2. A name is bound to a value together with its origin, as a `TracedValue`, which is unwrapped where the name is read.
// 3. What an origin is, only the library knows: which rows, and what was learned from them.
// 4. Each call has collectors of its own, so that the origin of one argument does not reach another call.

internal import SernbLanguage

package protocol ValueOrigin: StoredObject {
  func union(_ other: any ValueOrigin) -> any ValueOrigin
  /// Of a number computed from values of this origin: from all of the rows.
  var ofStatistic: (any ValueOrigin)? { get }
  /// Of a list of some of the values, or of all of them in another order.
  var ofSelection: (any ValueOrigin)? { get }
  /// Of one value of a list while a comprehension goes over it.
  var ofElement: (any ValueOrigin)? { get }
  /// What is to be said where a value of this origin is shown.
  var note: Note? { get }
}

/// How the origin of a call's answer follows from those of its arguments.
package enum OriginRule: Sendable {
  /// A number comes from all rows, a list holds some of their values in some order.
  case mixes
  /// A list holds a value for each value of the list that was given.
  case elementwise
  /// The answer says nothing about the values, only how many there are, or whether.
  case counts
  /// The builtin says itself where its answer comes from.
  case builtin
}

/// A plain value that a name is bound to, and where it comes from.
struct TracedValue: EngineValue {
  let value: Value
  let origin: any ValueOrigin

  var kind: ObjectKind { ObjectKind("traced value", "A value and the rows that it stems from.") }
  var line: String { value.line }

  func equals(_ other: any EngineValue) -> Bool {
    guard let other = other as? TracedValue else { return false }
    return value.equals(other.value) && origin.equals(other.origin)
  }
}

extension Value {
  /// The value itself, where it is bound together with its origin.
  package var untraced: Value {
    if case .object(let object) = self, let traced = object as? TracedValue { return traced.value }
    return self
  }

  /// The value together with its origin; engine values carry their own.
  func traced(by origin: (any ValueOrigin)?) -> Value {
    guard let origin, isPlain else { return self }
    return .object(TracedValue(value: self, origin: origin))
  }

  /// Whether it is made of numbers, texts and the like alone. A list is judged by its first element.
  var isPlain: Bool {
    switch self {
    case .number, .text, .boolean, .missing, .range: true
    case .list(let items): items.first?.isPlain ?? true
    case .record(let record): record.isPlain
    case .function, .object: false
    }
  }

  var isList: Bool {
    if case .list = self { return true }
    return false
  }
}
