// Products of matrices that are kept as panels of sixteen columns.
//
// A matrix of r rows and c columns is ⌈c/16⌉ panels of r rows of sixteen floats, the last one filled up with
// zeros: panel p holds cell (i, 16p + j) at i · 16 + j. The memory that one tile of a product reads is then
// contiguous. A tile of four rows and sixteen columns, or of eight and eight, keeps eight vectors of sums in registers
// (Goto and van de Geijn: "Anatomy of high-performance matrix multiplication", ACM TOMS 2008). Each sum runs over k in
// rising order, in every tile and task, so a row's result does not depend on its neighbors or on how the work was
// split.

/// Products of matrices in panels of sixteen columns.
public enum PackedMatrix {
  /// Columns of a panel.
  public static let width = 16

  /// Rows are padded to a multiple of this, so that every tile is complete.
  public static let rowStep = 8

  /// `rows` rounded up to a multiple of `rowStep`.
  @inlinable
  public static func filled(_ rows: Int) -> Int { (rows + rowStep - 1) / rowStep * rowStep }

  /// The number of panels for this many columns.
  @inlinable public static func count(_ columns: Int) -> Int { (columns + width - 1) / width }

  /// C[i, 0 ..< 16] = start + Σₖ A[i, k] · B[k, 0 ..< 16] for k in 0 ..< inner.
  ///
  /// - Parameters:
  ///   - a: the first of the rows in A's first panel; the next panel is `stride` floats on.
  ///   - b: one panel of `inner` rows.
  ///   - start: sixteen floats, such as a bias; nil means zeros.
  ///   - rows: a multiple of `rowStep`; they exist in `a` and `c`.
  ///   - columns: how many of the sixteen are used; with at most 8, half of the work is skipped and the other half of C
  ///     is left unchanged.
  public static func product(
    _ a: UnsafePointer<Float>, stride: Int, inner: Int, _ b: UnsafePointer<Float>,
    from start: UnsafePointer<Float>?, rows: Int, columns: Int = 16,
    into c: UnsafeMutablePointer<Float>
  ) {
    if columns <= 8 {
      return halfProduct(a, stride: stride, inner: inner, b, from: start, rows: rows, into: c)
    }
    let low = start.map { load($0) } ?? Floats8()
    let high = start.map { load($0 + 8) } ?? Floats8()
    for row in Swift.stride(from: 0, to: rows, by: 4) {
      var (c00, c01, c10, c11) = (low, high, low, high)
      var (c20, c21, c30, c31) = (low, high, low, high)
      var cells = a + row * 16
      var line = b
      var left = inner
      while left > 0 {
        for k in 0..<min(16, left) {
          let b0 = load(line)
          let b1 = load(line + 8)
          line += 16
          let a0 = Floats8(repeating: cells[k])
          c00 = c00.addingProduct(a0, b0)
          c01 = c01.addingProduct(a0, b1)
          let a1 = Floats8(repeating: cells[k + 16])
          c10 = c10.addingProduct(a1, b0)
          c11 = c11.addingProduct(a1, b1)
          let a2 = Floats8(repeating: cells[k + 32])
          c20 = c20.addingProduct(a2, b0)
          c21 = c21.addingProduct(a2, b1)
          let a3 = Floats8(repeating: cells[k + 48])
          c30 = c30.addingProduct(a3, b0)
          c31 = c31.addingProduct(a3, b1)
        }
        cells += stride
        left -= 16
      }
      let out = c + row * 16
      store(c00, out)
      store(c01, out + 8)
      store(c10, out + 16)
      store(c11, out + 24)
      store(c20, out + 32)
      store(c21, out + 40)
      store(c30, out + 48)
      store(c31, out + 56)
    }
  }

  /// The first eight columns of a product, in tiles of eight rows.
  private static func halfProduct(
    _ a: UnsafePointer<Float>, stride: Int, inner: Int, _ b: UnsafePointer<Float>,
    from start: UnsafePointer<Float>?, rows: Int, into c: UnsafeMutablePointer<Float>
  ) {
    let low = start.map { load($0) } ?? Floats8()
    for row in Swift.stride(from: 0, to: rows, by: 8) {
      var (c0, c1, c2, c3) = (low, low, low, low)
      var (c4, c5, c6, c7) = (low, low, low, low)
      var cells = a + row * 16
      var line = b
      var left = inner
      while left > 0 {
        for k in 0..<min(16, left) {
          let b0 = load(line)
          line += 16
          c0 = c0.addingProduct(Floats8(repeating: cells[k]), b0)
          c1 = c1.addingProduct(Floats8(repeating: cells[k + 16]), b0)
          c2 = c2.addingProduct(Floats8(repeating: cells[k + 32]), b0)
          c3 = c3.addingProduct(Floats8(repeating: cells[k + 48]), b0)
          c4 = c4.addingProduct(Floats8(repeating: cells[k + 64]), b0)
          c5 = c5.addingProduct(Floats8(repeating: cells[k + 80]), b0)
          c6 = c6.addingProduct(Floats8(repeating: cells[k + 96]), b0)
          c7 = c7.addingProduct(Floats8(repeating: cells[k + 112]), b0)
        }
        cells += stride
        left -= 16
      }
      let out = c + row * 16
      store(c0, out)
      store(c1, out + 16)
      store(c2, out + 32)
      store(c3, out + 48)
      store(c4, out + 64)
      store(c5, out + 80)
      store(c6, out + 96)
      store(c7, out + 112)
    }
  }

