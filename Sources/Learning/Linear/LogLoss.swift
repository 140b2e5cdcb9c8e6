// The logistic loss of packed rows and its gradient, for all classes in one pass.

import Basics
import Kernels

/// The mean log loss of weighted rows plus half the penalty of the weights: the objective of logistic regression.
struct LogLoss: Sendable {
  let rows: PackedRows
  /// One softmax over all functions; otherwise one-vs-rest.
  let isSoftmax: Bool
  let parts: [Range<Int>]

  init(_ rows: PackedRows, isSoftmax: Bool) {
    self.rows = rows
    self.isSoftmax = isSoftmax
    parts = rows.parts
  }

  /// The value at some weights, and its gradient.
  func evaluated(
    _ weights: [Doubles8], width: Int
  ) async throws -> (value: Double, gradient: [Doubles8]) {
    let found = try await concurrentMap(parts.count, width: width) { part in
      try isSoftmax ? softmax(weights, parts[part]) : sigmoids(weights, parts[part])
    }
    var (value, gradient) = found[0]
    for (more, slopes) in found.dropFirst() {
      value += more
      for offset in gradient.indices { gradient[offset] += slopes[offset] }
    }
    var squares = Doubles8.zero
    for column in 0..<rows.columns {
      let penalty = Doubles8(repeating: rows.penalties[column])
      for offset in (column * rows.blocks)..<((column + 1) * rows.blocks) {
        let pull = penalty * weights[offset]
        gradient[offset] += pull
        squares.addProduct(pull, weights[offset])
      }
    }
    return (value + 0.5 * squares.total, gradient)
  }

  private typealias Sum = (Double, [Doubles8])

  /// Σ over rows: total · log Σ e^z - targets · z.
  private func softmax(_ weights: [Doubles8], _ range: Range<Int>) throws(Cancelled) -> Sum {
    try rows.withPass(weights) { pass throws(Cancelled) in try softmax(pass, range) }
  }

  private func softmax(_ pass: PackedPass, _ range: Range<Int>) throws(Cancelled) -> Double {
    let (blocks, values) = (rows.blocks, pass.values)
    let masks = (0..<blocks).map(rows.mask)
    // Lanes without a class are below all others.
    let floors = masks.map { ($0 - 1) * 1e30 }
    var sums = [Double](repeating: 0, count: range.count)
    var linear = Doubles8.zero
    var highest = 0.0
    for start in stride(from: range.lowerBound, to: range.upperBound, by: PackedPass.batch) {
      try checkCancellation()
      let batch = start..<min(range.upperBound, start + PackedPass.batch)
      for row in batch {
        let offset = (row &- start) &* blocks
        pass.multiply(row, at: offset)
        var top = -Double.infinity
        for block in 0..<blocks {
          linear.addProduct(pass.targets[row &* blocks &+ block], values[offset &+ block])
          values[offset &+ block] += floors[block]
          top = max(top, values[offset &+ block].greatest)
        }
        for block in 0..<blocks { values[offset &+ block] -= top }
        highest.addProduct(pass.totals[row], top)
      }
      pass.exponentiate(batch.count)
      for row in batch {
        let offset = (row &- start) &* blocks
        var sum = 0.0
        for block in 0..<blocks {
          values[offset &+ block] *= masks[block]
          sum += values[offset &+ block].total
        }
        sums[row &- range.lowerBound] = sum
        let share = pass.totals[row] / sum
        for block in 0..<blocks {
          values[offset &+ block] =
            values[offset &+ block] * share - pass.targets[row &* blocks &+ block]
        }
        pass.add(row, at: offset)
      }
    }
    sums.withUnsafeMutableBufferPointer { Math.takeLogarithms($0) }
    for (offset, log) in sums.enumerated() {
      highest.addProduct(pass.totals[range.lowerBound + offset], log)
    }
    return highest - linear.total
  }

  /// Σ over rows and functions: total · log(1 + e^z) - target · z.
  private func sigmoids(_ weights: [Doubles8], _ range: Range<Int>) throws(Cancelled) -> Sum {
    try rows.withPass(weights) { pass throws(Cancelled) in try sigmoids(pass, range) }
  }

  private func sigmoids(_ pass: PackedPass, _ range: Range<Int>) throws(Cancelled) -> Double {
    let (blocks, values) = (rows.blocks, pass.values)
    let masks = (0..<blocks).map(rows.mask)
    let one = Doubles8(repeating: 1)
    // Masks of the batch's positive values, and the logarithms of 1 + e^-|z|.
    var scores = [Doubles8](repeating: .zero, count: PackedPass.batch * blocks)
    var logs = scores
    var loss = Doubles8.zero
    for start in stride(from: range.lowerBound, to: range.upperBound, by: PackedPass.batch) {
      try checkCancellation()
      let batch = start..<min(range.upperBound, start + PackedPass.batch)
      for row in batch { pass.multiply(row, at: (row &- start) &* blocks) }
      for offset in 0..<(batch.count * blocks) {
        let z = values[offset]
        scores[offset] = z
        values[offset] = z - 2 * z.kept(whereAboveZero: z)
      }
      pass.exponentiate(batch.count)
      for offset in 0..<(batch.count * blocks) { logs[offset] = one + values[offset] }
      logs.withUnsafeMutableBufferPointer { logs in
        logs.withMemoryRebound(to: Double.self) { Math.takeLogarithms($0) }
      }
      for row in batch {
        for block in 0..<blocks {
          let offset = (row &- start) &* blocks &+ block
          let (z, small) = (scores[offset], values[offset])
          let total = masks[block] * pass.totals[row]
          let target = pass.targets[row &* blocks &+ block]
          loss.addProduct(total, z.kept(whereAboveZero: z) + logs[offset])
          loss.addProduct(-target, z)
          // With e = e^-|z|, σ(z) is 1 / (1 + e) above zero and e / (1 + e) below.
          let high = one / (one + small)
          let low = small * high
          let sigmoid = low + (high - low).kept(whereAboveZero: z)
          values[offset] = total * sigmoid - target
        }
        pass.add(row, at: (row &- start) &* blocks)
      }
    }
    return loss.total
  }
}
