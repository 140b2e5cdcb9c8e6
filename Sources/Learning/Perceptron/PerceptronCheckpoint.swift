// What a fit leaves of itself between epochs, and how it goes on from there.
//
// A checksum, a mark of what is learnt from what, the state, then all weights and moments. Anything that is not exactly
// what this very fit left is ignored.

import Kernels

extension PerceptronFit {
  func saved(mark: UInt64) -> [UInt8] {
    var writer = ByteWriter()
    writer.write(mark)
    writer.write(state.epochs)
    writer.write(state.steps)
    writer.write(state.rowsSeen)
    writer.write(state.rate)
    writer.write(state.loss)
    writer.write(state.bestLoss)
    writer.write(state.bestScore)
    writer.write(state.epochsWithoutChange)
    for floats in kept { writer.write(floats.bytes) }
    var print = Fingerprint()
    print.add(writer.bytes)
    var file = ByteWriter()
    file.write(print.value)
    return file.bytes + writer.bytes
  }

  /// - Returns: whether the bytes were those of this very fit; if not, nothing has changed.
  mutating func resume(_ bytes: [UInt8], mark: UInt64) -> Bool {
    guard let (state, floats) = try? read(bytes, mark: mark) else { return false }
    self.state = state
    for (place, bytes) in zip(kept, floats) { place.set(bytes) }
    step.turnWeights()
    return true
  }

  private func read(
    _ bytes: [UInt8], mark: UInt64
  ) throws(DamagedBytes) -> (PerceptronState, [[UInt8]]) {
    var reader = ByteReader(bytes)
    var print = Fingerprint()
    print.add(Array(bytes.dropFirst(8)))
    guard try reader.integer(UInt64.self) == print.value,
      try reader.integer(UInt64.self) == mark
    else { throw DamagedBytes("it is of another fit, or damaged") }
    var state = PerceptronState(rate: 0)
    state.epochs = try reader.int(in: 1...1_000_000)
    state.steps = try reader.int(in: 1...Int.max)
    state.rowsSeen = try reader.int(in: 1...Int.max)
    state.rate = try reader.double()
    state.loss = try reader.double()
    state.bestLoss = try reader.double()
    state.bestScore = try reader.double()
    state.epochsWithoutChange = try reader.int(in: 0...1_000_000)
    var floats: [[UInt8]] = []
    for place in kept {
      let bytes = try reader.data()
      if bytes.count != 4 * place.count { throw DamagedBytes("it has weights of another size") }
      floats.append(bytes)
    }
    if reader.remaining > 0 { throw DamagedBytes("bytes are left over") }
    return (state, floats)
  }

  /// Everything that changes while a fit goes on.
  private var kept: [SharedFloats] {
    step.network.layers.map(\.weights) + step.first + step.second
      + (best?.layers.map(\.weights) ?? [])
  }

  /// A number that differs for other settings, seeds or rows.
  func checkpointMark() throws(Cancelled) -> UInt64 {
    var print = Fingerprint()
    for (name, value) in Perceptron.kind.settings(of: settings) {
      print.add(Array("\(name) \(value.text)".utf8))
    }
    print.add(context.seed)
    for size in sizes { print.add(UInt64(size)) }
    for weight in weights { print.add(weight.bitPattern) }
    for rows in [learning] + (validation.map { [$0] } ?? []) {
      let features = rows.features
      for row in 0..<rows.count {
        if row % 1000 == 0 { try checkCancellation() }
        print.add(UInt64(rows.labels[row]))
        for place in (row * features.denseColumns)..<((row + 1) * features.denseColumns) {
          print.add(features.dense[place].bitPattern)
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

  mutating func add(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { buffer in
      let whole = buffer.count / 8 * 8
      for place in stride(from: 0, to: whole, by: 8) {
        add(UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: place, as: UInt64.self)))
      }
      for byte in buffer[whole...] { add(UInt64(byte)) }
    }
    add(UInt64(bytes.count))
  }
}

extension SharedFloats {
  /// Four bytes each, little-endian.
  fileprivate var bytes: [UInt8] {
    let patterns = UnsafeBufferPointer(start: start, count: count).map(\.bitPattern.littleEndian)
    return patterns.withUnsafeBytes(Array.init)
  }

  fileprivate func set(_ bytes: [UInt8]) {
    precondition(bytes.count == 4 * count, "four bytes for each float")
    bytes.withUnsafeBytes { buffer in
      for place in 0..<count {
        let pattern = buffer.loadUnaligned(fromByteOffset: 4 * place, as: UInt32.self)
        start[place] = Float(bitPattern: UInt32(littleEndian: pattern))
      }
    }
  }
}
