// XGBoost's weighted quantile sketch of a column: a bounded summary of values that come one by one.
//
// Chen and Guestrin 2016, appendix; XGBoost 3.2 cuts columns by it (`WQuantileSketch`). Where a column has more values
// than the sketch holds, the bins are those of XGBoost only if the ranks have its errors, so that values come in the
// order of the rows and ranks are single precision.

import Basics

struct QuantileSketch {
  /// A value and what is known of its rank.
  private struct Entry {
    var value: Double
    /// The weight of all values below it, at least and (with its own) at most.
    var low: Float
    var high: Float
    var weight: Float

    /// The least weight of all values up to this one.
    var lowAfter: Float { low + weight }
    /// The greatest weight of all values below this one.
    var highBefore: Float { high - weight }
  }

  private let bins: Int
  private let count: Int
  /// The most entries of a summary that is kept.
  private let limit: Int
  private var queue: [(value: Double, weight: Float)] = []
  /// Summaries, each covering about twice as many values as the one before it; an unused level is empty.
  private var levels: [[Entry]] = []

  /// How many entries XGBoost keeps for each bin.
  private static let factor = 8

  /// - Parameter count: how many values will come.
  init(count: Int, bins: Int) {
    self.count = count
    self.bins = max(1, min(bins, count))
    var (levels, limit) = (1, 0)
    repeat {
      // As XGBoost rounds it: up by one where 1 / (1 / n) is more than n.
      let error = 1 / Double(self.bins * QuantileSketch.factor)
      limit = min(Int((Double(levels) / error).rounded(.up)) + 1, count)
      levels += 1
    } while limit << (levels - 1) < count
    self.limit = limit
  }

  /// Adds a value with a weight above zero.
  mutating func add(_ value: Double, _ weight: Float) throws(Cancelled) {
    if let last = queue.last, last.value == value {
      queue[queue.count - 1].weight += weight
      return
    }
    if queue.count == 2 * limit { keep(try takeQueue()) }
    queue.append((value, weight))
  }

  /// Where the column is cut: the smallest value of each bin but the first.
  mutating func edges() throws(Cancelled) -> [Double] {
    if count == 0 { return [] }
    var summary = Self.pruned(try takeQueue(), to: limit)
    for level in levels where !level.isEmpty {
      summary = Self.pruned(Self.merged(summary, level), to: limit)
    }
    summary = Self.pruned(summary, to: min(count, bins * QuantileSketch.factor))
    return Self.pruned(summary, to: bins + 1).prefix(bins).dropFirst().map(\.value)
  }

  /// The exact summary of the queue, which is empty on return.
  private mutating func takeQueue() throws(Cancelled) -> [Entry] {
    let sorted = try queue.sorted(costing: 4) { $0.value < $1.value }
    queue.removeAll(keepingCapacity: true)
    var entries: [Entry] = []
    var index = 0
    var below: Float = 0
    while index < sorted.count {
      var (value, weight) = sorted[index]
      index += 1
      while index < sorted.count, sorted[index].value == value {
        weight += sorted[index].weight
        index += 1
      }
      // One zero for both signs, whichever came first.
      if value == 0 { value = 0 }
      entries.append(Entry(value: value, low: below, high: below + weight, weight: weight))
      below += weight
    }
    return entries
  }

  /// Adds a summary to those of its size or, as long as together they are too long, to the next greater ones.
  private mutating func keep(_ summary: [Entry]) {
    var summary = Self.pruned(summary, to: limit)
    for level in levels.indices {
      if levels[level].isEmpty {
        levels[level] = summary
        return
      }
      let both = Self.merged(summary, levels[level])
      if both.count <= limit {
        levels[level] = both
        return
      }
      levels[level] = []
      summary = Self.pruned(both, to: limit)
    }
    levels.append(summary)
  }

  /// The summary of the values of both (`SetCombine`).
  private static func merged(_ a: [Entry], _ b: [Entry]) -> [Entry] {
    guard let lastOfA = a.last, let lastOfB = b.last else { return a.isEmpty ? b : a }
    var merged: [Entry] = []
    merged.reserveCapacity(a.count + b.count)
    var (i, j) = (0, 0)
    // The least weights of the values of each so far.
    var (lowOfA, lowOfB): (Float, Float) = (0, 0)
    while i < a.count || j < b.count {
      let next: Entry
      if i < a.count, j < b.count, a[i].value == b[j].value {
        next = Entry(
          value: a[i].value, low: a[i].low + b[j].low, high: a[i].high + b[j].high,
          weight: a[i].weight + b[j].weight)
        (lowOfA, lowOfB) = (a[i].lowAfter, b[j].lowAfter)
        (i, j) = (i + 1, j + 1)
      } else if j == b.count || (i < a.count && a[i].value < b[j].value) {
        let highOfB = j == b.count ? lastOfB.high : b[j].highBefore
        next = Entry(
          value: a[i].value, low: a[i].low + lowOfB, high: a[i].high + highOfB, weight: a[i].weight)
        lowOfA = a[i].lowAfter
        i += 1
      } else {
        let highOfA = i == a.count ? lastOfA.high : a[i].highBefore
        next = Entry(
          value: b[j].value, low: b[j].low + lowOfA, high: b[j].high + highOfA, weight: b[j].weight)
        lowOfB = b[j].lowAfter
        j += 1
      }
      merged.append(next)
    }
    return merged
  }

  /// At most `size` entries whose ranks are evenly spaced, the lowest and the highest among them (`SetPrune`).
  private static func pruned(_ entries: [Entry], to size: Int) -> [Entry] {
    if entries.count <= size { return entries }
    let last = entries.count - 1
    let begin = entries[0].high
    let range = entries[last].low - begin
    let steps = size - 1
    var kept = [entries[0]]
    var (index, chosen) = (1, 0)
    for step in 1..<max(1, steps) {
      let rank = 2 * (Float(step) * range / Float(steps) + begin)
      while index < last, rank >= entries[index + 1].high + entries[index + 1].low { index += 1 }
      if index == last { break }
      // Nearer to the end of this entry's ranks than to the start of the next one's: take this one.
      let isThis = rank < entries[index].lowAfter + entries[index + 1].highBefore
      let next = isThis ? index : index + 1
      if next != chosen {
        kept.append(entries[next])
        chosen = next
      }
    }
    if chosen != last { kept.append(entries[last]) }
    return kept
  }
}
