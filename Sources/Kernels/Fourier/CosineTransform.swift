// The cosine transform of type II, for cepstra.

/// The first `outputs` coefficients of the orthonormal DCT-II of `inputs` numbers, as
/// `scipy.fft.dct(x, type=2, norm="ortho")[:outputs]`; a table, because both counts are small.
public struct CosineTransform: Sendable {
  /// The number of inputs.
  public let inputs: Int
  /// The number of coefficients.
  public let outputs: Int
  /// Row-major, `outputs` rows.
  private let table: [Double]

  /// The table for these sizes.
  public init(inputs: Int, outputs: Int) {
    precondition(inputs > 0 && outputs >= 0, "a cosine transform needs inputs")
    self.inputs = inputs
    self.outputs = min(outputs, inputs)
    var table: [Double] = []
    let first = (1 / Double(inputs)).squareRoot()
    let others = (2 / Double(inputs)).squareRoot()
    for k in 0..<self.outputs {
      for j in 0..<inputs {
        let cosine = Math.unitRoot(k * (2 * j + 1), of: 4 * inputs).cosine
        table.append(cosine * (k == 0 ? first : others))
      }
    }
    self.table = table
  }

  /// The coefficients of `x`, which has `inputs` numbers.
  public func callAsFunction(_ x: [Double]) -> [Double] {
    precondition(x.count == inputs, "the cosine transform has \(inputs) inputs")
    return (0..<outputs).map { k in
      var sum = 0.0
      for j in 0..<inputs { sum = sum.addingProduct(table[k * inputs + j], x[j]) }
      return sum
    }
  }
}
