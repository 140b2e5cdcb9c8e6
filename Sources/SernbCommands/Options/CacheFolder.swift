// Where the cache lies: in the project, or in a folder that a person named, such as one on another disk.

import ArgumentParser
import Foundation
import SernbRuntime
import Storage

struct CacheFolder: ParsableArguments {
  @Option(
    name: .customLong("cache"),
    help:
      "A folder for the cache, instead of .sernb/cache in the project; SERNB_CACHE does the same.",
    completion: .directory)
  var folder: String?

  /// - Parameter root: the project's folder.
  func store(of root: String) -> Store {
    let given = folder ?? Invocation.current.environment["SERNB_CACHE"]
    guard let given, !given.isEmpty else { return Store(folder: Self.home(of: root) + "/cache") }
    let here = Invocation.current.folder
    return Store(folder: given.hasPrefix("/") ? given : here + "/" + given)
  }

  /// Where everything lies that is kept beyond a run, under the project's folder; git ignores it.
  static func home(of root: String) -> String { root + "/.sernb" }
}
