// Runs the nodes of one notebook: each as soon as the nodes it reads are done, independent ones side by side.
//
// Results do not depend on the order of running: a node sees the values of the nodes it reads and nothing else. A node
// is run once, whoever asks for it: the notebook's own write-up, or another notebook through `use`.

internal import Kernels
public import SernbLanguage

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

  private var results: [NodeID: NodeResult] = [:]
  private var spent: [Int: Double] = [:]
  /// Requests run one after the other, so that two of them never start the same node.
  private var last: Task<Void, Never>?

  public init(
    _ checked: CheckedNotebook, name: String, builtins: [String: Builtin], world: World,
    deadline: Double? = nil, used: @escaping @Sendable (String) -> NotebookRun? = { _ in nil }
  ) {
    self.checked = checked
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
    try await require(Set(checked.nodes.indices))
    return checked.nodes.indices.compactMap { results[$0] }
  }

  /// The result of one node, running what it rests on and nothing else.
  public func result(of node: NodeID) async throws -> NodeResult {
    try await require([node])
    return results[node] ?? NodeResult(.notRun(needs: []))
  }

  func resultSoFar(of node: NodeID) -> NodeResult? { results[node] }

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
    var waiting: [NodeID: Set<NodeID>] = [:]
    for node in nodes {
      waiting[node] = Set(checked.nodes[node].reads.values.filter { results[$0] == nil })
    }
    var openInCell: [Int: Int] = [:]
    for node in nodes {
      if let cell = checked.nodes[node].cell { openInCell[cell, default: 0] += 1 }
    }
    var startedCells: Set<Int> = []
    var underWay = 0
    await withTaskGroup(of: (NodeID, NodeResult, Double).self) { group in
      while true {
        // In file order among those that can run.
        while underWay < world.jobs, !Task.isCancelled,
          let node = waiting.filter({ $0.value.isEmpty }).keys.min()
        {
          waiting[node] = nil
          if let cell = checked.nodes[node].cell, startedCells.insert(cell).inserted {
            world.report(.cellStarted(notebook: name, label: label(cell)))
          }
          underWay += 1
          start(node, in: &group)
        }
        guard let (node, result, seconds) = await group.next() else { break }
        underWay -= 1
        results[node] = result
        for other in waiting.keys { waiting[other]?.remove(node) }
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
    for (name, binding) in node.reads.sorted(by: { $0.key < $1.key }) {
      guard let result = results[binding] else { continue }
      for remark in result.remarks where !remarks.contains(remark) { remarks.append(remark) }
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
    group.addTask { [names, missing, remarks] in
      let began = clock()
      if node.isBlocked { return (id, NodeResult(.notRun(needs: [])), 0) }
      if !missing.isEmpty { return (id, NodeResult(.notRun(needs: missing)), 0) }
      var result = await limited(to: limit, node: node) {
        await execution.run(node, names)
      }
      for remark in remarks where !result.remarks.contains(remark) {
        result.remarks.insert(remark, at: 0)
      }
      return (id, result, clock() - began)
    }
  }
}

/// `work`, cancelled and failed after so many seconds.
private func limited(
  to seconds: Double?, node: CheckedNotebook.Node,
  _ work: @escaping @Sendable () async -> NodeResult
) async -> NodeResult {
  guard let seconds else { return await work() }
  return await withTaskGroup(of: NodeResult?.self) { group in
    group.addTask { await work() }
    group.addTask {
      try? await Task.sleep(for: .seconds(seconds))
      return nil
    }
    let first = await group.next()
    group.cancelAll()
    if let result = first ?? nil { return result }
    if Task.isCancelled, let result = await group.next() ?? nil { return result }
    return NodeResult(
      .failed(
        Diagnostic(
          "timeout", "This took longer than its time limit", labels: [Label(node.span)],
          hint: "Raise `#| timeout` of the cell or `--timeout` of the run, or do less.")))
  }
}
