// One step of Adam, or of gradient descent with momentum, over many weights in a single pass.
//
// A pass reads and writes each number once, so that it runs as fast as memory does. Formulas are scikit-learn's
// (`_stochastic_optimizers.py`).

/// Turns a sum of gradients into a gradient: (sum + decay · weight) · scale.
public struct GradientScale: Sendable {
  /// The factor of the L2 penalty; 0 for biases.
  public let decay: Float
  /// One over the sum of the weights of the batch's rows.
  public let scale: Float

  /// - Parameters: the factor of the L2 penalty and of the sum.
  public init(decay: Double, scale: Double) {
    self.decay = Float(decay)
    self.scale = Float(scale)
  }
}

/// Adam (Kingma and Ba, arXiv 1412.6980).
public struct AdamStep: Sendable {
  let first: Floats8
  let firstRest: Floats8
  let second: Floats8
  let secondRest: Floats8
  let epsilon: Floats8
  let rate: Floats8

  /// - Parameter step: the number of the step, from 1.
  public init(rate: Double, beta1: Double, beta2: Double, epsilon: Double, step: Int) {
    let power1 = Math.pow(beta1, Double(step))
    let power2 = Math.pow(beta2, Double(step))
    first = Floats8(repeating: Float(beta1))
    firstRest = Floats8(repeating: Float(1 - beta1))
    second = Floats8(repeating: Float(beta2))
    secondRest = Floats8(repeating: Float(1 - beta2))
    self.epsilon = Floats8(repeating: Float(epsilon))
    self.rate = Floats8(repeating: Float(rate * (1 - power2).squareRoot() / (1 - power1)))
  }

  /// Moves `count` weights, a multiple of 8; `mean` and `square` are their moments.
  ///
  /// - Returns: the sum of squares of the weights before the step.
  public func move(
    _ weights: UnsafeMutablePointer<Float>, mean: UnsafeMutablePointer<Float>,
    square: UnsafeMutablePointer<Float>, by sums: UnsafePointer<Float>, count: Int,
    _ gradient: GradientScale
  ) -> Float {
    let decay = Floats8(repeating: gradient.decay)
    let scale = Floats8(repeating: gradient.scale)
    var squares = Floats8()
    for lane in 0..<(count / 8) {
      let offset = lane &* 8
      let w = PackedMatrix.load(weights + offset)
      squares = squares.addingProduct(w, w)
      let g = (PackedMatrix.load(sums + offset).addingProduct(w, decay) * scale).flushed
      let m = (PackedMatrix.load(mean + offset) * first).addingProduct(g, firstRest).flushed
      let v = (PackedMatrix.load(square + offset) * second).addingProduct(g * g, secondRest)
      PackedMatrix.store(m, mean + offset)
      PackedMatrix.store(v, square + offset)
      PackedMatrix.store((w - rate * m / (v.root + epsilon)).flushed, weights + offset)
    }
    return squares.total
  }
}

/// Gradient descent with momentum, plain or Nesterov's.
public struct MomentumStep: Sendable {
  let rate: Floats8
  let momentum: Floats8
  let isNesterov: Bool

  /// A step of the learning rate `rate`; `momentum` is 0 for plain gradient descent.
  public init(rate: Double, momentum: Double, isNesterov: Bool) {
    self.rate = Floats8(repeating: Float(rate))
    self.momentum = Floats8(repeating: Float(momentum))
    self.isNesterov = isNesterov
  }

  /// Moves `count` weights, a multiple of 8, by what their velocities become.
  ///
  /// - Returns: the sum of squares of the weights before the step.
  public func move(
    _ weights: UnsafeMutablePointer<Float>, velocity: UnsafeMutablePointer<Float>,
    by sums: UnsafePointer<Float>, count: Int, _ gradient: GradientScale
  ) -> Float {
    let decay = Floats8(repeating: gradient.decay)
    let scale = Floats8(repeating: gradient.scale)
    var squares = Floats8()
    for lane in 0..<(count / 8) {
      let offset = lane &* 8
      let w = PackedMatrix.load(weights + offset)
      squares = squares.addingProduct(w, w)
      let g = PackedMatrix.load(sums + offset).addingProduct(w, decay) * scale
      let v = (momentum * PackedMatrix.load(velocity + offset) - rate * g).flushed
      PackedMatrix.store(v, velocity + offset)
      let move = isNesterov ? momentum * v - rate * g : v
      PackedMatrix.store((w + move).flushed, weights + offset)
    }
    return squares.total
  }
}

extension Floats8 {
  /// Flushes numbers that are too small to matter to zero: weights of an unused column keep shrinking, and arithmetic
  /// on subnormal floats takes a hundred times as long on some processors.
  @inline(__always) var flushed: Floats8 { replacing(with: 0, where: size .< 1e-18) }
}
