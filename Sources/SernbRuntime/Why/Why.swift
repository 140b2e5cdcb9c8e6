// Why a cell ran, or would run: the first difference between what it hangs on now and what it hung on the last time,
// followed to where it began.

internal import SernbDocument
internal import SernbLanguage
internal import Storage

public struct Why: Sendable {
  /// By notebook and cell: what its nodes hang on now, and what they hung on.
  private let now: [String: [String: [NodeFacts]]]
  private let then: [String: [String: [NodeFacts]]]
  private let cache: ResultCache?
  private let files: Files
  /// What came of all this is followed through so many cells.
  private static let longest = 6

  public init(
    now: [String: [NodeFacts]], then: [String: [NodeFacts]], cache: ResultCache?, files: Files
  ) {
    self.now = now.mapValues { Dictionary(grouping: $0, by: \.cell) }
    self.then = then.mapValues { Dictionary(grouping: $0, by: \.cell) }
    (self.cache, self.files) = (cache, files)
  }

  /// Why some nodes of a cell ran or would have to, as a clause: `its code changed`; nil if none had to.
  public func reason(for cell: String, of notebook: String) -> String? {
    let nodes = (now[notebook]?[cell] ?? []).filter(hadToRun)
    // What began in the cell itself says more than what followed from it there.
    let began = nodes.first { node in
      !node.reads.contains { $0.cell == cell && $0.notebook == nil }
    }
    return (began ?? nodes.first).map { clause(for: $0, of: notebook, depth: 0) }
  }

  private func hadToRun(_ node: NodeFacts) -> Bool {
    switch node.origin {
    case .ran, .failed, .notRun, .notAsked: true
    case .reused, .passed: false
    }
  }

  private func clause(for node: NodeFacts, of notebook: String, depth: Int) -> String {
    guard
      let before = then[notebook]?[node.cell]?.filter({ $0.isSame(as: node) }).min(by: {
        // The same code counts for more than the same place.
        ($0.code == node.code ? 0 : 1, $0.place) < ($1.code == node.code ? 0 : 1, $1.place)
      })
    else { return then[notebook] == nil ? "the notebook had not run here before" : "it is new" }
    if before.code != node.code { return "its code changed" }
    for (a, b) in zip(before.parameters, node.parameters) where a != b {
      return "the parameter `\(b.name)` is \(b.value), and was \(a.value)"
    }
    if before.acceptedLeak != node.acceptedLeak { return "it accepts leaks otherwise" }
    if let read = node.reads.first(where: { read in
      let old = before.reads.first { $0.name == read.name && $0.notebook == read.notebook }
      return old?.digest != read.digest || read.digest == nil
    }) {
      return following(read, notebook, depth)
    }
    if before.engine != node.engine { return "sernb itself is another build" }
    for (a, b) in zip(before.builtins, node.builtins) where a != b {
      return "`\(b.name)` is another version"
    }
    return seen(node, before, notebook)
  }

  /// It hangs on the value of another node, and that hangs on something.
  private func following(_ read: NodeFacts.Read, _ notebook: String, _ depth: Int) -> String {
    let home = read.notebook ?? notebook
    let source = (now[home]?[read.cell] ?? []).last { Self.binds(read.name, $0.code) }
    let place =
      read.notebook.map { "`\(read.name)` of \($0)" }
      ?? (read.cell.isEmpty ? "`\(read.name)`" : "`\(read.name)` of cell `\(read.cell)`")
    guard let source, depth < Self.longest else { return "it reads \(place), which changed" }
    if source.origin == .passed,
      let from = source.reads.first(where: { $0.notebook != nil && $0.name == read.name })
    {
      return following(from, home, depth + 1)
    }
    let cause = clause(for: source, of: home, depth: depth + 1)
    switch cause {
    case "its code changed": return "it reads \(place), whose code changed"
    case _ where cause.hasPrefix("it reads "):
      return "it reads \(place), which reads " + cause.dropFirst("it reads ".count)
    default: return "it reads \(place), and \(cause)"
    }
  }

  private static func binds(_ name: String, _ code: String) -> Bool {
    code.hasPrefix("\(name) = ") || code.hasPrefix("fn \(name)(")
      || code.hasPrefix("use ") && code.contains("as \(name)")
  }

  /// The code and the values are the same: files, the seed, or the store itself.
  private func seen(_ node: NodeFacts, _ before: NodeFacts, _ notebook: String) -> String {
    if node.origin == .failed || before.origin == .failed {
      return "it had failed before, and failures are not kept"
    }
    guard let key = node.key, let traces = cache?.traces(key)?.traces, !traces.isEmpty else {
      return "its result is not in the store"
    }
    // The newest is what ran now, if it ran; the one before it is what was known.
    let isNew = node.origin == .ran
    guard let old = traces.dropFirst(isNew ? 1 : 0).first else {
      return isNew ? "its result was not in the store" : "its result is not in the store"
    }
    let changed =
      isNew
      ? old.observations.first { !traces[0].observations.contains($0) }
      : files.firstChange(in: old.observations, seed: UInt64(node.seed) ?? 0)
    guard let changed else {
      if let added = traces[0].observations.first(where: { !old.observations.contains($0) }) {
        return "it reads `\(added.path)` now"
      }
      return "everything was to be computed anew"
    }
    switch changed.aspect {
    case .seed: return "it draws from the seed, which is \(node.seed) and was \(before.seed)"
    case .names: return "other files lie in `\(changed.path)`"
    case .content, .facts, .kind: return "the file `\(changed.path)` changed"
    case .room: return "`\(changed.path)` may be written to or not, and that changed"
    }
  }
}
