// Sums and products of long vectors, eight numbers at a time, always in the same order.

import Kernels

extension [Doubles8] {
  /// Σ self · other. Two sums run in parallel, so that additions do not wait for each other.
  func dot(_ other: [Doubles8]) -> Double {
    Swift.precondition(count == other.count, "vectors are equally long")
    return withUnsafeBufferPointer { a in
      other.withUnsafeBufferPointer { b in
        var (even, odd) = (Doubles8.zero, Doubles8.zero)
        for pair in 0..<(a.count / 2) {
          even.addProduct(a[2 &* pair], b[2 &* pair])
          odd.addProduct(a[2 &* pair &+ 1], b[2 &* pair &+ 1])
        }
        if !a.count.isMultiple(of: 2) { even.addProduct(a[a.count &- 1], b[a.count &- 1]) }
        return (even + odd).total
      }
    }
  }

  /// self + other · factor.
  func adding(_ other: [Doubles8], times factor: Double) -> [Doubles8] {
    var sum = self
    sum.add(other, times: factor)
    return sum
  }

  /// Adds `other` · `factor`.
  mutating func add(_ other: [Doubles8], times factor: Double) {
    Swift.precondition(count == other.count, "vectors are equally long")
    let factor = Doubles8(repeating: factor)
    withUnsafeMutableBufferPointer { a in
      other.withUnsafeBufferPointer { b in
        for index in 0..<a.count { a[index].addProduct(factor, b[index]) }
      }
    }
  }

  /// Adds `other` · `factor` and gives the product of the sum with `third`, in one pass.
  mutating func add(
    _ other: [Doubles8], times factor: Double, thenDot third: [Doubles8]
  ) -> Double {
    Swift.precondition(count == other.count && count == third.count, "vectors are equally long")
    let factor = Doubles8(repeating: factor)
    return withUnsafeMutableBufferPointer { a in
      other.withUnsafeBufferPointer { b in
        third.withUnsafeBufferPointer { c in
          var (even, odd) = (Doubles8.zero, Doubles8.zero)
          for pair in 0..<(a.count / 2) {
            let (left, right) = (2 &* pair, 2 &* pair &+ 1)
            let first = a[left].addingProduct(factor, b[left])
            let second = a[right].addingProduct(factor, b[right])
            a[left] = first
            a[right] = second
            even.addProduct(first, c[left])
            odd.addProduct(second, c[right])
          }
          if !a.count.isMultiple(of: 2) {
            let last = a.count &- 1
            a[last].addProduct(factor, b[last])
            even.addProduct(a[last], c[last])
          }
          return (even + odd).total
        }
      }
    }
  }

  /// self - other.
  func minus(_ other: [Doubles8]) -> [Doubles8] { adding(other, times: -1) }

  mutating func multiply(by factor: Double) {
    let factor = Doubles8(repeating: factor)
    withUnsafeMutableBufferPointer { a in
      for index in 0..<a.count { a[index] *= factor }
    }
  }
}

// Vectors in which each lane is a separate problem: `blocks` vectors per column, and as many factors.
extension [Doubles8] {
  /// Σ over columns of self · other, lane by lane.
  func dotLanes(_ other: [Doubles8], blocks: Int) -> [Doubles8] {
    Swift.precondition(count == other.count, "vectors are equally long")
    var sums = [Doubles8](repeating: .zero, count: blocks)
    withUnsafeBufferPointer { a in
      other.withUnsafeBufferPointer { b in
        for block in 0..<blocks {
          var sum = Doubles8.zero
          for index in stride(from: block, to: a.count, by: blocks) {
            sum.addProduct(a[index], b[index])
          }
          sums[block] = sum
        }
      }
    }
    return sums
  }

  /// Adds `other`, each lane times its factor.
  mutating func add(_ other: [Doubles8], timesLanes factors: [Doubles8]) {
    Swift.precondition(count == other.count, "vectors are equally long")
    withUnsafeMutableBufferPointer { a in
      other.withUnsafeBufferPointer { b in
        for (block, factor) in factors.enumerated() {
          for index in stride(from: block, to: a.count, by: factors.count) {
            a[index].addProduct(factor, b[index])
          }
        }
      }
    }
  }

  /// Multiplies each lane by its factor, then adds `other`.
  mutating func scale(byLanes factors: [Doubles8], adding other: [Doubles8]) {
    Swift.precondition(count == other.count, "vectors are equally long")
    withUnsafeMutableBufferPointer { a in
      other.withUnsafeBufferPointer { b in
        for (block, factor) in factors.enumerated() {
          for index in stride(from: block, to: a.count, by: factors.count) {
            a[index] = b[index].addingProduct(factor, a[index])
          }
        }
      }
    }
  }
}
