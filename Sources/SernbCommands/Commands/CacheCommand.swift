// `sernb cache`: what is kept of earlier runs, how much of it, and how to be rid of it. Nothing in it is needed.

import ArgumentParser
import Basics
import FileAccess
import Foundation
import SernbDocument
import SernbRuntime
import Storage

struct CacheCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cache", abstract: "Show or delete the cached results of earlier runs.",
    discussion: """
      Everything in the cache can be recomputed: deleting it costs time, never a result. It lies in .sernb/cache in the \
      project's folder, or in the folder given by --cache or SERNB_CACHE.
      """,
    subcommands: [Info.self, Collect.self, Clear.self], defaultSubcommand: Info.self)

  struct Place: ParsableArguments {
    @Option(help: "The project's folder.", completion: .directory)
    var project: String?

    @OptionGroup var cache: CacheFolder

    /// The cache of the project that the working folder belongs to, found as for a notebook that lies there.
    func store() throws -> Store {
      if let project, kindOfPath(project) != .folder {
        throw ValidationError("'\(project)' is not a folder.")
      }
      let here = Invocation.current.folder
      let root = project ?? Project.root(of: here + "/notebook.sernb")
      let store = cache.store(of: realPath(root) ?? root)
      if let problem = store.problem {
        Console.error("\(problem.message). \(problem.hint)")
        throw ExitCode(Exit.failed.rawValue)
      }
      return store
    }
  }

  struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show how many entries there are and how much space they take.")

    @OptionGroup var place: Place

    @Flag(help: "Read and check every entry; exit with 1 if one is damaged.")
    var verify = false

    func run() throws {
      let store = try place.store()
      Console.print(CacheTable.text(store.info(), limit: store.limit))
      guard verify else { return }
      let problems = store.verify()
      if problems.isEmpty {
        Console.print("\nNo entry is damaged.")
        return
      }
      for problem in problems { Console.error(problem) }
      let count = counted(problems.count, "entry is", "entries are")
      Console.error(
        "\(count) damaged. No run takes a damaged entry for a result; `sernb cache clear` deletes all."
      )
      throw ExitCode(Exit.failed.rawValue)
    }
  }

  struct Collect: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "gc",
      abstract: "Delete the least recently used entries if the cache is too large.")

    @OptionGroup var place: Place

    @Option(
      help: "How large the cache may be, such as \"2 GB\"; a larger one shrinks to 80 % of it.")
    var limit: ByteSize?

    func run() throws {
      let store = try place.store()
      let limit = limit ?? ByteSize(store.limit)
      let deleted = store.collect(to: limit.bytes)
      let rest = ByteSize(store.info().reduce(0) { $0 + $1.bytes })
      if rest.bytes > limit.bytes { throw CacheCommand.cannotDelete(store) }
      if deleted.entries == 0 {
        Console.print(
          "Nothing to delete: \(rest.description) of at most \(limit.description) are kept.")
      } else {
        Console.print("\(CacheCommand.sentence(deleted)) \(rest.description) are left.")
      }
    }
  }

  struct Clear: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Delete all cached results.")

    @OptionGroup var place: Place

    func run() throws {
      let store = try place.store()
      let deleted = store.clear()
      if store.info().contains(where: { $0.entries > 0 }) {
        throw CacheCommand.cannotDelete(store)
      }
      Console.print(deleted.entries == 0 ? "Nothing was kept." : CacheCommand.sentence(deleted))
    }
  }

  private static func sentence(_ deleted: (entries: Int, bytes: Int)) -> String {
    let entries = counted(deleted.entries, "entry", "entries")
    return "Deleted \(entries) (\(ByteSize(deleted.bytes).description))."
  }

  private static func cannotDelete(_ store: Store) -> ExitCode {
    Console.error(
      "I cannot delete all of `\(store.folder)`. Check its permissions, and whether a run is at work."
    )
    return ExitCode(Exit.failed.rawValue)
  }
}

/// What the namespaces hold, a line each.
enum CacheTable {
  static func text(_ usages: [NamespaceUsage], limit: Int) -> String {
    let entries = usages.reduce(0) { $0 + $1.entries }
    let bytes = usages.reduce(0) { $0 + $1.bytes }
    let rows =
      [["namespace", "holds", "entries", "size"]]
      + usages.map {
        [
          $0.namespace.name, description(of: $0.namespace), grouped($0.entries),
          ByteSize($0.bytes).description,
        ]
      } + [["total", "", grouped(entries), ByteSize(bytes).description]]
    let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
    let lines = rows.map { row in
      row.enumerated().map { column, cell in
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        return column < 2 ? cell + padding : padding + cell
      }.joined(separator: "  ")
    }
    return lines.joined(separator: "\n") + "\n\nAt most \(ByteSize(limit).description) are kept."
  }

  private static func description(of namespace: Namespace) -> String {
    switch namespace {
    case .nodes: "results of bindings, plots and checks"
    case .values: "values, each once"
    case .columns: "columns and long lists, each once"
    case .pages: "rendered write-ups"
    case .clips: "results for single clips"
    case .partial: "saved states of long work"
    }
  }
}
