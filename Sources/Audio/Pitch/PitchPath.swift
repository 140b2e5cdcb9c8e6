// The likeliest course of a pitch through the candidates of all frames.

internal import Kernels

/// The hidden Markov model of pYIN (Mauch and Dixon 2014): states are bins of a tenth of a semitone, voiced and
/// unvoiced; Viterbi's algorithm (1967) finds the likeliest course.
///
/// Its parameters are those of `librosa.pyin`: at most 35.92 octaves a second, nearer moves likelier; one frame
/// in a hundred changes its voicing. The course of a frame is decided when 4096 later frames are known, so that
/// memory does not grow with the clip.
struct PitchPath {
  private static let binsPerSemitone = 10.0
  private static let mostPending = 8192
  private static let impossible = -Float.greatestFiniteMagnitude

  private let frequencies: ClosedRange<Double>
  private let bins: Int
  /// Bins that a pitch can move by in a frame.
  private let reach: Int
  /// The logarithms of moves by -reach ... reach: a triangle.
  private let moves: [Float]
  /// The logarithm of what moves from a bin add up to: less where they are cut at an end.
  private let norms: [Float]
  private let stay = Float(Math.log(0.99))
  private let change = Float(Math.log(0.01))

  /// The logarithms of the likelihood of the best course that ends in each bin, beside the best of all.
  private var (voiced, unvoiced): ([Float], [Float])
  /// What courses to a voiced and to an unvoiced state have before they move, with `reach` bins and a vector
  /// that cannot be on both sides; and whether each comes from a voiced state.
  private var (toVoiced, toUnvoiced): ([Float], [Float])
  private var (voicedIsVoiced, unvoicedIsVoiced): ([Bool], [Bool])
  /// Of frames that are not decided: the dips, and for each of 2 · bins states the state before.
  private var pending: [PitchDips] = []
  private var origins: [Int16] = []
  private var isFirst = true

  init(_ pitch: Pitch) {
    frequencies = pitch.frequencies
    let octaves = Math.log2(frequencies.upperBound / frequencies.lowerBound)
    bins = Int((12 * Self.binsPerSemitone * octaves).rounded(.down)) + 1
    let semitones =
      (35.92 * 12 * Double(pitch.framing.hop) / pitch.sampleRate).rounded(.toNearestOrEven)
    let half = Int(min(semitones, 1000) * Self.binsPerSemitone) / 2
    reach = min(half, bins - 1)
    let triangle = (-reach...reach).map { 1 - Double(abs($0)) / Double(half + 1) }
    moves = triangle.map { Float(Math.log($0)) }
    norms = (0..<bins).map { [bins, reach] bin in
      var sum = 0.0
      for move in max(-reach, -bin)...min(reach, bins - 1 - bin) { sum += triangle[move + reach] }
      return Float(Math.log(sum))
    }
    voiced = [Float](repeating: 0, count: bins)
    unvoiced = voiced
    toVoiced = [Float](repeating: Self.impossible, count: bins + 2 * reach + 8)
    toUnvoiced = toVoiced
    voicedIsVoiced = [Bool](repeating: false, count: bins)
    unvoicedIsVoiced = voicedIsVoiced
  }

  /// The bin of a dip, or none where it is above the highest pitch.
  private func bin(of dip: PitchDips.Dip) -> Int? {
    let octaves = Math.log2(dip.frequency / frequencies.lowerBound)
    let bin = (12 * Self.binsPerSemitone * octaves).rounded(.toNearestOrEven)
    return bin < Double(bins) ? max(0, Int(bin)) : nil
  }

