// Boosted trees as bytes, checked on reading so that no walk down a tree can fail.

import Basics

extension BoostedTrees {
  func encode(into writer: inout ByteWriter) {
    writer.write(base)
    writer.write(features)
    writer.write(edges) { $0.write($1) }
    writer.write(starts)
    writer.write(nodes.map(\.right))
    writer.write(nodes.map(\.choice))
    writer.write(nodes.map(\.content))
    worth.encode(into: &writer)
    writer.write(stopping != nil)
    if let stopping {
      writer.write(stopping.triedRounds)
      writer.write(stopping.loss)
      writer.write(stopping.ranOut)
    }
  }

  init(from reader: inout ByteReader, columns: Int, classes: Int) throws(CorruptData) {
    self.columns = columns
    self.classes = classes
    base = try reader.doubles()
    if classes < 2 || base.count != (classes == 2 ? 1 : classes)
      || !base.allSatisfy({ $0.magnitude <= 1e300 })
    {
      throw CorruptData("the first scores do not fit the classes")
    }
    features = try reader.integers()
    var last: Int32 = -1
    for feature in features {
      if feature <= last || Int(feature) >= columns {
        throw CorruptData("a column of the trees is not one of the model's")
      }
      last = feature
    }
    edges = try reader.items(atLeast: 8) { reader throws(CorruptData) in try reader.doubles() }
    if edges.count != features.count { throw CorruptData("a column of the trees has no bins") }
    for edges in edges {
      let rises = zip(edges, edges.dropFirst()).allSatisfy { $0 < $1 }
      if edges.count >= Int(UInt16.max) || !rises || edges.contains(where: \.isNaN) {
        throw CorruptData("the bins of a column are not in order")
      }
    }
    starts = try reader.integers()
    let right: [UInt32] = try reader.integers()
    let choices: [UInt32] = try reader.integers()
    let contents: [UInt32] = try reader.integers()
    nodes = try BoostedTrees.nodes(
      right, choices, contents, starts: starts, groups: base.count, features: features.count)
    worth = try FeatureGain(from: &reader, features: features.count)
    if try reader.bool() {
      let tried = try reader.int(in: 0...Int(Int32.max))
      let loss = try reader.double()
      if !loss.isFinite { throw CorruptData("the loss of the held-out rows is not a number") }
      stopping = Stopping(triedRounds: tried, loss: loss, ranOut: try reader.bool())
    } else {
      stopping = nil
    }
  }

  /// Nodes from their parts. Children lie behind their parent and within its tree, so that every walk ends at a leaf.
  static func nodes(
    _ right: [UInt32], _ choices: [UInt32], _ contents: [UInt32], starts: [Int32], groups: Int,
    features: Int
  ) throws(CorruptData) -> [BoostedNode] {
    if choices.count != right.count || contents.count != right.count {
      throw CorruptData("the nodes of the trees have parts missing")
    }
    let nodes = right.indices.map {
      BoostedNode(right: right[$0], choice: choices[$0], content: contents[$0])
    }
    let isWhole =
      starts.first == 0 && starts.last.map(Int.init) == nodes.count
      && (starts.count - 1) % groups == 0
    guard isWhole else { throw CorruptData("the trees do not cover their nodes") }
    for tree in 0..<(starts.count - 1) {
      let (start, end) = (Int(starts[tree]), Int(starts[tree + 1]))
      if start >= end || end > nodes.count { throw CorruptData("a tree has no node") }
      for index in start..<end {
        let node = nodes[index]
        if node.isLeaf {
          // At a leaf the walk still reads a bin.
          if !(node.value.magnitude <= 1e30) || node.choice != 0 {
            throw CorruptData("a leaf of a tree is not a number")
          }
        } else if node.right < 2 || Int(node.right) >= end - index || node.feature >= features {
          throw CorruptData("a node of a tree leads outside of it")
        }
      }
    }
    return nodes
  }
}
