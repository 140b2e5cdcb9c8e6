// A transform of n = a · b points as b transforms of a points, twiddles, and a transforms of b points.
//
// With j = j1·b + j2 and k = k1 + a·k2:
// X[k] = Σ_j2 W_b^(j2·k2) · (W_n^(j2·k1) · Σ_j1 W_a^(j1·k1) x[j]). Eight neighboring j2, then eight
// neighboring k1 are the lanes, so every load and store of samples is contiguous; between the steps
// eight by eight blocks are transposed in registers.

import Basics

struct TwoFactors: Sendable {
  let count: Int
  /// The transform over j1, of a points.
  let columns: LaneFourier
  /// The transform over j2, of b points.
  let rows: LaneFourier
  /// W_n^(j2·k1) for eight j2 from `8·group` on (the last group ends at b) at [group·a + k1].
  let twiddleRe: [Floats8]
  let twiddleIm: [Floats8]

  /// Nil if `count` has no two factors of at least eight.
  ///
  /// - Parameter keepsTwiddles: whether to make them once for all transforms; only `transformInPlace` does without.
  init?(count: Int, keepsTwiddles: Bool = true) {
    var best = 0
    var divisor = 8
    while divisor * divisor <= count {
      // A multiple of eight wastes no lanes.
      if count % divisor == 0 { best = divisor }
      divisor += 1
    }
    guard best > 0, let short = LaneFourier.radices(of: best),
      let long = LaneFourier.radices(of: count / best)
    else { return nil }
    self.count = count
    columns = LaneFourier(count: best, radices: short)
    rows = LaneFourier(count: count / best, radices: long)
    let groups = keepsTwiddles ? (rows.count + 7) / 8 : 0
    var re = [Floats8](repeating: Floats8(), count: groups * best)
    var im = re
    var chain = TwiddleChain(best, rows.count)
    for group in 0..<groups { chain.next(group, &re, &im, at: group * best) }
    (twiddleRe, twiddleIm) = (re, im)
  }

  /// About 10 ms of work; smaller transforms never check for cancellation.
  static let patience = 1 << 20

  /// In a cancelled task the result is undefined and comes early; callers check for cancellation themselves.
  func transform(_ re: inout [Float], _ im: inout [Float], _ scratch: inout Fourier.Scratch) {
    let (a, b) = (columns.count, rows.count)
    let isLong = count > TwoFactors.patience
    for group in 0..<(b + 7) / 8 {
      if isLong, group % max(1, TwoFactors.patience / (8 * a)) == 0, isCancelled() { return }
      let start = min(8 * group, b - 8)
      gather(re, im, from: start, step: b, count: a, into: &scratch.lanes)
      columns.transform(&scratch.lanes, &scratch.other)
      turn(&scratch.lanes, twiddleRe, twiddleIm, from: group * a)
      // Eight columns become eight rows of a points.
      transpose(scratch.lanes, from: 0, a, to: &scratch.re, row: start)
      transpose(scratch.lanes, from: a, a, to: &scratch.im, row: start)
    }
    for group in 0..<(a + 7) / 8 {
      if isLong, group % max(1, TwoFactors.patience / (8 * b)) == 0, isCancelled() { return }
      let start = min(8 * group, a - 8)
      gather(scratch.re, scratch.im, from: start, step: a, count: b, into: &scratch.lanes)
      rows.transform(&scratch.lanes, &scratch.other)
      scatter(scratch.lanes, from: 0, to: &re, at: start)
      scatter(scratch.lanes, from: b, to: &im, at: start)
    }
  }

  /// lanes[i] = the eight points from `start + step·i` on.
  func gather(
    _ x: [Float], _ y: [Float], from start: Int, step: Int, count: Int, into lanes: inout [Floats8]
  ) {
    let last = start + step * (count - 1) + 8
    precondition(
      lanes.count >= 2 * count && start >= 0 && x.count >= last && y.count >= last,
      "no such samples")
    let (re, im) = (x.span, y.span)
    var target = lanes.mutableSpan
    for i in 0..<count {
      target[unchecked: i] = re.lanes(unchecked: start + step * i)
      target[unchecked: count + i] = im.lanes(unchecked: start + step * i)
    }
  }

  /// samples[start + a·k2 ..< start + a·k2 + 8] = lanes[offset + k2]
  private func scatter(
    _ lanes: [Floats8], from offset: Int, to samples: inout [Float], at start: Int
  ) {
    let source = lanes.span
    var target = samples.mutableSpan
    precondition(
      offset + rows.count <= source.count
        && start + columns.count * (rows.count - 1) + 8 <= target.count, "no such samples")
    for k2 in 0..<rows.count {
      store(source[unchecked: offset + k2], in: &target, unchecked: start + columns.count * k2)
    }
  }