  /// C[k, 0 ..< 16] = Σᵢ A[i, k] · D[i, 0 ..< 16] for sixteen k: a transposed panel of A times a panel of D.
  ///
  /// - Parameters:
  ///   - a: one panel of `rows` rows.
  ///   - count: how many k are wanted, 1 to 16; C has sixteen rows, of which some more may be written.
  ///   - d: one panel of `rows` rows.
  ///   - columns: how many of D's sixteen are not zero throughout; up to 8 save half of the work.
  public static func turnedProduct(
    _ a: UnsafePointer<Float>, count: Int, _ d: UnsafePointer<Float>, rows: Int, columns: Int = 16,
    into c: UnsafeMutablePointer<Float>
  ) {
    if columns <= 8 { return halfTurnedProduct(a, count: count, d, rows: rows, into: c) }
    for k in Swift.stride(from: 0, to: count, by: 4) {
      var (c00, c01, c10, c11) = (Floats8(), Floats8(), Floats8(), Floats8())
      var (c20, c21, c30, c31) = (Floats8(), Floats8(), Floats8(), Floats8())
      var cells = a + k
      var line = d
      for _ in 0..<rows {
        let d0 = load(line)
        let d1 = load(line + 8)
        line += 16
        let a0 = Floats8(repeating: cells[0])
        c00 = c00.addingProduct(a0, d0)
        c01 = c01.addingProduct(a0, d1)
        let a1 = Floats8(repeating: cells[1])
        c10 = c10.addingProduct(a1, d0)
        c11 = c11.addingProduct(a1, d1)
        let a2 = Floats8(repeating: cells[2])
        c20 = c20.addingProduct(a2, d0)
        c21 = c21.addingProduct(a2, d1)
        let a3 = Floats8(repeating: cells[3])
        c30 = c30.addingProduct(a3, d0)
        c31 = c31.addingProduct(a3, d1)
        cells += 16
      }
      let out = c + k * 16
      store(c00, out)
      store(c01, out + 8)
      store(c10, out + 16)
      store(c11, out + 24)
      store(c20, out + 32)
      store(c21, out + 40)
      store(c30, out + 48)
      store(c31, out + 56)
    }
  }

  /// The first eight columns of a transposed product, in tiles of eight k; the others become zero.
  private static func halfTurnedProduct(
    _ a: UnsafePointer<Float>, count: Int, _ d: UnsafePointer<Float>, rows: Int,
    into c: UnsafeMutablePointer<Float>
  ) {
    for k in Swift.stride(from: 0, to: count, by: 8) {
      var (c0, c1, c2, c3) = (Floats8(), Floats8(), Floats8(), Floats8())
      var (c4, c5, c6, c7) = (Floats8(), Floats8(), Floats8(), Floats8())
      var cells = a + k
      var line = d
      for _ in 0..<rows {
        let d0 = load(line)
        line += 16
        c0 = c0.addingProduct(Floats8(repeating: cells[0]), d0)
        c1 = c1.addingProduct(Floats8(repeating: cells[1]), d0)
        c2 = c2.addingProduct(Floats8(repeating: cells[2]), d0)
        c3 = c3.addingProduct(Floats8(repeating: cells[3]), d0)
        c4 = c4.addingProduct(Floats8(repeating: cells[4]), d0)
        c5 = c5.addingProduct(Floats8(repeating: cells[5]), d0)
        c6 = c6.addingProduct(Floats8(repeating: cells[6]), d0)
        c7 = c7.addingProduct(Floats8(repeating: cells[7]), d0)
        cells += 16
      }
      let out = c + k * 16
      store(c0, out)
      store(c1, out + 16)
      store(c2, out + 32)
      store(c3, out + 48)
      store(c4, out + 64)
      store(c5, out + 80)
      store(c6, out + 96)
      store(c7, out + 112)
      for row in 0..<8 { store(Floats8(), out + row * 16 + 8) }
    }
  }

  /// c[0 ..< 16] += Σₑ values[e] · B[indices[e], 0 ..< 16]: a sparse row times a panel.
  ///
  /// - Parameter b: one panel that has a row for each of the indices.
  @inlinable @inline(__always) public static func addRows(
    _ indices: UnsafePointer<Int32>, _ values: UnsafePointer<Float>, _ range: Range<Int>,
    of b: UnsafePointer<Float>, to c: UnsafeMutablePointer<Float>
  ) {
    var c0 = load(c)
    var c1 = load(c + 8)
    for entry in range {
      let line = b + Int(indices[entry]) &* 16
      let value = Floats8(repeating: values[entry])
      c0 = c0.addingProduct(value, load(line))
      c1 = c1.addingProduct(value, load(line + 8))
    }
    store(c0, c)
    store(c1, c + 8)
  }

  /// The sum of `rows` rows of a panel.
  public static func total(
    _ d: UnsafePointer<Float>, rows: Int, into c: UnsafeMutablePointer<Float>
  ) {
    var (c0, c1) = (Floats8(), Floats8())
    for row in 0..<rows {
      c0 += load(d + row * 16)
      c1 += load(d + row * 16 + 8)
    }
    store(c0, c)
    store(c1, c + 8)
  }

  /// The eight floats from `address` on, at any alignment.
  @inlinable @inline(__always) public static func load(_ address: UnsafePointer<Float>) -> Floats8 {
    UnsafeRawPointer(address).loadUnaligned(as: Floats8.self)
  }

  /// Writes eight floats from `address` on, at any alignment.
  @inlinable @inline(__always)
  public static func store(_ lanes: Floats8, _ address: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(address).storeBytes(of: lanes, as: Floats8.self)
  }
}
