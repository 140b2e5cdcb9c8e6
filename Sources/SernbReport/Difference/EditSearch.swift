// Myers's bidirectional search: finds the common elements by splitting the problem where paths meet.

/// One search. Diagonal k has the points (x, y) with x - y = k: x elements of the old side are consumed, y of the new.
struct EditSearch {
  let old: [Int]
  let new: [Int]
  /// The number of steps after which a search settles for the furthest point.
  let effort: Int
  /// How many points were visited so far: the work of the search, for tests.
  private(set) var visited = 0
  /// The furthest x on each diagonal from the start, and the furthest from the end counted backwards; -1 is none.
  private var forward: [Int]
  private var backward: [Int]

  init(old: [Int], new: [Int]) {
    self.old = old
    self.new = new
    var root = 1
    while root * root < old.count + new.count { root += root / 8 + 1 }
    effort = max(256, root)
    let diagonals = old.count + new.count + 3
    forward = Array(repeating: -1, count: diagonals)
    backward = forward
  }

  /// A subproblem: half-open ranges of both sides.
  private struct Part {
    var oldStart: Int
    var oldEnd: Int
    var newStart: Int
    var newEnd: Int
  }

  /// The pairs of indices of common elements, in no particular order.
  mutating func kept() -> [(old: Int, new: Int)] {
    var pairs: [(old: Int, new: Int)] = []
    var parts = [Part(oldStart: 0, oldEnd: old.count, newStart: 0, newEnd: new.count)]
    while var part = parts.popLast() {
      while part.oldStart < part.oldEnd, part.newStart < part.newEnd,
        old[part.oldStart] == new[part.newStart]
      {
        pairs.append((part.oldStart, part.newStart))
        part.oldStart += 1
        part.newStart += 1
      }
      while part.oldStart < part.oldEnd, part.newStart < part.newEnd,
        old[part.oldEnd - 1] == new[part.newEnd - 1]
      {
        part.oldEnd -= 1
        part.newEnd -= 1
        pairs.append((part.oldEnd, part.newEnd))
      }
      if part.oldStart == part.oldEnd || part.newStart == part.newEnd { continue }
      // Both ends differ, so the shortest path has at least two steps and each half at least one.
      let (x, y) = meeting(part)
      parts.append(Part(oldStart: part.oldStart, oldEnd: x, newStart: part.newStart, newEnd: y))
      parts.append(Part(oldStart: x, oldEnd: part.oldEnd, newStart: y, newEnd: part.newEnd))
    }
    return pairs
  }

  /// A point on a shortest path through the part, or after `effort` steps the furthest point reached.
  private mutating func meeting(_ part: Part) -> (x: Int, y: Int) {
    let width = part.oldEnd - part.oldStart
    let height = part.newEnd - part.newStart
    let delta = width - height
    // Diagonal -height - 1 has index 0 in the arrays.
    let origin = height + 1
    forward[origin] = 0
    backward[origin] = 0
    var steps = 0
    while true {
      steps += 1
      let range = diagonals(steps, width, height)
      let before = diagonals(steps - 1, width, height)
      visited += range.high - range.low + 2
      advance(&forward, steps, width, height) { x, y in
        old[part.oldStart + x] == new[part.newStart + y]
      }
      if delta % 2 != 0 {
        for k in stride(from: range.low, through: range.high, by: 2) {
          let (x, opposite) = (forward[origin + k], delta - k)
          guard x >= 0, opposite >= before.low, opposite <= before.high else { continue }
          let back = backward[origin + opposite]
          if back >= 0, x + back >= width { return (part.oldStart + x, part.newStart + x - k) }
        }
      }
      advance(&backward, steps, width, height) { x, y in
        old[part.oldEnd - 1 - x] == new[part.newEnd - 1 - y]
      }
      if delta % 2 == 0 {
        for k in stride(from: range.low, through: range.high, by: 2) {
          let (x, opposite) = (backward[origin + k], delta - k)
          guard x >= 0, opposite >= range.low, opposite <= range.high else { continue }
          let ahead = forward[origin + opposite]
          if ahead >= 0, x + ahead >= width { return (part.oldEnd - x, part.newEnd - (x - k)) }
        }
      }
      if steps >= effort { return furthest(part, range, origin) }
    }
  }

  /// The range of diagonals on which `steps` steps can end, every second one, within the part.
  private func diagonals(_ steps: Int, _ width: Int, _ height: Int) -> (low: Int, high: Int) {
    (
      steps <= height ? -steps : -height + (steps - height) % 2,
      steps <= width ? steps : width - (steps - width) % 2
    )
  }

  /// Takes one more step on each diagonal, then follows equal elements.
  private func advance(
    _ reached: inout [Int], _ steps: Int, _ width: Int, _ height: Int, isSame: (Int, Int) -> Bool
  ) {
    let origin = height + 1
    let range = diagonals(steps, width, height)
    // Clear values of an earlier part next to the range.
    if steps <= height || range.low == -height { reached[origin + range.low - 1] = -1 }
    if steps <= width || range.high == width { reached[origin + range.high + 1] = -1 }
    for k in stride(from: range.low, through: range.high, by: 2) {
      let (left, right) = (reached[origin + k - 1], reached[origin + k + 1])
      var x = -1
      if left >= 0, left < width { x = left + 1 }
      // A step down keeps x; its y must be inside.
      if right >= 0, right - k <= height, right > x { x = right }
      guard x >= 0 else {
        reached[origin + k] = -1
        continue
      }
      while x < width, x - k < height, isSame(x, x - k) { x += 1 }
      reached[origin + k] = x
    }
  }

  private func furthest(_ part: Part, _ range: (low: Int, high: Int), _ origin: Int)
    -> (x: Int, y: Int)
  {
    var best = (sum: -1, x: part.oldStart, y: part.newStart)
    for k in stride(from: range.low, through: range.high, by: 2) {
      let (ahead, back) = (forward[origin + k], backward[origin + k])
      if ahead >= 0, 2 * ahead - k > best.sum {
        best = (2 * ahead - k, part.oldStart + ahead, part.newStart + ahead - k)
      }
      if back >= 0, 2 * back - k > best.sum {
        best = (2 * back - k, part.oldEnd - back, part.newEnd - (back - k))
      }
    }
    return (best.x, best.y)
  }
}
