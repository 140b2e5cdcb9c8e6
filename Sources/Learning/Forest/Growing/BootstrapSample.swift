// The training rows of a tree: a bootstrap sample, or each row once.

import Kernels

/// The sample of a tree. As in scikit-learn 1.9, class weights set the probability of drawing a row, and a row
/// counts as often as it was drawn.
struct BootstrapSample: Sendable {
  let rows: Int
  /// `nil` if each row is taken once.
  let draws: Int?
  /// The rows by class, and where each class begins; empty if all rows are equally likely.
  private let byClass: [UInt32]
  private let starts: [Int]
  /// The cumulative weight of the classes, not normalized.
  private let upTo: [Double]

  init(_ rows: TrainingRows, draws: Int?, classWeights: [Double]) {
    self.rows = rows.count
    self.draws = draws
    if draws == nil || classWeights.allSatisfy({ $0 == classWeights.first }) {
      (byClass, starts, upTo) = ([], [], [])
      return
    }
    let counts = rows.classCounts
    var starts = [0]
    var upTo: [Double] = []
    for (count, weight) in zip(counts, classWeights) {
      starts.append(starts[starts.count - 1] + count)
      upTo.append((upTo.last ?? 0) + (count == 0 ? 0 : weight * Double(count)))
    }
    var next = starts
    var byClass = [UInt32](repeating: 0, count: rows.count)
    for (row, label) in rows.labels.enumerated() {
      byClass[next[Int(label)]] = UInt32(row)
      next[Int(label)] += 1
    }
    (self.byClass, self.starts, self.upTo) = (byClass, starts, upTo)
  }

  /// Calls `body` with each drawn row and how often it was drawn, in order of the rows.
  func each(_ random: inout RandomSource, _ body: (_ row: Int, _ times: UInt32) -> Void) {
    guard let draws else {
      for row in 0..<rows { body(row, 1) }
      return
    }
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: rows) { times in
      times.initialize(repeating: 0)
      if let total = upTo.last {
        for _ in 0..<draws {
          let index = random.uniform() * total
          // Rounding may leave a remainder: it goes to the last class with rows.
          let label = upTo.firstIndex { index < $0 } ?? upTo.firstIndex(of: total) ?? 0
          let count = starts[label + 1] - starts[label]
          times[Int(byClass[starts[label] + random.below(count)])] &+= 1
        }
      } else {
        for _ in 0..<draws { times[random.below(rows)] &+= 1 }
      }
      for row in 0..<rows where times[row] > 0 { body(row, times[row]) }
    }
  }
}
