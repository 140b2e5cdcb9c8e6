// Compares two values recursively: numbers within a margin, everything else exactly.
//
// Differences in one column or series are reported together: their positions, and the largest of them.

internal import Basics
internal import SernbDocument
internal import SernbLanguage

struct ValueComparison {
  struct Finding {
    var path: [String]
    var old: JSON?
    var new: JSON?
    var message: String
  }

  let margin: Tolerance
  /// The names of the two sides, as in `0.5 now, 0.6 committed`.
  let oldName: String
  let newName: String
  private(set) var findings: [Finding] = []
  /// Pairs of numbers that differ within the margin.
  private(set) var within = 0
  /// The largest of these differences.
  private(set) var largest: (distance: Double, path: [String])?

  init(margin: Tolerance, oldName: String, newName: String) {
    self.margin = margin
    self.oldName = oldName
    self.newName = newName
  }

  /// - Parameter element: the name of an array element, such as `row`.
  mutating func compare(_ old: JSON?, _ new: JSON?, at path: [String], element: String = "item") {
    switch (old, new) {
    case (nil, nil): return
    case (.some, nil): add(path, old, new, "only \(oldName)")
    case (nil, .some): add(path, old, new, "only \(newName)")
    case (.object(let was)?, .object(let now)?):
      let names = rowNames(was, now)
      for member in was {
        let inner = path + [readable(member.name)]
        // In a table value, the elements of columns are rows.
        if let names, let before = member.value.elements, let after = new?[member.name]?.elements {
          compare(before, after, at: inner, element: "row", names: names)
        } else {
          compare(member.value, new?[member.name], at: inner, element: element)
        }
      }
      for member in now where old?[member.name] == nil {
        compare(nil, member.value, at: path + [readable(member.name)])
      }
    case (.array(let was)?, .array(let now)?): compare(was, now, at: path, element: element)
    case (let was?, let now?):
      if let distance = distance(was, now, at: path) {
        add(path, was, now, describe(was, now, distance))
      }
    }
  }

  /// Compares the elements of a column or series.
  mutating func compare(
    _ old: [JSON], _ new: [JSON], at path: [String], element: String, names: [String] = []
  ) {
    guard old.count == new.count else {
      add(
        path, .array(old), .array(new),
        "\(counted(new.count, element)) \(newName), \(NumberText.count(old.count)) \(oldName)")
      return
    }
    func name(_ index: Int) -> String {
      names.indices.contains(index)
        ? "\(element) \(quoted(names[index]))" : "\(element) \(index + 1)"
    }
    var different: [(index: Int, distance: Double)] = []
    for (index, (was, now)) in zip(old, new).enumerated() {
      guard was.isScalar, now.isScalar else {
        compare(was, now, at: path + [name(index)], element: element)
        continue
      }
      if let distance = distance(was, now, at: path + [name(index)]) {
        different.append((index, distance))
      }
    }
    guard different.count > 3 else {
      for (index, distance) in different {
        let (was, now) = (old[index], new[index])
        add(path + [name(index)], was, now, describe(was, now, distance))
      }
      return
    }
    var most = different[0]
    for one in different where one.distance > most.distance { most = one }
    let (was, now) = (old[most.index], new[most.index])
    let total = NumberText.count(old.count)
    let ranges = runs(different.map { $0.index + 1 })
    add(
      path, was, now,
      "\(NumberText.count(different.count)) of \(total) \(element)s differ (\(ranges)), most "
        + "\(name(most.index)): \(describe(was, now, most.distance))")
  }

  /// The distance of two scalars; nil if they are equal or within the margin, infinite if they are not numbers.
  private mutating func distance(_ old: JSON, _ new: JSON, at path: [String]) -> Double? {
    if old == new { return nil }
    guard old.isNumber || new.isNumber, let was = old.numberValue, let now = new.numberValue else {
      return .infinity
    }
    if was == now || (was.isNaN && now.isNaN) {
      // Two different integers beyond 2⁵³ may convert to the same double.
      if case .int = old, case .int = new { return 0 }
      return nil
    }
    let distance = (now - was).magnitude
    guard margin.accepts(now, committed: was) else { return distance.isNaN ? .infinity : distance }
    within += 1
    if distance > largest?.distance ?? -1 { largest = (distance, path) }
    return nil
  }

