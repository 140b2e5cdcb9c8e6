// Runs every notebook of a project as `sernb run Notebooks` does, in this process: with a store, or with none.

import Foundation
import SernbDocument
import SernbLanguage
import SernbLibrary
import SernbPages
import SernbRuntime
import Storage
import Synchronization

/// What one run came to.
struct Running {
  struct Page {
    let checked: CheckedNotebook
    /// nil where the files of the write-up are in place already, or where nothing may be written.
    var files: [RenderedDocument.File]?
    var problems: [String]
    var outcomes: [NodeResult?] = []
    /// What is in memory with its values.
    var results: [NodeID: NodeResult] = [:]
  }

  /// By the path of the notebook.
  var pages: [String: Page] = [:]
  /// Streams of clips: how many were known, and of how many, by notebook and label.
  var streams: [String: (reused: Int, total: Int)] = [:]

  private let root: String
  private let store: Store?
  private let overrides: [Override]
  private let jobs: Int

  /// - Parameters:
  ///   - notebooks: the ones to run, by their paths.
  ///   - store: where results are kept; nothing is looked up or kept without it, and nothing is written.
  init(
    _ notebooks: [String], in root: String, store: Store?,
    overrides: [Override], jobs: Int
  ) async throws {
    (self.root, self.store, self.overrides, self.jobs) = (root, store, overrides, jobs)
    let index = FileIndex(file: store?.indexFile)
    let project = Project(root: root, index: index, facts: Library.soundFacts)
    let cache = store.map { ResultCache($0, engine: Engine(), decoders: Library.decoders) }
    let heard = Mutex<[String: (reused: Int, total: Int)]>([:])
    let world = World(
      files: project.files, jobs: jobs, cache: cache,
      report: { event in
        guard case .streamReused(let notebook, let label, let reused, let total) = event else {
          return
        }
        heard.withLock { $0["\(notebook) \(label)"] = (reused, total) }
      }, clock: ValueBatch.steadyClock)
    let projectRun = ProjectRun(
      NotebookLoader(project, vocabulary: Library.vocabulary, overrides: overrides),
      builtins: Library.byName, world: world)
    var runs: [String: NotebookRun] = [:]
    for path in notebooks.sorted() {
      let run = try projectRun.run(root + "/" + path)
      pages[path] = try await page(run, path, project, cache)
      runs[path] = run
    }
    // A notebook may be asked for more by those that use it.
    for (path, run) in runs {
      pages[path]?.outcomes = await run.outcomes
      pages[path]?.results = await run.results
    }
    streams = heard.withLock { $0 }
    index.save()
    store?.flush()
  }

  private func page(
    _ run: NotebookRun, _ path: String, _ project: Project, _ cache: ResultCache?
  ) async throws -> Page {
    let checked = run.checked
    guard checked.fatal.isEmpty else {
      return Page(checked: checked, files: nil, problems: checked.fatal.map { "\($0.diagnostic)" })
    }
    try await run.finish()
    let outcomes = await run.outcomes
    let stem = project.outputStem(root + "/" + path)
    let command = RunLineWords.text(path, overrides)
    let inputs = InputLine.lines(of: await run.observations(), project.files)
    let origin = Provenance(checked, builtins: Library.byName, inputs: inputs)
    let renderCache = RenderCache(
      checked, outcomes, origin: origin, command: command, stem: stem, cache: cache)
    if let renderCache, renderCache.isInPlace(project) {
      // As `sernb run` does: an earlier run may have failed.
      try OutputFolder(project).remove(WriteUp.failedStem(stem))
      return Page(checked: checked, files: nil, problems: [])
    }
    let name = stem.split(separator: "/").last.map(String.init) ?? stem
    let writeUp = WriteUp(
      checked, try await run.runAll(), name: name, command: command, origin: origin)
    let isGood = writeUp.problems.isEmpty
    let files = writeUp.files(at: isGood ? stem : WriteUp.failedStem(stem))
    if cache != nil {
      try OutputFolder(project).replace(
        files, stem: isGood ? stem : WriteUp.failedStem(stem),
        removing: isGood ? WriteUp.failedStem(stem) : nil)
      if writeUp.problems.isEmpty { renderCache?.keep(files) }
    }
    return Page(checked: checked, files: files, problems: writeUp.problems.map { "\($0)" })
  }
}

/// The command that stands at the end of a write-up.
enum RunLineWords {
  static func text(_ path: String, _ overrides: [Override]) -> String {
    "sernb run \(path)" + overrides.map { " -p \($0.name)=\($0.value)" }.joined()
  }
}
