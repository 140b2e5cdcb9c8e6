// The periods at which a frame might repeat itself, and how likely each is.

internal import Kernels

/// The dips of a frame's difference: candidates for its period.
struct PitchDips {
  struct Dip {
    /// Hz.
    let frequency: Double
    /// The difference there.
    let depth: Double
    /// The share of the thresholds by which YIN would choose this one.
    fileprivate(set) var probability = 0.0
  }

  /// From the shortest period to the longest, none where the difference never falls.
  private(set) var dips: [Dip] = []
  private let range: ClosedRange<Double>

  init(_ difference: [Double], _ pitch: Pitch) {
    range = pitch.frequencies
    for index in difference.indices where Self.isDip(difference, index) {
      let period = Double(pitch.periods.lowerBound + index) + Self.shift(difference, index)
      dips.append(Dip(frequency: pitch.sampleRate / period, depth: difference[index]))
    }
    weigh()
  }

  private static func isDip(_ d: [Double], _ i: Int) -> Bool {
    if i == 0 { return d[0] < d[1] }
    return d[i] < d[i - 1] && (i + 1 == d.count || d[i] <= d[i + 1])
  }

  /// From the sample to the lowest point of the parabola through it and its neighbors.
  private static func shift(_ d: [Double], _ i: Int) -> Double {
    guard i > 0, i + 1 < d.count else { return 0 }
    let a = d[i + 1] + d[i - 1] - 2 * d[i]
    let b = (d[i + 1] - d[i - 1]) / 2
    return b.magnitude < a.magnitude ? -b / a : 0
  }

  // MARK: - Probabilities

  private static let thresholds = 100
  /// What a frame without a dip under the threshold gives to its deepest dip.
  private static let noDip = 0.01
  /// Of each threshold, (i + 1) / 100: the prior of Mauch and Dixon, Beta(2, 18).
  private static let prior: [Double] = {
    // The distribution function of Beta(2, 18) is 1 - (1 - x)¹⁹ - 19 x (1 - x)¹⁸.
    func below(_ x: Double) -> Double {
      var power = 1.0
      for _ in 0..<18 { power *= 1 - x }
      return 1 - power * (1 - x) - 19 * x * power
    }
    let edges = (0...thresholds).map { below(Double($0) / Double(thresholds)) }
    return (0..<thresholds).map { edges[$0 + 1] - edges[$0] }
  }()
  /// e^(-2 k): the k-th dip under a threshold counts so much.
  private static let decay = (0..<64).map { Math.exp(-2 * Double($0)) }

  /// Gives each dip its probability: for each threshold, the dips under it share its prior, earlier ones more
  /// (a Boltzmann distribution with parameter 2).
  private mutating func weigh() {
    guard let deepest = dips.indices.min(by: { dips[$0].depth < dips[$1].depth }) else { return }
    // The sum of e^(-2 k) over n dips, times 1 - e⁻², is 1 - e^(-2 n).
    let factor = 1 - Self.decay[1]
    for (index, prior) in Self.prior.enumerated() {
      let threshold = Double(index + 1) / Double(Self.thresholds)
      guard dips[deepest].depth < threshold else {
        dips[deepest].probability += Self.noDip * prior
        continue
      }
      var under = 0
      for dip in dips where dip.depth < threshold { under += 1 }
      let share = prior * factor / (1 - (under < 64 ? Self.decay[under] : 0))
      var position = 0
      for dip in dips.indices where dips[dip].depth < threshold && position < 64 {
        dips[dip].probability += share * Self.decay[position]
        position += 1
      }
    }
  }

  /// The share of the thresholds under which the frame has a pitch in the range.
  var voicedProbability: Double {
    min(1, dips.reduce(0) { $0 + ($1.frequency <= range.upperBound ? $1.probability : 0) })
  }

  // MARK: - YIN

  /// The first dip under `threshold`, or the deepest of all as a guess.
  func first(under threshold: Double) -> Pitch.Frame {
    let inside = dips.filter { range.contains($0.frequency) }
    let first = inside.first { $0.depth < threshold }
    return frame(first ?? inside.min { $0.depth < $1.depth }, isVoiced: first != nil)
  }

  func frame(_ dip: Dip?, isVoiced: Bool) -> Pitch.Frame {
    Pitch.Frame(
      frequency: min(max(dip?.frequency ?? range.lowerBound, range.lowerBound), range.upperBound),
      aperiodicity: dip?.depth ?? 1, voicedProbability: voicedProbability, isVoiced: isVoiced)
  }
}