  /// Takes the next frame; what is decided by it goes to the end of `result`.
  mutating func append(_ dips: PitchDips, to result: inout [Pitch.Frame]) {
    if pending.count == Self.mostPending { decide(Self.mostPending / 2, &result) }
    // From high pitches to low ones, so that dips of one bin are neighbors.
    var candidates: [(bin: Int, likelihood: Double)] = []
    for dip in dips.dips where dip.probability > 0 {
      guard let bin = bin(of: dip) else { continue }
      if candidates.last?.bin == bin {
        candidates[candidates.count - 1].likelihood += dip.probability
      } else {
        candidates.append((bin, dip.probability))
      }
    }
    let rest = 1 - min(1, candidates.reduce(0) { $0 + $1.likelihood })
    // Unvoiced bins share what is left; librosa takes the least normal number for zero.
    let unvoicedShare = Float(Math.log(max(rest / Double(bins), Double.leastNormalMagnitude)))
    let row = origins.count
    origins.append(contentsOf: repeatElement(0, count: 2 * bins))
    var next = [Float](repeating: Self.impossible, count: bins)
    if isFirst {
      for candidate in candidates { next[candidate.bin] = Float(Math.log(candidate.likelihood)) }
      for bin in 0..<bins { unvoiced[bin] = unvoicedShare }
      isFirst = false
    } else {
      prepare()
      for candidate in candidates {
        let (move, best) = bestMove(toVoiced, to: candidate.bin)
        next[candidate.bin] = best + Float(Math.log(candidate.likelihood))
        let origin = candidate.bin + move - reach
        origins[row + candidate.bin] = Int16(voicedIsVoiced[origin] ? origin : origin + bins)
      }
      moveUnvoiced(row, unvoicedShare)
    }
    voiced = next
    let top = max(voiced.max() ?? 0, unvoiced.max() ?? 0)
    for bin in 0..<bins {
      voiced[bin] = max(voiced[bin] - top, Self.impossible)
      unvoiced[bin] -= top
    }
    pending.append(dips)
  }

  /// Chooses for each bin whether a course that leaves it was voiced.
  private mutating func prepare() {
    for bin in 0..<bins {
      let (v, u) = (voiced[bin], unvoiced[bin])
      voicedIsVoiced[bin] = v + stay >= u + change
      toVoiced[bin + reach] = max(v + stay, u + change) - norms[bin]
      unvoicedIsVoiced[bin] = v + change >= u + stay
      toUnvoiced[bin + reach] = max(v + change, u + stay) - norms[bin]
    }
  }

  private func bestMove(_ from: [Float], to bin: Int) -> (move: Int, value: Float) {
    var best = (move: reach, value: Self.impossible)
    for move in moves.indices where from[bin + move] + moves[move] > best.value {
      best = (move, from[bin + move] + moves[move])
    }
    return best
  }

  /// The best move to each unvoiced bin, eight bins at a time.
  private mutating func moveUnvoiced(_ row: Int, _ share: Float) {
    let source = toUnvoiced
    let from = source.span
    for start in stride(from: 0, to: bins, by: 8) {
      var best = Floats8(repeating: Self.impossible)
      var chosen = Floats8(repeating: Float(reach))
      for move in moves.indices {
        let value = from.lanes(at: start + move) + moves[move]
        let isBetter = value .> best
        best.replace(with: value, where: isBetter)
        chosen.replace(with: Float(move), where: isBetter)
      }
      for lane in 0..<min(8, bins - start) {
        let bin = start + lane
        unvoiced[bin] = best[lane] + share
        let origin = bin + Int(chosen[lane]) - reach
        origins[row + bins + bin] = Int16(unvoicedIsVoiced[origin] ? origin : origin + bins)
      }
    }
  }

  /// Decides all frames that are left.
  mutating func finish(_ result: inout [Pitch.Frame]) { decide(pending.count, &result) }

  /// Decides the first `count` of the frames that are not decided.
  private mutating func decide(_ count: Int, _ result: inout [Pitch.Frame]) {
    guard count > 0 else { return }
    var state = 0
    for other in 1..<(2 * bins) where likelihood(other) > likelihood(state) { state = other }
    var course = [Int](repeating: 0, count: pending.count)
    for t in pending.indices.reversed() {
      course[t] = state
      state = Int(origins[t * 2 * bins + state])
    }
    for t in 0..<count { result.append(frame(pending[t], course[t])) }
    pending.removeFirst(count)
    origins.removeFirst(count * 2 * bins)
  }

  private func likelihood(_ state: Int) -> Float {
    state < bins ? voiced[state] : unvoiced[state - bins]
  }

  /// The frame with the likeliest dip of its bin; of an unvoiced one, with the nearest to the course.
  private func frame(_ dips: PitchDips, _ state: Int) -> Pitch.Frame {
    guard state >= bins else {
      let inBin = dips.dips.filter { bin(of: $0) == state }
      return dips.frame(inBin.max { $0.probability < $1.probability }, isVoiced: true)
    }
    return dips.frame(dips.dips.max { $0.probability < $1.probability }, isVoiced: false)
  }
}
