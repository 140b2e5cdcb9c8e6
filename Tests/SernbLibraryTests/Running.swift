// Checks and runs code as a notebook of one cell, over files in memory.

import SernbLanguage
import SernbLibrary
import SernbRuntime

/// A project in memory.
struct Project: Sendable {
  var files: [String: [UInt8]]

  /// The files that examples of the reference read.
  static let examples = Project([
    "data/labels.csv": "turn,label\nSes01F_impro01_F000,ang\nSes01F_impro01_M000,sad\n"
  ])

  init(_ texts: [String: String]) { files = texts.mapValues { Array($0.utf8) } }

  var world: World {
    let files = files
    return World(
      files: Files(
        readable: { $0.hasPrefix("/") ? .failure(Files.Forbidden(why: "outside")) : .success($0) },
        writable: { $0.hasPrefix("/") ? .failure(Files.Forbidden(why: "outside")) : .success($0) },
        kind: { path in
          if files[path] != nil { return .file }
          return files.keys.contains { $0.hasPrefix(path + "/") } ? .folder : .missing
        },
        read: { path in
          guard let bytes = files[path] else {
            throw RunProblem("missing-data", "I cannot find the file `\(path)`")
          }
          return bytes
        }), jobs: 1)
  }

  var checked: StaticFiles {
    let world = world
    let files = files
    return StaticFiles(
      kind: { path in
        switch world.files.kind(path) {
        case .file: .file
        case .folder: .folder
        case .missing, .special: .missing
        }
      }, head: { path, count in files[path].map { Array($0.prefix(count)) } })
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
    results.lazy.compactMap { $0.bound[name] }.first
  }

  func type(_ name: String) -> Type? { checked.exports[name]?.type }
}

/// - Parameter seed: the notebook's.
func run(_ code: String, in project: Project = .examples, seed: Int = 2019) async throws -> Ran {
  let text = "---\ntitle: Test\nseed: \(seed)\n---\n\n```ser cell\n\(code)\n```\n"
  let notebook = Notebook(parsing: SourceText(text, name: "test.sernb"))
  let checked = Checker.check(
    notebook, in: CheckContext(vocabulary: Library.vocabulary, files: project.checked))
  let run = NotebookRun(
    checked, name: "test.sernb", builtins: Library.byName, world: project.world)
  return Ran(checked: checked, results: try await run.runAll())
}

/// The value of an expression that is right.
func value(_ code: String, in project: Project = .examples) async throws -> Value {
  let ran = try await run("answer = \(code)", in: project)
  guard ran.problems.isEmpty, let value = ran.value("answer") else {
    throw Unexpected(problems: ran.problems.map(\.message))
  }
  return value
}

/// What a cell shows of an expression that is right.
func shown(_ code: String, in project: Project = .examples) async throws -> String {
  Reference.shown(try await value(code, in: project))
}

/// The one problem of an expression that is wrong.
func problem(_ code: String, in project: Project = .examples) async throws -> Diagnostic {
  let problems = try await run("answer = \(code)", in: project).problems
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
