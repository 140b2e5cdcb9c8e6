// One step of Adam, or of gradient descent with momentum, over many weights in a single pass.
//
// A pass reads and writes each number once, so that it runs as fast as memory does. Formulas are scikit-learn's
// (`_stochastic_optimizers.py`).

/// What turns a sum of gradients into a gradient: (sum + decay · weight) · scale.
public struct GradientScale: Sendable {
  /// The factor of the L2 term, 0 for biases.
  public let decay: Float
  /// One over the sum of the weights of the batch's rows.
  public let scale: Float

  public init(decay: Double, scale: Double) {
    self.decay = Float(decay)
    self.scale = Float(scale)
  }
}

/// Adam (Kingma and Ba, arXiv 1412.6980).
public struct AdamStep: Sendable {
  let first: Lanes
  let firstRest: Lanes
  let second: Lanes
  let secondRest: Lanes
  let epsilon: Lanes
  let rate: Lanes

  /// - Parameter step: which step it is, from 1.
  public init(rate: Double, beta1: Double, beta2: Double, epsilon: Double, step: Int) {
    let power1 = Maths.pow(beta1, Double(step))
    let power2 = Maths.pow(beta2, Double(step))
    first = Lanes(repeating: Float(beta1))
    firstRest = Lanes(repeating: Float(1 - beta1))
    second = Lanes(repeating: Float(beta2))
    secondRest = Lanes(repeating: Float(1 - beta2))
    self.epsilon = Lanes(repeating: Float(epsilon))
    self.rate = Lanes(repeating: Float(rate * (1 - power2).squareRoot() / (1 - power1)))
  }

  /// Moves `count` weights, a multiple of 8; `mean` and `square` are their moments.
  ///
  /// - Returns: the sum of squares of the weights before.
  public func move(
    _ weights: UnsafeMutablePointer<Float>, mean: UnsafeMutablePointer<Float>,
    square: UnsafeMutablePointer<Float>, by sums: UnsafePointer<Float>, count: Int,
    _ gradient: GradientScale
  ) -> Float {
    let decay = Lanes(repeating: gradient.decay)
    let scale = Lanes(repeating: gradient.scale)
    var squares = Lanes()
    for lane in 0..<(count / 8) {
      let place = lane &* 8
      let w = Panels.load(weights + place)
      squares = squares.addingProduct(w, w)
      let g = (Panels.load(sums + place).addingProduct(w, decay) * scale).flushed
      let m = (Panels.load(mean + place) * first).addingProduct(g, firstRest).flushed
      let v = (Panels.load(square + place) * second).addingProduct(g * g, secondRest)
      Panels.store(m, mean + place)
      Panels.store(v, square + place)
      Panels.store((w - rate * m / (v.root + epsilon)).flushed, weights + place)
    }
    return squares.total
  }
}

/// Gradient descent with momentum, plain or Nesterov's.
public struct MomentumStep: Sendable {
  let rate: Lanes
  let momentum: Lanes
  let isNesterov: Bool

  public init(rate: Double, momentum: Double, isNesterov: Bool) {
    self.rate = Lanes(repeating: Float(rate))
    self.momentum = Lanes(repeating: Float(momentum))
    self.isNesterov = isNesterov
  }

  /// Moves `count` weights, a multiple of 8, by what their velocities become.
  ///
  /// - Returns: the sum of squares of the weights before.
  public func move(
    _ weights: UnsafeMutablePointer<Float>, velocity: UnsafeMutablePointer<Float>,
    by sums: UnsafePointer<Float>, count: Int, _ gradient: GradientScale
  ) -> Float {
    let decay = Lanes(repeating: gradient.decay)
    let scale = Lanes(repeating: gradient.scale)
    var squares = Lanes()
    for lane in 0..<(count / 8) {
      let place = lane &* 8
      let w = Panels.load(weights + place)
      squares = squares.addingProduct(w, w)
      let g = Panels.load(sums + place).addingProduct(w, decay) * scale
      let v = (momentum * Panels.load(velocity + place) - rate * g).flushed
      Panels.store(v, velocity + place)
      let move = isNesterov ? momentum * v - rate * g : v
      Panels.store((w + move).flushed, weights + place)
    }
    return squares.total
  }
}

extension Lanes {
  /// Numbers too small to matter as zero: the weights of a column that is gone shrink for ever, and arithmetic on
  /// subnormal floats takes a hundred times as long on some processors.
  @inline(__always)
  var flushed: Lanes { replacing(with: 0, where: size .< 1e-18) }
}
