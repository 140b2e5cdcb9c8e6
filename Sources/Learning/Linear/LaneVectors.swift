// Sums and products of long vectors, eight numbers at a time, always in the same order.

import Kernels

extension [WideLanes] {
  /// Σ self · other. Two sums run side by side, so that one addition need not wait for the other.
  func dot(_ other: [WideLanes]) -> Double {
    Swift.precondition(count == other.count, "vectors are equally long")
    return withUnsafeBufferPointer { a in
      other.withUnsafeBufferPointer { b in
        var (even, odd) = (WideLanes.zero, WideLanes.zero)
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
  func adding(_ other: [WideLanes], times factor: Double) -> [WideLanes] {
    var sum = self
    sum.add(other, times: factor)
    return sum
  }

  /// Adds `other` · `factor`.
  mutating func add(_ other: [WideLanes], times factor: Double) {
    Swift.precondition(count == other.count, "vectors are equally long")
    let factor = WideLanes(repeating: factor)
    withUnsafeMutableBufferPointer { a in
      other.withUnsafeBufferPointer { b in
        for place in 0..<a.count { a[place].addProduct(factor, b[place]) }
      }
    }
  }

  /// Adds `other` · `factor` and gives the product of the sum with `third`, in one pass.
  mutating func add(
    _ other: [WideLanes], times factor: Double, thenDot third: [WideLanes]
  ) -> Double {
    Swift.precondition(count == other.count && count == third.count, "vectors are equally long")
    let factor = WideLanes(repeating: factor)
    return withUnsafeMutableBufferPointer { a in
      other.withUnsafeBufferPointer { b in
        third.withUnsafeBufferPointer { c in
          var (even, odd) = (WideLanes.zero, WideLanes.zero)
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
  func minus(_ other: [WideLanes]) -> [WideLanes] { adding(other, times: -1) }

  mutating func multiply(by factor: Double) {
    let factor = WideLanes(repeating: factor)
    withUnsafeMutableBufferPointer { a in
      for place in 0..<a.count { a[place] *= factor }
    }
  }
}

// Vectors of which each lane is a problem of its own: `blocks` vectors a column, and as many factors.
extension [WideLanes] {
  /// Σ over columns of self · other, lane by lane.
  func dotLanes(_ other: [WideLanes], blocks: Int) -> [WideLanes] {
    Swift.precondition(count == other.count, "vectors are equally long")
    var sums = [WideLanes](repeating: .zero, count: blocks)
    withUnsafeBufferPointer { a in
      other.withUnsafeBufferPointer { b in
        for block in 0..<blocks {
          var sum = WideLanes.zero
          for place in stride(from: block, to: a.count, by: blocks) {
            sum.addProduct(a[place], b[place])
          }
          sums[block] = sum
        }
      }
    }
    return sums
  }

  /// Adds `other`, each lane times its factor.
  mutating func add(_ other: [WideLanes], timesLanes factors: [WideLanes]) {
    Swift.precondition(count == other.count, "vectors are equally long")
    withUnsafeMutableBufferPointer { a in
      other.withUnsafeBufferPointer { b in
        for (block, factor) in factors.enumerated() {
          for place in stride(from: block, to: a.count, by: factors.count) {
            a[place].addProduct(factor, b[place])
          }
        }
      }
    }
  }

  /// Multiplies each lane by its factor, then adds `other`.
  mutating func scale(byLanes factors: [WideLanes], adding other: [WideLanes]) {
    Swift.precondition(count == other.count, "vectors are equally long")
    withUnsafeMutableBufferPointer { a in
      other.withUnsafeBufferPointer { b in
        for (block, factor) in factors.enumerated() {
          for place in stride(from: block, to: a.count, by: factors.count) {
            a[place] = b[place].addingProduct(factor, a[place])
          }
        }
      }
    }
  }
}
