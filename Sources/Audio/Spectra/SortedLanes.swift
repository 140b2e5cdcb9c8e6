// Small sorted lists, one per lane, and merges that keep only the ranks that still matter.

import Kernels

@inline(__always) private func order(_ a: inout Floats8, _ b: inout Floats8) {
  (a, b) = (least(a, b), greatest(a, b))
}

/// Four numbers per lane.
struct Lanes4 {
  var a, b, c, d: Floats8

  @inline(__always) init(_ a: Floats8, _ b: Floats8, _ c: Floats8, _ d: Floats8) {
    (self.a, self.b, self.c, self.d) = (a, b, c, d)
  }

  @inline(__always) init(_ x: borrowing Span<Floats8>, _ i: Int) {
    self.init(x[unchecked: i], x[unchecked: i + 1], x[unchecked: i + 2], x[unchecked: i + 3])
  }

  @inline(__always) var sorted: Lanes4 {
    var q = self
    order(&q.a, &q.b)
    order(&q.c, &q.d)
    order(&q.a, &q.c)
    order(&q.b, &q.d)
    order(&q.b, &q.c)
    return q
  }

  /// Sorts numbers that rise, then fall, or the other way round (Batcher 1968).
  @inline(__always) var sortedBitonic: Lanes4 {
    var q = self
    order(&q.a, &q.c)
    order(&q.b, &q.d)
    order(&q.a, &q.b)
    order(&q.c, &q.d)
    return q
  }

  /// The two middle ranks of these four sorted numbers and two more.
  @inline(__always) func reduced(by p: Floats8, _ q: Floats8) -> (low: Floats8, high: Floats8) {
    let (small, large) = (least(p, q), greatest(p, q))
    // Without the two smallest of all: these, c and d.
    let (u, v) = (greatest(a, large), greatest(b, small))
    // Without the two largest of the rest.
    let (m, n) = (least(u, v), greatest(u, v))
    let (s, t) = (least(m, d), least(n, c))
    return (least(s, t), greatest(s, t))
  }
}

/// Eight numbers per lane.
struct Lanes8 {
  var low: Lanes4
  var high: Lanes4

  @inline(__always)
  init(low: Lanes4, high: Lanes4) {
    (self.low, self.high) = (low, high)
  }

  @inline(__always) init(_ x: borrowing Span<Floats8>, _ i: Int) {
    (low, high) = (Lanes4(x, i), Lanes4(x, i + 4))
  }

  @inline(__always) var sorted: Lanes8 {
    let (p, q) = (low.sorted, high.sorted)
    // Batcher's merge: the smaller half and the larger half, each bitonic.
    let small = Lanes4(least(p.a, q.d), least(p.b, q.c), least(p.c, q.b), least(p.d, q.a))
    let large = Lanes4(
      greatest(p.a, q.d), greatest(p.b, q.c), greatest(p.c, q.b), greatest(p.d, q.a))
    return Lanes8(low: small.sortedBitonic, high: large.sortedBitonic)
  }

  @inline(__always) var sortedBitonic: Lanes8 {
    let small = Lanes4(
      least(low.a, high.a), least(low.b, high.b), least(low.c, high.c), least(low.d, high.d))
    let large = Lanes4(
      greatest(low.a, high.a), greatest(low.b, high.b), greatest(low.c, high.c),
      greatest(low.d, high.d))
    return Lanes8(low: small.sortedBitonic, high: large.sortedBitonic)
  }

  /// The pairwise smaller of these and of the other's from its end: with two sorted octets, the eight
  /// smallest of all, bitonic.
  @inline(__always) func smallest(of other: Lanes8) -> Lanes8 {
    Lanes8(
      low: Lanes4(
        least(low.a, other.high.d), least(low.b, other.high.c), least(low.c, other.high.b),
        least(low.d, other.high.a)),
      high: Lanes4(
        least(high.a, other.low.d), least(high.b, other.low.c), least(high.c, other.low.b),
        least(high.d, other.low.a)))
  }

  /// As `smallest`, the eight largest.
  @inline(__always) func largest(of other: Lanes8) -> Lanes8 {
    Lanes8(
      low: Lanes4(
        greatest(low.a, other.high.d), greatest(low.b, other.high.c),
        greatest(low.c, other.high.b), greatest(low.d, other.high.a)),
      high: Lanes4(
        greatest(high.a, other.low.d), greatest(high.b, other.low.c),
        greatest(high.c, other.low.b), greatest(high.d, other.low.a)))
  }

  /// Sixteen sorted numbers from two sorted octets.
  @inline(__always) func merged(with other: Lanes8) -> (low: Lanes8, high: Lanes8) {
    (smallest(of: other).sortedBitonic, largest(of: other).sortedBitonic)
  }

  /// Ranks 8 ... 15 of 24: the sixteen sorted numbers `low`, `high` and the sorted octet `third`.
  @inline(__always) static func middle(_ low: Lanes8, _ high: Lanes8, _ third: Lanes8) -> Lanes8 {
    // The eight smallest of all are among `low` and `third`: drop them, then the eight largest.
    let rest = low.largest(of: third).sortedBitonic
    return rest.smallest(of: high).sortedBitonic
  }

  /// Ranks 4 ... 7 of these eight sorted numbers and four more sorted ones.
  @inline(__always) func reduced(by q: Lanes4) -> Lanes4 {
    let rest = Lanes4(
      greatest(low.a, q.d), greatest(low.b, q.c), greatest(low.c, q.b), greatest(low.d, q.a)
    ).sortedBitonic
    return Lanes4(
      least(rest.a, high.d), least(rest.b, high.c), least(rest.c, high.b), least(rest.d, high.a)
    ).sortedBitonic
  }
}
