// What only a run can check of an argument: values that the text does not show.

internal import SernbDocument
import SernbLanguage

extension Parameter {
  /// What the checker does for constants, for values that are only known now.
  func check(_ value: Value) throws(RunProblem) {
    if case .missing = value, isOptional { return }
    switch wanted {
    case .value, .oneOf:
      guard wanted.types.contains(where: value.type.fits) || isFunction(value) else {
        if value.type == .secret { throw SecretValue.misplaced(name) }
        throw RunProblem(
          "wrong-type", "`\(name)` must be \(description), not \(value.typeDescription)",
          argument: name)
      }
    default: break
    }
    if case .number(let number, _) = value {
      guard range?.contains(number) ?? true, !isWhole || number == number.rounded() else {
        throw RunProblem(
          "out-of-range", "`\(name)` cannot be \(Constant.written(number)): wanted \(description)",
          argument: name)
      }
    }
    if case .text(let text) = value, !choices.isEmpty, !choices.contains(text) {
      throw RunProblem(
        "not-a-choice", "`\(name)` cannot be \"\(text)\"", argument: name,
        hint: NearestNames.hint(for: text, among: choices)
          ?? "Choose one of \(choices.map { "\"\($0)\"" }.joined(separator: ", ")).")
    }
  }

  private func isFunction(_ value: Value) -> Bool {
    if case .function = value { return true }
    return false
  }
}
