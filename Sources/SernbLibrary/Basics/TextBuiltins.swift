// Texts: from and to numbers, cutting, joining, and the normalization of transcripts.

import Basics
import SernbDocument
import SernbLanguage
import SernbRuntime
import Tables

enum TextBuiltins {
  static let all: [Builtin] = [
    format, lower, markdown, normalize, number, replace, splitText, text, trim, upper,
  ]

  static let family = "texts"

  private static func mapped(
    _ name: String, formerly: [String] = [], _ summary: String, examples: [Builtin.Example],
    _ function: TextFunction
  ) -> Builtin {
    Builtin(
      name, formerly: formerly, summary, family: family,
      [.subject("text", of: [.text, .list(.text)], "A text or a list of texts.")],
      giving: { $0.type("text") }, examples: examples, origin: .elementwise
    ) { call in
      var meter = WorkMeter()
      return try map(try call.value("text"), &meter, function)
    }
  }

  private static func map(
    _ value: Value, _ meter: inout WorkMeter, _ function: TextFunction
  ) throws -> Value {
    switch value {
    case .text(let text):
      try meter.spend(100 * (1 + text.utf8.count))
      return .text(try function(text))
    case .missing: return .missing
    case .list(let items):
      if case .texts(let texts) = items.storage { return .list(ListValue(try function(texts))) }
      var mapped: [Value] = []
      mapped.reserveCapacity(items.count)
      for item in items { mapped.append(try map(item, &meter, function)) }
      return .list(mapped)
    default: throw RunProblem.wrongType(value, wanted: "a text", argument: "text")
    }
  }

  static let lower = mapped(
    "lower", "A text in lower case.", examples: [.init("lower(\"Oh NO\")", shows: "oh no")],
    .lowercased)

  static let upper = mapped(
    "upper", "A text in upper case.", examples: [.init("upper(\"ang\")", shows: "ANG")], .uppercased
  )

  static let trim = mapped(
    "trim", "A text without spaces at its ends.",
    examples: [.init("trim(\"  yes \")", shows: "yes")], .trimmed)

  static let normalize = mapped(
    "normalize_text", formerly: ["normalise"],
    "A transcript in lower case without accents, with words and `.!?` separated by single spaces.",
    examples: [
      .init(
        "normalize_text(\"Well, that's café-style: no!\")", shows: "well that s cafe style no !")
    ], TextNormalization.function)

  static let text = Builtin(
    "text", "Any value as a text, as a cell would show it.", family: family,
    [.subject("value", .unknown, "The value.")], gives: .text,
    examples: [.init("\"n = \" + text(12)", shows: "n = 12")]
  ) { call in
    switch try call.value("value") {
    case .text(let text): .text(text)
    case let other: .text(other.line)
    }
  }

  static let format = Builtin(
    "format", "A number as a text in a given format.", family: family,
    [
      .subject("number", .anyNumber, "The number."),
      .text("as", "`fixed 2`, `percent 1` or `integer`, as in prose."),
    ], gives: .text,
    examples: [
      .init("format(0.6549, as: \"percent 1\")", shows: "65.5 %"),
      .init("format(9800, as: \"integer\")", shows: "9,800"),
    ]
  ) { call in
    let name = try call.text("as")
    guard let format = ProseFormat(reading: name) else {
      throw RunProblem(
        "bad-format", "I do not know the number format `\(name)`", argument: "as",
        hint: "Known are `fixed 2`, `percent 1` and `integer`.")
    }
    return .text(try call.value("number").sentence(format))
  }

  static let markdown = Builtin(
    "markdown",
    "Text rendered as Markdown on the page; any other text is escaped.", family: family,
    [
      .subject(
        "text", .text,
        "Markdown and HTML of your own: tags, images and `javascript:` links take effect too, so clean text from data first."
      )
    ], gives: .object(MarkdownValue.kind),
    examples: [
      .init("markdown(\"**\" + upper(\"ang\") + \"** is rare\")", shows: "**ANG** is rare")
    ]
  ) { call in .object(MarkdownValue(try call.text("text"))) }

  static let number = Builtin(
    "number", "The number that a text spells; missing if it spells none.", family: family,
    [.subject("text", .text, "The text.")], gives: .count,
    examples: [.init("number(\"2.5\") + 1", shows: "3.5")]
  ) { call in
    guard let number = Double(try call.text("text")), number.isFinite else { return .missing }
    return .number(number)
  }

  static let replace = Builtin(
    "replace", "A text with every occurrence of a part replaced.", family: family,
    [
      .subject("text", .text, "The text."), .text("part", "The part to replace."),
      .text("with", "Its replacement."),
    ], gives: .text,
    examples: [.init("replace(\"Ses01F\", part: \"Ses\", with: \"S\")", shows: "S01F")]
  ) { call in
    let part = try call.text("part")
    let (text, replacement) = (try call.text("text"), try call.text("with"))
    let replacing = TextFunction.replacing(part, with: replacement) { bytes in
      try Call.expect(textOf: bytes)
    }
    return .text(try replacing(text))
  }.columnwise { arguments, _ in
    guard case .many(let list)? = arguments[0], case .texts(let texts) = list.storage,
      !list.hasMissing, case .one(.text(let part))? = arguments[1],
      case .one(.text(let replacement))? = arguments[2]
    else { return nil }
    let replacing = TextFunction.replacing(part, with: replacement) { bytes in
      try Call.expect(textOf: bytes)
    }
    return ListValue(try replacing(texts))
  }

  static let splitText = Builtin(
    "split_text", "The parts of a text between separators.", family: family,
    [.subject("text", .text, "The text."), .text("by", "The separator.", " ")], gives: .list(.text),
    examples: [.init("split_text(\"Ses01F_impro01_F000\", by: \"_\")[1]", shows: "impro01")]
  ) { call in
    let separator = try call.text("by")
    let text = try call.text("text")
    try call.expect(items: Double(text.utf8.count / max(1, separator.utf8.count)))
    if separator.isEmpty { return .list(text.map { .text(String($0)) }) }
    var parts: [Value] = []
    try text.forEachPart(separatedBy: separator) { parts.append(.text(String($0))) }
    return .list(parts)
  }.columnwise { arguments, _ in
    guard case .many(let list)? = arguments[0], case .texts(let texts) = list.storage,
      !list.hasMissing, case .one(.text(let separator))? = arguments[1]
    else { return nil }
    let (parts, counts) = try texts.split(by: separator)
    return ListValue(of: parts, counts: counts)
  }
}
