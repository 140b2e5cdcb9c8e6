// L-BFGS and its line search on functions whose minima are known.

import Kernels
import Testing
import TestSupport

@testable import Learning

@Suite(.timeLimit(.minutes(30))) struct LBFGSTests {
  /// Eight times Rosenbrock's valley, (1 - x)² + 100 (y - x²)²: the minimum is at (1, 1).
  struct Rosenbrock: SmoothFunction {
    var tolerance = 1e-9

    func evaluated(
      _ point: [Doubles8], width: Int
    ) async throws -> (value: Double, gradient: [Doubles8]) {
      let (x, y) = (point[0], point[1])
      let (a, b) = (1 - x, y - x * x)
      let value: Doubles8 = a * a + 100 * (b * b)
      let slope: Doubles8 = -2 * a - 400 * (x * b)
      return (value.total, [slope, 200 * b])
    }
    func precondition(_ gradient: inout [Doubles8]) {}
    func isNear(_ gradient: [Doubles8]) -> Bool {
      gradient.allSatisfy { $0.orGreater(-$0).greatest <= tolerance }
    }
  }

  /// Σ bend · (x - center)² / 2, ill-conditioned.
  struct Bowl: SmoothFunction {
    let bends: [Doubles8]
    let center: [Doubles8]
    var isPreconditioned = false

    func evaluated(
      _ point: [Doubles8], width: Int
    ) async throws -> (value: Double, gradient: [Doubles8]) {
      let away = point.minus(center)
      let gradient = zip(bends, away).map { $0 * $1 }
      return (0.5 * gradient.dot(away), gradient)
    }
    func precondition(_ gradient: inout [Doubles8]) {
      if isPreconditioned { for index in gradient.indices { gradient[index] /= bends[index] } }
    }
    func isNear(_ gradient: [Doubles8]) -> Bool {
      gradient.allSatisfy { $0.orGreater(-$0).greatest <= 1e-9 }
    }
  }

  private let search = LBFGS(maxIterations: 500, width: 1) { _, _ in }

  @Test("Rosenbrock's valley is followed to its end from eight starts at a time")
  func rosenbrock() async throws {
    let start = [
      Doubles8(-1.2, 0, 2, -3, 1.5, 0.5, -0.7, 10), Doubles8(1, 0, -2, 3, 1.5, 4, -1, -8),
    ]
    let found = try await search.minimized(Rosenbrock(), from: start)
    #expect(found.isReached)
    #expect(found.iterations < 300)
    for lane in 0..<8 {
      expectClose(found.point[0][lane], 1, relative: 5e-7)
      expectClose(found.point[1][lane], 1, relative: 5e-7)
    }
  }

  @Test(
    "a bowl a thousand times steeper one way than another; with its curvature known, in one step")
  func bowl() async throws {
    var random = RandomSource(seed: 6)
    let bends = (0..<5).map { _ in
      var lanes = Doubles8.zero
      for lane in 0..<8 { lanes[lane] = Math.exp(random.uniform(in: -3.5...3.5)) }
      return lanes
    }
    let center = (0..<5).map { Doubles8(repeating: Double($0) - 2) }
    let start = [Doubles8](repeating: Doubles8(repeating: 3), count: 5)
    let slow = try await search.minimized(Bowl(bends: bends, center: center), from: start)
    let quick = try await search.minimized(
      Bowl(bends: bends, center: center, isPreconditioned: true), from: start)
    #expect(slow.isReached && quick.isReached)
    #expect(quick.iterations <= 2)
    #expect(slow.iterations > 10)
    for found in [slow, quick] {
      for index in 0..<5 {
        for lane in 0..<8 {
          expectClose(found.point[index][lane], center[index][lane], relative: 0, absolute: 1e-5)
        }
      }
    }
  }

  @Test("rounds that are used up are told, and a start at the minimum takes none")
  func ends() async throws {
    let few = LBFGS(maxIterations: 3, width: 1) { _, _ in }
    let start = [Doubles8(repeating: -1.2), Doubles8(repeating: 1)]
    let early = try await few.minimized(Rosenbrock(), from: start)
    #expect(early.iterations == 3)
    #expect(!early.isReached)
    let there = [Doubles8](repeating: Doubles8(repeating: 1), count: 2)
    let none = try await few.minimized(Rosenbrock(), from: there)
    #expect(none.iterations == 0)
    #expect(none.isReached)
    // A tolerance that rounding never meets still ends.
    let strict = try await search.minimized(Rosenbrock(tolerance: 0), from: start)
    #expect(strict.isReached)
  }

  @Test(
    "a line search meets both conditions from any first step",
    arguments: [1e-6, 1e-3, 0.1, 1, 10, 1e4])
  func lineSearch(first: Double) throws {
    // Moré and Thuente's first function, -t / (t² + 2), and one with a narrow valley and a wall of infinity.
    let functions: [(Double) -> (Double, Double)] = [
      { t in (-t / (t * t + 2), (t * t - 2) / ((t * t + 2) * (t * t + 2))) },
      { t in
        t < 40
          ? ((t - 3) * (t - 3) * (t + 5), 2 * (t - 3) * (t + 5) + (t - 3) * (t - 3))
          : (.infinity, .nan)
      },
      { t in (Math.exp(t) - 5 * t, Math.exp(t) - 5) },
    ]
    for function in functions {
      let (value, slope) = function(0)
      try #require(slope < 0)
      var search = LineSearch(value: value, slope: slope, step: first)
      var rounds = 0
      var outcome = LineSearch.Outcome.ask
      while outcome == .ask, rounds < 60 {
        let (value, slope) = function(search.step)
        outcome = search.take(value: value, slope: slope)
        rounds += 1
      }
      #expect(outcome == .found)
      let (low, flat) = function(search.step)
      #expect(low <= value + LineSearch.decrease * search.step * slope)
      #expect(flat.magnitude <= LineSearch.curvature * slope.magnitude)
    }
  }
}
