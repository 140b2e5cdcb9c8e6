// Transforms of every kind of size against the definition, and the identities they must keep.

import Basics
import Kernels
import Testing
import TestSupport

@Suite("Fourier transforms") struct FourierTests {
  static let counts =
    Array(0...70) + [
      75, 77, 81, 97, 100, 121, 125, 128, 143, 210, 243, 256, 343, 441, 500, 512, 625, 1000, 1024,
      1155, 2 * 541, 1331, 2048,
    ]

  static func noise(_ count: Int, seed: UInt64) -> [Float] {
    var random = RandomSource(seed: seed)
    return (0..<count).map { _ in Float(random.uniform(in: -1...1)) }
  }

  /// The definition, in double precision.
  static func definition(_ re: [Float], _ im: [Float]) -> (re: [Double], im: [Double]) {
    let n = re.count
    var result: (re: [Double], im: [Double]) = ([], [])
    let roots = (0..<n).map { Math.unitRoot(-$0, of: n) }
    for k in 0..<n {
      var (a, b) = (0.0, 0.0)
      for j in 0..<n {
        let w = roots[j * k % n]
        a += Double(re[j]) * w.cosine - Double(im[j]) * w.sine
        b += Double(re[j]) * w.sine + Double(im[j]) * w.cosine
      }
      result.re.append(a)
      result.im.append(b)
    }
    return result
  }

  /// The largest difference; infinite for NaN.
  static func worst(_ actual: [Float], _ expected: [Double]) -> Double {
    zip(actual, expected).reduce(0) {
      let difference = (Double($1.0) - $1.1).magnitude
      return max($0, difference.isNaN ? .infinity : difference)
    }
  }

  /// Sizes of noise in ±1: the bins are about √n large.
  static func tolerance(_ count: Int) -> Double {
    2e-6 * Double(max(count, 1)).squareRoot()
  }

  @Test(
    "in place the bins have the same bits, in whatever windows they are copied",
    arguments: [64, 72, 81, 96, 135, 243, 500, 1000, 1155, 1331, 2048, 3645, 6000, 11 * 13])
  func inPlace(count: Int) {
    let (x, y) = (Self.noise(count, seed: 1), Self.noise(count, seed: 2))
    var fourier = Fourier(count: count)
    var (re, im) = (x, y)
    fourier.forward(&re, &im)
    for limit in [0, 1 << 20] {
      var other = InPlaceFourier(count: count, above: limit)
      var (a, b) = (x, y)
      other.forward(&a, &b)
      for window in [1, 7, 64, other.window, count] {
        var (copyRe, copyIm): ([Float], [Float]) = ([], [])
        var part = [Float](repeating: 0, count: window)
        for first in stride(from: 0, to: count, by: window) {
          let range = first..<min(count, first + window)
          other.copy(range, of: a, to: &part)
          copyRe += part[..<range.count]
          other.copy(range, of: b, to: &part)
          copyIm += part[..<range.count]
        }
        #expect(copyRe == re)
        #expect(copyIm == im)
      }
    }
  }

  @Test("the complex transform is its definition, and its inverse undoes it", arguments: counts)
  func complex(count: Int) {
    let (x, y) = (Self.noise(count, seed: 1), Self.noise(count, seed: 2))
    let expected = Self.definition(x, y)
    var fourier = Fourier(count: count)
    var (re, im) = (x, y)
    fourier.forward(&re, &im)
    #expect(Self.worst(re, expected.re) < Self.tolerance(count))
    #expect(Self.worst(im, expected.im) < Self.tolerance(count))
    let energy = zip(x, y).reduce(0) { $0 + Double($1.0 * $1.0 + $1.1 * $1.1) }
    let power = zip(re, im).reduce(0) { $0 + Double($1.0 * $1.0 + $1.1 * $1.1) }
    expectClose(power, energy * Double(count), relative: 2e-6, "Parseval")
    fourier.inverse(&re, &im)
    #expect(Self.worst(re, x.map(Double.init)) < 2e-6)
    #expect(Self.worst(im, y.map(Double.init)) < 2e-6)
  }

