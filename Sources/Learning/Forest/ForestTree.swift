// A finished tree in preorder: the left child follows its parent.

import Basics

/// A split or a leaf, in 16 bytes.
struct ForestNode: Sendable, Equatable {
  /// Rows whose value is at most this go left.
  var threshold: Double
  /// The column of the split; -1 for a leaf with rows of several classes; `-2 - label` for one with one class.
  var column: Int32
  /// The right child of a split; for a leaf with several classes, its index among the leaves' counts.
  var next: Int32
}

struct ForestTree: Sendable, Equatable {
  /// A parent, all of its left side, all of its right side.
  let nodes: [ForestNode]
  /// How often rows of each class were drawn, for each leaf with rows of several classes.
  let counts: [UInt32]

  /// The depth: the number of splits on the longest path from the root to a leaf.
  var depth: Int {
    var deepest = 0
    var rights: [(node: Int, depth: Int)] = []
    var depth = 0
    for (index, node) in nodes.enumerated() {
      if let right = rights.last, right.node == index {
        depth = right.depth
        rights.removeLast()
      }
      deepest = max(deepest, depth)
      if node.column >= 0 {
        depth += 1
        rights.append((Int(node.next), depth))
      }
    }
    return deepest
  }
}

/// A grown tree and its impurity decreases.
struct GrownTree: Sendable {
  let tree: ForestTree
  /// The impurity decrease of each split as a share of the total, in order of the nodes.
  let gains: [Double]

  init(_ growing: [GrowingNode], _ classCounts: [Int32], _ rules: TreeRules) {
    let classes = rules.classWeights.count
    var nodes: [ForestNode] = []
    var counts: [UInt32] = []
    var gains: [Double] = []
    nodes.reserveCapacity(growing.count)
    /// Nodes to come, each with the parent that it is the right child of.
    var open = [(node: 0, parent: -1)]
    while let (index, parent) = open.popLast() {
      if parent >= 0 { nodes[parent].next = Int32(nodes.count) }
      let node = growing[index]
      if node.column >= 0 {
        open.append((node.child + 1, nodes.count))
        open.append((node.child, -1))
        nodes.append(ForestNode(threshold: node.threshold, column: Int32(node.column), next: 0))
        gains.append(node.decrease)
        continue
      }
      let here = classCounts[(index * classes)..<((index + 1) * classes)]
      let several = here.count { $0 > 0 } > 1
      let only = (here.firstIndex { $0 > 0 } ?? here.startIndex) - here.startIndex
      nodes.append(
        ForestNode(
          threshold: 0, column: several ? -1 : Int32(-2 - only),
          next: several ? Int32(counts.count / classes) : 0))
      if several { for count in here { counts.append(UInt32(count)) } }
    }
    // With exact capacity, because a forest keeps them.
    tree = ForestTree(nodes: nodes, counts: counts.withUnsafeBufferPointer { Array($0) })
    let total = gains.reduce(0, +)
    self.gains = total > 0 ? gains.map { $0 / total } : gains
  }
}

// MARK: Bytes

extension ForestTree {
  func encode(into writer: inout ByteWriter) {
    writer.write(nodes) {
      $0.write($1.column)
      if $1.column >= -1 { $0.write($1.next) }
      if $1.column >= 0 { $0.write($1.threshold) }
    }
    writer.write(counts)
  }

  /// Rejects nodes that do not form exactly one tree, so that every walk ends at a leaf.
  init(from reader: inout ByteReader, columns: Int, classes: Int) throws(CorruptData) {
    let nodes = try reader.items(atLeast: 4) { reader throws(CorruptData) in
      let column = try reader.integer(Int32.self)
      return ForestNode(
        threshold: 0, column: column, next: column >= -1 ? try reader.integer(Int32.self) : 0
      ).with(threshold: column >= 0 ? try reader.double() : 0)
    }
    let counts = try reader.integers(UInt32.self)
    if nodes.isEmpty { throw CorruptData("a tree has no node") }
    if counts.count % classes != 0 { throw CorruptData("a tree's leaves do not count every class") }
    let leaves = counts.count / classes
    /// Right children that are still to come, the next one last.
    var rights: [Int32] = []
    for (index, node) in nodes.enumerated() {
      let isLast = index == nodes.count - 1
      if node.column >= 0 {
        if node.column >= columns || !node.threshold.isFinite {
          throw CorruptData("a tree asks for a column or value that there is not")
        }
        if node.next <= index + 1 || node.next >= nodes.count {
          throw CorruptData("a tree's split has no right side")
        }
        rights.append(node.next)
        continue
      }
      if node.column == -1 {
        guard node.next >= 0, node.next < leaves else {
          throw CorruptData("a tree's leaf has no counts")
        }
        let first = Int(node.next) * classes
        if counts[first..<(first + classes)].allSatisfy({ $0 == 0 }) {
          throw CorruptData("a tree's leaf has no rows")
        }
      } else if -2 - Int(node.column) >= classes {
        throw CorruptData("a tree's leaf is of no known class")
      }
      // After a leaf comes the nearest pending right child.
      if rights.popLast().map({ Int($0) != index + 1 }) ?? !isLast {
        throw CorruptData("a tree's sides overlap")
      }
    }
    if !rights.isEmpty { throw CorruptData("a tree ends before its last leaf") }
    self.init(nodes: nodes, counts: counts)
  }
}

extension ForestNode {
  fileprivate func with(threshold: Double) -> ForestNode {
    ForestNode(threshold: threshold, column: column, next: next)
  }
}
