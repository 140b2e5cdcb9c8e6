// Paths that a person gave on the command line, under names that are the same on every machine.
//
// A page must not say where a corpus lies on the machine that made it, and its results must not depend on that. So a
// notebook sees `/data/IEMOCAP` as `…/IEMOCAP`: in values, in messages and in what a page was made from.

internal import FileAccess
internal import SernbLanguage
internal import SystemPackage

package struct GivenPaths: Sendable {
  /// Absolute paths by their names. By bytes: é in one character and in two may be two folders.
  private let places: [PathKey: String]

  /// - Parameter paths: absolute paths. Those that end alike get as many words as tell them apart.
  package init(_ paths: [String]) {
    let words = Set(paths.map { Self.words(of: $0) }).filter { !$0.isEmpty }
    var places: [PathKey: String] = [:]
    for parts in words {
      var count = 1
      while count < parts.count,
        words.contains(where: { $0 != parts && $0.suffix(count) == parts.suffix(count) })
      {
        count += 1
      }
      let name = Override.startOfPathName + parts.suffix(count).map(\.path).joined(separator: "/")
      places[PathKey(name)] = Self.path(parts)
    }
    self.places = places
  }

  private static func words(of path: String) -> [PathKey] {
    var path = FilePath(path)
    // What `..` leads to behind a link is known to the disk alone.
    if path.components.contains(where: { $0.kind == .parentDirectory }) {
      path = realPath(path.string).map { FilePath($0) } ?? path
    }
    return path.lexicallyNormalized().components.map { PathKey($0.string) }
  }

  private static func path(_ words: [PathKey]) -> String {
    "/" + words.map(\.path).joined(separator: "/")
  }

  /// The real places, which may be read.
  var all: [String] { places.values.sorted() }

  /// The name of a given path, or nil for one that was not given.
  package func name(of path: String) -> String? {
    let whole = PathKey(Self.path(Self.words(of: path)))
    return places.first { PathKey($0.value) == whole }?.key.path
  }

  /// Whether a path is the name of a given one, or of something in it.
  package static func isName(_ path: String) -> Bool { path.hasPrefix(Override.startOfPathName) }

  /// The path that a name stands for; nil where it was given to another run.
  func place(of name: String) -> String? {
    // One name may begin another.
    let found = places.filter { name.isPath(within: $0.key.path) }
      .max { $0.key.path.utf8.count < $1.key.path.utf8.count }
    guard let found else { return nil }
    return found.value
      + String(decoding: name.utf8.dropFirst(found.key.path.utf8.count), as: UTF8.self)
  }
}
