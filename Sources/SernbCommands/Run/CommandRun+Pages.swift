// The pages of a run: made from its notebooks, run in order, handed to a sink.

import SernbLanguage
import SernbPages
import SernbRuntime

extension CommandRun {
  /// The page of a notebook.
  ///
  /// - Parameters:
  ///   - given: the values of its parameters.
  ///   - point: the point of a sweep, and where its write-up belongs: not where the notebook's own does.
  func page(
    _ notebook: NotebookArgument, _ given: [Override], at point: (name: String, stem: String)? = nil
  ) -> PageRun {
    let name = project.shortName(notebook.path)
    return PageRun(
      notebook: notebook, run: self, command: command(name, given),
      point: point, clash: found.clashes.first { $0.notebooks.contains(name) })
  }

  /// What makes the same page again; secrets are left out.
  func command(_ name: String, _ given: [Override]) -> String {
    RunLine.text(name, given, secrets: secretNames)
  }

  /// The pages of notebooks that run once, each with the values that are for it.
  func pages(of notebooks: [NotebookArgument]) -> [PageRun] {
    let known = CheckedNotebook.known(settings.overrides, in: found.checked)
    return notebooks.map { notebook in
      page(notebook, known[project.shortName(notebook.path)] ?? settings.overrides)
    }
  }

  /// Runs notebooks, each after those that it depends on, until one has no result; with `--keep-going`, all of them.
  ///
  /// - Parameters:
  ///   - checked: the notebooks that could be read.
  ///   - isWanted: whether a page goes to the sink; others are run for what they make.
  func run(
    _ pages: [PageRun], _ projectRun: ProjectRun, _ checked: [CheckedNotebook],
    into sink: any PageSink,
    where isWanted: @escaping @Sendable (PageResult) -> Bool = { _ in true }
  ) async throws {
    let (progress, keepGoing) = (progress, settings.keepGoing)
    // One that reads what another saved must find it in place.
    let readsPages = checked.contains { $0.needs.contains(where: project.output.isReached) }
    let batch = Batch(
      pages, projectRun, checked, jobs: settings.jobs, waitsForPages: readsPages
    ) { result in result.exit.hasResult || keepGoing || !isWanted(result) }
    try await batch.run { results in
      progress.clear()
      return sink.take(results.filter(isWanted), keepGoing: keepGoing)
    }
  }
}
