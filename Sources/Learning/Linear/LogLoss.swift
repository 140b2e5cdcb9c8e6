// The logistic loss of packed rows and its gradient, for all classes in one pass.

import Kernels

/// The mean log loss of weighted rows and half the penalty of the weights: what logistic regression makes small.
struct LogLoss: Sendable {
  let rows: LaneRows
  /// One softmax over all functions; else each function tells its class from the rest by itself.
  let isSoftmax: Bool
  let parts: [Range<Int>]

  init(_ rows: LaneRows, isSoftmax: Bool) {
    self.rows = rows
    self.isSoftmax = isSoftmax
    parts = rows.parts
  }

  /// The value at some weights, and its gradient.
  func evaluated(
    _ weights: [WideLanes], width: Int
  ) async throws -> (value: Double, gradient: [WideLanes]) {
    let found = try await concurrentMap(parts.count, width: width) { part in
      try isSoftmax ? softmax(weights, parts[part]) : sigmoids(weights, parts[part])
    }
    var (value, gradient) = found[0]
    for (more, slopes) in found.dropFirst() {
      value += more
      for place in gradient.indices { gradient[place] += slopes[place] }
    }
    var squares = WideLanes.zero
    for column in 0..<rows.columns {
      let penalty = WideLanes(repeating: rows.penalties[column])
      for place in (column * rows.blocks)..<((column + 1) * rows.blocks) {
        let pull = penalty * weights[place]
        gradient[place] += pull
        squares.addProduct(pull, weights[place])
      }
    }
    return (value + 0.5 * squares.total, gradient)
  }

  private typealias Sum = (Double, [WideLanes])

  /// Σ over rows: total · log Σ e^z - targets · z.
  private func softmax(
    _ weights: [WideLanes], _ range: Range<Int>
  ) throws(Cancelled) -> Sum {
    try rows.withPass(weights) { pass throws(Cancelled) in try softmax(pass, range) }
  }

  private func softmax(_ pass: LanePass, _ range: Range<Int>) throws(Cancelled) -> Double {
    let (blocks, values) = (rows.blocks, pass.values)
    let masks = (0..<blocks).map(rows.mask)
    // Lanes without a class lie below all others.
    let floors = masks.map { ($0 - 1) * 1e30 }
    var logs = LogSum()
    var linear = WideLanes.zero
    var highest = 0.0
    for row in range {
      if row % 128 == 0 { try checkCancellation() }
      pass.multiply(row)
      let total = pass.totals[row]
      var top = -Double.infinity
      for block in 0..<blocks {
        linear.addProduct(pass.targets[row * blocks + block], values[block])
        values[block] += floors[block]
        top = max(top, values[block].greatest)
      }
      var sum = 0.0
      for block in 0..<blocks {
        values[block] = (values[block] - top).exponential * masks[block]
        sum += values[block].total
      }
      highest.addProduct(total, top)
      logs.add(sum, weight: total)
      let share = WideLanes(repeating: total / sum)
      for block in 0..<blocks {
        values[block] = values[block] * share - pass.targets[row * blocks + block]
      }
      pass.add(row)
    }
    return highest + logs.total - linear.total
  }

  /// Σ over rows and functions: total · log(1 + e^z) - target · z.
  private func sigmoids(
    _ weights: [WideLanes], _ range: Range<Int>
  ) throws(Cancelled) -> Sum {
    try rows.withPass(weights) { pass throws(Cancelled) in try sigmoids(pass, range) }
  }

  private func sigmoids(_ pass: LanePass, _ range: Range<Int>) throws(Cancelled) -> Double {
    let (blocks, values) = (rows.blocks, pass.values)
    let masks = (0..<blocks).map(rows.mask)
    var loss = WideLanes.zero
    let (zero, one) = (WideLanes.zero, WideLanes(repeating: 1))
    for row in range {
      if row % 128 == 0 { try checkCancellation() }
      pass.multiply(row)
      for block in 0..<blocks {
        let z = values[block]
        let total = masks[block] * pass.totals[row]
        let target = pass.targets[row * blocks + block]
        let isPositive = z .> zero
        let small = (-z).replacing(with: z, where: z .< zero).exponential
        let above = one + small
        let positive = zero.replacing(with: z, where: isPositive)
        loss.addProduct(total, positive + above.logarithm)
        loss.addProduct(-target, z)
        let sigmoid = small.replacing(with: one, where: isPositive) / above
        values[block] = total * sigmoid - target
      }
      pass.add(row)
    }
    return loss.total
  }
}

/// Σ weight · log(number), eight logarithms at a time.
private struct LogSum {
  private var numbers = WideLanes(repeating: 1)
  private var weights = WideLanes.zero
  private var place = 0
  private var sum = WideLanes.zero

  @inline(__always)
  mutating func add(_ number: Double, weight: Double) {
    numbers[place] = number
    weights[place] = weight
    place += 1
    if place == 8 { flush() }
  }

  private mutating func flush() {
    sum.addProduct(weights, numbers.logarithm)
    weights = .zero
    place = 0
  }

  var total: Double {
    var rest = self
    rest.flush()
    return rest.sum.total
  }
}
