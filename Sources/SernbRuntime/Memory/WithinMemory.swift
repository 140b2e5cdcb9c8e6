// Work within the memory and the time that it may take: stopped and failed when it takes too much.

internal import Basics
internal import SernbLanguage
internal import Storage

extension NotebookRun {
  /// Executes a node within what memory the run may take and within so many seconds, or the time that is left.
  ///
  /// What was stopped for its memory beside others is done again by itself, with as many seconds as there are then.
  func execute(_ node: CheckedNotebook.Node, _ key: Digest?, within own: Double?) async
    -> NodeResult
  {
    // A name taken from another notebook is nothing to watch: what makes it there is.
    let memory = isUse(node) ? nil : world.memory
    var isAlone = false
    while true {
      let entry = await memory?.enter(alone: isAlone)
      let rest = deadline.map { max(0.001, $0 - world.clock()) }
      let seconds = own.map { min($0, rest ?? $0) } ?? rest
      if entry == nil, seconds == nil { return await execute(node, key) }
      // It begins where this waits for it, so that no other thread has to wake up.
      let task = Task { await execute(node, key) }
      if let entry { memory?.watch(entry) { task.cancel() } }
      let time = seconds.map { TimeLimits.shared.set($0) { task.cancel() } }
      let result = await withTaskCancellationHandler {
        await task.value
      } onCancel: {
        task.cancel()
      }
      let isLate = time.map { TimeLimits.shared.clear($0) } ?? false
      let (isStopped, hadCompany) = entry.flatMap { memory?.leave($0) } ?? (false, false)
      let code = result.failure?.code
      if Task.isCancelled { return result }
      if isLate, code == .interrupted { return NodeResult(.failed(TimeLimits.problem(of: node))) }
      guard let memory, code == .outOfMemory || isStopped && code == .interrupted else {
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
}

private func isUse(_ node: CheckedNotebook.Node) -> Bool {
  guard case .statement(let statement) = node.kind, case .use = statement.kind else { return false }
  return true
}
