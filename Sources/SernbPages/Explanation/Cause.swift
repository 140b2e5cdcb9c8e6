// What a node depends on that was another before, and the clause that says so.

internal import SernbDocument
package import SernbRuntime

/// The first difference between two runs of a node.
package indirect enum Cause: Sendable {
  case newNotebook
  case newCell
  case code
  case parameter(String, now: String, then: String)
  case acceptedLeak
  /// A value that it reads, and why that one is another; nil where that is not known.
  case value(of: NodeDependencies.Read, Cause?)
  case build
  case builtin(String)
  case failure
  /// - Parameter hasRun: whether it has run since, and is stored now.
  case notStored(hasRun: Bool)
  case seed(now: String, then: String)
  case file(String, Observation.Aspect)
  /// A path that it looked at and that it may not look at now.
  case forbidden(String)
  /// A file that it did not read before.
  case newFile(String)
  /// Everything was the same, and the run was to compute it all the same.
  case recomputed

  /// Whether it began with a path that may not be looked at now.
  var isForbidden: Bool {
    switch self {
    case .forbidden: true
    case .value(_, let cause?): cause.isForbidden
    default: false
    }
  }

  /// As a part of a sentence: `it ran because its code changed`.
  package var clause: String {
    switch self {
    case .newNotebook: "the notebook had not run here before"
    case .newCell: "it is new"
    case .code: "its code changed"
    case .parameter(let name, let now, let then):
      "the parameter `\(name)` is \(now), and was \(then)"
    case .acceptedLeak: "its `accept-leak` changed"
    case .value(let read, let cause): "it reads \(read.words)\(Self.behind(cause))"
    case .build: "sernb is another build"
    case .builtin(let name): "`\(name)` has another version"
    case .failure: "it had failed before, and failures are not cached"
    case .notStored(let hasRun): "its result \(hasRun ? "was" : "is") not in the cache"
    case .seed(let now, let then): "it uses the seed, which is \(now) and was \(then)"
    case .file(let path, let aspect):
      switch aspect {
      case .names: "the files in `\(path)` changed"
      case .writability: "the permissions of `\(path)` changed"
      case .content, .facts, .kind, .seed: "the file `\(path)` changed"
      }
    case .forbidden(let path): "it may not look at `\(path)` without `--allow`"
    case .newFile(let path): "it reads `\(path)` now"
    case .recomputed: "`--recompute` was given"
    }
  }

  /// The first difference between what a node depended on and what it depends on, as far as its key says.
  ///
  /// - Parameter following: the cause for a value that it reads and that is another one.
  package static func first(
    from before: NodeDependencies, to now: NodeDependencies,
    following: (NodeDependencies.Read) -> Cause
  ) -> Cause? {
    if before.code != now.code { return .code }
    for (a, b) in zip(before.parameters, now.parameters) where a != b {
      return .parameter(b.name, now: b.value, then: a.value)
    }
    if before.acceptedLeak != now.acceptedLeak { return .acceptedLeak }
    if let read = now.reads.first(where: { read in
      let old = before.reads.first { $0.name == read.name && $0.notebook == read.notebook }
      return old?.digest != read.digest || read.digest == nil
    }) {
      return following(read)
    }
    if before.engine != now.engine { return .build }
    for (a, b) in zip(before.builtins, now.builtins) where a != b { return .builtin(b.name) }
    return nil
  }

  /// What follows the value that changed.
  private static func behind(_ cause: Cause?) -> String {
    switch cause {
    case nil: ", which changed"
    case .code: ", whose code changed"
    case .value(let read, let cause): ", which reads \(read.words)\(behind(cause))"
    case let cause?: ", and \(cause.clause)"
    }
  }
}

extension NodeDependencies.Read {
  fileprivate var words: String {
    notebook.map { "`\(name)` of \($0)" }
      ?? (cell.isEmpty || cell == name ? "`\(name)`" : "`\(name)` of cell `\(cell)`")
  }
}
