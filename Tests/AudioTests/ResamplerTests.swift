// The resampler against tones, against librosa, and against itself for parts of a signal.

import Audio
import Foundation
import Kernels
import Testing
import TestSupport

@Suite("Resampling") struct ResamplerTests {
  /// The largest difference from the ideal over the middle of the signal.
  private func worst(_ actual: [Float], _ ideal: (Int) -> Double) -> Double {
    let margin = actual.count / 4
    return (margin..<actual.count - margin).reduce(0) {
      max($0, (Double(actual[$1]) - ideal($1)).magnitude)
    }
  }

  @Test(
    "tones of the passband keep size and phase within 0.0001 dB",
    arguments: [
      (16000.0, 44100.0), (44100, 16000), (48000, 44100), (22050, 16000), (16000, 16001),
      (8000, 44100), (44100, 44099.5), (96000, 8000), (44100, 37801), (16000, 44099), (48000, 5001),
      (48000, 1601), (48000, 1001),
    ])
  func passband(from source: Double, to target: Double) throws {
    let resampler = Resampler(from: source, to: target)
    let count = Int(max(1, source / target) * 6000)
    for part in [0.001, 0.1, 0.35, 0.6, 0.8, 0.9, Resampler.passband] {
      let hertz = part * min(source, target) / 2
      let y = try resampler(Fixtures.tone(hertz / source, count))
      #expect(y.count == Int((Double(count) * (target / source)).rounded(.up)))
      // 0.0001 dB are 1.15e-5.
      let error = worst(y) { Math.sinCosPi(2 * hertz / target * Double($0)).sine }
      #expect(error < 1.15e-5, "\(part): \(error)")
    }
  }

  @Test(
    "what lies beyond the band is down by 120 dB",
    arguments: [
      (44100.0, 16000.0), (48000, 44100), (22050, 16000), (44100, 44099.5), (96000, 8000),
      (44100, 37801), (48000, 5001), (48000, 1601), (48000, 1001),
    ])
  func stopband(from source: Double, to target: Double) throws {
    let resampler = Resampler(from: source, to: target)
    let count = Int(source / target * 6000)
    for part in [1.0, 1.01, 1.05, 1.08, 1.3, 1.7, 2.2] where part * target < source {
      let y = try resampler(Fixtures.tone(part * target / 2 / source, count))
      // The rounding of the input to single precision alone is some 3e-8.
      #expect(worst(y) { _ in 0 } < 1.2e-6, "\(part): \(worst(y) { _ in 0 })")
    }
  }

  @Test("images of tones are down by 120 dB when the rate goes up", arguments: [44100.0, 44099])
  func images(to target: Double) throws {
    // Above the passband the tone itself is weakened, but it must not come back mirrored at the old rate.
    let resampler = Resampler(from: 16000, to: target)
    let source = 16000.0
    for part in [0.02, 0.5, 0.9] {
      let hertz = part * source / 2
      let y = try resampler(Fixtures.tone(hertz / source, 20_000))
      let middle = 15_000..<(15_000 + 22_050)
      for image in [source - hertz, source + hertz] where image < target / 2 {
        var (a, b) = (0.0, 0.0)
        for n in middle {
          let window = 0.5 - 0.5 * Math.cosPi(2 * Double(n - middle.lowerBound) / 22_050)
          let (s, c) = Math.sinCosPi(2 * image / target * Double(n))
          a += Double(y[n]) * c * window
          b += Double(y[n]) * s * window
        }
        let size = (a * a + b * b).squareRoot() * 4 / 22_050
        #expect(size < 1e-6, "\(part) at \(image): \(size)")
      }
    }
  }

  @Test("signals far enough inside the passband, where soxr is flat too, agree with librosa")
  func librosa() throws {
    for row in try Fixtures.table("resample") {
      let rates = row.name.split(separator: "-").compactMap { Double($0) }
      let (source, target) = (rates[0], rates[1])
      let low = min(source, target) / source
      let samples = (0..<2000).map { n in
        let hann = 0.5 - 0.5 * Math.cosPi(2 * Double(n) / 1999)
        let tones = [0.01, 0.11, 0.19, 0.26, 0.31].reduce(0.0) {
          $0 + 0.3 * Math.sin(2 * Double.pi * $1 * low * Double(n) + $1)
        }
        return Float(tones * hann)
      }
      let actual = try Resampler(from: source, to: target)(samples)
      #expect(actual.count == Int(row.values[0]))
      let step = max(1, actual.count / 150)
      for (i, value) in row.values.dropFirst().enumerated() {
        expectClose(Double(actual[i * step]), value, absolute: 2e-5, "\(row.name) \(i)")
      }
    }
  }

