// The butterflies of `LaneFourier`: with n = radix · groups the points left and s the stride,
// y[q + s(radix·p + j)] = W_n^{pj} · Σ_k W_radix^{jk} x[q + s(p + groups·k)].

/// A complex number per lane.
struct ComplexLanes {
  var re: Floats8
  var im: Floats8

  @inline(__always)
  static func + (a: Self, b: Self) -> Self { Self(re: a.re + b.re, im: a.im + b.im) }
  @inline(__always)
  static func - (a: Self, b: Self) -> Self { Self(re: a.re - b.re, im: a.im - b.im) }
  @inline(__always) static func * (a: Self, s: Float) -> Self { Self(re: a.re * s, im: a.im * s) }
  /// a + s · b
  @inline(__always) func adding(_ b: Self, times s: Float) -> Self {
    let factor = Floats8(repeating: s)
    return Self(re: re.addingProduct(b.re, factor), im: im.addingProduct(b.im, factor))
  }
  /// -i · self
  @inline(__always) var turned: Self { Self(re: im, im: -re) }
}

extension LaneFourier {
  @inline(__always) private func read(_ x: borrowing Span<Floats8>, _ i: Int) -> ComplexLanes {
    ComplexLanes(re: x[unchecked: i], im: x[unchecked: count &+ i])
  }

  @inline(__always)
  private func write(_ v: ComplexLanes, _ y: inout MutableSpan<Floats8>, _ i: Int) {
    y[unchecked: i] = v.re
    y[unchecked: count &+ i] = v.im
  }

  /// Writes v times the twiddle at `t`.
  @inline(__always) private func write(
    _ v: ComplexLanes, _ y: inout MutableSpan<Floats8>, _ i: Int, _ w: borrowing Span<Float>,
    _ t: Int
  ) {
    let c = Floats8(repeating: w[unchecked: t])
    let s = Floats8(repeating: w[unchecked: t &+ 1])
    y[unchecked: i] = (v.re * c).addingProduct(-v.im, s)
    y[unchecked: count &+ i] = (v.im * c).addingProduct(v.re, s)
  }

  func radix2(
    _ stage: Stage, _ x: borrowing Span<Floats8>, _ y: inout MutableSpan<Floats8>,
    _ w: borrowing Span<Float>
  ) {
    let (s, m) = (stage.stride, stage.groups)
    for p in 0..<m {
      let t = stage.start + 2 * p
      for q in 0..<s {
        let a = read(x, q &+ s &* p)
        let b = read(x, q &+ s &* (p &+ m))
        let out = q &+ s &* (2 &* p)
        write(a + b, &y, out)
        write(a - b, &y, out &+ s, w, t)
      }
    }
  }

  func radix3(
    _ stage: Stage, _ x: borrowing Span<Floats8>, _ y: inout MutableSpan<Floats8>,
    _ w: borrowing Span<Float>
  ) {
    let (s, m) = (stage.stride, stage.groups)
    let sine: Float = 0.866025403784438647
    for p in 0..<m {
      let t = stage.start + 4 * p
      for q in 0..<s {
        let a = read(x, q &+ s &* p)
        let b = read(x, q &+ s &* (p &+ m))
        let c = read(x, q &+ s &* (p &+ 2 &* m))
        let out = q &+ s &* (3 &* p)
        let sum = b + c
        let base = a.adding(sum, times: -0.5)
        let side = ((b - c) * sine).turned
        write(a + sum, &y, out)
        write(base + side, &y, out &+ s, w, t)
        write(base - side, &y, out &+ 2 &* s, w, t &+ 2)
      }
    }
  }

  func radix4(
    _ stage: Stage, _ x: borrowing Span<Floats8>, _ y: inout MutableSpan<Floats8>,
    _ w: borrowing Span<Float>
  ) {
    let (s, m) = (stage.stride, stage.groups)
    for p in 0..<m {
      let t = stage.start + 6 * p
      for q in 0..<s {
        let a = read(x, q &+ s &* p)
        let b = read(x, q &+ s &* (p &+ m))
        let c = read(x, q &+ s &* (p &+ 2 &* m))
        let d = read(x, q &+ s &* (p &+ 3 &* m))
        let out = q &+ s &* (4 &* p)
        let (ac, bd) = (a + c, b + d)
        let (ad, be) = (a - c, (b - d).turned)
        write(ac + bd, &y, out)
        write(ad + be, &y, out &+ s, w, t)
        write(ac - bd, &y, out &+ 2 &* s, w, t &+ 2)
        write(ad - be, &y, out &+ 3 &* s, w, t &+ 4)
      }
    }
  }

