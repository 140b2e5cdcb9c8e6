// The location of each problem, without building its message: thousands of problems are sorted by it.

extension Problem {
  /// The span of its first label.
  var span: Span {
    switch self {
    case .strayCharacter(let span, _), .unclosedText(let span), .unclosedComment(let span),
      .unknownEscape(let span, _), .numberTooLarge(let span), .unclosedBracket(_, let span, _),
      .chainedComparison(let span), .tooDeep(let span), .unclosedFrontMatter(let span),
      .unclosedFence(let span), .missingLabel(let span), .wordsAfterLabel(let span),
      .badOptionLine(let span), .lateOption(let span), .mergeConflict(let span, _),
      .unclosedProseBinding(let span), .badYAML(_, let span), .frontMatterNotMapping(let span),
      .badSeed(let span), .misplacedSecret(let span), .notAFunction(let span, _),
      .noIndex(let span, _, _), .wrongType(let span, _, _), .unitMismatch(_, let span, _, _, _),
      .neverEqual(let span, _, _, _), .noOrder(_, let span, _, _, _), .textPlus(let span, _),
      .unnamedArgument(let span, _, _, _), .tooManyArguments(let span, _, _),
      .missingArguments(let span, _, _), .wrongArgument(let span, _, _, _, _, _, _),
      .inCall(let span, _, _), .failingCall(let span, _, _, _), .outOfRange(let span, _, _, _, _),
      .cannotSave(let span, _), .notebookCycle(let span, _), .badDescription(let span, _):
      span
    case .unknownUnit(let name), .reservedWord(let name, _), .badLabel(let name),
      .duplicateLabel(let name, _), .unknownOption(let name), .repeatedOption(let name),
      .badOption(_, let name), .badFormat(let name), .unknownFrontMatterKey(let name, _),
      .badFrontMatterValue(let name, _), .badParameterName(let name),
      .defaultOutOfRange(let name, _), .badParameterValue(let name, _, _),
      .unknownParameter(let name, _), .unreadParameter(let name), .missingParameter(let name),
      .unknownName(let name, _), .unknownFunction(let name, _), .formerName(let name, _),
      .functionAsValue(let name, _), .repeatedName(let name), .recursion(let name),
      .unknownColumn(let name, _), .columnOutsideRow(let name), .unknownPart(let name, _, _),
      .noParts(let name, _), .unknownArgument(let name, _, _), .notAChoice(let name, _, _),
      .missingData(let name, _), .wrongKindOfPath(let name, _), .forbiddenPath(let name, _),
      .badSavePath(let name), .wrongEnding(let name, _, _), .missingNotebook(let name, _),
      .unreadableNotebook(let name, _), .brokenNotebook(let name, _),
      .unknownExport(let name, _, _):
      name.span
    case .unexpected(let seen, _): seen.span
    case .other(let diagnostic): diagnostic.labels.first?.span ?? Span(0, 0)
    case .inCell(_, let problem): problem.span
    }
  }
}
