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
  init?(count: Int) {
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
    let (a, b) = (columns.count, rows.count)
    let groups = (b + 7) / 8
    // Chains of products in double precision from group to group: their error stays under 10⁻¹² for any
    // size that fits memory.
    let steps = (0..<a).map { Math.unitRoot(-$0, of: count) }
    let far = (0..<a).map { Math.unitRoot(-8 * $0, of: count) }
    var c = [SIMD8<Double>](repeating: SIMD8(repeating: 1), count: a)
    var s = [SIMD8<Double>](repeating: SIMD8(), count: a)
    for k1 in 0..<a {
      for lane in 1..<8 {
        let (x, y) = (c[k1][lane - 1], s[k1][lane - 1])
        c[k1][lane] = x * steps[k1].cosine - y * steps[k1].sine
        s[k1][lane] = x * steps[k1].sine + y * steps[k1].cosine
      }
    }
    var re: [Floats8] = []
    var im: [Floats8] = []
    re.reserveCapacity(groups * a)
    im.reserveCapacity(groups * a)
    for group in 0..<groups {
      let excess = 8 * group - min(8 * group, b - 8)
      for k1 in 0..<a {
        if excess > 0 {
          // The last group overlaps the one before it.
          let back = Math.unitRoot(excess * k1, of: count)
          (c[k1], s[k1]) = (
            c[k1] * back.cosine - s[k1] * back.sine, c[k1] * back.sine + s[k1] * back.cosine
          )
        }
        let (x, y) = (c[k1], s[k1])
        re.append(Floats8(x))
        im.append(Floats8(y))
        c[k1] = x * far[k1].cosine - y * far[k1].sine
        s[k1] = x * far[k1].sine + y * far[k1].cosine
      }
    }
    (twiddleRe, twiddleIm) = (re, im)
  }

  /// About 10 ms of work; smaller transforms never check for cancellation.
  private static let patience = 1 << 20

  /// In a cancelled task the result is undefined and comes early; callers check for cancellation themselves.
  func transform(_ re: inout [Float], _ im: inout [Float], _ scratch: inout Fourier.Scratch) {
    let (a, b) = (columns.count, rows.count)
    let isLong = count > TwoFactors.patience
    for group in 0..<(b + 7) / 8 {
      if isLong, group % max(1, TwoFactors.patience / (8 * a)) == 0, isCancelled() { return }
      let start = min(8 * group, b - 8)
      gather(re, im, from: start, step: b, count: a, into: &scratch.lanes)
      columns.transform(&scratch.lanes, &scratch.other)
      turn(&scratch.lanes, group: group)
      // Eight columns become eight rows of a points.
      transpose(scratch.lanes, from: 0, to: &scratch.re, row: start)
      transpose(scratch.lanes, from: a, to: &scratch.im, row: start)
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
  private func gather(
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

  private func turn(_ lanes: inout [Floats8], group: Int) {
    let a = columns.count
    let (cosines, sines) = (twiddleRe.span, twiddleIm.span)
    var target = lanes.mutableSpan
    precondition(target.count >= 2 * a && cosines.count >= (group + 1) * a, "no such group")
    for k1 in 0..<a {
      let (c, s) = (cosines[unchecked: group * a + k1], sines[unchecked: group * a + k1])
      let (x, y) = (target[unchecked: k1], target[unchecked: a + k1])
      target[unchecked: k1] = (x * c).addingProduct(-y, s)
      target[unchecked: a + k1] = (x * s).addingProduct(y, c)
    }
  }

  /// target[(row + lane)·a + k] = lanes[offset + k][lane] for k in 0 ..< a.
  private func transpose(
    _ source: [Floats8], from offset: Int, to samples: inout [Float], row: Int
  ) {
    let a = columns.count
    let lanes = source.span
    var target = samples.mutableSpan
    precondition(offset + a <= lanes.count && (row + 8) * a <= target.count, "no such samples")
    var k = 0
    while k + 8 <= a {
      let block = Block(
        lanes[unchecked: offset + k], lanes[unchecked: offset + k + 1],
        lanes[unchecked: offset + k + 2], lanes[unchecked: offset + k + 3],
        lanes[unchecked: offset + k + 4], lanes[unchecked: offset + k + 5],
        lanes[unchecked: offset + k + 6], lanes[unchecked: offset + k + 7]
      ).transposed
      store(block.r0, in: &target, unchecked: row * a + k)
      store(block.r1, in: &target, unchecked: (row + 1) * a + k)
      store(block.r2, in: &target, unchecked: (row + 2) * a + k)
      store(block.r3, in: &target, unchecked: (row + 3) * a + k)
      store(block.r4, in: &target, unchecked: (row + 4) * a + k)
      store(block.r5, in: &target, unchecked: (row + 5) * a + k)
      store(block.r6, in: &target, unchecked: (row + 6) * a + k)
      store(block.r7, in: &target, unchecked: (row + 7) * a + k)
      k += 8
    }
    while k < a {
      for lane in 0..<8 { target[(row + lane) * a + k] = lanes[offset + k][lane] }
      k += 1
    }
  }
}

/// Eight by eight numbers, a row a vector.
public struct Block: Sendable {
  /// The rows.
  public var r0, r1, r2, r3, r4, r5, r6, r7: Floats8

  /// A block of eight rows.
  @inlinable @inline(__always) public init(
    _ r0: Floats8, _ r1: Floats8, _ r2: Floats8, _ r3: Floats8, _ r4: Floats8, _ r5: Floats8,
    _ r6: Floats8, _ r7: Floats8
  ) {
    (self.r0, self.r1, self.r2, self.r3) = (r0, r1, r2, r3)
    (self.r4, self.r5, self.r6, self.r7) = (r4, r5, r6, r7)
  }

  /// Rows become columns, by interleaving three times over.
  @inlinable @inline(__always) public var transposed: Block {
    let first = interleaved
    let second = first.interleaved
    return second.interleaved
  }

  /// Row i interleaved with row i + 4 makes rows 2i and 2i + 1.
  @inlinable @inline(__always) var interleaved: Block {
    Block(
      Self.lower(r0, r4), Self.upper(r0, r4), Self.lower(r1, r5), Self.upper(r1, r5),
      Self.lower(r2, r6), Self.upper(r2, r6), Self.lower(r3, r7), Self.upper(r3, r7))
  }

  @inlinable @inline(__always) static func lower(_ a: Floats8, _ b: Floats8) -> Floats8 {
    Floats8(a[0], b[0], a[1], b[1], a[2], b[2], a[3], b[3])
  }

  @inlinable @inline(__always) static func upper(_ a: Floats8, _ b: Floats8) -> Floats8 {
    Floats8(a[4], b[4], a[5], b[5], a[6], b[6], a[7], b[7])
  }
}
