// A preconditioner for the dense columns: the inverse of their Gram matrix.

import Basics
import Kernels

/// The inverse of `bend · XᵀX + penalties` over the dense columns of packed rows.
///
/// Features of sound are correlated with each other and with the intercept: separate steps would zigzag. The matrix
/// approximates the Hessian of the loss, so that steps multiplied by its inverse need few rounds. Sparse columns rarely
/// occur together and are left unchanged.
struct DenseCurvature: Sendable {
  /// With more columns there is no preconditioner: a matrix of all pairs would cost more than it saves.
  static let most = 48

  /// The number of columns, 0 without a preconditioner.
  let columns: Int
  /// `columns · columns`, symmetric.
  let inverse: [Double]

  init(_ rows: PackedRows, bend: Double) throws(Cancelled) {
    let n = rows.dense
    guard n > 1, n <= DenseCurvature.most else {
      (columns, inverse) = (0, [])
      return
    }
    var matrix = [Double](repeating: 0, count: n * n)
    for row in 0..<rows.count {
      if row % 64 == 0 { try checkCancellation() }
      let weight = bend * rows.totals[row]
      for i in 0..<n {
        let x = weight * rows.cells[row * n + i]
        for j in 0...i { matrix[i * n + j] += x * rows.cells[row * n + j] }
      }
    }
    // Columns are scaled to a diagonal of about 1; the small addition keeps the matrix positive definite if columns are
    // equal.
    for i in 0..<n { matrix[i * n + i] += rows.penalties[i] + 1e-9 }
    columns = n
    inverse = DenseCurvature.inverted(matrix, n)
  }

  /// The inverse of a symmetric positive definite matrix, given by its lower half, by Cholesky decomposition.
  static func inverted(_ matrix: [Double], _ n: Int) -> [Double] {
    var factor = matrix
    for j in 0..<n {
      for k in 0..<j {
        let scale = factor[j * n + k]
        for i in j..<n { factor[i * n + j] -= factor[i * n + k] * scale }
      }
      let root = max(factor[j * n + j], 1e-300).squareRoot()
      for i in j..<n { factor[i * n + j] /= root }
    }
    var inverse = [Double](repeating: 0, count: n * n)
    for column in 0..<n {
      var x = [Double](repeating: 0, count: n)
      x[column] = 1
      for i in 0..<n {
        for k in 0..<i { x[i] -= factor[i * n + k] * x[k] }
        x[i] /= factor[i * n + i]
      }
      for i in (0..<n).reversed() {
        for k in (i + 1)..<max(n, i + 1) { x[i] -= factor[k * n + i] * x[k] }
        x[i] /= factor[i * n + i]
      }
      for i in 0..<n { inverse[i * n + column] = x[i] }
    }
    return inverse
  }

  /// Multiplies the dense columns of a vector of weights by the inverse.
  func apply(to vector: inout [Doubles8], blocks: Int) {
    if columns == 0 { return }
    let before = Array(vector[..<(columns * blocks)])
    for i in 0..<columns {
      for block in 0..<blocks {
        var sum = Doubles8.zero
        for j in 0..<columns {
          sum.addProduct(Doubles8(repeating: inverse[i * columns + j]), before[j * blocks + block])
        }
        vector[i * blocks + block] = sum
      }
    }
  }
}
