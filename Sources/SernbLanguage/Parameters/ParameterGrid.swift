// A grid of parameter values, such as `-p trees=100,300,1200 -p depth=3,6`, as points that are run one by one.
//
// The text after `-p name=` is one value or several, depending on the parameter's type:
//
//  - a number, `true` or `false`: several are separated by commas, `100,300`;
//  - a number may also be a range with a step, both ends included: `100..500:100`, `5 ms..25 ms:5 ms`, also among other
//    values;
//  - a list: several are separated by semicolons, `[1, 2];[3]`;
//  - a text is taken as it is, unless the parameter has `choices` and every part between commas is one of them;
//  - a parameter whose default is `missing`: several, if each part between commas is a number, `true`, `false` or a
//    quoted text;
//  - a secret is taken as it is.
//
// Commas and semicolons inside brackets and quotes do not separate. The parameter that is given first varies slowest; a
// parameter that is given again replaces its earlier values.

/// The Cartesian product of the given parameter values.
public struct ParameterGrid: Sendable {
  /// One run of a grid.
  public struct Point: Sendable {
    /// Short, valid as a file name and unique: `trees-100_depth-3`. Empty if there is no grid.
    package let name: String
    /// Every given parameter with its value at this point.
    package let overrides: [Override]
    /// Those that differ between points.
    package let varied: [Override]
  }

  /// A parameter with its values, as written.
  public struct Axis: Sendable, Hashable {
    package let name: String
    package let values: [String]

    package init(name: String, values: [String]) { (self.name, self.values) = (name, values) }
  }

  /// Why the given values are not a grid, as a sentence.
  public struct Refusal: Error, Hashable, Sendable {
    package let message: String
  }

  /// The most points of a grid.
  static let maximumPoints = 1000

  /// In the order given; empty if every parameter has one value.
  package let axes: [Axis]
  /// At least one point.
  package let points: [Point]

  /// - Parameters:
  ///   - overrides: the given parameters, in order.
  ///   - parameter: the one that a value is for, among those of the notebooks to run; nil for an unknown name.
  package init(
    _ overrides: [Override], parameter: (Override) -> NotebookParameter?
  ) throws(Refusal) {
    var last: [Override] = []
    for given in overrides {
      last.removeAll { $0.name == given.name }
      last.append(given)
    }
    var axes: [Axis] = []
    for given in last {
      guard let parameter = parameter(given) else { continue }
      if let axis = try Self.axis(of: parameter, given) { axes.append(axis) }
    }
    self.axes = axes
    points = try Self.points(of: axes, among: last)
  }

  /// The grid over the parameters of notebooks and of the notebooks that they use.
  package init(_ overrides: [Override], for notebooks: [CheckedNotebook]) throws(Refusal) {
    let all = CheckedNotebook.withUsed(notebooks)
    try self.init(overrides) { given in
      all.first { $0.declares(given) }?.frontMatter.parameters
        .first { $0.name.text == given.parameter }
    }
  }

  // MARK: Points

  private static func points(of axes: [Axis], among given: [Override]) throws(Refusal) -> [Point] {
    var count = 1
    for axis in axes {
      let (product, isTooLarge) = count.multipliedReportingOverflow(by: axis.values.count)
      count = isTooLarge ? .max : product
    }
    guard count <= maximumPoints else {
      let sizes = axes.map { "\($0.values.count) of `\($0.name)`" }.joined(separator: " times ")
      throw Refusal(
        message: "This grid has over \(maximumPoints) points: \(sizes). Give fewer values.")
    }
    guard !axes.isEmpty else { return [Point(name: "", overrides: given, varied: [])] }
    let labels = axes.map { GridNames.labels(for: $0.values) }
    return (0..<count).map { index in
      var rest = index
      var positions = [Int](repeating: 0, count: axes.count)
      // The last axis varies fastest.
      for axis in axes.indices.reversed() {
        positions[axis] = rest % axes[axis].values.count
        rest /= axes[axis].values.count
      }
      let varied = axes.indices.map { Override(axes[$0].name, axes[$0].values[positions[$0]]) }
      let parts = axes.indices.map { (axes[$0].name, labels[$0][positions[$0]]) }
      return Point(
        name: GridNames.name(of: parts, index: index),
        overrides: given.map { one in varied.first { $0.name == one.name } ?? one }, varied: varied)
    }
  }

  // MARK: Values

  private static func axis(
    of parameter: NotebookParameter, _ override: Override
  ) throws(Refusal) -> Axis? {
    let (name, given) = (override.name, override.value)
    if parameter.isSecret { return nil }
    var parts = SeparatedText.parts(of: given, at: parameter.gridSeparator)
    switch parameter.defaultValue {
    case .text:
      let areChoices = parts.allSatisfy { !$0.isEmpty && parameter.accepting($0) != nil }
      guard parts.count > 1, !parameter.choices.isEmpty, areChoices else { return nil }
    case .missing:
      guard parts.count > 1, parts.allSatisfy({ Constant(literal: $0) != nil }) else { return nil }
    case .number, .boolean, .list, .secret: break
    }
    if case .number = parameter.defaultValue {
      var stepped: [String] = []
      for part in parts { stepped += try Steps.values(of: part, parameter: name) ?? [part] }
      // A range of one value is still meant as a grid.
      if stepped.count == 1, stepped != parts { return Axis(name: name, values: stepped) }
      parts = stepped
    }
    guard parts.count > 1 else { return nil }
    guard parts.count <= maximumPoints else {
      throw Refusal(
        message: "`\(name)` has \(parts.count) values; a grid has at most \(maximumPoints) points.")
    }
    let sign = parameter.gridSeparator
    guard !parts.contains("") else {
      throw Refusal(
        message: "A value is missing beside a `\(sign)` in `\(name)=\(given.prefix(60))`.")
    }
    let wrong = parts.filter { parameter.accepting($0) == nil }
    guard wrong.isEmpty else {
      let list = wrong.prefix(5).map { "`\($0.prefix(40))`" }.joined(separator: ", ")
      throw Refusal(
        message: "The parameter `\(name)` cannot be \(list): wanted \(parameter.wanted).")
    }
    var seen: [Constant: String] = [:]
    for part in parts {
      guard let value = parameter.accepting(part) else { continue }
      if let first = seen[value] {
        let same = first == part ? "`\(part)` twice" : "`\(first)` and `\(part)`, which are equal"
        throw Refusal(message: "The grid of `\(name)` has \(same). Give each value once.")
      }
      seen[value] = part
    }
    return Axis(name: name, values: parts)
  }
}

extension NotebookParameter {
  /// The separator between the values of a grid.
  fileprivate var gridSeparator: Character {
    if case .list = defaultValue { ";" } else { "," }
  }
}

extension CheckedNotebook {
  /// Notebooks and those that they use, each once, depth first.
  package static func withUsed(_ notebooks: [CheckedNotebook]) -> [CheckedNotebook] {
    var seen: Set<String> = []
    var found: [CheckedNotebook] = []
    var waiting = Array(notebooks.reversed())
    while let notebook = waiting.popLast() {
      guard seen.insert(notebook.source.name).inserted else { continue }
      found.append(notebook)
      waiting += notebook.used.sorted { $0.key > $1.key }.map(\.value)
    }
    return found
  }
}
