// The logistic loss of packed rows and its gradient, for all classes in one pass.

import Basics
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
    var sums = [Double](repeating: 0, count: range.count)
    var linear = WideLanes.zero
    var highest = 0.0
    for start in stride(from: range.lowerBound, to: range.upperBound, by: LanePass.batch) {
      try checkCancellation()
      let batch = start..<min(range.upperBound, start + LanePass.batch)
      for row in batch {
        let place = (row &- start) &* blocks
        pass.multiply(row, at: place)
        var top = -Double.infinity
        for block in 0..<blocks {
          linear.addProduct(pass.targets[row &* blocks &+ block], values[place &+ block])
          values[place &+ block] += floors[block]
          top = max(top, values[place &+ block].greatest)
        }
        for block in 0..<blocks { values[place &+ block] -= top }
        highest.addProduct(pass.totals[row], top)
      }
      pass.exponentiate(batch.count)
      for row in batch {
        let place = (row &- start) &* blocks
        var sum = 0.0
        for block in 0..<blocks {
          values[place &+ block] *= masks[block]
          sum += values[place &+ block].total
        }
        sums[row &- range.lowerBound] = sum
        let share = pass.totals[row] / sum
        for block in 0..<blocks {
          values[place &+ block] =
            values[place &+ block] * share - pass.targets[row &* blocks &+ block]
        }
        pass.add(row, at: place)
      }
    }
    sums.withUnsafeMutableBufferPointer { Maths.takeLogarithms($0) }
    for (place, log) in sums.enumerated() {
      highest.addProduct(pass.totals[range.lowerBound + place], log)
    }
    return highest - linear.total
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
    let one = WideLanes(repeating: 1)
    // Which of the batch's values are above zero, and the logarithms of 1 + e^-|z|.
    var scores = [WideLanes](repeating: .zero, count: LanePass.batch * blocks)
    var logs = scores
    var loss = WideLanes.zero
    for start in stride(from: range.lowerBound, to: range.upperBound, by: LanePass.batch) {
      try checkCancellation()
      let batch = start..<min(range.upperBound, start + LanePass.batch)
      for row in batch { pass.multiply(row, at: (row &- start) &* blocks) }
      for place in 0..<(batch.count * blocks) {
        let z = values[place]
        scores[place] = z
        values[place] = z - 2 * z.kept(whereAboveZero: z)
      }
      pass.exponentiate(batch.count)
      for place in 0..<(batch.count * blocks) { logs[place] = one + values[place] }
      logs.withUnsafeMutableBufferPointer { logs in
        logs.withMemoryRebound(to: Double.self) { Maths.takeLogarithms($0) }
      }
      for row in batch {
        for block in 0..<blocks {
          let place = (row &- start) &* blocks &+ block
          let (z, small) = (scores[place], values[place])
          let total = masks[block] * pass.totals[row]
          let target = pass.targets[row &* blocks &+ block]
          loss.addProduct(total, z.kept(whereAboveZero: z) + logs[place])
          loss.addProduct(-target, z)
          // With e = e^-|z|, σ(z) is 1 / (1 + e) above zero and e / (1 + e) below.
          let high = one / (one + small)
          let low = small * high
          let sigmoid = low + (high - low).kept(whereAboveZero: z)
          values[place] = total * sigmoid - target
        }
        pass.add(row, at: (row &- start) &* blocks)
      }
    }
    return loss.total
  }
}
