// Floats at a fixed address, so that several tasks can work on disjoint parts without copying.
//
// Weights of a network are read and written hundreds of times a second by all cores; an array would be copied
// whenever two tasks hold it. The tasks of one step write to parts that do not overlap, and a step begins when the one
// before has ended. `@unchecked Sendable` relies on that; the code that splits the work guarantees it.

import Basics

/// `count` floats, zero at first, at an address that is a multiple of 64 and stays the same.
///
/// The object must outlive every use of a pointer to it.
public final class SharedFloats: @unchecked Sendable {
  /// The number of floats.
  public let count: Int
  /// The address of the first float.
  public let start: UnsafeMutablePointer<Float>

  /// `count` zeros.
  public init(count: Int) {
    precondition(count >= 0, "floats are counted from 0")
    self.count = count
    let memory = UnsafeMutableRawPointer.allocate(byteCount: max(64, 4 * count), alignment: 64)
    start = memory.bindMemory(to: Float.self, capacity: max(16, count))
    start.initialize(repeating: 0, count: max(16, count))
  }

  /// A copy of `values`.
  public convenience init(_ values: [Float]) {
    self.init(count: values.count)
    for (index, value) in values.enumerated() { start[index] = value }
  }

  deinit { UnsafeMutableRawPointer(start).deallocate() }

  /// A copy as an array.
  public var values: [Float] { Array(UnsafeBufferPointer(start: start, count: count)) }

  /// Copies the values of another instance of the same size.
  public func copy(_ other: SharedFloats) {
    precondition(other.count == count, "both hold equally many floats")
    start.update(from: other.start, count: count)
  }
}
