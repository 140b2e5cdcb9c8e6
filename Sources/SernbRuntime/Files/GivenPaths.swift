// Paths that a person gave on the command line, under names that are the same on every machine.
//
// A page must not say where a corpus lies on the machine that made it, and its results must not depend on that. So a
// notebook sees `/data/IEMOCAP` as `…/IEMOCAP`: in values, in messages and in what a page was made from.

internal import FileAccess
internal import SystemPackage

package struct GivenPaths: Sendable {
  /// What every name begins with. No path of a project begins so.
  static let start = "…/"

  /// Absolute paths by their names.
  private let places: [String: String]

  /// - Parameter paths: absolute paths. Those that end alike get as many words as tell them apart.
  package init(_ paths: [String]) {
    let words = Set(paths).map { FilePath($0).lexicallyNormalized().components.map(\.string) }
      .filter { !$0.isEmpty }
    var places: [String: String] = [:]
    for parts in words {
      var count = 1
      while count < parts.count,
        words.contains(where: { $0 != parts && $0.suffix(count) == parts.suffix(count) })
      {
        count += 1
      }
      places[Self.start + parts.suffix(count).joined(separator: "/")] =
        "/" + parts.joined(separator: "/")
    }
    self.places = places
  }

  /// The real places, which may be read.
  var all: [String] { places.values.sorted() }

  /// The name of a given path, or nil for one that was not given.
  package func name(of path: String) -> String? {
    let whole = FilePath(path).lexicallyNormalized().string
    return places.first { $0.value == whole }?.key
  }

  /// Whether a path is the name of a given one, or of something in it.
  package static func isName(_ path: String) -> Bool { path.hasPrefix(start) }

  /// The path that a name stands for; nil where it was given to another run.
  func place(of name: String) -> String? {
    // One name may begin another.
    let found = places.filter { name.isPath(within: $0.key) }.max { $0.key.count < $1.key.count }
    return found.map { $0.value + name.dropFirst($0.key.count) }
  }
}
