// Seeded randomness that is always passed in: the same seed gives the same numbers on every machine.
//
// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", OOPSLA 2014). Streams for
// independent pieces of work come from `init(seed:stream:)`, so that a result never depends on which
// piece was drawn first.

/// A seeded generator of random numbers (SplitMix64).
public struct RandomSource: Sendable {
  @usableFromInline var state: UInt64

  /// The generator of `seed`.
  public init(seed: UInt64) { state = seed }

  /// The generator of stream number `stream` for `seed`, such as one per tree of a forest.
  public init(seed: UInt64, stream: UInt64) {
    var mixer = RandomSource(seed: seed ^ 0x5851_F42D_4C95_7F2D)
    let base = mixer.next()
    var second = RandomSource(seed: base &+ stream &* 0xD134_2543_DE82_EF95)
    state = second.next()
  }

  /// 64 uniform bits.
  @inlinable public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A uniform number in `0 ..< 1`, a multiple of 2⁻⁵³.
  @inlinable
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A uniform number in `range`.
  @inlinable public mutating func uniform(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// A uniform whole number in `0 ..< bound` without bias (Lemire 2019).
  @inlinable public mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0, "a random number below \(bound) does not exist")
    let range = UInt64(bound)
    var product = next().multipliedFullWidth(by: range)
    if product.low < range {
      let threshold = (0 &- range) % range
      while product.low < threshold { product = next().multipliedFullWidth(by: range) }
    }
    return Int(product.high)
  }

  /// A number from the standard normal distribution: the sum of twelve uniforms would be cheap but has
  /// thin tails, so this is the polar method (Marsaglia and Bray 1964).
  public mutating func normal() -> Double {
    while true {
      let u = 2 * uniform() - 1
      let v = 2 * uniform() - 1
      let s = u * u + v * v
      if s > 0, s < 1 { return u * (-2 * Math.log(s) / s).squareRoot() }
    }
  }

  /// `elements` in a uniformly random order (Fisher and Yates).
  @inlinable public mutating func shuffled<T>(_ elements: [T]) -> [T] {
    var result = elements
    var index = result.count - 1
    while index > 0 {
      result.swapAt(index, below(index + 1))
      index -= 1
    }
    return result
  }

  /// `true` with the given probability.
  @inlinable
  public mutating func chance(_ probability: Double) -> Bool {
    uniform() < probability
  }
}
