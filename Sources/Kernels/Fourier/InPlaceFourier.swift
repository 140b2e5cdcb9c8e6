// One transform of very many points in the memory of its points: for sums over spectra of whole clips.
//
// The steps are those of `TwoFactors`, with the same bits, but columns go back to where they were, so that bins come out
// transposed: bin k1 + a·k2 lies at k1·b + k2. Where their order counts they are copied, a window at a time. Twiddles are made
// as they are needed.

import Basics

/// A transform of `count` complex points that takes no memory beside them.
public struct InPlaceFourier: Sendable {
  public let count: Int
  private let factors: TwoFactors?
  /// For few points, or without two factors.
  private var fourier: Fourier?

  /// - Parameter limit: how many points are few.
  public init(count: Int, above limit: Int = 1 << 20) {
    self.count = count
    factors = count > limit ? TwoFactors(count: count, keepsTwiddles: false) : nil
    fourier = factors == nil ? Fourier(count: count) : nil
  }

  /// Replaces the points by their bins, which `copy` gives in order. In a cancelled task the result is undefined.
  public mutating func forward(_ re: inout [Float], _ im: inout [Float]) {
    precondition(re.count == count && im.count == count, "the transform has \(count) points")
    if let factors {
      factors.transformInPlace(&re, &im)
    } else {
      fourier?.forward(&re, &im)
    }
  }

  /// Whether bins are in order as they are.
  public var isInOrder: Bool { factors == nil }

  /// How many bins are best copied at a time: a multiple of eight.
  public var window: Int { factors.map { 8 * $0.columns.count } ?? (count + 7) / 8 * 8 }

  /// Writes real or imaginary parts of the bins of `range`, in their order, to the beginning of `target`.
  public func copy(_ range: Range<Int>, of parts: [Float], to target: inout [Float]) {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count && parts.count == count
        && range.count <= target.count, "no such bins")
    guard let factors else {
      target.replaceSubrange(0..<range.count, with: parts[range])
      return
    }
    let x = parts.span
    var y = target.mutableSpan
    let (a, b) = (factors.columns.count, factors.rows.count)
    // The first and the last k2 may have some of their k1 only.
    for k1 in 0..<a {
      let first = (range.lowerBound - k1 + a - 1) / a
      let end = (range.upperBound - k1 + a - 1) / a
      guard first < end else { continue }
      var index = k1 + a * first - range.lowerBound
      for k2 in first..<end {
        y[index] = x[unchecked: k1 * b + k2]
        index += a
      }
    }
  }
}

extension TwoFactors {
  /// In a cancelled task the result is undefined and comes early; callers check for cancellation themselves.
  func transformInPlace(_ re: inout [Float], _ im: inout [Float]) {
    let (a, b) = (columns.count, rows.count)
    let width = 2 * max(a, b)
    var lanes = [Floats8](repeating: Floats8(), count: width)
    var other = lanes
    var chain = TwiddleChain(a, b)
    var cosines = [Floats8](repeating: Floats8(), count: a)
    var sines = cosines
    for group in 0..<(b + 7) / 8 {
      if group % max(1, Self.patience / (8 * a)) == 0, isCancelled() { return }
      let start = min(8 * group, b - 8)
      gather(re, im, from: start, step: b, count: a, into: &lanes)
      columns.transform(&lanes, &other)
      chain.next(group, &cosines, &sines, at: 0)
      turn(&lanes, cosines, sines, from: 0)
      // The last group overlaps the one before it, whose columns are done.
      for k1 in 0..<a {
        put(lanes[k1], in: &re, at: start + b * k1, from: 8 * group - start)
        put(lanes[a + k1], in: &im, at: start + b * k1, from: 8 * group - start)
      }
    }
    for group in 0..<(a + 7) / 8 {
      if group % max(1, Self.patience / (8 * b)) == 0, isCancelled() { return }
      let start = min(8 * group, a - 8)
      gatherRows(re, row: start, to: 0, of: &lanes)
      gatherRows(im, row: start, to: b, of: &lanes)
      rows.transform(&lanes, &other)
      transpose(lanes, from: 0, b, to: &re, row: start, skipping: 8 * group - start)
      transpose(lanes, from: b, b, to: &im, row: start, skipping: 8 * group - start)
    }
  }

  private func put(_ lanes: Floats8, in x: inout [Float], at position: Int, from lane: Int) {
    if lane == 0 {
      var span = x.mutableSpan
      store(lanes, in: &span, at: position)
    } else {
      for lane in lane..<8 { x[position + lane] = lanes[lane] }
    }
  }

  /// lanes[offset + k][lane] = samples[(row + lane)·b + k]
  private func gatherRows(
    _ samples: [Float], row: Int, to offset: Int, of lanes: inout [Floats8]
  ) {
    let b = rows.count
    let x = samples.span
    var y = lanes.mutableSpan
    precondition((row + 8) * b <= x.count && offset + b <= y.count, "no such samples")
    let from = row * b
    var k = 0
    while k + 8 <= b {
      let block = Block(
        x.lanes(unchecked: from + k), x.lanes(unchecked: from + b + k),
        x.lanes(unchecked: from + 2 * b + k), x.lanes(unchecked: from + 3 * b + k),
        x.lanes(unchecked: from + 4 * b + k), x.lanes(unchecked: from + 5 * b + k),
        x.lanes(unchecked: from + 6 * b + k), x.lanes(unchecked: from + 7 * b + k)
      ).transposed
      (y[offset + k], y[offset + k + 1]) = (block.r0, block.r1)
      (y[offset + k + 2], y[offset + k + 3]) = (block.r2, block.r3)
      (y[offset + k + 4], y[offset + k + 5]) = (block.r4, block.r5)
      (y[offset + k + 6], y[offset + k + 7]) = (block.r6, block.r7)
      k += 8
    }
    while k < b {
      for lane in 0..<8 { y[offset + k][lane] = x[from + lane * b + k] }
      k += 1
    }
  }
}
