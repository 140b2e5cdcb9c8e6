// Which ways of splitting a feature there are: between any two bins that the node has, with missing cells on either side.

extension SplitSearch {
  @inline(__always)
  mutating func add(_ sum: GradientSum, boundary: Int) {
    gradients[count] = sum[0]
    hessians[count] = sum[1]
    codes[count] = UInt32(truncatingIfNeeded: boundary) << 1
    count &+= 1
  }

  /// Adds `sum` to the left sides of the candidates from `start` on.
  @inline(__always)
  func shift(from start: Int, by sum: GradientSum) {
    for place in start..<count {
      gradients[place] &+= sum[0]
      hessians[place] &+= sum[1]
    }
  }

  /// Takes out the candidate at `place`.
  mutating func remove(_ place: Int) {
    for next in (place + 1)..<max(count, place + 1) {
      gradients[next - 1] = gradients[next]
      hessians[next - 1] = hessians[next]
      codes[next - 1] = codes[next]
    }
    count -= 1
  }

  /// Ends a feature whose candidates from `base` on have all missing cells on their right: without any the last, which
  /// has no right side, is left out; else the ones with missing cells on their left follow from the highest boundary
  /// down, and bins that the node does not have are on their left, as XGBoost looks at them.
  @inline(__always)
  mutating func finish(from base: Int, _ missing: GradientSum) {
    if missing[1] == 0 {
      count = max(base, count - 1)
    } else if count > base {
      finishWithMissing(from: base, missing)
    }
  }

  private mutating func finishWithMissing(from base: Int, _ missing: GradientSum) {
    // A candidate's boundary lies behind the last bin of its left side: the next one's is the first bin to its right.
    for place in (base..<(count - 1)).reversed() {
      gradients[count] = gradients[place] &+ missing[0]
      hessians[count] = hessians[place] &+ missing[1]
      codes[count] = (codes[place + 1] &- 2) | 1
      count &+= 1
    }
    add(missing, boundary: Int(codes[base] >> 1) - 1)
    codes[count - 1] |= 1
  }
}

/// Candidates from a histogram.
enum DenseCandidates {
  /// Writes one candidate for each bin that is not empty, with it and all below it on the left, from `start` on, and
  /// returns where they end.
  @inline(__always)
  static func add(
    _ histogram: UnsafePointer<GradientSum>, _ feature: BinnedFeature,
    _ gradients: UnsafeMutablePointer<Int64>, _ hessians: UnsafeMutablePointer<Int64>,
    _ codes: UnsafeMutablePointer<UInt32>, at start: Int
  ) -> Int {
    var sum = GradientSum()
    var place = start
    var code = UInt32(truncatingIfNeeded: feature.firstSlot) << 1
    for bin in 0..<feature.bins {
      let cell = histogram[bin]
      sum &+= cell
      code &+= 2
      // Written always and kept if the bin holds anything: no branch to guess.
      gradients[place] = sum[0]
      hessians[place] = sum[1]
      codes[place] = code
      place &+= cell[1] != 0 ? 1 : 0
    }
    return place
  }
}
