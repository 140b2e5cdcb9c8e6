// The separation against librosa, and its medians against sorting.

import Kernels
import Testing
import TestSupport

@testable import Audio

@Suite("Separation") struct HarmonicPercussiveTests {
  @Test(
    "sliding medians are those of sorted windows", arguments: [1, 2, 7, 15, 16, 17, 31, 64, 241])
  func medians(count: Int) {
    var random = RandomSource(seed: UInt64(count))
    var input = (0..<SlidingMedian.inputCount(of: count)).map { _ in Floats8() }
    for i in input.indices {
      // Few different values in some lanes, so that ties are tried.
      for lane in 0..<8 {
        input[i][lane] = Float(lane < 3 ? Double(random.below(4)) : random.uniform())
      }
    }
    var output = [Floats8](repeating: Floats8(), count: (count + 15) / 16 * 16)
    SlidingMedian.medians(input, count: count, into: &output)
    for lane in 0..<8 {
      let expected = (0..<count).map { i in (i...i + 30).map { input[$0][lane] }.sorted()[15] }
      #expect(output[0..<count].map { $0[lane] } == expected)
    }
  }

  @Test("indices are mirrored at the edges, again and again for short signals")
  func reflection() {
    // scipy's "reflect": d c b a | a b c d | d c b a
    #expect(
      (-5..<9).map { SlidingMedian.reflected($0, 4) } == [3, 3, 2, 1, 0, 0, 1, 2, 3, 3, 2, 1, 0, 0])
    #expect((-3...3).map { SlidingMedian.reflected($0, 1) } == [0, 0, 0, 0, 0, 0, 0])
  }

  @Test("both components agree with librosa")
  func librosa() throws {
    var parts: [String: (harmonic: Clip, percussive: Clip)] = [:]
    for row in try Fixtures.table("hpss") {
      if parts[row.name] == nil {
        parts[row.name] = try HarmonicPercussive.separate(try Fixtures.clip(row.name))
      }
      guard let part = parts[row.name] else { continue }
      let n = Int(row.values[0])
      expectClose(
        Double(part.harmonic.samples[n]), row.values[1], absolute: 6e-7, "\(row.name) \(n)")
      expectClose(
        Double(part.percussive.samples[n]), row.values[2], absolute: 6e-7, "\(row.name) \(n)")
    }
    #expect(parts.count == 6)
  }

  /// Median filters by sorting, and the mask, frame by frame: slow and obvious.
  private func oracle(_ samples: [Float]) throws -> [Float] {
    var spectra = try Spectrogram(samples)
    let s = spectra.magnitudes
    let (frames, bins, stride) = (spectra.frames, spectra.bins, spectra.stride)
    for t in 0..<frames {
      for k in 0..<bins {
        let h = (-15...15).map { s[SlidingMedian.reflected(t + $0, frames) * stride + k] }.sorted()[
          15]
        let p = (-15...15).map { s[t * stride + SlidingMedian.reflected(k + $0, bins)] }.sorted()[
          15]
        let mask = h == 0 && p == 0 ? 0.5 : h * h / (h * h + p * p)
        spectra.re[t * stride + k] *= mask
        spectra.im[t * stride + k] *= mask
      }
    }
    return try Fixtures.samples(of: spectra, count: samples.count)
  }

  @Test("the harmonic component is that of plain median filters", arguments: [1, 700, 3000, 9000])
  func plain(count: Int) throws {
    let x = zip(Fixtures.noise(count, size: 0.1), Fixtures.tone(0.02, count)).map { $0 + $1 }
    let expected = try oracle(x)
    let actual = try HarmonicPercussive.separate(Clip(samples: x, sampleRate: 8000)).harmonic
      .samples
    expectClose(actual.map(Double.init), expected.map(Double.init), absolute: 1e-6)
  }

  @Test("long sounds, done in blocks, are those of one block")
  func blocks() throws {
    // 240 frames per block: this has 1 + 400.
    let x = Fixtures.noise(400 * 512 + 100)
    let transform = FrameTransform(framing: Framing())
    let whole = try Fixtures.samples(
      of: HarmonicPercussive.harmonicSpectra(x, 0..<401, transform), count: x.count)
    #expect(try HarmonicPercussive.harmonicSamples(x, transform) == whole)
  }

  @Test("silence and nothing are parted into silence and nothing")
  func silence() throws {
    let silent = Clip(samples: [Float](repeating: 0, count: 5000), sampleRate: 8000)
    let parts = try HarmonicPercussive.separate(silent)
    #expect(parts.harmonic == silent && parts.percussive == silent)
    let nothing = Clip(samples: [], sampleRate: 8000)
    #expect(try HarmonicPercussive.separate(nothing).harmonic == nothing)
  }
}
