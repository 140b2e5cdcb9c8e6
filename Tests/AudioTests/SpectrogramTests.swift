// Spectra, loudness, separation and cepstra against librosa and against obvious versions.

import Testing
import TestSupport

@testable import Audio

@Suite("Spectra") struct SpectrogramTests {
  @Test("spectra agree with librosa to 2e-7 of the largest bin")
  func librosa() throws {
    var current = ""
    var spectra = Spectrogram(frames: 0, framing: Framing())
    var largest = 0.0
    for row in try Fixtures.table("stft") {
      if row.name == "shape" {
        let names = ["anger", "mixture", "short"]
        current = names[(names.firstIndex(of: current) ?? -1) + 1]
        spectra = try Spectrogram(try Fixtures.clip(current).samples)
        largest = Double(spectra.magnitudes.max() ?? 0)
        #expect(row.values == [Double(spectra.bins), Double(spectra.frames)])
        continue
      }
      let at = Int(row.values[0]) * spectra.stride + Int(row.values[1])
      expectClose(Double(spectra.re[at]), row.values[2], absolute: 2e-7 * largest)
      expectClose(Double(spectra.im[at]), row.values[3], absolute: 2e-7 * largest)
    }
    #expect(current == "short")
  }

  @Test(
    "the inverse gives the signal back", arguments: [0, 1, 2, 511, 512, 1000, 2048, 5000, 30_001])
  func inverse(count: Int) throws {
    let x = Fixtures.noise(count)
    for framing in [Framing(), Framing(length: 512, hop: 128), Framing(length: 300, hop: 70)] {
      let spectra = try Spectrogram(x, framing: framing)
      #expect(spectra.frames == 1 + count / framing.hop)
      let y = try Fixtures.samples(of: spectra, count: count)
      #expect(y.count == count)
      #expect(zip(x, y).allSatisfy { ($0 - $1).magnitude < 1.5e-6 })
    }
  }

  @Test("a few frames alone are those of the whole")
  func someFrames() throws {
    let x = Fixtures.noise(9000)
    let whole = try Spectrogram(x)
    let part = try Spectrogram(x, only: 3..<7)
    #expect(part.re == Array(whole.re[3 * whole.stride..<7 * whole.stride]))
    #expect(part.im == Array(whole.im[3 * whole.stride..<7 * whole.stride]))
  }

  @Test("the loudness of frames is that of librosa")
  func loudness() throws {
    for row in try Fixtures.table("rms") {
      let rms = Loudness.rms(try Fixtures.clip(row.name).samples)
      expectClose(rms.map(Double.init), row.values, relative: 4e-6)
    }
    #expect(Loudness.rms([]) == [0])
  }

  @Test("the autocorrelation is its definition, and that of librosa")
  func autocorrelation() throws {
    for row in try Fixtures.table("autocorrelation") {
      let lags = try Autocorrelation.full(Fixtures.clip(row.name).samples)
      expectClose(
        lags.prefix(60).map(Double.init), row.values, absolute: 5e-7 * row.values[0], row.name)
    }
    #expect(try Autocorrelation.full([]).isEmpty)
    for count in [1, 2, 3, 7, 16, 17, 100, 1000, 4097] {
      let x = Fixtures.noise(count)
      let lags = try Autocorrelation.full(x)
      let expected = (0..<count).map { k in
        (0..<count - k).reduce(0.0) { $0 + Double(x[$1]) * Double(x[$1 + k]) }
      }
      expectClose(lags.map(Double.init), expected, absolute: 1e-6 * expected[0], "\(count)")
      // The sum of squares that is made without the lags.
      let squares = expected.reduce(0) { $0 + $1 * $1 }
      expectClose(try LagSquares.sum(x, energy: expected[0]), squares, relative: 5e-7, "\(count)")
    }
  }

  @Test("the first lags of a long signal, block by block, are those of the whole")
  func firstLags() throws {
    let x = Fixtures.noise(700_001)
    let whole = try Autocorrelation.full(x)
    for lags in [1, 100, 4096, 30_000] {
      let first = try Autocorrelation.first(lags, of: x)
      expectClose(
        first.map(Double.init), whole.prefix(lags).map(Double.init),
        absolute: 1e-6 * Double(whole[0]), "\(lags)")
    }
    let short = Array(x.prefix(5000))
    #expect(
      try Autocorrelation.first(40, of: short) == Array(Autocorrelation.full(short).prefix(40)))
    #expect(try Autocorrelation.first(9000, of: short) == Autocorrelation.full(short))
    #expect(try Autocorrelation.first(3, of: []).isEmpty)
  }

  @Test("center clipping moves samples towards zero")
  func clipping() {
    let x: [Float] = [0, 0.1, 0.3, -0.3, 0.5, -0.5, 0.31, -0.29, 0.75, -1]
    let c: Float = 0.3
    let expected: [Float] = [0, 0, 0, 0, 0.5 - c, c - 0.5, 0.31 - c, 0, 0.75 - c, c - 1]
    #expect(Autocorrelation.centerClipped(x, level: 0.3) == expected)
    #expect(Autocorrelation.centerClipped(x, level: 0) == x)
  }

  @Test("cepstra agree with librosa")
  func cepstra() throws {
    var rows: [String: [[Double]]] = [:]
    for row in try Fixtures.table("mfcc") {
      if rows[row.name] == nil {
        let cepstrum = MelCepstrum(sampleRate: 44100, count: 13)
        rows[row.name] = try cepstrum(try Fixtures.clip(row.name).samples)
      }
      let actual = rows[row.name]?[Int(row.values[0])] ?? []
      expectClose(actual, Array(row.values.dropFirst()), absolute: 3e-4, row.name)
    }
    #expect(try MelCepstrum(sampleRate: 8000, count: 20)([]).count == 1)
  }
}
