// The state of a fit between two rounds as bytes, so that a killed fit can resume.
//
// The trees are all that is needed: scores follow from them by the same additions in the same order. Bytes of another
// fit, of other rows or damaged ones are ignored, and the fit starts from the beginning.

import Basics
import Kernels

extension BoostingRun {
  private static let version: UInt32 = 2

  /// About as many bytes as `save` writes.
  var checkpointSize: Int { 12 * progress.nodes.count + 32 * binned.features.count }

  func save(into writer: inout ByteWriter) throws(Cancelled) {
    writer.reserve(checkpointSize + 1024)
    let start = writer.count
    writer.write(BoostingRun.version)
    writer.write(mark)
    writer.write(progress.starts)
    for part in [\BoostedNode.right, \.choice, \.content] {
      try checkCancellation()
      writer.write(progress.nodes) { $0.write($1[keyPath: part]) }
    }
    progress.worth.encode(into: &writer)
    writer.write(progress.costs)
    writer.write(progress.best != nil)
    if let best = progress.best {
      writer.write(best.rounds)
      writer.write(best.loss)
      best.worth.encode(into: &writer)
    }
    try checkCancellation()
    writer.write(checksum(writer.bytes[start...]))
  }

  /// Restores the state that an earlier run of this fit saved.
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

  private func read(_ bytes: [UInt8]) throws(CorruptData) -> BoostingProgress {
    var reader = ByteReader(bytes)
    if try reader.integer(UInt32.self) != BoostingRun.version {
      throw CorruptData("the state is of another version")
    }
    let features = binned.features.count
    if try reader.integer(UInt64.self) != mark {
      throw CorruptData("the state is that of another fit")
    }
    var progress = BoostingProgress(features: features)
    progress.starts = try reader.integers()
    let right: [UInt32] = try reader.integers()
    let choices: [UInt32] = try reader.integers()
    let contents: [UInt32] = try reader.integers()
    progress.nodes = try BoostedTrees.nodes(
      right, choices, contents, starts: progress.starts, groups: loss.groups, features: features)
    progress.worth = try FeatureGain(from: &reader, features: features)
    progress.costs = try reader.read()
    let rounds = progress.rounds(loss.groups)
    if rounds > settings.rounds || progress.costs.count != loss.groups {
      throw CorruptData("the state is of another number of rounds")
    }
    if try reader.bool() {
      progress.best = BoostingProgress.Best(
        rounds: try reader.int(in: 0...rounds), loss: try reader.double(),
        worth: try FeatureGain(from: &reader, features: features))
    }
    if (progress.best != nil) != (validation != nil) {
      throw CorruptData("the state does not fit early stopping")
    }
    guard try reader.integer(UInt64.self) == checksum(bytes.dropLast(8)) else {
      throw CorruptData("the state of the fit is damaged")
    }
    try reader.end()
    return progress
  }

  /// A fingerprint of settings, seed and rows.
  func fingerprint() throws(Cancelled) -> UInt64 {
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
    var meter = WorkMeter()
    for row in 0..<rows.count {
      try meter.spend(rows.features.denseColumns + rows.features.sparse.range(row).count)
      writer.write(rows.features.hash(row))
    }
    return checksum(writer.bytes[...])
  }
}
