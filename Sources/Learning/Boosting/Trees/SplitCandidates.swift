// Candidate splits of a feature: between any two bins of the node, with missing cells on either side.

extension SplitSearch {
  @inline(__always) mutating func add(_ sum: GradientSum, boundary: Int) {
    gradients[count] = sum[0]
    hessians[count] = sum[1]
    codes[count] = UInt32(truncatingIfNeeded: boundary) << 1
    count &+= 1
  }

  /// Adds `sum` to the left sides of the candidates from `start` on.
  @inline(__always) func shift(from start: Int, by sum: GradientSum) {
    for index in start..<count {
      gradients[index] &+= sum[0]
      hessians[index] &+= sum[1]
    }
  }

  /// Ends a feature whose candidates from `base` on have all missing cells on their right: without any the last, which
  /// has no right side, is left out; else the ones with missing cells on their left follow from the highest boundary
  /// down, and bins that the node does not have are on their left, as XGBoost looks at them.
  @inline(__always) mutating func finish(from base: Int, _ missing: GradientSum) {
    if missing[1] == 0 {
      count = max(base, count - 1)
    } else if count > base {
      finishWithMissing(from: base, missing)
    }
  }

  private mutating func finishWithMissing(from base: Int, _ missing: GradientSum) {
    // A candidate's boundary lies behind the last bin of its left side: the next one's is the first bin to its right.
    for index in (base..<(count - 1)).reversed() {
      gradients[count] = gradients[index] &+ missing[0]
      hessians[count] = hessians[index] &+ missing[1]
      codes[count] = (codes[index + 1] &- 2) | 1
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
  @inline(__always) static func add(
    _ histogram: UnsafePointer<GradientSum>, _ feature: BinnedFeature,
    _ gradients: UnsafeMutablePointer<Int64>, _ hessians: UnsafeMutablePointer<Int64>,
    _ codes: UnsafeMutablePointer<UInt32>, at start: Int
  ) -> Int {
    var sum = GradientSum()
    var index = start
    var code = UInt32(truncatingIfNeeded: feature.firstSlot) << 1
    for bin in 0..<feature.bins {
      let cell = histogram[bin]
      sum &+= cell
      code &+= 2
      // Written always and kept if the bin holds anything, which the sign of -h tells: no branch to guess.
      gradients[index] = sum[0]
      hessians[index] = sum[1]
      codes[index] = code
      index &+= Int(truncatingIfNeeded: UInt64(bitPattern: 0 &- cell[1]) &>> 63)
    }
    return index
  }
}

/// The sparse entries of a tree, in order of slots within every node.
struct SparseEntries {
  let entries: UnsafePointer<UInt64>
  let gradientOfRow: UnsafeBufferPointer<UInt64>

  @inline(__always) func slot(_ index: Int) -> Int { Int(truncatingIfNeeded: entries[index] >> 32) }

  /// Adds the candidates of the feature whose entries begin at `start`, for a node whose sum is `whole`, and returns
  /// where its entries end. What the entries do not hold of it is in the zero slot.
  ///
  /// - Returns: no candidates, and `false`, if the entries' hessians together are below `least`, so that they cannot be
  ///   a side of a split.
  @inline(__always) func addCandidates(
    of feature: BinnedFeature, _ start: Int, _ end: Int, of whole: GradientSum, least: Int64,
    to search: inout SplitSearch
  ) -> (end: Int, canSplit: Bool) {
    let base = search.count
    let limit = UInt64(feature.missingSlot) << 32
    let zero = UInt64(feature.zeroSlot) << 32
    var (index, sum) = (start, GradientSum())
    // Cells below zero, then the zero cells, then those above. From zero on all sums lack the zero cells, which are
    // known at the end only.
    while index < end, entries[index] < zero {
      let own = gradient(index)
      sum &+= own
      let slot = slot(index)
      if own[1] != 0 {
        if search.count > base, search.codes[search.count - 1] >> 1 == UInt32(slot + 1) {
          search.count -= 1
        }
        search.add(sum, boundary: slot + 1)
      }
      index &+= 1
    }
    let withZeros = search.count
    search.add(sum, boundary: feature.zeroSlot + 1)
    index = addAboveZero(index, end, below: limit, &sum, &search)
    var missing = GradientSum()
    while index < end, entries[index] >> 32 == limit >> 32 {
      missing &+= gradient(index)
      index &+= 1
    }
    if sum[1] &+ missing[1] < least {
      search.count = base
      return (index, false)
    }
    // Without zero cells theirs is the candidate before it once more, which wins as the first of the two.
    search.shift(from: withZeros, by: whole &- sum &- missing)
    search.finish(from: base, missing)
    return (index, true)
  }

  @inline(__always) private func gradient(_ index: Int) -> GradientSum {
    let packed = gradientOfRow[Int(UInt32(truncatingIfNeeded: entries[index]))]
    return GradientSum(
      Int64(Int32(truncatingIfNeeded: packed)), Int64(truncatingIfNeeded: packed >> 32))
  }

  /// Adds a candidate for each slot of the entries from `start` on that are below `limit`, with it and all before it on
  /// the left. An entry overwrites the candidate before it if it is of the same slot; one without a weight (a row held
  /// out) changes nothing.
  @inline(__always) private func addAboveZero(
    _ start: Int, _ end: Int, below limit: UInt64, _ sum: inout GradientSum,
    _ search: inout SplitSearch
  ) -> Int {
    let (gradients, hessians, codes) = (search.gradients, search.hessians, search.codes)
    var index = start
    var top = search.count - 1
    var code = codes[top]
    var (gradient, hessian) = (sum[0], sum[1])
    while index < end, entries[index] < limit {
      let entry = entries[index]
      let packed = gradientOfRow[Int(UInt32(truncatingIfNeeded: entry))]
      let next = (UInt32(truncatingIfNeeded: entry >> 32) &+ 1) << 1
      let own = Int64(truncatingIfNeeded: packed >> 32)
      gradient &+= Int64(Int32(truncatingIfNeeded: packed))
      hessian &+= own
      // 1 if the row has a weight: its hessian is above zero.
      let counts = UInt64(bitPattern: 0 &- own) >> 63
      top &+= next == code ? 0 : Int(truncatingIfNeeded: counts)
      code = counts == 0 ? code : next
      gradients[top] = gradient
      hessians[top] = hessian
      codes[top] = code
      index &+= 1
    }
    sum = GradientSum(gradient, hessian)
    search.count = top + 1
    return index
  }
}
