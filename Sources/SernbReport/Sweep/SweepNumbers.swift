// The numbers, shown in prose or as values, that differ between the points of a sweep.

internal import SernbDocument

struct SweepNumbers {
  private let keys: [SweepNumber.Key]
  private let points: [SweepPoint]
  private let isOfOnePoint: Bool

  /// - Parameter parameters: the varied parameters, which are left out because they always differ.
  init(_ points: [SweepPoint], except parameters: [String]) {
    self.points = points
    var order: [SweepNumber.Key] = []
    var seen: [SweepNumber.Key: Set<SweepValue>] = [:]
    for number in points.flatMap(\.numbers) {
      if seen[number.key] == nil { order.append(number.key) }
      seen[number.key, default: []].insert(SweepValue(number))
    }
    let known = Set(parameters.map { "params.\($0)" })
    // With a single point, nothing is known to differ.
    let isOfOnePoint = points.count(where: \.isDone) < 2
    self.isOfOnePoint = isOfOnePoint
    let differing = order.filter {
      !known.contains($0.name) && ((seen[$0]?.count ?? 0) > 1 || isOfOnePoint)
    }
    // An expression that is shown twice has one column, unless its values differ.
    var seenKeys: Set<SeenKey> = []
    keys = differing.filter { key in
      let values = points.map { point in
        point.numbers.first { $0.key == key }.map(SweepValue.init)
      }
      return seenKeys.insert(SeenKey(name: key.name, values: values)).inserted
    }
  }

  private struct SeenKey: Hashable {
    let name: String
    let values: [SweepValue?]
  }

  var isEmpty: Bool { keys.isEmpty }
  var count: Int { keys.count }
  var title: String { isOfOnePoint ? "Numbers" : "Numbers that differ" }

  /// One column per number, one row per point.
  var columns: [ShownTable.Column] { keys.map(column) }

  /// Tables of at most `most` columns.
  func tables(of most: Int) -> [ShownTable] {
    let names = ShownTable.Column("point", texts: points.map(\.name))
    return stride(from: 0, to: keys.count, by: most).map { start in
      ShownTable([names] + keys[start..<min(start + most, keys.count)].map(column))
    }
  }

  private func column(_ key: SweepNumber.Key) -> ShownTable.Column {
    let found = points.map { point in point.numbers.first { $0.key == key } }
    let unit = found.compactMap { $0?.unit }.first ?? ""
    var name = clipped(oneLine(key.name), to: 60)
    if keys.count(where: { $0.name == key.name }) > 1 {
      name += " (\(key.cell.isEmpty ? "prose" : key.cell))"
    }
    return .init(
      unit.isEmpty ? name : "\(name) (\(unit))",
      found.map { $0.map { .number($0.value) } ?? .missing })
  }
}

/// A number and its unit; NaN equals itself.
private struct SweepValue: Hashable {
  let bits: UInt64
  let unit: String

  init(_ number: SweepNumber) {
    bits = number.value.isNaN ? Double.nan.bitPattern : (number.value + 0).bitPattern
    unit = number.unit
  }
}
