// Figures made of figures: side by side, under each other, over each other.

import SernbDocument
import SernbLanguage
import SernbRuntime

extension FigureBuiltins {
  /// More panels and marks would not be readable.
  private static let maximumParts = 10_000

  private static func composition(
    _ name: String, _ summary: String, examples: [Builtin.Example],
    _ body: @escaping @Sendable ([Figure], String) throws(FigureProblem) -> Figure
  ) -> Builtin {
    let one: [Type] = [figure, .list(figure)]
    return Builtin(
      name, summary, family: family,
      [
        .subject("figures", of: one, "A figure or a list of figures."),
        Parameter("more", .oneOf(one), "Further figures.", isOptional: true, isNamed: false),
        Parameter(
          "title", .value(.text), "The title of the whole figure; none when left out.",
          isOptional: true),
      ], gives: figure, examples: examples
    ) { call in
      let figures = try call.figures("figures") + call.figures("more")
      guard !figures.isEmpty else {
        throw RunProblem("no-values", "There are no figures in the list", argument: "figures")
      }
      // Nested figures can double in size with each line of a notebook.
      guard figures.reduce(0, { $0 + $1.partCount }) <= maximumParts else {
        throw RunProblem(
          "too-large", "This figure would have over \(NumberText.count(maximumParts)) parts",
          hint: "Combine fewer figures.")
      }
      let title = try call.title("")
      return try drawn { () throws(FigureProblem) in try body(figures, title) }
    }
  }

  static let beside = composition(
    "beside", "Figures side by side, each under its title.",
    examples: [
      .init(
        "beside(histogram([1, 2, 2]), histogram([2, 3, 3]), title: \"Two ways\")",
        shows: "figure: Two ways. Histogram. 3 values. Histogram. 3 values.")
    ]
  ) { figures, title in Figure.beside(figures, title: title) }

  static let stack = composition(
    "stack", "Figures below each other, each under its title.",
    examples: [
      .init(
        "stack([histogram([1, 2, 2]), histogram([2, 3, 3])])",
        shows: "figure: Histogram. 3 values. Histogram. 3 values.")
    ]
  ) { figures, title in Figure.stacked(figures, title: title) }

  static let overlay = composition(
    "overlay", "Figures with the same axes drawn over each other, with a legend of their titles.",
    examples: [
      .init(
        """
        train = line([0.5, 0.7, 0.8], title: "train")
        test = line([0.4, 0.6, 0.5], title: "test")
        train |> overlay(test, title: "Accuracy")
        """, shows: "figure: Accuracy. train. Line. test. Line.")
    ]
  ) { (figures, title) throws(FigureProblem) in try Figure.overlay(figures, title: title) }
}

extension Call {
  /// The figures of an argument that is one figure or a list of them; none if it is left out.
  fileprivate func figures(_ name: String) throws -> [Figure] {
    guard let value = optional(name) else { return [] }
    if case .list(let items) = value { return try items.map { try figure($0, name) } }
    return [try figure(value, name)]
  }

  private func figure(_ value: Value, _ name: String) throws -> Figure {
    guard case .object(let object) = value, let figure = object as? FigureValue else {
      throw RunProblem.wrongType(value, wanted: "a figure", argument: name)
    }
    return figure.figure
  }
}
