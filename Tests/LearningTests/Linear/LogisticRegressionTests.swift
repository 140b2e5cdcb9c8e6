// Logistic regression: its gradient, its optimum, and scikit-learn's.

import Kernels
import Testing
import TestSupport

@testable import Learning

@Suite(.timeLimit(.minutes(30))) struct LogisticRegressionTests {
  private static let plan = PackedRows.Plan(
    outputs: 3, penalty: { 1 / (2 * $0) }, bend: 0.2, constant: 1, isConstantPenalized: false)

  @Test("the gradient is that of central differences", arguments: [true, false])
  func gradient(isSoftmax: Bool) async throws {
    for (rows, outputs) in [
      (try combined(60), 3), (try clouds(40, classes: 10), 10), (try sentences(40, classes: 2), 1),
    ] {
      if outputs == 1, isSoftmax { continue }
      var plan = Self.plan
      plan.outputs = outputs
      let weights = rows.classes.indices.map { 0.5 + Double($0) }
      let packed = try PackedRows(rows, weights: weights, plan)
      let loss = LogLoss(packed, isSoftmax: isSoftmax)
      var random = RandomSource(seed: 9)
      var point = [Doubles8](repeating: .zero, count: packed.size)
      for index in point.indices {
        for lane in 0..<min(8, outputs - 8 * (index % packed.blocks)) {
          point[index][lane] = random.normal()
        }
      }
      let (_, gradient) = try await loss.evaluated(point, width: 1)
      for index in stride(from: 0, to: point.count, by: 3) {
        for lane in 0..<min(8, outputs - 8 * (index % packed.blocks)) {
          let step = 1e-5
          var (left, right) = (point, point)
          left[index][lane] -= step
          right[index][lane] += step
          let low = try await loss.evaluated(left, width: 1).value
          let high = try await loss.evaluated(right, width: 1).value
          expectClose(
            (high - low) / (2 * step), gradient[index][lane], relative: 2e-7, absolute: 2e-10)
        }
        // Lanes without a function are never touched.
        for lane in min(8, outputs - 8 * (index % packed.blocks))..<8 {
          #expect(gradient[index][lane] == 0)
        }
      }
    }
  }

  @Test("the loss is that of the plain formula")
  func plainLoss() async throws {
    let rows = try combined(50)
    let packed = try PackedRows(rows, weights: [1, 2, 3], Self.plan)
    let loss = LogLoss(packed, isSoftmax: true)
    var random = RandomSource(seed: 10)
    var point = [Doubles8](repeating: .zero, count: packed.size)
    for index in point.indices { for lane in 0..<3 { point[index][lane] = random.normal() } }
    let functions = packed.functions(
      point, columns: rows.columns.count, classes: 3, link: .softmax)
    let scores = try await functions.scores(rows.features, width: 1)
    var wanted = 0.0
    for (row, label) in rows.labels.enumerated() {
      wanted -= Double(label + 1) * Math.log(scores[row * 3 + Int(label)])
    }
    let mass = rows.labels.map { Double($0 + 1) }.reduce(0, +)
    let squares = functions.coefficients.map { $0 * $0 }.reduce(0, +)
    let value = try await loss.evaluated(point, width: 1).value
    expectClose(value, (wanted + squares / 4) / mass, relative: 2e-15)
  }

  @Test("weights, intercepts and probabilities are those of scikit-learn at its optimum")
  func agreesWithScikitLearn() async throws {
    let stored = try LinearFixture.stored.get()
    #expect(stored.logistic.count == 14)
    for wanted in stored.logistic {
      for isDense in [false, true] {
        let rows = try stored.rows(wanted.table, isDense: isDense)
        var settings = LogisticRegression()
        settings.c = wanted.c
        settings.penalty = wanted.penalty == "l2" ? .l2 : .none
        settings.fitIntercept = wanted.intercept
        settings.multiClass = wanted.ovr ? .ovr : .multinomial
        settings.classWeight = weights(wanted.weight, rows)
        settings.maxIter = 1000
        let model = try await settings.fit(rows, FitContext(seed: 1))
        let fitted = try #require(model.predictor as? LinearModel)
        #expect(fitted.isReached)
        let scores = try await model.scores(rows.features.taking(Array(0..<12)))
        let what = "\(wanted.table) \(wanted.penalty) \(wanted.weight) \(wanted.ovr)"
        #expect(farthest(scores, wanted.scores) < 2e-5, "\(what)")
        #expect(
          farthest(centered(fitted.functions.intercepts), centered(wanted.intercepts)) < 5e-4,
          "\(what)")
        #expect(farthest(fitted.functions.coefficients, wanted.coefficients) < 5e-4, "\(what)")
      }
    }
  }

  /// A softmax is the same with a constant added to all intercepts.
  private func centered(_ values: [Double]) -> [Double] {
    if values.count == 1 { return values }
    let mean = values.reduce(0, +) / Double(values.count)
    return values.map { $0 - mean }
  }

  @Test("rows that stand often count as often: weights are as those of each row once, weighted")
  func repeatedRows() async throws {
    let rows = try combined(90)
    let often = rows.taking(Array(0..<90) + Array(0..<90).filter { rows.labels[$0] == 1 })
    var tight = LogisticRegression()
    tight.tol = 1e-9
    let repeated = try await tight.fit(often, FitContext(seed: 1))
    tight.classWeight = ClassWeights([(rows.classes[1], 2)])
    let weighted = try await tight.fit(rows, FitContext(seed: 1))
    let (a, b) = (
      try await repeated.scores(rows.features), try await weighted.scores(rows.features)
    )
    #expect(farthest(a, b) < 1e-15)
    let packed = try PackedRows(often, weights: [1, 1, 1], Self.plan)
    #expect(packed.count <= 90)
    expectClose(packed.totals.reduce(0, +), 1, relative: 2e-15)
    // Empty rows of all classes are one row.
    let words = try PackedRows(sentences(150), weights: [1, 1, 1], Self.plan)
    #expect(words.count == 150 - (0..<150).count { $0 % 11 == 10 } + 1)
  }

  @Test("equal rows under two names share a probability")
  func contradiction() async throws {
    let rows = try TrainingRows(
      FeatureRows(dense: [2, 2, 2, 2], columns: 1), labels: ["a", "a", "a", "b"])
    var settings = LogisticRegression()
    settings.tol = 1e-9
    let scores = try await settings.fit(rows, FitContext(seed: 1)).scores(
      FeatureRows(dense: [2], columns: 1))
    expectClose(scores[0], 0.75, relative: 1e-12)
  }

  @Test("a fit that is stopped early says so, and what it says is saved")
  func remark() async throws {
    let rows = try combined(200)
    var settings = LogisticRegression()
    settings.maxIter = 2
    let model = try await settings.fit(rows, FitContext(seed: 1))
    #expect(model.predictor.facts == [ModelFact("iterations", 2)])
    #expect(model.predictor.remarks.first?.contains("`max_iter`") == true)
    #expect(try FittedModel(bytes: model.bytes).predictor.remarks == model.predictor.remarks)
    settings.maxIter = 1000
    let whole = try await settings.fit(rows, FitContext(seed: 1))
    #expect(whole.predictor.remarks.isEmpty)
  }

  @Test("columns of any size are learned from: a unit changes no probability without a penalty")
  func units() async throws {
    let rows = try clouds(200, columns: 2, classes: 2, gap: 0.5)
    var settings = LogisticRegression()
    settings.penalty = .none
    settings.tol = 1e-8
    let plain = try await settings.fit(rows, FitContext(seed: 1)).scores(rows.features)
    let cells = rows.features.dense.enumerated().map { $0 % 2 == 0 ? $1 * 1e9 : $1 * 1e-9 }
    let scaled = try TrainingRows(
      FeatureRows(dense: cells, columns: 2), labels: rows.labels.map { "\($0)" })
    let other = try await settings.fit(scaled, FitContext(seed: 1)).scores(scaled.features)
    #expect(farthest(plain, other) < 5e-8)
  }
}
