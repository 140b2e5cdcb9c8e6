// One training step: forward and backward pass of a batch, then the update of all weights.
//
// 1. Rows are split among tasks: each runs its rows through all layers and back, and writes activations
//    and deltas to panels that all tasks share.
// 2. Weights are split among tasks: each sums the gradient of its piece over all rows, in order, and updates the
//    piece.
//
// Each number is computed by one task in a fixed order of additions, so the split does not change results.

import Basics
import Kernels

/// The update rule of the weights.
enum MLPUpdateRule: Sendable {
  case adam(AdamStep)
  case momentum(MomentumStep)
}

/// Buffers and moments for training a network.
struct MLPStep: Sendable {
  let network: MLPNetwork
  let rows: MLPRows
  let targets: MLPTargets
  let alpha: Double
  let width: Int
  /// For each layer: Adam's first moments, or velocities.
  let first: [SharedFloats]
  /// For each layer: Adam's second moments.
  let second: [SharedFloats]
  private let activity: MLPActivations
  private let deltas: [SharedFloats]
  /// For each layer but the first, its weights transposed: a panel per sixteen inputs, with a row per output.
  private let turned: [SharedFloats]
  private let pieces: [Piece]

  /// Some rows of a panel of weights.
  private struct Piece: Sendable {
    let layer: Int
    let panel: Int
    let inputs: Range<Int>
  }

  /// Rows per piece, a multiple of 16: its gradient and weights stay in the first-level cache.
  private static let pieceRows = 256
  /// Rows per block of a pass, a multiple of `PackedMatrix.rowStep`.
  private static let blockRows = 64

  /// The network's weights may be set afterwards, followed by `turnWeights`.
  ///
  /// - Parameter batch: the largest number of rows per step.
  init(
    _ network: MLPNetwork, _ rows: MLPRows, _ targets: MLPTargets,
    alpha: Double, batch: Int, needsSquares: Bool, width: Int
  ) throws(Cancelled) {
    self.network = network
    self.rows = rows
    self.targets = targets
    self.alpha = alpha
    self.width = width
    let layers = network.layers
    // Wide layers take a while to set to zero.
    first = try layers.map { layer throws(Cancelled) in
      try checkCancellation()
      return SharedFloats(count: layer.weights.count)
    }
    second = try layers.map { layer throws(Cancelled) in
      try checkCancellation()
      return SharedFloats(count: needsSquares ? layer.weights.count : 0)
    }
    activity = MLPActivations(
      capacity: PackedMatrix.filled(batch), denseColumns: rows.denseColumns, layers: layers)
    deltas = activity.outputs.map { SharedFloats(count: $0.count) }
    turned = try layers.enumerated().map { number, layer throws(Cancelled) in
      try checkCancellation()
      return SharedFloats(
        count: number == 0 ? 0 : PackedMatrix.count(layer.inputs) * layer.outputs * 16)
    }
    pieces = layers.enumerated().flatMap { number, layer in
      (0..<PackedMatrix.count(layer.outputs)).flatMap { panel in
        stride(from: 0, to: layer.inputs, by: MLPStep.pieceRows).map { start in
          let end = min(layer.inputs, start + MLPStep.pieceRows)
          return Piece(layer: number, panel: panel, inputs: start..<end)
        }
      }
    }
  }

  /// Updates the transposed weights after the network's weights were changed from outside.
  func turnWeights() throws(Cancelled) {
    for piece in pieces where piece.layer > 0 {
      try checkCancellation()
      turn(piece)
    }
  }

  // MARK: A step

