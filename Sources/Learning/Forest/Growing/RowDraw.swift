// Which rows a tree learns from: as many as wanted, with replacement, or each of them once.

import Kernels

/// The draw of a tree. As in scikit-learn 1.9 the weights of classes say how likely their rows are drawn, and a row
/// that was drawn counts as often as it was.
struct RowDraw: Sendable {
  let rows: Int
  /// `nil` if each row is taken once.
  let draws: Int?
  /// The rows by class, and where each class begins; empty if all rows are as likely.
  private let byClass: [UInt32]
  private let starts: [Int]
  /// How likely a row of this class or one before it is drawn, not divided by the last one.
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

  /// Tells how often each row that was drawn at all was drawn, in order of the rows.
  func each(_ random: inout RandomSource, _ tell: (_ row: Int, _ times: UInt32) -> Void) {
    guard let draws else {
      for row in 0..<rows { tell(row, 1) }
      return
    }
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: rows) { times in
      times.initialize(repeating: 0)
      if let total = upTo.last {
        for _ in 0..<draws {
          let place = random.uniform() * total
          // The last class that has rows takes what rounding leaves over.
          let label = upTo.firstIndex { place < $0 } ?? upTo.firstIndex(of: total) ?? 0
          let count = starts[label + 1] - starts[label]
          times[Int(byClass[starts[label] + random.below(count)])] &+= 1
        }
      } else {
        for _ in 0..<draws { times[random.below(rows)] &+= 1 }
      }
      for row in 0..<rows where times[row] > 0 { tell(row, times[row]) }
    }
  }
}
