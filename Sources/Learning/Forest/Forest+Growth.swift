// Grows the trees of a forest in batches, between which it leaves what it has for a killed run to resume.

import Kernels

extension Forest {
  /// - Throws: `Cancelled`.
  static func grown(
    _ settings: RandomForest, _ rules: TreeRules, _ table: ForestTable, _ rows: TrainingRows,
    _ context: FitContext
  ) async throws -> Forest {
    let seed = context.seed
    let mark = context.checkpoint == nil ? 0 : ForestProgress.mark(settings, rows, seed: seed)
    var progress =
      context.checkpoint?.saved.flatMap {
        ForestProgress($0, mark: mark, rows: rows, most: settings.trees)
      } ?? ForestProgress(columns: table.columns)
    while progress.trees.count < settings.trees {
      let first = progress.trees.count
      context.progress(first, settings.trees)
      // So many that to wait for the last tree of a batch does not count, but fewer where each takes long.
      let each = min(32, max(8, 1_000_000 / rows.count))
      let batch = min(settings.trees - first, each * context.width)
      let grown = try await concurrentMap(batch, width: context.width) { place in
        try table.withPointers { pointers throws(Cancelled) in
          var grower = TreeGrower(pointers, rules)
          let random = RandomSource(seed: seed, stream: UInt64(first + place))
          return try grower.grow(random)
        }
      }
      for tree in grown { progress.append(tree) }
      if let checkpoint = context.checkpoint, progress.trees.count < settings.trees,
        checkpoint.isDue()
      {
        checkpoint.save(progress.bytes(mark: mark))
      }
    }
    context.progress(settings.trees, settings.trees)
    return Forest(
      classWeights: rules.classWeights, trees: progress.trees, importance: progress.importance)
  }
}

/// A forest that has not all its trees yet.
struct ForestProgress {
  private(set) var trees: [ForestTree] = []
  /// The sum over the trees of each column's share in the decrease of impurity.
  private var gains: [Double]

  init(columns: Int) { gains = [Double](repeating: 0, count: columns) }

  mutating func append(_ grown: GrownTree) {
    trees.append(grown.tree)
    var next = 0
    for node in grown.tree.nodes where node.column >= 0 {
      gains[Int(node.column)] += grown.gains[next]
      next += 1
    }
  }

  /// As in scikit-learn: the mean of the trees' shares, made to add up to 1; zeros if nothing was gained at all.
  var importance: [Double] {
    let total = gains.reduce(0, +)
    return total > 0 ? gains.map { $0 / total } : gains
  }

  // MARK: Bytes

  func bytes(mark: UInt64) -> [UInt8] {
    var writer = ByteWriter()
    writer.write(mark)
    writer.write(gains)
    writer.write(trees) { $1.encode(into: &$0) }
    writer.write(checksum(writer.bytes[...]))
    return writer.bytes
  }

  /// `nil` if the bytes are damaged or of another fit.
  init?(_ bytes: [UInt8], mark: UInt64, rows: TrainingRows, most: Int) {
    var sum = ByteReader(Array(bytes.suffix(8)))
    guard bytes.count > 8, let expected = try? sum.integer(UInt64.self),
      expected == checksum(bytes.dropLast(8))
    else { return nil }
    var reader = ByteReader(Array(bytes.dropLast(8)))
    let columns = rows.features.columns
    guard let found = try? reader.integer(UInt64.self), found == mark,
      let gains = try? reader.doubles(), gains.count == columns,
      let trees = try? reader.items({ reader throws(DamagedBytes) in
        try ForestTree(from: &reader, columns: columns, classes: rows.classes.count)
      }), trees.count <= most
    else { return nil }
    self.gains = gains
    self.trees = trees
  }

  /// Tells one fit from another: a checksum of its settings, its seed and all of its rows.
  static func mark(_ settings: RandomForest, _ rows: TrainingRows, seed: UInt64) -> UInt64 {
    var writer = ByteWriter()
    writer.write(settings.settingsText)
    writer.write(seed)
    writer.write(rows.columns)
    writer.write(rows.classes)
    writer.write(rows.labels)
    writer.write(rows.features.dense)
    writer.write(rows.features.sparse.starts)
    writer.write(rows.features.sparse.indices)
    writer.write(rows.features.sparse.values)
    return checksum(writer.bytes[...])
  }
}
