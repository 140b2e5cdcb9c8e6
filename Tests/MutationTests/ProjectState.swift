// What a person could have changed of a project: its notebooks, its data, and the parameters of the command line.

import Foundation
import SernbLanguage
import Storage
import TestSupport

struct ProjectState: Sendable {
  /// By paths from the project's folder on.
  var notebooks: [String: [UInt8]]
  /// Files of data that are not as the base has them; nil for one that was deleted.
  var data: [String: [UInt8]?] = [:]
  var parameters: [String: String] = [:]

  /// `-p` as it is given.
  var overrides: [Override] {
    parameters.sorted { $0.key < $1.key }.map { Override($0.key, $0.value) }
  }
}

/// A folder with a project in some state.
final class ProjectFolder {
  let scratch: Scratch
  private(set) var state: ProjectState
  /// Data as they were before they were first changed; nil for what was not there.
  private var originals: [String: [UInt8]?] = [:]

  init(_ scratch: Scratch, _ state: ProjectState) throws {
    self.scratch = scratch
    self.state = state
    for (path, bytes) in state.notebooks { try scratch.write(bytes, to: path) }
  }

  var root: String { scratch.path }

  func bytes(_ path: String) -> [UInt8]? {
    FileManager.default.contents(atPath: root + "/" + path).map { Array($0) }
  }

  func names(_ folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: root + "/" + folder)) ?? []).sorted()
  }

  /// Every file below a folder, by its path from the project's folder on, sorted.
  func files(_ folder: String) -> [String] {
    let all = FileManager.default.enumerator(atPath: root + "/" + folder)?.allObjects ?? []
    return all.compactMap { $0 as? String }.map { folder + "/" + $0 }
      .filter { path in
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: root + "/" + path, isDirectory: &isFolder)
          && !isFolder.boolValue
      }.sorted()
  }

  /// Changes what differs from `next`, and nothing else.
  func become(_ next: ProjectState) throws {
    for (path, bytes) in next.notebooks where state.notebooks[path] != bytes {
      try scratch.write(bytes, to: path)
    }
    for path in Set(state.data.keys).union(next.data.keys).sorted() {
      if !originals.keys.contains(path) { originals.updateValue(bytes(path), forKey: path) }
      let wanted: [UInt8]? =
        if let given = next.data[path] { given } else { originals[path] ?? nil }
      guard wanted != bytes(path) else { continue }
      if let wanted {
        try scratch.write(wanted, to: path)
      } else {
        try FileManager.default.removeItem(atPath: root + "/" + path)
      }
    }
    state = next
  }

  /// A digest of every file below some folders.
  func digest(of folders: [String]) -> Digest {
    var builder = DigestBuilder("folders")
    for folder in folders {
      for path in files(folder) {
        builder.add(path)
        builder.add(bytes(path) ?? [])
      }
    }
    return builder.digest()
  }
}
