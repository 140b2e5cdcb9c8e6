// A run over several notebooks of a project: each is run once, whether it is asked for itself or used by another.

package import SernbLanguage
internal import Synchronization

package final class ProjectRun: Sendable {
  private let builtins: [String: Builtin]
  private let loader: NotebookLoader
  private let world: World
  private let deadline: Double?
  /// Answers for notebooks that are run elsewhere, by their real paths.
  private let beside: @Sendable (_ realPath: String) -> ProjectRun?
  private let runs = Mutex<[String: NotebookRun]>([:])

  /// - Parameters:
  ///   - loader: what has checked the notebooks, or will; its checks hold where files are as they were.
  ///   - beside: the run that a notebook belongs to, if not to this one: what is the same in both is run once.
  package init(
    _ loader: NotebookLoader, builtins: [String: Builtin], world: World, deadline: Double? = nil,
    beside: @escaping @Sendable (_ realPath: String) -> ProjectRun? = { _ in nil }
  ) {
    self.beside = beside
    self.builtins = builtins
    self.loader = NotebookLoader(running: loader) { deadline.map { world.clock() > $0 } ?? false }
    self.world = world
    self.deadline = deadline
  }

  /// The runs of all notebooks that were asked for or used, in the order of their names.
  package var all: [NotebookRun] { runs.withLock { $0.values.sorted { $0.name < $1.name } } }

  /// The run of the notebook in a file, read and checked now if it was not before.
  ///
  /// - Throws: `Diagnostic` when the file cannot be read as text.
  package func run(_ path: String) throws(Diagnostic) -> NotebookRun {
    let real = realPath(path) ?? path
    if let other = beside(real) { return try other.run(real) }
    if let found = runs.withLock({ $0[real] }) { return found }
    let checked = try loader.load(real)
    let folder = Project.folder(of: real)
    let made = NotebookRun(
      checked, name: loader.project.shortName(real), builtins: builtins, world: world,
      deadline: deadline
    ) { [weak self] used in
      try? self?.run(used.hasPrefix("/") ? used : folder + "/" + used)
    }
    return runs.withLock { runs in
      if let found = runs[real] { return found }
      runs[real] = made
      return made
    }
  }
}