  /// One training step on the rows `chosen`.
  ///
  /// - Returns: the mean loss of the rows before the update, including the L2 term.
  func learn(_ chosen: ArraySlice<Int>, _ rule: MLPUpdateRule) async throws -> Double {
    let chosen = Array(chosen)
    let parts = parts(forRows: chosen.count)
    let rowStep = PackedMatrix.rowStep
    let rowParts = cut(PackedMatrix.filled(chosen.count) / rowStep, into: parts)
    let losses = try await each(parts) { part in
      let start = rowParts[part].lowerBound * rowStep
      let end = min(chosen.count, rowParts[part].upperBound * rowStep)
      return try forwardAndBack(chosen, start..<end)
    }
    let weight = chosen.reduce(0) { $0 + targets.weight($1) }
    let entries = rows.byColumn(chosen[...])
    let squares = try await each(parts) { part in
      let scratch = SharedFloats(count: (MLPStep.pieceRows + 16) * 16)
      return try stride(from: part, to: pieces.count, by: parts).map { number in
        try checkCancellation()
        return try move(
          pieces[number], rows: chosen.count, entries, rule, scale: 1 / weight, scratch)
      }
    }
    var norm = 0.0
    for number in pieces.indices { norm += Double(squares[number % parts][number / parts]) }
    let loss = losses.reduce(0) { $1.reduce($0, +) }
    return (loss + 0.5 * alpha * norm) / weight
  }

  /// The work of a step in about as many cycles; more than about ten thousand are worth a task.
  private func parts(forRows count: Int) -> Int {
    var products = 0
    var weights = 0
    for (number, layer) in network.layers.enumerated() {
      let inputs = number == 0 ? rows.filledColumns : layer.inputs
      products += inputs * PackedMatrix.count(layer.outputs)
      weights += layer.weights.count
    }
    let cycles = 3 * products * count + 2 * weights
    return cycles < 200_000 ? 1 : width
  }

  private func each<T: Sendable>(
    _ parts: Int, _ body: @escaping @Sendable (Int) throws -> T
  ) async throws -> [T] {
    parts == 1 ? [try body(0)] : try await concurrentMap(parts, width: parts, body)
  }

  private func cut(_ count: Int, into parts: Int) -> [Range<Int>] {
    (0..<parts).map { (count * $0 / parts)..<(count * ($0 + 1) / parts) }
  }

  // MARK: Rows

  /// - Parameter range: begins at a multiple of `PackedMatrix.rowStep`.
  /// - Returns: the losses of the rows.
  private func forwardAndBack(_ chosen: [Int], _ range: Range<Int>) throws(Cancelled) -> [Double] {
    var losses: [Double] = []
    var start = range.lowerBound
    while start < range.upperBound {
      let block = start..<min(range.upperBound, start + MLPStep.blockRows)
      try network.forward(rows, chosen, block, activity)
      let last = network.layers.count - 1
      losses += targets.losses(
        chosen, block, sums: activity.outputs[last].start, deltas: deltas[last].start,
        capacity: activity.capacity)
      for layer in stride(from: last, to: 0, by: -1) { try goBack(through: layer, block) }
      start = block.upperBound
    }
    return losses
  }

  /// The deltas of the layer before `number`.
  private func goBack(through number: Int, _ block: Range<Int>) throws(Cancelled) {
    let layer = network.layers[number]
    let count = PackedMatrix.filled(block.count)
    var meter = WorkMeter()
    for panel in 0..<PackedMatrix.count(layer.inputs) {
      try meter.spend(count * layer.outputs * 16)
      let offset = (panel * activity.capacity + block.lowerBound) * 16
      let before = deltas[number - 1].start + offset
      PackedMatrix.product(
        deltas[number].start + block.lowerBound * 16, stride: activity.capacity * 16,
        inner: layer.outputs, turned[number].start + panel * layer.outputs * 16, from: nil,
        rows: count, columns: layer.inputs - panel * 16, into: before)
      network.activation.applyDerivative(
        activity.outputs[number - 1].start + offset, to: before, count: count * 16)
    }
  }

  // MARK: Weights

