// Builtins for figures of tables and lists, and their shared settings.

import Basics
import SernbDocument
import SernbLanguage
import SernbRuntime
import Tables

enum FigureBuiltins {
  static let all: [Builtin] = [
    bars, beside, boxplot, heatmap, histogram, line, overlay, scatter, stack,
  ]

  static let family = "figures"

  /// A small table for examples.
  static let example = """
    turns = table(
      label: ["ang", "sad", "ang", "sad"], length: [2 s, 3 s, 4 s, 3 s],
      rmse: [0.2, 0.1, 0.4, 0.2])

    """

  static let figure = Type.object(FigureValue.kind)

  // MARK: Parameters

  static let title = Parameter(
    "title", .value(.text), "The title of the figure; made from the column names when left out.",
    isOptional: true)

  static let xLabel = Parameter(
    "x_label", .value(.text), "What the x axis shows; the column's name when left out.",
    isOptional: true)

  static let yLabel = Parameter(
    "y_label", .value(.text), "What the y axis shows; the column's name when left out.",
    isOptional: true)

  static let xRange = Parameter(
    "x_range", .value(.range(nil)),
    "The limits of the x axis, such as `0 .. 1`; those of the data when left out.",
    isOptional: true)

  static let yRange = Parameter(
    "y_range", .value(.range(nil)),
    "The limits of the y axis, such as `0 .. 1`; those of the data when left out.",
    isOptional: true)

  static let logX = Parameter.flag("log_x", "Whether the x axis is logarithmic, base ten.")
  static let logY = Parameter.flag("log_y", "Whether the y axis is logarithmic, base ten.")

  static let percent = Parameter.flag(
    "percent", "Whether the values are shares, to be shown in percent.")

  static let by = Parameter.mapping(
    "by",
    "The groups of rows, such as `.label`: one color per group, in order of their names.",
    isOptional: true)

  static let order = Parameter(
    "order", .value(.list(.text)), "Names that come first, in this order.", isOptional: true)
}

extension Parameter {
  /// A mapping: a column, an expression on columns, a column's name as a text, or a list.
  static func mapping(
    _ name: String, _ summary: String, isOptional: Bool = false, isNamed: Bool = true
  ) -> Parameter {
    Parameter(name, .row(.unknown), summary, isOptional: isOptional, isNamed: isNamed)
  }
}

extension Call {
  /// The title given, else `automatic`.
  func title(_ automatic: String) throws -> String {
    optional("title") == nil ? automatic : try text("title")
  }

  /// An axis for the values of `mapping`, with the settings of the call. `name` is `x` or `y`.
  func axis(_ name: String, _ mapping: NumberMapping) throws -> Figure.Axis {
    var axis = Figure.Axis(
      try label(name, mapping.label), unit: Figure.Unit(mapping.dimension),
      scale: try hasFlag("log_\(name)") ? .log : .linear)
    if case .range(let range)? = optional("\(name)_range") {
      guard range.dimension == mapping.dimension else {
        throw RunProblem(
          "unit-mismatch",
          "The axis shows \(mapping.dimension.description), and its ends are \(range.dimension.description)",
          argument: "\(name)_range")
      }
      guard range.first < range.last, range.first.isFinite, range.last.isFinite else {
        throw RunProblem(
          "out-of-range", "The limits of an axis are two ascending numbers",
          argument: "\(name)_range")
      }
      (axis.low, axis.high) = (range.first, range.last)
    }
    if axis.scale == .log {
      guard mapping.values.contains(where: { $0 > 0 && $0.isFinite }) else {
        throw RunProblem(
          "out-of-range", "A logarithmic axis shows numbers above zero, and there are none",
          argument: "log_\(name)")
      }
      if let low = axis.low, low <= 0 {
        throw RunProblem(
          "out-of-range", "A logarithmic axis begins above zero", argument: "\(name)_range")
      }
    }
    if try hasFlag("percent"), name == "y" {
      guard mapping.dimension == .plain else {
        throw RunProblem(
          "unit-mismatch",
          "A share is a plain number, and these are \(mapping.dimension.description)",
          argument: "percent")
      }
      axis.unit = .share
    }
    return axis
  }

  /// The label given for an axis, else `automatic`.
  func label(_ name: String, _ automatic: String) throws -> String {
    optional("\(name)_label") == nil ? automatic : try text("\(name)_label")
  }

  func hasFlag(_ name: String) throws -> Bool { optional(name) == nil ? false : try flag(name) }
}

extension Figure.Unit {
  init(_ dimension: Dimension) {
    switch dimension {
    case .plain: self = .none
    case .duration: self = .seconds
    case .frequency: self = .hertz
    case .level: self = .decibels
    default: self = .named(dimension.symbol)
    }
  }
}

/// Makes a figure, turning its problem into one of the notebook.
func drawn(_ body: () throws(FigureProblem) -> Figure) throws(RunProblem) -> Value {
  do { return .object(FigureValue(try body())) } catch {
    throw RunProblem("figure", withoutStop(error.message))
  }
}
