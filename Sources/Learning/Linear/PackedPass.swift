// One pass over packed rows: the functions of each row, and their gradients added to the columns.

import Basics
import Kernels

/// Pointers to packed rows, weights, a gradient and the values of one batch, valid during one pass.
///
/// `PackedRows` has checked the column indices; callers ask for rows within its count.
struct PackedPass {
  /// Rows per batch: their values stay in the first-level cache.
  static let batch = 16

  let blocks: Int
  let dense: Int
  let cells: UnsafeBufferPointer<Double>
  let starts: UnsafeBufferPointer<Int>
  let indices: UnsafeBufferPointer<Int32>
  let entries: UnsafeBufferPointer<Double>
  let targets: UnsafeBufferPointer<Doubles8>
  let totals: UnsafeBufferPointer<Double>
  let weights: UnsafeBufferPointer<Doubles8>
  let gradient: UnsafeMutableBufferPointer<Doubles8>
  /// The values of the functions of the rows of one batch: `blocks` vectors per row.
  let values: UnsafeMutableBufferPointer<Doubles8>

  /// Replaces the values of the first `rows` rows of a batch by e to their powers.
  @inline(__always) func exponentiate(_ rows: Int) {
    UnsafeMutableBufferPointer(rebasing: values[..<(rows * blocks)])
      .withMemoryRebound(to: Double.self) { Math.exponentiate($0) }
  }

  /// Sets the values from `offset` on to the functions of a row.
  @inline(__always) func multiply(_ row: Int, at offset: Int = 0) {
    for block in 0..<blocks {
      var sum = Doubles8.zero
      let start = row &* dense
      for column in 0..<dense {
        sum.addProduct(
          Doubles8(repeating: cells[start &+ column]), weights[column &* blocks &+ block])
      }
      for entry in starts[row]..<starts[row &+ 1] {
        let column = Int(indices[entry]) &* blocks &+ block
        sum.addProduct(Doubles8(repeating: entries[entry]), weights[column])
      }
      values[offset &+ block] = sum
    }
  }

  /// Adds the values from `offset` on, times the columns of a row, to the gradient.
  @inline(__always) func add(_ row: Int, at offset: Int = 0) {
    for block in 0..<blocks {
      let value = values[offset &+ block]
      let start = row &* dense
      for column in 0..<dense {
        gradient[column &* blocks &+ block].addProduct(
          Doubles8(repeating: cells[start &+ column]), value)
      }
      for entry in starts[row]..<starts[row &+ 1] {
        let column = Int(indices[entry]) &* blocks &+ block
        gradient[column].addProduct(Doubles8(repeating: entries[entry]), value)
      }
    }
  }

  /// Adds the second derivatives `bends` from `offset` on, times the squares of a row's columns, to `diagonal`.
  @inline(__always) func addSquares(
    _ row: Int, _ bends: [Doubles8], at offset: Int, to diagonal: inout [Doubles8]
  ) {
    for block in 0..<blocks {
      let bend = bends[offset &+ block]
      for column in 0..<dense {
        let x = cells[row &* dense &+ column]
        diagonal[column &* blocks &+ block].addProduct(Doubles8(repeating: x * x), bend)
      }
      for entry in starts[row]..<starts[row &+ 1] {
        let x = entries[entry]
        let offset = Int(indices[entry]) &* blocks &+ block
        diagonal[offset].addProduct(Doubles8(repeating: x * x), bend)
      }
    }
  }
}

extension PackedRows {
  /// The result of `body` and the gradient that it summed. Without weights it must not ask for functions.
  func withPass<T>(
    _ weights: [Doubles8] = [], _ body: (PackedPass) throws(Cancelled) -> T
  ) throws(Cancelled) -> (T, [Doubles8]) {
    precondition(
      weights.isEmpty || weights.count == size, "there is a weight for each column and function")
    var gradient = [Doubles8](repeating: .zero, count: size)
    var batch = [Doubles8](repeating: .zero, count: PackedPass.batch * blocks)
    let result = try withBuffers(cells, starts, totals) { cells, starts, totals throws(Cancelled) in
      try withBuffers(indices, values, targets) { indices, entries, targets throws(Cancelled) in
        try weights.withUnsafeBufferPointer { weights throws(Cancelled) in
          try gradient.withUnsafeMutableBufferPointer { gradient throws(Cancelled) in
            try batch.withUnsafeMutableBufferPointer { batch throws(Cancelled) in
              try body(
                PackedPass(
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
  _ body: (UnsafeBufferPointer<A>, UnsafeBufferPointer<B>, UnsafeBufferPointer<C>) throws(Cancelled)
    -> T
) throws(Cancelled) -> T {
  try a.withUnsafeBufferPointer { a throws(Cancelled) in
    try b.withUnsafeBufferPointer { b throws(Cancelled) in
      try c.withUnsafeBufferPointer { c throws(Cancelled) in try body(a, b, c) }
    }
  }
}
