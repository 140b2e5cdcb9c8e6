// The weights of a network, its initialization and its forward pass.

import Basics
import Kernels

/// Weights of one layer, as panels of sixteen units: a row for each input, then the biases.
struct MLPLayer: Sendable {
  let inputs: Int
  let outputs: Int
  /// `PackedMatrix.count(outputs)` panels of `inputs + 1` rows.
  let weights: SharedFloats

  init(inputs: Int, outputs: Int) {
    self.inputs = inputs
    self.outputs = outputs
    weights = SharedFloats(count: PackedMatrix.count(outputs) * (inputs + 1) * 16)
  }

  var panelSize: Int { (inputs + 1) * 16 }

  /// The offset of the weight from `input` to `output`; the bias has the input `inputs`.
  func offset(_ input: Int, _ output: Int) -> Int {
    output / 16 * panelSize + input * 16 + output % 16
  }
}

/// Layers of weights and the activation between them. Training changes the weights in place; those of a model are
/// constant.
struct MLPNetwork: Sendable {
  let activation: MLPClassifier.Activation
  let layers: [MLPLayer]

  /// All weights zero.
  ///
  /// - Parameter sizes: columns, units of each hidden layer, outputs.
  init(_ activation: MLPClassifier.Activation, sizes: [Int]) {
    self.activation = activation
    layers = zip(sizes, sizes.dropFirst()).map { MLPLayer(inputs: $0, outputs: $1) }
  }

  /// Two classes share one output, the logit of the second.
  static func outputs(classes: Int) -> Int { classes == 2 ? 1 : classes }

  var outputs: Int { layers.last?.outputs ?? 0 }

  /// Uniform weights and biases (Glorot and Bengio: "Understanding the difficulty of training deep feedforward neural
  /// networks", AISTATS 2010), from one stream of `seed` for each layer.
  func draw(seed: UInt64) throws(Cancelled) {
    for (number, layer) in layers.enumerated() {
      var random = RandomSource(seed: seed, stream: UInt64(number))
      let factor: Double = activation == .logistic ? 2 : 6
      let bound = (factor / Double(layer.inputs + layer.outputs)).squareRoot()
      for input in 0...layer.inputs {
        try checkCancellation()
        for output in 0..<layer.outputs {
          let offset = layer.offset(input, output)
          layer.weights.start[offset] = Float(random.uniform(in: -bound...bound))
        }
      }
    }
  }

  /// A copy of the network.
  func copied() -> MLPNetwork {
    let sizes = layers.map(\.inputs) + [outputs]
    let copy = MLPNetwork(activation, sizes: sizes)
    copy.take(self)
    return copy
  }

  func take(_ other: MLPNetwork) {
    for (mine, theirs) in zip(layers, other.layers) { mine.weights.copy(theirs.weights) }
  }

  var isFinite: Bool {
    layers.allSatisfy { layer in
      UnsafeBufferPointer(start: layer.weights.start, count: layer.weights.count)
        .allSatisfy(\.isFinite)
    }
  }

  /// The forward pass of the rows `chosen[range]`, written to the same rows of `activity`; the last layer's sums are
  /// not activated.
  ///
  /// - Parameter range: begins at a multiple of `PackedMatrix.rowStep`.
  func forward(
    _ rows: MLPRows, _ chosen: [Int], _ range: Range<Int>, _ activity: MLPActivations
  ) throws(Cancelled) {
    rows.gather(chosen, range, into: activity.input.start, capacity: activity.capacity)
    let count = PackedMatrix.filled(range.count)
    let offset = range.lowerBound * 16
    for (number, layer) in layers.enumerated() {
      let into = activity.outputs[number].start
      let inner = number == 0 ? rows.denseColumns : layer.inputs
      var meter = WorkMeter()
      for panel in 0..<PackedMatrix.count(layer.outputs) {
        try meter.spend(count * inner * 16)
        let weights = layer.weights.start + panel * layer.panelSize
        let sums = into + panel * activity.capacity * 16 + offset
        let source = number == 0 ? activity.input : activity.outputs[number - 1]
        PackedMatrix.product(
          source.start + offset, stride: activity.capacity * 16, inner: inner, weights,
          from: weights + layer.inputs * 16, rows: count, columns: layer.outputs - panel * 16,
          into: sums)
        if number == 0, rows.sparseColumns > 0 {
          addEntries(rows, chosen, range, weights + rows.denseColumns * 16, to: sums)
        }
        if number + 1 < layers.count { activation.apply(sums, count: count * 16) }
      }
    }
  }

