// A tree as a list of nodes, twelve bytes each: the left child is the next one, the right child is at an offset.

/// A node of a boosted tree.
struct BoostedNode: Sendable, Hashable {
  /// How many nodes ahead the right child is; 0 for a leaf.
  var right: UInt32
  /// `feature << 1`, and 1 if missing cells go left; 0 for a leaf.
  var choice: UInt32
  /// The first bin that goes right; the bits of a leaf's value.
  var content: UInt32

  static func leaf(_ value: Float) -> BoostedNode {
    BoostedNode(right: 0, choice: 0, content: value.bitPattern)
  }

  var isLeaf: Bool { right == 0 }
  var value: Float { Float(bitPattern: content) }
  var feature: Int { Int(choice >> 1) }
  var missingGoesLeft: Bool { choice & 1 == 1 }
}

/// The gain and cover of a split, for importances.
struct SplitGain: Sendable {
  var feature: Int
  var gain: Double
  /// The sum of hessians in the node.
  var cover: Double
}

/// A grown tree and what it adds to the score of each row.
struct GrownBoostedTree: Sendable {
  var nodes: [BoostedNode] = []
  var worths: [SplitGain] = []
  var steps: [Float] = []
}
