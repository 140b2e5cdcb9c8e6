// Grows the trees of a forest in batches and saves a checkpoint between them.

import Basics
import Kernels

extension Forest {
  /// - Throws: `Cancelled`.
  static func grown(
    _ settings: RandomForest, _ rules: TreeRules, _ table: ForestTable, _ rows: TrainingRows,
    _ context: FitContext
  ) async throws -> Forest {
    let seed = context.seed
    let mark = context.checkpoint == nil ? 0 : try ForestProgress.mark(settings, rows, seed: seed)
    var progress =
      context.checkpoint?.saved.flatMap {
        ForestProgress($0, mark: mark, rows: rows, most: settings.trees)
      } ?? ForestProgress(columns: table.columns)
    while progress.trees.count < settings.trees {
      let first = progress.trees.count
      context.progress(first, settings.trees)
      // Large enough that waiting for the last tree of a batch does not matter, but smaller if trees take long.
      let each = min(32, max(8, 1_000_000 / rows.count))
      let batch = min(settings.trees - first, each * context.width)
      let grown = try await concurrentMap(batch, width: context.width) { index in
        try table.withPointers { pointers throws(Cancelled) in
          var grower = TreeGrower(pointers, rules)
          let random = RandomSource(seed: seed, stream: UInt64(first + index))
          return try grower.grow(random)
        }
      }
      for tree in grown { progress.append(tree) }
      if let checkpoint = context.checkpoint, progress.trees.count < settings.trees,
        checkpoint.isDue(progress.size)
      {
        try checkpoint.save { writer in try progress.save(into: &writer, mark: mark) }
      }
    }
    context.progress(settings.trees, settings.trees)
    return Forest(
      classWeights: rules.classWeights, trees: progress.trees, importance: progress.importance)
  }
}

/// An unfinished forest.
struct ForestProgress {
  private(set) var trees: [ForestTree] = []
  private var nodes = 0
  /// The sum over the trees of each column's share in the decrease of impurity.
  private var gains: [Double]

  init(columns: Int) { gains = [Double](repeating: 0, count: columns) }

  mutating func append(_ grown: GrownTree) {
    trees.append(grown.tree)
    nodes += grown.tree.nodes.count
    var next = 0
    for node in grown.tree.nodes where node.column >= 0 {
      gains[Int(node.column)] += grown.gains[next]
      next += 1
    }
  }

  /// As in scikit-learn: the mean of the trees' shares, normalized to a sum of 1; zeros if there was no gain.
  var importance: [Double] {
    let total = gains.reduce(0, +)
    return total > 0 ? gains.map { $0 / total } : gains
  }

  // MARK: Bytes

  /// About as many bytes as `save` writes.
  var size: Int { 16 * nodes + 8 * gains.count }

  func save(into writer: inout ByteWriter, mark: UInt64) throws(Cancelled) {
    writer.reserve(size + 1024)
    let start = writer.count
    writer.write(mark)
    writer.write(gains)
    writer.write(trees.count)
    var meter = WorkMeter()
    for tree in trees {
      try meter.spend(tree.nodes.count * 16)
      tree.encode(into: &writer)
    }
    try checkCancellation()
    writer.write(checksum(writer.bytes[start...]))
  }

  /// `nil` if the bytes are damaged or of another fit.
  init?(_ bytes: [UInt8], mark: UInt64, rows: TrainingRows, most: Int) {
    guard bytes.count > 8 else { return nil }
    let expected = checksum(bytes.dropLast(8))
    var reader = ByteReader(bytes)
    let columns = rows.features.columns
    guard let found = try? reader.integer(UInt64.self), found == mark,
      let gains = try? reader.doubles(), gains.count == columns,
      gains.allSatisfy({ $0 >= 0 && $0.isFinite }),
      let trees = try? reader.items({ reader throws(CorruptData) in
        try ForestTree(from: &reader, columns: columns, classes: rows.classes.count)
      }), trees.count <= most, let sum = try? reader.integer(UInt64.self), sum == expected,
      reader.remaining == 0
    else { return nil }
    self.gains = gains
    self.trees = trees
    nodes = trees.reduce(0) { $0 + $1.nodes.count }
  }

  /// A fingerprint of a fit: a checksum of its settings, its seed and all of its rows.
  static func mark(
    _ settings: RandomForest, _ rows: TrainingRows, seed: UInt64
  ) throws(Cancelled) -> UInt64 {
    var writer = ByteWriter()
    writer.write(settings.settingsText, seed, rows.columns, rows.classes, rows.labels)
    var meter = WorkMeter()
    for row in 0..<rows.count {
      try meter.spend(rows.features.denseColumns + rows.features.sparse.range(row).count)
      writer.write(rows.features.hash(row))
    }
    return checksum(writer.bytes[...])
  }
}
