// The lowest seventeen bins of a spectrogram of 2048 and 512, without its transforms.
//
// A frame is four hops, and neighboring frames share three, so that each hop of samples is transformed
// once, only at the wanted frequencies, by plain products with sines; frames add up four hops turned by quarter
// turns. The Hann window is three neighboring bins: S[k] = R[k]/2 - (R[k-1] + R[k+1])/4, R the bins
// without a window.

import Basics
import Kernels

struct LowBins {
  /// Bins 0 ... 16, as many as a median over 31 bins at bin 1 looks at.
  static let bins = 17
  /// Bins without a window: one more.
  private static let plain = 18
  private static let hop = 512
  private static let length = 2048

  let frames: Int
  /// [frame · Spectrogram.stride(of: bins) + bin]
  let magnitudes: [Float]
  /// The real parts of bins 0 and 1 of each frame.
  let first: [SIMD2<Float>]

  /// - Throws: `Cancelled`.
  init(_ samples: [Float], waves: [Float]) throws(Cancelled) {
    frames = 1 + samples.count / Self.hop
    let hops = try Self.hopBins(samples, waves, count: frames + 3)
    let stride = Spectrogram.stride(of: Self.bins)
    var magnitudes = [Float](repeating: 0, count: frames * stride)
    var first: [SIMD2<Float>] = []
    first.reserveCapacity(frames)
    var re = [Float](repeating: 0, count: Self.plain)
    var im = re
    for t in 0..<frames {
      for k in 0..<Self.plain {
        // Σ_b (-i)^(kb) · hop[t + b][k]
        var (x, y): (Float, Float) = (0, 0)
        for b in 0..<4 {
          let z = hops[(t + b) * Self.plain + k]
          switch (k * b) & 3 {
          case 0: (x, y) = (x + z.x, y + z.y)
          case 1: (x, y) = (x + z.y, y - z.x)
          case 2: (x, y) = (x - z.x, y - z.y)
          default: (x, y) = (x - z.y, y + z.x)
          }
        }
        (re[k], im[k]) = (x, y)
      }
      for k in 0..<Self.bins {
        // Bin -1 is the conjugate of bin 1.
        let (lowRe, lowIm) = k == 0 ? (re[1], -im[1]) : (re[k - 1], im[k - 1])
        let x = 0.5 * re[k] - 0.25 * (lowRe + re[k + 1])
        let y = 0.5 * im[k] - 0.25 * (lowIm + im[k + 1])
        magnitudes[t * stride + k] = (x * x + y * y).squareRoot()
      }
      first.append(SIMD2(0.5 * re[0] - 0.5 * re[1], 0.5 * re[1] - 0.25 * (re[0] + re[2])))
    }
    self.magnitudes = magnitudes
    self.first = first
  }

  /// Σ_i x[512(j - 2) + i] · e^(-2πi·k·i/2048) for k < 18 at [j · 18 + k], with zeros around the signal: hop j
  /// begins 1024 samples before the first one.
  private static func hopBins(_ samples: [Float], _ table: [Float], count: Int) throws(Cancelled)
    -> [SIMD2<Float>]
  {
    var result = [SIMD2<Float>](repeating: SIMD2(), count: (count + 3) / 4 * 4 * plain)
    // Four hops at a time, with zeros where the signal ends.
    var x = [Float](repeating: 0, count: 4 * hop)
    for j in Swift.stride(from: 0, to: count, by: 4) {
      if j % 256 == 0 { try checkCancellation() }
      let start = hop * (j - 2)
      let inside = (start..<start + 4 * hop).clamped(to: 0..<samples.count)
      if inside.count == 4 * hop {
        x.replaceSubrange(0..<4 * hop, with: samples[inside])
      } else {
        for i in 0..<4 * hop { x[i] = inside.contains(start + i) ? samples[start + i] : 0 }
      }
      products(x.span, table.span, j * plain, &result)
    }
    return result
  }

  /// The bins of four hops.
  private static func products(
    _ x: borrowing Span<Float>, _ table: borrowing Span<Float>, _ at: Int,
    _ result: inout [SIMD2<Float>]
  ) {
    var sums = [Floats8](repeating: Floats8(), count: 8)
    for k in 0..<plain {
      add(x, table, k, &sums)
      let b = Block(sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], sums[6], sums[7])
        .transposed
      let totals = ((b.r0 + b.r4) + (b.r2 + b.r6)) + ((b.r1 + b.r5) + (b.r3 + b.r7))
      result[at + k] = totals.lowHalf.lowHalf
      result[at + plain + k] = totals.lowHalf.highHalf
      result[at + 2 * plain + k] = totals.highHalf.lowHalf
      result[at + 3 * plain + k] = totals.highHalf.highHalf
    }
  }

  /// Partial sums of four hops with the two waves of frequency k: each wave is loaded once for four products.
  /// They go through memory for the reason given in `Resampler`.
  @inline(never)
  private static func add(
    _ x: borrowing Span<Float>, _ table: borrowing Span<Float>, _ k: Int, _ sums: inout [Floats8]
  ) {
    precondition(x.count >= 4 * hop && table.count >= 2 * plain * hop, "too few samples")
    var (c0, c1, c2, c3) = (Floats8(), Floats8(), Floats8(), Floats8())
    var (s0, s1, s2, s3) = (Floats8(), Floats8(), Floats8(), Floats8())
    let row = 2 * k * hop
    for i in Swift.stride(from: 0, to: hop, by: 8) {
      let c = table.lanes(unchecked: row &+ i)
      let s = table.lanes(unchecked: row &+ hop &+ i)
      let (x0, x1) = (x.lanes(unchecked: i), x.lanes(unchecked: i &+ hop))
      let (x2, x3) = (x.lanes(unchecked: i &+ 2 &* hop), x.lanes(unchecked: i &+ 3 &* hop))
      c0.addProduct(x0, c)
      s0.addProduct(x0, s)
      c1.addProduct(x1, c)
      s1.addProduct(x1, s)
      c2.addProduct(x2, c)
      s2.addProduct(x2, s)
      c3.addProduct(x3, c)
      s3.addProduct(x3, s)
    }
    (sums[0], sums[1], sums[2], sums[3]) = (c0, s0, c1, s1)
    (sums[4], sums[5], sums[6], sums[7]) = (c2, s2, c3, s3)
  }

  /// cos and -sin of 2π·k·i/2048, 512 numbers each, for every k.
  static func waves() -> [Float] {
    let roots = (0..<length).map { Math.unitRoot(-$0, of: length) }
    var table: [Float] = []
    table.reserveCapacity(2 * plain * hop)
    for k in 0..<plain {
      for i in 0..<hop { table.append(Float(roots[k * i % length].cosine)) }
      for i in 0..<hop { table.append(Float(roots[k * i % length].sine)) }
    }
    return table
  }
}
