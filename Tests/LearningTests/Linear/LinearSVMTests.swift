// The linear SVM: its derivatives, its optimum, and scikit-learn's.

import Kernels
import Testing
import TestSupport

@testable import Learning

@Suite(.timeLimit(.minutes(30))) struct LinearSVMTests {
  private func loss(_ rows: TrainingRows, outputs: Int) throws -> SquaredHinge {
    let packed = try PackedRows(
      rows, weights: rows.classes.map { _ in 1 },
      PackedRows.Plan(
        outputs: outputs, penalty: { 1 / (2 * $0) }, bend: 2, constant: 1,
        isConstantPenalized: true))
    let ones = (0..<packed.blocks).map(packed.mask)
    return SquaredHinge(packed, positive: ones.map { 2.5 * $0 }, negative: ones)
  }

  private func point(_ loss: SquaredHinge, _ random: inout RandomSource) -> [Doubles8] {
    var point = [Doubles8](repeating: .zero, count: loss.rows.size)
    for index in point.indices {
      let lanes = min(8, loss.rows.outputs - 8 * (index % loss.rows.blocks))
      for lane in 0..<lanes { point[index][lane] = random.normal() }
    }
    return point
  }

  @Test("gradient and curvature are those of central differences")
  func derivatives() async throws {
    for (rows, outputs) in [
      (try combined(60), 3), (try clouds(40, classes: 10), 10), (try sentences(40, classes: 2), 1),
    ] {
      let loss = try loss(rows, outputs: outputs)
      let blocks = loss.rows.blocks
      var random = RandomSource(seed: 12)
      let here = point(loss, &random)
      let direction = point(loss, &random)
      func slopes(_ weights: [Doubles8]) async throws -> SquaredHinge.Slopes {
        try await loss.slopes(weights, loss.scores(weights, width: 1), width: 1)
      }
      let found = try await slopes(here)
      let step = 1e-6
      let left = try await slopes(here.adding(direction, times: -step))
      let right = try await slopes(here.adding(direction, times: step))
      let slope = found.gradient.dotLanes(direction, blocks: blocks)
      let bending = loss.bending(found.bends, open: (0..<blocks).map(loss.rows.mask))
      let bent = try await loss.bent(direction, found.bends, bending: bending, width: 1)
      for output in 0..<outputs {
        let (block, lane) = (output / 8, output % 8)
        let rise = (right.values[block][lane] - left.values[block][lane]) / (2 * step)
        expectClose(rise, slope[block][lane], relative: 1e-8, absolute: 1e-10)
        for index in stride(from: block, to: here.count, by: blocks) {
          let turn = right.gradient[index][lane] - left.gradient[index][lane]
          expectClose(turn / (2 * step), bent[index][lane], relative: 2e-8, absolute: 2e-10)
        }
      }
      // The diagonal is what the curvature makes of a column by itself.
      var one = [Doubles8](repeating: .zero, count: here.count)
      one[blocks] = Doubles8(repeating: 1)
      let column = try await loss.bent(one, found.bends, bending: bending, width: 1)
      expectClose(column[blocks][0], found.diagonal[blocks][0], relative: 1e-15)
    }
  }

  @Test("the gradient is zero at the optimum, and each weight is a sum of rows inside the margin")
  func optimality() async throws {
    let rows = try combined(120)
    for c in [0.01, 1, 100] {
      var settings = LinearSVM()
      settings.c = c
      settings.tol = 1e-8
      let model = try await settings.fit(rows, FitContext(seed: 1))
      let fitted = try #require(model.predictor as? LinearModel)
      #expect(fitted.isReached)
      let margins = try await model.scores(rows.features)
      let columns = rows.columns.count
      // Karush, Kuhn, Tucker: w = Σ 2 c max(0, 1 - y m) y x, for the constant column as well.
      for output in 0..<3 {
        var sums = [Double](repeating: 0, count: columns)
        var constant = 0.0
        for row in 0..<rows.count {
          let side = Int(rows.labels[row]) == output ? 1.0 : -1
          let factor = 2 * c * max(0, 1 - side * margins[row * 3 + output]) * side
          constant += factor
          for column in 0..<4 { sums[column] += factor * rows.features.dense[row * 4 + column] }
          for entry in rows.features.sparse.range(row) {
            sums[4 + Int(rows.features.sparse.indices[entry])] +=
              factor * rows.features.sparse.values[entry]
          }
        }
        let weights = Array(
          fitted.functions.coefficients[(output * columns)..<((output + 1) * columns)])
        #expect(farthest(weights, sums) < 1e-8)
        expectClose(fitted.functions.intercepts[output], constant, relative: 0, absolute: 1e-8)
      }
    }
  }

  @Test("weights, intercepts and margins are those of scikit-learn at its optimum")
  func agreesWithScikitLearn() async throws {
    let stored = try LinearFixture.stored.get()
    #expect(stored.svm.count == 16)
    for wanted in stored.svm {
      for isDense in [false, true] {
        let rows = try stored.rows(wanted.table, isDense: isDense)
        var settings = LinearSVM()
        settings.c = wanted.c
        settings.fitIntercept = wanted.intercept
        settings.interceptScaling = wanted.scaling
        settings.classWeight = weights(wanted.weight, rows)
        if wanted.loss == "hinge" {
          settings.loss = .hinge
          settings.maxIter = 100_000
        }
        let model = try await settings.fit(rows, FitContext(seed: 1))
        let fitted = try #require(model.predictor as? LinearModel)
        #expect(fitted.isReached)
        // The dual says less of how far the weights are than the gradient does.
        let allowed = wanted.loss == "hinge" ? 1e-3 : 2e-4
        let what = "\(wanted.table) \(wanted.weight) \(wanted.loss)"
        #expect(farthest(fitted.functions.coefficients, wanted.coefficients) < allowed, "\(what)")
        #expect(farthest(fitted.functions.intercepts, wanted.intercepts) < allowed, "\(what)")
        var scores = try await model.scores(rows.features.taking(Array(0..<12)))
        if rows.classes.count == 2 {
          for row in 0..<12 { #expect(scores[2 * row] == -scores[2 * row + 1]) }
          scores = (0..<12).map { scores[2 * $0 + 1] }
        }
        #expect(farthest(scores, wanted.scores) < 1e-3, "\(what)")
      }
    }
  }

  @Test("columns of very different sizes are fitted to their optimum as well")
  func sizes() async throws {
    let plain = try clouds(300, columns: 4, gap: 1)
    let cells = plain.features.dense.enumerated().map { $1 * [1e-4, 1, 1e3, 1e5][$0 % 4] }
    let rows = try TrainingRows(
      FeatureRows(dense: cells, columns: 4), labels: plain.labels.map { "\($0)" })
    var settings = LogisticRegression()
    settings.maxIter = 1000
    for estimator in [LinearSVM(), settings] as [any Estimator] {
      let model = try await estimator.fit(rows, FitContext(seed: 1))
      let fitted = try #require(model.predictor as? LinearModel)
      #expect(fitted.isReached)
      #expect(fitted.iterations < 200)
      let scores = try await model.scores(rows.features)
      let isMargin = fitted.scoring == .margins
      for output in 0..<3 {
        for column in 0..<4 {
          // The pull of the rows is that of the penalty, next to what single rows pull.
          var (sum, size) = (0.0, 0.0)
          for row in 0..<rows.count {
            let isOwn = Int(rows.labels[row]) == output
            let (side, score) = (isOwn ? 1.0 : -1, scores[row * 3 + output])
            let factor =
              isMargin ? 2 * max(0, 1 - side * score) * side : (isOwn ? 1 : 0) - score
            sum += factor * cells[row * 4 + column]
            size += (factor * cells[row * 4 + column]).magnitude
          }
          let weight = fitted.functions.coefficients[output * 4 + column]
          #expect((weight - sum).magnitude < 1e-4 * max(weight.magnitude, size))
        }
      }
    }
  }

  @Test("parts of a large table give what one part gives, whatever the number of cores")
  func parts() async throws {
    let rows = try combined(30_000)
    for estimator in [LinearSVM(), LogisticRegression()] as [any Estimator] {
      let one = try await estimator.fit(rows, FitContext(seed: 1, width: 1))
      let four = try await estimator.fit(rows, FitContext(seed: 1, width: 4))
      #expect(one.bytes == four.bytes)
    }
    let packed = try PackedRows(
      rows, weights: [1, 1, 1],
      PackedRows.Plan(
        outputs: 3, penalty: { 1 / $0 }, bend: 2, constant: 1, isConstantPenalized: true))
    #expect(packed.parts.count > 1)
    #expect(packed.parts.flatMap { $0 } == Array(0..<packed.count))
  }

  @Test(
    "the hinge loss gives the same bytes for any number of cores, and comes to the same by any order"
  )
  func hingeOrders() async throws {
    var settings = LinearSVM()
    settings.loss = .hinge
    settings.tol = 1e-6
    settings.maxIter = 100_000
    let rows = try combined(90)
    let one = try await settings.fit(rows, FitContext(seed: 5, width: 1))
    let four = try await settings.fit(rows, FitContext(seed: 5, width: 4))
    #expect(one.bytes == four.bytes)
    #expect(one.predictor.remarks.isEmpty)
    let other = try await settings.fit(rows, FitContext(seed: 6, width: 1))
    #expect(one.bytes != other.bytes)
    let (a, b) = (try await one.scores(rows.features), try await other.scores(rows.features))
    #expect(farthest(a, b) < 1e-5)
  }

  @Test("rows that stand often count as often")
  func repeatedRows() async throws {
    let rows = try clouds(60, classes: 2, gap: 0.5)
    var settings = LinearSVM()
    settings.tol = 1e-9
    let often = rows.taking((0..<180).map { $0 % 60 })
    let repeated = try await settings.fit(often, FitContext(seed: 1)).scores(rows.features)
    settings.c = 3
    let heavier = try await settings.fit(rows, FitContext(seed: 1)).scores(rows.features)
    #expect(farthest(repeated, heavier) < 1e-15)
  }

  @Test("three points on a line, by hand")
  func byHand() async throws {
    // Without an intercept and with x = 1 against x = -1: w = 4c / (1 + 4c).
    var settings = LinearSVM()
    settings.fitIntercept = false
    settings.tol = 1e-10
    let rows = try TrainingRows(FeatureRows(dense: [1, -1], columns: 1), labels: ["b", "a"])
    let scores = try await settings.fit(rows, FitContext(seed: 1)).scores(rows.features)
    expectClose(scores[1], 0.8, relative: 1e-15)
    expectClose(scores[0], -0.8, relative: 1e-15)
  }

  @Test("a fit that is stopped early says so, and the weights tell which columns matter")
  func remark() async throws {
    let rows = try combined(200)
    var settings = LinearSVM()
    settings.maxIter = 1
    let model = try await settings.fit(rows, FitContext(seed: 1))
    #expect(model.predictor.remarks.first?.contains("`max_iter`") == true)
    // A column of noise beside one that tells the classes apart.
    var random = RandomSource(seed: 4)
    let cells = (0..<200).flatMap { [Double($0 % 2) + 0.1 * random.normal(), random.normal()] }
    let two = try TrainingRows(
      FeatureRows(dense: cells, columns: 2), labels: (0..<200).map { "\($0 % 2)" })
    for estimator in [LinearSVM(), LogisticRegression()] as [any Estimator] {
      let fitted = try await estimator.fit(two, FitContext(seed: 1))
      let importance = try #require(fitted.predictor.importances.first)
      #expect(importance.sense == "coefficient")
      #expect(importance.values[0] > 5 * importance.values[1])
    }
  }
}