  func radix5(
    _ stage: Stage, _ x: borrowing Span<Floats8>, _ y: inout MutableSpan<Floats8>,
    _ w: borrowing Span<Float>
  ) {
    let (s, m) = (stage.stride, stage.groups)
    // cos and sin of 72° and 144°.
    let (c1, c2): (Float, Float) = (0.309016994374947424, -0.809016994374947424)
    let (s1, s2): (Float, Float) = (0.951056516295153572, 0.587785252292473129)
    for p in 0..<m {
      let t = stage.start + 8 * p
      for q in 0..<s {
        let a = read(x, q &+ s &* p)
        let b = read(x, q &+ s &* (p &+ m))
        let c = read(x, q &+ s &* (p &+ 2 &* m))
        let d = read(x, q &+ s &* (p &+ 3 &* m))
        let e = read(x, q &+ s &* (p &+ 4 &* m))
        let out = q &+ s &* (5 &* p)
        let (be, cd) = (b + e, c + d)
        let (bf, cf) = (b - e, c - d)
        let base1 = a.adding(be, times: c1).adding(cd, times: c2)
        let base2 = a.adding(be, times: c2).adding(cd, times: c1)
        let side1 = (bf * s1).adding(cf, times: s2).turned
        let side2 = (bf * s2).adding(cf, times: -s1).turned
        write(a + (be + cd), &y, out)
        write(base1 + side1, &y, out &+ s, w, t)
        write(base2 + side2, &y, out &+ 2 &* s, w, t &+ 2)
        write(base2 - side2, &y, out &+ 3 &* s, w, t &+ 4)
        write(base1 - side1, &y, out &+ 4 &* s, w, t &+ 6)
      }
    }
  }

  func radix7(
    _ stage: Stage, _ x: borrowing Span<Floats8>, _ y: inout MutableSpan<Floats8>,
    _ w: borrowing Span<Float>
  ) {
    let (s, m) = (stage.stride, stage.groups)
    // cos and sin of 1, 2 and 3 sevenths of a turn.
    let (c1, s1): (Float, Float) = (0.623489801858733531, 0.781831482468029809)
    let (c2, s2): (Float, Float) = (-0.222520933956314404, 0.974927912181823607)
    let (c3, s3): (Float, Float) = (-0.900968867902419126, 0.433883739117558120)
    for p in 0..<m {
      let t = stage.start + 12 * p
      for q in 0..<s {
        let a = read(x, q &+ s &* p)
        let b = read(x, q &+ s &* (p &+ m))
        let c = read(x, q &+ s &* (p &+ 2 &* m))
        let d = read(x, q &+ s &* (p &+ 3 &* m))
        let e = read(x, q &+ s &* (p &+ 4 &* m))
        let f = read(x, q &+ s &* (p &+ 5 &* m))
        let g = read(x, q &+ s &* (p &+ 6 &* m))
        let out = q &+ s &* (7 &* p)
        let (bg, cf, de) = (b + g, c + f, d + e)
        let (bh, ch, dh) = (b - g, c - f, d - e)
        let base1 = a.adding(bg, times: c1).adding(cf, times: c2).adding(de, times: c3)
        let base2 = a.adding(bg, times: c2).adding(cf, times: c3).adding(de, times: c1)
        let base3 = a.adding(bg, times: c3).adding(cf, times: c1).adding(de, times: c2)
        let side1 = (bh * s1).adding(ch, times: s2).adding(dh, times: s3).turned
        let side2 = (bh * s2).adding(ch, times: -s3).adding(dh, times: -s1).turned
        let side3 = (bh * s3).adding(ch, times: -s1).adding(dh, times: s2).turned
        write(a + (bg + (cf + de)), &y, out)
        write(base1 + side1, &y, out &+ s, w, t)
        write(base2 + side2, &y, out &+ 2 &* s, w, t &+ 2)
        write(base3 + side3, &y, out &+ 3 &* s, w, t &+ 4)
        write(base3 - side3, &y, out &+ 4 &* s, w, t &+ 6)
        write(base2 - side2, &y, out &+ 5 &* s, w, t &+ 8)
        write(base1 - side1, &y, out &+ 6 &* s, w, t &+ 10)
      }
    }
  }
}
