// Lists: how long, which first, in what order, which of them.

import Basics
import Kernels
import SernbLanguage
import SernbRuntime

enum ListBuiltins {
  static let all: [Builtin] = [
    concat, first, isMissing, joinTexts, last, length, list, coalesce, reverse, sorted, unique,
  ]

  private static let family = "lists"

  @Sendable private static func sameList(_ facts: inout CallFacts) -> Type { facts.type("list") }

  @Sendable private static func element(_ facts: inout CallFacts) -> Type {
    if case .list(let element) = facts.type("list") { return element }
    return .unknown
  }

  private static let subject = Parameter.subject("list", .list(.unknown), "The list.")

  static let length = Builtin(
    "length", "How many elements a list has, or characters a text.", family: family,
    [.subject("list", of: [.list(.unknown), .text], "The list or text.")], gives: .count,
    examples: [.init("length([\"ang\", \"sad\"])", shows: "2")], origin: .counts
  ) { call in
    if case .text(let text) = try call.value("list") { return .count(text.count) }
    return .count(try call.list("list").count)
  }

  static let list = Builtin(
    "list", "The numbers of a range as a list.", family: family,
    [.subject("range", .range(nil), "The range, including both ends.")],
    giving: { facts in
      if case .range(let unit) = facts.type("range") { return .list(.number(unit)) }
      return .list(.anyNumber)
    }, examples: [.init("list(1 .. 4)", shows: "[1, 2, 3, 4]")], origin: .elementwise
  ) { call in
    if case .range(let range) = try call.value("range") {
      try call.expect(items: max(0, range.last - range.first), argument: "range")
    }
    return .list(try call.list("range"))
  }

  static let first = Builtin(
    "first", "The first element of a list; missing if there is none.", family: family, [subject],
    giving: element, examples: [.init("first([5, 6])", shows: "5")]
  ) { call in
    try call.list("list").first ?? .missing
  }

  static let last = Builtin(
    "last", "The last element of a list; missing if there is none.", family: family, [subject],
    giving: element, examples: [.init("last([5, 6])", shows: "6")]
  ) { call in
    try call.list("list").last ?? .missing
  }

  static let reverse = Builtin(
    "reverse", "A list in reverse order.", family: family, [subject],
    giving: sameList, examples: [.init("reverse([1, 2, 3])", shows: "[3, 2, 1]")]
  ) { call in
    let items = try call.list("list")
    try call.expect(items: Double(items.count))
    return .list(items.taking(items.indices.reversed()))
  }

  static let concat = Builtin(
    "concat", "Two lists as one.", family: family,
    [
      .subject("first", .list(.unknown), "The first list."),
      .subject("second", .list(.unknown), "The list that is appended."),
    ], giving: { $0.type("first") }, examples: [.init("concat([1, 2], [3])", shows: "[1, 2, 3]")]
  ) { call in
    let (first, second) = (try call.list("first"), try call.list("second"))
    try call.expect(items: Double(first.count + second.count))
    return .list(first.appending(second))
  }

  static let unique = Builtin(
    "unique", "The distinct elements of a list, in the order of their first occurrence.",
    family: family, [subject], giving: sameList,
    examples: [.init("unique([\"b\", \"a\", \"b\"])", shows: "[\"b\", \"a\"]")]
  ) { call in
    let list = try call.list("list")
    return .list(list.taking(try UniqueValues.indices(of: list)))
  }

  static let sorted = Builtin(
    "sorted", "A list of numbers or of texts in ascending order; missing values come last.",
    family: family, [subject, .flag("descending", "Whether the largest comes first.")],
    giving: sameList, examples: [.init("sorted([3, 1, 2], descending: true)", shows: "[3, 2, 1]")]
  ) { call in
    let items = try call.list("list")
    let down = try call.flag("descending")
    switch items.storage {
    case .numbers(var numbers):
      numbers.values = try SortOrder.sorted(numbers.values, descending: down)
      return .list(ListValue(numbers))
    case .texts(let texts) where texts.isASCII:
      return .list(items.taking(try SortOrder.indices(of: texts, descending: down)))
    case .texts, .truths, .values: break
    }
    var numbers: [(Double, Int)] = []
    var texts: [(String, Int)] = []
    var rest: [Int] = []
    for (index, item) in items.enumerated() {
      switch item {
      case .number(let number, _) where !number.isNaN: numbers.append((number, index))
      case .text(let text): texts.append((text, index))
      case .missing, .number: rest.append(index)
      default:
        throw RunProblem.wrongType(item, wanted: "numbers or texts to sort", argument: "list")
      }
    }
    guard numbers.isEmpty || texts.isEmpty else {
      throw RunProblem("wrong-type", "A list of numbers and texts has no order", argument: "list")
    }
    // Stable: equal elements stay in their order, in both directions.
    numbers = try numbers.sorted(costing: 10) {
      $0.0 == $1.0 ? $0.1 < $1.1 : ($0.0 < $1.0) != down
    }
    texts = try texts.sorted(costing: 100) {
      $0.0 == $1.0
        ? $0.1 < $1.1 : $0.0.unicodeScalars.lexicographicallyPrecedes($1.0.unicodeScalars) != down
    }
    return .list((numbers.map(\.1) + texts.map(\.1) + rest).map { items[$0] })
  }

  static let joinTexts = Builtin(
    "join_texts", "The texts of a list joined into one.", family: family,
    [.subject("list", .list(.text), "The texts."), .text("by", "The separator.", ", ")],
    gives: .text,
    examples: [.init("join_texts([\"ang\", \"sad\"], by: \" or \")", shows: "ang or sad")]
  ) { call in
    let parts = try call.list("list").map { item in
      if case .text(let text) = item { text } else { item.line }
    }
    let separator = try call.text("by")
    try Call.expect(textOf: parts.reduce(parts.count * separator.utf8.count) { $0 + $1.utf8.count })
    return .text(parts.joined(separator: separator))
  }

  static let isMissing = Builtin(
    "is_missing", "Whether a value is missing.", family: family,
    [.subject("value", .unknown, "The value.")], gives: .boolean,
    examples: [.init("is_missing(number(\"abc\"))", shows: "true")], origin: .counts
  ) { call in
    .boolean(call.optional("value") == nil)
  }.columnwise { arguments, _ in
    guard case .many(let list)? = arguments[0] else { return nil }
    return list.missing
  }

  static let coalesce = Builtin(
    "coalesce", formerly: ["or_else"], "A value, or a default where it is missing.",
    family: family,
    [
      .subject("value", .unknown, "The value."),
      .subject("otherwise", .unknown, "The default."),
    ], giving: { $0.type("otherwise") },
    examples: [.init("missing |> coalesce(\"unknown\")", shows: "unknown")]
  ) { call in
    if let value = call.optional("value") { return value }
    return try call.value("otherwise")
  }.columnwise { arguments, _ in
    guard case .many(let list)? = arguments[0],
      case .one(.number(let other, let unit))? = arguments[1],
      let numbers = list.numbers, numbers.dimension == unit, numbers.nan == .missing, !other.isNaN
    else { return nil }
    return ListValue(NumberList(numbers.values.map { $0.isNaN ? other : $0 }, unit))
  }
}
