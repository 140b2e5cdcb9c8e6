// Figures of distributions: histograms and box plots.

extension Figure {
  /// A histogram of `values`; values that are not finite are left out.
  ///
  /// Without `bins` the width follows Freedman and Diaconis (1981), 2·IQR/∛n, rounded up to a round number, at most 60
  /// bins; integers over a short range get one bin each.
  package static func histogram(
    _ values: [Double], bins: Int? = nil, x: Axis = Axis(), name: String = "", title: String = ""
  ) -> Figure {
    histogram(groups: [name], [values], bins: bins, x: x, title: title)
  }

  /// Histograms of several groups over the same bins.
  package static func histogram(
    groups: [String], _ values: [[Double]], bins: Int? = nil, x: Axis = Axis(), title: String = ""
  ) -> Figure {
    // Beyond 1e300 the range could overflow.
    let finite = values.map { $0.filter { $0.magnitude < 1e300 } }
    let edges = Bins.edges(finite.flatMap { $0 }, bins: bins)
    var marks: [Mark] = []
    for (name, group) in zip(groups, finite) {
      let counts = Bins.counts(group, edges: edges)
      marks.append(.histogram(Mark.Histogram(name: name, edges: edges, counts: counts)))
    }
    let total = NumberText.count(finite.reduce(0) { $0 + $1.count })
    let named = groups.filter { !$0.isEmpty }
    return Figure(
      title: title, columns: [[Panel(x: x, y: Axis("count"), marks: marks)]],
      alt: sentence("Histogram", title, x: x, y: Axis(), names: named) + " \(total) values.")
  }

  /// A box plot of each group: quartiles, whiskers to the last value within 1.5 interquartile ranges, outliers.
  ///
  /// - Parameter showsValues: draws the values over the boxes, at most 150 per group.
  /// - Throws: if there are not as many groups as names.
  package static func boxes(
    _ groups: [String], _ values: [[Double]], label: String = "", y: Axis = Axis(),
    showsValues: Bool = false, title: String = ""
  ) throws(FigureProblem) -> Figure {
    try sameCount(groups.count, values.count, "names", "groups", of: "the box plot")
    let boxes = values.map { Mark.Boxes.Box($0, shows: showsValues ? 150 : 0) }
    let x = Axis.categories(groups, label: label)
    let medians = zip(groups, boxes).map { "\($0) \(NumberText.text($1.median, .significant(4)))" }
    return Figure(
      title: title, columns: [[Panel(x: x, y: y, marks: [.boxes(Mark.Boxes(boxes))])]],
      alt: sentence("Boxes", title, x: Axis(), y: y) + " Medians: "
        + medians.joined(separator: ", ") + ".")
  }
}

extension Mark.Boxes.Box {
  /// Summarizes `values`; those that are not finite are left out. Without any values, every number is NaN.
  package init(_ values: [Double], shows: Int = 0) {
    let sorted = values.filter(\.isFinite).sorted()
    count = sorted.count
    firstQuartile = Quantile.of(sorted, 0.25)
    median = Quantile.of(sorted, 0.5)
    thirdQuartile = Quantile.of(sorted, 0.75)
    let reach = 1.5 * (thirdQuartile - firstQuartile)
    let (least, greatest) = (firstQuartile - reach, thirdQuartile + reach)
    low = sorted.first { $0 >= least } ?? .nan
    high = sorted.last { $0 <= greatest } ?? .nan
    outliers = shows > 0 ? [] : Thinning.pick(sorted.filter { $0 < least || $0 > greatest }, 60)
    shown = Thinning.pick(values.filter(\.isFinite), shows)
  }
}

/// Quantiles by linear interpolation between order statistics (type 7 of Hyndman and Fan 1996, as in numpy).
enum Quantile {
  static func of(_ sorted: [Double], _ share: Double) -> Double {
    guard let last = sorted.last else { return .nan }
    let position = share * Double(sorted.count - 1)
    let index = Int(position)
    guard index + 1 < sorted.count else { return last }
    return sorted[index] + (position - Double(index)) * (sorted[index + 1] - sorted[index])
  }
}

/// Keeps at most `count` elements, evenly spaced in their order.
enum Thinning {
  static func pick<Element>(_ elements: [Element], _ limit: Int) -> [Element] {
    guard elements.count > limit else { return elements }
    return (0..<max(limit, 0)).map { elements[$0 * elements.count / limit] }
  }
}

/// The bins of a histogram.
enum Bins {
  /// Edges at round numbers, or `bins` equal steps from the least to the greatest value.
  static func edges(_ values: [Double], bins: Int?) -> [Double] {
    let sorted = values.sorted()
    guard let low = sorted.first, let high = sorted.last else { return [0, 1] }
    if let bins {
      let count = min(max(bins, 1), 200)
      let (start, end) = low < high ? (low, high) : (low - 0.5, low + 0.5)
      return (0...count).map { start + (end - start) * (Double($0) / Double(count)) }
    }
    if high - low <= 40, sorted.allSatisfy({ $0 == $0.rounded() && $0.magnitude < 1e9 }) {
      return (0...Int(high - low) + 1).map { low - 0.5 + Double($0) }
    }
    guard low < high else { return [low - 0.5, low + 0.5] }
    let spread = Quantile.of(sorted, 0.75) - Quantile.of(sorted, 0.25)
    var wanted = 2 * spread / PortableMath.cubeRoot(Double(sorted.count))
    // If the interquartile range is zero: Sturges's rule, as many bins as the count has binary digits.
    if wanted <= 0 {
      wanted = (high - low) / Double(Int.bitWidth - sorted.count.leadingZeroBitCount)
    }
    wanted = max(wanted, (high - low) / 60)
    let step = NiceStep.atLeast(wanted * 0.8)
    let first = Int((low / step.value).rounded(.down).clamped)
    var last = max(first + 1, Int((high / step.value).rounded(.up).clamped))
    if step.multiple(last) <= high { last += 1 }
    return (first...min(last, first + 200)).map(step.multiple)
  }

  /// The last bin includes its upper edge, the others only their lower one.
  static func counts(_ values: [Double], edges: [Double]) -> [Double] {
    var counts = [Double](repeating: 0, count: max(0, edges.count - 1))
    guard let first = edges.first, let end = edges.last else { return counts }
    for value in values where value >= first && value <= end {
      // Binary search for the last edge that is not above the value.
      var (low, high) = (0, edges.count - 1)
      while high - low > 1 {
        let middle = (low + high) / 2
        if edges[middle] <= value { low = middle } else { high = middle }
      }
      counts[low] += 1
    }
    return counts
  }
}

extension Double {
  /// Clamped to the range of `Int`; NaN becomes zero.
  var clamped: Double { isNaN ? 0 : Swift.min(Swift.max(self, -1e15), 1e15) }
}
