// The front matter between the `---` lines: title, author, seed, required data and typed parameters, in strict YAML.
//
//     ---
//     title: Audio classification
//     seed: 2019
//     requires:
//       data/emodb: Download Emo-DB and link its folder here.
//     params:
//       trees: 1200            # number of trees
//       share:
//         default: 20 %
//         range: 5 % .. 50 %
//         help: part of the rows kept for testing
//       recordings:
//         secret: true         # a path that is given with `-p` or `--params` and never shown
//     ---
//
// A parameter's type is that of its default: `1200` is an integer, `20 %` a number, `25 ms` a duration. Scalars are
// read by the language's own rules, so `no` is a text and `1e3` a number. Anchors and aliases are refused: a few of
// them may expand to more values than fit in memory.

internal import Yams

/// The parsed front matter of a notebook.
package struct FrontMatter: Sendable {
  package var title: String?
  package var author: String?
  package var seed: UInt64 = 0
  /// Paths that must exist for the notebook to run, and how to get them.
  package var requires: [(path: Name, advice: String)] = []
  package var parameters: [NotebookParameter] = []

  package init() {}
}

/// A value of the notebook that the user may replace.
package struct NotebookParameter: Sendable {
  package let name: Name
  package let defaultValue: Constant
  /// Inclusive bounds of a number, in its base unit.
  package let range: ClosedRange<Double>?
  package let choices: [Constant]
  package let help: String?
  /// Whether it is never shown (`Secret`). Its default is `missing`, so it must be given.
  package let isSecret: Bool

  init(
    name: Name, defaultValue: Constant, range: ClosedRange<Double>? = nil, choices: [Constant] = [],
    help: String? = nil, isSecret: Bool = false
  ) {
    self.name = name
    self.defaultValue = defaultValue
    self.range = range
    self.choices = choices
    self.help = help
    self.isSecret = isSecret
  }

  /// Whether a plain number must be an integer: its default and bounds are integers.
  package var isWhole: Bool {
    defaultValue.isWhole && (range.map { $0.lowerBound == $0.lowerBound.rounded() } ?? true)
  }

  /// A description of the values that it accepts, for messages.
  package var wanted: String {
    if isSecret {
      return
        "a secret of at least \(Secret.minimumLength) characters: a shorter one could not be kept "
        + "out of what is written"
    }
    var description: String
    switch defaultValue {
    case .number(_, .plain): description = isWhole ? "a whole number" : "a number"
    case .number(_, let dimension):
      description = "\(dimension.description) such as `\(dimension.example)`"
    case .text: description = "a text"
    case .missing: description = "a value"
    case .boolean: description = "`true` or `false`"
    case .list: description = "a list such as `\(defaultValue.written)`"
    case .secret: description = "a secret"
    }
    if let range {
      let low = Constant.written(range.lowerBound)
      description += " from \(low) to \(Constant.written(range.upperBound))"
    }
    if !choices.isEmpty {
      description += ": " + choices.map { "`\($0.written)`" }.joined(separator: ", ")
    }
    return description
  }

  /// The value of `text` if it may replace the default, otherwise nil. For a text parameter any `text` is accepted.
  package func accepting(_ text: String) -> Constant? {
    let value: Constant
    if isSecret {
      let given = if case .text(let quoted)? = Constant(literal: text) { quoted } else { text }
      return given.count >= Secret.minimumLength ? .secret(Secret(given)) : nil
    }
    if case .text = defaultValue {
      if case .text(let quoted)? = Constant(literal: text) {
        value = .text(quoted)
      } else {
        value = .text(text)
      }
    } else {
      value = Constant(reading: text)
    }
    return accepts(value) ? value : nil
  }

  func accepts(_ value: Constant) -> Bool {
    switch (defaultValue, value) {
    case (.number(_, let wanted), .number(let number, let dimension)):
      guard wanted == dimension else { return false }
      if isWhole, !value.isWhole { return false }
      if let range, !range.contains(number) { return false }
    case (.text, .text), (.boolean, .boolean), (.missing, _): break
    case (.list(let known), .list(let items)):
      guard let first = known.first?.type else { break }
      if !items.allSatisfy({ $0.type == first }) { return false }
    default: return false
    }
    return choices.isEmpty || choices.contains(value)
  }
}

extension FrontMatter {
  static let keys = ["author", "params", "requires", "seed", "title"]
  static let parameterKeys = ["choices", "default", "help", "range", "secret"]

  /// Parses the front matter of a notebook; what cannot be read is reported and left out.
  package static func read(_ notebook: Notebook) -> (frontMatter: FrontMatter, problems: [Problem])
  {
    guard let content = notebook.frontMatter?.content else { return (FrontMatter(), []) }
    var reader = FrontMatterReader(source: notebook.source, content: content)
    reader.read()
    return (reader.result, reader.problems)
  }
}

private struct FrontMatterReader {
  let source: SourceText
  let content: Span
  var result = FrontMatter()
  var problems: [Problem] = []
  private let yaml: StrictYAML
  /// Cached comments by line of the content, from one.
  private var comments: [Int: String?] = [:]

  init(source: SourceText, content: Span) {
    self.source = source
    self.content = content
    yaml = StrictYAML(source: source, content: content)
  }

  private func span(of node: Node) -> Span { yaml.span(of: node) }
  private func constant(_ node: Node) -> Constant? { StrictYAML.constant(node) }

  mutating func read() {
    do {
      guard let node = try yaml.node() else { return }
      guard let mapping = node.mapping else {
        problems.append(.frontMatterNotMapping(span(of: node)))
        return
      }
      for (key, value) in mapping { read(key, value) }
    } catch { problems.append(.badYAML(error.why, error.span)) }
  }

