// Changes the sample rate of a signal: a polyphase windowed sinc between rates with a small common period, two filters between
// any others (`TwoStages`).
//
// Every output sample is the product of `taps` input samples with one row of a table, the row chosen by where
// the sample falls between two inputs (Crochiere and Rabiner 1983; Kaiser window). Its bits depend on
// its own index alone, not on which part of the signal is made: see `AudioSource`.

package import Basics
internal import Kernels

/// A conversion between two sample rates, made once per pair of rates and used for many signals.
///
/// Measured (see `ResamplerTests`): ripple up to 0.913 of the lower of both Nyquist frequencies under 0.0001 dB,
/// and everything beyond that Nyquist frequency down by 118 dB or more, images and aliases alike.
/// Like soxr's "HQ", the default of librosa, it is linear in phase: sample m stands for the time m / rate.
/// It agrees with soxr to 10⁻⁵ up to 0.6 of the band, from where soxr drops, to 0.0085 dB at 0.913.
package struct Resampler: Sendable {
  let sourceRate: Double
  let targetRate: Double
  /// Samples a row of the table, a multiple of eight.
  let taps: Int
  /// Input and output samples of a period, when the rates are whole numbers: 160 and 441 for 16 to 44.1 kHz.
  private let period: (inputs: Int, outputs: Int)?
  private let rows: Rows

  private enum Rows {
    /// One for each output of a period.
    case exact([Float])
    case twoStages(TwoStages)
    case interpolated(InterpolatedRows)
  }

  /// - Precondition: rates are from 1 to 1000000 Hz.
  package init(from sourceRate: Double, to targetRate: Double) {
    precondition(Self.isPossible(sourceRate) && Self.isPossible(targetRate), "1 ... 1000000 Hz")
    self.sourceRate = sourceRate
    self.targetRate = targetRate
    // The narrower band, as a part of the source's.
    let band = min(1, targetRate / sourceRate)
    let filter = SincFilter(band: band, passband: Self.passband, attenuation: 120)
    taps = filter.taps
    if sourceRate == sourceRate.rounded(), targetRate == targetRate.rounded() {
      let common = Self.commonDivisor(Int(sourceRate), Int(targetRate))
      period = (Int(sourceRate) / common, Int(targetRate) / common)
    } else {
      period = nil
    }
    if let period,
      period.outputs * taps <= 1 << 19 || period.outputs <= InterpolatedRows.rowCount(band: band)
    {
      rows = .exact(filter.rows(phases: period.outputs))
    } else if let stages = TwoStages(band: band, step: sourceRate / targetRate, period: period) {
      rows = .twoStages(stages)
    } else {
      rows = .interpolated(InterpolatedRows(filter, band: band))
    }
  }

  /// The end of the passband as a part of the lower Nyquist frequency: that of soxr's "HQ".
  package static let passband = 0.913

  /// Whether resampling supports this rate.
  static func isPossible(_ rate: Double) -> Bool { rate >= 1 && rate <= 1_000_000 }

  private static func commonDivisor(_ a: Int, _ b: Int) -> Int {
    b == 0 ? a : commonDivisor(b, a % b)
  }

  /// How many samples `count` ones become: ⌈count · ratio⌉, as in librosa.
  func outputCount(of count: Int) -> Int {
    if sourceRate == targetRate { return count }
    return Int((Double(count) * (targetRate / sourceRate)).rounded(.up))
  }

  /// The input samples on which the given outputs depend; they may reach beyond both ends of the signal.
  package func inputs(of outputs: Range<Int>) -> Range<Int> {
    guard !outputs.isEmpty, sourceRate != targetRate else { return outputs }
    if case .twoStages(let stages) = rows { return stages.inputs(of: outputs) }
    let first = position(outputs.lowerBound).index - taps / 2 + 1
    return first..<(position(outputs.upperBound - 1).index + taps / 2 + 1)
  }

  /// The whole of `samples` at the target rate. The signal is taken as zero outside its samples.
  /// - Throws: `Cancelled`.
  package func callAsFunction(_ samples: [Float]) throws(Cancelled) -> [Float] {
    try outputs(0..<outputCount(of: samples.count), of: samples, startingAt: 0)
  }

  /// The given outputs of a signal of which only the samples from `origin` on are given; missing ones count as
  /// zero. The result is bit for bit that of a call that makes all outputs from all samples.
  /// - Throws: `Cancelled`.
  package func outputs(
    _ range: Range<Int>, of samples: [Float], startingAt origin: Int
  ) throws(Cancelled) -> [Float] {
    if sourceRate == targetRate || range.isEmpty { return padded(range, of: samples, origin) }
    var result = [Float](repeating: 0, count: range.count)
    if case .twoStages(let stages) = rows {
      try stages.fill(range, of: samples, startingAt: origin, into: &result)
      return result
    }
    // Blocks, as inputs are copied.
    let size = 1 + Int(Double(max(1 << 18, taps)) * (targetRate / sourceRate))
    for start in stride(from: range.lowerBound, to: range.upperBound, by: size) {
      let block = start..<min(range.upperBound, start + size)
      let needed = inputs(of: block)
      let padded = padded(needed, of: samples, origin)
      switch rows {
      case .exact(let table):
        try fill(block, table, padded, needed.lowerBound, &result, range.lowerBound)
      case .interpolated(let rows):
        try interpolate(rows, block, padded, needed.lowerBound, &result, range.lowerBound)
      case .twoStages: break
      }
    }
    return result
  }

  /// Some of the samples that begin at `origin`, with zeros for those that are not given.
  private func padded(_ range: Range<Int>, of samples: [Float], _ origin: Int) -> [Float] {
    var padded = [Float](repeating: 0, count: range.count)
    let known = (origin..<origin + samples.count).clamped(to: range)
    if !known.isEmpty {
      let from = known.lowerBound - origin
      padded.replaceSubrange(
        known.lowerBound - range.lowerBound..<known.upperBound - range.lowerBound,
        with: samples[from..<from + known.count])
    }
    return padded
  }

  private func fill(
    _ range: Range<Int>, _ table: [Float], _ padded: [Float], _ origin: Int,
    _ result: inout [Float], _ first: Int
  ) throws(Cancelled) {
    guard let period else { return }
    // A tile of 32 periods: its inputs stay in the first-level cache while all rows pass by once.
    var start = range.lowerBound
    while start < range.upperBound {
      try checkCancellation()
      // Small tiles are processed in groups between two cancellation checks.
      let end = min(
        range.upperBound, start + max(1, 65_536 / (32 * period.outputs)) * 32 * period.outputs)
      while start < end {
        let tile = start..<min(end, start + 32 * period.outputs)
        fill(tile, period, table, padded, origin, &result, first)
        start = tile.upperBound
      }
    }
  }

  /// The position of output `m` among the inputs: after `index`, by `fraction` of the way.
  private func position(_ m: Int) -> (index: Int, fraction: Double) {
    if let period {
      let (index, rest) = (m * period.inputs).quotientAndRemainder(dividingBy: period.outputs)
      return (index, Double(rest) / Double(period.outputs))
    }
    let position = Double(m) * (sourceRate / targetRate)
    let index = position.rounded(.down)
    return (Int(index), position - index)
  }

  /// Outputs of the tile that share a row are computed together, eight at a time, so that each part of
  /// the row is loaded once for eight products.
  private func fill(
    _ tile: Range<Int>, _ period: (inputs: Int, outputs: Int), _ table: [Float],
    _ padded: [Float], _ origin: Int, _ result: inout [Float], _ first: Int
  ) {
    let x = padded.span
    let rows = table.span
    var y = result.mutableSpan
    let (step, stride) = (period.inputs, period.outputs)
    let end = min(tile.upperBound, tile.lowerBound + stride)
    var sums = [Floats8](repeating: Floats8(), count: 24)
    var m = tile.lowerBound
    while m < end {
      let (index, phase) = (m * step).quotientAndRemainder(dividingBy: stride)
      // When the rate goes up, neighboring outputs often fall between the same inputs.
      let isTriple = phase + 2 * step < stride && m + 2 < end
      let row = phase * taps
      var at = index - taps / 2 + 1 - origin
      var out = m
      while out + 7 * stride + 2 < tile.upperBound
        || (!isTriple && out + 7 * stride < tile.upperBound)
      {
        let position = out - first
        if isTriple {
          addFourTriples(x, at, step, rows, row, step * taps, &sums, 0)
          addFourTriples(x, at + 4 * step, step, rows, row, step * taps, &sums, 4)
          for k in 0..<3 {
            Self.spread(sums, from: 8 * k, to: &y, at: position + k, stride: stride)
          }
        } else {
          addEight(x, at, step, rows, row, &sums)
          Self.spread(sums, from: 0, to: &y, at: position, stride: stride)
        }
        out += 8 * stride
        at += 8 * step
      }
      while out < tile.upperBound {
        y[out - first] = product(x, at, rows, row)
        if isTriple, out + 1 < tile.upperBound {
          y[out + 1 - first] = product(x, at, rows, row + step * taps)
          if out + 2 < tile.upperBound {
            y[out + 2 - first] = product(x, at, rows, row + 2 * step * taps)
          }
        }
        out += stride
        at += step
      }
      m += isTriple ? 3 : 1
    }
  }

  @inline(__always) private func product(
    _ x: borrowing Span<Float>, _ at: Int, _ rows: borrowing Span<Float>, _ row: Int
  ) -> Float {
    precondition(at >= 0 && at + taps <= x.count && row + taps <= rows.count, "no such samples")
    var sum = Floats8()
    for j in stride(from: 0, to: taps, by: 8) {
      sum.addProduct(x.lanes(unchecked: at &+ j), rows.lanes(unchecked: row &+ j))
    }
    return sum.total
  }

  // The vectors of partial sums go through memory: a compiler that sees their shuffles beside the loop keeps the
  // sums in shuffled order, at half the speed.

  /// Partial sums of one row with the samples at `at`, `at + step`, ... at [0 ..< 8] of `sums`.
  @inline(never)
  private func addEight(
    _ x: borrowing Span<Float>, _ at: Int, _ step: Int, _ rows: borrowing Span<Float>, _ row: Int,
    _ sums: inout [Floats8]
  ) {
    precondition(
      at >= 0 && at + 7 * step + taps <= x.count && row + taps <= rows.count, "no such samples")
    var (s0, s1, s2, s3) = (Floats8(), Floats8(), Floats8(), Floats8())
    var (s4, s5, s6, s7) = (Floats8(), Floats8(), Floats8(), Floats8())
    for j in stride(from: 0, to: taps, by: 8) {
      let h = rows.lanes(unchecked: row &+ j)
      let i = at &+ j
      s0.addProduct(x.lanes(unchecked: i), h)
      s1.addProduct(x.lanes(unchecked: i &+ step), h)
      s2.addProduct(x.lanes(unchecked: i &+ 2 &* step), h)
      s3.addProduct(x.lanes(unchecked: i &+ 3 &* step), h)
      s4.addProduct(x.lanes(unchecked: i &+ 4 &* step), h)
      s5.addProduct(x.lanes(unchecked: i &+ 5 &* step), h)
      s6.addProduct(x.lanes(unchecked: i &+ 6 &* step), h)
      s7.addProduct(x.lanes(unchecked: i &+ 7 &* step), h)
    }
    (sums[0], sums[1], sums[2], sums[3]) = (s0, s1, s2, s3)
    (sums[4], sums[5], sums[6], sums[7]) = (s4, s5, s6, s7)
  }

  /// Partial sums of three rows, `next` apart, with the samples at `at`, `at + step`, ...: four for each row
  /// at [position ..< position + 4], [position + 8 ...] and [position + 16 ...]. Samples are loaded once for three
  /// products.
  @inline(never)
  private func addFourTriples(
    _ x: borrowing Span<Float>, _ at: Int, _ step: Int, _ rows: borrowing Span<Float>, _ row: Int,
    _ next: Int, _ sums: inout [Floats8], _ position: Int
  ) {
    precondition(
      at >= 0 && at + 3 * step + taps <= x.count && row + 2 * next + taps <= rows.count,
      "no such samples")
    var (a0, a1, a2, a3) = (Floats8(), Floats8(), Floats8(), Floats8())
    var (b0, b1, b2, b3) = (Floats8(), Floats8(), Floats8(), Floats8())
    var (c0, c1, c2, c3) = (Floats8(), Floats8(), Floats8(), Floats8())
    for j in stride(from: 0, to: taps, by: 8) {
      let i = at &+ j
      let ha = rows.lanes(unchecked: row &+ j)
      let hb = rows.lanes(unchecked: row &+ next &+ j)
      let hc = rows.lanes(unchecked: row &+ 2 &* next &+ j)
      let x0 = x.lanes(unchecked: i)
      a0.addProduct(x0, ha)
      b0.addProduct(x0, hb)
      c0.addProduct(x0, hc)
      let x1 = x.lanes(unchecked: i &+ step)
      a1.addProduct(x1, ha)
      b1.addProduct(x1, hb)
      c1.addProduct(x1, hc)
      let x2 = x.lanes(unchecked: i &+ 2 &* step)
      a2.addProduct(x2, ha)
      b2.addProduct(x2, hb)
      c2.addProduct(x2, hc)
      let x3 = x.lanes(unchecked: i &+ 3 &* step)
      a3.addProduct(x3, ha)
      b3.addProduct(x3, hb)
      c3.addProduct(x3, hc)
    }
    (sums[position], sums[position + 1], sums[position + 2], sums[position + 3]) = (a0, a1, a2, a3)
    (sums[position + 8], sums[position + 9], sums[position + 10], sums[position + 11]) = (
      b0, b1, b2, b3
    )
    (sums[position + 16], sums[position + 17], sums[position + 18], sums[position + 19]) = (
      c0, c1, c2, c3
    )
  }

  /// y[position + lane·stride] = the total of sums[from + lane], in the order of `Floats8.total`.
  @inline(never)
  private static func spread(
    _ sums: [Floats8], from: Int, to y: inout MutableSpan<Float>, at position: Int, stride: Int
  ) {
    let b = Block(
      sums[from], sums[from + 1], sums[from + 2], sums[from + 3], sums[from + 4], sums[from + 5],
      sums[from + 6], sums[from + 7]
    ).transposed
    let totals = ((b.r0 + b.r4) + (b.r2 + b.r6)) + ((b.r1 + b.r5) + (b.r3 + b.r7))
    for lane in 0..<8 { y[position + lane * stride] = totals[lane] }
  }

  /// The outputs of `range`, for rates without a small common period.
  private func interpolate(
    _ rows: InterpolatedRows, _ range: Range<Int>, _ padded: [Float], _ origin: Int,
    _ result: inout [Float], _ first: Int
  ) throws(Cancelled) {
    var y = result.mutableSpan
    var tile = InterpolatedRows.Tile()
    // As many as have some outputs in each interval, from inputs that stay in a cache.
    let most = max(256, min(4096, Int(8192 * targetRate / sourceRate)))
    var from = range.lowerBound
    while from < range.upperBound {
      try checkCancellation()
      let size = min(most, range.upperBound - from)
      tile.locate(size) {
        position(from + $0)
      } start: {
        $0 - taps / 2 + 1 - origin
      }
      rows.fill(&tile, padded.span, &y, at: from - first)
      from += size
    }
  }
}

extension Clip {
  /// The clip at another sample rate; the same clip if it has that rate. For many clips of one pair of
  /// rates make one `Resampler` instead.
  ///
  /// - Parameter width: how many parts of a long clip may be made at a time; they have the bits of the whole.
  /// - Throws: `Cancelled`.
  package func resampled(to rate: Double, width: Int) async throws -> Clip {
    if rate == sampleRate { return self }
    let resampler = Resampler(from: sampleRate, to: rate)
    let count = resampler.outputCount(of: samples.count)
    let size = 1 << 18
    var all: [Float] = []
    all.reserveCapacity(count)
    // Some parts at a time, which are not held beside the whole.
    let most = 4 * max(1, width) * size
    for start in stride(from: 0, to: count, by: most) {
      let left = min(count - start, most)
      let parts = try await concurrentMap((left + size - 1) / size, width: width) { part in
        let from = start + part * size
        let range = from..<min(count, from + size)
        let needed = resampler.inputs(of: range).clamped(to: samples.indices)
        return try resampler.outputs(
          range, of: Array(samples[needed]), startingAt: needed.lowerBound)
      }
      for part in parts { all += part }
    }
    return Clip(samples: all, sampleRate: rate)
  }
}
