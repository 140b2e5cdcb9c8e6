// The message of every problem: first person when something was not found or understood, what was wanted, what to do.

import Basics

extension Problem {
  /// The problem with its message. The compiler demands one for each new case.
  package var diagnostic: Diagnostic {
    switch self {
    case .strayCharacter(let span, let text):
      said(
        "syntax", "I cannot read `\(text.prefix(12))` here", span, "not part of the language",
        Self.spelling[text.first ?? " "])
    case .unclosedText(let span):
      said(
        "syntax", "This text has no closing quote", span, "begins here", "Add a `\"` at its end.")
    case .unknownEscape(let span, let text):
      said(
        "syntax", "I do not know the escape `\(text)` in a text", span, "",
        "Known are `\\n`, `\\t`, `\\\"` and `\\\\`.")
    case .unknownUnit(let name):
      said(
        "unknown-unit", "I do not know the unit `\(name.text)`", name.span, "not a unit",
        Unit.meant(by: name.text).map { "Did you mean `\($0)`?" }
          ?? NearestNames.hint(for: name.text, among: Unit.all.map(\.word))
          ?? "Known are \(Unit.all.map { "`\($0.word)`" }.joined(separator: ", ")).")
    case .numberTooLarge(let span): said("syntax", "This number is too large", span, "over 1.8e308")
    case .unexpected(let seen, let wanted):
      said(
        "syntax", "I did not expect \(seen.description) here", seen.span,
        wanted.map { "wanted \($0)" } ?? "", Self.hint(for: seen.description, wanted))
    case .reservedWord(let name, let wanted):
      said(
        "reserved-word", "`\(name.text)` is a word of the language", name.span, "wanted \(wanted)",
        "Choose another name.")
    case .unclosedBracket(let bracket, let span, let wanted):
      said("syntax", "This `\(bracket)` is never closed", span, "opened here", "Add `\(wanted)`.")
    case .chainedComparison(let span):
      said(
        "syntax", "Comparisons cannot be chained", span, "",
        "Write `a < b and b < c`, or `b in a .. c`.")
    case .tooDeep(let span):
      said(
        "too-deep", "This expression is nested too deeply", span,
        "over \(Parser.maximumDepth) levels", "Give parts of it names of their own.")

    case .unclosedFrontMatter(let span):
      said(
        "unclosed-front-matter", "The front matter is never closed", span, "opened here",
        "Add a line `---` after it.")
    case .unclosedFence(let span):
      said(
        "unclosed-fence", "This cell is never closed", span, "opened here",
        "Add a line of the same backticks after its code.")
    case .unclosedComment(let span):
      Diagnostic(
        "unclosed-comment", "This comment is never closed: no cell below it runs",
        severity: .warning, labels: [Label(span, "opened here")],
        hint: "Add `-->` after it, or write `&lt;!--` for the literal characters.")
    case .formerName(let name, let current):
      Diagnostic(
        "former-name", "`\(name.text)` is now called `\(current)`", severity: .warning,
        labels: [Label(name.span)], hint: "`sernb fmt` rewrites it; both names work.")
    case .missingLabel(let span):
      said(
        "missing-label", "This cell has no label", span, "wanted a name after `ser`",
        "Outputs and links are named by the label of a cell, so each needs one of its own.")
    case .badLabel(let name):
      said(
        "bad-label", "`\(name.text.prefix(40))` cannot be a label", name.span,
        "wanted letters, digits, `_` and `-`")
    case .wordsAfterLabel(let span):
      said(
        "bad-label", "I do not know what these words after the label mean", span, "",
        "Options go on lines of their own: `#| fold: true`.")
    case .duplicateLabel(let name, let first):
      Diagnostic(
        "duplicate-label", "Two cells have the label `\(name.text)`",
        labels: [Label(name.span, "again here"), Label(first, "first here")],
        hint: "Give one of them another label.")
    case .badOptionLine(let span):
      said("bad-option", "I cannot read this option", span, "wanted `#| key: value`")
    case .lateOption(let span):
      said(
        "bad-option", "An option must come before the code of its cell", span, "not read here",
        "Move it to the top of the cell.")
    case .unknownOption(let name):
      said(
        "unknown-option", "I do not know the cell option `\(name.text)`", name.span, "",
        NearestNames.hint(for: name.text, among: CellOption.allCases.map(\.rawValue))
          ?? "Known are \(CellOption.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")).")
    case .repeatedOption(let name):
      said("bad-option", "The option `\(name.text)` is given twice", name.span, "again here")
    case .badOption(let option, let value) where value.text.isEmpty:
      said(
        "bad-option", "The option `\(option.rawValue)` has no value", value.span,
        "wanted \(option.wanted)")
    case .badOption(let option, let value):
      said(
        "bad-option", "`\(value.text.prefix(40))` does not fit the option `\(option.rawValue)`",
        value.span, "wanted \(option.wanted)")
    case .mergeConflict(let span, let cells):
      said(
        "merge-conflict",
        "There is an unresolved merge conflict"
          + (cells.isEmpty ? "" : " in \(Self.cellList(cells))"),
        span, "the conflict begins here", "Keep one side and delete the marker lines.")
    case .unclosedProseBinding(let span):
      said(
        "syntax", "This `{{` is never closed", span, "opened here",
        "Add `}}`, or write `\\{{` for the literal characters.")
    case .badFormat(let name) where name.text.isEmpty:
      said(
        "bad-format", "There is no number format after the colon", name.span, "",
        "Known are \(ProseFormat.examples.map { "`\($0)`" }.joined(separator: ", ")).")
    case .badFormat(let name):
      said(
        "bad-format", "I do not know the number format `\(name.text)`", name.span, "",
        "Known are \(ProseFormat.examples.map { "`\($0)`" }.joined(separator: ", ")).")

    case .badYAML(let why, let span):
      said("front-matter", "I cannot read the front matter: \(why)", span, "")
    case .frontMatterNotMapping(let span):
      said("front-matter", "The front matter is not a list of `key: value` lines", span, "")
    case .unknownFrontMatterKey(let name, let known):
      said(
        "front-matter", "I do not know the key `\(name.text)`", name.span, "",
        NearestNames.hint(for: name.text, among: known) ?? "Known are \(Self.list(known)).")
    case .badSeed(let span):
      said("front-matter", "The seed is not a whole number from 0 up", span, "wanted `seed: 2019`")
    case .badFrontMatterValue(let name, let wanted):
      said("front-matter", "I cannot read `\(name.text)`", name.span, "wanted \(wanted)")
    case .badParameterName(let name):
      said(
        "front-matter", "`\(name.text)` cannot be a parameter's name", name.span,
        "wanted letters, digits and `_`, and no word of the language")
    case .defaultOutOfRange(let name, let wanted):
      said(
        "front-matter", "The default of `\(name.text)` is not allowed by its own range or choices",
        name.span, "wanted \(wanted)")
    case .badParameterValue(let name, let given, let wanted):
      said(
        "bad-parameter", "The parameter `\(name.text)` cannot be `\(given.prefix(60))`", name.span,
        "wanted \(wanted)", "Give `-p \(name.text)=...` a value of that kind.")
    case .unknownParameter(let name, let known):
      said(
        "unknown-parameter", "This notebook has no parameter `\(name.text)`", name.span, "",
        NearestNames.hint(for: name.text, among: known)
          ?? (known.isEmpty
            ? "Declare it under `params:` in the front matter." : Self.knownHint(known)))
    case .unreadParameter(let name):
      said(
        "unread-parameter", "The parameter `\(name.text)` is declared and never read", name.span,
        "", "Use `params.\(name.text)` in a cell, or delete it.")
    case .missingParameter(let name):
      said(
        "missing-parameter", "The secret `\(name.text)` is needed here but was not given",
        name.span,
        "", "Give it in a file with `--params FILE`, or with `-p \(name.text)=...`.")
    case .misplacedSecret(let span):
      said(
        "secret", "A secret can only be given where a path is wanted", span, "this is a secret",
        "Give it to a function that takes the path of a file or folder, such as `read_csv`.")

    case .unknownName(let name, let known):
      said(
        "unknown-name", "I cannot find `\(name.text)`", name.span, "not defined above this place",
        NearestNames.hint(for: name.text, among: known))
    case .unknownFunction(let name, let known):
      said(
        "unknown-name", "I cannot find a function `\(name.text)`", name.span, "not known here",
        NearestNames.hint(for: name.text, among: known) ?? "`sernb doc` lists all functions.")
    case .functionAsValue(let name, let signature):
      said(
        "unknown-name", "`\(name.text)` is a function, not a value", name.span, "",
        "Call it: `\(signature)`.")
    case .notAFunction(let span, let type):
      said(
        "wrong-type", "\(type.description.capitalizedFirst) cannot be called", span,
        "not a function")
    case .repeatedName(let name):
      said("repeated-name", "`\(name.text)` is given twice", name.span, "again here")
    case .recursion(let name):
      said(
        "unknown-name", "The function `\(name.text)` calls itself", name.span, "",
        "Notebooks always end, so functions cannot recur: use a comprehension over a list.")
    case .unknownColumn(let name, let known):
      said(
        "unknown-column", "The table has no column `\(name.text)`", name.span, "",
        NearestNames.hint(for: name.text, among: known) ?? Self.columnsHint(known))
    case .columnOutsideRow(let name):
      said(
        "column-outside-row", "`.\(name.text)` means a row's value, and there is no row here",
        name.span, "", "Use it inside a verb, as in `table |> where(.\(name.text) == …)`.")
    case .unknownPart(let name, let type, let known):
      said(
        "unknown-part", "\(type.description.capitalizedFirst) has no `\(name.text)`", name.span, "",
        NearestNames.hint(for: name.text, among: known) ?? Self.knownHint(known))
    case .noParts(let name, let type):
      said("unknown-part", "\(type.description.capitalizedFirst) has no parts", name.span, "")
    case .noIndex(let span, let type, let index):
      said(
        "wrong-type",
        "\(type.description.capitalizedFirst) cannot be indexed by \(index.description)", span, "")

    case .wrongType(let span, let seen, let wanted):
      said("wrong-type", "This must be \(wanted), not \(seen.description)", span, seen.description)
    case .unitMismatch(let sign, let a, let first, let b, let second):
      Diagnostic(
        "unit-mismatch", Self.mismatch(of: sign, first, second),
        labels: [Label(a, first.description), Label(b, second.description)],
        hint: first == .plain
          ? "Give the number a unit, such as `\(second.example)`."
          : second == .plain ? "Give the number a unit, such as `\(first.example)`." : nil)
    case .neverEqual(let a, let first, let b, let second):
      Diagnostic(
        "wrong-type", "\(first.description.capitalizedFirst) never equals \(second.description)",
        labels: [Label(a, first.description), Label(b, second.description)])
    case .noOrder(let sign, let a, let first, let b, let second):
      Diagnostic(
        "wrong-type", "`\(sign)` cannot compare \(first.description) with \(second.description)",
        labels: [Label(a, first.description), Label(b, second.description)])
    case .textPlus(let span, let type):
      said(
        "wrong-type", "A text can only be joined to a text", span, "this is \(type.description)",
        "Write `text(…)` around it.")

    case .unknownArgument(let name, let function, let known):
      said(
        "unknown-argument", "\(function) has no argument `\(name.text)`", name.span, "",
        NearestNames.hint(for: name.text, among: known) ?? Self.argumentsHint(known))
    case .unnamedArgument(let span, let text, let function, let names):
      said(
        "unnamed-argument", "\(function) takes no further argument without a name", span,
        names.isEmpty ? "one too many" : "wanted a name before it",
        names.first.map { first in
          let shown = text.count <= 30 && !text.contains(where: \.isNewline) ? text : "…"
          let others = names.dropFirst().prefix(6)
          return "Write `\(first): \(shown)`"
            + (others.isEmpty ? "." : ", or name another of \(Self.list(others)).")
        })
    case .tooManyArguments(let span, let function, let names):
      said(
        "unknown-argument", "\(function) takes \(Self.argumentCount(names.count))", span,
        "one too many", Self.argumentsHint(names))
    case .missingArguments(let span, let function, let absent):
      said(
        "missing-argument",
        "\(function) needs " + absent.map { "`\($0.name)`" }.joined(separator: " and "), span, "",
        Self.absence(absent.filter { !$0.description.isEmpty }))
    case .wrongArgument(
      let span, let seen, let constant, let function, let parameter, let wanted, let unit):
      said(
        "wrong-type",
        "`\(parameter)` of `\(function)` must be \(wanted), not \(seen.description)", span,
        seen.description, Self.unitHint(constant, seen, unit))
    case .outOfRange(let span, let value, let function, let parameter, let wanted):
      said(
        "out-of-range", "`\(parameter)` of `\(function)` cannot be \(value)", span,
        "wanted \(wanted)")
    case .notAChoice(let name, let parameter, let choices):
      said(
        "not-a-choice", "`\(parameter)` cannot be \"\(name.text)\"", name.span, "",
        NearestNames.hint(for: name.text, among: choices)
          ?? "Choose one of \(choices.map { "`\"\($0)\"`" }.joined(separator: ", ")).")

    case .badDescription(let span, let why): said("bad-description", why, span, "")
    case .missingData(let path, let folder):
      said(
        "missing-data", "I cannot find the \(folder ? "folder" : "file") `\(path.text)`", path.span,
        "looked for it from the project's folder",
        Self.advice(onMissing: path.text))
    case .wrongKindOfPath(let path, let wantsFolder):
      said(
        "missing-data", "`\(path.text)` is a \(wantsFolder ? "file" : "folder")", path.span,
        "wanted the path of a \(wantsFolder ? "folder" : "file")")
    case .forbiddenPath(let path, let why):
      said(
        "forbidden-path", "A notebook may not reach `\(path.text)`", path.span, why,
        Diagnostic.reachHint)
    case .badSavePath(let path):
      said(
        "forbidden-path",
        "A notebook cannot save to " + (path.text.isEmpty ? "an empty name" : "`\(path.text)`"),
        path.span, "wanted a file name without `..` and without a leading `/`",
        "Saved files go beside the write-up, to `Outputs/NAME.files/`.")
    case .wrongEnding(let path, let type, let wanted):
      said(
        "wrong-ending", "\(type.description.capitalizedFirst) cannot be saved as `\(path.text)`",
        path.span, "wanted a name ending in " + wanted.map { "`.\($0)`" }.joined(separator: " or "))
    case .cannotSave(let span, let type):
      said("wrong-ending", "\(type.description.capitalizedFirst) cannot be saved", span, "")
    case .missingNotebook(let path, let near):
      said(
        "missing-notebook", "I cannot find the notebook `\(path.text)`", path.span,
        "looked beside this notebook", NearestNames.hint(for: path.text, among: near))
    case .unreadableNotebook(let path, let why):
      said("missing-notebook", "I cannot read the notebook `\(path.text)`: \(why)", path.span, "")
    case .notebookCycle(let span, let files):
      said(
        "notebook-cycle", "These notebooks use each other in a circle", span,
        Self.circle(files), "Move what both need to a notebook of its own.")
    case .brokenNotebook(let path, let count):
      said(
        "broken-notebook",
        "`\(path.text)` has \(count == 1 ? "a problem" : "\(count) problems") of its own",
        path.span, "", "Check it first: `sernb check --static \(path.text)`.")
    case .unknownExport(let name, let file, let known):
      said(
        "unknown-name", "`\(file)` binds no `\(name.text)`", name.span, "",
        NearestNames.hint(for: name.text, among: known) ?? Self.knownHint(known))

    case .inCall(let callee, let function, let problem):
      Self.called(problem.diagnostic, at: callee, function)
    case .failingCall(let callee, let function, let file, let why):
      said(
        "bad-call", "`\(function)` cannot be called like this: \(Self.lowercased(why))", callee,
        "written in `\(file)`")

    case .other(let diagnostic): diagnostic
    case .inCell(let cell, let problem): Self.placed(problem.diagnostic, in: cell)
    }
  }

  /// The notebooks of an import cycle; of a long one its two ends.
  private static func circle(_ files: [String]) -> String {
    guard files.count > 12 else { return files.joined(separator: " → ") }
    return (files.prefix(5) + ["… (\(files.count - 10) more) …"] + files.suffix(5))
      .joined(separator: " → ")
  }

  private static func placed(_ diagnostic: Diagnostic, in cell: String) -> Diagnostic {
    var result = diagnostic
    result.cell = diagnostic.cell ?? cell
    return result
  }

  /// The call first, where the mistake can be fixed; then the location in the body.
  private static func called(_ diagnostic: Diagnostic, at callee: Span, _ function: String?)
    -> Diagnostic
  {
    var result = diagnostic
    // In nested calls, the innermost location is the last label.
    let inner = diagnostic.labels.last.map {
      Label($0.span, $0.text.isEmpty ? "the problem is here" : $0.text)
    }
    let name = function.map { " of `\($0)`" } ?? ""
    result.labels = [Label(callee, "in this call\(name)")] + (inner.map { [$0] } ?? [])
    return result
  }

  private static func argumentCount(_ count: Int) -> String {
    count == 0 ? "no arguments" : count == 1 ? "one argument" : "\(count) arguments"
  }

  /// What to write in place of operators and quotes of other languages.
  private static let spelling: [Character: String] = [
    "'": "A text is written between two `\"`.", "“": "A text is written between two `\"`.",
    "‘": "A text is written between two `\"`.", "„": "A text is written between two `\"`.",
    "&": "Write `and`.", "|": "Write `or`, or `|>` to hand a value on.", "!": "Write `not`.",
    ";": "Begin a new line.", "%": "A percent sign follows a number: `20 %`.",
    "×": "Write `*`.", "÷": "Write `/`.", "−": "Write `-`.", "–": "Write `-`.", "≤": "Write `<=`.",
    "≥": "Write `>=`.", "≠": "Write `!=`.",
  ]

  private static func hint(for seen: String, _ wanted: String?) -> String? {
    switch (seen, wanted) {
    case ("`=`", "`,` or `)`"?): "A named argument is written `name: value`."
    case ("`=`", _): "Equality is written `==`."
    case ("`*`", "a value"?): "A power is written `a ^ b`."
    default: nil
    }
  }

  private func said(
    _ code: ProblemCode, _ message: String, _ span: Span, _ label: String, _ hint: String? = nil
  ) -> Diagnostic {
    Diagnostic(code, message, labels: [Label(span, label)], hint: hint)
  }

  static func knownHint(_ known: [String]) -> String? {
    known.isEmpty ? nil : "It has \(list(known.prefix(8)))\(known.count > 8 ? ", …" : "")."
  }

  /// The message for operands of different dimensions.
  package static func mismatch(of sign: String, _ a: Dimension, _ b: Dimension) -> String {
    switch sign {
    case "+", "-": "`\(sign)` cannot join \(a.description) with \(b.description)"
    case "..": "`..` cannot go from \(a.description) to \(b.description)"
    default: "`\(sign)` cannot compare \(a.description) with \(b.description)"
    }
  }

  private static func absence(_ absent: [AbsentArgument]) -> String? {
    guard !absent.isEmpty else { return nil }
    return absent.prefix(3).map { "`\($0.name)` is \($0.description)" }.joined(separator: "; ")
      + "."
  }

  private static func argumentsHint(_ names: [String]) -> String? {
    switch names.count {
    case 0: "It takes none."
    case 1: "Its only argument is \(list(names))."
    default: "Its arguments are \(list(names.prefix(8)))\(names.count > 8 ? ", …" : "")."
    }
  }

  static func columnsHint(_ known: [String]) -> String? {
    known.isEmpty
      ? nil : "Its columns are \(list(known.prefix(10)))\(known.count > 10 ? ", …" : "")."
  }

  private static func list(_ names: some Collection<String>) -> String {
    names.map { "`\($0)`" }.joined(separator: ", ")
  }

  private static func cellList(_ cells: [String]) -> String {
    let names = cells.map { "`\($0)`" }
    guard let last = names.last, names.count > 1 else { return "cell " + names.joined() }
    return "cells " + names.dropLast().joined(separator: ", ") + " and " + last
  }

  private static func advice(onMissing path: String) -> String {
    if path == "data/demo" || path.hasPrefix("data/demo/") {
      return "Make the demo corpus with `sernb corpus demo`, or run `0_demo_corpus.sernb` first."
    }
    // So pages call a path that was given to the run that made them.
    if path.hasPrefix(Override.startOfPathName) {
      return "It stands for a path of another machine: give your own with `-p`."
    }
    return "Put it there, or write another path."
  }

  private static func lowercased(_ message: String) -> String {
    // `I` stays a capital.
    message.hasPrefix("I ") ? message : message.prefix(1).lowercased() + message.dropFirst()
  }

  /// The hint for a plain number where a unit is expected: an example with a unit.
  private static func unitHint(_ constant: Constant?, _ seen: Type, _ unit: Dimension?) -> String? {
    guard let unit, unit != .plain, case .number(.plain?) = seen else { return nil }
    return "Give it a unit, such as `\(unit.example)`."
  }
}
