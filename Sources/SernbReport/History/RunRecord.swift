// The record of a run: its inputs, how long each cell took, and its results.

package import SernbDocument

/// One run, as stored in the project.
package struct RunRecord: Sendable, Equatable {
  /// The machine that it ran on: informative, not compared.
  package struct Machine: Sendable, Hashable {
    package var system: String
    package var cores: Int

    package init(system: String, cores: Int) {
      self.system = system
      self.cores = cores
    }
  }

  /// One cell of a notebook.
  package struct Cell: Sendable, Hashable {
    package var label: String
    /// As in a report: `ran`, `reused`, `failed`, `not_run`, `timed_out`; another version may know others.
    package var state: String
    package var seconds: Double
    /// The key of its results in the cache; empty if there is none.
    package var key: String
    /// The key of its code; empty if that was not recorded.
    package var code: String
    /// Why it ran or did not.
    package var reason: String?
    /// The seconds of its last complete execution, in this run or an earlier one.
    package var lastSeconds: Double?

    package init(
      label: String, state: String, seconds: Double, key: String = "", code: String = "",
      reason: String? = nil, lastSeconds: Double? = nil
    ) {
      self.label = label
      self.state = state
      self.seconds = seconds
      self.key = key
      self.code = code
      self.reason = reason
      self.lastSeconds = lastSeconds
    }
  }

  /// The results: inline, or as the digest under which they are stored.
  package enum StoredResults: Sendable, Hashable {
    /// The text of a results file.
    case text(String)
    case digest(String)
  }

  /// One notebook of the run.
  package struct Notebook: Sendable, Hashable {
    package var path: String
    /// The point of a sweep; nil for a notebook that ran once.
    package var point: String?
    /// The digest of its text.
    package var digest: String
    /// As in a report; another version may know other states.
    package var state: String
    /// The path of its write-up without `.md`; empty if it has none.
    package var page: String
    package var seconds: Double
    package var parameters: [Document.Fact]
    package var seed: String?
    package var inputs: [RunInput]
    package var cells: [Cell]
    /// nil if there are none, as for a skipped notebook.
    package var results: StoredResults?

    package init(
      path: String, point: String? = nil, digest: String, state: String, page: String = "",
      seconds: Double = 0, parameters: [Document.Fact] = [], seed: String? = nil,
      inputs: [RunInput] = [], cells: [Cell] = [], results: StoredResults? = nil
    ) {
      self.path = path
      self.point = point
      self.digest = digest
      self.state = state
      self.page = page
      self.seconds = seconds
      self.parameters = parameters
      self.seed = seed
      self.inputs = inputs
      self.cells = cells
      self.results = results
    }

    package var name: NotebookName { NotebookName(path, at: point) }
  }

  package var id: String
  /// As ISO 8601.
  package var started: String
  package var seconds: Double
  package var command: String
  package var engine: String
  package var exitCode: Int
  package var machine: Machine
  package var notebooks: [Notebook]

  package init(
    id: String, started: String, seconds: Double, command: String, engine: String, exitCode: Int,
    machine: Machine, notebooks: [Notebook] = []
  ) {
    self.id = id
    self.started = started
    self.seconds = seconds
    self.command = command
    self.engine = engine
    self.exitCode = exitCode
    self.machine = machine
    self.notebooks = notebooks
  }
}

extension RunRecord {
  /// One notebook as a side of a comparison; nil if the run does not contain it.
  ///
  /// - Parameters:
  ///   - wanted: without a point, the notebook that ran once, or at a single point.
  ///   - find: returns the text of results by their digest.
  package func side(
    of wanted: NotebookName, find: (String) -> String?
  ) throws(ReadingProblem) -> RunSide? {
    let own = notebooks.filter { $0.path == wanted.path }
    let points = own.compactMap(\.point)
    // A notebook that ran once is identified by its path alone.
    let once = own.first { $0.point == nil }
    if wanted.point == nil, once == nil, own.count > 1, let first = points.first {
      throw ReadingProblem(
        "Run \(quoted(id)) ran \(quoted(wanted.path)) at \(points.count) points; name one of them, such as "
          + quoted("\(id)@\(first)") + ".")
    }
    guard
      let notebook = wanted.point == nil
        ? once ?? own.first : own.first(where: { $0.name == wanted })
    else { return nil }
    let text: String
    switch notebook.results {
    case .text(let kept)?: text = kept
    case .digest(let digest)?:
      guard let found = find(digest) else {
        throw ReadingProblem(
          "The results of \(quoted(wanted.description)) in run \(quoted(id)) are no longer kept.")
      }
      text = found
    case nil:
      throw ReadingProblem("Run \(quoted(id)) has no results of \(quoted(wanted.description)).")
    }
    let results = try Results(reading: text)
    let seed = notebook.seed.map { [Document.Fact("seed", $0)] } ?? []
    return RunSide(
      name: id, engine: engine, facts: seed + notebook.parameters, inputs: notebook.inputs,
      cells: notebook.cells.contains { $0.code.isEmpty }
        ? nil : notebook.cells.map { RunSide.Cell($0.label, code: $0.code) }, results: results)
  }
}
