// Medians of 31 neighbors, eight signals at a time, sharing almost all work between sixteen outputs.
//
// Outputs o ... o+7 have 24 inputs in common, three sorted octets. Of these only the eight middle ranks can
// still be a median; then four more inputs are merged for four outputs each, two more for two, and the last
// one decides by min and max: 33 vector operations an output, against some 400 for each window alone. The
// idea of shrinking the sorted common part level by level is Adams's (2021, "Fast median filters using
// separable sorting networks"); here it is one-dimensional.

import Kernels

enum SlidingMedian {
  /// Inputs needed before the first output, and after the last.
  static let margin = 15

  /// The index of the input that stands for index `i` of `count` ones: mirrored at the edges, which count
  /// twice (`mode="reflect"` of scipy).
  @inline(__always) static func reflected(_ i: Int, _ count: Int) -> Int {
    if i >= 0, i < count { return i }
    let period = 2 * count
    let rest = ((i % period) + period) % period
    return rest < count ? rest : period - 1 - rest
  }

  /// How many inputs `medians` reads for `count` outputs: their margins, and what fills the last sixteen.
  static func inputCount(of count: Int) -> Int { (count + 15) / 16 * 16 + 2 * margin + 2 }

  /// output[i] = the median of input[i ... i + 30], for i < count, lane by lane.
  ///
  /// Both arrays must have room for `count` rounded up to a multiple of sixteen; see `inputCount`.
  static func medians(_ input: [Floats8], count: Int, into output: inout [Floats8]) {
    precondition(input.count >= inputCount(of: count), "the input is too short")
    precondition(output.count >= (count + 15) / 16 * 16, "the output is too short")
    let x = input.span
    var y = output.mutableSpan
    guard count > 0 else { return }
    // Group j holds the inputs 7 + 8j ... 14 + 8j, sorted. Outputs o ... o+7 share groups o/8, +1 and +2.
    var first = Lanes8(x, 7).sorted
    var second = Lanes8(x, 15).sorted
    var o = 0
    while o < count {
      let third = Lanes8(x, o + 23).sorted
      let fourth = Lanes8(x, o + 31).sorted
      let (low, high) = second.merged(with: third)
      finish(Lanes8.middle(low, high, first), x, o, &y)
      finish(Lanes8.middle(low, high, fourth), x, o + 8, &y)
      (first, second) = (third, fourth)
      o += 16
    }
  }

  /// The medians of outputs o ... o+7 from the eight middle ranks of their 24 common inputs.
  @inline(__always) private static func finish(
    _ common: Lanes8, _ x: borrowing Span<Floats8>, _ o: Int, _ y: inout MutableSpan<Floats8>
  ) {
    // Outputs o ... o+3 have inputs o+3 ... o+6 in common too, outputs o+4 ... o+7 have o+31 ... o+34.
    half(common.reduced(by: Lanes4(x, o + 3).sorted), x, o, before: o + 1, after: o + 31, &y)
    half(common.reduced(by: Lanes4(x, o + 31).sorted), x, o + 4, before: o + 5, after: o + 35, &y)
  }

  /// The medians of outputs o ... o+3, of whose inputs all are in `common` but three: of the pairs that begin at
  /// `before` and at `after` one, and the two single ones next to these.
  @inline(__always) private static func half(
    _ common: Lanes4, _ x: borrowing Span<Floats8>, _ o: Int, before: Int, after: Int,
    _ y: inout MutableSpan<Floats8>
  ) {
    let left = common.reduced(by: x[unchecked: before], x[unchecked: before + 1])
    y[unchecked: o] = clamp(x[unchecked: before - 1], left)
    y[unchecked: o + 1] = clamp(x[unchecked: after], left)
    let right = common.reduced(by: x[unchecked: after], x[unchecked: after + 1])
    y[unchecked: o + 2] = clamp(x[unchecked: before + 1], right)
    y[unchecked: o + 3] = clamp(x[unchecked: after + 2], right)
  }

  /// The median of the two middle ranks and the last input.
  @inline(__always)
  private static func clamp(_ x: Floats8, _ pair: (low: Floats8, high: Floats8)) -> Floats8 {
    least(greatest(x, pair.low), pair.high)
  }
}

// Comparisons that are one instruction each.
@inline(__always) func least(_ a: Floats8, _ b: Floats8) -> Floats8 {
  a.replacing(with: b, where: b .< a)
}

@inline(__always) func greatest(_ a: Floats8, _ b: Floats8) -> Floats8 {
  a.replacing(with: b, where: a .< b)
}
