// Resampling between rates without a small common period, in two stages: a long filter by transforms of whole blocks, then a
// short one to anywhere between its samples.
//
// The first stage cuts the band where spectra are multiplied (overlap-save; Oppenheim and Schafer 2010, section 8.7), and makes
// two to four times as many samples as the band needs. Sixteen taps are enough for the second, which may fall as it likes from
// a quarter to three quarters of that rate. Each tap is a parabola of the place between two samples in each of 128
// intervals: off by less than (π/128)³ / 192, -142 dB (Farrow 1988).
//
// Blocks lie at multiples of their length, whichever part of the signal is made: a sample has the same bits in each.

internal import Basics
internal import Kernels

struct TwoStages: Sendable {
  /// Samples of a pair of blocks, which are transformed as one complex signal, and those that the first stage makes of it.
  private let length: Int
  private let made: Int
  /// Input samples before and after a block that the first filter reaches.
  private let margin: Int
  /// How far before the signal the first block begins, for the first taps of the second stage; in samples that it makes.
  private let lead = 128
  private let ahead: Int
  /// Of the bins that are kept, with the factor of the inverse transform.
  private let gains: [Float]
  private let forward: Fourier
  private let inverse: Fourier
  /// Of each interval, the taps' constant, linear and quadratic terms.
  private let table: [Float]
  /// Output m lies at m · inputs / outputs among the samples of the first stage, or at m · step.
  private let period: (inputs: Int, outputs: Int)?
  private let step: Double

  private static let taps = 16
  private static let intervals = 128

  /// Nil if the target's band is so small a part of the source's that blocks would be longer than they should.
  ///
  /// - Parameters:
  ///   - band: the narrower band, as a part of the source's.
  ///   - step: input samples for an output sample, and `period` the same as two whole numbers if there are such.
  init?(band: Double, step: Double, period: (inputs: Int, outputs: Int)?) {
    guard band >= 1.0 / 32 else { return nil }
    let filter = SincFilter(band: band, passband: Resampler.passband, attenuation: 132)
    // The first stage makes 2 ^ power samples of one.
    let power = Int(band.exponent) + (band.significand > 1 ? 2 : 1)
    var points = 2048
    while points < 6 * filter.taps { points *= 2 }
    let target = power < 0 ? points >> -power : points << power
    // Whole samples of the first stage, whose rate is at least a sixteenth of the source's.
    margin = (filter.taps / 2 + 31) / 32 * 32
    length = 2 * (points - 2 * margin)
    made = power < 0 ? length >> -power : length << power
    ahead = power < 0 ? lead >> -power : lead << power
    self.step = power < 0 ? step / Double(1 << -power) : step * Double(1 << power)
    self.period = period.map {
      power < 0 ? ($0.inputs, $0.outputs << -power) : ($0.inputs << power, $0.outputs)
    }
    var fourier = Fourier(count: points)
    inverse = Fourier(count: target)
    forward = fourier
    var re = [Float](repeating: 0, count: points)
    var im = re
    for (tap, value) in filter.rows([0]).enumerated() {
      re[(filter.taps / 2 - 1 - tap + points) % points] = Float(value)
    }
    fourier.forward(&re, &im)
    gains = re[..<(min(points, target) / 2)].map { $0 / Float(points) }
    // Kaiser's formula for a fall beside 0.95 of the band, beyond which the first stage weakens tones.
    let width = 2 * Double.pi * (1 - 0.95 * band * Double(length) / Double(made))
    let attenuation = min(140, 7.95 + 2.285 * width * Double(Self.taps - 1))
    table = SincFilter(taps: Self.taps, attenuation: attenuation).parabolas(Self.intervals)
  }

  /// The pairs of blocks that outputs are made from.
  private func pairs(of outputs: Range<Int>) -> ClosedRange<Int> {
    let first = position(outputs.lowerBound).index - Self.taps / 2 + 1
    let last = position(outputs.upperBound - 1).index + Self.taps / 2
    return (first + ahead) / made...(last + ahead) / made
  }

  private func position(_ m: Int) -> (index: Int, fraction: Double) {
    if let period {
      let (index, rest) = (m * period.inputs).quotientAndRemainder(dividingBy: period.outputs)
      return (index, Double(rest) / Double(period.outputs))
    }
    let position = Double(m) * step
    let index = position.rounded(.down)
    return (Int(index), position - index)
  }

