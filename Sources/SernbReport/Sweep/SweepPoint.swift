// A point of a sweep, reduced to what the comparison page needs: its parameters, metrics and numbers.
//
// The full results of a point are released after this summary is made, so that memory use does not grow with the
// results of all points.

internal import Basics
package import SernbDocument
package import SernbLanguage

/// The summary of one point of a sweep.
package struct SweepPoint: Sendable {
  /// How a point ended.
  package enum State: Sendable, Hashable {
    case done
    /// The reason, as a sentence.
    case failed(String)
    /// An earlier point failed.
    case notRun
  }

  /// Its name in `ParameterGrid`: `trees-100_depth-3`.
  package let name: String
  /// The parameters that differ between points, with their values as written.
  package let varied: [Override]
  package let state: State
  /// The path of its page relative to the comparison; nil if there is none.
  package let page: String?
  let metrics: [RunMetric]
  let numbers: [SweepNumber]
  /// The seed and the parameters.
  let facts: [Document.Fact]

  /// - Parameter results: the content of its results file; only a completed point has results to compare.
  package init(
    name: String, varied: [Override], state: State, page: String?, results: Results? = nil
  ) {
    self.name = name
    self.varied = varied
    self.state = state
    self.page = page
    let shown = state == .done ? results : nil
    metrics = shown.map { RunMetrics($0).metrics } ?? []
    numbers = shown.map(SweepNumber.all) ?? []
    facts = shown?.facts ?? []
  }

  var isDone: Bool { state == .done }
}

/// A number that a point shows in prose or as a value.
struct SweepNumber: Equatable {
  /// Identifies it across points.
  struct Key: Hashable {
    var cell: String
    /// The name or expression that was shown.
    var name: String
    /// Counted from one, if all of these repeat.
    var number: Int
  }

  var key: Key
  var value: Double
  /// `s`, `Hz`; empty for a plain number.
  var unit: String

  static func all(in results: Results) -> [SweepNumber] {
    var counts: [Key: Int] = [:]
    var found: [SweepNumber] = []
    for entry in results.entries where entry.kind == .value {
      guard let json = entry["value"], !entry.name.isEmpty else { continue }
      // A number with a unit is stored as a record of both.
      guard let shown = json["unit"] == nil ? json : json["value"], shown.isNumber,
        let value = shown.numberValue
      else { continue }
      var key = Key(cell: entry.cell, name: entry.name, number: 0)
      counts[key, default: 0] += 1
      key.number = counts[key] ?? 1
      found.append(SweepNumber(key: key, value: value, unit: json["unit"]?.textValue ?? ""))
    }
    return found
  }
}
