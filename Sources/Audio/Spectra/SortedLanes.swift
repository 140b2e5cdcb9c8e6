// Small sorted lists, one a lane, and merges that keep only the ranks that still matter.

import Kernels

@inline(__always)
private func order(_ a: inout Lanes, _ b: inout Lanes) {
  (a, b) = (least(a, b), greatest(a, b))
}

/// Four numbers a lane.
struct Quartet {
  var a, b, c, d: Lanes

  @inline(__always)
  init(_ a: Lanes, _ b: Lanes, _ c: Lanes, _ d: Lanes) {
    (self.a, self.b, self.c, self.d) = (a, b, c, d)
  }

  @inline(__always)
  init(_ x: borrowing Span<Lanes>, _ i: Int) {
    self.init(x[unchecked: i], x[unchecked: i + 1], x[unchecked: i + 2], x[unchecked: i + 3])
  }

  @inline(__always)
  var sorted: Quartet {
    var q = self
    order(&q.a, &q.b)
    order(&q.c, &q.d)
    order(&q.a, &q.c)
    order(&q.b, &q.d)
    order(&q.b, &q.c)
    return q
  }

  /// Sorts numbers that rise, then fall, or the other way round (Batcher 1968).
  @inline(__always)
  var sortedBitonic: Quartet {
    var q = self
    order(&q.a, &q.c)
    order(&q.b, &q.d)
    order(&q.a, &q.b)
    order(&q.c, &q.d)
    return q
  }

  /// The two middle ranks of these four sorted numbers and two more.
  @inline(__always)
  func reduced(by p: Lanes, _ q: Lanes) -> (low: Lanes, high: Lanes) {
    let (small, large) = (least(p, q), greatest(p, q))
    // Without the two smallest of all: these, c and d.
    let (u, v) = (greatest(a, large), greatest(b, small))
    // Without the two largest of the rest.
    let (m, n) = (least(u, v), greatest(u, v))
    let (s, t) = (least(m, d), least(n, c))
    return (least(s, t), greatest(s, t))
  }
}

/// Eight numbers a lane.
struct Octet {
  var low: Quartet
  var high: Quartet

  @inline(__always)
  init(low: Quartet, high: Quartet) {
    (self.low, self.high) = (low, high)
  }

  @inline(__always)
  init(_ x: borrowing Span<Lanes>, _ i: Int) {
    (low, high) = (Quartet(x, i), Quartet(x, i + 4))
  }

  @inline(__always)
  var sorted: Octet {
    let (p, q) = (low.sorted, high.sorted)
    // Batcher's merge: the smaller half and the larger half, each bitonic.
    let small = Quartet(least(p.a, q.d), least(p.b, q.c), least(p.c, q.b), least(p.d, q.a))
    let large = Quartet(
      greatest(p.a, q.d), greatest(p.b, q.c), greatest(p.c, q.b), greatest(p.d, q.a))
    return Octet(low: small.sortedBitonic, high: large.sortedBitonic)
  }

  @inline(__always)
  var sortedBitonic: Octet {
    let small = Quartet(
      least(low.a, high.a), least(low.b, high.b), least(low.c, high.c), least(low.d, high.d))
    let large = Quartet(
      greatest(low.a, high.a), greatest(low.b, high.b), greatest(low.c, high.c),
      greatest(low.d, high.d))
    return Octet(low: small.sortedBitonic, high: large.sortedBitonic)
  }

  /// The pairwise smaller of these and of the other's from its end: with two sorted octets, the eight
  /// smallest of all, bitonic.
  @inline(__always)
  func smallest(of other: Octet) -> Octet {
    Octet(
      low: Quartet(
        least(low.a, other.high.d), least(low.b, other.high.c), least(low.c, other.high.b),
        least(low.d, other.high.a)),
      high: Quartet(
        least(high.a, other.low.d), least(high.b, other.low.c), least(high.c, other.low.b),
        least(high.d, other.low.a)))
  }

  /// As `smallest`, the eight largest.
  @inline(__always)
  func largest(of other: Octet) -> Octet {
    Octet(
      low: Quartet(
        greatest(low.a, other.high.d), greatest(low.b, other.high.c),
        greatest(low.c, other.high.b), greatest(low.d, other.high.a)),
      high: Quartet(
        greatest(high.a, other.low.d), greatest(high.b, other.low.c),
        greatest(high.c, other.low.b), greatest(high.d, other.low.a)))
  }

  /// Sixteen sorted numbers from two sorted octets.
  @inline(__always)
  func merged(with other: Octet) -> (low: Octet, high: Octet) {
    (smallest(of: other).sortedBitonic, largest(of: other).sortedBitonic)
  }

  /// Ranks 8 ... 15 of 24: the sixteen sorted numbers `low`, `high` and the sorted octet `third`.
  @inline(__always)
  static func middle(_ low: Octet, _ high: Octet, _ third: Octet) -> Octet {
    // The eight smallest of all are among `low` and `third`: drop them, then the eight largest.
    let rest = low.largest(of: third).sortedBitonic
    return rest.smallest(of: high).sortedBitonic
  }

  /// Ranks 4 ... 7 of these eight sorted numbers and four more sorted ones.
  @inline(__always)
  func reduced(by q: Quartet) -> Quartet {
    let rest = Quartet(
      greatest(low.a, q.d), greatest(low.b, q.c), greatest(low.c, q.b), greatest(low.d, q.a)
    ).sortedBitonic
    return Quartet(
      least(rest.a, high.d), least(rest.b, high.c), least(rest.c, high.b), least(rest.d, high.a)
    ).sortedBitonic
  }
}