  private mutating func read(_ key: Node, _ value: Node) {
    let name = Name(key.string ?? source[span(of: key)], span(of: key))
    switch name.text {
    case "title", "author":
      guard let text = value.scalar?.string else {
        problems.append(.badFrontMatterValue(name, wanted: "a text"))
        return
      }
      if name.text == "title" { result.title = text } else { result.author = text }
    case "seed":
      if let text = value.scalar?.string, let seed = UInt64(text) {
        result.seed = seed
      } else {
        problems.append(.badSeed(span(of: value)))
      }
    case "requires":
      guard let paths = value.mapping else {
        problems.append(
          .badFrontMatterValue(name, wanted: "paths with advice: `data/x: how to get it`"))
        return
      }
      for (path, advice) in paths {
        result.requires.append(
          (Name(path.string ?? "", span(of: path)), advice.scalar?.string ?? ""))
      }
    case "params":
      if value.null != nil { return }
      guard let parameters = value.mapping else {
        problems.append(.badFrontMatterValue(name, wanted: "names with defaults: `trees: 1200`"))
        return
      }
      for (key, value) in parameters { readParameter(key, value) }
    default: problems.append(.unknownFrontMatterKey(name, known: FrontMatter.keys))
    }
  }

  private mutating func readParameter(_ key: Node, _ value: Node) {
    let name = Name(key.string ?? "", span(of: key))
    guard Printer.isPlainName(name.text) else {
      problems.append(.badParameterName(name))
      return
    }
    guard let mapping = value.mapping else {
      guard let defaultValue = constant(value) else {
        problems.append(.badFrontMatterValue(name, wanted: "a default value"))
        return
      }
      result.parameters.append(
        NotebookParameter(
          name: name, defaultValue: defaultValue, range: nil, choices: [],
          help: comment(behind: key)))
      return
    }
    var fields: [String: Node] = [:]
    for (key, value) in mapping {
      let field = Name(key.string ?? "", span(of: key))
      if FrontMatter.parameterKeys.contains(field.text) {
        fields[field.text] = value
      } else {
        problems.append(.unknownFrontMatterKey(field, known: FrontMatter.parameterKeys))
      }
    }
    if let secret = fields["secret"], secret.scalar?.string != "false" {
      readSecret(name, secret, fields, comment: comment(behind: key))
      return
    }
    guard let defaultValue = fields["default"].flatMap(constant) else {
      problems.append(.badFrontMatterValue(name, wanted: "a `default`"))
      return
    }
    var choices: [Constant] = []
    if let node = fields["choices"] {
      if case .list(let items)? = constant(node), !items.isEmpty {
        choices = items
      } else {
        problems.append(
          .badFrontMatterValue(
            Name("choices", span(of: node)), wanted: "a list of values, such as `[fast, exact]`"))
      }
    }
    let parameter = NotebookParameter(
      name: name, defaultValue: defaultValue, range: readRange(fields["range"], like: defaultValue),
      choices: choices, help: fields["help"]?.scalar?.string ?? comment(behind: key))
    if !parameter.accepts(defaultValue) {
      problems.append(.defaultOutOfRange(name, parameter.wanted))
    }
    result.parameters.append(parameter)
  }

  private mutating func readSecret(
    _ name: Name, _ secret: Node, _ fields: [String: Node], comment: String?
  ) {
    guard secret.scalar?.string == "true" else {
      problems.append(
        .badFrontMatterValue(Name("secret", span(of: secret)), wanted: "`true` or `false`"))
      return
    }
    let others = fields.keys.filter { $0 != "secret" && $0 != "help" }.sorted()
    for other in others {
      guard let node = fields[other] else { continue }
      problems.append(
        .badFrontMatterValue(
          Name(other, span(of: node)), wanted: "only `help` beside `secret: true`"))
    }
    result.parameters.append(
      NotebookParameter(
        name: name, defaultValue: .missing, help: fields["help"]?.scalar?.string ?? comment,
        isSecret: true))
  }

  private mutating func readRange(_ node: Node?, like defaultValue: Constant) -> ClosedRange<
    Double
  >? {
    guard let node else { return nil }
    let parts = (node.scalar?.string ?? "").components(between: "..")
    if parts.count == 2, case .number(_, let wanted) = defaultValue,
      case .number(let low, wanted)? = Constant(literal: parts[0]),
      case .number(let high, wanted)? = Constant(literal: parts[1]), low <= high
    {
      return low...high
    }
    problems.append(
      .badFrontMatterValue(
        Name("range", span(of: node)),
        wanted: "two numbers in the unit of the default, such as `1 .. 100`"))
    return nil
  }

  /// The comment on the line of a key: the help text of a parameter.
  private mutating func comment(behind key: Node) -> String? {
    guard let mark = key.mark else { return nil }
    if let known = comments[mark.line] { return known }
    let comment = comment(inLine: mark.line)
    comments[mark.line] = .some(comment)
    return comment
  }

  private func comment(inLine number: Int) -> String? {
    var quote: Character?
    var before: Character = " "
    let line = source[source.span(ofLine: yaml.firstLine + number - 1)]
    for (index, sign) in zip(line.indices, line) {
      if sign == "#", before == " ", quote == nil {
        return String(line[index...].dropFirst()).trimmingBlanks()
      }
      if let open = quote {
        if sign == open { quote = nil }
      } else if sign == "\"" || sign == "'", before == " " {
        quote = sign
      }
      before = sign
    }
    return nil
  }
}

extension String {
  func components(between separator: String) -> [String] {
    split(separator: separator, omittingEmptySubsequences: false).map {
      String($0).trimmingBlanks()
    }
  }
}
