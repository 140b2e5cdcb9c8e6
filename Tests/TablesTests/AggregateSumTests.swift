// Sums add in the order that halving gives, however the additions are arranged.

import Kernels
import Tables
import Testing

@Suite("Sums and selections")
struct AggregateSumTests {
  private static func halves(_ values: ArraySlice<Double>) -> Double {
    if values.count <= 64 { return values.reduce(0, +) }
    let middle = values.startIndex + values.count / 2
    return halves(values[..<middle]) + halves(values[middle...])
  }

  private static func numbers(_ count: Int, seed: UInt64) -> [Double] {
    var random = RandomSource(seed: seed)
    return (0..<count).map { _ in Double(random.below(2_000_001) - 1_000_000) / 977 }
  }

  @Test(
    "the sum is the same bits as by halves",
    arguments: [
      0, 1, 63, 64, 65, 127, 128, 129, 130, 257, 259, 260, 261, 511, 512, 513, 519, 520, 521, 1000,
      1023,
      1024, 1025, 1040, 4097, 65_537,
    ])
  func sums(count: Int) {
    let numbers = Self.numbers(count, seed: UInt64(count))
    #expect(Aggregate.sum(of: numbers) == Self.halves(numbers[...]))
    let mean = Aggregate.mean(of: numbers)
    let squares = numbers.map { ($0 - mean) * ($0 - mean) }
    let std = (Self.halves(squares[...]) / Double(count - 1)).squareRoot()
    #expect(count < 2 || Aggregate.std(of: numbers) == std)
  }

  @Test("a quantile of numbers in any order is that of the sorted ones", arguments: 0..<20)
  func quantiles(seed: Int) throws {
    let count = [1, 2, 3, 24, 101, 5000][seed % 6]
    var numbers = Self.numbers(count, seed: UInt64(seed))
    if seed % 3 == 0 { numbers = numbers.map { ($0 / 900).rounded() } }
    let sorted = numbers.sorted()
    for share in [0, 0.1, 0.25, 0.5, 0.9, 1] {
      // Also the sign of zeros, which stay in their order.
      let wanted = Aggregate.quantile(share, ofSorted: sorted)
      let found = try numbers.withUnsafeBufferPointer { try Aggregate.quantile(share, of: $0) }
      #expect(found.bitPattern == wanted.bitPattern)
    }
  }

  @Test("the largest and smallest are the first of equal ones", arguments: 0..<20)
  func extremes(seed: Int) {
    var numbers = Self.numbers(1 + 13 * seed, seed: UInt64(seed)).map { ($0 / 300).rounded() }
    if seed % 2 == 0 { numbers = numbers.map { -$0.magnitude } + [0.0, -0.0] }
    let largest = numbers.max() ?? .nan
    let smallest = numbers.min() ?? .nan
    numbers.withUnsafeBufferPointer {
      #expect(Elementwise.max($0)?.bitPattern == largest.bitPattern)
      #expect(Elementwise.min($0)?.bitPattern == smallest.bitPattern)
    }
    (numbers + [.nan]).withUnsafeBufferPointer { #expect(Elementwise.max($0) == nil) }
    ([.infinity, -.infinity] + numbers).withUnsafeBufferPointer {
      #expect(Elementwise.max($0) == .infinity && Elementwise.min($0) == -.infinity)
    }
    #expect(Elementwise.max(UnsafeBufferPointer(start: nil, count: 0)) == nil)
  }
}
