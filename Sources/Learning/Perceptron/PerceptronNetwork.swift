// The weights of a network and what it makes of rows.

import Basics
import Kernels

/// Weights of one layer, as panels of sixteen units: a row for each input, then the biases.
struct PerceptronLayer: Sendable {
  let inputs: Int
  let outputs: Int
  /// `Panels.count(outputs)` panels of `inputs + 1` rows.
  let weights: SharedFloats

  init(inputs: Int, outputs: Int) {
    self.inputs = inputs
    self.outputs = outputs
    weights = SharedFloats(count: Panels.count(outputs) * (inputs + 1) * 16)
  }

  var panelSize: Int { (inputs + 1) * 16 }

  /// Where the weight from `input` to `output` stands; the bias has the input `inputs`.
  func place(_ input: Int, _ output: Int) -> Int {
    output / 16 * panelSize + input * 16 + output % 16
  }
}

/// Layers of weights and the function between them. Whoever learns changes the weights in place; a model's stay.
struct PerceptronNetwork: Sendable {
  let activation: Perceptron.Activation
  let layers: [PerceptronLayer]

  /// All weights zero.
  ///
  /// - Parameter sizes: columns, units of each hidden layer, outputs.
  init(_ activation: Perceptron.Activation, sizes: [Int]) {
    self.activation = activation
    layers = zip(sizes, sizes.dropFirst()).map { PerceptronLayer(inputs: $0, outputs: $1) }
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
          let place = layer.place(input, output)
          layer.weights.start[place] = Float(random.uniform(in: -bound...bound))
        }
      }
    }
  }

  /// A network with the same weights at another place.
  func copied() -> PerceptronNetwork {
    let sizes = layers.map(\.inputs) + [outputs]
    let copy = PerceptronNetwork(activation, sizes: sizes)
    copy.take(self)
    return copy
  }

  func take(_ other: PerceptronNetwork) {
    for (mine, theirs) in zip(layers, other.layers) { mine.weights.copy(theirs.weights) }
  }

  var isFinite: Bool {
    layers.allSatisfy { layer in
      UnsafeBufferPointer(start: layer.weights.start, count: layer.weights.count)
        .allSatisfy(\.isFinite)
    }
  }

  /// What every layer makes of the rows `chosen[range]`, into the same places of `activity`; the last layer's sums are
  /// left as they are.
  ///
  /// - Parameter range: begins at a multiple of `Panels.rowStep`.
  func forward(
    _ rows: PerceptronRows, _ chosen: [Int], _ range: Range<Int>, _ activity: PerceptronActivity
  ) throws(Cancelled) {
    rows.gather(chosen, range, into: activity.input.start, capacity: activity.capacity)
    let count = Panels.filled(range.count)
    let place = range.lowerBound * 16
    for (number, layer) in layers.enumerated() {
      let into = activity.outputs[number].start
      let inner = number == 0 ? rows.denseColumns : layer.inputs
      var meter = WorkMeter()
      for panel in 0..<Panels.count(layer.outputs) {
        try meter.spend(count * inner * 16)
        let weights = layer.weights.start + panel * layer.panelSize
        let sums = into + panel * activity.capacity * 16 + place
        let source = number == 0 ? activity.input : activity.outputs[number - 1]
        Panels.product(
          source.start + place, stride: activity.capacity * 16,
          inner: inner, weights,
          from: weights + layer.inputs * 16, rows: count,
          columns: layer.outputs - panel * 16, into: sums)
        if number == 0, rows.sparseColumns > 0 {
          addEntries(rows, chosen, range, weights + rows.denseColumns * 16, to: sums)
        }
        if number + 1 < layers.count { activation.apply(sums, count: count * 16) }
      }
    }
  }

  private func addEntries(
    _ rows: PerceptronRows, _ chosen: [Int], _ range: Range<Int>,
    _ weights: UnsafeMutablePointer<Float>, to sums: UnsafeMutablePointer<Float>
  ) {
    rows.indices.withUnsafeBufferPointer { indices in
      rows.values.withUnsafeBufferPointer { values in
        guard let indices = indices.baseAddress, let values = values.baseAddress else { return }
        for (place, row) in chosen[range].enumerated() {
          Panels.addRows(
            indices, values, rows.starts[row]..<rows.starts[row + 1], of: weights,
            to: sums + place * 16)
        }
      }
    }
  }

  /// The outputs of each row as they come from the last layer: `rows.count · outputs`.
  func logits(_ rows: PerceptronRows, width: Int) async throws -> [Float] {
    let block = 128
    let parts = try await concurrentMap((rows.count + block - 1) / block, width: width) { part in
      let chosen = Array((part * block)..<min(rows.count, (part + 1) * block))
      let activity = PerceptronActivity(
        capacity: Panels.filled(chosen.count), denseColumns: rows.denseColumns, layers: layers)
      try forward(rows, chosen, 0..<chosen.count, activity)
      return activity.sums(rows: chosen.count, outputs: outputs)
    }
    return parts.flatMap { $0 }
  }
}

/// What the layers make of a batch, as panels of `capacity` rows.
struct PerceptronActivity: Sendable {
  /// A multiple of `Panels.rowStep`.
  let capacity: Int
  /// Dense columns.
  let input: SharedFloats
  /// One a layer.
  let outputs: [SharedFloats]

  init(capacity: Int, denseColumns: Int, layers: [PerceptronLayer]) {
    self.capacity = capacity
    input = SharedFloats(count: Panels.count(denseColumns) * capacity * 16)
    outputs = layers.map { SharedFloats(count: Panels.count($0.outputs) * capacity * 16) }
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

extension Perceptron.Activation {
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
      let place = lane &* 8
      let value = Panels.load(values + place)
      let delta = Panels.load(deltas + place)
      switch self {
      case .relu: Panels.store(delta.replacing(with: 0, where: value .== 0), deltas + place)
      case .tanh: Panels.store(delta * (1 - value * value), deltas + place)
      case .logistic: Panels.store(delta * (value * (1 - value)), deltas + place)
      case .identity: return
      }
    }
  }
}
