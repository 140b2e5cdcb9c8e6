// The leak guard against every attempt and every honest use that is known, in process.

import Basics
import SernbDocument
import SernbLanguage
import SernbRuntime
import Testing

@testable import SernbLibrary

@Suite("Attempts at the leak guard", .timeLimit(.minutes(30)))
struct LeakCaseTests {
  private func outcome(_ leakCase: LeakCase) async throws -> (codes: [String], notes: [Note]) {
    let ran = try await run(leakCase.code, in: try await Surroundings.withSaved())
    return (ran.problems.map(\.code.rawValue), ran.results.flatMap(\.notes))
  }

  private func expect(_ leakCase: LeakCase) async throws {
    let (codes, notes) = try await outcome(leakCase)
    let cautions = notes.filter { $0.callout.kind == .caution }
    let said = Comment(rawValue: "\(codes) \(notes.map(\.callout.body))")
    switch leakCase.outcome {
    case .leak: #expect(codes == ["leak"], said)
    case .noted: #expect(codes.isEmpty && !cautions.isEmpty, said)
    case .honest, .beyond: #expect(codes.isEmpty && cautions.isEmpty, said)
    case .refused: #expect(!codes.isEmpty && !codes.contains("leak"), said)
    }
  }

  @Test("rows under other names", arguments: LeakCase.identities)
  func identities(_ leakCase: LeakCase) async throws { try await expect(leakCase) }

  @Test("copies, files and overlapping parts", arguments: LeakCase.copies)
  func copies(_ leakCase: LeakCase) async throws { try await expect(leakCase) }

  @Test("what learns, counts or chooses in between", arguments: LeakCase.learners)
  func learners(_ leakCase: LeakCase) async throws { try await expect(leakCase) }

  @Test("honest uses stay unmarked", arguments: LeakCase.honest)
  func honest(_ leakCase: LeakCase) async throws { try await expect(leakCase) }

  @Test("more of both kinds", arguments: LeakCase.more)
  func more(_ leakCase: LeakCase) async throws { try await expect(leakCase) }

  @Test("rows without identity are said to be beyond judgment, and equal ones are counted")
  func noIdentity() async throws {
    let halves = try #require(
      LeakCase.honest.first { $0.name == "anonymous halves that hold equal rows" })
    let notes = try await outcome(halves).notes.map(\.callout.body)
    #expect(notes.count == 1)
    #expect(
      notes.first?.hasPrefix(
        "The rows have no identity, so rows seen in training cannot be detected.") == true)
    #expect(notes.first?.contains("4 test rows equal a training row") == true)
  }

  @Test("a chosen model says by which rows it was chosen")
  func chosen() async throws {
    let search = try #require(LeakCase.learners.first { $0.name == "grid search on test" })
    let problems = try await run(search.code, in: try await Surroundings.withSaved()).problems
    #expect(problems.first?.message.contains("in training: the choice of settings") == true)
    #expect(problems.first?.message.contains("also used for a choice") == true)
  }

  @Test("what cannot be known is on the page about leaks")
  func page() throws {
    let page = try #require(Topic.named("leaks")).text
    for words in ["the best of many seeds, splits or models", "read off a table and type"] {
      #expect(page.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(words))
    }
    #expect(page.split(separator: "\n").allSatisfy { $0.count <= 120 })
  }
}

extension Surroundings {
  /// The files of the cases, made once.
  fileprivate static func withSaved() async throws -> Surroundings { try await saved.value }

  private static let saved = Task { try await LeakCase.surroundings() }
}
