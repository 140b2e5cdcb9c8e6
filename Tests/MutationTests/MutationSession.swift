// A project that is edited again and again, with a store that has seen all of it: what a run does is compared with a run
// that has no store, and with the plain rule of what has to run.

import Basics
import Foundation
import SernbLanguage
import SernbRuntime
import Storage
import TestSupport

/// Something that a run did and must not do.
struct Fault: Error, CustomStringConvertible {
  let description: String
}

final class MutationSession {
  static let dataFolders = ["data/demo", "data/emodb", "tables"]

  let folder: ProjectFolder
  private let store: Store
  private let memory: Memory
  private let jobs: Int
  /// Descriptions of all nodes that have run with the store.
  private var seen: Set<Digest>
  /// Knows the same without asking the engine what it looked at.
  private var judge: Judge
  /// Of the run before.
  private(set) var pages: [String: ColdPage] = [:]
  private(set) var checked: [String: CheckedNotebook] = [:]
  /// What must lie in `Outputs`.
  private var outputs: [String: Digest]

  /// A session from the start.
  init(_ folder: ProjectFolder, memory: Memory, jobs: Int) {
    self.folder = folder
    store = Store(folder: folder.root + "/.sernb/cache")
    (self.memory, self.jobs) = (memory, jobs)
    (seen, judge, outputs) = ([], Judge(), [:])
  }

  /// All of a session, to begin others from.
  struct Snapshot: Sendable {
    let scratch: Scratch
    let state: ProjectState
    let memory: Memory
    let seen: Set<Digest>
    let judge: Judge
    let pages: [String: ColdPage]
    let checked: [String: CheckedNotebook]
    let outputs: [String: Digest]
  }

  var snapshot: Snapshot {
    Snapshot(
      scratch: folder.scratch, state: folder.state, memory: memory, seen: seen, judge: judge,
      pages: pages, checked: checked, outputs: outputs)
  }

  /// A copy of a session, with its project and its store.
  init(copying other: Snapshot, jobs: Int) throws {
    let scratch = try Scratch()
    let names = try FileManager.default.contentsOfDirectory(atPath: other.scratch.path)
    for name in names {
      try FileManager.default.copyItem(
        atPath: other.scratch.path + "/" + name, toPath: scratch.path + "/" + name)
    }
    folder = try ProjectFolder(scratch, other.state)
    store = Store(folder: folder.root + "/.sernb/cache")
    (memory, self.jobs) = (other.memory, jobs)
    (seen, judge) = (other.seen, other.judge)
    (pages, checked, outputs) = (other.pages, other.checked, other.outputs)
  }

  private func digests() -> [String: Digest] {
    var digests: [String: Digest] = [:]
    for name in Self.dataFolders { digests[name] = folder.digest(of: [name]) }
    return digests
  }

  /// Makes an edit, runs everything with the store and what is needed without it, and compares.
  func apply(_ edit: Edit) async throws {
    try folder.become(edit.next)
    try await check(edit.rule)
  }

  func check(_ rule: Edit.Rule) async throws {
    let state = folder.state
    let before = digests()
    let warm = try await Running(
      state.notebooks.keys.sorted(), in: folder.root, store: store, overrides: state.overrides,
      jobs: jobs)
    let after = digests()
    let cold = try await withoutStore(warm, after)
    let written = try compareFiles(cold, warm)
    for (path, page) in warm.pages.sorted(by: { $0.key < $1.key }) {
      guard let told = cold[path] else { throw Fault(description: "\(path) was not run") }
      try compareNodes(path, page, told, madeData: before != after)
    }
    try comparePass(warm, cold)
    if let fault = judge.fault(warm, cold, madeData: before != after) { throw fault }
    if before == after { try check(rule, warm, cold) }
    for page in cold.values {
      for node in page.nodes where node.state == .done { seen.insert(node.description) }
    }
    judge.learn(cold)
    outputs = written
    pages = cold
    checked = warm.pages.mapValues(\.checked)
  }

  /// Every page as a run without a store makes it.
  private func withoutStore(
    _ warm: Running, _ data: [String: Digest]
  ) async throws -> [String: ColdPage] {
    let state = folder.state
    let uses = warm.pages.mapValues { $0.checked.uses.compactMap(\.notebook) }
    var cold: [String: ColdPage] = [:]
    var keys: [String: Digest] = [:]
    for path in state.notebooks.keys.sorted() {
      let key = Memory.key(of: path, uses: uses, state, data: data)
      keys[path] = key
      cold[path] = memory.page(key)
    }
    let unknown = keys.keys.filter { cold[$0] == nil }
    if unknown.isEmpty { return cold }
    // What they use is run beside them, for its values are a part of their descriptions.
    var open = unknown
    var wanted = Set(unknown)
    while let next = open.popLast() {
      for use in uses[next] ?? [] where wanted.insert(use).inserted { open.append(use) }
    }
    let run = try await Running(
      wanted.sorted(), in: folder.root, store: nil, overrides: state.overrides, jobs: jobs)
    for (path, page) in Describer(folder, run).pages {
      if let key = keys[path] { memory.keep(page, key) }
      cold[path] = page
    }
    return cold
  }

