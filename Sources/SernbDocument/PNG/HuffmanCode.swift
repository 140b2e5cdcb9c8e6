// Huffman codes of limited length, by the package-merge method (Larmore and Hirschberg 1990), canonical as in RFC 1951.

/// A prefix code for the symbols 0, 1, 2…; a symbol of length 0 is not in it.
struct HuffmanCode {
  var lengths: [Int]
  /// Codes with their bits reversed, as Deflate writes them, lowest bit first.
  var codes: [UInt32]

  /// The optimal code for symbols of these `weights` with no code longer than `limit` bits.
  ///
  /// A single symbol gets one bit. Ties go to the lower symbol, so the code depends only on the weights.
  init(weights: [Int], limit: Int) {
    lengths = [Int](repeating: 0, count: weights.count)
    let used = weights.indices.filter { weights[$0] > 0 }
    let leaves = used.sorted { (weights[$0], $0) < (weights[$1], $1) }
      .map { (weight: weights[$0], symbols: [$0]) }
    if used.count == 1 {
      lengths[used[0]] = 1
    } else if used.count > 1 {
      var packages = leaves
      for _ in 1..<limit {
        var pairs: [(weight: Int, symbols: [Int])] = []
        for index in stride(from: 0, to: packages.count - 1, by: 2) {
          let (one, other) = (packages[index], packages[index + 1])
          pairs.append((one.weight + other.weight, one.symbols + other.symbols))
        }
        packages = Self.merged(leaves, pairs)
      }
      for package in packages.prefix(2 * used.count - 2) {
        for symbol in package.symbols { lengths[symbol] += 1 }
      }
    }
    codes = Self.canonical(lengths)
  }

  private static func merged(
    _ leaves: [(weight: Int, symbols: [Int])], _ pairs: [(weight: Int, symbols: [Int])]
  ) -> [(weight: Int, symbols: [Int])] {
    var result: [(weight: Int, symbols: [Int])] = []
    result.reserveCapacity(leaves.count + pairs.count)
    var (leaf, pair) = (0, 0)
    while leaf < leaves.count || pair < pairs.count {
      let takesLeaf =
        pair == pairs.count || (leaf < leaves.count && leaves[leaf].weight <= pairs[pair].weight)
      if takesLeaf {
        result.append(leaves[leaf])
        leaf += 1
      } else {
        result.append(pairs[pair])
        pair += 1
      }
    }
    return result
  }

  private static func canonical(_ lengths: [Int]) -> [UInt32] {
    let longest = lengths.max() ?? 0
    var next = [UInt32](repeating: 0, count: longest + 2)
    for length in lengths where length > 0 { next[length + 1] += 1 }
    for length in stride(from: 1, through: longest, by: 1) {
      next[length + 1] = (next[length] + next[length + 1]) << 1
    }
    var codes = [UInt32](repeating: 0, count: lengths.count)
    for (symbol, length) in lengths.enumerated() where length > 0 {
      var code = next[length]
      next[length] += 1
      for _ in 0..<length {
        codes[symbol] = codes[symbol] << 1 | code & 1
        code >>= 1
      }
    }
    return codes
  }
}
