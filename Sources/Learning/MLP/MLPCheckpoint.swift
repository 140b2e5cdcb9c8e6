// The checkpoint of an MLP fit between epochs, and resuming from it.
//
// A format mark, a fingerprint of the fit, the state, all weights and moments, and a checksum. Anything that is not
// exactly a checkpoint of this fit is ignored.

import Basics
import Kernels

extension MLPTraining {
  /// About how many bytes `save` writes.
  var savedSize: Int { kept.reduce(0) { $0 + 4 * $1.count } }

  func save(into writer: inout ByteWriter, mark: UInt64) throws(Cancelled) {
    writer.reserve(savedSize + 1024)
    let start = writer.count
    writer.write(mark, state.epochs, state.steps, state.rowsSeen, state.rate, state.loss)
    writer.write(state.bestLoss, state.bestScore, state.epochsWithoutChange)
    for floats in kept {
      writer.write(floats.count)
      for piece in stride(from: 0, to: floats.count, by: MLPTraining.piece) {
        try checkCancellation()
        let count = min(MLPTraining.piece, floats.count - piece)
        writer.append(UnsafeBufferPointer(start: floats.start + piece, count: count))
      }
    }
    var print = Fingerprint()
    try print.add(writer.bytes[start...])
    writer.write(print.value)
  }

  /// Floats between two cancellation checks.
  private static let piece = 1 << 20

  /// - Returns: whether the bytes were a checkpoint of this fit; if not, nothing has changed.
  mutating func resume(_ bytes: [UInt8], mark: UInt64) throws(Cancelled) -> Bool {
    var print = Fingerprint()
    try print.add(bytes.dropLast(8))
    guard let (state, positions) = try? read(bytes, mark: mark, print: print.value) else {
      return false
    }
    self.state = state
    for (floats, index) in zip(kept, positions) {
      try checkCancellation()
      floats.set(bytes, from: index)
    }
    try step.turnWeights()
    return true
  }

  /// - Returns: the state, and the offset of the numbers of each list.
  private func read(
    _ bytes: [UInt8], mark: UInt64, print: UInt64
  ) throws(CorruptData) -> (MLPState, [Int]) {
    var reader = ByteReader(bytes)
    guard try reader.integer(UInt64.self) == mark else { throw CorruptData("it is of another fit") }
    var state = MLPState(rate: 0)
    state.epochs = try reader.int(in: 1...1_000_000)
    // Larger counts would overflow later.
    state.steps = try reader.int(in: 1...(1 << 53))
    state.rowsSeen = try reader.int(in: 1...(1 << 53))
    state.rate = try reader.double()
    state.loss = try reader.double()
    state.bestLoss = try reader.double()
    state.bestScore = try reader.double()
    state.epochsWithoutChange = try reader.int(in: 0...1_000_000)
    var positions: [Int] = []
    for floats in kept {
      guard try reader.int() == floats.count else {
        throw CorruptData("it has weights of another size")
      }
      positions.append(reader.offset)
      try reader.skip(4 * floats.count)
    }
    guard try reader.integer(UInt64.self) == print else { throw CorruptData("it is damaged") }
    try reader.end()
    return (state, positions)
  }

  /// Everything that changes during a fit.
  private var kept: [SharedFloats] {
    step.network.layers.map(\.weights) + step.first + step.second
      + (best?.layers.map(\.weights) ?? [])
  }

  /// The fingerprint of settings, seed and rows.
  func checkpointMark() throws(Cancelled) -> UInt64 {
    var print = Fingerprint()
    for (name, value) in MLPClassifier.kind.settings(of: settings) {
      try print.add(Array("\(name) \(value.text)".utf8)[...])
    }
    print.add(context.seed)
    for size in sizes { print.add(UInt64(size)) }
    for weight in weights { print.add(weight.bitPattern) }
    for rows in [learning] + (validation.map { [$0] } ?? []) {
      let features = rows.features
      var meter = WorkMeter()
      for row in 0..<rows.count {
        try meter.spend(features.denseColumns + features.sparse.range(row).count)
        print.add(UInt64(rows.labels[row]))
        for index in (row * features.denseColumns)..<((row + 1) * features.denseColumns) {
          print.add(features.dense[index].bitPattern)
        }
        print.add(UInt64(features.sparse.starts[row + 1]))
        for entry in features.sparse.range(row) {
          print.add(UInt64(features.sparse.indices[entry]))
          print.add(features.sparse.values[entry].bitPattern)
        }
      }
    }
    return print.value
  }
}

/// 64 bits that depend on everything added (FNV-1a over eight bytes at a time, mixed further).
private struct Fingerprint {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func add(_ word: UInt64) {
    value = (value ^ word) &* 0x0000_0100_0000_01b3
    value ^= value >> 29
  }

  mutating func add(_ bytes: ArraySlice<UInt8>) throws(Cancelled) {
    let piece = 1 << 22
    for start in stride(from: bytes.startIndex, to: bytes.endIndex, by: piece) {
      try checkCancellation()
      bytes[start..<min(bytes.endIndex, start + piece)].withUnsafeBytes { buffer in
        let whole = buffer.count / 8 * 8
        for index in stride(from: 0, to: whole, by: 8) {
          add(UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: index, as: UInt64.self)))
        }
        for byte in buffer[whole...] { add(UInt64(byte)) }
      }
    }
    add(UInt64(bytes.count))
  }
}

extension SharedFloats {
  /// Copies little-endian numbers of four bytes each, the first at `index`.
  fileprivate func set(_ bytes: [UInt8], from index: Int) {
    bytes.withUnsafeBytes { buffer in
      for number in 0..<count {
        let pattern = buffer.loadUnaligned(fromByteOffset: index + 4 * number, as: UInt32.self)
        start[number] = Float(bitPattern: UInt32(littleEndian: pattern))
      }
    }
  }
}