  func turn(
    _ lanes: inout [Floats8], _ twiddleRe: [Floats8], _ twiddleIm: [Floats8], from first: Int
  ) {
    let a = columns.count
    let (cosines, sines) = (twiddleRe.span, twiddleIm.span)
    var target = lanes.mutableSpan
    precondition(
      target.count >= 2 * a && cosines.count >= first + a && sines.count >= first + a,
      "no such group")
    for k1 in 0..<a {
      let (c, s) = (cosines[unchecked: first + k1], sines[unchecked: first + k1])
      let (x, y) = (target[unchecked: k1], target[unchecked: a + k1])
      target[unchecked: k1] = (x * c).addingProduct(-y, s)
      target[unchecked: a + k1] = (x * s).addingProduct(y, c)
    }
  }

  /// target[(row + lane)·count + k] = lanes[offset + k][lane] for k in 0 ..< count, without the first lanes.
  func transpose(
    _ source: [Floats8], from offset: Int, _ count: Int, to samples: inout [Float], row: Int,
    skipping first: Int = 0
  ) {
    let lanes = source.span
    var target = samples.mutableSpan
    precondition(
      offset + count <= lanes.count && (row + 8) * count <= target.count, "no such samples")
    var k = 0
    while k + 8 <= count, first == 0 {
      let block = Block(
        lanes[unchecked: offset + k], lanes[unchecked: offset + k + 1],
        lanes[unchecked: offset + k + 2], lanes[unchecked: offset + k + 3],
        lanes[unchecked: offset + k + 4], lanes[unchecked: offset + k + 5],
        lanes[unchecked: offset + k + 6], lanes[unchecked: offset + k + 7]
      ).transposed
      store(block.r0, in: &target, unchecked: row * count + k)
      store(block.r1, in: &target, unchecked: (row + 1) * count + k)
      store(block.r2, in: &target, unchecked: (row + 2) * count + k)
      store(block.r3, in: &target, unchecked: (row + 3) * count + k)
      store(block.r4, in: &target, unchecked: (row + 4) * count + k)
      store(block.r5, in: &target, unchecked: (row + 5) * count + k)
      store(block.r6, in: &target, unchecked: (row + 6) * count + k)
      store(block.r7, in: &target, unchecked: (row + 7) * count + k)
      k += 8
    }
    while k < count {
      for lane in first..<8 { target[(row + lane) * count + k] = lanes[offset + k][lane] }
      k += 1
    }
  }
}

/// The twiddles of one group after the other, by chains of products in double precision: their error stays under 10⁻¹² for any
/// size that fits memory.
struct TwiddleChain {
  private let columns: Int
  private let rows: Int
  private let far: [(cosine: Double, sine: Double)]
  private var c: [SIMD8<Double>]
  private var s: [SIMD8<Double>]

  init(_ columns: Int, _ rows: Int) {
    let count = columns * rows
    (self.columns, self.rows) = (columns, rows)
    far = (0..<columns).map { Math.unitRoot(-8 * $0, of: count) }
    c = [SIMD8<Double>](repeating: SIMD8(repeating: 1), count: columns)
    s = [SIMD8<Double>](repeating: SIMD8(), count: columns)
    for k1 in 0..<columns {
      let step = Math.unitRoot(-k1, of: count)
      for lane in 1..<8 {
        let (x, y) = (c[k1][lane - 1], s[k1][lane - 1])
        c[k1][lane] = x * step.cosine - y * step.sine
        s[k1][lane] = x * step.sine + y * step.cosine
      }
    }
  }

  /// Writes the twiddles of the next group.
  mutating func next(
    _ group: Int, _ re: inout [Floats8], _ im: inout [Floats8], at position: Int
  ) {
    // The last group overlaps the one before it.
    let excess = max(0, 8 * group + 8 - rows)
    var x = re.mutableSpan
    var y = im.mutableSpan
    for k1 in 0..<columns {
      if excess > 0 {
        let back = Math.unitRoot(excess * k1, of: columns * rows)
        (c[k1], s[k1]) = (
          c[k1] * back.cosine - s[k1] * back.sine, c[k1] * back.sine + s[k1] * back.cosine
        )
      }
      let (cosine, sine, step) = (c[k1], s[k1], far[k1])
      x[position + k1] = Floats8(cosine)
      y[position + k1] = Floats8(sine)
      c[k1] = cosine * step.cosine - sine * step.sine
      s[k1] = cosine * step.sine + sine * step.cosine
    }
  }
}
