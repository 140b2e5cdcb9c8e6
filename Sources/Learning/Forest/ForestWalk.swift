// Scores a block of rows by a tree together: at each node its rows are partitioned to both sides.
//
// A node of a sparse column touches only the rows that have an entry there, so that a row of five words passes a chain
// of hundreds of nodes about words it does not have at no cost.

import Kernels

struct ForestWalk: ~Copyable {
  /// Rows per block: enough to share the walk through the nodes, and few enough that each of `width` tasks
  /// has some. A row's sums are the same in any block.
  static func blockRows(_ rows: Int, width: Int) -> Int {
    min(1024, max(64, (rows + width - 1) / max(1, width)))
  }

  private let count: Int
  private let denseColumns: Int
  private let hasSparse: Bool
  /// Column by column.
  private let dense: UnsafeMutablePointer<Double>
  /// Entries of the block by column.
  private let starts: UnsafeMutablePointer<UInt32>
  private let entryRows: UnsafeMutablePointer<UInt32>
  private let entryValues: UnsafeMutablePointer<Double>
  /// The start of each row's entries in the original sparse rows.
  private let sparse: SparseRows
  private let first: Int
  private let members: UnsafeMutablePointer<UInt32>
  private let positions: UnsafeMutablePointer<UInt32>
  private let aside: UnsafeMutablePointer<UInt32>
  private var open: [(node: Int32, start: Int32, count: Int32)] = []

  /// - Parameter range: rows of `rows`, counted from 0 in the walk.
  init(_ rows: FeatureRows, _ range: Range<Int>) {
    count = range.count
    denseColumns = rows.denseColumns
    let sparse = rows.sparse
    self.sparse = sparse
    first = range.lowerBound
    hasSparse = sparse.columns > 0
    dense = .allocate(capacity: max(1, count * denseColumns))
    for (index, row) in range.enumerated() {
      for column in 0..<denseColumns {
        dense[column * count + index] = rows.dense[row * denseColumns + column]
      }
    }
    let entries = hasSparse ? sparse.starts[range.upperBound] - sparse.starts[range.lowerBound] : 0
    starts = .allocate(capacity: sparse.columns + 1)
    starts.initialize(repeating: 0, count: sparse.columns + 1)
    entryRows = .allocate(capacity: max(1, entries))
    entryValues = .allocate(capacity: max(1, entries))
    if hasSparse {
      let first = sparse.starts[range.lowerBound]
      for index in first..<(first + entries) { starts[Int(sparse.indices[index])] += 1 }
      // Each column's end; filled backwards, so that it becomes the column's start.
      for column in 1..<(sparse.columns + 1) { starts[column] += starts[column - 1] }
      for row in range.reversed() {
        for index in sparse.range(row) {
          let column = Int(sparse.indices[index])
          starts[column] -= 1
          entryRows[Int(starts[column])] = UInt32(row - range.lowerBound)
          entryValues[Int(starts[column])] = sparse.values[index]
        }
      }
    }
    members = .allocate(capacity: max(1, count))
    positions = .allocate(capacity: max(1, count))
    aside = .allocate(capacity: max(1, count))
    for row in 0..<count {
      members[row] = UInt32(row)
      positions[row] = UInt32(row)
    }
  }

  deinit {
    dense.deallocate()
    starts.deallocate()
    entryRows.deallocate()
    entryValues.deallocate()
    members.deallocate()
    positions.deallocate()
    aside.deallocate()
  }

