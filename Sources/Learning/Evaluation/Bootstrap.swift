// How far metrics would spread if other rows had been drawn: bootstrap intervals.

import Basics
import Kernels

/// A metric and between which numbers it may well lie.
public struct Interval: Sendable {
  /// Of all rows.
  public let value: Double
  /// NaN if no resample had a value.
  public let low: Double
  public let high: Double
  /// In how many resamples the metric has a value: a class without rows in one has no recall there.
  public let resamples: Int
}

/// Percentile intervals from rows, or whole groups such as speakers, drawn again with replacement (Efron 1979).
///
/// Utterances of a speaker are alike, so that intervals over rows are too narrow to say how a model does with other
/// speakers; those over speakers say so.
public struct Bootstrap: Sendable, Hashable {
  /// 1 to 100,000.
  public var resamples: Int
  /// The share of resamples inside the interval, above 0 and below 1.
  public var level: Double

  public init(resamples: Int = 1000, level: Double = 0.95) {
    self.resamples = resamples
    self.level = level
  }

  public struct Intervals: Sendable {
    public let accuracy: Interval
    /// The F1 of the classes that occur in a resample, on average.
    public let macroF1: Interval
    /// The recall of the classes with rows in a resample, on average.
    public let balancedAccuracy: Interval
    /// One for each class with rows, ascending.
    public let recall: [(name: String, interval: Interval)]
  }

  /// The intervals; the same for any width.
  ///
  /// - Parameter groups: the group of each row; without it rows are drawn one by one.
  /// - Throws: `.setting`, `.length`, `.missing`, `.oneGroup`, `Cancelled`.
  public func intervals(
    _ predictions: Predictions, groups: [String?]? = nil, seed: UInt64, width: Int = 1
  ) async throws -> Intervals {
    try check()
    let matrix = ConfusionMatrix(predictions)
    let classes = matrix.classes.count
    let draws = try Draws(predictions, matrix, groups)
    let slots = 3 + classes
    // Chunks of fixed size, whatever the width: a resample has its own random numbers anyway.
    let size = 50
    let values = try await concurrentMap((resamples + size - 1) / size, width: width) { chunk in
      var values: [Double] = []
      for resample in (chunk * size)..<min(resamples, (chunk + 1) * size) {
        try checkCancellation()
        var random = RandomSource(seed: seed, stream: UInt64(resample))
        values += metrics(ConfusionTally(draws.counts(&random), classes: classes))
      }
      return values
    }.flatMap { $0 }
    let whole = metrics(ConfusionTally(matrix.counts, classes: classes))
    let intervals = (0..<slots).map { slot in
      let drawn = stride(from: slot, to: values.count, by: slots).map { values[$0] }
        .filter { !$0.isNaN }.sorted()
      return Interval(
        value: whole[slot], low: quantile(drawn, (1 - level) / 2),
        high: quantile(drawn, (1 + level) / 2), resamples: drawn.count)
    }
    return Intervals(
      accuracy: intervals[0], macroF1: intervals[1], balancedAccuracy: intervals[2],
      recall: zip(matrix.classes, intervals[3...]).filter { !$0.1.value.isNaN }
        .map { (name: $0, interval: $1) })
  }

  private func check() throws(LearningError) {
    if !(1...100_000).contains(resamples) {
      throw .setting(
        "resamples", of: "bootstrap", found: "\(resamples)",
        wanted: "a whole number from 1 to 100000")
    }
    if !(level > 0 && level < 1) {
      throw .setting(
        "level", of: "bootstrap", found: "\(level)", wanted: "a number between 0 and 1")
    }
  }
}

/// Accuracy, macro F1, UAR and each recall.
private func metrics(_ tally: ConfusionTally) -> [Double] {
  let recalls = tally.truths.indices.map { index in
    tally.truths[index] == 0 ? .nan : Double(tally.hits[index]) / Double(tally.truths[index])
  }
  let f1s = tally.truths.indices.map { tally.f1($0) }
  return [tally.accuracy, meanOfPresent(f1s), meanOfPresent(recalls)] + recalls
}

/// The number below which a share of the rising `values` lies, between two of them in proportion, as numpy's
/// `percentile`; NaN if there are none.
func quantile(_ values: [Double], _ share: Double) -> Double {
  guard let last = values.last else { return .nan }
  let place = share * Double(values.count - 1)
  let below = Int(place)
  if below + 1 >= values.count { return last }
  let part = place - Double(below)
  let gap = values[below + 1] - values[below]
  // From the nearer end, as there.
  return part < 0.5 ? values[below] + gap * part : values[below + 1] - gap * (1 - part)
}

/// What is drawn: the cell of the confusion matrix of each row, or the cells of each group with their counts.
private struct Draws: Sendable {
  let cells: Int
  /// Rows: a cell each. Groups: those cells that a group has rows in.
  let cell: [UInt32]
  /// Groups: how many rows a group has in that cell.
  let count: [Int]
  /// Groups: where each begins in `cell`; one more than there are groups.
  let starts: [Int]?

  init(
    _ predictions: Predictions, _ matrix: ConfusionMatrix, _ groups: [String?]?
  ) throws(LearningError) {
    let classes = matrix.classes.count
    var place = [Int](repeating: 0, count: predictions.classes.count)
    for (index, present) in predictions.present.enumerated() { place[present] = index }
    let ofRow = zip(predictions.truth, predictions.predicted).map {
      UInt32(place[Int($0)] * classes + place[Int($1)])
    }
    cells = classes * classes
    guard let groups else {
      (cell, count, starts) = (ofRow, [], nil)
      return
    }
    if groups.count != ofRow.count {
      throw .length(what: "groups", found: groups.count, rows: ofRow.count)
    }
    let grouped = try Classes(groups, what: "group")
    if grouped.names.count < 2 { throw .oneGroup(grouped.names.first ?? "") }
    var (cell, count, starts) = ([UInt32](), [Int](), [0])
    for members in grouped.members {
      var counts = [Int](repeating: 0, count: cells)
      for row in members { counts[Int(ofRow[row])] += 1 }
      for index in counts.indices where counts[index] > 0 {
        cell.append(UInt32(index))
        count.append(counts[index])
      }
      starts.append(cell.count)
    }
    (self.cell, self.count, self.starts) = (cell, count, starts)
  }

  /// The confusion matrix of as many rows or groups as there are, drawn with replacement.
  func counts(_ random: inout RandomSource) -> [Int] {
    var counts = [Int](repeating: 0, count: cells)
    guard let starts else {
      counts.withUnsafeMutableBufferPointer { counts in
        cell.withUnsafeBufferPointer { cell in
          // `below` draws under `cell.count`; cells lie below `cells` since `init`.
          for _ in 0..<cell.count { counts[Int(cell[random.below(cell.count)])] &+= 1 }
        }
      }
      return counts
    }
    for _ in 1..<starts.count {
      let group = random.below(starts.count - 1)
      for place in starts[group]..<starts[group + 1] { counts[Int(cell[place])] += count[place] }
    }
    return counts
  }
}
