// One page has one maker: which notebooks of a project would write to the same place.
//
// Names are compared without regard to case and to how an accent is written: some file systems tell neither apart, and a
// project must give the same pages on all of them.

internal import FileAccess
package import SernbLanguage
package import SernbRuntime

package struct PageClaims {
  /// What two notebooks would both write.
  package struct Clash: Hashable, Sendable {
    /// From the project's folder on, the first by name.
    package let notebooks: [String]
    package let path: String

    package var diagnostic: Diagnostic {
      Diagnostic(
        "same-page",
        "`\(notebooks[0])` and `\(notebooks[1])` would both write `\(path)`",
        hint: "Give one of them another name; nothing of either was written.")
    }
  }

  private let project: Project

  package init(_ project: Project) { self.project = project }

  /// The clashes in which one of some notebooks takes part, in the order of paths.
  ///
  /// - Parameter paths: of notebooks, as they were given.
  package func clashes(of paths: [String]) -> [Clash] {
    let asked = Set(paths.map { PathKey(project.shortName($0)) })
    var names = project.notebooks
    let known = Set(names.map { PathKey($0) })
    for path in paths {
      let name = project.shortName(path)
      if !known.contains(PathKey(name)), !names.contains(where: { PathKey($0) == PathKey(name) }) {
        names.append(name)
      }
    }
    // Keys are texts without case, which `String` compares by what they look like.
    var files: [String: [(notebook: String, path: String)]] = [:]
    var folders: [String: String] = [:]
    for name in names.sorted(by: Self.precedes) {
      let stem = project.outputStem(project.root + "/" + name)
      for ending in Self.files {
        files[(stem + ending).lowercased(), default: []].append((name, stem + ending))
      }
      for ending in Self.folders { folders[(stem + ending).lowercased()] = name }
    }
    var found: Set<Clash> = []
    func add(_ one: String, _ other: String, _ path: String) {
      guard PathKey(one) != PathKey(other),
        asked.contains(PathKey(one)) || asked.contains(PathKey(other))
      else { return }
      found.insert(Clash(notebooks: [one, other].sorted(by: Self.precedes), path: path))
    }
    for owners in files.values {
      for other in owners.dropFirst() { add(owners[0].notebook, other.notebook, owners[0].path) }
    }
    for name in names {
      let stem = project.outputStem(project.root + "/" + name)
      var folder = stem.pathFolder
      while folder.utf8.count > 1 {
        if let owner = folders[folder.lowercased()] { add(owner, name, stem + ".md") }
        folder = folder.pathFolder
      }
    }
    // Of two notebooks one path is enough: the shortest, which is that of a page.
    var first: [[String]: Clash] = [:]
    for clash in found {
      if let known = first[clash.notebooks],
        (known.path.utf8.count, known.path) < (clash.path.utf8.count, clash.path)
      {
        continue
      }
      first[clash.notebooks] = clash
    }
    return first.values.sorted {
      ($0.notebooks[0], $0.notebooks[1]) < ($1.notebooks[0], $1.notebooks[1])
    }
  }

  /// What the write-up of a notebook, one of a failed run and the pages of a sweep consist of.
  private static let files = ["", ".failed", ".sweep", ".sweep.failed"].flatMap {
    [$0 + ".md", $0 + ".results.json"]
  }
  private static let folders =
    ["", ".failed", ".sweep", ".sweep.failed"].map { $0 + ".files" } + [".sweep"]

  private static func precedes(_ one: String, _ other: String) -> Bool {
    one.utf8.lexicographicallyPrecedes(other.utf8)
  }
}
