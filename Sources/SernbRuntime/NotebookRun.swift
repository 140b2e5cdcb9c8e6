// Runs the nodes of one notebook: each as soon as the nodes it reads are done, independent ones side by side.
//
// Results do not depend on the order of running: a node sees the values of the nodes it reads and nothing else. A node
// is run once, whoever asks for it: the notebook's own write-up, or another notebook through `use`.

internal import Dispatch
internal import Kernels
public import SernbLanguage
internal import Synchronization

public actor NotebookRun {
  public nonisolated let checked: CheckedNotebook
  /// The file name, for progress and messages.
  public nonisolated let name: String
  private let builtins: [String: Builtin]
  private let world: World
  /// The longest that the whole run may take, in seconds of the world's clock.
  private let deadline: Double?
  /// The run of a notebook that this one uses, by the path in `use`.
  private let used: @Sendable (String) -> NotebookRun?

  /// What has run so far.
  public private(set) var results: [NodeID: NodeResult]
  private var spent: [Int: Double] = [:]
  /// Requests run one after the other, so that two of them never start the same node.
  private var last: Task<Void, Never>?

  /// - Parameter known: results that are there already, such as those of a run before a text was changed elsewhere.
  public init(
    _ checked: CheckedNotebook, name: String, builtins: [String: Builtin], world: World,
    deadline: Double? = nil, known: [NodeID: NodeResult] = [:],
    used: @escaping @Sendable (String) -> NotebookRun? = { _ in nil }
  ) {
    self.checked = checked
    results = known
    self.name = name
    self.builtins = builtins
    self.world = world
    self.deadline = deadline
    self.used = used
  }

  /// The results of every node, in file order.
  ///
  /// - Throws: `Cancelled` when the surrounding task was cancelled.
  public func runAll() async throws -> [NodeResult] {
    let read = Set(checked.nodes.flatMap(\.reads.values))
    // What is taken from another notebook is made for whoever reads it, and for nobody else.
    let wanted = checked.nodes.indices.filter { node in
      guard case .statement(let statement) = checked.nodes[node].kind,
        case .use = statement.kind
      else { return true }
      return checked.nodes[node].isBlocked || read.contains(node)
    }
    try await require(Set(wanted))
    return checked.nodes.indices.map { results[$0] ?? NodeResult(.done) }
  }

  /// The result of one node, running what it rests on and nothing else.
  public func result(of node: NodeID) async throws -> NodeResult {
    try await require([node])
    return results[node] ?? NodeResult(.notRun(needs: []))
  }

  /// The results of some nodes, running what they rest on and nothing else.
  public func results(of nodes: [NodeID]) async throws -> [NodeResult] {
    try await require(Set(nodes))
    return nodes.map { results[$0] ?? NodeResult(.notRun(needs: [])) }
  }

  /// Why a node that has run could not be made: the first failure, in file order, of what it rests on.
  func failure(behind node: NodeID) -> Diagnostic? {
    var seen: Set<NodeID> = [node]
    var open = [node]
    var failed: [NodeID] = []
    while let next = open.popLast() {
      if results[next]?.failure != nil { failed.append(next) }
      open += checked.nodes[next].reads.values.filter { seen.insert($0).inserted }
    }
    return failed.min().flatMap { results[$0]?.failure }
  }

  private func require(_ wanted: Set<NodeID>) async throws {
    let before = last
    let work = Task {
      await before?.value
      await run(closure(of: wanted))
    }
    last = work
    await withTaskCancellationHandler {
      await work.value
    } onCancel: {
      work.cancel()
    }
    try checkCancellation()
  }

  /// `wanted` and all that it reads, that has no result yet.
  private func closure(of wanted: Set<NodeID>) -> [NodeID] {
    var found: Set<NodeID> = []
    var open = wanted.sorted()
    while let node = open.popLast() {
      guard results[node] == nil, found.insert(node).inserted else { continue }
      open += checked.nodes[node].reads.values
    }
    return found.sorted()
  }

  private func run(_ nodes: [NodeID]) async {
    /// How many nodes that each one reads are still to be done, and who waits for whom.
    var missing: [NodeID: Int] = [:]
    var waiting: [NodeID: [NodeID]] = [:]
    var ready = ReadyNodes()
    var openInCell: [Int: Int] = [:]
    for node in nodes {
      let reads = Set(checked.nodes[node].reads.values).filter { results[$0] == nil }
      missing[node] = reads.count
      for read in reads { waiting[read, default: []].append(node) }
      if reads.isEmpty { ready.insert(node) }
      if let cell = checked.nodes[node].cell { openInCell[cell, default: 0] += 1 }
    }
    var startedCells: Set<Int> = []
    var underWay = 0
    await withTaskGroup(of: (NodeID, NodeResult, Double).self) { group in
      while true {
        while underWay < world.jobs, !Task.isCancelled, let node = ready.takeFirst() {
          if let cell = checked.nodes[node].cell, startedCells.insert(cell).inserted {
            world.report(.cellStarted(notebook: name, label: label(cell)))
          }
          underWay += 1
          start(node, in: &group)
        }
        guard let (node, result, seconds) = await group.next() else { break }
        underWay -= 1
        results[node] = result
        for other in waiting[node] ?? [] {
          missing[other, default: 1] -= 1
          if missing[other] == 0 { ready.insert(other) }
        }
        if let cell = checked.nodes[node].cell {
          spent[cell, default: 0] += seconds
          openInCell[cell, default: 1] -= 1
          if openInCell[cell] == 0 {
            let failed = checked.cells[cell].nodes.contains { results[$0]?.isDone == false }
            world.report(
              .cellEnded(
                notebook: name, label: label(cell), seconds: spent[cell] ?? 0, failed: failed))
          }
        }
      }
    }
    // A node that was cancelled has no result: asked for again, it runs again.
    for node in nodes {
      if case .failed(let diagnostic)? = results[node]?.state, diagnostic.code == "interrupted" {
        results[node] = nil
      }
    }
  }

  private func label(_ cell: Int) -> String { checked.cells[cell].cell.label.text }

  private func start(
    _ id: NodeID, in group: inout TaskGroup<(NodeID, NodeResult, Double)>
  ) {
    let node = checked.nodes[id]
    var names: [String: Value] = [:]
    var missing: [String] = []
    var remarks: [String] = []
    var depth = 0
    for (name, binding) in node.reads.sorted(by: { $0.key < $1.key }) {
      guard let result = results[binding] else { continue }
      for remark in result.remarks where !remarks.contains(remark) { remarks.append(remark) }
      depth = max(depth, result.depth)
      if let value = result.bound[name] {
        names[name] = value
      } else {
        missing.append(name)
      }
    }
    let own = node.cell.flatMap { checked.cells[$0].options.timeout }.map {
      max(0.001, $0 - (node.cell.flatMap { spent[$0] } ?? 0))
    }
    let rest = deadline.map { max(0.001, $0 - world.clock()) }
    let limit = [own, rest].compactMap { $0 }.min()
    let execution = NodeExecution(
      checked: checked, builtins: builtins, world: world, notebook: name,
      label: node.cell.map(label) ?? "", used: used)
    let clock = world.clock
    group.addTask { [names, missing, remarks, depth] in
      let began = clock()
      if node.isBlocked { return (id, NodeResult(.notRun(needs: [])), 0) }
      if !missing.isEmpty { return (id, NodeResult(.notRun(needs: missing)), 0) }
      var result = await limited(to: limit, node: node) {
        await execution.run(node, names, depth: depth)
      }
      result.remarks = remarks + result.remarks.filter { !remarks.contains($0) }
      return (id, result, clock() - began)
    }
  }
}

/// Nodes that can run, in file order.
private struct ReadyNodes {
  /// The last first.
  private var nodes: [NodeID] = []

  mutating func insert(_ node: NodeID) {
    var (low, high) = (0, nodes.count)
    while low < high {
      let middle = (low + high) / 2
      if nodes[middle] > node { low = middle + 1 } else { high = middle }
    }
    nodes.insert(node, at: low)
  }

  mutating func takeFirst() -> NodeID? { nodes.popLast() }
}

/// `work`, cancelled and failed after so many seconds.
///
/// The timer has a thread of its own: all threads of the task pool may be busy with work that never waits.
private func limited(
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
  guard isOver.isSet, !Task.isCancelled, result.failure?.code == "interrupted" else {
    return result
  }
  return NodeResult(
    .failed(
      Diagnostic(
        "timeout", "This took longer than its time limit", labels: [Label(node.span)],
        hint: "Raise `#| timeout` of the cell or `--timeout` of the run, or do less.")))
}

private final class Expired: Sendable {
  private let flag = Atomic(false)
  func set() { flag.store(true, ordering: .releasing) }
  var isSet: Bool { flag.load(ordering: .acquiring) }
}
