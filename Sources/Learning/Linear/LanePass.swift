// One pass over packed rows: each row's functions, and what they say added back to the columns.

import Basics
import Kernels

/// Pointers to packed rows, weights, a gradient and the values of one row, for the length of one pass.
///
/// `LaneRows` has checked that indices lie within the columns; rows are asked for within its count.
struct LanePass {
  /// How many rows a batch has: their values stay in the nearest cache.
  static let batch = 16

  let blocks: Int
  let dense: Int
  let cells: UnsafeBufferPointer<Double>
  let starts: UnsafeBufferPointer<Int>
  let indices: UnsafeBufferPointer<Int32>
  let entries: UnsafeBufferPointer<Double>
  let targets: UnsafeBufferPointer<WideLanes>
  let totals: UnsafeBufferPointer<Double>
  let weights: UnsafeBufferPointer<WideLanes>
  let gradient: UnsafeMutableBufferPointer<WideLanes>
  /// The values of the functions of the rows of one batch: `blocks` vectors a row.
  let values: UnsafeMutableBufferPointer<WideLanes>

  /// Replaces the values of the first `rows` rows of a batch by e to their powers.
  @inline(__always)
  func exponentiate(_ rows: Int) {
    UnsafeMutableBufferPointer(rebasing: values[..<(rows * blocks)])
      .withMemoryRebound(to: Double.self) { Maths.exponentiate($0) }
  }

  /// Sets the values from `place` on to the functions of a row.
  @inline(__always)
  func multiply(_ row: Int, at place: Int = 0) {
    for block in 0..<blocks {
      var sum = WideLanes.zero
      let start = row &* dense
      for column in 0..<dense {
        sum.addProduct(
          WideLanes(repeating: cells[start &+ column]), weights[column &* blocks &+ block])
      }
      for entry in starts[row]..<starts[row &+ 1] {
        let column = Int(indices[entry]) &* blocks &+ block
        sum.addProduct(WideLanes(repeating: entries[entry]), weights[column])
      }
      values[place &+ block] = sum
    }
  }

  /// Adds the values from `place` on, times the columns of a row, to the gradient.
  @inline(__always)
  func add(_ row: Int, at place: Int = 0) {
    for block in 0..<blocks {
      let value = values[place &+ block]
      let start = row &* dense
      for column in 0..<dense {
        gradient[column &* blocks &+ block].addProduct(
          WideLanes(repeating: cells[start &+ column]), value)
      }
      for entry in starts[row]..<starts[row &+ 1] {
        let column = Int(indices[entry]) &* blocks &+ block
        gradient[column].addProduct(WideLanes(repeating: entries[entry]), value)
      }
    }
  }

  /// Adds the vectors of `bends` from `place` on, times the squares of a row's columns, to `diagonal`.
  @inline(__always)
  func addSquares(
    _ row: Int, _ bends: [WideLanes], at place: Int, to diagonal: inout [WideLanes]
  ) {
    for block in 0..<blocks {
      let bend = bends[place &+ block]
      for column in 0..<dense {
        let x = cells[row &* dense &+ column]
        diagonal[column &* blocks &+ block].addProduct(WideLanes(repeating: x * x), bend)
      }
      for entry in starts[row]..<starts[row &+ 1] {
        let x = entries[entry]
        let place = Int(indices[entry]) &* blocks &+ block
        diagonal[place].addProduct(WideLanes(repeating: x * x), bend)
      }
    }
  }
}

extension LaneRows {
  /// What `body` gives, and the gradient that it has summed. Without weights it may not ask for functions.
  func withPass<T>(
    _ weights: [WideLanes] = [], _ body: (LanePass) throws(Cancelled) -> T
  ) throws(Cancelled) -> (T, [WideLanes]) {
    precondition(
      weights.isEmpty || weights.count == size, "there is a weight for each column and function")
    var gradient = [WideLanes](repeating: .zero, count: size)
    var batch = [WideLanes](repeating: .zero, count: LanePass.batch * blocks)
    let result = try withBuffers(cells, starts, totals) { cells, starts, totals throws(Cancelled) in
      try withBuffers(indices, values, targets) { indices, entries, targets throws(Cancelled) in
        try weights.withUnsafeBufferPointer { weights throws(Cancelled) in
          try gradient.withUnsafeMutableBufferPointer { gradient throws(Cancelled) in
            try batch.withUnsafeMutableBufferPointer { batch throws(Cancelled) in
              try body(
                LanePass(
                  blocks: blocks, dense: dense, cells: cells, starts: starts, indices: indices,
                  entries: entries, targets: targets, totals: totals, weights: weights,
                  gradient: gradient, values: batch))
            }
          }
        }
      }
    }
    return (result, gradient)
  }
}

/// The elements of three arrays.
private func withBuffers<A, B, C, T>(
  _ a: [A], _ b: [B], _ c: [C],
  _ body: (
    UnsafeBufferPointer<A>, UnsafeBufferPointer<B>, UnsafeBufferPointer<C>
  ) throws(Cancelled) -> T
) throws(Cancelled) -> T {
  try a.withUnsafeBufferPointer { a throws(Cancelled) in
    try b.withUnsafeBufferPointer { b throws(Cancelled) in
      try c.withUnsafeBufferPointer { c throws(Cancelled) in try body(a, b, c) }
    }
  }
}
