// Work that counts against the run's memory: stopped and failed when it takes too much.

internal import Basics
internal import SernbLanguage

/// The result of `work`, done within what memory the run may take.
///
/// What was stopped beside others is done again by itself.
func within(
  _ memory: MemoryLimit?, node: CheckedNotebook.Node,
  _ work: @escaping @Sendable () async -> NodeResult
) async -> NodeResult {
  // A name taken from another notebook is nothing to watch: what makes it there is.
  guard let memory, !isUse(node) else { return await work() }
  var isAlone = false
  while true {
    let entry = await memory.enter(alone: isAlone)
    let task = Task { await work() }
    memory.watch(entry) { task.cancel() }
    let result = await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      task.cancel()
    }
    let (isStopped, hadCompany) = memory.leave(entry)
    let code = result.failure?.code
    guard !Task.isCancelled, code == .outOfMemory || isStopped && code == .interrupted else {
      return result
    }
    if hadCompany, !isAlone {
      isAlone = true
      continue
    }
    if code == .outOfMemory { return result }
    return NodeResult(
      .failed(
        Diagnostic(
          .outOfMemory,
          "This took more memory than is left of the \(memory.words) that the run may take",
          labels: [Label(node.span)], hint: MemoryLimit.hint)))
  }
}

private func isUse(_ node: CheckedNotebook.Node) -> Bool {
  guard case .statement(let statement) = node.kind, case .use = statement.kind else { return false }
  return true
}