  /// - Returns: the sum of squares of the piece's weights before the update.
  private func move(
    _ piece: Piece, rows count: Int, _ entries: MLPBatchEntries, _ rule: MLPUpdateRule,
    scale: Double, _ scratch: SharedFloats
  ) throws(Cancelled) -> Float {
    let layer = network.layers[piece.layer]
    let delta = deltas[piece.layer].start + piece.panel * activity.capacity * 16
    try sumGradient(piece, delta, rows: count, entries, into: scratch.start)
    let start = piece.panel * layer.panelSize
    let squares = move(
      piece.layer, at: start + piece.inputs.lowerBound * 16, by: scratch.start,
      count: piece.inputs.count * 16, rule, GradientScale(decay: alpha, scale: scale))
    if piece.inputs.upperBound == layer.inputs {
      PackedMatrix.total(delta, rows: count, into: scratch.start)
      _ = move(
        piece.layer, at: start + layer.inputs * 16, by: scratch.start, count: 16, rule,
        GradientScale(decay: 0, scale: scale))
    }
    if piece.layer > 0 { turn(piece) }
    return squares
  }

  /// Σᵢ input[i, k] · delta[i, 0 ..< 16] for the inputs k of a piece.
  private func sumGradient(
    _ piece: Piece, _ delta: UnsafePointer<Float>, rows count: Int, _ entries: MLPBatchEntries,
    into sums: UnsafeMutablePointer<Float>
  ) throws(Cancelled) {
    let isFirst = piece.layer == 0
    let source = isFirst ? activity.input : activity.outputs[piece.layer - 1]
    let denseEnd =
      isFirst ? min(rows.denseColumns, piece.inputs.upperBound) : piece.inputs.upperBound
    var meter = WorkMeter()
    for input in stride(from: piece.inputs.lowerBound, to: denseEnd, by: 16) {
      try meter.spend(count * 256)
      PackedMatrix.turnedProduct(
        source.start + input / 16 * activity.capacity * 16, count: min(16, denseEnd - input),
        delta, rows: count, columns: network.layers[piece.layer].outputs - piece.panel * 16,
        into: sums + (input - piece.inputs.lowerBound) * 16)
    }
    if !isFirst || rows.sparseColumns == 0 { return }
    entries.positions.withUnsafeBufferPointer { positions in
      entries.values.withUnsafeBufferPointer { values in
        for input in max(denseEnd, piece.inputs.lowerBound)..<piece.inputs.upperBound {
          let sum = sums + (input - piece.inputs.lowerBound) * 16
          PackedMatrix.store(Floats8(), sum)
          PackedMatrix.store(Floats8(), sum + 8)
          let column = input - rows.denseColumns
          let range = entries.starts[column]..<entries.starts[column + 1]
          guard !range.isEmpty, let positions = positions.baseAddress,
            let values = values.baseAddress
          else { continue }
          PackedMatrix.addRows(positions, values, range, of: delta, to: sum)
        }
      }
    }
  }

  private func move(
    _ layer: Int, at offset: Int, by sums: UnsafePointer<Float>, count: Int,
    _ rule: MLPUpdateRule, _ gradient: GradientScale
  ) -> Float {
    let weights = network.layers[layer].weights.start + offset
    switch rule {
    case .adam(let step):
      return step.move(
        weights, mean: first[layer].start + offset, square: second[layer].start + offset, by: sums,
        count: count, gradient)
    case .momentum(let step):
      return step.move(
        weights, velocity: first[layer].start + offset, by: sums, count: count, gradient)
    }
  }

  private func turn(_ piece: Piece) {
    let layer = network.layers[piece.layer]
    let weights = layer.weights.start + piece.panel * layer.panelSize
    let outputs = min(16, layer.outputs - piece.panel * 16)
    let into = turned[piece.layer].start
    for input in piece.inputs {
      let offset = input / 16 * layer.outputs * 16 + piece.panel * 256 + input % 16
      for output in 0..<outputs { into[offset + output * 16] = weights[input * 16 + output] }
    }
  }
}
