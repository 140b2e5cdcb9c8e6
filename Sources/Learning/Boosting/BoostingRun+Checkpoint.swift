// The state of a fit between two rounds as bytes, so that a killed fit goes on where it was.
//
// The trees are all that is needed: scores follow from them by the same additions in the same order. Bytes of another fit,
// of other rows or damaged ones are ignored, and the fit begins anew.

import Kernels

extension BoostingRun {
  private static let version: UInt32 = 1

  var checkpointBytes: [UInt8] {
    var body = ByteWriter()
    body.write(fingerprint)
    body.write(progress.starts)
    body.write(progress.nodes.map(\.right))
    body.write(progress.nodes.map(\.choice))
    body.write(progress.nodes.map(\.content))
    progress.worth.encode(into: &body)
    body.write(progress.costs)
    body.write(progress.best != nil)
    if let best = progress.best {
      body.write(best.rounds)
      body.write(best.loss)
      best.worth.encode(into: &body)
    }
    var bytes = ByteWriter()
    bytes.write(BoostingRun.version)
    bytes.write(BoostingRun.hash(body.bytes))
    bytes.write(body.bytes)
    return bytes.bytes
  }

  /// Takes over what an earlier run of this fit has saved.
  mutating func resume() async throws {
    guard let saved = context.checkpoint?.saved, let found = try? read(saved) else { return }
    var before = self
    before.progress = found
    let trees = before.trees(rounds: found.rounds(loss.groups), worth: found.worth, stopping: nil)
    let margins = try await trees.margins(
      rows.features.taking(binned.representative), width: context.width)
    progress = found
    for row in 0..<binned.count {
      for group in 0..<loss.groups {
        scores[group * weights.stride + row] = margins[row * loss.groups + group]
      }
    }
  }

  private func read(_ bytes: [UInt8]) throws(DamagedBytes) -> BoostingProgress {
    var outer = ByteReader(bytes)
    let version: UInt32 = try outer.integer()
    let sum: UInt64 = try outer.integer()
    let body = try outer.data()
    if version != BoostingRun.version || outer.remaining > 0 || sum != BoostingRun.hash(body) {
      throw DamagedBytes("the state of the fit is damaged")
    }
    var reader = ByteReader(body)
    let features = binned.features.count
    if try reader.integer(UInt64.self) != fingerprint {
      throw DamagedBytes("the state is that of another fit")
    }
    var progress = BoostingProgress(features: features)
    progress.starts = try reader.integers()
    let right: [UInt32] = try reader.integers()
    let choices: [UInt32] = try reader.integers()
    let contents: [UInt32] = try reader.integers()
    progress.nodes = try BoostedTrees.nodes(
      right, choices, contents, starts: progress.starts, groups: loss.groups, features: features)
    progress.worth = try ColumnWorth(from: &reader, features: features)
    progress.costs = try reader.ints()
    let rounds = progress.rounds(loss.groups)
    if rounds > settings.rounds || progress.costs.count != loss.groups {
      throw DamagedBytes("the state is of another number of rounds")
    }
    if try reader.bool() {
      progress.best = BoostingProgress.Best(
        rounds: try reader.int(in: 0...rounds), loss: try reader.double(),
        worth: try ColumnWorth(from: &reader, features: features))
    }
    if (progress.best != nil) != (validation != nil) {
      throw DamagedBytes("the state does not fit early stopping")
    }
    return progress
  }

  /// Settings, seed and rows as one number.
  private var fingerprint: UInt64 {
    var writer = ByteWriter()
    for (name, value) in GradientBoosting.kind.settings(of: settings) {
      writer.write(name)
      writer.write(value.text)
    }
    writer.write(context.seed)
    writer.write(rows.features.count)
    writer.write(rows.features.columns)
    writer.write(rows.classes)
    writer.write(rows.labels)
    for row in 0..<rows.count { writer.write(rows.features.hash(row)) }
    return BoostingRun.hash(writer.bytes)
  }

  private static func hash(_ bytes: [UInt8]) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    return hash
  }
}
