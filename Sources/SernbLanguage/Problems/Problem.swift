// Every fact that the front end can report: what was seen and where. `ProblemMessages` holds the sentences.

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
  /// A comment that reaches to the end of the file: no error, but all cells below it are text.
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
  /// A secret is read and was not given.
  case missingParameter(Name)
  /// A secret is used for something other than a path.
  case misplacedSecret(Span)

  // Names
  case unknownName(Name, known: [String])
  case unknownFunction(Name, known: [String])
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
  /// What is wrong in a function's body for the arguments of a call, which is the place to look at first.
  case inCall(Span, function: String?, Problem)
  /// The same for a function of another notebook, whose text is not at hand.
  case failingCall(Span, function: String, file: String, why: String)
  case outOfRange(Span, value: String, function: String, parameter: String, wanted: String)
  case notAChoice(Name, parameter: String, choices: [String])

  // Files and other notebooks
  case missingData(Name, folder: Bool)
  case wrongKindOfPath(Name, wantsFolder: Bool)
  case forbiddenPath(Name, String)
  case badSavePath(Name)
  case wrongEnding(Name, Type, wanted: [String])
  case cannotSave(Span, Type)
  case missingNotebook(Name, near: [String])
  case unreadableNotebook(Name, String)
  case notebookCycle(Span, [String])
  case brokenNotebook(Name, count: Int)
  case unknownExport(Name, file: String, known: [String])

  /// What a builtin's own rule found.
  case other(Diagnostic)
  /// A problem together with the cell it stands in.
  case inCell(String, Problem)
}

extension Problem {
  /// Whether it stops a cell. Asked without making words.
  public var isError: Bool {
    switch self {
    case .other(let diagnostic): diagnostic.isError
    case .unclosedComment: false
    case .inCell(_, let problem), .inCall(_, _, let problem): problem.isError
    default: true
    }
  }

  /// Whether it hangs on files, other notebooks or what was given: then the text itself was read to its end.
  var isFromOutside: Bool {
    switch self {
    case .missingData, .wrongKindOfPath, .forbiddenPath, .missingNotebook, .unreadableNotebook,
      .notebookCycle, .brokenNotebook, .badParameterValue, .missingParameter:
      true
    case .inCell(_, let problem), .inCall(_, _, let problem): problem.isFromOutside
    default: false
    }
  }

  /// Sorted by place; those of one place stay as they were.
  static func inOrder(_ problems: [Problem]) -> [Problem] {
    guard problems.count > 1 else { return problems }
    return problems.enumerated().map { (place: $1.place.start, index: $0, problem: $1) }
      .sorted { ($0.place, $0.index) < ($1.place, $1.index) }.map(\.problem)
  }
}

/// A parameter without an argument, and what is wanted for it.
public struct AbsentArgument: Hashable, Sendable {
  public let name: String
  public let description: String
}
