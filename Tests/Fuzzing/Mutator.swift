// Random damage to bytes, the same every time.

import Kernels

/// What libFuzzer does, on a small scale: bits, bytes, numbers, pieces that move, go, repeat or come from another seed.
public struct Mutator {
  private var random: RandomSource
  /// Numbers at which readers stumble.
  private static let edges: [Int64] = [0, 1, -1, 7, 255, 65_535, 1 << 31, 1 << 53, .max, .min]
  private static let longest = 20_000

  public init(seed: UInt64) { random = RandomSource(seed: seed) }

  public mutating func mutant(of seeds: [[UInt8]]) -> [UInt8] {
    var bytes = seeds[random.below(seeds.count)]
    for _ in 0...random.below(4) { change(&bytes, seeds) }
    return Array(bytes.prefix(Self.longest))
  }

  private mutating func change(_ bytes: inout [UInt8], _ seeds: [[UInt8]]) {
    let at = random.below(bytes.count + 1)
    let piece = at..<min(bytes.count, at + 1 + random.below(24))
    switch random.below(8) {
    case 0: bytes.removeSubrange(piece)
    case 1: bytes.insert(contentsOf: bytes[piece], at: random.below(bytes.count + 1))
    case 2: bytes.insert(UInt8(random.below(256)), at: at)
    case 3: bytes.insert(contentsOf: repeatElement(UInt8(random.below(128)), count: 30), at: at)
    case 4:
      let other = seeds[random.below(seeds.count)]
      let start = random.below(other.count + 1)
      bytes.insert(contentsOf: other[start..<min(other.count, start + 60)], at: at)
    case 5 where bytes.count >= 8:
      let number = Self.edges[random.below(Self.edges.count)]
      let place = random.below(bytes.count - 7)
      withUnsafeBytes(of: number.littleEndian) {
        bytes.replaceSubrange(place..<(place + 8), with: $0)
      }
    case 6 where at < bytes.count: bytes[at] ^= 1 << UInt8(random.below(8))
    default: if at < bytes.count { bytes[at] = UInt8(random.below(256)) }
    }
  }
}