  @Test(
    "the real transform is its definition, and its inverse undoes it", arguments: counts.dropFirst()
  )
  func real(count: Int) {
    let x = Self.noise(count, seed: 3)
    let expected = Self.definition(x, [Float](repeating: 0, count: count))
    var fourier = RealFourier(count: count)
    var re = [Float](repeating: .nan, count: fourier.bins)
    var im = re
    fourier.forward(x.span, &re, &im)
    #expect(Self.worst(re, expected.re) < Self.tolerance(count))
    #expect(Self.worst(im, expected.im) < Self.tolerance(count))
    var back = [Float](repeating: .nan, count: count)
    fourier.inverse(re.span, im.span, &back)
    #expect(Self.worst(back, x.map(Double.init)) < 2e-6)
  }

  @Test("a shorter signal is followed by zeros")
  func padded() {
    for (length, count) in [(0, 16), (1, 16), (9, 16), (21, 64), (300, 625), (301, 1024)] {
      let x = Self.noise(length, seed: 4)
      let whole = x + [Float](repeating: 0, count: count - length)
      var fourier = RealFourier(count: count)
      var (re, im) = ([Float](repeating: 0, count: count), [Float](repeating: 0, count: count))
      var (re2, im2) = (re, im)
      fourier.forward(x.span, &re, &im)
      fourier.forward(whole.span, &re2, &im2)
      #expect(re == re2 && im == im2)
    }
  }

  @Test("large transforms keep their accuracy: a tone is one bin")
  func large() {
    for count in [1 << 17, 250_000, 3 * 5 * 7 * 512, 65_537] {
      let bin = count / 3
      var re = (0..<count).map { Float(Math.unitRoot($0 * bin % count, of: count).cosine) }
      var im = (0..<count).map { Float(Math.unitRoot($0 * bin % count, of: count).sine) }
      var fourier = Fourier(count: count)
      fourier.forward(&re, &im)
      expectClose(Double(re[bin]), Double(count), relative: 1e-6)
      var rest: Float = 0
      for k in 0..<count where k != bin { rest = max(rest, max(re[k].magnitude, im[k].magnitude)) }
      #expect(rest < Float(count).squareRoot() * 3e-5, "\(count): \(rest)")
    }
  }

  @Test("a good count has no prime above five and is the least such")
  func goodCounts() {
    func isGood(_ count: Int) -> Bool {
      var rest = count
      for prime in [2, 3, 5] { while rest % prime == 0 { rest /= prime } }
      return rest == 1
    }
    for count in 1...3000 {
      let good = Fourier.goodCount(atLeast: count)
      #expect(good == (count...).first(where: isGood))
    }
    #expect(Fourier.goodCount(atLeast: 0) == 1)
  }

  @Test("windows and the cosine transform are those of scipy")
  func windows() {
    // scipy.signal.get_window("hann", 8)
    let hann = [
      0.0, 0.14644660940672624, 0.5, 0.8535533905932737, 1.0, 0.8535533905932737, 0.5,
      0.14644660940672624,
    ]
    expectClose(Window.hann(8), hann, absolute: 2e-16)
    #expect(Window.hann(0).isEmpty && Window.hann(1) == [0])
    // scipy.fft.dct([1, 2, 4, 8, 16], type=2, norm="ortho")
    let cepstrum = [
      13.863621460498699, -11.25300253187429, 4.214126447245524, -1.9672147868574927,
      0.7356210210603082,
    ]
    let actual = CosineTransform(inputs: 5, outputs: 5)([1, 2, 4, 8, 16])
    expectClose(actual, cepstrum, absolute: 3e-14)
    #expect(CosineTransform(inputs: 5, outputs: 2)([1, 2, 4, 8, 16]) == Array(actual[0..<2]))
  }

  @Test("a long transform looks, a short one does not")
  func transforms() async {
    func looks(_ count: Int) async -> Int {
      await LookCount.looks {
        var fourier = RealFourier(count: count)
        var (re, im) = ([Float](repeating: 0, count: fourier.bins), [Float]())
        im = re
        fourier.forward([Float](repeating: 1, count: count).span, &re, &im)
      }.looks
    }
    #expect(await looks(2048) == 0)
    let (short, long) = (await looks(1 << 22), await looks(1 << 24))
    #expect(short >= 4 && long >= 3 * short)
  }
}