  // MARK: Comparing

  /// - Returns: what lies in `Outputs` now.
  private func compareFiles(
    _ cold: [String: ColdPage], _ warm: Running
  ) throws -> [String: Digest] {
    var wanted = outputs
    for (path, page) in cold.sorted(by: { $0.key < $1.key }) {
      guard let files = page.files else { continue }
      let stem = "Outputs/" + Notebook.stem(of: path)
      // What failed says so beside the last good write-up, which stays.
      let failed = stem + ".failed."
      let place = files.keys.contains { $0.hasPrefix(failed) } ? failed : stem + "."
      for old in wanted.keys where old.hasPrefix(place) { wanted[old] = nil }
      wanted.merge(files) { $1 }
    }
    var found: [String: Digest] = [:]
    for path in folder.files("Outputs") { found[path] = Digest(of: folder.bytes(path) ?? []) }
    for path in Set(wanted.keys).union(found.keys).sorted() where wanted[path] != found[path] {
      throw Fault(
        description: "\(path) is \(found[path] == nil ? "missing" : "another") than without a store"
      )
    }
    return found
  }

  private func compareNodes(
    _ path: String, _ page: Running.Page, _ told: ColdPage, madeData: Bool
  ) throws {
    guard page.problems == told.problems else {
      throw Fault(
        description: "\(path): problems \(page.problems), without a store \(told.problems)")
    }
    for (id, node) in told.nodes.enumerated() {
      let outcome = page.outcomes.indices.contains(id) ? page.outcomes[id] : nil
      let ran = outcome?.origin == .ran
      let mayRun: Bool =
        switch node.state {
        case .notAsked, .notRun: false
        case .failed: true
        case .done:
          !node.isPassed
            && (node.isAlwaysRun || !seen.contains(node.description)
              || (madeData && node.makesFolder))
        }
      if ran, !mayRun {
        throw Fault(description: "\(path): this ran and had not to (\(node.state)): \(node.words)")
      }
      if node.state == .failed || (node.state == .done && node.isAlwaysRun && !node.isPassed), !ran
      {
        throw Fault(description: "\(path): this did not run (\(node.state)): \(node.words)")
      }
    }
  }

  /// What was never seen has to run, once at least: the same may stand in two places.
  private func comparePass(_ warm: Running, _ cold: [String: ColdPage]) throws {
    var missing: [Digest: String] = [:]
    var ran: Set<Digest> = []
    for (path, page) in cold {
      for (id, node) in page.nodes.enumerated() where node.state == .done && !node.isPassed {
        if warm.pages[path]?.outcomes[id]?.origin == .ran { ran.insert(node.description) }
        if !seen.contains(node.description) { missing[node.description] = "\(path): \(node.words)" }
      }
    }
    if let (_, words) = missing.first(where: { !ran.contains($0.key) }) {
      throw Fault(description: "this had to run and did not: \(words)")
    }
  }

  private func check(_ rule: Edit.Rule, _ warm: Running, _ cold: [String: ColdPage]) throws {
    switch rule {
    case .any: return
    case .nothing:
      try eachThatRan(warm, cold) { path, node, _ in
        throw Fault(description: "\(path): nothing had to run, and this did: \(node.words)")
      }
    case .seed:
      try eachThatRan(warm, cold) { path, node, id in
        if node.drawsFromSeed { return }
        let old = pages[path]?.nodes ?? []
        let new = cold[path]?.nodes ?? []
        let changed = node.reads.contains { name, read in
          !old.indices.contains(read) || old[read].values[name] != new[read].values[name]
        }
        if !changed, old.indices.contains(id), old[id].state == .done {
          throw Fault(
            description: "\(path): this ran, and neither drew nor read what changed: \(node.words)")
        }
      }
    case .oneClip(let notebook, let label):
      guard let stream = warm.streams["\(notebook) \(label)"] else {
        // Where the cell fails before it, or is gone, there is no stream.
        return
      }
      guard stream.total - stream.reused == 1 else {
        throw Fault(
          description:
            "\(notebook): \(stream.total - stream.reused) of \(stream.total) clips were computed")
      }
    }
  }

  private func eachThatRan(
    _ warm: Running, _ cold: [String: ColdPage],
    _ body: (_ path: String, _ node: ColdPage.Node, _ id: Int) throws -> Void
  ) throws {
    for (path, page) in cold.sorted(by: { $0.key < $1.key }) {
      for (id, node) in page.nodes.enumerated() where node.state == .done && !node.isAlwaysRun {
        if warm.pages[path]?.outcomes[id]?.origin == .ran { try body(path, node, id) }
      }
    }
  }
}