  /// The texts that identify the rows of a table value (an array per column) on both sides; nil if it is not such a
  /// table.
  private func rowNames(_ old: [JSON.Member], _ new: [JSON.Member]) -> [String]? {
    guard old.count > 1, old.allSatisfy({ $0.value.elements != nil }) else { return nil }
    for member in old where new.contains(member) {
      let names = (member.value.elements ?? []).compactMap(\.textValue)
      if names.count == member.value.elements?.count, Set(names).count == names.count {
        return names
      }
    }
    return []
  }

  mutating func add(_ path: [String], _ old: JSON?, _ new: JSON?, _ message: String) {
    findings.append(Finding(path: path, old: old, new: new, message: message))
  }

  private func describe(_ old: JSON, _ new: JSON, _ distance: Double) -> String {
    guard old.isNumber || new.isNumber, let was = old.numberValue, let now = new.numberValue else {
      let (before, after) = excerpts(old.textValue ?? old.text(), new.textValue ?? new.text())
      let quotes = [(old, before), (new, after)].map { value, text in
        value.textValue == nil ? text : "“\(text)”"
      }
      return "\(quotes[1]) \(newName), \(quotes[0]) \(oldName)"
    }
    let (before, after) = numbers(was, now)
    let remarks = [change(was, now), margin.message].filter { !$0.isEmpty }
    let remark = remarks.isEmpty ? "" : " (\(remarks.joined(separator: "; ")))"
    return "\(after) \(newName), \(before) \(oldName)\(remark)"
  }
}

/// Two numbers with as many digits as distinguish them, at least three; four if they are equal.
func numbers(_ old: Double, _ new: Double) -> (old: String, new: String) {
  if old == new {
    let text = NumberText.text(old, .significant(4))
    return (text, text)
  }
  for digits in 3...17 {
    let format = NumberFormat.significant(digits)
    let texts = (NumberText.text(old, format), NumberText.text(new, format))
    if texts.0 != texts.1 { return texts }
  }
  return (NumberText.text(old, .exact), NumberText.text(new, .exact))
}

/// `1.2 % less`, or `0.01 more` if the old value is zero; empty if they are not numbers.
private func change(_ old: Double, _ new: Double) -> String {
  guard old.isFinite, new.isFinite, old != new else { return "" }
  let more = new > old ? "more" : "less"
  let distance = (new - old).magnitude
  if old == 0 || distance.isInfinite { return "" }
  return "\(NumberText.text(100 * (distance / old.magnitude), .significant(2))) % \(more)"
}

/// `1 to 3, 7 and 12 others`: at most four ranges of numbers.
private func runs(_ numbers: [Int]) -> String {
  var runs: [ClosedRange<Int>] = []
  for number in numbers {
    if let last = runs.last, last.upperBound == number - 1 {
      runs[runs.count - 1] = last.lowerBound...number
    } else {
      runs.append(number...number)
    }
  }
  var parts = runs.prefix(4).map { run in
    run.count == 1 ? String(run.lowerBound) : "\(run.lowerBound) to \(run.upperBound)"
  }
  let others = runs.dropFirst(4).reduce(0) { $0 + $1.count }
  if others > 0 { parts.append(others == 1 ? "1 other" : "\(NumberText.count(others)) others") }
  return listed(parts)
}

/// The parts of two texts around their first difference, at most 60 characters.
private func excerpts(_ old: String, _ new: String) -> (old: String, new: String) {
  let (was, now) = (Array(oneLine(Printable.text(old))), Array(oneLine(Printable.text(new))))
  if was.count <= 60, now.count <= 60 { return (String(was), String(now)) }
  let common = zip(was, now).prefix { $0 == $1 }.count
  let start = max(0, common - 20)
  func excerpt(_ letters: [Character]) -> String {
    let part = letters.dropFirst(start).prefix(60)
    let isCut = start + part.count < letters.count
    return (start > 0 ? "…" : "") + String(part) + (isCut ? "…" : "")
  }
  return (excerpt(was), excerpt(now))
}

/// A member's name as a component of a path.
private func readable(_ name: String) -> String { quoted(name) }
