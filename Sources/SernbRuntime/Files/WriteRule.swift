// What may be written in a project, by verbs, builtins and sessions alike: one rule.
//
// A path that is written lies below the project's folder, enters no hidden folder and no hidden file (`.git`, `.github`,
// an editor's settings: what other programs act on), and passes no link on its way: behind one lies another place, today
// or after the next checkout. What sernb keeps for itself lies in `.sernb` and is written through `ManagedFolder` alone.

internal import FileAccess
internal import SystemPackage

enum WriteRule {
  /// Why a path can be no path of a file, if it cannot.
  static func unusable(_ path: String) -> String? {
    if path.isEmpty { return "it is empty" }
    if path.utf8.contains(0) { return "it holds a zero byte" }
    if path.utf8.count > FilePath.longest { return "it is too long" }
    return nil
  }

  /// - Parameters:
  ///   - path: as a notebook names it.
  ///   - root: the real path of the project's folder.
  ///   - real: where a file or a folder that is no link really is.
  static func judge(
    _ path: String, in root: FilePath, _ real: (FilePath) -> FilePath?
  ) -> Result<FilePath, Files.Forbidden> {
    if let why = unusable(path) { return .failure(.init(why: why)) }
    let whole = FilePath(path, in: root).lexicallyNormalized()
    guard let found = real(whole) ?? realPathOfSomeParent(whole) else {
      return .failure(.init(why: "a link in it leads nowhere"))
    }
    // Also where somebody names the project by a way of their own.
    let isBelow = whole.isWithin(root)
    guard let way = (isBelow ? whole : found).below(root) else {
      let isOutside = !isBelow || found == root
      return .failure(
        .init(
          why: isOutside && found == root
            ? "it is the project's folder itself" : "it is outside of the project's folder"))
    }
    if way.isHidden { return .failure(.init(why: "it is hidden: a part of it begins with a dot")) }
    guard found == root.pushing(FilePath(way.text)) else {
      let why =
        found.isWithin(root)
        ? "a part of it is a link, and nothing is written through links"
        : "it is a link that leads out of the project's folder"
      return .failure(.init(why: why))
    }
    return .success(found)
  }
}
