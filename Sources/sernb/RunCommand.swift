// `sernb run`: runs notebooks and renders each to `Outputs/`.

import ArgumentParser
import Foundation
import SernbDocument
import SernbLanguage
import SernbLibrary
import SernbRuntime

struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run notebooks and render them to Outputs/.",
    discussion: """
      Static problems of all notebooks are reported before anything runs. A cell that fails stops only the cells that \
      need it; the write-up is written all the same and shows what happened.
      """)

  @OptionGroup var options: RunOptions

  @Option(help: "The longest that the whole run may take, such as '10 min'.")
  var timeout: String?

  @Flag(help: "Go on with the next notebook after one that failed.")
  var keepGoing = false

  @Flag(name: .shortAndLong, help: "Say nothing but problems.")
  var quiet = false

  func run() async throws {
    let code = try await runAll()
    try code.leave()
  }

  private func seconds() throws -> Double? {
    guard let timeout else { return nil }
    guard case .number(let seconds, .duration) = Constant(reading: timeout), seconds > 0 else {
      throw ValidationError(
        "--timeout wants a duration such as '10 min', and this is '\(timeout)'.")
    }
    return seconds
  }

  private func runAll() async throws -> Exit {
    let notebooks = try options.notebooks()
    guard let first = notebooks.first else { return .fine }
    let project = options.makeProject(for: first.path)
    let limit = try seconds()

    // Everything that can be known before anything runs, about all notebooks.
    let loader = NotebookLoader(
      project, vocabulary: Library.vocabulary, overrides: options.overrides, trustingMissing: true)
    let found = StaticCheck(notebooks, loader, project)
    var codes = found.codes
    try options.refuseUnknown(in: found.checked)
    let secrets = Redaction(of: found.checked, in: project)
    if !found.problems.isEmpty {
      Console.show(found.problems, format: options.format, without: secrets)
    }
    if codes.contains(.usage) { return .usage }

    let start = DispatchTime.now().uptimeNanoseconds
    let clock: @Sendable () -> Double = {
      Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9
    }
    let progress = Progress(isShown: Console.isTerminal && !quiet, clock: clock)
    let world = World(
      files: project.files, jobs: options.cores, report: { progress.report($0) }, clock: clock)
    let projectRun = ProjectRun(
      project, builtins: Library.byName, vocabulary: Library.vocabulary,
      overrides: options.overrides, world: world, deadline: limit)

    let interrupt = Interrupt()
    for (path, isNamed) in notebooks {
      let one = OneRun(
        path: path, isNamed: isNamed, project: project, options: options, quiet: quiet,
        secrets: secrets,
        reported: Set(found.problems.map { "\($0.source?.name ?? "") \($0.diagnostic)" }))
      do {
        let code = try await interrupt.guarding { try await one.run(projectRun, progress) }
        codes.append(code)
        if code != .fine, !keepGoing { break }
      } catch {
        progress.clear()
        guard interrupt.wasInterrupted else { throw error }
        Console.error("Interrupted. The last write-up of \(path) is as it was.")
        return .interrupted
      }
    }
    return Exit.worst(codes)
  }
}

/// One notebook of a run: run, rendered, written, reported.
private struct OneRun: Sendable {
  let path: String
  let isNamed: Bool
  let project: Project
  let options: RunOptions
  let quiet: Bool
  let secrets: Redaction
  /// Problems that were shown before the run began.
  let reported: Set<String>

  func run(_ projectRun: ProjectRun, _ progress: Progress) async throws -> Exit {
    let run: NotebookRun
    do {
      run = try projectRun.run(path)
    } catch {
      // Reported before the run began.
      return .staticProblems
    }
    let checked = run.checked
    if let skipped = skipReason(checked) { return skipped }
    if !checked.fatal.isEmpty {
      say(checked.fatal.map { ($0.diagnostic, checked.source) })
      return Exit.worst(checked.fatal.map { Exit(of: $0.diagnostic, isStatic: true) })
    }
    let results = try await run.runAll()
    progress.clear()

    let stem = project.outputStem(path)
    let name = stem.split(separator: "/").last.map(String.init) ?? stem
    let writeUp = WriteUp(
      checked, results, name: name, command: command(checked))
    say(writeUp.problems.map { ($0, checked.source) })
    do {
      let changed = try OutputFolder(root: project.root)
        .replace(writeUp.files(at: stem), filesFolder: "\(stem).files")
      if !quiet {
        let cells = checked.cells.count
        let failed = writeUp.failedCells.count
        let state = failed == 0 ? "" : ", \(failed) failed"
        let news = changed.isEmpty ? "unchanged" : "written"
        Console.error(
          "\(project.shortName(path)): \(cells) \(cells == 1 ? "cell" : "cells")\(state) → \(stem).md \(news)"
        )
      }
    } catch {
      say([(error, nil)])
      return .failed
    }
    let statics = Set(checked.problems.map { $0.diagnostic.code })
    return Exit.worst(
      writeUp.problems.filter(\.isError).map { Exit(of: $0, isStatic: statics.contains($0.code)) })
  }

  /// What makes the same write-up again.
  private func command(_ checked: CheckedNotebook) -> String {
    RunLine.text(
      project.shortName(path), options.overrides,
      secrets: CheckedNotebook.withUsed([checked]).flatMap(\.secretNames))
  }

  /// A notebook whose data is not there is passed over in a folder, and an error when it was named itself.
  private func skipReason(_ checked: CheckedNotebook) -> Exit? {
    guard let lack = project.lacksData(of: checked) else { return nil }
    Console.error("\(project.shortName(path)): \(isNamed ? "cannot run" : "skipped"): \(lack)")
    return isNamed ? .data : .fine
  }

  private func say(_ problems: [(Diagnostic, SourceText?)]) {
    let new = problems.filter { diagnostic, source in
      !reported.contains("\(source?.name ?? "") \(diagnostic)")
    }
    if !new.isEmpty { Console.show(new, format: options.format, without: secrets) }
  }
}
