// What a verb works with: the project, the store under it, and the program that makes the results.

import ArgumentParser
import FileAccess
import Foundation
import SernbLibrary
import SernbRuntime
import Storage

struct Workspace {
  let project: Project
  let store: Store
  let index: FileIndex
  /// nil with `--no-cache`.
  let cache: ResultCache?

  /// - Parameters:
  ///   - given: the parameters, of which paths may be read.
  ///   - cacheFolder: a folder for the cache, where it is not to lie in the project.
  ///   - output: a folder for write-ups, where they are not to go to `Outputs`.
  init(
    root: String, allowed: [String], given: ParameterOptions, use: CacheUse,
    cacheFolder: CacheFolder = CacheFolder(),
    output: String? = nil
  ) throws {
    let root = realPath(root) ?? root
    store = cacheFolder.store(of: root)
    index = FileIndex(file: use == .none ? nil : store.indexFile)
    let own = Project(
      root: root, allowed: (allowed + given.otherPaths).map(Self.absolute),
      given: given.givenPaths, index: index, facts: Library.soundFacts)
    if let output {
      do {
        project = try own.rendering(to: output, from: Invocation.current.folder)
      } catch {
        throw ValidationError("Write-ups cannot go to '\(output)': \(error.why).")
      }
    } else {
      project = own
    }
    Self.reportObstacles(root, use == .none ? nil : store)
    cache =
      use == .none
      ? nil
      : ResultCache(
        store, engine: Engine(build: BuildIdentifier.ofThisProgram(index)),
        decoders: Library.decoders,
        looksUp: use == .all)
  }

  private static func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : Invocation.current.folder + "/" + path
  }

  /// What stands in the way of keeping anything: a link in a project may lead anywhere, and is not followed.
  private static func reportObstacles(_ root: String, _ store: Store?) {
    let home = CacheFolder.home(of: root)
    let problems =
      [store?.problem]
      + ["runs", "runs/results", "last"].map {
        NamedFiles(folder: "\(home)/\($0)").problem
      }
    var shown: Set<String> = []
    for case let problem? in problems where shown.insert(problem.message).inserted {
      Console.error(
        "\(problem.message): nothing is kept there. "
          + "A cache on another disk is named with `--cache FOLDER` or SERNB_CACHE.")
    }
  }

  /// At the end of a verb: what was learned of files is kept, and a store that has grown too large is made smaller.
  ///
  /// - Parameter secrets: the index names files by their paths; where one of them is a secret, it is not written.
  func close(without secrets: Redaction = .none) {
    Signals.holding {
      if secrets.isEmpty { index.save() }
      store.tidy()
    }
  }
}

/// Which results of earlier runs are taken.
enum CacheUse {
  case all
  /// None are taken, and new ones are kept.
  case fresh
  /// None are taken, and none are kept.
  case none
}
