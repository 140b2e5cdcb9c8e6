// Work with a time limit: cancelled and failed after so many seconds.

internal import Basics
internal import Dispatch
internal import SernbLanguage
internal import Synchronization

/// `work`, cancelled and failed after so many seconds.
///
/// The timer has a thread of its own: all threads of the task pool may be busy with work that never waits.
func limited(
  to seconds: Double?, node: CheckedNotebook.Node,
  _ work: @escaping @Sendable () async -> NodeResult
) async -> NodeResult {
  guard let seconds else { return await work() }
  let task = Task { await work() }
  let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "sernb.time-limit"))
  let isOver = Expired()
  timer.setEventHandler {
    isOver.set()
    task.cancel()
  }
  // Ten years are as good as no limit, and no more than a timer can count.
  timer.schedule(deadline: .now() + min(seconds, 3e8))
  timer.resume()
  let result = await withTaskCancellationHandler {
    await task.value
  } onCancel: {
    task.cancel()
  }
  timer.cancel()
  guard isOver.isSet, !Task.isCancelled, result.failure?.code == .interrupted else { return result }
  return NodeResult(
    .failed(
      Diagnostic(
        .timeout, "This took longer than its time limit", labels: [Label(node.span)],
        hint:
          "Raise `#| timeout` of the cell, or `--timeout` or `--cell-timeout` of the run, or do less."
      )))
}

private final class Expired: Sendable {
  private let flag = Atomic(false)
  func set() { flag.store(true, ordering: .releasing) }
  var isSet: Bool { flag.load(ordering: .acquiring) }
}