  /// The input samples on which outputs depend: those of whole blocks.
  func inputs(of outputs: Range<Int>) -> Range<Int> {
    let pairs = pairs(of: outputs)
    return length * pairs.lowerBound - lead - margin..<length * (pairs.upperBound + 1) - lead
      + margin
  }

  /// Writes outputs of a signal of which the samples from `origin` on are given, and zeros elsewhere.
  /// - Throws: `Cancelled`.
  func fill(
    _ outputs: Range<Int>, of samples: [Float], startingAt origin: Int, into result: inout [Float]
  ) throws(Cancelled) {
    var work = Work(forward, inverse)
    // The last samples of one pair stay before those of the next.
    var stage = [Float](repeating: 0, count: made + Self.taps)
    var sums = [Floats8](repeating: Floats8(), count: Self.tile)
    var y = result.mutableSpan
    var next = outputs.lowerBound
    for pair in pairs(of: outputs) {
      try checkCancellation()
      for index in 0..<Self.taps { stage[index] = stage[made + index] }
      cut(samples, length * pair - lead - margin - origin, &work, &stage)
      interpolate(
        stage, from: pair * made - ahead - Self.taps, &next, outputs.upperBound, &sums, &y,
        outputs.lowerBound)
    }
  }

  /// Buffers of the transforms.
  private struct Work {
    var forward: Fourier
    var inverse: Fourier
    var re: [Float]
    var im: [Float]
    var cutRe: [Float]
    var cutIm: [Float]

    init(_ forward: Fourier, _ inverse: Fourier) {
      (self.forward, self.inverse) = (forward, inverse)
      re = [Float](repeating: 0, count: forward.count)
      im = re
      cutRe = [Float](repeating: 0, count: inverse.count)
      cutIm = cutRe
    }
  }

  /// The first stage of two blocks: real and imaginary parts of one signal, as the gains are real.
  private func cut(
    _ samples: [Float], _ start: Int, _ work: inout Work, _ stage: inout [Float]
  ) {
    load(samples, from: start, into: &work.re)
    load(samples, from: start + length / 2, into: &work.im)
    work.forward.forward(&work.re, &work.im)
    let (count, target) = (forward.count, inverse.count)
    let kept = gains.count
    // Bins above those that are kept are beyond the band.
    for k in 0..<kept {
      work.cutRe[k] = work.re[k] * gains[k]
      work.cutIm[k] = work.im[k] * gains[k]
    }
    for k in kept...(target - kept) { (work.cutRe[k], work.cutIm[k]) = (0, 0) }
    for k in 1..<kept {
      work.cutRe[target - k] = work.re[count - k] * gains[k]
      work.cutIm[target - k] = work.im[count - k] * gains[k]
    }
    // The inverse, whose factor is among the gains.
    work.inverse.forward(&work.cutIm, &work.cutRe)
    let (half, edge) = (made / 2, (target - made / 2) / 2)
    stage.replaceSubrange(Self.taps..<Self.taps + half, with: work.cutRe[edge..<edge + half])
    stage.replaceSubrange(
      Self.taps + half..<Self.taps + made, with: work.cutIm[edge..<edge + half])
  }

  private func load(_ samples: [Float], from start: Int, into block: inout [Float]) {
    let known = (start..<start + block.count).clamped(to: samples.indices)
    if known.count < block.count { for index in block.indices { block[index] = 0 } }
    guard !known.isEmpty else { return }
    block.replaceSubrange(
      known.lowerBound - start..<known.upperBound - start, with: samples[known])
  }

  /// Outputs that are made together.
  private static let tile = 64

  /// The second stage: outputs from `next` on, up to the end of the samples that are there.
  private func interpolate(
    _ stage: [Float], from origin: Int, _ next: inout Int, _ end: Int, _ sums: inout [Floats8],
    _ y: inout MutableSpan<Float>, _ first: Int
  ) {
    while next < end {
      let outputs = next..<min(end, next + Self.tile)
      let from = origin + Self.taps / 2 - 1
      let count =
        period.map { multiply(stage.span, outputs, $0, from: from, &sums) }
        ?? multiply(stage.span, outputs, from: from, &sums)
      if count == 0 { break }
      Self.add(sums, count, to: &y, at: next - first)
      next += count
    }
  }

