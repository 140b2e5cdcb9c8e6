// A fitted forest: the mean of its trees' class shares.

import Basics

struct Forest: Predictor {
  /// The weight of a drawn row of each class.
  let classWeights: [Double]
  let trees: [ForestTree]
  /// The mean over the trees of each column's share in the decrease of impurity, adding up to 1 (Breiman 2001).
  let importance: [Double]
  var outOfBag: OutOfBag?

  var scoring: Scoring { .probabilities }
  var importances: [Importance] { [Importance("impurity", importance)] }

  var facts: [ModelFact] {
    let nodes = trees.reduce(0) { $0 + $1.nodes.count }
    let deepest = trees.map(\.depth).max() ?? 0
    return [ModelFact("nodes", Double(nodes)), ModelFact("depth", Double(deepest))]
      + (outOfBag.map { [ModelFact("oob_score", $0.score)] } ?? [])
  }

  var remarks: [String] {
    guard let unasked = outOfBag?.unasked, unasked > 0 else { return [] }
    return [
      "\(unasked) of the rows were drawn by every tree, so the out-of-bag score ignores them; raise `n_estimators`."
    ]
  }

  func scores(_ rows: FeatureRows, width: Int) async throws -> [Double] {
    let classes = classWeights.count
    let size = ForestWalk.blockRows(rows.count, width: width)
    let parts = try await concurrentMap((rows.count + size - 1) / size, width: width) { block in
      let first = block * size
      let range = first..<min(rows.count, first + size)
      var sums = [Double](repeating: 0, count: range.count * classes)
      try add(trees[...], to: &sums, rows, range)
      for index in sums.indices { sums[index] /= Double(trees.count) }
      return sums
    }
    return parts.flatMap { $0 }
  }

  /// Adds the class shares of some trees for a block of rows, tree by tree.
  ///
  /// - Parameter isAsked: whether a tree, counted from the first of `trees`, is asked for a row, counted from the first
  ///   of `range`; `nil` if each is asked for all.
  func add(
    _ trees: ArraySlice<ForestTree>, to sums: inout [Double], _ rows: FeatureRows,
    _ range: Range<Int>, isAsked: ((_ tree: Int, _ row: Int) -> Bool)? = nil
  ) throws(Cancelled) {
    let classes = classWeights.count
    var walk = ForestWalk(rows, range)
    var shares = [Double](repeating: 0, count: classes)
    var asked = [Bool](repeating: true, count: range.count)
    for (index, tree) in trees.enumerated() {
      try checkCancellation()
      if let isAsked { for row in asked.indices { asked[row] = isAsked(index, row) } }
      classWeights.withUnsafeBufferPointer { weights in
        shares.withUnsafeMutableBufferPointer { shares in
          sums.withUnsafeMutableBufferPointer { sums in
            asked.withUnsafeBufferPointer { asked in
              guard let weights = weights.baseAddress, let shares = shares.baseAddress,
                let sums = sums.baseAddress
              else { return }
              walk.add(
                tree, weights, classes: classes, shares: shares, sums: sums,
                asked: isAsked == nil ? nil : asked.baseAddress)
            }
          }
        }
      }
    }
  }

  func encode(into writer: inout ByteWriter) {
    writer.write(classWeights)
    writer.write(trees) { $1.encode(into: &$0) }
    writer.write(importance)
    writer.write(outOfBag != nil)
    if let outOfBag { writer.write(outOfBag.score, outOfBag.unasked) }
  }
}

extension Forest {
  init(from reader: inout ByteReader, columns: Int, classes: Int) throws(CorruptData) {
    classWeights = try reader.doubles()
    if classWeights.count != classes || !classWeights.allSatisfy({ $0 > 0 && $0 < 1e300 }) {
      throw CorruptData("there is not one weight above 0 for each class")
    }
    trees = try reader.items(atLeast: 20) { reader throws(CorruptData) in
      try ForestTree(from: &reader, columns: columns, classes: classes)
    }
    if trees.isEmpty { throw CorruptData("the forest has no tree") }
    importance = try reader.doubles()
    if importance.count != columns || !importance.allSatisfy({ $0 >= 0 && $0 <= 1.000001 }) {
      throw CorruptData("there is not one importance for each column")
    }
    outOfBag =
      try reader.bool() ? OutOfBag(score: try reader.double(), unasked: try reader.int()) : nil
    if let outOfBag, !(0...1).contains(outOfBag.score) || outOfBag.unasked < 0 {
      throw CorruptData("an out-of-bag score is not a share")
    }
  }
}
