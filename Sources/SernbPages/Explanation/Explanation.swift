// Why a cell ran, or would run: the first difference between what it depends on now and what it depended on the last
// time, followed to where it began.

internal import SernbDocument
internal import SernbLanguage
package import SernbRuntime
internal import Storage

/// What made the cells of some notebooks run.
package struct Explanation: Sendable {
  /// By notebook and cell: what its nodes depend on now, and what they depended on.
  private let now: [String: [String: [NodeDependencies]]]
  private let then: [String: [String: [NodeDependencies]]]
  private let cache: ResultCache?
  private let files: Files
  /// A cause is followed through so many cells.
  private static let longest = 6

  package init(
    now: [String: [NodeDependencies]], then: [String: [NodeDependencies]], cache: ResultCache?,
    files: Files
  ) {
    self.now = now.mapValues { Dictionary(grouping: $0, by: \.cell) }
    self.then = then.mapValues { Dictionary(grouping: $0, by: \.cell) }
    (self.cache, self.files) = (cache, files)
  }

  /// Why some nodes of a cell ran or would have to, as a clause: `its code changed`; nil if none had to.
  package func reason(for cell: String, of notebook: String) -> String? {
    cause(of: cell, in: notebook)?.clause
  }

  /// What a cell would do now, as a sentence, if something that it depends on is another.
  package func forecast(for cell: String, of notebook: String) -> String {
    guard let cause = cause(of: cell, in: notebook) else { return "Now it would run." }
    return "Now it \(cause.isForbidden ? "could not" : "would") run: \(cause.clause)."
  }

  private func cause(of cell: String, in notebook: String) -> Cause? {
    let nodes = (now[notebook]?[cell] ?? []).filter(hadToRun)
    // What began in the cell itself says more than what followed from it there.
    let began = nodes.first { node in
      !node.reads.contains { $0.cell == cell && $0.notebook == nil }
    }
    return (began ?? nodes.first).map { cause(for: $0, of: notebook, depth: 0) }
  }

  private func hadToRun(_ node: NodeDependencies) -> Bool {
    switch node.origin {
    case .ran, .failed, .notRun, .notAsked: true
    case .reused, .passed: false
    }
  }

  private func cause(for node: NodeDependencies, of notebook: String, depth: Int) -> Cause {
    guard
      let before = then[notebook]?[node.cell]?.filter({ $0.isSame(as: node) }).min(by: {
        // The same code counts for more than the same index.
        ($0.code == node.code ? 0 : 1, $0.index) < ($1.code == node.code ? 0 : 1, $1.index)
      })
    else { return then[notebook] == nil ? .newNotebook : .newCell }
    return Cause.first(from: before, to: node) { following($0, notebook, depth) }
      ?? observed(node, before)
  }

  /// It depends on the value of another node, which depends on something in turn.
  private func following(_ read: NodeDependencies.Read, _ notebook: String, _ depth: Int) -> Cause {
    let home = read.notebook ?? notebook
    let source = (now[home]?[read.cell] ?? []).last { Self.binds(read.name, $0.code) }
    guard let source, depth < Self.longest else { return .value(of: read, nil) }
    if source.origin == .passed,
      let from = source.reads.first(where: { $0.notebook != nil && $0.name == read.name })
    {
      return following(from, home, depth + 1)
    }
    return .value(of: read, cause(for: source, of: home, depth: depth + 1))
  }

  private static func binds(_ name: String, _ code: String) -> Bool {
    code.hasPrefix("\(name) = ") || code.hasPrefix("fn \(name)(")
      || code.hasPrefix("use ") && code.contains("as \(name)")
  }

  /// The code and the values are the same: files, the seed, or the store itself.
  private func observed(_ node: NodeDependencies, _ before: NodeDependencies) -> Cause {
    if node.origin == .failed || before.origin == .failed { return .failure }
    let isNew = node.origin == .ran
    guard let key = node.key, let traces = cache?.traces(key)?.traces, !traces.isEmpty else {
      return .notStored(hasRun: false)
    }
    // The newest is what ran now, if it ran; the one before it is what was known.
    guard let old = traces.dropFirst(isNew ? 1 : 0).first else { return .notStored(hasRun: isNew) }
    let changed =
      isNew
      ? old.observations.first { !traces[0].observations.contains($0) }
      : files.firstChange(in: old.observations, seed: UInt64(node.seed) ?? 0)
    if let changed {
      if changed.aspect != .seed, case .failure = files.readable(changed.path) {
        return .forbidden(changed.path)
      }
      return changed.aspect == .seed
        ? .seed(now: node.seed, then: before.seed) : .file(changed.path, changed.aspect)
    }
    let added = traces[0].observations.first { !old.observations.contains($0) }
    return added.map { .newFile($0.path) } ?? .recomputed
  }
}
