// Which group each row is of. Sizes and first rows are known at once; the rows of each group are put together only where
// they are asked for.

package import Basics
import Kernels

/// Groups of rows in an order of their own, none of them empty.
package struct GroupCodes: Sendable {
  /// One number for each row, equal within a group; none where all rows are one group.
  private let codes: [UInt32]
  /// What all codes are below.
  private let width: Int
  /// The code of each group, ascending.
  private let own: [UInt32]
  /// The number of rows of each group.
  package let sizes: [Int]
  /// The first row of each group.
  let firsts: [Int]

  /// The number of groups.
  package var count: Int { sizes.count }
  /// The number of rows.
  private var rowCount: Int { codes.isEmpty ? sizes.first ?? 0 : codes.count }

  /// Rows between two checks for cancellation.
  private static let run = 1 << 16

  /// Groups in the order of these codes, each below `width`.
  init(_ codes: [UInt32], width: Int) throws(Cancelled) {
    // For each code the number of its rows above the number of the first, which is the last one seen.
    var found = [UInt64](repeating: 0, count: width)
    var meter = WorkMeter()
    var end = codes.count
    while end > 0 {
      let start = max(0, end - Self.run)
      try meter.spend(20 * (end - start))
      found.withUnsafeMutableBufferPointer { found in
        codes.withUnsafeBufferPointer { codes in
          for row in stride(from: end - 1, through: start, by: -1) {
            let code = Int(codes[row])
            found[code] = ((found[code] >> 32 + 1) << 32) | UInt64(row)
          }
        }
      }
      end = start
    }
    let count = found.reduce(0) { $0 + ($1 == 0 ? 0 : 1) }
    var (own, sizes, firsts): ([UInt32], [Int], [Int]) = ([], [], [])
    own.reserveCapacity(count)
    sizes.reserveCapacity(count)
    firsts.reserveCapacity(count)
    for code in 0..<width where found[code] != 0 {
      own.append(UInt32(code))
      sizes.append(Int(found[code] >> 32))
      firsts.append(Int(found[code] & 0xFFFF_FFFF))
    }
    (self.codes, self.width) = (codes, width)
    (self.own, self.sizes, self.firsts) = (own, sizes, firsts)
  }

  /// One group of so many rows.
  init(one count: Int) { (codes, width, own, sizes, firsts) = ([], 1, [0], [count], [0]) }

  /// The rows by the cells of some columns, in the order of those.
  init(by columns: [Column], rows: Int) throws(TableError) {
    let ordered = try unlessCancelled { () throws(Cancelled) in
      var keys: [Key] = []
      for column in columns { keys.append(try column.key()) }
      return try keys.ordered(rows: rows)
    }
    if let ordered {
      self = try unlessCancelled { () throws(Cancelled) in
        try GroupCodes(ordered.codes, width: ordered.width)
      }
      return
    }
    let coded = try KeyCodes(columns, rows: rows)
    let order = try rowOrder(
      by: columns.map { ($0.taking(coded.firsts), false) }, rows: coded.firsts.count)
    var groupOfCode = [UInt32](repeating: 0, count: order.count)
    for (group, code) in order.enumerated() { groupOfCode[code] = UInt32(group) }
    self = try unlessCancelled { () throws(Cancelled) in
      try GroupCodes(coded.codes.map { groupOfCode[Int($0)] }, width: order.count)
    }
  }

  /// Where the rows of each group begin if they lie one group after the other, then the number of all rows.
  var starts: [Int] {
    var starts = [0]
    starts.reserveCapacity(count + 1)
    var sum = 0
    for size in sizes {
      sum += size
      starts.append(sum)
    }
    return starts
  }

  /// A value for each code; those of no group have the first one.
  private func byCode<T>(_ values: [T], _ first: T) -> [T] {
    if own.count == width { return values }
    var all = [T](repeating: first, count: width)
    for (group, code) in own.enumerated() { all[Int(code)] = values[group] }
    return all
  }

  /// What `element` gives of each row: of the rows of the first group, then of those of the second, and so on.
  @inline(__always)
  private func together<T: BitwiseCopyable>(
    _ element: (Int) -> T
  ) throws(Cancelled) -> [T] {
    if codes.isEmpty { return (0..<rowCount).map(element) }
    var next = byCode(Array(starts.dropLast()), 0)
    var meter = WorkMeter()
    var isStopped = false
    let all = [T](unsafeUninitializedCapacity: codes.count) { all, filled in
      next.withUnsafeMutableBufferPointer { next in
        codes.withUnsafeBufferPointer { codes in
          for start in stride(from: 0, to: codes.count, by: Self.run) {
            let end = min(start + Self.run, codes.count)
            isStopped = meter.isStopped(after: 40 * (end - start))
            if isStopped { return }
            for row in start..<end {
              let code = Int(codes[row])
              all.initializeElement(at: next[code], to: element(row))
              next[code] += 1
            }
          }
          filled = codes.count
        }
      }
    }
    if isStopped { throw Cancelled() }
    return all
  }

  /// The rows, ascending within each group.
  func rows() throws(Cancelled) -> [Int] { try together { $0 } }

  /// The numbers of rows by groups: those of the first, then those of the second, and so on.
  package func together(_ numbers: [Double]) throws(Cancelled) -> [Double] {
    if codes.isEmpty { return numbers }
    return try numbers.withUnsafeBufferPointer { numbers throws(Cancelled) in
      try together { numbers[$0] }
    }
  }

  /// What `element` gives of each row, in order, of all groups but those for which there is a true.
  @inline(__always)
  func rows<T: BitwiseCopyable>(besides isLeft: [Bool], _ element: (Int) -> T) -> [T] {
    if codes.isEmpty { return isLeft.first == true ? [] : (0..<rowCount).map(element) }
    let steps = byCode(isLeft.map { $0 ? 0 : 1 as UInt8 }, 0)
    return [T](unsafeUninitializedCapacity: codes.count + 1) { rows, filled in
      steps.withUnsafeBufferPointer { steps in
        for (row, code) in codes.enumerated() {
          rows.initializeElement(at: filled, to: element(row))
          filled &+= Int(steps[Int(code)])
        }
      }
    }
  }
}

/// Rows by groups: those of the first, then those of the second, and so on.
package struct GroupedRows: Sendable, RandomAccessCollection {
  /// The rows, ascending within each group.
  package let rows: [Int]
  /// Where the rows of each group begin, then the number of all rows.
  private let starts: [Int]

  /// The rows of each group.
  init(_ groups: GroupCodes) throws(Cancelled) {
    (rows, starts) = (try groups.rows(), groups.starts)
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { starts.count - 1 }
  package subscript(group: Int) -> ArraySlice<Int> { rows[starts[group]..<starts[group + 1]] }
}