  private func addEntries(
    _ rows: MLPRows, _ chosen: [Int], _ range: Range<Int>,
    _ weights: UnsafeMutablePointer<Float>, to sums: UnsafeMutablePointer<Float>
  ) {
    rows.indices.withUnsafeBufferPointer { indices in
      rows.values.withUnsafeBufferPointer { values in
        guard let indices = indices.baseAddress, let values = values.baseAddress else { return }
        for (offset, row) in chosen[range].enumerated() {
          PackedMatrix.addRows(
            indices, values, rows.starts[row]..<rows.starts[row + 1], of: weights,
            to: sums + offset * 16)
        }
      }
    }
  }

  /// The sums of the last layer for each row: `rows.count · outputs`.
  func logits(_ rows: MLPRows, width: Int) async throws -> [Float] {
    let block = 128
    let parts = try await concurrentMap((rows.count + block - 1) / block, width: width) { part in
      let chosen = Array((part * block)..<min(rows.count, (part + 1) * block))
      let activity = MLPActivations(
        capacity: PackedMatrix.filled(chosen.count), denseColumns: rows.denseColumns, layers: layers
      )
      try forward(rows, chosen, 0..<chosen.count, activity)
      return activity.sums(rows: chosen.count, outputs: outputs)
    }
    return parts.flatMap { $0 }
  }
}

/// The activations of a batch, as panels of `capacity` rows.
struct MLPActivations: Sendable {
  /// A multiple of `PackedMatrix.rowStep`.
  let capacity: Int
  /// Dense columns.
  let input: SharedFloats
  /// One per layer.
  let outputs: [SharedFloats]

  init(capacity: Int, denseColumns: Int, layers: [MLPLayer]) {
    self.capacity = capacity
    input = SharedFloats(count: PackedMatrix.count(denseColumns) * capacity * 16)
    outputs = layers.map { SharedFloats(count: PackedMatrix.count($0.outputs) * capacity * 16) }
  }

  /// The last layer's sums, row by row.
  func sums(rows: Int, outputs count: Int) -> [Float] {
    guard let last = outputs.last else { return [] }
    var sums: [Float] = []
    sums.reserveCapacity(rows * count)
    for row in 0..<rows {
      for output in 0..<count {
        sums.append(last.start[(output / 16 * capacity + row) * 16 + output % 16])
      }
    }
    return sums
  }
}

extension MLPClassifier.Activation {
  /// Applied in place; `count` is a multiple of 8.
  func apply(_ sums: UnsafeMutablePointer<Float>, count: Int) {
    switch self {
    case .relu: LaneFunction.positivePart.apply(sums, count: count)
    case .tanh: LaneFunction.hyperbolicTangent.apply(sums, count: count)
    case .logistic: LaneFunction.logistic.apply(sums, count: count)
    case .identity: break
    }
  }

  /// Multiplies `deltas` by the derivative, given the function's values.
  func applyDerivative(
    _ values: UnsafePointer<Float>, to deltas: UnsafeMutablePointer<Float>, count: Int
  ) {
    for lane in 0..<(count / 8) {
      let offset = lane &* 8
      let value = PackedMatrix.load(values + offset)
      let delta = PackedMatrix.load(deltas + offset)
      switch self {
      case .relu: PackedMatrix.store(delta.replacing(with: 0, where: value .== 0), deltas + offset)
      case .tanh: PackedMatrix.store(delta * (1 - value * value), deltas + offset)
      case .logistic: PackedMatrix.store(delta * (value * (1 - value)), deltas + offset)
      case .identity: return
      }
    }
  }
}