  @Test("a part of the outputs has the bits of the whole, whatever its place")
  func partsAreEqual() throws {
    let samples = Fixtures.noise(9000)
    for (source, target) in [
      (16000.0, 44100.0), (44100, 16000), (16000, 15999), (8000, 8000), (44100, 44099.5),
      (16000, 44099), (48000, 1601), (48000, 1001),
    ] {
      let resampler = Resampler(from: source, to: target)
      let whole = try resampler(samples)
      var random = RandomSource(seed: 3)
      for _ in 0..<12 {
        let from = random.below(whole.count)
        let range = from..<(from + random.below(whole.count - from) + 1)
        let needed = resampler.inputs(of: range).clamped(to: 0..<samples.count)
        let part = try resampler.outputs(
          range, of: Array(samples[needed]), startingAt: needed.lowerBound)
        #expect(part == Array(whole[range]))
      }
    }
  }

  @Test("a long clip has the same bits however many parts of it are made at a time")
  func threads() async throws {
    let clip = Clip(samples: Fixtures.noise(700_000), sampleRate: 16000)
    for rate in [44100.0, 11127, 16001] {
      let whole = try Resampler(from: 16000, to: rate)(clip.samples)
      for width in [1, 3] {
        #expect(try await clip.resampled(to: rate, width: width).samples == whole)
      }
    }
  }

  @Test("empty and tiny signals have as many samples as in librosa")
  func tiny() async throws {
    let resampler = Resampler(from: 16000, to: 44100)
    #expect(try resampler([]).isEmpty)
    #expect(try resampler([1]).count == 3)
    let same = try await Clip(samples: [1, 2], sampleRate: 8000).resampled(to: 8000, width: 2)
    #expect(same.samples == [1, 2])
    #expect(try Resampler(from: 44100, to: 16000)([0.5]).count == 1)
  }
}

@Suite("Audio sources") struct AudioSourceTests {
  @Test("a part is cut from the whole resampled file, both ends included, to the bit")
  func published() throws {
    let path = Fixtures.path("sadness")
    let whole = try Resampler(from: 16000, to: 44100)(try Fixtures.clip("sadness").samples)
    for (start, end) in [(0.0, 0.5), (0.3337, 1.2001), (1.5, 1.75), (0.0, 1e-6), (1.69999, 1.7)] {
      let clip = try AudioSource(path: path, start: start, end: end, rate: 44100).load()
      let from = Int((start * 44100).rounded(.down))
      let to = min(whole.count - 1, Int((end * 44100).rounded(.down)))
      #expect(clip.samples == Array(whole[from...to]))
      #expect(clip.sampleRate == 44100)
    }
    let rest = try AudioSource(path: path, start: 1.0, rate: 44100).load()
    #expect(rest.samples == Array(whole[44100...]))
    #expect(try AudioSource(path: path, rate: 44100).load().samples == whole)
    #expect(try AudioSource(path: path).load() == (try Fixtures.clip("sadness")))
    let raw = try AudioSource(path: path, start: 0.5, end: 0.75).load()
    #expect(raw.samples == Array(try Fixtures.clip("sadness").samples[8000...12000]))
  }

  @Test("times that make no sense and rates that do not exist are told")
  func problems() throws {
    func fact(_ start: Double?, _ end: Double?, _ rate: Double? = nil) -> SoundProblem.Fact? {
      do {
        _ = try AudioSource(path: Fixtures.path("tone"), start: start, end: end, rate: rate).load()
        return nil
      } catch { return (error as? SoundProblem)?.fact }
    }
    #expect(fact(0, 1.05) == nil)
    #expect(fact(0, 1.2) == .beyondEnd(start: 0, end: 1.2, duration: 1))
    #expect(fact(1.02, 1.05) == .beyondEnd(start: 1.02, end: 1.05, duration: 1))
    #expect(fact(2, nil) == .beyondEnd(start: 2, end: 2, duration: 1))
    #expect(fact(0.5, 0.5) == .badRange(start: 0.5, end: 0.5))
    #expect(fact(-1, 0.5) == .badRange(start: -1, end: 0.5))
    #expect(fact(nil, nil, 0) == .badRate(0))
    #expect(fact(nil, nil, -.infinity) == .badRate(-.infinity))
  }
}