  /// Adds the leaf's share of each class to the sums of each row that `asked` includes.
  ///
  /// - Parameters:
  ///   - shares: room for a number per class.
  ///   - sums: rows of one number per class.
  ///   - asked: for each row of the block whether it is asked for; `nil` for all.
  mutating func add(
    _ tree: ForestTree, _ weights: UnsafePointer<Double>, classes: Int,
    shares: UnsafeMutablePointer<Double>, sums: UnsafeMutablePointer<Double>,
    asked: UnsafePointer<Bool>? = nil
  ) {
    tree.nodes.withUnsafeBufferPointer { nodes in
      tree.counts.withUnsafeBufferPointer { counts in
        open.append((0, 0, Int32(count)))
        while let (root, start, all) = open.popLast() {
          var (index, count) = (root, all)
          var node = nodes[Int(index)]
          while node.column >= 0 {
            let left = Int32(split(node, Int(start), Int(count)))
            if left < count {
              if left == 0 {
                index = node.next
                node = nodes[Int(index)]
                continue
              }
              open.append((node.next, start &+ left, count &- left))
              count = left
            }
            index &+= 1
            node = nodes[Int(index)]
          }
          let rows = members + Int(start)
          if node.column < -1 {
            let label = Int(-2 - node.column)
            for member in 0..<Int(count) {
              let row = Int(rows[member])
              if asked?[row] ?? true { sums[row &* classes &+ label] += 1 }
            }
            continue
          }
          var total = 0.0
          for label in 0..<classes {
            shares[label] = weights[label] * Double(counts[Int(node.next) &* classes &+ label])
            total += shares[label]
          }
          for label in 0..<classes { shares[label] /= total }
          for member in 0..<Int(count) {
            let row = Int(rows[member])
            if asked?[row] ?? true {
              for label in 0..<classes { sums[row &* classes &+ label] += shares[label] }
            }
          }
        }
      }
    }
  }

  /// Partitions the members of a node.
  ///
  /// - Returns: how many are on the left.
  @inline(__always)
  private mutating func split(_ node: ForestNode, _ start: Int, _ count: Int) -> Int {
    let column = Int(node.column)
    return column < denseColumns
      ? splitDense(dense + column &* self.count, node.threshold, start, count)
      : splitSparse(column &- denseColumns, node.threshold, start, count)
  }

  @inline(__always) private func splitDense(
    _ values: UnsafePointer<Double>, _ threshold: Double, _ start: Int, _ count: Int
  ) -> Int {
    let rows = members + start
    var (left, right) = (0, 0)
    for member in 0..<count {
      let row = rows[member]
      let goesLeft = values[Int(row)] <= threshold ? 1 : 0
      rows[left] = row
      aside[right] = row
      left &+= goesLeft
      right &+= 1 &- goesLeft
    }
    for member in 0..<right { rows[left &+ member] = aside[member] }
    if hasSparse {
      for member in 0..<count {
        positions[Int(rows[member])] = UInt32(truncatingIfNeeded: start &+ member)
      }
    }
    return left
  }

  @inline(__always) private func splitSparse(
    _ column: Int, _ threshold: Double, _ start: Int, _ count: Int
  ) -> Int {
    let zerosGoLeft = 0 <= threshold
    let entries = Int(starts[column])..<Int(starts[column &+ 1])
    if entries.count > 16 &* count { return splitFew(column, threshold, zerosGoLeft, start, count) }
    var end = start &+ count
    var begin = start
    for index in entries {
      let row = entryRows[index]
      let here = Int(positions[Int(row)])
      if here < start || here >= start &+ count || (entryValues[index] <= threshold) == zerosGoLeft
      {
        continue
      }
      // It goes to the side without the zeros.
      let to: Int
      if zerosGoLeft {
        end &-= 1
        to = end
      } else {
        to = begin
        begin &+= 1
      }
      let other = members[to]
      members[here] = other
      positions[Int(other)] = UInt32(truncatingIfNeeded: here)
      members[to] = row
      positions[Int(row)] = UInt32(truncatingIfNeeded: to)
    }
    return zerosGoLeft ? end &- start : begin &- start
  }

  /// The same for few rows in a column of many entries: each row's entry is looked up.
  private func splitFew(
    _ column: Int, _ threshold: Double, _ zerosGoLeft: Bool, _ start: Int, _ count: Int
  ) -> Int {
    let rows = members + start
    var (left, right) = (0, 0)
    for member in 0..<count {
      let row = rows[member]
      var range = sparse.range(first &+ Int(row))
      while range.count > 1 {
        let middle = range.lowerBound &+ range.count / 2
        range =
          sparse.indices[middle] <= column ? middle..<range.upperBound : range.lowerBound..<middle
      }
      let isThere = !range.isEmpty && sparse.indices[range.lowerBound] == column
      if isThere ? sparse.values[range.lowerBound] <= threshold : zerosGoLeft {
        rows[left] = row
        left &+= 1
      } else {
        aside[right] = row
        right &+= 1
      }
    }
    for member in 0..<right { rows[left &+ member] = aside[member] }
    for member in 0..<count {
      positions[Int(rows[member])] = UInt32(truncatingIfNeeded: start &+ member)
    }
    return left
  }
}
