// The low-pass filter of the resampler: a sinc under a Kaiser window, sampled at every phase.

import Kernels

struct SincFilter {
  /// Where the response is one half, as a part of the Nyquist frequency of the input.
  let cutoff: Double
  /// The width of the window in input samples, a multiple of eight.
  let taps: Int
  let beta: Double

  /// A filter that falls by `attenuation` dB between the end of the passband and that of the band, by Kaiser's formula.
  ///
  /// - Parameters:
  ///   - band: a part of the Nyquist frequency of the input.
  ///   - passband: a part of the band.
  init(band: Double, passband: Double, attenuation: Double) {
    let width = Double.pi * band * (1 - passband)
    // Rounded up to whole vectors.
    let least = (attenuation - 7.95) / (2.285 * width) + 1
    taps = 8 * Int((least / 8).rounded(.up))
    cutoff = band * (1 + passband) / 2
    beta = Self.beta(7.95 + 2.285 * width * Double(taps - 1))
  }

  /// A filter of some taps that falls by one half at the Nyquist frequency of the input, as steeply as lets it fall by
  /// `attenuation` dB.
  init(taps: Int, attenuation: Double) {
    (self.taps, cutoff, beta) = (taps, 1, Self.beta(attenuation))
  }

  private static func beta(_ attenuation: Double) -> Double { 0.1102 * (attenuation - 8.7) }

  /// Row p holds h(p/phases + taps/2 - 1 - j) for tap j.
  func rows(phases: Int) -> [Float] {
    rows((0..<phases).map { Double($0) / Double(phases) }).map { Float($0) }
  }

  /// The row of each shift s holds h(s + taps/2 - 1 - j) for tap j.
  ///
  /// h(t) = cutoff · sinc(cutoff·t) · kaiser(2t/taps). A table has some 80 000 entries, so that sines come
  /// from products of one sine a row and one a tap, and the window from one polynomial.
  func rows(_ shifts: [Double]) -> [Double] {
    let half = Double(taps / 2)
    // I₀(β√z)/I₀(β) = Σ_k (β²/4)^k / k!² · z^k / I₀(β) with z = 1 - (t/half)².
    var terms: [Double] = [1]
    var total = 1.0
    while let last = terms.last, last > total * 1e-12 || terms.count < 4 {
      let k = Double(terms.count)
      terms.append(last * 0.25 * beta * beta / (k * k))
      total += terms[terms.count - 1]
    }
    let polynomial = terms.map { $0 / total }
    let tapAngles = (0..<taps).map { Math.sinCosPi(cutoff * (half - 1 - Double($0))) }
    let sines = tapAngles.map(\.sine)
    let cosines = tapAngles.map(\.cosine)
    var table: [Double] = []
    table.reserveCapacity(shifts.count * taps)
    for shift in shifts {
      let (sine, cosine) = Math.sinCosPi(cutoff * shift)
      for j in stride(from: 0, to: taps, by: 8) {
        var t = SIMD8<Double>()
        var wave = SIMD8<Double>()
        for lane in 0..<8 {
          t[lane] = shift + (half - 1 - Double(j + lane))
          wave[lane] = sines[j + lane] * cosine + cosines[j + lane] * sine
        }
        let z = 1 - (t / half) * (t / half)
        var window = SIMD8<Double>()
        for term in polynomial.reversed() {
          window = SIMD8(repeating: term).addingProduct(window, z)
        }
        let sinc = wave / (Double.pi * t)
        for lane in 0..<8 {
          let value = t[lane] == 0 ? cutoff : sinc[lane]
          table.append(value * window[lane])
        }
      }
    }
    return table
  }

  /// Of each of some intervals of the shift, the rows of the constant, linear and quadratic terms of every tap: the parabola in
  /// v from -1 to 1 that has the values of the filter at 0 and ±√¾.
  func parabolas(_ intervals: Int) -> [Float] {
    let node = 0.75.squareRoot()
    var shifts: [Double] = []
    for interval in 0..<intervals {
      let middle = Double(interval) + 0.5
      for place in [-node, 0, node] { shifts.append((middle + 0.5 * place) / Double(intervals)) }
    }
    let rows = rows(shifts)
    var table = [Float](repeating: 0, count: rows.count)
    for interval in 0..<intervals {
      for tap in 0..<taps {
        let at = 3 * interval * taps + tap
        let (low, middle, high) = (rows[at], rows[at + taps], rows[at + 2 * taps])
        table[at] = Float(middle)
        table[at + taps] = Float((high - low) / (2 * node))
        table[at + 2 * taps] = Float((high + low - 2 * middle) / (2 * node * node))
      }
    }
    return table
  }
}
