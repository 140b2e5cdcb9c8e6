// Sums by halves: the rounding error grows with the logarithm of the number of terms (Higham, "The accuracy of floating
// point summation", 1993).
//
// Terms are halved down to runs of at most 64, which are added in order; the cuts depend on the length alone, and so do
// the bits of the sum. The runs of a block are added side by side, so that additions of the one need not wait for those
// of the other.

package enum SumByHalves {
  /// The sum of the values.
  package static func sum(of values: UnsafeBufferPointer<Double>) -> Double {
    values.baseAddress.map { sum($0, values.count, Values()) } ?? 0
  }

  /// The sum of the squares of what the values differ from `center` by.
  package static func squares(
    of values: UnsafeBufferPointer<Double>, around center: Double
  ) -> Double {
    values.baseAddress.map { sum($0, values.count, Squares(center: center)) } ?? 0
  }

  /// What is added for a value.
  private protocol Term {
    func callAsFunction(_ value: Double) -> Double
    func callAsFunction(_ values: SIMD4<Double>) -> SIMD4<Double>
  }

  private struct Values: Term {
    @inline(__always) func callAsFunction(_ value: Double) -> Double { value }
    @inline(__always) func callAsFunction(_ values: SIMD4<Double>) -> SIMD4<Double> { values }
  }

  private struct Squares: Term {
    let center: Double

    @inline(__always) func callAsFunction(_ value: Double) -> Double {
      (value - center) * (value - center)
    }
    @inline(__always) func callAsFunction(_ values: SIMD4<Double>) -> SIMD4<Double> {
      (values - center) * (values - center)
    }
  }

  private static func sum(
    _ values: UnsafePointer<Double>, _ count: Int, _ term: some Term
  ) -> Double {
    switch count {
    case ...64: return run(values, count, term)
    // Blocks whose runs have more than half of 64 terms: no run is longer, and none would be reached earlier.
    case 260...512: return sideBySide(values, count, runs: 8, term)
    case 520...1024: return sideBySide(values, count, runs: 16, term)
    default:
      let half = count / 2
      return sum(values, half, term) + sum(values + half, count - half, term)
    }
  }

  private static func run(
    _ values: UnsafePointer<Double>, _ count: Int, _ term: some Term
  ) -> Double {
    var total = 0.0
    for index in 0..<count { total += term(values[index]) }
    return total
  }

  /// The sum of what halves to `runs` runs, 8 or 16 of them.
  @inline(__always)
  private static func sideBySide(
    _ values: UnsafePointer<Double>, _ count: Int, runs: Int, _ term: some Term
  ) -> Double {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: runs + 1) { starts in
      (starts[0], starts[runs]) = (0, count)
      var width = runs
      while width > 1 {
        for run in stride(from: 0, to: runs, by: width) {
          starts[run + width / 2] = starts[run] + (starts[run + width] - starts[run]) / 2
        }
        width /= 2
      }
      func two(_ run: Int, _ index: Int) -> SIMD2<Double> {
        UnsafeRawPointer(values + starts[run] + index).loadUnaligned(as: SIMD2<Double>.self)
      }
      /// Adds two terms of each of four runs.
      func add(_ run: Int, _ index: Int, _ sums: inout SIMD4<Double>) {
        let even = SIMD4(lowHalf: two(run, index), highHalf: two(run + 2, index))
        let odd = SIMD4(lowHalf: two(run + 1, index), highHalf: two(run + 3, index))
        sums += term(SIMD4(even[0], odd[0], even[2], odd[2]))
        sums += term(SIMD4(even[1], odd[1], even[3], odd[3]))
      }
      var sums = (SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero)
      var index = 0
      while index + 2 <= count / runs {
        add(0, index, &sums.0)
        add(4, index, &sums.1)
        if runs == 16 {
          add(8, index, &sums.2)
          add(12, index, &sums.3)
        }
        index += 2
      }
      return withUnsafeMutableBytes(of: &sums) { bytes in
        bytes.withMemoryRebound(to: Double.self) { sums in
          for run in 0..<runs {
            for rest in (starts[run] + index)..<starts[run + 1] { sums[run] += term(values[rest]) }
          }
          var count = runs
          while count > 1 {
            count /= 2
            for pair in 0..<count { sums[pair] = sums[2 * pair] + sums[2 * pair + 1] }
          }
          return sums[0]
        }
      }
    }
  }
}
