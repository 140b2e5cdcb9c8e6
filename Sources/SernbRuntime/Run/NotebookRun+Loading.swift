// Values that lie in the store, brought into memory when something reads them, and results of other notebooks.
//
// A value that is not there, because it cannot be written, was deleted or is damaged, is made again by what made it.

internal import Basics
internal import SernbLanguage
internal import Storage

extension NotebookRun {
  /// The result of a node with what it shows in memory.
  func shown(_ node: NodeID) async -> NodeResult {
    let result = known[node] ?? NodeResult(.notRun(needs: []))
    guard let stored = result.stored else { return result }
    // It shows nothing, or what it shows is still there.
    if stored.outputs.count == result.outputs.count,
      (stored.spoken == nil) == (result.spoken == nil)
    {
      return result
    }
    if let cache = world.cache, let shown = cache.loaded(result, withBound: false) { return shown }
    return await loaded(node)
  }

  /// The result of a node with all its values in memory.
  func loaded(_ node: NodeID) async -> NodeResult {
    while true {
      let result = known[node] ?? NodeResult(.notRun(needs: []))
      if result.isLoaded { return result }
      if let task = loading[node] {
        let made = await task.value
        // The task that began it was stopped, not the one that waits for it.
        if made.failure?.code == .interrupted, !Task.isCancelled { continue }
        return made
      }
      let task = Task {
        let made = await load(result, of: node)
        loading[node] = nil
        return made
      }
      loading[node] = task
      return await withTaskCancellationHandler {
        await task.value
      } onCancel: {
        task.cancel()
      }
    }
  }

  private func load(_ result: NodeResult, of id: NodeID) async -> NodeResult {
    let node = checked.nodes[id]
    if let cache = world.cache,
      let found = cache.loaded(result, withBound: true, key: key(of: node)),
      found.bindsAllWithDigests
    {
      known[id] = found
      return found
    }
    if case .statement(let statement) = node.kind, case .use(let path, let names) = statement.kind {
      let found = await values(path, names, result)
      if found.isDone { known[id] = found }
      return found
    }
    let own = world.cache.flatMap { _ in result.digests.isEmpty ? nil : result }
    var made = await execute(node, nil)
    guard made.isDone else { return made }
    // Its dependents identify it by the digest under which it was looked up.
    made.digests = own?.digests ?? made.digests
    made.observations = result.observations
    made.remarks = result.remarks
    made.shown = result.shown
    made.origin = result.origin
    known[id] = made
    return made
  }

  // MARK: Other notebooks

  /// What `use` binds: the results of another notebook, whose values stay where they are.
  func take(
    _ path: Expression, _ names: [Imported], _ node: CheckedNotebook.Node
  ) async -> NodeResult {
    do {
      return try await taken(path, names)
    } catch let diagnostic as Diagnostic {
      return NodeResult(.failed(diagnostic))
    } catch {
      return NodeResult(.failed(Diagnostic(.interrupted, "Stopped", labels: [Label(node.span)])))
    }
  }

  private func taken(_ path: Expression, _ names: [Imported]) async throws -> NodeResult {
    guard case .text(let file) = path.kind, let other = used(file) else {
      throw RunProblem(.missingNotebook, "I cannot find the notebook").at(path.span)
    }
    var result = NodeResult(.done)
    result.origin = .passed
    var stored = StoredResult()
    for imported in names {
      guard let export = other.checked.exports[imported.name.text] else {
        throw RunProblem("unknown-name", "`\(file)` binds no `\(imported.name.text)`")
          .at(imported.name.span)
      }
      let found = try await other.outcome(of: export.node)
      guard found.isDone else {
        let cause = await other.failure(behind: export.node)
        throw Diagnostic(
          "used-notebook-failed", "`\(imported.name.text)` of `\(file)` could not be made",
          labels: [Label(imported.name.span, "wanted here")],
          hint: "Run it to see why: `sernb run \(other.name)`.",
          notes: cause.map { [$0.message] } ?? [], dataLocation: cause?.dataLocation)
      }
      if let digest = await other.digestToHandOn(imported.name.text, export.node) {
        result.digests[imported.bound.text] = digest
      }
      stored.bound.append((imported.bound.text, .init(.word("elsewhere"), .nowhere)))
      for remark in found.remarks where !result.remarks.contains(remark) {
        result.remarks.append(remark)
      }
    }
    (result.stored, result.kept) = (stored, stored)
    return result
  }

  func digestToHandOn(_ name: String, _ node: NodeID) -> Digest? {
    known[node]?.digest(of: name)
  }

  /// The values behind the names of a `use`.
  private func values(
    _ path: Expression, _ names: [Imported], _ result: NodeResult
  ) async -> NodeResult {
    var result = result
    guard case .text(let file) = path.kind, let other = used(file) else { return result }
    for imported in names {
      guard let export = other.checked.exports[imported.name.text] else { continue }
      let found = await other.loaded(export.node)
      guard let value = found.bound[imported.name.text] else {
        return found.isDone ? NodeResult(.notRun(needs: [imported.name.text])) : found
      }
      result.bound[imported.bound.text] = value
    }
    result.stored = nil
    return result
  }
}
