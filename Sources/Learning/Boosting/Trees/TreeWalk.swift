// Walks of rows down a tree.

/// A tree, and the bins of rows by which they find their leaves.
struct TreeWalk {
  /// The bin of a missing cell.
  static let missing = UInt16.max

  let nodes: UnsafeBufferPointer<BoostedNode>
  let bins: UnsafeBufferPointer<UInt16>
  let root: Int

  /// The value of the leaf of the row whose bins begin at `row`.
  func leaf(_ row: Int) -> Float {
    var index = root
    while !nodes[index].isLeaf { index &+= step(nodes[index], row) }
    return nodes[index].value
  }

  /// The same for four rows in lockstep; a row that has reached a leaf stays there.
  @inline(__always)
  func leaves(_ a: Int, _ b: Int, _ c: Int, _ d: Int) -> (Float, Float, Float, Float) {
    var (p, q, r, s) = (root, root, root, root)
    while true {
      let (m, n, o, t) = (nodes[p], nodes[q], nodes[r], nodes[s])
      if m.right | n.right | o.right | t.right == 0 { return (m.value, n.value, o.value, t.value) }
      p &+= step(m, a)
      q &+= step(n, b)
      r &+= step(o, c)
      s &+= step(t, d)
    }
  }

  /// The offset to the child; 0 from a leaf.
  @inline(__always) private func step(_ node: BoostedNode, _ row: Int) -> Int {
    let bin = bins[row &+ node.feature]
    let goesLeft = UInt32(bin) < node.content
    let isLeft = bin == TreeWalk.missing ? node.missingGoesLeft : goesLeft
    return isLeft ? min(1, Int(node.right)) : Int(node.right)
  }
}
