// Reads and checks all notebooks of a command before anything runs, and gathers every problem.

import FileAccess
import SernbLanguage
import SernbPages
import SernbRuntime

struct StaticCheck: Sendable {
  var checked: [CheckedNotebook] = []
  var problems: [(diagnostic: Diagnostic, source: SourceText?)] = []
  var codes: [Exit] = []
  /// What must not stand in anything that is written.
  var secrets: [String] = []
  /// The problems as a run would report them again.
  var reported: Set<ProblemKey> = []
  /// Notebooks that could not be read, and why; these problems are among the others too.
  var unread: [(path: String, problem: Diagnostic)] = []
  /// Notebooks that would write the same page.
  var clashes: [PageClaims.Clash] = []
  /// Whether the time limit passed before it was done.
  var isLate = false

  init() {}

  /// The check, unless the time limit passes before it is done.
  ///
  /// - Parameters:
  ///   - seconds: the time limit; nil for none.
  ///   - known: what was read before.
  static func within(
    _ seconds: Double?, known: [CheckedNotebook] = [],
    _ check: @escaping @Sendable () -> StaticCheck
  ) async throws -> StaticCheck {
    try await Loading.within(seconds, check) ?? late(known)
  }

  /// The time limit passed: what is known of notebooks is known from before.
  static func late(_ checked: [CheckedNotebook]) -> StaticCheck {
    let problem = Diagnostic(
      .timeout, "The time limit passed while the notebooks were read",
      hint: "Raise `--timeout`, or name fewer notebooks.")
    var check = StaticCheck()
    check.checked = checked
    check.secrets = CheckedNotebook.secrets(of: checked)
    check.problems = [(problem, nil)]
    check.codes = [.timeout]
    check.isLate = true
    return check
  }

  /// - Parameter skipsAbsentData: whether notebooks of a folder whose required data is not there are
  ///   spared problems about that data.
  init(
    _ notebooks: [NotebookArgument], _ loader: NotebookLoader, _ project: Project,
    skipsAbsentData: Bool = true
  ) {
    for notebook in notebooks {
      let (path, isNamed) = (notebook.path, notebook.isNamed)
      let result = Result { () throws(Diagnostic) in try loader.load(path) }
      switch result {
      case .success(let notebook):
        checked.append(notebook)
        let isSpared = skipsAbsentData && !isNamed && project.lacksData(of: notebook) != nil
        for problem in notebook.problems {
          let diagnostic = problem.diagnostic
          if isSpared, [.missingData, .forbiddenPath].contains(diagnostic.code) { continue }
          problems.append((diagnostic, notebook.source))
          if diagnostic.isError { codes.append(Exit(of: diagnostic, isStatic: true)) }
        }
      case .failure(let diagnostic):
        problems.append((diagnostic, nil))
        unread.append((path, diagnostic))
        codes.append(diagnostic.code == .missingNotebook ? .usage : .staticProblems)
      }
    }
    addCircles(loader, project)
    clashes = PageClaims(project).clashes(of: notebooks.map(\.path))
    for clash in clashes {
      problems.append((clash.diagnostic, nil))
      codes.append(.staticProblems)
    }
    secrets = CheckedNotebook.secrets(of: checked)
    reported = Set(problems.map { ProblemKey($0.diagnostic, $0.source) })
  }

  /// The circles of `use` that a notebook leads to, at each of their places.
  static func circles(
    from notebook: String, _ loader: NotebookLoader, _ project: Project
  ) -> [(diagnostic: Diagnostic, source: SourceText?)] {
    StaticCheck([NotebookArgument(path: notebook, isNamed: true)], loader, project).circles
  }

  /// What is wrong because notebooks use each other in a circle.
  var circles: [(diagnostic: Diagnostic, source: SourceText?)] {
    problems.filter { $0.diagnostic.code == .notebookCycle }
  }

  /// A circle of `use` is reported at each of its places, also in notebooks that were not asked for.
  private mutating func addCircles(_ loader: NotebookLoader, _ project: Project) {
    var seen = Set(checked.map(\.source.name))
    var waiting = Array(CheckedNotebook.withUsed(checked).reversed())
    while let notebook = waiting.popLast() {
      let isNew = seen.insert(notebook.source.name).inserted
      for problem in notebook.problems {
        guard case .inCell(_, .notebookCycle(_, let files)) = problem else { continue }
        if isNew {
          problems.append((problem.diagnostic, notebook.source))
          codes.append(.staticProblems)
        }
        for file in files where !seen.contains(file) {
          let path = file.isAbsolutePath ? file : project.root + "/" + file
          if let other = try? loader.load(path) { waiting.append(other) }
        }
      }
    }
  }
}

extension Project {
  /// The first path that a notebook requires and that is not there, and what to do about it.
  func lacksData(of notebook: CheckedNotebook) -> String? {
    for (required, advice) in notebook.frontMatter.requires {
      let path = notebook.givenPath(for: required.text) ?? required.text
      guard case .success(let real) = files.readable(path) else {
        // Given to the run that made the page, and not to this one.
        if GivenPaths.isName(path) { continue }
        let target = realPath(root + "/" + path) ?? path
        return "`\(path)` leads out of the project; allow it with `--allow \(target)`."
      }
      if files.kind(real) == .missing { return "`\(path)` is not there. \(advice)" }
    }
    return nil
  }
}

extension CheckedNotebook {
  /// What was given for the parameter whose default is a path.
  fileprivate func givenPath(for path: String) -> String? {
    for parameter in frontMatter.parameters where parameter.defaultValue == .text(path) {
      if case .text(let given)? = parameters.first(where: { $0.name == parameter.name.text })?.value
      {
        return given
      }
    }
    return nil
  }
}

/// A problem of one text, reported once.
struct ProblemKey: Hashable {
  let diagnostic: Diagnostic
  let source: String

  init(_ diagnostic: Diagnostic, _ source: SourceText?) {
    (self.diagnostic, self.source) = (diagnostic, source?.name ?? "")
  }
}
