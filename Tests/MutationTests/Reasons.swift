// Why a node may run and when it must, by what this file knows of the language: nothing here asks the engine what it
// looked at.
//
// A node may run if its reason is new: its code, its parameters, the values that it reads, the seed if it may draw from
// it, and the data that calls in its code can reach. It must have run if it has a value that no run gave before. The
// values are those of a run without a store.

import SernbLanguage
import SernbRuntime
import Storage

/// What calls in a node's code, or in the functions that it calls, can reach.
struct Reach: Sendable, Hashable {
  /// Whether they may draw from the seed of the notebook.
  var drawsFromSeed = false
  /// The names of files, their annotations, and what the headers of sounds say.
  var readsCorpora = false
  var readsTables = false
  /// The samples of sounds.
  var readsSounds = false

  private static let drawing = [
    "fit", "split", "folds", "oversample", "sample", "evaluate", "cross_validate", "grid_search",
    "permutation_importance", "noise", "demo",
  ]
  private static let corpora = ["demo", "iemocap", "emodb", "ravdess", "crema_d"]

  init() {}

  /// - Parameter code: as the formatter prints it.
  init(_ code: String) {
    let calls = Set(code.matches(of: #/([a-z_0-9]+)\(/#).map { String($0.output.1) })
    drawsFromSeed = !calls.isDisjoint(with: Self.drawing)
    readsCorpora = !calls.isDisjoint(with: Self.corpora)
    readsTables = calls.contains("read_csv")
    readsSounds = !calls.isDisjoint(with: ["clip", "clips"])
  }

  mutating func add(_ other: Reach) {
    drawsFromSeed = drawsFromSeed || other.drawsFromSeed
    readsCorpora = readsCorpora || other.readsCorpora
    readsTables = readsTables || other.readsTables
    readsSounds = readsSounds || other.readsSounds
  }

  /// Whether a value is a stream of clips, or holds one: its sounds are read where it is used.
  static func isStream(_ value: Value) -> Bool {
    switch value {
    case .object(let object): object.kind.name == "clips"
    case .list(let list): list.contains { isStream($0) }
    case .record(let record): record.fields.contains { isStream($0.value) }
    default: false
    }
  }
}

/// Digests of the data of a project, by how far a reader looks into it.
struct DataDigests {
  private(set) var tables: Digest
  private(set) var corpora: Digest
  private(set) var sounds: Digest

  /// - Parameter path: the notebook that reads them; those of Emo-DB read that, all others the demo corpus.
  init(_ folder: ProjectFolder, for path: String) {
    let corpus = path.contains("emodb") ? "data/emodb" : "data/demo"
    tables = folder.digest(of: ["tables"])
    sounds = folder.digest(of: [corpus])
    var builder = DigestBuilder("corpora")
    for path in folder.files(corpus) {
      let bytes = folder.bytes(path) ?? []
      builder.add(path)
      builder.add("\(bytes.count)")
      builder.add(Array(bytes.prefix(SmallProject.samples(of: bytes) ?? bytes.count)))
    }
    corpora = builder.digest()
  }

  func add(_ reach: Reach, to builder: inout DigestBuilder) {
    if reach.readsCorpora { builder.add("corpora", corpora) }
    if reach.readsTables { builder.add("tables", tables) }
    if reach.readsSounds { builder.add("sounds", sounds) }
  }
}

extension DigestBuilder {
  fileprivate mutating func add(_ name: String, _ digest: Digest) {
    add(name)
    add(digest)
  }
}

/// The reasons and values of all runs of a project so far.
struct Judge: Sendable {
  private var reasons: Set<Digest> = []
  private var values: Set<Digest> = []

  /// What this run did although it had no reason to, or did not do although it had to; nil if all is well.
  ///
  /// - Parameter madeData: whether the run wrote data itself, so that not all it read was there when it began.
  func fault(_ warm: Running, _ cold: [String: ColdPage], madeData: Bool) -> Fault? {
    var (missing, made) = ([Digest: String](), Set<Digest>())
    for (path, page) in cold.sorted(by: { $0.key < $1.key }) {
      for (id, node) in page.nodes.enumerated() where node.state == .done && !node.isPassed {
        let ran = warm.pages[path]?.outcomes[id]?.origin == .ran
        if ran, !node.isAlwaysRun, !madeData, reasons.contains(node.reason) {
          return Fault(description: "\(path): this ran without a reason: \(node.words)")
        }
        for value in node.made.values {
          if ran { made.insert(value) }
          if !values.contains(value) { missing[value] = "\(path): \(node.words)" }
        }
        let held = warm.pages[path]?.results[id]?.bound ?? [:]
        for (name, value) in node.made {
          guard let bytes = held[name]?.bytes() else { continue }
          if Digest(of: bytes) != value {
            return Fault(description: "\(path): `\(name)` is another than without a store")
          }
        }
      }
    }
    guard let (_, words) = missing.first(where: { !made.contains($0.key) }) else { return nil }
    return Fault(
      description: "this has a value that nothing gave before, and did not run: \(words)")
  }

  mutating func learn(_ cold: [String: ColdPage]) {
    for page in cold.values {
      for node in page.nodes where node.state == .done {
        reasons.insert(node.reason)
        values.formUnion(node.made.values)
      }
    }
  }
}
