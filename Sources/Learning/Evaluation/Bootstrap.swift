// Bootstrap confidence intervals of metrics.

import Basics
import Kernels

/// A metric with its confidence interval.
package struct Interval: Sendable {
  /// The value over all rows.
  package let value: Double
  /// NaN if no resample had a value.
  package let low: Double
  /// The upper end; NaN if no resample had a value.
  package let high: Double
  /// The number of resamples in which the metric is defined: a class without rows in one has no recall there.
  package let resamples: Int
}

/// Percentile bootstrap intervals over rows, or over whole groups such as speakers (Efron 1979).
///
/// Utterances of a speaker are correlated, so intervals over rows are too narrow for conclusions about other
/// speakers; intervals over speakers are not.
package struct Bootstrap: Sendable, Hashable {
  /// 1 to 100,000.
  package var resamples: Int
  /// The share of resamples inside the interval, above 0 and below 1.
  package var level: Double

  /// The number of resamples and the confidence level.
  package init(resamples: Int = 1000, level: Double = 0.95) {
    self.resamples = resamples
    self.level = level
  }

  /// The intervals of all metrics.
  package struct Intervals: Sendable {
    /// Accuracy.
    package let accuracy: Interval
    /// Macro F1 over the classes that occur in a resample.
    package let macroF1: Interval
    /// Mean recall (UAR) over the classes with rows in a resample.
    package let balancedAccuracy: Interval
    /// One for each class with rows, ascending.
    package let recall: [(name: String, interval: Interval)]
  }

  /// The intervals; the same for any width.
  ///
  /// - Parameter groups: the group of each row; nil resamples single rows.
  /// - Throws: `.setting`, `.length`, `.missing`, `.oneGroup`, `Cancelled`.
  package func intervals(
    _ predictions: Predictions, groups: [String?]? = nil, seed: UInt64, width: Int = 1
  ) async throws -> Intervals {
    try check()
    let matrix = ConfusionMatrix(predictions)
    let classes = matrix.classes.count
    let draws = try Draws(predictions, matrix, groups)
    let slots = 3 + classes
    // Chunks of fixed size for any width; each resample has its own random stream.
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

/// The quantile of the ascending `values`, with linear interpolation, as numpy's
/// `percentile`; NaN if there are none.
func quantile(_ values: [Double], _ share: Double) -> Double {
  guard let last = values.last else { return .nan }
  let position = share * Double(values.count - 1)
  let below = Int(position)
  if below + 1 >= values.count { return last }
  let part = position - Double(below)
  let gap = values[below + 1] - values[below]
  // Interpolated from the nearer end, as in numpy.
  return part < 0.5 ? values[below] + gap * part : values[below + 1] - gap * (1 - part)
}

/// The units of resampling: the confusion matrix cell of each row, or the cells of each group with their counts.
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
    var indexOf = [Int](repeating: 0, count: predictions.classes.count)
    for (index, present) in predictions.present.enumerated() { indexOf[present] = index }
    let ofRow = zip(predictions.truth, predictions.predicted).map {
      UInt32(indexOf[Int($0)] * classes + indexOf[Int($1)])
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

  /// The confusion matrix of a resample: as many rows or groups as there are, drawn with replacement.
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
      for position in starts[group]..<starts[group + 1] {
        counts[Int(cell[position])] += count[position]
      }
    }
    return counts
  }
}
