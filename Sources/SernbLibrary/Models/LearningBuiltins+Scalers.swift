// Scalers: settings, fitted scales, and the table of scales.

internal import Basics
internal import Learning
import SernbDocument
import SernbLanguage
import SernbRuntime
import Tables

extension LearningBuiltins {
  private static let columns = Parameter.columns(
    "columns", "The columns to scale; all numeric ones when left out.", isOptional: true)

  private static let missing = Parameter.choice(
    "missing", "Whether missing numbers stay missing or are an error.", ["keep", "refuse"])

  static let minMaxScaler = Builtin(
    "min_max_scaler",
    "Settings of a scaler that maps each column's minimum to `low` and its maximum to `high`.",
    family: family,
    [
      columns, .number("low", "What the minimum becomes.", 0, in: -1e9...1e9),
      .number("high", "What the maximum becomes.", 1, in: -1e9...1e9), missing,
    ], gives: .object(ScalerValue.kind),
    examples: [
      .init(
        "min_max_scaler(columns: [.rmse], low: -1)", shows: "min-max scaler to -1 .. 1 of `rmse`")
    ]
  ) { call in
    let (low, high) = (try call.number("low"), try call.number("high"))
    guard low < high else {
      throw RunProblem(
        "out-of-range",
        "`low` is below `high`, and this runs from \(Constant.written(low)) to "
          + Constant.written(high), argument: "low")
    }
    return .object(try ScalerValue(call, .minMax(low: low, high: high)))
  }

  static let standardScaler = Builtin(
    "standard_scaler",
    "Settings of a scaler that gives each column mean 0 and standard deviation 1 (divisor n).",
    family: family, [columns, missing], gives: .object(ScalerValue.kind),
    examples: [
      .init("standard_scaler()", shows: "standard scaler of all numeric columns"),
      .init(
        "\(example)standard_scaler() |> fit(turns)",
        shows: """
          column  mean      std
          ──────  ────  ───────
          rmse    2.75  1.47902
          standard scaler of 1 column, fitted to 4 rows
          """),
    ]
  ) { call in .object(try ScalerValue(call, .standard)) }
}

extension LearningBuiltins {
  static let loadScaler = Builtin(
    "load_scaler", "A fitted scaler from a file that `save` wrote, on any machine.",
    family: family, [Parameter("file", .file, "The path of the file.", isNamed: false)],
    gives: .object(FittedScalerValue.kind),
    examples: [.init("load_scaler(\"data/rmse.sernbscaler\").columns", shows: "[\"rmse\"]")]
  ) { call in
    let bytes = try call.bytes("file")
    return .object(
      FittedScalerValue(
        try learning { () throws(LearningError) in try FittedScaler(bytes: bytes) }))
  }
}

/// Settings of a scaler.
struct ScalerValue: FittableValue {
  static let kind = ObjectKind("scaler", "Settings of a scaler, to be fitted by `fit`.")

  let settings: Scaler

  init(_ settings: Scaler) { self.settings = settings }

  fileprivate init(_ call: Call, _ method: Scaler.Method) throws {
    settings = Scaler(
      method, columns: call.optionalColumns("columns")?.uniqued,
      missing: try call.text("missing") == "refuse" ? .refuse : .keep)
  }

  var line: String {
    let columns = settings.columns.map { $0.map { "`\($0)`" }.joined(separator: ", ") }
    return "\(settings.method.description) of \(columns ?? "all numeric columns")"
  }

  func fitted(on table: Table, _ call: Call) async throws -> Value {
    let fitted = try learning { () throws(LearningError) in try settings.fit(table) }
    return .object(FittedScalerValue(fitted))
  }

  func equals(_ other: any EngineValue) -> Bool { (other as? ScalerValue)?.settings == settings }
}

/// The scales of columns and the identities of their training rows.
struct FittedScalerValue: Transformer {
  static let kind = ObjectKind(
    "fitted scaler", "A fitted scaler, with the identities of its training rows.",
    members: [
      TypedName("columns", .list(.text)), TypedName("rows", .count), TypedName("scales", .anyTable),
    ], endings: ["sernbscaler"])

  let fitted: FittedScaler

  init(_ fitted: FittedScaler) { self.fitted = fitted }

  var provenance: TrainingProvenance { TrainingProvenance("the scaler", fitted.provenance) }

  func transformed(_ table: Table, _ call: Call) async throws -> Table {
    try learning { () throws(LearningError) in try fitted.transform(table) }
  }

  func saved(as ending: String, jobs: Int) async throws -> SavedBytes {
    SavedBytes(fitted.bytes, note: counted(fitted.scales.count, "column"))
  }

  func member(_ name: String) -> Value? {
    switch name {
    case "columns": .list(fitted.scales.map { .text($0.name) })
    case "rows": .count(fitted.provenance.count)
    case "scales": scales.map { .table($0) }
    default: nil
    }
  }

  /// One row per column: its unit, and its minimum and maximum, or its mean and deviation.
  private var scales: Table? {
    let all = fitted.scales
    let isMinMax = if case .minMax = fitted.settings.method { true } else { false }
    var entries: [(name: String, column: Column)] = [("column", .text(all.map(\.name)))]
    if all.contains(where: { $0.unit != .plain }) {
      entries.append(("unit", .text(all.map { $0.unit == .plain ? nil : $0.unit.symbol })))
    }
    entries.append((isMinMax ? "minimum" : "mean", .number(all.map(\.origin))))
    entries.append((isMinMax ? "range" : "std", .number(all.map { $0.isConstant ? 0 : $0.spread })))
    return try? Table(
      entries,
      rows: RowIdentities(count: all.count, source: "scale").adding(provenance: [provenance]))
  }

  func blocks(_ options: ShowOptions) -> [SernbDocument.Block] {
    guard let scales else { return [.value(Block.Value(line, json: json))] }
    var options = options
    options.caption = options.caption ?? line
    return TableValue(scales).blocks(options)
  }

  var line: String {
    let columns = NumberText.count(fitted.scales.count)
    return "\(fitted.settings.method.description) of \(columns) "
      + "\(fitted.scales.count == 1 ? "column" : "columns"), "
      + "fitted to \(NumberText.count(fitted.provenance.count)) rows"
  }

  var json: JSON {
    .object([
      JSON.Member("rows", .int(fitted.provenance.count)),
      JSON.Member("scales", scales.map { TableValue($0).json } ?? .null),
    ])
  }

  func equals(_ other: any EngineValue) -> Bool { (other as? FittedScalerValue)?.fitted == fitted }
}

extension Scaler.Method {
  var description: String {
    switch self {
    case .minMax(let low, let high):
      "min-max scaler to \(NumberText.text(low)) .. \(NumberText.text(high))"
    case .standard: "standard scaler"
    }
  }
}
