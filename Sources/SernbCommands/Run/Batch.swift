// Several notebooks in one run: those that make data before those that read it, independent ones side by side.
//
// Results are handed over in the order of the notebooks, whichever is done first, so that what is written and said does
// not depend on timing. Where one that failed ends the run, nothing behind it is handed over. What is done is handed over
// while others run, all that there is at a time: waiting for a disk costs no notebook its time.

import Dispatch
import SernbLanguage
import SernbRuntime

struct Batch: Sendable {
  private let pages: [PageRun]
  private let projectRun: ProjectRun
  private let graph: NotebookGraph
  private let jobs: Int
  private let waitsForPages: Bool
  private let goesOn: @Sendable (PageResult) -> Bool

  /// How many pages may wait to be handed over.
  private static let mostWaiting = 200

  /// - Parameters:
  ///   - checked: the notebooks that could be read.
  ///   - waitsForPages: whether a notebook runs only when the pages before it are handed over.
  ///   - goesOn: whether notebooks behind one with this result are run.
  init(
    _ pages: [PageRun], _ projectRun: ProjectRun, _ checked: [CheckedNotebook], jobs: Int,
    waitsForPages: Bool, goesOn: @escaping @Sendable (PageResult) -> Bool
  ) {
    self.pages = pages
    self.projectRun = projectRun
    graph = NotebookGraph(checked)
    self.jobs = jobs
    self.waitsForPages = waitsForPages
    self.goesOn = goesOn
  }

  private enum Event: Sendable {
    case ran(Int, PageResult)
    case handed(goesOn: Bool)
  }

  /// - Parameter hand: takes results, in order, and says whether to go on. It may wait, on a thread of its own.
  func run(_ hand: @escaping @Sendable ([PageResult]) -> Bool) async throws {
    var queue = NotebookQueue(pages.map { $0.run.project.shortName($0.path) }, graph)
    /// Results that are not next in the order yet, and those that can be handed over.
    var done: [Int: PageResult] = [:]
    var ready: [PageResult] = []
    var next = 0
    var (underWay, isHanding, isEnding) = (0, false, false)
    func take(_ index: Int, _ result: PageResult) {
      underWay -= 1
      queue.finish(index)
      done[index] = result
      while !isEnding, let result = done.removeValue(forKey: next) {
        next += 1
        ready.append(result)
        isEnding = !goesOn(result)
      }
    }
    try await withThrowingTaskGroup(of: Event.self) { group in
      do {
        while true {
          if !isHanding, !ready.isEmpty {
            let results = ready
            (ready, isHanding) = ([], true)
            group.addTask { .handed(goesOn: await Self.aside { hand(results) }) }
          }
          let mayStart =
            !isEnding && ready.count < Self.mostWaiting && !(waitsForPages && isHanding)
          while mayStart, underWay < jobs, let index = queue.takeFirst() {
            underWay += 1
            let page = pages[index]
            group.addTask { .ran(index, try await page.run(projectRun)) }
          }
          // With the last page in place, what still runs is not wanted.
          if isEnding, !isHanding, ready.isEmpty { break }
          switch try await group.next() {
          case .ran(let index, let result)?: take(index, result)
          case .handed(let goesOn)?:
            isHanding = false
            if !goesOn { (isEnding, ready) = (true, []) }
          case nil: return
          }
        }
        group.cancelAll()
      } catch {
        // What was done before an interrupt is put in place.
        group.cancelAll()
        while let event = await group.nextResult() {
          if case .success(.handed(goesOn: false)) = event { ready = [] }
        }
        let results = ready
        if !results.isEmpty { _ = await Self.aside { hand(results) } }
        throw error
      }
    }
  }

  /// Does what may wait for a disk on another thread than those that notebooks run on.
  private static func aside(_ work: @escaping @Sendable () -> Bool) async -> Bool {
    let invocation = Invocation.current
    return await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(returning: Invocation.$current.withValue(invocation) { work() })
      }
    }
  }
}

/// The notebooks that can run now, in their order: all that they depend on is done, or belongs to no run.
struct NotebookQueue {
  private let names: [String]
  private var indices: [String: [Int]] = [:]
  /// By notebook: how many are to be done before it, and which come behind it.
  private var missing: [String: Int] = [:]
  private var users: [String: [String]] = [:]
  private var ready = ReadyNodes()
  /// How many edges were followed.
  private(set) var steps = 0

  /// - Parameter names: of those that are to run.
  init(_ names: [String], _ graph: NotebookGraph) {
    self.names = names
    for (index, name) in names.enumerated() { indices[name, default: []].append(index) }
    for edge in graph.edges where edge.from != edge.to {
      missing[edge.to, default: 0] += 1
      users[edge.from, default: []].append(edge.to)
    }
    let free = Set(names + graph.notebooks).filter { missing[$0] == nil }
    for name in free { release(name) }
  }

  mutating func takeFirst() -> Int? { ready.takeFirst() }

  /// One that was taken is done.
  mutating func finish(_ index: Int) {
    // All the pages of a notebook belong to one run of it.
    if indices[names[index]]?.first == index { pass(names[index]) }
  }

  private mutating func release(_ name: String) {
    guard let own = indices[name] else { return pass(name) }
    for index in own { ready.insert(index) }
  }

  /// Releases what waits for a notebook alone, also behind others that do not run.
  private mutating func pass(_ name: String) {
    var open = [name]
    while let next = open.popLast() {
      for user in users[next] ?? [] {
        steps += 1
        missing[user, default: 1] -= 1
        guard missing[user] == 0 else { continue }
        if let own = indices[user] {
          for index in own { ready.insert(index) }
        } else {
          open.append(user)
        }
      }
    }
  }
}
