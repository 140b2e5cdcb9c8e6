// What each node hangs on, told in plain words from a run without a store: the rule of what has to run.
//
// It shares nothing with the keys of the cache. A node is its code as the formatter prints it, the bytes of the values
// that it reads, its parameters, the seed if it drew from it, and the files that it looked at, as this file reads them.

import Foundation
import SernbDocument
import SernbLanguage
import SernbLibrary
import SernbRuntime
import Storage

/// What a run without a store told of one notebook.
struct ColdPage: Sendable {
  struct Node: Sendable {
    enum State: Sendable { case done, failed, notRun, notAsked }
    let state: State
    /// Nothing is done for it: a definition, or what another notebook made.
    let isPassed: Bool
    /// Whether its cell says `cache: off`.
    let isAlwaysRun: Bool
    /// Whether it makes a folder, which nobody notes.
    let makesFolder: Bool
    let description: Digest
    let drawsFromSeed: Bool
    /// What it reads: the place of the node, and the name.
    let reads: [(name: String, node: NodeID)]
    /// What stands for the values that it binds.
    let values: [String: Digest]
    /// The bytes of those that have some.
    let made: [String: Digest]
    /// Why it may run, see `Reach`.
    let reason: Digest
    /// Of a function: what calling it can reach.
    let reach: Reach
    /// The names that are bound to streams of clips.
    let streams: Set<String>
    let words: String
  }

  let nodes: [Node]
  /// Digests of the files of the write-up; nil if it must not be written.
  let files: [String: Digest]?
  let problems: [String]
  /// Streams of clips by label: how many clips they have.
  let streams: [String: Int]
}

/// Describes the notebooks of one run, each behind those that it uses.
struct Describer {
  let folder: ProjectFolder
  let run: Running
  private let data: (emodb: DataDigests, demo: DataDigests)
  private(set) var pages: [String: ColdPage] = [:]

  init(_ folder: ProjectFolder, _ run: Running) {
    self.folder = folder
    self.run = run
    data = (DataDigests(folder, for: "emodb"), DataDigests(folder, for: "demo"))
    for path in run.pages.keys.sorted() { describe(path) }
  }

  private mutating func describe(_ path: String) {
    guard pages[path] == nil, let page = run.pages[path] else { return }
    for use in page.checked.uses.compactMap(\.notebook) where use != path { describe(use) }
    var nodes: [ColdPage.Node] = []
    for node in page.checked.nodes { nodes.append(describe(node, page, nodes)) }
    let files = page.files.map { files in
      Dictionary(
        files.map { ($0.path, Digest(of: $0.bytes)) }, uniquingKeysWith: { first, _ in first })
    }
    let prefix = path + " "
    let streams = run.streams.filter { $0.key.hasPrefix(prefix) }
    pages[path] = ColdPage(
      nodes: nodes, files: files, problems: page.problems,
      streams: Dictionary(
        uniqueKeysWithValues: streams.map {
          (String($0.key.dropFirst(prefix.count)), $0.value.total)
        }
      ))
  }

  private func describe(
    _ node: CheckedNotebook.Node, _ page: Running.Page, _ before: [ColdPage.Node]
  ) -> ColdPage.Node {
    let result = page.results[node.id] ?? page.outcomes[node.id]
    let (code, isPassed) = code(of: node)
    let reads = node.reads.sorted { $0.key < $1.key }.map { (name: $0.key, node: $0.value) }
    let observations = result?.observations ?? []
    let drawsFromSeed = observations.contains { $0.aspect == .seed }
    var builder = DigestBuilder("description")
    builder.add(code)
    for (name, read) in reads {
      builder.add(name)
      builder.add(before[read].values[name] ?? before[read].description)
    }
    for name in node.parameters.sorted() {
      let value = page.checked.parameters.first { $0.name == name }?.value
      builder.add("\(name) = \(value.map { "\($0)" } ?? "none")")
    }
    let options = node.cell.map { page.checked.cells[$0].options }
    builder.add(options?.acceptedLeak ?? "none")
    if drawsFromSeed { builder.add("seed \(page.checked.frontMatter.seed)") }
    for observation in observations where observation.aspect != .seed {
      builder.add("\(observation.path) \(observation.aspect)")
      builder.add(look(observation.path, observation.aspect))
    }
    let description = builder.digest()
    let bound = bound(by: node, page)
    let (reason, reach) = reason(of: node, code, page, before)
    let state: ColdPage.Node.State =
      switch result?.state {
      case nil: .notAsked
      case .done?: .done
      case .failed?: .failed
      case .notRun?: .notRun
      }
    return ColdPage.Node(
      state: state, isPassed: isPassed, isAlwaysRun: options?.isCached == false,
      makesFolder: code.contains("demo("), description: description, drawsFromSeed: drawsFromSeed,
      reads: reads, values: values(of: node, page, description),
      made: bound.made, reason: reason, reach: reach, streams: bound.streams,
      words: String(code.prefix(70)))
  }

