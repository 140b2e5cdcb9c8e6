// Floats at one place in memory, so that several tasks can each work on a part of them without copying.
//
// Weights of a network are read and written hundreds of times a second by all cores; an array would be copied
// whenever two tasks hold it. The tasks of one step write to parts that do not overlap, and a step begins when the one
// before has ended: that is the promise behind `@unchecked Sendable`, kept by whoever cuts the work into parts.

import Basics

/// `count` floats, zero at first, at an address that is a multiple of 64 and stays the same.
///
/// Whoever holds a pointer keeps the object alive meanwhile.
public final class SharedFloats: @unchecked Sendable {
  public let count: Int
  public let start: UnsafeMutablePointer<Float>

  public init(count: Int) {
    precondition(count >= 0, "floats are counted from 0")
    self.count = count
    let memory = UnsafeMutableRawPointer.allocate(byteCount: max(64, 4 * count), alignment: 64)
    start = memory.bindMemory(to: Float.self, capacity: max(16, count))
    start.initialize(repeating: 0, count: max(16, count))
  }

  public convenience init(_ values: [Float]) {
    self.init(count: values.count)
    for (place, value) in values.enumerated() { start[place] = value }
  }

  deinit { UnsafeMutableRawPointer(start).deallocate() }

  /// A copy as an array.
  public var values: [Float] { Array(UnsafeBufferPointer(start: start, count: count)) }

  /// Takes over the values of another one of the same size.
  public func copy(_ other: SharedFloats) {
    precondition(other.count == count, "both hold equally many floats")
    start.update(from: other.start, count: count)
  }
}
