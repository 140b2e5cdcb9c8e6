// Resampling to a small part of the rate without a small common period: rows of parabolas between which nothing has to be
// interpolated (`TwoStages` is for larger parts).
//
// The phase of an output falls into one of some intervals; over each of them every tap is a parabola of the phase through
// three Chebyshev nodes, off by less than (π·band/intervals)³ / 192: -133 dB (Farrow 1988). A table of that is some
// hundred kilobytes, where one for linear interpolation has megabytes. Outputs of one interval are made together, so that its
// three rows are loaded once for three outputs.

import Kernels

struct InterpolatedRows: Sendable {
  let taps: Int
  /// How many intervals there are.
  private let count: Int
  /// Of each interval, the rows of the constant, linear and quadratic terms.
  private let table: [Float]

  private static func intervals(_ band: Double) -> Int { max(1, Int((96 * band).rounded(.up))) }

  /// How many rows there are, three for each interval: few where the target's band is a small part of the source's,
  /// whose rows are long.
  static func rowCount(band: Double) -> Int { 3 * intervals(band) }

  /// - Parameter band: the narrower band, as a part of the source's.
  init(_ filter: SincFilter, band: Double) {
    taps = filter.taps
    count = Self.intervals(band)
    table = filter.parabolas(count)
  }

  /// Outputs of a tile, made in the order of their intervals.
  struct Tile {
    /// Where the samples of each output begin, and where it lies between two inputs.
    private(set) var starts: [Int] = []
    private(set) var phases: [Double] = []
    fileprivate var intervals: [Int] = []
    fileprivate var places: [Float] = []
    fileprivate var order: [Int] = []
    fileprivate var ends: [Int] = []

    @inline(__always) mutating func locate(
      _ size: Int, _ position: (Int) -> (index: Int, fraction: Double), start: (Int) -> Int
    ) {
      if starts.count != size {
        starts = Array(repeating: 0, count: size)
        phases = Array(repeating: 0, count: size)
      }
      for index in 0..<size {
        let (before, phase) = position(index)
        starts[index] = start(before)
        phases[index] = phase
      }
    }
  }

  /// - Parameters:
  ///   - x: the inputs, with zeros on both sides.
  ///   - first: where the first output of the tile goes in `y`.
  func fill(
    _ tile: inout Tile, _ x: borrowing Span<Float>, _ y: inout MutableSpan<Float>, at first: Int
  ) {
    sort(&tile)
    let rows = table.span
    let order = tile.order.span
    let intervals = tile.intervals.span
    let ends = tile.ends.span
    let starts = tile.starts.span
    let places = tile.places.span
    var sums = [Floats8](repeating: Floats8(), count: 3)
    var next = 0
    while next < order.count {
      let row = intervals[order[next]]
      let end = ends[row]
      while next < end {
        let (a, b, c) = (order[next], order[min(next + 1, end - 1)], order[min(next + 2, end - 1)])
        add(
          x, starts[a], starts[b], starts[c], rows, 3 * row * taps, places[a], places[b], places[c],
          &sums)
        y[first + a] = sums[0].total
        y[first + b] = sums[1].total
        y[first + c] = sums[2].total
        next = min(next + 3, end)
      }
    }
  }

  /// Sorts the outputs of a tile by their intervals.
  private func sort(_ tile: inout Tile) {
    let size = tile.phases.count
    if tile.intervals.count != size {
      tile.intervals = Array(repeating: 0, count: size)
      tile.order = tile.intervals
      tile.places = Array(repeating: 0, count: size)
    }
    var ends = [Int](repeating: 0, count: count)
    for index in 0..<size {
      let phase = tile.phases[index] * Double(count)
      let interval = min(Int(phase), count - 1)
      tile.intervals[index] = interval
      tile.places[index] = Float(2 * (phase - Double(interval)) - 1)
      ends[interval] += 1
    }
    var begin = 0
    for interval in 0..<count { (ends[interval], begin) = (begin, begin + ends[interval]) }
    for index in 0..<size {
      let interval = tile.intervals[index]
      tile.order[ends[interval]] = index
      ends[interval] += 1
    }
    tile.ends = ends
  }

  /// The lanes of three outputs of one interval, whose totals are the outputs.
  @inline(never)
  private func add(
    _ x: borrowing Span<Float>, _ a: Int, _ b: Int, _ c: Int, _ rows: borrowing Span<Float>,
    _ row: Int, _ placeA: Float, _ placeB: Float, _ placeC: Float, _ sums: inout [Floats8]
  ) {
    precondition(
      min(a, b, c) >= 0 && max(a, b, c) + taps <= x.count && row + 3 * taps <= rows.count,
      "no such samples")
    var (a0, a1, a2) = (Floats8(), Floats8(), Floats8())
    var (b0, b1, b2) = (Floats8(), Floats8(), Floats8())
    var (c0, c1, c2) = (Floats8(), Floats8(), Floats8())
    for j in stride(from: 0, to: taps, by: 8) {
      let h0 = rows.lanes(unchecked: row &+ j)
      let h1 = rows.lanes(unchecked: row &+ taps &+ j)
      let h2 = rows.lanes(unchecked: row &+ 2 &* taps &+ j)
      let xa = x.lanes(unchecked: a &+ j)
      a0.addProduct(xa, h0)
      a1.addProduct(xa, h1)
      a2.addProduct(xa, h2)
      let xb = x.lanes(unchecked: b &+ j)
      b0.addProduct(xb, h0)
      b1.addProduct(xb, h1)
      b2.addProduct(xb, h2)
      let xc = x.lanes(unchecked: c &+ j)
      c0.addProduct(xc, h0)
      c1.addProduct(xc, h1)
      c2.addProduct(xc, h2)
    }
    let (va, vb, vc) = (
      Floats8(repeating: placeA), Floats8(repeating: placeB), Floats8(repeating: placeC)
    )
    sums[0] = a0.addingProduct(va, a1.addingProduct(va, a2))
    sums[1] = b0.addingProduct(vb, b1.addingProduct(vb, b2))
    sums[2] = c0.addingProduct(vc, c1.addingProduct(vc, c2))
  }
}
