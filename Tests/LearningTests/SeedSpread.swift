// Whether results of several seeds could come from the same distribution as those of a peer's seeds.
//
// Seeds are fixed, so a test of this kind gives the same answer on every run.

import Testing

/// A metric of fits that differ in their seeds alone.
struct SeedSpread {
  let values: [Double]

  var mean: Double { values.reduce(0, +) / Double(values.count) }

  /// The squared standard deviation, of a sample.
  var variance: Double {
    let mean = mean
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
  }

  /// Expects the same mean as the peer's within 2.6 standard errors of the difference (Welch 1947; one in a hundred of
  /// equal ones is further off), and each value within three of the peer's standard deviations.
  func expectSame(as peer: SeedSpread, _ what: String) {
    let error = (variance / Double(values.count) + peer.variance / Double(peer.values.count))
      .squareRoot()
    #expect(
      (mean - peer.mean).magnitude <= 2.6 * error,
      "\(what): \(mean), and \(peer.mean) of the peer; standard error \(error)")
    for value in values {
      #expect(
        (value - peer.mean).magnitude <= 3 * peer.variance.squareRoot(),
        "\(what): \(value), and \(peer.mean) ± \(peer.variance.squareRoot()) of the peer")
    }
  }
}