  /// Where a node takes names from another notebook: the nodes there that bind them.
  private func sources(
    of node: CheckedNotebook.Node, _ page: Running.Page
  ) -> [(bound: String, name: String, node: ColdPage.Node)]? {
    guard case .statement(let statement) = node.kind,
      case .use(let path, let names) = statement.kind, case .text(let file) = path.kind,
      let other = page.checked.used[file], let described = pages[other.source.name]
    else { return nil }
    return names.compactMap { name in
      other.exports[name.name.text].map { export in
        (name.bound.text, name.name.text, described.nodes[export.node])
      }
    }
  }

  private func bound(
    by node: CheckedNotebook.Node, _ page: Running.Page
  ) -> (made: [String: Digest], streams: Set<String>) {
    var (made, streams) = ([String: Digest](), Set<String>())
    if let sources = sources(of: node, page) {
      for source in sources {
        made[source.bound] = source.node.made[source.name]
        if source.node.streams.contains(source.name) { streams.insert(source.bound) }
      }
    } else {
      for (name, value) in page.results[node.id]?.bound ?? [:] {
        made[name] = value.bytes().map { Digest(of: $0) }
        if Reach.isStream(value) { streams.insert(name) }
      }
    }
    return (made, streams)
  }

  private func reason(
    of node: CheckedNotebook.Node, _ code: String, _ page: Running.Page,
    _ before: [ColdPage.Node]
  ) -> (Digest, Reach) {
    var reach = Reach(code)
    var builder = DigestBuilder("reason")
    builder.add(code)
    if let sources = sources(of: node, page) {
      for source in sources {
        builder.add(source.node.made[source.name] ?? source.node.reason)
        reach.add(source.node.reach)
      }
    }
    for (name, read) in node.reads.sorted(by: { $0.key < $1.key }) {
      builder.add(name)
      builder.add(before[read].made[name] ?? before[read].reason)
      // A value has its bytes; a function does what is in it where it is called.
      if before[read].made[name] == nil { reach.add(before[read].reach) }
      if before[read].streams.contains(name) { reach.readsSounds = true }
    }
    for name in node.parameters.sorted() {
      let value = page.checked.parameters.first { $0.name == name }?.value
      builder.add("\(name) = \(value.map { "\($0)" } ?? "none")")
    }
    builder.add(node.cell.flatMap { page.checked.cells[$0].options.acceptedLeak } ?? "none")
    if reach.drawsFromSeed { builder.add("seed \(page.checked.frontMatter.seed)") }
    (page.checked.source.name.contains("emodb") ? data.emodb : data.demo).add(reach, to: &builder)
    return (builder.digest(), reach)
  }

  private func code(of node: CheckedNotebook.Node) -> (String, isPassed: Bool) {
    switch node.kind {
    case .given(let name): (name, true)
    case .prose(let binding):
      ("{{ \(Printer.flat(binding.expression)) : \(binding.format.map { "\($0)" } ?? "") }}", false)
    case .statement(let statement):
      switch statement.kind {
      case .use, .function: (Printer.print(statement.kind), true)
      default: (Printer.print(statement.kind), false)
      }
    }
  }

  /// The bytes of what a node binds, or all that made it where there are none, as for a function.
  private func values(
    of node: CheckedNotebook.Node, _ page: Running.Page, _ description: Digest
  ) -> [String: Digest] {
    if let sources = sources(of: node, page) {
      var values: [String: Digest] = [:]
      for source in sources { values[source.bound] = source.node.values[source.name] }
      return values
    }
    guard let result = page.results[node.id] else { return [:] }
    return result.bound.mapValues { value in
      value.bytes().map { Digest(of: $0) } ?? description
    }
  }

  /// What anyone can see of a file.
  private func look(_ path: String, _ aspect: Observation.Aspect) -> [UInt8] {
    var isFolder: ObjCBool = false
    let real = folder.root + "/" + path
    guard FileManager.default.fileExists(atPath: real, isDirectory: &isFolder) else {
      return Array("missing".utf8)
    }
    switch aspect {
    case .content: return Digest(of: folder.bytes(path) ?? []).bytes
    case .facts:
      // All that a header says, and how much follows it.
      let bytes = folder.bytes(path) ?? []
      return Array(bytes.prefix(SmallProject.samples(of: bytes) ?? bytes.count))
        + Array("\(bytes.count)".utf8)
    case .names: return Array(folder.names(path).joined(separator: "\n").utf8)
    case .kind: return Array((isFolder.boolValue ? "folder" : "file").utf8)
    case .seed, .writability: return []
    }
  }
}
