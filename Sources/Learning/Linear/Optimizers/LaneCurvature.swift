// The preconditioner of conjugate gradients: an approximate inverse Hessian for each function.

import Basics
import Kernels

/// The exact Hessian of the dense columns, and the diagonal for the sparse ones.
///
/// Features of sound are correlated with each other and with the intercept; words rarely occur together.
struct LaneCurvature: Sendable {
  /// With more dense columns only the diagonal is used: all pairs would cost more than they save.
  static let most = 32

  private let blocks: Int
  /// The number of columns in the dense Hessian, 0 for none.
  private let columns: Int
  /// Cholesky's lower factor by row, `columns · columns · blocks`, with one over each number of its diagonal.
  private var factor: [Doubles8] = []
  /// The inverse of the Hessian's diagonal.
  private let inverses: [Doubles8]

  init(_ loss: SquaredHinge, _ slopes: SquaredHinge.Slopes, width: Int) async throws {
    let rows = loss.rows
    blocks = rows.blocks
    columns = rows.dense > 1 && rows.dense <= LaneCurvature.most ? rows.dense : 0
    inverses = slopes.diagonal.map { 1 / $0 }
    if columns == 0 { return }
    let found = try await concurrentMap(loss.parts.count, width: width) { part in
      try LaneCurvature.products(rows, loss.parts[part], slopes.bends[part])
    }
    factor = found[0]
    for more in found.dropFirst() { factor.add(more, times: 1) }
    for column in 0..<columns {
      for block in 0..<blocks {
        factor[(column * columns + column) * blocks + block] += rows.penalties[column]
      }
    }
    factorize()
  }

  /// The lower half of Σ bend · x xᵀ over the dense columns of some rows.
  private static func products(
    _ rows: PackedRows, _ range: Range<Int>, _ bends: [Doubles8]
  ) throws(Cancelled) -> [Doubles8] {
    let (n, blocks) = (rows.dense, rows.blocks)
    var products = [Doubles8](repeating: .zero, count: n * n * blocks)
    for row in range {
      if row % 64 == 0 { try checkCancellation() }
      for block in 0..<blocks {
        let bend = bends[(row - range.lowerBound) * blocks + block]
        products.withUnsafeMutableBufferPointer { products in
          rows.cells.withUnsafeBufferPointer { cells in
            for i in 0..<n {
              let scaled = bend * cells[row &* n &+ i]
              for j in 0...i {
                let x = Doubles8(repeating: cells[row &* n &+ j])
                products[(i &* n &+ j) &* blocks &+ block].addProduct(scaled, x)
              }
            }
          }
        }
      }
    }
    return products
  }

  private mutating func factorize() {
    let n = columns
    for block in 0..<blocks {
      func at(_ i: Int, _ j: Int) -> Int { (i * n + j) * blocks + block }
      for j in 0..<n {
        for k in 0..<j {
          let scale = -factor[at(j, k)]
          for i in j..<n { factor[at(i, j)].addProduct(scale, factor[at(i, k)]) }
        }
        // With equal columns this is rounding error of either sign; columns are scaled to a diagonal near 1.
        let root = factor[at(j, j)].orGreater(Doubles8(repeating: 1e-12)).squareRoot()
        factor[at(j, j)] = 1 / root
        for i in (j + 1)..<max(n, j + 1) { factor[at(i, j)] *= factor[at(j, j)] }
      }
    }
  }

  /// Multiplies a vector of weights by the inverse.
  func apply(to vector: inout [Doubles8]) {
    let n = columns
    for block in 0..<blocks {
      func at(_ i: Int, _ j: Int) -> Int { (i * n + j) * blocks + block }
      for i in 0..<n {
        var sum = vector[i * blocks + block]
        for k in 0..<i { sum.addProduct(-factor[at(i, k)], vector[k * blocks + block]) }
        vector[i * blocks + block] = sum * factor[at(i, i)]
      }
      for i in (0..<n).reversed() {
        var sum = vector[i * blocks + block]
        for k in (i + 1)..<max(n, i + 1) {
          sum.addProduct(-factor[at(k, i)], vector[k * blocks + block])
        }
        vector[i * blocks + block] = sum * factor[at(i, i)]
      }
    }
    for index in (n * blocks)..<vector.count { vector[index] *= inverses[index] }
  }
}