  // As in `Resampler`, the lanes go through memory, away from the shuffles that add them up.

  /// The lanes of outputs whose samples are there, and how many those are.
  @inline(never)
  private func multiply(
    _ x: borrowing Span<Float>, _ outputs: Range<Int>, _ period: (inputs: Int, outputs: Int),
    from origin: Int, _ sums: inout [Floats8]
  ) -> Int {
    var (start, rest) = (outputs.lowerBound * period.inputs).quotientAndRemainder(
      dividingBy: period.outputs)
    start -= origin
    let (whole, part) = period.inputs.quotientAndRemainder(dividingBy: period.outputs)
    let unit = Double(Self.intervals) / Double(period.outputs)
    let latest = x.count - Self.taps
    let rows = table.span
    var lanes = sums.mutableSpan
    precondition(start >= 0 && outputs.count <= lanes.count, "no such samples")
    for index in 0..<outputs.count {
      if start > latest { return index }
      lanes[unchecked: index] = Self.product(x, start, rows, phase: Double(rest) * unit)
      // Without a branch, which nothing could foresee.
      let over = rest &+ part &- period.outputs
      let isLess = over >> (Int.bitWidth - 1)
      rest = over &+ (period.outputs & isLess)
      start &+= whole &+ 1 &+ isLess
    }
    return outputs.count
  }

  @inline(never)
  private func multiply(
    _ x: borrowing Span<Float>, _ outputs: Range<Int>, from origin: Int, _ sums: inout [Floats8]
  ) -> Int {
    let latest = x.count - Self.taps
    let rows = table.span
    var lanes = sums.mutableSpan
    for (index, m) in outputs.enumerated() {
      let position = Double(m) * step
      let floor = position.rounded(.down)
      let start = Int(floor) - origin
      if start > latest { return index }
      precondition(start >= 0 && index < lanes.count, "no such samples")
      lanes[unchecked: index] = Self.product(
        x, start, rows, phase: (position - floor) * Double(Self.intervals))
    }
    return outputs.count
  }

  /// The samples from `start` on times the taps of a phase, which is from 0 to less than the number of intervals.
  @inline(__always)
  private static func product(
    _ x: borrowing Span<Float>, _ start: Int, _ h: borrowing Span<Float>, phase: Double
  ) -> Floats8 {
    // The nearest whole number is in the last bits of a sum with one that leaves no room for a fraction.
    let middle = phase - 0.5
    let large = middle + 0x1.8p52
    let interval = Int(truncatingIfNeeded: large.bitPattern) & (intervals - 1)
    let row = 3 * taps &* interval
    let place = Floats8(repeating: Float(2 * (middle - (large - 0x1.8p52))))
    let low = h.lanes(unchecked: row).addingProduct(
      place, h.lanes(unchecked: row &+ 16).addingProduct(place, h.lanes(unchecked: row &+ 32)))
    let high = h.lanes(unchecked: row &+ 8).addingProduct(
      place, h.lanes(unchecked: row &+ 24).addingProduct(place, h.lanes(unchecked: row &+ 40)))
    return (x.lanes(unchecked: start) * low).addingProduct(x.lanes(unchecked: start &+ 8), high)
  }

  /// The totals of a tile, eight at a time, in the order of `Floats8.total`.
  @inline(never)
  private static func add(
    _ lanes: [Floats8], _ count: Int, to y: inout MutableSpan<Float>, at position: Int
  ) {
    let sums = lanes.span
    for from in stride(from: 0, to: count, by: 8) {
      let b = Block(
        sums[from], sums[from + 1], sums[from + 2], sums[from + 3], sums[from + 4],
        sums[from + 5], sums[from + 6], sums[from + 7]
      ).transposed
      let totals = ((b.r0 + b.r4) + (b.r2 + b.r6)) + ((b.r1 + b.r5) + (b.r3 + b.r7))
      if from + 8 <= count {
        store(totals, in: &y, at: position + from)
      } else {
        for lane in 0..<count - from { y[position + from + lane] = totals[lane] }
      }
    }
  }
}
