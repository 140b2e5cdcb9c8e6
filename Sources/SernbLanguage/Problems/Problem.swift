// Every problem that the front end can report, as a fact with its location. `ProblemMessages` has the messages.

/// A problem in a notebook. One enum for all phases: problems of parsing, checking and files are merged, sorted and
/// nested (`inCall`, `inCell`), which separate enums would have to wrap again.
public indirect enum Problem: Hashable, Sendable {
  // Reading code
  case strayCharacter(Span, String)
  case unclosedText(Span)
  case unknownEscape(Span, String)
  case unknownUnit(Name)
  case numberTooLarge(Span)
  case unexpected(FoundSyntax, wanted: String?)
  case reservedWord(Name, wanted: String)
  case unclosedBracket(String, Span, wanted: String)
  case chainedComparison(Span)
  case tooDeep(Span)

  // The file
  case unclosedFrontMatter(Span)
  case unclosedFence(Span)
  /// A comment that extends to the end of the file: not an error, but all cells below it are text.
  case unclosedComment(Span)
  case missingLabel(Span)
  case badLabel(Name)
  case wordsAfterLabel(Span)
  case duplicateLabel(Name, first: Span)
  case badOptionLine(Span)
  case lateOption(Span)
  case unknownOption(Name)
  case repeatedOption(Name)
  case badOption(CellOption, Name)
  case mergeConflict(Span, cells: [String])
  case unclosedProseBinding(Span)
  case badFormat(Name)

  // Front matter and parameters
  case badYAML(String, Span)
  case frontMatterNotMapping(Span)
  case unknownFrontMatterKey(Name, known: [String])
  case badSeed(Span)
  case badFrontMatterValue(Name, wanted: String)
  case badParameterName(Name)
  case defaultOutOfRange(Name, String)
  case badParameterValue(Name, given: String, wanted: String)
  case unknownParameter(Name, known: [String])
  case unreadParameter(Name)
  /// A secret is read but was not given.
  case missingParameter(Name)
  /// A secret is used for something other than a path.
  case misplacedSecret(Span)

  // Names
  case unknownName(Name, known: [String])
  case unknownFunction(Name, known: [String])
  /// A builtin, parameter or setting under a name that it had before: not an error.
  case formerName(Name, current: String)
  case functionAsValue(Name, signature: String)
  case notAFunction(Span, Type)
  case repeatedName(Name)
  case recursion(Name)
  case unknownColumn(Name, known: [String])
  case columnOutsideRow(Name)
  case unknownPart(Name, Type, known: [String])
  case noParts(Name, Type)
  case noIndex(Span, Type, Type)

  // Types
  case wrongType(Span, seen: Type, wanted: String)
  case unitMismatch(String, Span, Dimension, Span, Dimension)
  case neverEqual(Span, Type, Span, Type)
  case noOrder(String, Span, Type, Span, Type)
  case textPlus(Span, Type)

  // Calls
  case unknownArgument(Name, function: String, known: [String])
  case unnamedArgument(Span, String, function: String, names: [String])
  case tooManyArguments(Span, function: String, [String])
  case missingArguments(Span, function: String, [AbsentArgument])
  case wrongArgument(
    Span, seen: Type, constant: Constant?, function: String, parameter: String, wanted: String,
    dimension: Dimension?)
  /// A problem in a function's body for the arguments of a call. The call is shown first.
  case inCall(Span, function: String?, Problem)
  /// The same for a function of another notebook, whose text is not available.
  case failingCall(Span, function: String, file: String, why: String)
  case outOfRange(Span, value: String, function: String, parameter: String, wanted: String)
  case notAChoice(Name, parameter: String, choices: [String])

  // Files and other notebooks
  case missingData(Name, folder: Bool)
  case wrongKindOfPath(Name, wantsFolder: Bool)
  case forbiddenPath(Name, String)
  /// What says how the recordings of a folder are labeled does not fit together.
  case badDescription(Span, why: String)
  case badSavePath(Name)
  case wrongEnding(Name, Type, wanted: [String])
  case cannotSave(Span, Type)
  case missingNotebook(Name, near: [String])
  case unreadableNotebook(Name, String)
  case notebookCycle(Span, [String])
  case brokenNotebook(Name, count: Int)
  case unknownExport(Name, file: String, known: [String])

  /// A problem found by a builtin's own rule.
  case other(Diagnostic)
  /// A problem and its cell.
  case inCell(String, Problem)
}

extension Problem {
  /// Whether it stops a cell, without building its message.
  package var isError: Bool {
    switch self {
    case .other(let diagnostic): diagnostic.isError
    case .unclosedComment, .formerName: false
    case .inCell(_, let problem), .inCall(_, _, let problem): problem.isError
    default: true
    }
  }

  /// Whether it depends on files, other notebooks or given parameters: then the text itself was fully read.
  var isFromOutside: Bool {
    switch self {
    case .missingData, .wrongKindOfPath, .forbiddenPath, .missingNotebook, .unreadableNotebook,
      .notebookCycle, .brokenNotebook, .badParameterValue, .missingParameter:
      true
    case .inCell(_, let problem), .inCall(_, _, let problem): problem.isFromOutside
    default: false
    }
  }

  /// Sorted by location; the order of those at the same location is kept.
  static func inOrder(_ problems: [Problem]) -> [Problem] {
    guard problems.count > 1 else { return problems }
    return problems.enumerated().map { (offset: $1.span.start, index: $0, problem: $1) }
      .sorted { ($0.offset, $0.index) < ($1.offset, $1.index) }.map(\.problem)
  }
}

/// A required parameter without an argument, and a description of what it expects.
public struct AbsentArgument: Hashable, Sendable {
  package let name: String
  package let description: String
}
