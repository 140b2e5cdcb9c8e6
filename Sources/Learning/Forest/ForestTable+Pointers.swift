// The table as raw pointers for the loops that grow trees; all its indices were made by the table itself.

import Basics

extension ForestTable {
  struct Pointers {
    let mergedOf: UnsafePointer<UInt32>
    let rows: Int
    let labels: UnsafePointer<UInt32>
    let classes: Int
    let columns: Int
    let denseColumns: Int
    let starts: UnsafePointer<Int>
    let entries: UnsafePointer<ColumnEntry>
    let valueStarts: UnsafePointer<Int>
    let values: UnsafePointer<Double>
    let negatives: UnsafePointer<UInt32>
    let positions: UnsafePointer<UInt32>
    let rowStarts: UnsafePointer<Int>
    let rowEntries: UnsafePointer<RowEntry>
    /// Entries of sparse columns per row, rounded up.
    let entriesPerRow: Int

    @inline(__always) func count(_ column: Int) -> Int { starts[column + 1] &- starts[column] }

    @inline(__always) func value(_ column: Int, _ rank: UInt32) -> Double {
      values[valueStarts[column] &+ Int(rank)]
    }
  }

  func withPointers<T>(_ body: (Pointers) throws(Cancelled) -> T) throws(Cancelled) -> T {
    try pointers(labels, starts) { labels, starts throws(Cancelled) in
      try pointers(entries, valueStarts) { entries, valueStarts throws(Cancelled) in
        try pointers(values, negatives) { values, negatives throws(Cancelled) in
          try pointers(positions, rowStarts) { positions, rowStarts throws(Cancelled) in
            try pointers(rowEntries, mergedOf) { rowEntries, mergedOf throws(Cancelled) in
              try body(
                Pointers(
                  mergedOf: mergedOf, rows: rows, labels: labels, classes: classes,
                  columns: columns, denseColumns: denseColumns, starts: starts, entries: entries,
                  valueStarts: valueStarts, values: values, negatives: negatives,
                  positions: positions, rowStarts: rowStarts, rowEntries: rowEntries,
                  entriesPerRow: (self.rowEntries.count + rows - 1) / max(1, rows)))
            }
          }
        }
      }
    }
  }
}

/// Two arrays as pointers; an empty one as a pointer that is never read.
private func pointers<A, B, T>(
  _ a: [A], _ b: [B], _ body: (UnsafePointer<A>, UnsafePointer<B>) throws(Cancelled) -> T
) throws(Cancelled) -> T {
  let none = UnsafeRawPointer(bitPattern: 64)
  return try a.withUnsafeBufferPointer { a throws(Cancelled) in
    try b.withUnsafeBufferPointer { b throws(Cancelled) in
      guard let none, let a = a.baseAddress ?? Optional(none.assumingMemoryBound(to: A.self)),
        let b = b.baseAddress ?? Optional(none.assumingMemoryBound(to: B.self))
      else { preconditionFailure("address 64 is a pointer") }
      return try body(a, b)
    }
  }
}
