// Eight Fourier transforms at once, one per lane: the kernel of every transform in this module.
//
// Stockham's autosort algorithm in mixed radix (Van Loan 1992, section 1.7): stage by stage between two
// buffers, no bit reversal, and with one signal a lane every butterfly is vector arithmetic without shuffles.

/// The stages of a transform of `count` points, `count` a product of 2, 3, 5 and 7.
struct LaneFourier: Sendable {
  struct Stage: Sendable {
    let radix: Int
    /// The number of butterflies with different twiddles, and how many in a row share one.
    let groups: Int
    let stride: Int
    /// The offset of its (radix - 1) · groups twiddles.
    let start: Int
  }

  let count: Int
  let stages: [Stage]
  /// cos and -sin of each angle, one after the other.
  let twiddles: [Float]

  /// The radices of `count`, or nil if another prime divides it.
  static func radices(of count: Int) -> [Int]? {
    var rest = count
    var radices: [Int] = []
    for radix in [4, 2, 3, 5, 7] {
      while rest % radix == 0 {
        radices.append(radix)
        rest /= radix
      }
    }
    return rest == 1 ? radices : nil
  }

  init(count: Int, radices: [Int]) {
    var stages: [Stage] = []
    var twiddles: [Float] = []
    var length = count
    var stride = 1
    for radix in radices {
      let groups = length / radix
      stages.append(Stage(radix: radix, groups: groups, stride: stride, start: twiddles.count))
      for p in 0..<groups {
        for j in 1..<radix {
          let root = Math.unitRoot(p * j, of: length)
          twiddles.append(Float(root.cosine))
          twiddles.append(Float(-root.sine))
        }
      }
      length = groups
      stride *= radix
    }
    (self.count, self.stages, self.twiddles) = (count, stages, twiddles)
  }

  /// Transforms the 2 · count vectors of `buffer` (real parts, then imaginary ones); `other` is scratch.
  func transform(_ buffer: inout [Floats8], _ other: inout [Floats8]) {
    for stage in stages {
      var target = other.mutableSpan
      apply(stage, from: buffer.span, to: &target)
      swap(&buffer, &other)
    }
  }

  private func apply(
    _ stage: Stage, from x: borrowing Span<Floats8>, to y: inout MutableSpan<Floats8>
  ) {
    precondition(x.count >= 2 * count && y.count >= 2 * count, "buffers are too short")
    let w = twiddles.span
    switch stage.radix {
    case 2: radix2(stage, x, &y, w)
    case 3: radix3(stage, x, &y, w)
    case 4: radix4(stage, x, &y, w)
    case 5: radix5(stage, x, &y, w)
    default: radix7(stage, x, &y, w)
    }
  }
}
