// Checks and runs code as a notebook of one cell, over files in memory.

import SernbLanguage
import SernbLibrary
import SernbRuntime
import SernbTools

/// What a run sees of files: those of the examples, or some in memory.
struct Surroundings: Sendable {
  let world: World
  let checked: StaticFiles

  static let examples = Surroundings(
    world: World(files: ExampleProject.project.files, jobs: 1),
    checked: ExampleProject.project.staticFiles(trustingMissing: false))

  /// Files in memory; the checker asks nothing of them, as if an earlier notebook were to make them.
  static func files(_ files: [String: [UInt8]], isSeenBefore: Bool = true) -> Surroundings {
    let reading = Files(
      readable: { $0.hasPrefix("/") ? .failure(Files.Forbidden(why: "outside")) : .success($0) },
      writable: { _ in .failure(Files.Forbidden(why: "outside")) },
      kind: { files[$0] == nil ? .missing : .file },
      read: { path in
        guard let bytes = files[path] else {
          throw RunProblem("missing-data", "I cannot find the file `\(path)`")
        }
        return bytes
      })
    let checked = StaticFiles(
      kind: { files[$0] == nil ? .missing : .file },
      head: { path, count in files[path].map { Array($0.prefix(count)) } })
    return Surroundings(
      world: World(files: reading, jobs: 1), checked: isSeenBefore ? checked : .trusting)
  }
}

/// A notebook of one cell after its run.
struct Ran {
  let checked: CheckedNotebook
  let results: [NodeResult]

  /// What the check of the text found.
  var staticProblems: [Diagnostic] { checked.errors.map(\.diagnostic) }

  /// Everything that was found, in the text and while running.
  var problems: [Diagnostic] { staticProblems + results.compactMap(\.failure) }

  func value(_ name: String) -> Value? {
    results.lazy.compactMap { $0.bound[name]?.untraced }.first
  }

  func type(_ name: String) -> Type? { checked.exports[name]?.type }
}

/// - Parameter seed: the notebook's.
func run(
  _ code: String, in surroundings: Surroundings = .examples, seed: Int = 2019
) async throws -> Ran {
  let text = "---\ntitle: Test\nseed: \(seed)\n---\n\n```ser cell\n\(code)\n```\n"
  let notebook = Notebook(parsing: SourceText(text, name: "test.sernb"))
  let checked = Checker.check(
    notebook, in: CheckContext(vocabulary: Library.vocabulary, files: surroundings.checked))
  let run = NotebookRun(
    checked, name: "test.sernb", builtins: Library.byName, world: surroundings.world)
  return Ran(checked: checked, results: try await run.runAll())
}

/// The value of an expression that is right.
func value(_ code: String, in surroundings: Surroundings = .examples) async throws -> Value {
  let ran = try await run("answer = \(code)", in: surroundings)
  guard ran.problems.isEmpty, let value = ran.value("answer") else {
    throw Unexpected(problems: ran.problems.map(\.message))
  }
  return value
}

/// What a cell shows of an expression that is right.
func shown(_ code: String, in surroundings: Surroundings = .examples) async throws -> String {
  Reference.shown(try await value(code, in: surroundings))
}

/// The one problem of an expression that is wrong.
func problem(_ code: String, in surroundings: Surroundings = .examples) async throws -> Diagnostic {
  let problems = try await run("answer = \(code)", in: surroundings).problems
  guard problems.count == 1, let problem = problems.first else {
    throw Unexpected(problems: problems.map(\.message))
  }
  return problem
}

struct Unexpected: Error, CustomStringConvertible {
  let problems: [String]
  var description: String {
    problems.isEmpty ? "no problem where one was expected" : problems.joined(separator: "; ")
  }
}
