// Runs the nodes of one notebook: each as soon as the nodes it reads are done, independent ones side by side.
//
// Results do not depend on the order of running: a node sees the values of the nodes it reads and nothing else. A node
// runs once, however many ask for it: the notebook's own write-up, or another notebook through `use`. One whose result is in
// the store does not run, and its values stay there until something reads them.

internal import Basics
package import SernbLanguage
package import Storage

package actor NotebookRun {
  package nonisolated let checked: CheckedNotebook
  /// The file name, for progress and messages.
  package nonisolated let name: String
  package let builtins: [String: Builtin]
  package let world: World
  /// The longest that the whole run may take, in seconds of the world's clock.
  let deadline: Double?
  private let written = OutputBudget()
  /// The run of a notebook that this one uses, by the path in `use`.
  package let used: @Sendable (String) -> NotebookRun?
  /// Nodes that a secret went into: nothing of them is hashed or kept.
  private let secret: Set<NodeID>

  /// What has run so far, or was found.
  package internal(set) var known: NodeResults
  /// Values that are on their way from the store.
  var loading: [NodeID: Task<NodeResult, Never>] = [:]
  private var spent: [Int: Double] = [:]
  /// The keys that were made so far.
  private var keys: [Digest?]
  /// How many nodes were executed.
  package private(set) var executed = 0
  /// Whether it was looked up what is known without running.
  var isForecast = false
  /// Requests run one after the other, so that two of them never start the same node: whether one is under way.
  private var isBusy = false
  /// Those that wait for their turn, the first one first.
  private var waiting: [CheckedContinuation<Void, Never>] = []

  /// - Parameter known: results that are there already, such as those of a run before a text was changed elsewhere.
  package init(
    _ checked: CheckedNotebook, name: String, builtins: [String: Builtin], world: World,
    deadline: Double? = nil, known: [NodeID: NodeResult] = [:],
    used: @escaping @Sendable (String) -> NotebookRun? = { _ in nil }
  ) {
    self.checked = checked
    self.known = NodeResults(known, of: checked)
    self.name = name
    self.builtins = builtins
    self.world = world
    self.deadline = deadline
    self.used = used
    keys = Array(repeating: nil, count: checked.nodes.count)
    secret = checked.secretNodes(handedIn: Set(known.filter(\.value.isSecret).keys))
  }

  // MARK: Asking

  /// How many bytes the write-up may have.
  package nonisolated var maximumOutput: Int { world.maximumOutput }

  /// The results that are in memory with all their values.
  package var results: [NodeID: NodeResult] { known.loaded }

  /// How every node came about, in file order, with nothing loaded; nil for one that was not asked for.
  package var outcomes: [NodeResult?] { checked.nodes.indices.map { known[$0] } }

  /// Seconds that the cells took, by their place.
  package var seconds: [Int: Double] { spent }

  /// Runs every node that something needs; their results are known then, and their values may still lie in the store.
  ///
  /// - Throws: `Cancelled` when the surrounding task was cancelled.
  package func finish() async throws {
    var isRead = Array(repeating: false, count: checked.nodes.count)
    for node in checked.nodes { for read in node.reads.values { isRead[read] = true } }
    // What is taken from another notebook is made for its readers only.
    let wanted = checked.nodes.indices.filter { node in
      guard case .statement(let statement) = checked.nodes[node].kind,
        case .use = statement.kind
      else { return true }
      return checked.nodes[node].isBlocked || isRead[node]
    }
    try await require(wanted)
  }

  /// The results of every node, in file order, with what they show. The values that they bind may not be in memory.
  ///
  /// - Throws: `Cancelled` when the surrounding task was cancelled.
  package func runAll() async throws -> [NodeResult] {
    try await finish()
    var results: [NodeResult] = []
    for node in checked.nodes.indices {
      results.append(known[node] == nil ? NodeResult(.done) : await shown(node))
      try checkCancellation()
    }
    return results
  }

  /// The results of some nodes with their values, running what they rest on and nothing else.
  package func results(of nodes: [NodeID]) async throws -> [NodeResult] {
    try await require(nodes)
    var results: [NodeResult] = []
    for node in nodes { results.append(await loaded(node)) }
    try checkCancellation()
    return results
  }

  /// The result of a node with its values.
  package func result(of node: NodeID) async throws -> NodeResult {
    try await results(of: [node])[0]
  }

  /// The result of a node, whose values may still lie in the store.
  func outcome(of node: NodeID) async throws -> NodeResult {
    try await require([node])
    return known[node] ?? NodeResult(.notRun(needs: []))
  }

  /// Why a node that has run could not be made: the first failure, in file order, of what it rests on.
  func failure(behind node: NodeID) -> Diagnostic? {
    var seen: Set<NodeID> = [node]
    var open = [node]
    var failed: [NodeID] = []
    while let next = open.popLast() {
      if known[next]?.failure != nil { failed.append(next) }
      open += checked.nodes[next].reads.values.filter { seen.insert($0).inserted }
    }
    return failed.min().flatMap { known[$0]?.failure }
  }

  private func require(_ wanted: [NodeID]) async throws {
    // Whoever ends hands its turn on.
    if isBusy { await withCheckedContinuation { waiting.append($0) } }
    isBusy = true
    await run(closure(of: wanted))
    if waiting.isEmpty { isBusy = false } else { waiting.removeFirst().resume() }
    try checkCancellation()
  }

  /// `wanted` and all that it reads, that has no result yet.
  private func closure(of wanted: [NodeID]) -> [NodeID] {
    var isFound = Array(repeating: false, count: checked.nodes.count)
    var open = wanted
    while let node = open.popLast() {
      guard known[node] == nil, !isFound[node] else { continue }
      isFound[node] = true
      open += checked.nodes[node].reads.values
    }
    return isFound.indices.filter { isFound[$0] }
  }

  // MARK: Running

  /// Whether values are dropped once nothing reads them any more.
  private nonisolated var dropsValues: Bool {
    world.usedNotebooks.map { !$0.contains(checked.source.name) } ?? false
  }

  /// The write-up is made: what it shows need not be in memory any more.
  package func dropValues() {
    if dropsValues { known.dropValues() }
  }

  private func run(_ nodes: [NodeID]) async {
    var left = WorkLeft(nodes, in: checked) { known[$0] != nil }
    var cells = CellProgress(name: name)
    for node in nodes { cells.expect(node, in: checked) }
    var underWay = 0
    func settle(_ node: NodeID, _ result: NodeResult, _ seconds: Double) {
      known[node] = result
      if let cell = checked.nodes[node].cell { spent[cell, default: 0] += seconds }
      for unread in left.finish(node, in: checked) where dropsValues {
        if let result = known[unread] { known[unread] = result.droppingValues(outputs: false) }
      }
      cells.end(node, in: checked, known, spent, world)
    }
    await withTaskGroup(of: (NodeID, NodeResult, Double).self) { group in
      while true {
        while underWay < world.jobs, !Task.isCancelled, let node = left.ready.takeFirst() {
          // What is known is not executed: most nodes of a run where little changed.
          if let result = answer(to: node) {
            settle(node, result, 0)
            continue
          }
          executed += 1
          cells.start(node, in: checked, world)
          // A task of its own is for what runs beside something else.
          if underWay == 0, left.ready.isEmpty {
            let (node, result, seconds) = await work(on: node)
            settle(node, result, seconds)
            continue
          }
          underWay += 1
          group.addTask { await self.work(on: node) }
        }
        guard let (node, result, seconds) = await group.next() else { break }
        underWay -= 1
        settle(node, result, seconds)
      }
    }
    // A node that was cancelled has no result: asked for again, it runs again.
    for node in nodes {
      if known[node]?.failure?.code == .interrupted { (known[node], keys[node]) = (nil, nil) }
    }
  }

  /// What is known of a node without running it: that it cannot run, or its result from the store.
  func answer(to id: NodeID) -> NodeResult? {
    let node = checked.nodes[id]
    if node.isBlocked { return passed(.notRun(needs: [])) }
    if !node.reads.allSatisfy({ known[$0.value]?.isDone == true }) {
      let missing = node.reads.filter { known[$0.value]?.isDone != true }.keys.sorted()
      return inherit(passed(.notRun(needs: missing)), to: node)
    }
    guard let key = key(of: node), let cache = world.cache else { return nil }
    if case .statement(let statement) = node.kind, case .function(let name, _, _) = statement.kind {
      // A definition: nothing is done before something calls it.
      var result = passed(.done)
      result.digests = [name.text: key]
      result.stored = StoredResult(definition: name.text, key)
      return inherit(result, to: node)
    }
    guard isCached(node), let trace = cache.find(key, world.files, seed: checked.frontMatter.seed)
    else { return nil }
    return inherit(cache.known(trace, inMemory: false), to: node)
  }

  func passed(_ state: NodeResult.State) -> NodeResult {
    var result = NodeResult(state)
    result.origin = .passed
    return result
  }

  /// Remarks of what a node reads are said of it too.
  private func inherit(_ result: NodeResult, to node: CheckedNotebook.Node) -> NodeResult {
    var result = result
    let isSecret = secret.contains(node.id)
    if result.isSecret != isSecret { result.isSecret = isSecret }
    guard node.reads.values.contains(where: { known[$0]?.remarks.isEmpty == false }) else {
      return result
    }
    var remarks: [String] = []
    for (_, read) in node.reads.sorted(by: { $0.key < $1.key }) {
      for remark in known[read]?.remarks ?? [] where !remarks.contains(remark) {
        remarks.append(remark)
      }
    }
    result.remarks = remarks + result.remarks.filter { !remarks.contains($0) }
    return result
  }

  private func isCached(_ node: CheckedNotebook.Node) -> Bool {
    node.cell.map { checked.cells[$0].options.isCached } ?? true
  }

  /// What a node depends on; nil where nothing is kept, and for results of other notebooks.
  package func key(of node: CheckedNotebook.Node) -> Digest? {
    if let key = keys[node.id] { return key }
    guard let cache = world.cache, !secret.contains(node.id) else { return nil }
    switch node.kind {
    case .given: return nil
    case .statement(let statement):
      if case .use = statement.kind { return nil }
    case .prose: break
    }
    var reads: [String: Digest] = [:]
    for (name, read) in node.reads {
      guard let digest = digest(of: name, read) else { return nil }
      reads[name] = digest
    }
    let key = NodeKey.key(
      of: node, in: checked, reads: reads, builtins: builtins, build: cache.engine.build)
    keys[node.id] = key
    return key
  }

  /// The digest of a value that a node binds, made now for one that was handed in.
  private func digest(of name: String, _ node: NodeID) -> Digest? {
    if let digest = known[node]?.digest(of: name) { return digest }
    guard !secret.contains(node), let value = known[node]?.bound[name],
      let digest = world.cache?.digest(of: value)
    else { return nil }
    known[node]?.digests[name] = digest
    return digest
  }

  /// Executes a node.
  private func work(on id: NodeID) async -> (NodeID, NodeResult, Double) {
    let node = checked.nodes[id]
    let own = node.cell.flatMap { cell in
      (checked.cells[cell].options.timeout ?? world.cellSeconds).map {
        max(0.001, $0 - (spent[cell] ?? 0))
      }
    }
    let key = key(of: node)
    let began = world.clock()
    let result = await execute(node, key, within: own)
    return (id, inherit(result, to: node), world.clock() - began)
  }

  /// Runs a node with the values that it reads, and keeps what it came to.
  func execute(_ node: CheckedNotebook.Node, _ key: Digest?) async -> NodeResult {
    if case .statement(let statement) = node.kind, case .use(let path, let names) = statement.kind {
      return await take(path, names, node)
    }
    var names: [String: Value] = [:]
    for (name, binding) in node.reads.sorted(by: { $0.key < $1.key }) {
      let read = await loaded(binding)
      // A value that lay in the store and could not be made again says why.
      guard let value = read.bound[name] else {
        return NodeResult(read.failure.map { .failed($0) } ?? .notRun(needs: [name]))
      }
      names[name] = value
    }
    let reads = FileReads(world.files)
    let label = node.cell.map { checked.cells[$0].cell.label.text } ?? ""
    var partial: PartialWork?
    if let key, let cache = world.cache, cache.looksUp, isCached(node) {
      let (world, name) = (world, name)
      partial = PartialWork(
        cache.store, key: key, reads: reads, every: world.checkpointSeconds, clock: world.clock,
        mayBeKept: { world.secrets().areAbsent(from: $0) },
        takenUp: { world.report(.resumed(notebook: name, label: label)) })
    }
    let execution = NodeExecution(
      checked: checked, builtins: builtins, world: world, notebook: name, label: label,
      written: written)
    var result = await execution.run(node, names, reads: reads, partial: partial)
    result.observations = reads.observations
    result.isSecret = secret.contains(node.id)
    if result.isDone, let key, let cache = world.cache {
      let secrets = world.secrets()
      let isSettled = isCached(node) && reads.isSettled
      let areAbsent: @Sendable ([UInt8]) -> Bool = { secrets.areAbsent(from: $0) }
      await cache.keep(
        key, &result, isSettled: isSettled, jobs: world.jobs,
        mayKeep: secrets.isEmpty ? nil : areAbsent)
      partial?.forget()
    }
    return result
  }
}
